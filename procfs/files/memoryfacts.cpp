// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/maps.h>
#include <procfs/files/memoryfacts.h>
#include <procfs/files/taskfacts.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

bool isData(const Vma& vma)
{
    return vma.isPrivate && vma.real.write && !vma.growsDown;
}

bool isCode(const Vma& vma)
{
    return vma.real.execute && !vma.real.write && !vma.growsDown;
}

bool isSharedMemory(const Vma& vma)
{
    if (!vma.mapping)
        return false;
    switch (vma.mapping->kind) {
    case MappingKind::sharedAnonymous:
    case MappingKind::memfd:
    case MappingKind::sysvShared:
        return true;
    case MappingKind::zeroDevice:
        return !vma.isPrivate;
    case MappingKind::file:
    case MappingKind::other:
        break;
    }
    return false;
}

/// Counts the tables that map a walk of ascending ranges, level by level.
class TableCount
{
public:
    void add(const Vma& vma)
    {
        if (vma.rssBytes == 0)
            return;
        for (std::size_t level = 0; level < reach.size(); ++level) {
            const std::uint64_t first = vma.start >> reach[level];
            const std::uint64_t last = (vma.end - 1) >> reach[level];
            std::uint64_t tables = last - first + 1;
            if (m_any && first == m_last[level])
                --tables;
            // Not all of a sparse range has tables: no more than it has resident pages.
            m_count += std::min(tables, vma.rssBytes / pageSize);
            m_last[level] = last;
        }
        m_any = true;
    }
    [[nodiscard]] std::uint64_t bytes() const { return m_count * pageSize; }

private:
    /// Address bits that one table of each level spans on x86-64: page table, middle, upper.
    static constexpr std::array<unsigned, 3> reach = {21, 30, 39};
    std::array<std::uint64_t, 3> m_last{};
    std::uint64_t m_count = 0;
    bool m_any = false;
};

}

MemorySizes memorySizes(const FileContext& ctx)
{
    const MemoryRecord* const memory = memoryOf(ctx);
    return memory != nullptr ? MemorySizes{memory->vssBytes, memory->rssBytes} : MemorySizes{};
}

std::uint64_t dataBytes(const MemoryRecord& memory)
{
    std::uint64_t bytes = 0;
    for (const Vma& vma : *memory.vmas)
        bytes += isData(vma) ? vma.end - vma.start : 0;
    return bytes;
}

MemoryFigures memoryFigures(const MemoryRecord& memory)
{
    MemoryFigures figures;
    std::uint64_t code = 0;
    std::uint64_t mappedProgram = 0;
    TableCount tables;
    for (const Vma& vma : *memory.vmas) {
        const std::uint64_t length = vma.end - vma.start;
        figures.residentAnonymous += vma.anonymousBytes;
        if (isSharedMemory(vma))
            figures.residentShared += vma.rssBytes - std::min(vma.rssBytes, vma.anonymousBytes);
        if (vma.lockMode != LockMode::none)
            figures.locked += length;
        if (vma.growsDown)
            figures.stack += length;
        if (isData(vma))
            figures.data += length;
        if (isCode(vma)) {
            code += length;
            if (vma.mapping && vma.mapping->path == memory.executable)
                mappedProgram += length;
        }
        tables.add(vma);
    }
    const std::uint64_t known = figures.residentAnonymous + figures.residentShared;
    figures.residentFile = memory.rssBytes - std::min(memory.rssBytes, known);

    const ProgramLayout& layout = memory.layout;
    const std::uint64_t codeStart = layout.codeStart & ~(pageSize - 1);
    const std::uint64_t codeEnd = (layout.codeEnd + pageSize - 1) & ~(pageSize - 1);
    figures.programCode = codeEnd > codeStart ? codeEnd - codeStart : mappedProgram;
    figures.programCode = std::min(figures.programCode, code);
    figures.otherCode = code - figures.programCode;
    figures.pageTables = memory.pageTableBytes != 0 ? memory.pageTableBytes : tables.bytes();
    return figures;
}

}
