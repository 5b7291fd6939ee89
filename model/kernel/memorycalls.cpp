// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/memorycalls.h>
#include <model/kernel/sameness.h>

#include <algorithm>

namespace sandscope::kernel {

std::optional<Range> pagesAround(std::uint64_t address, std::uint64_t length)
{
    const std::uint64_t end = address + length;
    if (end < address)
        return std::nullopt;
    const auto up = pageCeil(end);
    if (!up)
        return std::nullopt;
    return Range{pageFloor(address), *up};
}

std::optional<Range> alignedPages(std::uint64_t address, std::uint64_t length)
{
    return isPageAligned(address) ? pagesAround(address, length) : std::nullopt;
}

bool exceeds(std::uint64_t used, std::uint64_t more, std::uint64_t limit)
{
    return limit != noLimit && (used > limit || more > limit - used);
}

Errno lockProblem(const Kernel::State& state, const Task& task, std::uint64_t more, Errno tooMuch)
{
    if (state.hasCapabilityIn(task, *state.rootUser, capability::ipcLock))
        return Errno::ok;
    const std::uint64_t limit = task.group->softLimit(Limit::lockedMemory);
    if (limit == 0)
        return Errno::perm;
    return exceeds(task.memory->space.lockedBytes(), more, limit) ? tooMuch : Errno::ok;
}

bool mayExpand(const Kernel::State& state, const Task& task, const Area& area, std::uint64_t more,
               std::uint64_t fewer)
{
    const AddressSpace& space = task.memory->space;
    if (exceeds(space.vssBytes() - fewer, more, task.group->softLimit(Limit::addressSpace)))
        return false;
    const std::uint64_t limit = task.group->softLimit(Limit::data);
    // mm/mmap.c, may_expand_vm. What goes away is not set off against this one.
    return !state.isLinux() || limit == noLimit || !isData(area)
        || !exceeds(space.dataBytes(), more, limit);
}

bool forgetText(Memory& memory, Range range)
{
    bool found = false;
    const auto wipe = [&](std::uint64_t start, std::string& bytes) {
        const std::uint64_t from = std::max(start, range.start);
        const std::uint64_t to = std::min(start + bytes.size(), range.end);
        if (from >= to)
            return;
        const std::uint64_t seen = readableUntil(memory.space, {start, to});
        for (std::uint64_t at = from; at < to; ++at) {
            found = found || (at < seen && bytes[at - start] != '\0');
            bytes[at - start] = '\0';
        }
    };
    wipe(memory.argumentsStart, memory.arguments);
    wipe(memory.environmentStart, memory.environment);
    return found;
}

bool unmap(Kernel::State& state, Memory& memory, Range range)
{
    if (range.length() == 0 || memory.space.mappedBytes(range) == 0)
        return false;
    memory.space.remove(range, state.pageRefs);
    forgetText(memory, range);
    return true;
}

Replacement::Replacement(const Memory& memory, const Area& next)
    : m_memory(memory)
{
    const Area* old = memory.space.find(next.start);
    if (old && old->real == next.real && old->mapping == next.mapping
        && old->isPrivate == next.isPrivate && old->lockMode == next.lockMode)
        m_before = recordOf(memory);
}

bool Replacement::isSeen() const
{
    return !m_before || !same(*m_before, recordOf(m_memory));
}

Errno populate(Kernel::State& state, Memory& memory, Range range, bool& changed)
{
    AddressSpace& space = memory.space;
    for (std::uint64_t at = range.start; at < range.end;) {
        const Area* area = space.find(at);
        if (!area)
            return Errno::noMemory;
        const Range part{at, std::min(area->end, range.end)};
        if (!isAny(area->real))
            return Errno::noMemory;
        // Linux writes to what is private and can be written, so that no copy remains to be made.
        const bool write = state.isLinux() && area->isPrivate && area->real.write;
        changed = space.access(part, write, state.pageRefs) || changed;
        at = part.end;
    }
    return Errno::ok;
}

}
