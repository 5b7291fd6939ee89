// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/resident.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

namespace sandscope::snapshot {

std::optional<std::uint64_t> residentIn(std::string_view status)
{
    // The name in front may hold anything but a newline, which Linux escapes.
    constexpr std::string_view key = "\nVmRSS:\t";
    const std::size_t at = status.find(key);
    if (at == std::string_view::npos)
        return std::nullopt;
    status.remove_prefix(at + key.size());
    status.remove_prefix(std::min(status.find_first_not_of(' '), status.size()));
    std::uint64_t kilobytes = 0;
    const auto [end, error]
        = std::from_chars(status.data(), status.data() + status.size(), kilobytes);
    status.remove_prefix(static_cast<std::size_t>(end - status.data()));
    if (error != std::errc{} || !status.starts_with(" kB\n")
        || kilobytes > std::numeric_limits<std::uint64_t>::max() / 1024)
        return std::nullopt;
    return kilobytes * 1024;
}

bool isResidentNear(const Snapshot& snapshot, const TaskSummary& row)
{
    // A task without an address space has 0, which is exact.
    if (row.rssBytes.value_or(0) == 0 || !snapshot.tree
        || snapshot.tree->dialect() != procfs::Dialect::linux_)
        return false;
    const auto status = snapshot.tree->listed(std::to_string(row.tgid.value) + "/status");
    return !status || !status->text || residentIn(status->text->bytes) != row.rssBytes;
}

}
