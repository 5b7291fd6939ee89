// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/hostside.h>
#include <model/sandbox/sandboxtree.h>

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace sandscope::model {

/// Bytes; two numbers where it is one of several address spaces, the least and the most.
struct HostBytes
{
    std::uint64_t least = 0, most = 0;
    bool operator==(const HostBytes&) const = default;
};

/// A mapping of a guest, and what this computer maps at the same addresses.
struct HostMapping
{
    std::uint64_t start = 0, end = 0; ///< of the guest's mapping
    HostBytes memory; ///< of the memory file of the sandbox
    HostBytes files; ///< of other files of this computer
    /// Of memory: what the file holds pages for. Absent: the file may not be looked at.
    std::optional<HostBytes> committed;
    bool operator==(const HostMapping&) const = default;
};

struct HostMemory
{
    /// The processes that may be the guest's address space, ascending. More than one: their
    /// addresses fit as well, since one is a copy of the other, or of a guest that came since.
    std::vector<std::int32_t> stubs;
    std::vector<HostMapping> mappings; ///< all of the guest, ascending
    std::optional<procfs::Failure> fileFailure; ///< why nothing is known of what is committed
    bool operator==(const HostMemory&) const = default;
    /// The mapping with that start; null: the guest did not have it.
    [[nodiscard]] const HostMapping* startingAt(std::uint64_t address) const;
};
using HostMemoryPtr = std::shared_ptr<const HostMemory>;

/// Why it cannot be told.
struct HostMemoryFailure
{
    enum class Kind {
        noGuest, ///< no such process, or nobody knows its mappings
        unreadable, ///< the mappings of the host process \a pid
        noSpaces, ///< nobody maps the memory file at addresses of guests
        noneFits, ///< none of those who do fits this guest
    };
    Kind kind = Kind::noGuest;
    std::int32_t pid = 0;
    procfs::Failure failure{};
};

/// Finds the address space of the process \a guest among the stubs of \a processes, by its
/// addresses: whatever a stub maps must lie in mappings of its guest. Stubs that fit no other guest
/// are that guest's as long as there are no more of them than guests, and a guest that fits one
/// stub only takes it from those whose mappings are others.
[[nodiscard]] std::expected<HostMemory, HostMemoryFailure>
hostMemory(const SandboxTree& sandbox, std::int32_t guest,
           const std::vector<HostProcess>& processes, const std::string& procFolder,
           const std::stop_token& stop);

}
