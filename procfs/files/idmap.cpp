// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/idmap.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>

namespace sandscope::procfs {

using namespace text;

// clang-format off
constinit const std::array<FieldDoc, 3> idMapDocs = {{
    {"inside", "", "First id of the range, as the processes of the user namespace see it.", truths("MMMMMM")},
    {"outside", "", "The id that it stands for: in gVisor always in the parent namespace, on Linux in the reader's.", truths("MMMMMM")},
    {"length", "", "How many ids the range has.", truths("MMMMMM")},
}};
// clang-format on

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

const UserNamespaceRecord* namespaceOf(const FileContext& ctx)
{
    return ctx.records.userNamespace(ctx.task.credentials->userNamespace);
}

}

Parsed<std::vector<IdMapEntry>> parseIdMap(std::string_view text)
{
    constexpr std::uint64_t most = ~std::uint32_t{0};
    std::vector<IdMapEntry> entries;
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

const std::vector<IdMapEntry>* uidMapOf(const FileContext& ctx)
{
    const UserNamespaceRecord* const ns = namespaceOf(ctx);
    return ns != nullptr ? &ns->uidMap : nullptr;
}

const std::vector<IdMapEntry>* gidMapOf(const FileContext& ctx)
{
    const UserNamespaceRecord* const ns = namespaceOf(ctx);
    return ns != nullptr ? &ns->gidMap : nullptr;
}

Errno renderIdMap(const std::vector<IdMapEntry>* map, Dialect dialect, FileText& out)
{
    if (map == nullptr)
        return Errno::ok;
    if (std::ranges::is_sorted(*map, {}, &IdMapEntry::firstInside)) {
        formatIdMap(*map, dialect, out);
    } else {
        std::vector<IdMapEntry> sorted = *map;
        std::ranges::stable_sort(sorted, {}, &IdMapEntry::firstInside);
        formatIdMap(sorted, dialect, out);
    }
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
