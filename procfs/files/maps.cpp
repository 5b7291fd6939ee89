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

/// A line whose name is \a name followed by \a suffix.
void formatLine(const Header& header, std::string_view name, std::string_view suffix,
                Dialect dialect, std::string& out)
{
    append(out, headerLimit + mapsNameColumn + name.size() + suffix.size(), [&](char* const begin) {
        char* to = putHeader(begin, header);
        if (!name.empty()) {
            // The blanks are set in one go of fixed size, of which the name then overwrites the
            // part it needs.
            if (to - begin < static_cast<std::ptrdiff_t>(mapsNameColumn)) {
                std::memset(to, ' ', mapsNameColumn);
                to = begin + mapsNameColumn;
            } else if (dialect == Dialect::linux_) {
                *to++ = ' ';
            }
            to = putText(putText(to, name), suffix);
        }
        *to++ = '\n';
        return to;
    });
}

struct Name
{
    std::string_view text;
    std::string_view suffix;
};

Name nameOf(const Vma& vma, std::string_view root)
{
    switch (vma.hint) {
    case VmaHint::heap:
        return {"[heap]", {}};
    case VmaHint::stack:
        return {"[stack]", {}};
    case VmaHint::vvar:
        return {"[vvar]", {}};
    case VmaHint::aio:
        return {"[aio]", {}};
    case VmaHint::vdso: // unnamed on purpose: some programs cannot cope with two mappings of that
                        // name
        return {};
    case VmaHint::none:
        break;
    }
    if (!vma.mapping)
        return {};
    const std::string_view path = vma.mapping->path;
    return {vma.mapping->kind == MappingKind::file ? seenFrom(root, path) : path,
            vma.mapping->deleted ? deletedSuffix : std::string_view{}};
}

Header headerOf(const Vma& vma)
{
    const std::uint64_t device = vma.mapping ? vma.mapping->device : 0;
    return {
        .start = vma.start,
        .end = vma.end,
        .perms = vma.real,
        .isShared = !vma.isPrivate,
        .offset = vma.offset,
        // The number has the layout that user space knows, but gVisor splits it as the kernel's
        // own: right only for major 0 and minors below 256 (facts 3.2).
        .deviceMajor = static_cast<std::uint32_t>(device >> 20U),
        .deviceMinor = static_cast<std::uint32_t>(device & 0xf'ffffU),
        .inode = vma.mapping ? vma.mapping->inode : 0,
    };
}

Access parseAccess(Scanner& in)
{
    Access access;
    const auto letter = [&in](std::string_view yes) {
        if (in.accept(yes))
            return true;
        in.expect("-");
        return false;
    };
    access.read = letter("r");
    access.write = letter("w");
    access.execute = letter("x");
    return access;
}

Parsed<MapsEntry> parseLine(std::string_view line, std::size_t base)
{
    constexpr std::uint64_t most32 = ~std::uint32_t{0};
    Scanner in(line, base);
    MapsEntry entry;
    entry.start = in.hex();
    in.expect("-");
    entry.end = in.hex();
    if (!in.failed() && entry.end <= entry.start)
        in.fail(ParseErrorCode::badField);
    in.expect(" ");
    entry.perms = parseAccess(in);
    entry.isShared = in.accept("s");
    if (!entry.isShared)
        in.expect("p");
    in.expect(" ");
    entry.offset = in.hex();
    in.expect(" ");
    entry.deviceMajor = static_cast<std::uint32_t>(in.hex(most32));
    in.expect(":");
    entry.deviceMinor = static_cast<std::uint32_t>(in.hex(most32));
    in.expect(" ");
    entry.inode = in.decimal();
    in.expect(" ");
    if (in.at() < mapsNameColumn && line.size() > mapsNameColumn
        && line.find_first_not_of(' ', in.at()) >= mapsNameColumn)
        entry.name = line.substr(mapsNameColumn); // blanks at its own beginning included
    else {
        in.skipBlanks();
        entry.name = in.remainder();
    }
    if (in.failed())
        return in.error();
    return entry;
}

Errno render(const FileContext& ctx, FileText& out)
{
    const MemoryRecord* const memory = memoryOf(ctx);
    if (memory == nullptr)
        return Errno::ok;
    const std::string_view root = mapsRoot(ctx);
    if (memory->users > 0) {
        out.marks.reserve(out.marks.size() + memory->vmas->size() + 1);
        for (const Vma& vma : *memory->vmas) {
            formatMapsLine(vma, root, out.bytes);
            out.mark(vma.end);
        }
    }
    if (ctx.dialect != Dialect::gvisor2018) {
        out.bytes += vsyscallLine;
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

MapsEntry vsyscallEntry()
{
    return {.start = vsyscallStart,
            .end = vsyscallEnd,
            .perms = {.read = true, .write = false, .execute = true},
            .name = "[vsyscall]"};
}

Parsed<MapsEntry> parseMapsLine(std::string_view line)
{
    return parseLine(line, 0);
}

Parsed<std::vector<MapsEntry>> parseMaps(std::string_view text)
{
    std::vector<MapsEntry> entries;
    // 73 bytes is about the shortest line with a name; a guess too high costs more than growing.
    entries.reserve(text.size() / (mapsNameColumn + 8));
    Lines lines(text);
    while (lines.next()) {
        if (!entries.empty() && !entries.back().name.empty() && continuesMapsName(lines.line())) {
            entries.back().name += '\n';
            entries.back().name += lines.line();
            continue;
        }
        auto entry = parseLine(lines.line(), lines.offset());
        if (!entry)
            return std::unexpected(std::move(entry.error()));
        entries.push_back(*std::move(entry));
    }
    if (lines.isCut())
        return lines.cutError();
    return entries;
}

void formatMapsEntry(const MapsEntry& entry, std::string& out)
{
    formatMapsEntry(entry, Dialect::gvisor2019, out);
}

void formatMapsEntry(const MapsEntry& entry, Dialect dialect, std::string& out)
{
    formatLine({entry.start, entry.end, entry.perms, entry.isShared, entry.offset,
                entry.deviceMajor, entry.deviceMinor, entry.inode},
               entry.name, {}, dialect, out);
}

void formatMaps(const std::vector<MapsEntry>& entries, Dialect dialect, std::string& out)
{
    for (const MapsEntry& entry : entries)
        formatMapsEntry(entry, dialect, out);
}

MapsEntry mapsEntry(const Vma& vma, std::string_view root)
{
    const Header h = headerOf(vma);
    const Name name = nameOf(vma, root);
    MapsEntry entry{h.start,       h.end,    h.perms,
                    h.isShared,    h.offset, h.deviceMajor,
                    h.deviceMinor, h.inode,  std::string(name.text)};
    entry.name += name.suffix;
    return entry;
}

void formatMapsLine(const Vma& vma, std::string_view root, std::string& out)
{
    const Name name = nameOf(vma, root);
    formatLine(headerOf(vma), name.text, name.suffix, Dialect::gvisor2019, out);
}

std::string_view mapsRoot(const FileContext& ctx)
{
    if (ctx.dialect != Dialect::gvisor2018)
        return ctx.readerRoot;
    const FsContextRecord* const target = ctx.records.fsContext(ctx.task.fsContext);
    return target != nullptr ? std::string_view(target->root) : std::string_view("/");
}

const MemoryRecord* memoryOf(const FileContext& ctx)
{
    return ctx.task.memory ? ctx.records.memory(ctx.task.memory) : nullptr;
}

bool continuesMapsName(std::string_view line)
{
    const std::size_t digits
        = std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
    return digits == 0 || digits == line.size() || line[digits] != '-';
}

void decodeMapsEntry(const MapsEntry& entry, std::span<const FieldDoc, mapsFieldCount> docs,
                     Fields& out)
{
    std::string line;
    formatMapsEntry(entry, line);
    // The words of the line, in the order of the table.
    Scanner in(line);
    for (const FieldDoc& doc : docs.first(mapsFieldCount - 1)) {
        out.push_back({std::string(doc.name), std::string(in.word()), &doc});
        in.expect(" ");
    }
    if (!entry.name.empty())
        out.push_back({std::string(docs.back().name), entry.name, &docs.back()});
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
