// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/table.h>
#include <procfs/procfile.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <format>
#include <optional>

namespace sandscope::query {

using procfs::Field;
using procfs::Fields;
using procfs::FileKind;
using procfs::ProcFile;
using procfs::Scope;

namespace {

constexpr std::string_view netPrefix = "net/";

/// Files with one kind of line. Those of net all have lines.
constexpr std::array<std::string_view, 12> filesOfLines
    = {"cgroup",  "cgroups", "children",  "cpuinfo", "fd",    "fdinfo",
       "gid_map", "maps",    "mountinfo", "mounts",  "smaps", "uid_map"};

bool hasLines(const ProcFile& file)
{
    return file.scope == Scope::net || std::ranges::contains(filesOfLines, file.name);
}

/// Files whose lines are mappings.
bool hasMappings(const ProcFile& file)
{
    return file.name == "maps" || file.name == "smaps" || file.name == "smaps_rollup";
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> boundsIn(std::string_view range)
{
    const auto hex = [](std::string_view digits) -> std::optional<std::uint64_t> {
        std::uint64_t value = 0;
        const char* const end = digits.data() + digits.size();
        const auto [at, error] = std::from_chars(digits.data(), end, value, 16);
        return error == std::errc{} && at == end ? std::optional(value) : std::nullopt;
    };
    const std::size_t dash = range.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    const auto start = hex(range.substr(0, dash));
    const auto end = hex(range.substr(dash + 1));
    if (!start || !end || *end < *start)
        return std::nullopt;
    return std::pair{*start, *end};
}

void addBounds(Fields& row)
{
    const auto range = std::ranges::find(row, "range", &Field::name);
    if (range == row.end())
        return;
    if (const auto bounds = boundsIn(range->value)) {
        row.push_back({"start", std::format("{:x}", bounds->first)});
        row.push_back({"end", std::format("{:x}", bounds->second)});
        row.push_back({"size", std::to_string(bounds->second - bounds->first)});
    }
}

/// A line begins with a field that it has already.
std::vector<Fields> linesOf(Fields fields)
{
    std::vector<Fields> lines;
    for (Field& field : fields) {
        const bool begins = lines.empty() || lines.back().front().name == field.name;
        if (begins)
            lines.emplace_back();
        lines.back().push_back(std::move(field));
    }
    return lines;
}

/// That something is not there is known of it.
std::optional<procfs::Failure> unreadBy(procfs::Failure failure)
{
    using procfs::Errno;
    const bool isKnown = failure.kind == procfs::Failure::Kind::error
        && (failure.error == Errno::noEntry || failure.error == Errno::noProcess
            || failure.error == Errno::notDirectory);
    return isKnown ? std::nullopt : std::optional(std::move(failure));
}

std::vector<std::string> entriesOf(procfs::Node& directory, Table& table)
{
    constexpr std::size_t atOnce = 4096;
    std::vector<std::string> names;
    std::int64_t offset = 0;
    for (;;) {
        auto listing = directory.readdir(offset, atOnce);
        if (!listing)
            table.unread = unreadBy(std::move(listing).error());
        if (!listing || listing->entries.empty())
            return names;
        for (const procfs::DirEntry& entry : listing->entries) {
            if (entry.name != "." && entry.name != "..")
                names.push_back(entry.name);
        }
        if (listing->atEnd)
            return names;
        offset = listing->nextOffset;
    }
}

Table readDirectory(procfs::Node& directory, const ProcFile& file, procfs::Dialect dialect)
{
    Table table;
    Fields links;
    const auto names = entriesOf(directory, table);
    for (const std::string& name : names) {
        if (file.name == "task") {
            table.rows.push_back({{"tid", name}});
            continue;
        }
        const auto entry = directory.lookup(name);
        if (!entry) {
            table.unread = unreadBy(entry.error());
            continue;
        }
        if ((*entry)->kind() == FileKind::link) {
            const auto known = (*entry)->readlink();
            if (!known)
                table.unread = unreadBy(known.error());
            const std::string target = known.value_or(std::string());
            if (file.name == "fd")
                table.rows.push_back({{"fd", name}, {"path", target}});
            else
                links.push_back({name, target});
        } else if (file.name == "fdinfo") {
            Fields row{{"fd", name}};
            const auto text = (*entry)->content();
            if (!text)
                table.unread = unreadBy(text.error());
            if (text && file.decode) {
                if (auto fields = file.decode((*text)->bytes, dialect))
                    std::ranges::move(*fields, std::back_inserter(row));
            }
            table.rows.push_back(std::move(row));
        }
    }
    table.count = names.size();
    if (!links.empty())
        table.rows.push_back(std::move(links));
    return table;
}

}

const ProcFile* fileCalled(std::string_view name)
{
    if (name.starts_with(netPrefix))
        return procfs::procFile(name.substr(netPrefix.size()), Scope::net);
    if (const ProcFile* file = procfs::procFile(name))
        return file;
    return procfs::procFile(name, Scope::system);
}

std::string titleOf(const ProcFile& file)
{
    return (file.scope == Scope::net ? std::string(netPrefix) : std::string())
        + std::string(file.name);
}

std::vector<std::string> fileNames()
{
    std::vector<std::string> names;
    for (const ProcFile* file : procfs::procFiles())
        names.emplace_back(file->name);
    for (const ProcFile* file : procfs::procFiles(Scope::system)) {
        if (!procfs::procFile(file->name))
            names.emplace_back(file->name);
    }
    for (const ProcFile* file : procfs::procFiles(Scope::net))
        names.push_back(std::string(netPrefix) + std::string(file->name));
    std::ranges::sort(names);
    return names;
}

Columns columnsOf(const ProcFile& file)
{
    Columns columns;
    for (const procfs::FieldDoc& doc : file.fields)
        columns.names.push_back(doc.name);
    if (hasMappings(file))
        columns.names.insert(columns.names.end(), {"start", "end", "size"});
    if (file.name == "fd")
        columns.names.insert(columns.names.end(), {"fd", "path"});
    if (file.name == "fdinfo")
        columns.names.emplace_back("fd");
    if (file.name == "task")
        columns.names.emplace_back("tid");
    columns.isOpen = file.name == "environ" || file.name == "cmdline";
    return columns;
}

int baseOf(const ProcFile& file, std::string_view field)
{
    constexpr int hexadecimal = 16;
    if (hasMappings(file) && (field == "offset" || field == "start" || field == "end"))
        return hexadecimal;
    const auto doc = std::ranges::find(file.fields, field, &procfs::FieldDoc::name);
    if (doc == file.fields.end())
        return 10;
    if (doc->unit == "octal")
        return 8;
    const bool isMask = doc->unit == "bits" && file.name != "stat"; // stat prints them in decimal
    return isMask || doc->unit == "hexadecimal" ? hexadecimal : 10;
}

std::string pathOf(const std::string& task, const ProcFile& file)
{
    const std::string process = task.substr(0, task.find('/'));
    switch (file.scope) {
    case Scope::task:
        if (file.onlyUnderProcess)
            return std::format("{}/{}", process, file.name);
        if (file.onlyUnderThread && process == task)
            return std::format("{}/task/{}/{}", process, process, file.name);
        return std::format("{}/{}", task, file.name);
    case Scope::net:
        return std::format("{}/net/{}", process, file.name);
    case Scope::system:
        break;
    }
    return std::string(file.name);
}

bool rowsAreLines(const ProcFile& file)
{
    constexpr std::array<std::string_view, 4> others = {"fd", "fdinfo", "smaps", "cpuinfo"};
    return file.kind == FileKind::regular && hasLines(file)
        && !std::ranges::contains(others, file.name);
}

Table readTable(procfs::FileSystem& fileSystem, const std::string& task, const ProcFile& file)
{
    Table table;
    const auto node = fileSystem.walk(pathOf(task, file));
    if (!node) {
        table.unread = unreadBy(node.error());
        return table;
    }
    if ((*node)->kind() == FileKind::directory)
        return readDirectory(**node, file, fileSystem.dialect());
    if ((*node)->kind() == FileKind::link) {
        if (auto target = (*node)->readlink()) {
            table.rows.push_back({{std::string(file.name), *std::move(target)}});
            table.count = 1;
        } else {
            table.unread = unreadBy(std::move(target).error());
        }
        return table;
    }
    const auto text = (*node)->content();
    if (!text)
        table.unread = unreadBy(text.error());
    if (!text || !file.decode)
        return table;
    auto fields = file.decode((*text)->bytes, fileSystem.dialect());
    if (!fields) { // not what its format says
        table.unread = procfs::Failure{procfs::Failure::Kind::error, procfs::Errno::io, "decode"};
        return table;
    }
    if (hasLines(file)) {
        table.rows = linesOf(*std::move(fields));
        table.count = table.rows.size();
    } else {
        table.count = fields->size();
        table.rows.push_back(*std::move(fields));
    }
    if (hasMappings(file))
        std::ranges::for_each(table.rows, addBounds);
    return table;
}

}
