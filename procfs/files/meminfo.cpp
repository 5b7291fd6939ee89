// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/keptlines.h>
#include <procfs/files/meminfo.h>
#include <procfs/files/systemfacts.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
constexpr DialectSet accounting{Dialect::gvisor2026};
constexpr FieldDoc linuxOnly(std::string_view name, std::string_view meaning, std::string_view unit = "kB")
{
    return {name, unit, meaning, truths("-----M"), {{{dialects::gvisor, "gVisor has nothing of the kind."}}}};
}
constexpr FieldDoc zero(std::string_view name, std::string_view meaning, std::string_view reason)
{
    return {name, "kB", meaning, truths("CCCCCM"), {{{dialects::gvisor, reason}}}, "0"};
}
constexpr FieldDoc derived(std::string_view name, std::string_view meaning, std::string_view reason)
{
    return {name, "kB", meaning, truths("DDDDDM"), {{{dialects::gvisor, reason}}}};
}
constexpr FieldDoc counted(std::string_view name, std::string_view meaning)
{
    return {name, "kB", meaning, truths("CCCCMM"), {{
        {dialects::before2026, "gVisor did not count it."},
        {accounting, "It is counted.", "2026-01-20 (b03784ec3)"}}}, "0"};
}
constexpr std::string_view noSwap = "gVisor imitates a system without swap.";
constexpr std::string_view noLists = "gVisor keeps no lists of active and inactive pages and halves what files take.";
constexpr std::array docs = {
    FieldDoc{"MemTotal", "kB", "All memory. gVisor takes the limit of the sandbox, or what the host has.", truths("MMMMMM")},
    FieldDoc{"MemFree", "kB", "Memory that nothing uses.", truths("DDDDDM"), {{
        {dialects::gvisor, "It is all memory without what the sandbox has in use."}}}},
    derived("MemAvailable", "An estimate of what programs could get.", "It repeats MemFree, as nothing can be swapped out."),
    zero("Buffers", "Buffers of block devices.", "gVisor has no block devices."),
    FieldDoc{"Cached", "kB", "Pages of files and shared memory.", truths("MMMMMM")},
    FieldDoc{"SwapCache", "kB", "A slip of gVisor: Linux calls it SwapCached.", truths("CCCCC-"), {{
        {dialects::gvisor, noSwap}, {dialects::onlyLinux, "It is printed as SwapCached."}}}, "0"},
    FieldDoc{"SwapCached", "kB", "Pages that are in memory and in swap.", truths("RRRRRM"), {{
        {dialects::gvisor, "It is printed as SwapCache."}}}},
    derived("Active", "Used not long ago.", noLists),
    derived("Inactive", "Not used for a while.", noLists),
    derived("Active(anon)", "The part of Active that belongs to no file.", "Without swap all of it counts as active."),
    zero("Inactive(anon)", "The part of Inactive that belongs to no file.", noSwap),
    derived("Active(file)", "The part of Active that belongs to files.", noLists),
    derived("Inactive(file)", "The part of Inactive that belongs to files.", noLists),
    zero("Unevictable", "Memory that cannot be taken back.", "gVisor does not count it."),
    zero("Mlocked", "Memory locked by programs.", "gVisor does not count it."),
    zero("SwapTotal", "Size of the swap space.", noSwap),
    zero("SwapFree", "Free swap space.", noSwap),
    linuxOnly("Zswap", "Memory that compressed swap takes."),
    linuxOnly("Zswapped", "What was compressed into it."),
    counted("Dirty", "Waits to be written to storage."),
    counted("Writeback", "Is being written to storage."),
    FieldDoc{"AnonPages", "kB", "Memory that belongs to no file, mapped by programs. gVisor adds shared memory.", truths("MMMMMM")},
    FieldDoc{"Mapped", "kB", "Pages of files that programs have mapped. gVisor counts its whole file cache.", truths("MMMMMM")},
    FieldDoc{"Shmem", "kB", "Shared memory and tmpfs.", truths("MMMMMM")},
    linuxOnly("KReclaimable", "Memory of the kernel that it can give back."),
    linuxOnly("Slab", "The kernel's caches of objects."),
    linuxOnly("SReclaimable", "The part of Slab that can be given back."),
    linuxOnly("SUnreclaim", "The part of Slab that cannot."),
    linuxOnly("KernelStack", "Stacks of tasks inside the kernel."),
    linuxOnly("PageTables", "Page tables of programs."),
    linuxOnly("SecPageTables", "Page tables of virtual machines and devices."),
    linuxOnly("NFS_Unstable", "Unused."),
    linuxOnly("Bounce", "Unused, or copies for devices that reach little memory."),
    linuxOnly("WritebackTmp", "Copies on their way to FUSE file systems."),
    linuxOnly("CommitLimit", "What programs may ask for where promises are counted strictly."),
    linuxOnly("Committed_AS", "What programs have asked for."),
    FieldDoc{"VmallocTotal", "kB", "Size of the kernel's area for large pieces.", truths("-----C"), {{
        {dialects::gvisor, "gVisor has nothing of the kind."},
        {dialects::onlyLinux, "It is a range of addresses that the architecture sets."}}}, "34359738367"},
    linuxOnly("VmallocUsed", "What is in use of it."),
    linuxOnly("VmallocChunk", "Unused."),
    linuxOnly("Percpu", "Memory given to each processor."),
    linuxOnly("HardwareCorrupted", "Memory found to be defective."),
    linuxOnly("AnonHugePages", "Anonymous memory in huge pages."),
    linuxOnly("ShmemHugePages", "Shared memory in huge pages."),
    linuxOnly("ShmemPmdMapped", "The part of it that programs have mapped as such."),
    linuxOnly("FileHugePages", "Pages of files in huge pages."),
    linuxOnly("FilePmdMapped", "The part of it that programs have mapped as such."),
    linuxOnly("CmaTotal", "Memory set aside for large pieces for devices."),
    linuxOnly("CmaFree", "What is free of it."),
    linuxOnly("Unaccepted", "Memory that a confidential guest has not accepted yet."),
    linuxOnly("Balloon", "Memory lent to the host."),
    linuxOnly("HugePages_Total", "Pages of hugetlbfs.", ""),
    linuxOnly("HugePages_Free", "Those that are free.", ""),
    linuxOnly("HugePages_Rsvd", "Those that are promised.", ""),
    linuxOnly("HugePages_Surp", "Those beyond the number that was set.", ""),
    linuxOnly("Hugepagesize", "Size of one of them."),
    linuxOnly("Hugetlb", "Memory in all of them, of any size."),
    linuxOnly("DirectMap4k", "The kernel's own map of memory: in pages of 4 kB."),
    linuxOnly("DirectMap2M", "The same in pages of 2 MB."),
    linuxOnly("DirectMap1G", "The same in pages of 1 GB."),
};
// clang-format on

/// In kB, all in the order of printing.
class Writer
{
public:
    explicit Writer(std::string& out)
        : m_out(out)
    {
    }
    void bytes(std::string_view key, std::uint64_t value) { line(key, value >> 10U); }
    void line(std::string_view key, std::uint64_t value, bool isKilobytes = true)
    {
        formatMeminfoLine({key, value, isKilobytes}, m_out);
    }

private:
    std::string& m_out;
};

void renderGvisor(const MachineRecord& machine, const TaskSums& sums, std::string& bytes)
{
    constexpr std::uint64_t page = 4096;
    const std::uint64_t anonymous = sums.anonymousBytes + sums.sharedBytes;
    const std::uint64_t file = sums.fileBytes;
    const std::uint64_t activeFile = file / 2 / page * page;
    Writer out(bytes);
    out.bytes("MemTotal", machine.memoryBytes);
    out.bytes("MemFree", machine.freeBytes);
    out.bytes("MemAvailable", machine.freeBytes);
    out.line("Buffers", 0);
    out.bytes("Cached", file + sums.sharedBytes);
    out.line("SwapCache", 0);
    out.bytes("Active", anonymous + activeFile);
    out.bytes("Inactive", file - activeFile);
    out.bytes("Active(anon)", anonymous);
    out.line("Inactive(anon)", 0);
    out.bytes("Active(file)", activeFile);
    out.bytes("Inactive(file)", file - activeFile);
    for (const std::string_view key :
         {"Unevictable", "Mlocked", "SwapTotal", "SwapFree", "Dirty", "Writeback"})
        out.line(key, 0);
    out.bytes("AnonPages", anonymous);
    out.bytes("Mapped", file);
    out.bytes("Shmem", sums.sharedBytes);
}

/// Only what the records tell, and what a machine without swap, huge pages and block devices has
/// none of. Lines about the kernel's own memory are left out: nobody knows them.
void renderLinux(const MachineRecord& machine, const TaskSums& sums, std::string& bytes)
{
    Writer out(bytes);
    out.bytes("MemTotal", machine.memoryBytes);
    out.bytes("MemFree", machine.freeBytes);
    out.bytes("MemAvailable", std::min(machine.freeBytes + sums.fileBytes, machine.memoryBytes));
    out.line("Buffers", 0);
    out.bytes("Cached", sums.fileBytes + sums.sharedBytes);
    for (const std::string_view key : {"SwapCached", "SwapTotal", "SwapFree"})
        out.line(key, 0);
    out.bytes("AnonPages", sums.anonymousBytes);
    out.bytes("Mapped", sums.fileBytes + sums.sharedBytes);
    out.bytes("Shmem", sums.sharedBytes);
    out.bytes("PageTables", sums.pageTableBytes);
    out.bytes("CommitLimit", machine.memoryBytes / 2); // without swap half of it, unless set
    out.bytes("Committed_AS", sums.committedBytes + sums.sharedBytes);
    out.line("VmallocTotal", 34'359'738'367);
    for (const std::string_view key :
         {"HugePages_Total", "HugePages_Free", "HugePages_Rsvd", "HugePages_Surp"})
        out.line(key, 0, false);
    out.line("Hugepagesize", 2048);
    out.line("Hugetlb", 0);
}

Errno render(const FileContext& ctx, FileText& out)
{
    const auto write = isGvisor(ctx.dialect) ? renderGvisor : renderLinux;
    write(ctx.records.machine(), taskSums(ctx), out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return decodeLines(bytes, [](std::string_view line, Fields& fields) {
        const auto value = parseMeminfoLine(line);
        if (value)
            fields.push_back(
                {std::string(value->key), std::to_string(value->value), findDoc(docs, value->key)});
        return value.has_value();
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return reformatLines(bytes, [](std::string_view line, std::string& out) {
        const auto value = parseMeminfoLine(line);
        if (value)
            formatMeminfoLine(*value, out);
        return value && findDoc(docs, value->key) != nullptr;
    });
}

}

Parsed<MeminfoLine> parseMeminfoLine(std::string_view line)
{
    MeminfoLine value;
    const std::size_t colon = std::min(line.find(':'), line.size());
    value.key = line.substr(0, colon);
    Scanner in(line.substr(colon), colon);
    in.expect(":");
    in.skipBlanks();
    value.value = in.decimal();
    value.isKilobytes = in.accept(" kB");
    in.expectEnd();
    if (value.key.empty())
        in.fail(ParseErrorCode::badKey);
    if (in.failed())
        return in.error();
    return value;
}

void formatMeminfoLine(const MeminfoLine& value, std::string& out)
{
    constexpr std::size_t keyColumns = 16, columns = 24;
    const std::size_t begin = out.size();
    out.append(value.key).push_back(':');
    if (const std::size_t length = out.size() - begin; length < keyColumns)
        out.append(keyColumns - length, ' ');
    else if (length > keyColumns)
        out += ' ';
    const std::size_t at = out.size() - begin;
    appendDecimalRight(out, value.value, at < columns ? columns - at : 0);
    out += value.isKilobytes ? " kB\n" : "\n";
}

constinit const ProcFile meminfoFile = {
    .name = "meminfo",
    .scope = Scope::system,
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::everything),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}
