// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/smaps.h>
#include <procfs/files/smapsfields.h>
#include <procfs/files/smapsparser.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <cstring>

namespace sandscope::procfs {

namespace {

using namespace text;
using detail::smapsLines;

using enum SmapsKey;

constexpr std::array gvisorOrder = {size,          rss,           pss,
                                    sharedClean,   sharedDirty,   privateClean,
                                    privateDirty,  referenced,    anonymous,
                                    anonHugePages, sharedHugetlb, privateHugetlb,
                                    swap,          swapPss,       kernelPageSize,
                                    mmuPageSize,   locked};
/// In kB; THPeligible follows.
constexpr std::array linuxOrder = {size,          kernelPageSize, mmuPageSize,    rss,
                                   pss,           pssDirty,       sharedClean,    sharedDirty,
                                   privateClean,  privateDirty,   referenced,     anonymous,
                                   ksm,           lazyFree,       anonHugePages,  shmemPmdMapped,
                                   filePmdMapped, sharedHugetlb,  privateHugetlb, swap,
                                   swapPss,       locked};

/// The value lines of a block as one text, all values 0, with a newline behind each. What a VMA has
/// is poked into a copy.
constexpr std::size_t valueLine
    = smapsLabelWidth + smapsValueWidth + std::string_view(" kB\n").size();
template <std::size_t Count>
consteval std::array<char, Count * valueLine> blankLines(const std::array<SmapsKey, Count>& order)
{
    std::array<char, Count * valueLine> block{};
    auto at = block.begin();
    for (const SmapsKey key : order) {
        const std::string_view name = smapsKeyNames[static_cast<std::size_t>(key)];
        std::ranges::fill_n(at, smapsLabelWidth + smapsValueWidth, ' ');
        std::ranges::copy(name, at);
        at[static_cast<std::ptrdiff_t>(name.size())] = ':';
        at[smapsLabelWidth + smapsValueWidth - 1]
            = key == kernelPageSize || key == mmuPageSize ? '4' : '0';
        at = std::ranges::copy(std::string_view(" kB\n"), at + smapsLabelWidth + smapsValueWidth)
                 .out;
    }
    return block;
}
constexpr auto gvisorBlank = blankLines(gvisorOrder);
constexpr auto linuxBlank = blankLines(linuxOrder);
constexpr std::string_view noHugePages = "THPeligible:           0\n";
constexpr std::uint64_t widestValue = 99'999'999; // of smapsValueWidth digits

/// Where the number of a key ends in such a block.
template <std::size_t Count>
consteval std::size_t valueEnd(const std::array<SmapsKey, Count>& order, SmapsKey key)
{
    const auto place = static_cast<std::size_t>(std::ranges::find(order, key) - order.begin());
    return place * valueLine + smapsLabelWidth + smapsValueWidth;
}

const PageUse* pagesOf(const Vma& vma)
{
    return vma.details && vma.details->pages ? &*vma.details->pages : nullptr;
}

struct Numbers
{
    std::uint64_t size, rss, privateClean, privateDirty, anonymous, locked;
};

Numbers numbersOf(const Vma& vma)
{
    const std::uint64_t rss = vma.rssBytes / 1024;
    return {
        .size = (vma.end - vma.start) / 1024,
        .rss = rss,
        .privateClean = vma.effective.write ? 0 : rss,
        .privateDirty = vma.effective.write ? rss : 0,
        .anonymous = vma.anonymousBytes / 1024,
        .locked = vma.lockMode == LockMode::none ? 0 : rss,
    };
}

bool countsAgainstCommitLimit(const Vma& vma, Dialect dialect)
{
    if (!vma.isPrivate)
        return false;
    // Linux counts from when it was first writable and keeps to that; copies tell that it was.
    if (dialect == Dialect::linux_ && (vma.flags & (vmaFlag::accounted | vmaFlag::noReserve)) != 0)
        return (vma.flags & vmaFlag::accounted) != 0;
    return vma.effective.write || (dialect == Dialect::linux_ && vma.anonymousBytes > 0);
}

/// A page that the kernel maps by frame number and keeps out of core dumps: [vvar] and
/// [vvar_vclock].
bool isKernelPage(const Vma& vma)
{
    if (vma.hint != VmaHint::none)
        return vma.hint == VmaHint::vvar;
    return vma.mapping && vma.mapping->kind == MappingKind::other
        && vma.mapping->path == "[vvar_vclock]";
}

/// Calls \a flag for each code of VmFlags, in order (facts 3.6; "lf" from Linux
/// Documentation/filesystems/proc.rst, the other flags of Linux from captures of 6.18).
template <class Flag>
void forEachFlag(const Vma& vma, Dialect dialect, Flag flag)
{
    const bool isLinux = dialect == Dialect::linux_;
    const auto when = [&flag](bool condition, std::string_view code) {
        if (condition)
            flag(code);
    };
    when(vma.real.read, "rd");
    when(vma.real.write, "wr");
    when(vma.real.execute, "ex");
    when(!vma.isPrivate && vma.maximum.write, "sh");
    when(vma.maximum.read, "mr");
    when(vma.maximum.write, "mw");
    when(vma.maximum.execute, "me");
    when(!vma.isPrivate, "ms");
    when(vma.growsDown, "gd");
    const bool isFrames = isLinux && isKernelPage(vma);
    when(isFrames, "pf");
    when(vma.lockMode != LockMode::none, "lo");
    when(isFrames, "io");
    const auto has
        = [isLinux, &vma](std::uint16_t which) { return isLinux && (vma.flags & which) != 0; };
    when(has(vmaFlag::sequential), "sr");
    when(has(vmaFlag::random), "rr");
    when(has(vmaFlag::dontFork), "dc");
    when(isFrames || (isLinux && vma.hint == VmaHint::vdso), "de");
    when(vma.lockMode == LockMode::lazy, isLinux ? "lf" : "??");
    when(countsAgainstCommitLimit(vma, dialect), "ac");
    when(has(vmaFlag::noReserve), "nr");
    when(has(vmaFlag::wipeOnFork), "wf");
    when(isFrames || has(vmaFlag::dontDump), "dd");
    when(has(vmaFlag::huge), "hg");
    when(has(vmaFlag::noHuge), "nh");
    when(has(vmaFlag::mergeable), "mg");
}

constexpr std::string_view flagsLabel = "VmFlags: ";
/// Every flag above, and the newline.
constexpr std::size_t longestFlags = flagsLabel.size() + 24 * 3 + 1;

char* putFlags(char* to, const Vma& vma, Dialect dialect)
{
    to = putText(to, flagsLabel);
    forEachFlag(vma, dialect, [&to](std::string_view code) {
        std::memcpy(to, code.data(), 2);
        to[2] = ' ';
        to += 3;
    });
    *to++ = '\n';
    return to;
}

/// The page without memory behind it: nothing resident, no greatest rights.
Vma vsyscallVma(Dialect dialect)
{
    Vma vma;
    vma.start = vsyscallStart;
    vma.end = vsyscallEnd;
    vma.real = vma.effective = {dialect != Dialect::linux_, false, true};
    return vma;
}

void formatPlainly(const Vma& vma, Dialect dialect, std::string& out)
{
    formatSmapsValues(smapsValues(vma, dialect), dialect, out);
    append(out, longestFlags, [&](char* to) { return putFlags(to, vma, dialect); });
}

char* putGvisorValues(char* const to, const Numbers& n)
{
    constexpr auto end = [](SmapsKey key) consteval { return valueEnd(gvisorOrder, key); };
    std::memcpy(to, gvisorBlank.data(), gvisorBlank.size());
    putDecimalBefore(to + end(size), n.size);
    if (n.rss != 0) {
        putDecimalBefore(to + end(rss), n.rss);
        putDecimalBefore(to + end(pss), n.rss);
        putDecimalBefore(to + end(privateClean), n.privateClean);
        putDecimalBefore(to + end(privateDirty), n.privateDirty);
        putDecimalBefore(to + end(referenced), n.rss);
        putDecimalBefore(to + end(locked), n.locked);
    }
    putDecimalBefore(to + end(anonymous), n.anonymous);
    return to + gvisorBlank.size();
}

/// Of a VMA whose pages nobody counted.
char* putLinuxValues(char* const to, const Numbers& n)
{
    constexpr auto end = [](SmapsKey key) consteval { return valueEnd(linuxOrder, key); };
    std::memcpy(to, linuxBlank.data(), linuxBlank.size());
    putDecimalBefore(to + end(size), n.size);
    if (n.rss != 0) {
        putDecimalBefore(to + end(rss), n.rss);
        putDecimalBefore(to + end(pss), n.rss);
        putDecimalBefore(to + end(pssDirty), n.privateDirty);
        putDecimalBefore(to + end(privateClean), n.privateClean);
        putDecimalBefore(to + end(privateDirty), n.privateDirty);
        putDecimalBefore(to + end(referenced), n.rss);
        putDecimalBefore(to + end(locked), n.locked);
    }
    putDecimalBefore(to + end(anonymous), n.anonymous);
    return putText(to + linuxBlank.size(), noHugePages);
}

/// The lines below the maps line.
void formatLines(const Vma& vma, Dialect dialect, std::string& out)
{
    const bool isLinux = dialect == Dialect::linux_;
    const Numbers n = numbersOf(vma);
    if (std::max({n.size, n.rss, n.anonymous}) > widestValue
        || (isLinux && pagesOf(vma) != nullptr)) [[unlikely]] {
        formatPlainly(vma, dialect, out);
        return;
    }
    constexpr std::size_t most = linuxBlank.size() + noHugePages.size() + longestFlags;
    append(out, most, [&](char* to) {
        to = isLinux ? putLinuxValues(to, n) : putGvisorValues(to, n);
        return putFlags(to, vma, dialect);
    });
}

Errno render(const FileContext& ctx, FileText& out)
{
    if (!smapsFile.existsIn(ctx.dialect))
        return Errno::noEntry;
    if (ctx.dialect == Dialect::linux_ && ctx.task.state == TaskState::dead)
        return Errno::noProcess;
    const MemoryRecord* const memory = memoryOf(ctx);
    if (memory == nullptr)
        return Errno::ok;
    const MapsView view = mapsView(ctx);
    if (memory->users > 0) {
        out.marks.reserve(out.marks.size() + memory->vmas->size() + 1);
        for (const Vma& vma : *memory->vmas) {
            formatSmapsBlock(vma, view, out.bytes);
            out.mark(vma.end);
        }
    } else if (ctx.dialect == Dialect::linux_) {
        return Errno::ok;
    }
    formatMapsEntry(vsyscallEntry(ctx.dialect), ctx.dialect, out.bytes);
    formatLines(vsyscallVma(ctx.dialect), ctx.dialect, out.bytes);
    out.mark(vsyscallEnd);
    return Errno::ok;
}

void formatValue(SmapsKey key, std::uint64_t value, std::string& out)
{
    append(out, smapsLabelWidth + 2 * maxDigits, [&](char* to) {
        const std::string_view name = smapsKeyName(key);
        std::memset(to, ' ', smapsLabelWidth);
        *putText(to, name) = ':';
        to += smapsLabelWidth;
        return putText(putDecimalRight(to, value, smapsValueWidth),
                       isKilobytes(key) ? " kB\n" : "\n");
    });
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseSmaps(bytes).transform([](const Smaps& smaps) {
        Fields fields;
        decodeSmaps(smaps, detail::smapsFields, fields);
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseSmaps(bytes).transform([&](const Smaps& smaps) {
        std::string out;
        out.reserve(bytes.size());
        formatSmaps(smaps, dialect, out);
        return Reformatted(std::move(out), smaps.unknownBytes());
    });
}

}

std::string_view smapsKeyName(SmapsKey key)
{
    return smapsKeyNames[static_cast<std::size_t>(key)];
}

std::optional<SmapsKey> smapsKeyFromName(std::string_view name)
{
    const auto at = std::ranges::find(smapsKeyNames, name);
    return at == smapsKeyNames.end()
        ? std::nullopt
        : std::optional(static_cast<SmapsKey>(at - smapsKeyNames.begin()));
}

SmapsValues smapsValues(const Vma& vma, Dialect dialect)
{
    const Numbers n = numbersOf(vma);
    SmapsValues values;
    const auto setAll = [&values](const auto& order) {
        for (const SmapsKey key : order)
            values.setValue(key, 0);
    };
    if (dialect == Dialect::linux_)
        setAll(linuxOrder);
    else
        setAll(gvisorOrder);
    values.setValue(size, n.size);
    values.setValue(kernelPageSize, 4);
    values.setValue(mmuPageSize, 4);
    for (const SmapsKey key : {rss, pss, referenced})
        values.setValue(key, n.rss);
    values.setValue(privateClean, n.privateClean);
    values.setValue(privateDirty, n.privateDirty);
    values.setValue(anonymous, n.anonymous);
    values.setValue(locked, n.locked);
    if (dialect != Dialect::linux_)
        return values;
    values.setValue(pssDirty, n.privateDirty);
    values.setValue(thpEligible, 0);
    if (const PageUse* const pages = pagesOf(vma)) {
        const std::pair<SmapsKey, std::uint64_t> measured[] = {
            {pss, pages->pss},
            {pssDirty, pages->pssDirty},
            {sharedClean, pages->sharedClean},
            {sharedDirty, pages->sharedDirty},
            {privateClean, pages->privateClean},
            {privateDirty, pages->privateDirty},
            {referenced, pages->referenced},
            {ksm, pages->ksm},
            {lazyFree, pages->lazyFree},
            {anonHugePages, pages->anonymousHuge},
            {shmemPmdMapped, pages->shmemHuge},
            {filePmdMapped, pages->fileHuge},
            {swap, pages->swap},
            {swapPss, pages->swapPss},
            {locked, vma.lockMode == LockMode::none ? 0 : pages->pss},
        };
        for (const auto& [key, bytes] : measured)
            values.setValue(key, bytes / 1024);
    }
    return values;
}

std::string smapsFlagsOf(const Vma& vma, Dialect dialect)
{
    std::string flags;
    forEachFlag(vma, dialect, [&flags](std::string_view code) {
        flags += code;
        flags += ' ';
    });
    return flags;
}

void formatSmapsValues(const SmapsValues& values, Dialect dialect, std::string& out)
{
    const auto format = [&](SmapsKey key) {
        if (const auto value = values.value(key))
            formatValue(key, *value, out);
    };
    if (dialect != Dialect::linux_)
        std::ranges::for_each(gvisorOrder, format);
    for (std::size_t i = 0; i < smapsKeyCount; ++i) {
        const auto key = static_cast<SmapsKey>(i);
        if (dialect == Dialect::linux_ || std::ranges::find(gvisorOrder, key) == gvisorOrder.end())
            format(key);
        if (key == pssDirty) // as smaps_rollup has them
            std::ranges::for_each(std::array{pssAnon, pssFile, pssShmem}, format);
        if (key == protectionKey)
            break;
    }
}

void formatSmapsBlock(const Vma& vma, const MapsView& view, std::string& out)
{
    formatMapsLine(vma, view, out);
    formatLines(vma, view.dialect, out);
}

void formatSmapsEntry(const SmapsEntry& entry, Dialect dialect, std::string& out)
{
    formatMapsEntry(entry.mapping(), dialect, out);
    entry.forEachLine(
        [&out](std::optional<SmapsKey> key, std::uint64_t value, std::string_view rest) {
            if (key) {
                formatValue(*key, value, out);
            } else {
                out += rest;
                out += '\n';
            }
        });
}

void formatSmaps(const Smaps& smaps, Dialect dialect, std::string& out)
{
    for (const SmapsEntry& entry : smaps)
        formatSmapsEntry(entry, dialect, out);
}

void decodeSmaps(const Smaps& smaps, std::span<const FieldDoc> fieldDocs, Fields& out)
{
    for (const SmapsEntry& entry : smaps) {
        decodeMapsEntry(entry.mapping(), fieldDocs.first<mapsFieldCount>(), out);
        Lines lines(entry.lines());
        while (lines.next()) {
            const std::string_view key = lines.line().substr(0, lines.line().find(':'));
            std::string_view value = lines.line().substr(key.size() + 1);
            value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
            value = value.substr(0, value.find_last_not_of(' ') + 1);
            out.push_back({std::string(key), std::string(value), findDoc(fieldDocs, key)});
        }
    }
}

constinit const ProcFile smapsFile = {
    .name = "smaps",
    .modes = {0, 0444, 0444, 0444, 0444, 0444},
    .dependencies = Dependency::memory | Dependency::readerRoot,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = detail::smapsFields,
};

}
