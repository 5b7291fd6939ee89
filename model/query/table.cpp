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
    if (file.scope == Scope::net)
        return file.name != "snmp" && file.name != "netstat"; // pairs of lines: names, values
    return std::ranges::contains(filesOfLines, file.name);
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

void addBounds(Row& row)
{
    Fields& fields = row.fields;
    const auto range = std::ranges::find(fields, "range", &Field::name);
    if (range == fields.end())
        return;
    if (const auto bounds = boundsIn(range->value)) {
        fields.push_back({"start", std::format("{:x}", bounds->first)});
        fields.push_back({"end", std::format("{:x}", bounds->second)});
        fields.push_back({"size", std::to_string(bounds->second - bounds->first)});
    }
}

/// A line begins with a field that it has already.
std::vector<Row> linesOf(Fields fields)
{
    std::vector<Row> lines;
    for (Field& field : fields) {
        const bool begins = lines.empty() || lines.back().fields.front().name == field.name;
        if (begins)
            lines.emplace_back();
        lines.back().fields.push_back(std::move(field));
    }
    return lines;
}

/// Where the first of \a rows lines stands; nothing where rows are no lines. Headings, of which the
/// lines of net and of cgroups have at most two, are no rows.
std::optional<std::size_t> firstLineOf(const ProcFile& file, std::string_view text,
                                       std::size_t rows)
{
    constexpr std::size_t mostHeadings = 2;
    const bool hasHeadings = file.scope == Scope::net || file.name == "cgroups";
    auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    if (!text.empty() && !text.ends_with('\n'))
        ++lines;
    if (!rowsAreLines(file) || rows > lines
        || lines - rows > (hasHeadings ? mostHeadings : std::size_t{0}))
        return std::nullopt;
    return lines - rows + 1;
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

/// Of a text that is not what its format says.
procfs::Failure damage()
{
    return procfs::Failure::of(procfs::Errno::io, "decode");
}

std::vector<std::string> entriesOf(procfs::Node& directory, Table& table,
                                   const std::stop_token& stop)
{
    constexpr std::size_t atOnce = 4096;
    std::vector<std::string> names;
    std::int64_t offset = 0;
    while (!stop.stop_requested()) {
        auto listing = directory.readdir(offset, atOnce);
        if (!listing)
            table.unread = unreadBy(std::move(listing).error());
        if (!listing || listing->entries.empty())
            break;
        for (const procfs::DirEntry& entry : listing->entries) {
            if (entry.name != "." && entry.name != "..")
                names.push_back(entry.name);
        }
        if (listing->atEnd)
            break;
        offset = listing->nextOffset;
    }
    return names;
}

/// Where the entry leads; what cannot be read of it is told as that of \a row.
std::optional<std::string> targetOf(procfs::Node& directory, const std::string& name, Row& row)
{
    const auto entry = directory.lookup(name);
    auto target = entry ? (*entry)->readlink() : std::unexpected(entry.error());
    if (target)
        return *std::move(target);
    row.unread = unreadBy(std::move(target).error());
    return std::nullopt;
}

/// The text of the entry, taken apart; what cannot be read of it is told as that of \a row.
Fields fieldsOf(procfs::Node& directory, const std::string& name, const ProcFile& file,
                procfs::Dialect dialect, Row& row)
{
    const auto entry = directory.lookup(name);
    const auto text = entry ? (*entry)->content() : std::unexpected(entry.error());
    if (!text) {
        row.unread = unreadBy(text.error());
        return {};
    }
    auto fields = file.decode ? file.decode((*text)->bytes, dialect) : Fields();
    if (fields)
        return *std::move(fields);
    row.unread = damage();
    return {};
}

Table readDirectory(procfs::Node& directory, const ProcFile& file, procfs::Dialect dialect,
                    const std::stop_token& stop)
{
    Table table;
    Row links; // of ns, all
    for (std::string& name : entriesOf(directory, table, stop)) {
        if (stop.stop_requested())
            break;
        Row row;
        if (file.name == "task") {
            row.fields = {{"tid", std::move(name)}};
        } else if (file.name == "fd") {
            auto target = targetOf(directory, name, row);
            if (!target && !row.unread)
                continue; // closed meanwhile
            row.fields = {{"fd", std::move(name)}};
            if (target)
                row.fields.push_back({"path", *std::move(target)});
        } else if (file.name == "fdinfo") {
            auto fields = fieldsOf(directory, name, file, dialect, row);
            row.fields = {{"fd", std::move(name)}};
            std::ranges::move(fields, std::back_inserter(row.fields));
        } else {
            ++table.count;
            if (file.name == "ns") {
                if (auto target = targetOf(directory, name, links))
                    links.fields.push_back({std::move(name), *std::move(target)});
            }
            continue;
        }
        ++table.count;
        table.rows.push_back(std::move(row));
    }
    if (!links.fields.empty() || links.unread)
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
    columns.isOpen = file.name == "environ";
    columns.isNumbered = file.name == "cmdline";
    return columns;
}

int baseOf(const ProcFile& file, std::string_view field)
{
    constexpr int hexadecimal = 16;
    constexpr std::array<std::string_view, 4> addresses = {"range", "start", "end", "offset"};
    if (hasMappings(file) && std::ranges::contains(addresses, field))
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
    constexpr std::array<std::string_view, 5> others
        = {"fd", "fdinfo", "smaps", "cpuinfo", "children"};
    return file.kind == FileKind::regular && hasLines(file)
        && !std::ranges::contains(others, file.name);
}

Table readTable(procfs::FileSystem& fileSystem, const std::string& task, const ProcFile& file,
                const std::stop_token& stop)
{
    Table table;
    const auto node = fileSystem.walk(pathOf(task, file));
    if (!node) {
        table.unread = unreadBy(node.error());
        return table;
    }
    if ((*node)->kind() == FileKind::directory)
        return readDirectory(**node, file, fileSystem.dialect(), stop);
    if ((*node)->kind() == FileKind::link) {
        if (auto target = (*node)->readlink()) {
            table.rows.push_back({{{std::string(file.name), *std::move(target)}}});
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
    if (!fields) {
        table.unread = damage();
        return table;
    }
    if (hasLines(file)) {
        table.rows = linesOf(*std::move(fields));
        table.count = table.rows.size();
        table.firstLine = firstLineOf(file, (*text)->bytes, table.count);
    } else {
        table.count = fields->size();
        table.rows.push_back({*std::move(fields)});
    }
    if (hasMappings(file))
        std::ranges::for_each(table.rows, addBounds);
    return table;
}

}
