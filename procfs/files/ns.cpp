// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/ns.h>

#include <array>

namespace sandscope::procfs {

std::span<const std::string_view> nsNames(Dialect dialect)
{
    static constexpr std::array<std::string_view, 3> early = {"net", "pid", "user"};
    static constexpr std::array<std::string_view, 6> later
        = {"ipc", "mnt", "net", "pid", "user", "uts"};
    static constexpr std::array<std::string_view, 10> onLinux
        = {"cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children",
           "user",   "uts"};
    switch (dialect) {
    case Dialect::gvisor2018:
    case Dialect::gvisor2019:
    case Dialect::gvisor2022:
        return early;
    case Dialect::gvisor2024:
    case Dialect::gvisor2026:
        return later;
    case Dialect::linux_:
        return onLinux;
    }
    return {};
}

std::string nsTarget(std::string_view name, std::uint64_t number)
{
    std::string text(name);
    text += ":[";
    text += std::to_string(number);
    text += ']';
    return text;
}

constinit const ProcFile nsFile = {
    .name = "ns",
    .kind = FileKind::directory,
    .modes = {0511, 0511, 0511, 0511, 0511, 0511},
    .dependencies = static_cast<Dependencies>(Dependency::task),
};

}
