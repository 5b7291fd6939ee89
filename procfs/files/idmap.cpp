// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/idmap.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>

namespace sandscope::procfs {

using namespace text;

constinit const std::array<FieldDoc, 3> idMapDocs = {{
    {"inside", "", "First id of the range, as the processes of the user namespace see it.",
     truths("MMMMMM")},
    {"outside",
     "",
     "The id that it stands for outside of the user namespace.",
     truths("MMMMMM"),
     {{{DialectSet(Dialect::gvisor2018, Dialect::gvisor2019, Dialect::gvisor2022,
                   Dialect::gvisor2024, Dialect::gvisor2026),
        "As the parent namespace sees it, whoever reads."},
       {DialectSet(Dialect::linux_), "As the user namespace of who opened the file sees it."}}}},
    {"length", "", "How many ids the range has.", truths("MMMMMM")},
}};

namespace {

constexpr std::size_t columnWidth = 10;

void formatLine(const IdMapEntry& entry, std::string& out)
{
    append(out, 3 * (columnWidth + maxDigits), [&](char* to) {
        to = putDecimalRight(to, entry.firstInside, columnWidth);
        *to++ = ' ';
        to = putDecimalRight(to, entry.firstOutside, columnWidth);
        *to++ = ' ';
        to = putDecimalRight(to, entry.length, columnWidth);
        *to++ = '\n';
        return to;
    });
}

/// Kernels nest user namespaces at most 32 deep; records that go on have a loop.
constexpr int mostLevels = 32;

/// Across one map, from the side at \a from to that at \a to.
std::optional<std::uint32_t> across(const std::vector<IdMapEntry>& entries,
                                    std::uint32_t IdMapEntry::* from,
                                    std::uint32_t IdMapEntry::* to, std::uint32_t id)
{
    for (const IdMapEntry& entry : entries) {
        if (id >= entry.*from && id - entry.*from < entry.length)
            return entry.*to + (id - entry.*from);
    }
    return std::nullopt;
}

/// The id that \a id of \a ns has in the root namespace.
std::optional<std::uint32_t> kernelId(const Records& records, UserNamespaceId ns, std::uint32_t id,
                                      IdMapMember map)
{
    const UserNamespaceRecord* record = records.userNamespace(ns);
    for (int level = 0; record != nullptr && level < mostLevels; ++level) {
        if (!record->parent)
            return id;
        const auto outside
            = across(record->*map, &IdMapEntry::firstInside, &IdMapEntry::firstOutside, id);
        if (!outside)
            return std::nullopt;
        id = *outside;
        record = records.userNamespace(record->parent);
    }
    return std::nullopt;
}

std::optional<std::uint32_t> seenFrom(const Records& records, UserNamespaceId ns, std::uint32_t id,
                                      IdMapMember map, int level)
{
    const UserNamespaceRecord* const record = records.userNamespace(ns);
    if (record == nullptr || level > mostLevels)
        return std::nullopt;
    if (!record->parent)
        return id == noId ? std::nullopt : std::optional(id);
    const auto outside = seenFrom(records, record->parent, id, map, level + 1);
    if (!outside)
        return std::nullopt;
    return across(record->*map, &IdMapEntry::firstOutside, &IdMapEntry::firstInside, *outside);
}

}

std::optional<std::uint32_t> idSeenFrom(const Records& records, UserNamespaceId ns,
                                        std::uint32_t id, IdMapMember map)
{
    if (!ns)
        return id == noId ? std::nullopt : std::optional(id);
    return seenFrom(records, ns, id, map, 0);
}

Parsed<std::vector<IdMapEntry>> parseIdMap(std::string_view text)
{
    constexpr std::uint64_t most = ~std::uint32_t{0};
    std::vector<IdMapEntry> entries;
    std::string again;
    Lines lines(text);
    while (lines.next()) {
        Scanner in(lines.line(), lines.offset());
        IdMapEntry entry;
        for (std::uint32_t* const number :
             {&entry.firstInside, &entry.firstOutside, &entry.length}) {
            in.skipBlanks();
            *number = static_cast<std::uint32_t>(in.decimal(most));
        }
        in.expectEnd();
        if (in.failed())
            return in.error();
        again.clear();
        formatLine(entry, again);
        if (std::string_view(again).substr(0, again.size() - 1) != lines.line())
            return failure(ParseErrorCode::badNumber, text, lines.offset()); // other columns
        entries.push_back(entry);
    }
    if (lines.isCut())
        return lines.cutError();
    return entries;
}

void formatIdMap(const std::vector<IdMapEntry>& value, Dialect, std::string& out)
{
    for (const IdMapEntry& entry : value)
        formatLine(entry, out);
}

void formatIdMap(const std::vector<IdMapEntry>& value, Dialect, FileText& out)
{
    std::uint64_t number = 0;
    for (const IdMapEntry& entry : value) {
        formatLine(entry, out.bytes);
        out.mark(++number);
    }
}

std::optional<std::vector<IdMapEntry>> printedIdMap(const FileContext& ctx, IdMapMember map)
{
    constexpr std::size_t mostUnsorted = 5; // Linux keeps that many as they came
    const UserNamespaceRecord* const ns
        = ctx.records.userNamespace(ctx.task.credentials->userNamespace);
    if (ns == nullptr)
        return std::nullopt;
    std::vector<IdMapEntry> entries = ns->*map;
    if (ctx.dialect != Dialect::linux_ || entries.size() > mostUnsorted)
        std::ranges::stable_sort(entries, {}, &IdMapEntry::firstInside);
    if (ctx.dialect != Dialect::linux_ || (ns->parent && ctx.readerUsers == ns->id))
        return entries;
    for (IdMapEntry& entry : entries) {
        const auto kernel = ns->parent ? kernelId(ctx.records, ns->parent, entry.firstOutside, map)
                                       : std::optional(entry.firstOutside);
        const auto seen
            = kernel ? idSeenFrom(ctx.records, ctx.readerUsers, *kernel, map) : std::nullopt;
        entry.firstOutside = seen.value_or(noId);
    }
    return entries;
}

Errno renderIdMap(const FileContext& ctx, IdMapMember map, FileText& out)
{
    if (const auto entries = printedIdMap(ctx, map))
        formatIdMap(*entries, ctx.dialect, out);
    return Errno::ok;
}

Parsed<Fields> decodeIdMap(std::string_view bytes, Dialect)
{
    return parseIdMap(bytes).transform([](const std::vector<IdMapEntry>& entries) {
        Fields fields;
        for (const IdMapEntry& entry : entries) {
            const std::array values = {entry.firstInside, entry.firstOutside, entry.length};
            for (std::size_t i = 0; i < values.size(); ++i)
                fields.push_back(
                    {std::string(idMapDocs[i].name), std::to_string(values[i]), &idMapDocs[i]});
        }
        return fields;
    });
}

Parsed<Reformatted> reformatIdMap(std::string_view bytes, Dialect dialect)
{
    return parseIdMap(bytes).transform([&](const std::vector<IdMapEntry>& entries) {
        std::string out;
        formatIdMap(entries, dialect, out);
        return out;
    });
}

}
