// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/recordof.h>

#include <cstdint>
#include <optional>

/// What the calls on memory share: their ranges and their limits.
namespace sandscope::kernel {

/// The pages that [address, address + length) lies in; nothing when that leaves 64 bits.
[[nodiscard]] std::optional<Range> pagesAround(std::uint64_t address, std::uint64_t length);

/// As above for calls that want an aligned address; an empty range is left to the caller.
[[nodiscard]] std::optional<Range> alignedPages(std::uint64_t address, std::uint64_t length);

[[nodiscard]] bool exceeds(std::uint64_t used, std::uint64_t more, std::uint64_t limit);

/// RLIMIT_MEMLOCK; \a tooMuch is what the call says when it is exceeded.
[[nodiscard]] Errno lockProblem(const Kernel::State& state, const Task& task, std::uint64_t more,
                                Errno tooMuch);

/// Whether \a more bytes like those of \a area break no limit of the address space or, in Linux, of
/// data. \a fewer bytes go away at the same time.
[[nodiscard]] bool mayExpand(const Kernel::State& state, const Task& task, const Area& area,
                             std::uint64_t more, std::uint64_t fewer = 0);

/// Whether a place that Linux is told may be there: the lowest addresses ask for CAP_SYS_RAWIO
/// (security/commoncap.c).
[[nodiscard]] bool mayBeAt(const Kernel::State& state, const Task& task, std::uint64_t address);

/// Bytes of arguments and environment in memory that went away read as zeros should it come back.
/// True when there were any that could be seen.
bool forgetText(Memory& memory, Range range);

/// Unmaps it and what was written there. True when something was mapped.
bool unmap(Kernel::State& state, Memory& memory, Range range);

/// The record of a memory that a mapping is about to take the place of others in: an equal one in
/// the place of an equal one is a change that nobody sees.
class Replacement
{
public:
    /// Looks only where \a next, which has its mapping by now, could be such a one.
    Replacement(const Memory& memory, const Area& next);
    [[nodiscard]] bool isSeen() const;

private:
    const Memory& m_memory;
    std::optional<procfs::MemoryRecord> m_before; ///< none: it is seen
};

/// Brings in a mapped range the way of mlock and MAP_POPULATE. ENOMEM: some of it cannot be
/// accessed at all, and what is behind that was left alone. \a changed is set, never cleared.
[[nodiscard]] Errno populate(Kernel::State& state, Memory& memory, Range range, bool& changed);

[[nodiscard]] constexpr bool isAny(procfs::Access access)
{
    return access.read || access.write || access.execute;
}

}
