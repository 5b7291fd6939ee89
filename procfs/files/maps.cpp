// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/maps.h>
#include <procfs/text/append.h>
#include <procfs/text/paths.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <cstring>

namespace sandscope::procfs {

namespace {

using namespace text;

constexpr std::string_view vsyscallLine
    = "ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0                  [vsyscall]\n";
constexpr std::string_view linuxVsyscallLine
    = "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n";

/// Everything up to the blank behind the inode takes at most this: three 16-digit numbers, the
/// device, the inode.
constexpr std::size_t headerLimit = 112;
static_assert(headerLimit > mapsNameColumn + 8);

/// What the header of a line is made of.
struct Header
{
    std::uint64_t start, end;
    Access perms;
    bool isShared;
    std::uint64_t offset;
    std::uint32_t deviceMajor, deviceMinor;
    std::uint64_t inode;
};

char* putHeader(char* to, const Header& h)
{
    to = putHex8(to, h.start);
    *to++ = '-';
    to = putHex8(to, h.end);
    *to++ = ' ';
    *to++ = h.perms.read ? 'r' : '-';
    *to++ = h.perms.write ? 'w' : '-';
    *to++ = h.perms.execute ? 'x' : '-';
    *to++ = h.isShared ? 's' : 'p';
    *to++ = ' ';
    if ((h.offset | h.deviceMajor | h.deviceMinor | h.inode) == 0) {
        constexpr std::string_view noFile = "00000000 00:00 0 ";
        std::memcpy(to, noFile.data(), noFile.size());
        return to + noFile.size();
    }
    to = putHex8(to, h.offset);
    *to++ = ' ';
    to = putHex2(to, h.deviceMajor);
    *to++ = ':';
    to = putHex2(to, h.deviceMinor);
    *to++ = ' ';
    to = putDecimal(to, h.inode);
    *to++ = ' ';
    return to;
}

/// What a name is put together from.
struct Name
{
    std::string_view prefix{};
    std::string_view text{};
    std::string_view suffix{};

    [[nodiscard]] bool isEmpty() const { return prefix.empty() && text.empty() && suffix.empty(); }
    [[nodiscard]] std::size_t size() const { return prefix.size() + text.size() + suffix.size(); }
};

constexpr std::string_view escapedNewline = "\\012";

char* putEscaped(char* to, std::string_view text)
{
    for (std::size_t newline = text.find('\n'); newline != std::string_view::npos;
         newline = text.find('\n')) {
        to = putText(putText(to, text.substr(0, newline)), escapedNewline);
        text.remove_prefix(newline + 1);
    }
    return putText(to, text);
}

char* putName(char* to, const Name& name, bool escapes)
{
    to = putText(to, name.prefix);
    to = escapes ? putEscaped(to, name.text) : putText(to, name.text);
    return putText(to, name.suffix);
}

/// The most bytes that a name may take.
std::size_t nameLimit(const Name& name, bool escapes)
{
    return name.size() + (escapes ? name.text.size() * (escapedNewline.size() - 1) : 0);
}

/// A line with a name of at most \a limit bytes, which \a put writes as putText does.
template <class Put>
void formatLine(const Header& header, std::size_t limit, Dialect dialect, std::string& out, Put put)
{
    append(out, headerLimit + mapsNameColumn + limit, [&](char* const begin) {
        char* to = putHeader(begin, header);
        // The blanks are set in one go of fixed size, of which the name then overwrites the part it
        // needs.
        if (to - begin < static_cast<std::ptrdiff_t>(mapsNameColumn)) [[likely]] {
            std::memset(to, ' ', mapsNameColumn);
            to = begin + mapsNameColumn;
        } else if (dialect == Dialect::linux_) {
            *to++ = ' ';
        }
        to = put(to);
        *to++ = '\n';
        return to;
    });
}

void formatNameless(const Header& header, std::string& out)
{
    append(out, headerLimit, [&](char* to) {
        to = putHeader(to, header);
        *to++ = '\n';
        return to;
    });
}

/// "SYSV" and the key: in gVisor as Go's %08d, in Linux as C's %08x of the same bits.
using KeyDigits = std::array<char, maxDigits>;

std::string_view keyText(std::int32_t key, Dialect dialect, KeyDigits& digits)
{
    char* to = digits.data();
    if (dialect == Dialect::linux_)
        return {to, static_cast<std::size_t>(putHex8(to, static_cast<std::uint32_t>(key)) - to)};
    constexpr std::size_t width = 8;
    const std::uint64_t magnitude
        = key < 0 ? 0U - static_cast<std::uint64_t>(key) : static_cast<std::uint64_t>(key);
    const std::size_t length = std::max(width, decimalDigits(magnitude) + std::size_t{key < 0});
    std::memset(to, '0', length);
    putDecimalBefore(to + length, magnitude);
    if (key < 0)
        *to = '-';
    return {to, length};
}

/// Names that depend on the dialect (facts 3.3).
Name nameOfMapping(const MappingIdentity& mapping, const MapsView& view, KeyDigits& digits)
{
    const std::string_view deleted = mapping.deleted ? deletedSuffix : std::string_view{};
    switch (mapping.kind) {
    case MappingKind::file:
        return {.text = seenFrom(view.root, mapping.path), .suffix = deleted};
    case MappingKind::sharedAnonymous:
        return {.text = "/dev/zero", .suffix = deletedSuffix};
    case MappingKind::zeroDevice:
        // The early releases back a mapping of the device with the same memory as a shared one.
        if (isEarly(view.dialect))
            return {.text = "/dev/zero", .suffix = deletedSuffix};
        return {.text = seenFrom(view.root, mapping.path), .suffix = deleted};
    case MappingKind::memfd:
        return {.text = mapping.path, .suffix = deletedSuffix};
    case MappingKind::sysvShared:
        if (view.dialect == Dialect::linux_)
            return {"/SYSV", keyText(mapping.systemVKey, view.dialect, digits), deletedSuffix};
        return {.prefix = "SYSV", .text = keyText(mapping.systemVKey, view.dialect, digits)};
    case MappingKind::other:
        break;
    }
    return {.text = mapping.path, .suffix = deleted};
}

std::string_view nameOfHint(VmaHint hint, Dialect dialect)
{
    switch (hint) {
    case VmaHint::heap:
        return "[heap]";
    case VmaHint::stack:
        return "[stack]";
    case VmaHint::vvar:
        return "[vvar]";
    case VmaHint::aio:
        return dialect == Dialect::linux_ ? "/[aio] (deleted)" : "[aio]";
    case VmaHint::vdso: // in gVisor unnamed on purpose: some programs cannot cope with two mappings
                        // of that name
        return dialect == Dialect::linux_ ? "[vdso]" : "";
    case VmaHint::none:
        break;
    }
    return {};
}

/// The name that a program gave, if the dialect shows it there. gVisor keeps it where it keeps a
/// hint, so that the newer wins (pkg/sentry/mm/syscalls.go at 3c5eee17d); in Linux a heap or stack
/// stays what it is (fs/proc/task_mmu.c, get_vma_name).
Name givenName(const Vma& vma, Dialect dialect)
{
    if (!vma.details || vma.details->anonymousName.empty())
        return {};
    const bool isShown = dialect == Dialect::gvisor2026
        || (dialect == Dialect::linux_ && vma.hint == VmaHint::none);
    if (!isShown)
        return {};
    if (!vma.mapping)
        return {"[anon:", vma.details->anonymousName, "]"};
    if (vma.mapping->kind == MappingKind::sharedAnonymous)
        return {"[anon_shmem:", vma.details->anonymousName, "]"};
    return {};
}

Name nameOf(const Vma& vma, const MapsView& view, KeyDigits& digits)
{
    if (vma.details) [[unlikely]] {
        if (const Name given = givenName(vma, view.dialect); !given.isEmpty())
            return given;
    }
    if (vma.hint != VmaHint::none)
        return {.text = nameOfHint(vma.hint, view.dialect)};
    return vma.mapping ? nameOfMapping(*vma.mapping, view, digits) : Name{};
}

Header headerOf(const Vma& vma, Dialect dialect)
{
    Header header{
        .start = vma.start,
        .end = vma.end,
        .perms = vma.real,
        .isShared = !vma.isPrivate,
        .offset = vma.offset,
        .deviceMajor = 0,
        .deviceMinor = 0,
        .inode = 0,
    };
    if (!vma.mapping)
        return header;
    const MappingKind kind = vma.mapping->kind;
    if (isEarly(dialect)
        && (kind == MappingKind::sharedAnonymous || kind == MappingKind::zeroDevice))
        return header;
    header.inode = vma.mapping->inode;
    const std::uint64_t device = vma.mapping->device;
    if (dialect == Dialect::linux_) {
        header.deviceMajor = static_cast<std::uint32_t>(device >> 8U & 0xfffU);
        header.deviceMinor
            = static_cast<std::uint32_t>((device & 0xffU) | (device >> 12U & 0xf'ff00U));
    } else {
        header.deviceMajor = static_cast<std::uint32_t>(device >> 20U);
        header.deviceMinor = static_cast<std::uint32_t>(device & 0xf'ffffU);
    }
    return header;
}

Errno render(const FileContext& ctx, FileText& out)
{
    if (ctx.dialect == Dialect::linux_ && ctx.task.state == TaskState::dead)
        return Errno::noProcess;
    const MemoryRecord* const memory = memoryOf(ctx);
    if (memory == nullptr)
        return Errno::ok;
    const MapsView view = mapsView(ctx);
    if (memory->users > 0) {
        out.marks.reserve(out.marks.size() + memory->vmas->size() + 1);
        for (const Vma& vma : *memory->vmas) {
            formatMapsLine(vma, view, out.bytes);
            out.mark(vma.end);
        }
    } else if (ctx.dialect == Dialect::linux_) {
        return Errno::ok;
    }
    if (ctx.dialect != Dialect::gvisor2018) {
        out.bytes += ctx.dialect == Dialect::linux_ ? linuxVsyscallLine : vsyscallLine;
        out.mark(vsyscallEnd);
    }
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseMaps(bytes).transform([](const std::vector<MapsEntry>& entries) {
        Fields fields;
        fields.reserve(entries.size() * mapsFieldCount);
        for (const MapsEntry& entry : entries)
            decodeMapsEntry(entry, mapsFields, fields);
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseMaps(bytes).transform([&](const std::vector<MapsEntry>& entries) {
        std::string out;
        out.reserve(bytes.size());
        formatMaps(entries, dialect, out);
        return out;
    });
}

}

MapsEntry vsyscallEntry(Dialect dialect)
{
    return {.start = vsyscallStart,
            .end = vsyscallEnd,
            .perms = {.read = dialect != Dialect::linux_, .write = false, .execute = true},
            .name = "[vsyscall]"};
}

void formatMapsEntry(const MapsEntry& entry, Dialect dialect, std::string& out)
{
    const Header header{entry.start,  entry.end,         entry.perms,       entry.isShared,
                        entry.offset, entry.deviceMajor, entry.deviceMinor, entry.inode};
    if (entry.name.empty())
        formatNameless(header, out);
    else
        formatLine(header, entry.name.size(), dialect, out,
                   [&](char* to) { return putText(to, entry.name); });
}

void formatMaps(std::span<const MapsEntry> entries, Dialect dialect, std::string& out)
{
    for (const MapsEntry& entry : entries)
        formatMapsEntry(entry, dialect, out);
}

MapsView mapsView(const FileContext& ctx)
{
    if (ctx.dialect != Dialect::gvisor2018)
        return {ctx.dialect, ctx.readerRoot};
    const FsContextRecord* const target = ctx.records.fsContext(ctx.task.fsContext);
    return {ctx.dialect,
            target != nullptr ? std::string_view(target->root) : std::string_view("/")};
}

MapsEntry mapsEntry(const Vma& vma, const MapsView& view, std::string& buffer)
{
    const Header h = headerOf(vma, view.dialect);
    MapsEntry entry{.start = h.start,
                    .end = h.end,
                    .perms = h.perms,
                    .isShared = h.isShared,
                    .deviceMajor = h.deviceMajor,
                    .deviceMinor = h.deviceMinor,
                    .offset = h.offset,
                    .inode = h.inode,
                    .name = {}};
    KeyDigits digits;
    const Name name = nameOf(vma, view, digits);
    const bool escapes
        = view.dialect == Dialect::linux_ && name.text.find('\n') != std::string_view::npos;
    const bool isWhole = name.prefix.empty() && name.suffix.empty() && !escapes;
    if (isWhole) {
        entry.name = name.text;
        return entry;
    }
    buffer.clear();
    append(buffer, nameLimit(name, escapes), [&](char* to) { return putName(to, name, escapes); });
    entry.name = buffer;
    return entry;
}

void formatMapsLine(const Vma& vma, const MapsView& view, std::string& out)
{
    const Header header = headerOf(vma, view.dialect);
    const bool isPlain = vma.hint == VmaHint::none && !vma.details;
    if (isPlain && !vma.mapping) {
        formatNameless(header, out);
        return;
    }
    if (isPlain && vma.mapping->kind == MappingKind::file && view.dialect != Dialect::linux_) {
        const std::string_view path = seenFrom(view.root, vma.mapping->path);
        const bool isDeleted = vma.mapping->deleted;
        formatLine(header, path.size() + deletedSuffix.size(), view.dialect, out, [&](char* to) {
            to = putText(to, path);
            return isDeleted ? putText(to, deletedSuffix) : to;
        });
        return;
    }
    KeyDigits digits;
    const Name name = nameOf(vma, view, digits);
    const bool escapes = view.dialect == Dialect::linux_;
    if (name.isEmpty())
        formatNameless(header, out);
    else
        formatLine(header, nameLimit(name, escapes), view.dialect, out,
                   [&](char* to) { return putName(to, name, escapes); });
}

const MemoryRecord* memoryOf(const FileContext& ctx)
{
    return ctx.task.memory ? ctx.records.memory(ctx.task.memory) : nullptr;
}

void decodeMapsEntry(const MapsEntry& entry, std::span<const FieldDoc, mapsFieldCount> docs,
                     Fields& out)
{
    std::string line;
    MapsEntry header = entry;
    header.name = {};
    formatMapsEntry(header, Dialect::linux_, line);
    // The words of the line, in the order of the table.
    Scanner in(line);
    for (const FieldDoc& doc : docs.first(mapsFieldCount - 1)) {
        out.push_back({std::string(doc.name), std::string(in.word()), &doc});
        in.expect(" ");
    }
    if (!entry.name.empty())
        out.push_back({std::string(docs.back().name), std::string(entry.name), &docs.back()});
}

constinit const ProcFile mapsFile = {
    .name = "maps",
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = Dependency::memory | Dependency::fsContext | Dependency::readerRoot,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = mapsFields,
};

}
