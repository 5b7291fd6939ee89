// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/dumpfile.h>
#include <model/sandbox/jsontext.h>
#include <procfs/files/cgroup.h>
#include <procfs/files/comm.h>
#include <procfs/files/maps.h>
#include <procfs/files/statm.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace sandscope::model {

using procfs::Dialect;
using procfs::EntryType;
using procfs::Errno;
using procfs::Failure;
using procfs::FileKind;
using procfs::RecordedEntry;

namespace {

using Part = DumpedProcess::Part;
using Text = std::optional<std::string>;

constexpr std::uint64_t kilobytesOfPage = 4;
/// In a dump it stands for bytes that are no UTF-8: which ones is lost, so the file is not told.
constexpr std::string_view replacement = "\xef\xbf\xbd";

EntryType typeOf(FileKind kind)
{
    switch (kind) {
    case FileKind::directory:
        return EntryType::directory;
    case FileKind::link:
        return EntryType::link;
    case FileKind::regular:
        break;
    }
    return EntryType::file;
}

RecordedEntry entryOf(FileKind kind, procfs::Generation generation)
{
    RecordedEntry entry;
    entry.generation = generation;
    entry.attributes.kind = kind;
    entry.listedAs = typeOf(kind);
    return entry;
}

bool readMapping(JsonText& json, procfs::MapsEntry& entry, std::string& name)
{
    std::string share;
    json.object([&](std::string_view key) {
        if (key == "address")
            json.object([&](std::string_view which) {
                if (which == "Start")
                    json.number(entry.start);
                else if (which == "End")
                    json.number(entry.end);
                else
                    json.skip();
            });
        else if (key == "permissions")
            json.object([&](std::string_view which) {
                if (which == "Read")
                    json.boolean(entry.perms.read);
                else if (which == "Write")
                    json.boolean(entry.perms.write);
                else if (which == "Execute")
                    json.boolean(entry.perms.execute);
                else
                    json.skip();
            });
        else if (key == "private")
            json.string(share);
        else if (key == "offset")
            json.number(entry.offset);
        else if (key == "deviceMajor")
            json.number(entry.deviceMajor);
        else if (key == "deviceMinor")
            json.number(entry.deviceMinor);
        else if (key == "inode")
            json.number(entry.inode);
        else if (key == "pathname")
            json.string(name);
        else
            json.skip();
    });
    entry.isShared = share == "s";
    return !json.failed() && entry.start < entry.end;
}

Text mapsText(std::string_view part, Dialect dialect)
{
    std::string out;
    bool isWhole = true;
    JsonText json(part);
    std::string name;
    json.array([&] {
        procfs::MapsEntry entry;
        name.clear();
        isWhole = readMapping(json, entry, name) && isWhole;
        entry.name = name;
        if (isWhole)
            procfs::formatMapsEntry(entry, dialect, out);
    });
    return isWhole && !json.failed() ? Text(std::move(out)) : std::nullopt;
}

/// A NUL behind each; an empty range is told as one empty string.
Text stringsText(std::string_view part)
{
    std::string out;
    std::string one;
    JsonText json(part);
    json.array([&] {
        json.string(one);
        out += one;
        out += '\0';
    });
    if (json.failed())
        return std::nullopt;
    if (out.size() == 1)
        out.clear();
    return out;
}

Text cgroupText(std::string_view part, Dialect dialect)
{
    std::vector<procfs::CgroupMembership> memberships;
    JsonText json(part);
    json.array([&] {
        procfs::CgroupMembership& one = memberships.emplace_back();
        json.object([&](std::string_view key) {
            if (key == "hierarchy_id")
                json.number(one.hierarchy);
            else if (key == "controllers")
                json.string(one.controllers);
            else if (key == "path")
                json.string(one.path);
            else
                json.skip();
        });
    });
    if (json.failed())
        return std::nullopt;
    std::string out;
    procfs::formatCgroups(memberships, dialect, out);
    return out;
}

Text stringIn(std::string_view part)
{
    std::string text;
    JsonText json(part);
    if (part.empty() || !json.string(text) || text.empty())
        return std::nullopt;
    return text;
}

Text textOf(const DumpedProcess& process, Part part, std::string_view name, Dialect dialect)
{
    const std::string_view json = process.parts[part];
    if (part == Part::cgroup) // left out where there are none
        return json.empty() ? Text(std::in_place) : cgroupText(json, dialect);
    if (json.empty())
        return std::nullopt;
    std::string out;
    switch (part) {
    case Part::maps:
        return mapsText(json, dialect);
    case Part::args:
    case Part::env:
        return stringsText(json);
    case Part::status:
        if (name == "comm")
            procfs::formatComm({process.comm}, dialect, out);
        else
            procfs::formatStatm({.size = process.vssKilobytes / kilobytesOfPage,
                                 .resident = process.rssKilobytes / kilobytesOfPage},
                                dialect, out);
        return out;
    default:
        return std::nullopt;
    }
}

struct Told
{
    std::string_view name;
    Part part;
    FileKind kind;
    bool byMemory; ///< the same for every thread
};
// Not the root directory: the dump tells that of the mount namespace, not that of the task.
constexpr Told told[] = {
    {"cgroup", Part::cgroup, FileKind::regular, false},
    {"cmdline", Part::args, FileKind::regular, true},
    {"comm", Part::status, FileKind::regular, false},
    {"cwd", Part::cwd, FileKind::link, false},
    {"environ", Part::env, FileKind::regular, true},
    {"exe", Part::exe, FileKind::link, true},
    {"maps", Part::maps, FileKind::regular, true},
    {"statm", Part::status, FileKind::regular, true},
};

}

RecordedEntry untoldEntry(FileKind kind, procfs::Generation since)
{
    RecordedEntry entry = entryOf(kind, since);
    const char* const step = kind == FileKind::directory ? "getdents"
        : kind == FileKind::link                         ? "readlink"
                                                         : "open";
    entry.failure = Failure{Failure::Kind::notProvided, Errno::ok, step};
    return entry;
}

RecordedEntry dumpedFile(const DumpedProcess& process, std::string_view name, Dialect dialect,
                         bool isThread)
{
    const auto* const known = std::ranges::find(told, name, &Told::name);
    if (known == std::end(told) || (isThread && !known->byMemory)) {
        const procfs::ProcFile* const file = procfs::procFile(name);
        return untoldEntry(file != nullptr ? file->kind : FileKind::regular, 0);
    }
    const procfs::Generation generation = process.changed[known->part];
    Text text = known->kind == FileKind::link ? stringIn(process.parts[known->part])
                                              : textOf(process, known->part, name, dialect);
    if (!text || text->contains(replacement))
        return untoldEntry(known->kind, generation);
    RecordedEntry entry = entryOf(known->kind, generation);
    if (known->kind == FileKind::link)
        entry.target = *std::move(text);
    else
        entry.text
            = std::make_shared<const procfs::FileText>(procfs::FileText{*std::move(text), {}});
    return entry;
}

std::vector<std::string> dumpedDescriptors(const DumpedProcess& process)
{
    std::vector<std::string> names;
    names.reserve(process.openFiles.size());
    for (const DumpedProcess::OpenFile& file : process.openFiles)
        names.push_back(std::to_string(file.number));
    return names;
}

std::optional<RecordedEntry> dumpedDescriptor(const DumpedProcess& process, std::int32_t number)
{
    const auto file
        = std::ranges::lower_bound(process.openFiles, number, {}, &DumpedProcess::OpenFile::number);
    if (file == process.openFiles.end() || file->number != number)
        return std::nullopt;
    const procfs::Generation generation = process.changed[Part::fdlist];
    if (file->path.empty() || file->path.contains(replacement))
        return untoldEntry(FileKind::link, generation);
    RecordedEntry entry = entryOf(FileKind::link, generation);
    entry.target = file->path;
    return entry;
}

}
