// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/readfile.h>
#include <model/snapshot/masking.h>
#include <model/tree/taskpath.h>
#include <procfs/files/auxv.h>
#include <procfs/files/stat.h>
#include <procfs/files/status.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace sandscope::model {

namespace {

using procfs::FileKind;

template <class T>
std::optional<T> kept(procfs::Parsed<T> parsed, FileContent& content)
{
    if (parsed)
        return std::move(*parsed);
    if (!content.parseError)
        content.parseError = std::move(parsed.error());
    return std::nullopt;
}

void decode(const procfs::ProcFile& file, FileContent& content)
{
    const std::string_view bytes = content.text->bytes;
    if (file.decode)
        content.fields
            = kept(file.decode(bytes, content.dialect), content).value_or(procfs::Fields{});
    if (&file == &procfs::mapsFile) {
        content.maps
            = kept(procfs::parseMaps(bytes), content).value_or(std::vector<procfs::MapsEntry>{});
    } else if (&file == &procfs::smapsFile) {
        content.smaps = kept(procfs::parseSmaps(bytes), content).value_or(procfs::Smaps{});
        content.maps.reserve(content.smaps.size());
        for (const procfs::SmapsEntry& block : content.smaps)
            content.maps.push_back(block.mapping());
    } else if (&file == &procfs::auxvFile) {
        content.auxv
            = kept(procfs::parseAuxv(bytes), content).value_or(std::vector<procfs::AuxEntry>{});
    }
    content.uses = atlas::usesOf(content.maps);
}

void readRegular(procfs::Node& node, FileContent& content)
{
    auto text = node.content();
    if (!text) {
        content.failure = std::move(text.error());
        return;
    }
    content.text = std::move(*text);
    if (const procfs::ProcFile* file = node.file())
        decode(*file, content);
}

void readLink(procfs::Node& node, FileContent& content)
{
    auto target = node.readlink();
    if (!target) {
        content.failure = std::move(target.error());
        return;
    }
    auto text = std::make_shared<procfs::FileText>();
    text->bytes = std::move(*target);
    content.text = std::move(text);
}

bool sameEntries(const FileContent& a, const FileContent& b)
{
    return std::ranges::equal(a.entries, b.entries, {}, &procfs::DirEntry::name,
                              &procfs::DirEntry::name);
}

bool tellTheSame(const FileContent& a, const FileContent& b)
{
    const bool sameText = a.text && b.text ? a.text->bytes == b.text->bytes : !a.text && !b.text;
    return sameText && sameEntries(a, b) && a.failure == b.failure && a.kind == b.kind
        && a.task == b.task && a.owner == b.owner;
}

void readDirectory(procfs::Node& node, FileContent& content)
{
    constexpr std::size_t piece = 1024;
    for (std::int64_t offset = 0;;) {
        auto listing = node.readdir(offset, piece);
        if (!listing) {
            content.failure = std::move(listing.error());
            return;
        }
        const bool isStuck = listing->nextOffset <= offset;
        for (procfs::DirEntry& entry : listing->entries) {
            if (entry.name != "." && entry.name != "..")
                content.entries.push_back(std::move(entry));
        }
        if (listing->atEnd || isStuck)
            return;
        offset = listing->nextOffset;
    }
}

FileContentPtr readOne(procfs::FileSystem& fileSystem, const QByteArray& path, bool masks,
                       const FileContentPtr& known)
{
    auto content = std::make_shared<FileContent>();
    content->path = path;
    content->dialect = fileSystem.dialect();
    const bool comparable
        = known && known->path == content->path && known->dialect == content->dialect;

    auto node = fileSystem.walk(
        std::string_view(path.constData(), static_cast<std::size_t>(path.size())));
    if (!node) {
        if (comparable && known->generation == 0 && known->failure == node.error())
            return known;
        content->failure = std::move(node.error());
        return content;
    }
    content->kind = (*node)->kind();
    content->generation = (*node)->generation();
    content->task = (*node)->task();
    content->isWithheld = (*node)->isWithheld();
    content->isMasked = masks && snapshot::isSecret((*node)->file());
    if (comparable && content->generation == known->generation && content->generation != 0
        && content->task == known->task && content->kind == known->kind)
        return known;

    switch (content->kind) {
    case FileKind::regular:
        readRegular(**node, *content);
        break;
    case FileKind::link:
        readLink(**node, *content);
        break;
    case FileKind::directory:
        readDirectory(**node, *content);
        break;
    }
    if (content->failure
        && (content->failure->error == procfs::Errno::access
            || content->failure->error == procfs::Errno::perm)) {
        if (const auto attributes = (*node)->stat())
            content->owner = attributes->uid;
    }
    // Some entries have no generation, as nothing changes them (loadavg) or nothing is known of
    // them yet.
    if (comparable && content->generation == 0 && known->generation == 0
        && tellTheSame(*known, *content))
        return known;
    return content;
}

/// What the row of a task tells of a file that its source does not provide: fields without a text.
procfs::Fields fieldsOfRow(const procfs::ProcFile& file, const snapshot::TaskSummary& row)
{
    procfs::Fields fields;
    const auto add = [&](std::string_view name, std::string value) {
        const auto doc = std::ranges::find(file.fields, name, &procfs::FieldDoc::name);
        if (doc != file.fields.end())
            fields.push_back({std::string(name), std::move(value), &*doc});
    };
    const auto addNumber
        = [&](std::string_view name, const auto& value, std::string_view unit = {}) {
              if (value)
                  add(name, std::to_string(*value) + std::string(unit));
          };
    const auto kilobytes = [](const std::optional<std::uint64_t>& bytes) {
        return bytes ? std::optional(*bytes / 1024) : std::nullopt;
    };
    if (&file == &procfs::statFile) {
        constexpr auto tick = std::chrono::milliseconds(10);
        if (row.startTime)
            add("starttime", std::to_string(*row.startTime / tick));
        return fields;
    }
    if (!row.name.empty())
        add("Name", row.name);
    add("Pid", std::to_string(row.tid.value));
    if (row.state == procfs::TaskState::zombie)
        add("State", "Z (zombie)");
    addNumber("PPid", row.parentTgid);
    addNumber("Threads", row.threads);
    addNumber("Uid", row.uid); // the effective one alone
    addNumber("VmSize", kilobytes(row.vssBytes), " kB");
    addNumber("VmRSS", kilobytes(row.rssBytes), " kB");
    return fields;
}

/// The same content with what the row of its task tells, where it is no more than that.
FileContentPtr withRow(const FileContentPtr& content, const snapshot::TaskSummary* row,
                       const FileContentPtr& known)
{
    const bool isMissing
        = content->failure && content->failure->kind == procfs::Failure::Kind::notProvided && row;
    const procfs::ProcFile* const file
        = isMissing ? procfs::procFileForPath(content->path.toStdString()) : nullptr;
    if (file != &procfs::statusFile && file != &procfs::statFile)
        return content;
    auto fields = fieldsOfRow(*file, *row);
    const auto same = [](const procfs::Field& a, const procfs::Field& b) {
        return a.name == b.name && a.value == b.value;
    };
    for (const FileContentPtr& candidate : {content, known}) {
        if (candidate && candidate->path == content->path && candidate->failure == content->failure
            && std::ranges::equal(candidate->fields, fields, same))
            return candidate;
    }
    auto all = std::make_shared<FileContent>(*content);
    all->fields = std::move(fields);
    return all;
}

}

FileContentPtr readFileAgain(const FileRequest& request, const FileContentPtr& known)
{
    const auto fileSystem
        = snapshot::makeFileSystem(request.snapshot, request.options, request.cache);
    const bool masks = request.options.masksSecrets;
    FileContentPtr first = readOne(*fileSystem, request.path, masks, known);
    if (request.others.isEmpty())
        return first;
    // Several files tell what a task is; where one is missing, its row may know.
    const procfs::TaskId id = taskOfPath(*request.snapshot, request.path);
    const snapshot::TaskSummary* const row = id ? request.snapshot->tasks.find(id.value) : nullptr;
    first = withRow(first, row, known);
    std::vector<FileContentPtr> others;
    others.reserve(static_cast<std::size_t>(request.others.size()));
    for (const QByteArray& path : request.others) {
        FileContentPtr before;
        if (known) {
            const auto found = std::ranges::find(known->others, path, &FileContent::path);
            before = found == known->others.end() ? nullptr : *found;
        }
        const bool isOwn = path.startsWith(request.path.first(request.path.lastIndexOf('/') + 1));
        others.push_back(
            withRow(readOne(*fileSystem, path, masks, before), isOwn ? row : nullptr, before));
    }
    if (first == known && others == known->others)
        return known;
    auto all = std::make_shared<FileContent>(*first);
    all->others = std::move(others);
    return all;
}

FileContentPtr readFile(const snapshot::SnapshotPtr& snapshot, const snapshot::ViewOptions& options,
                        const QByteArray& path, const std::shared_ptr<procfs::RecordCache>& cache)
{
    return readFileAgain({snapshot, options, path, {}, cache}, nullptr);
}

}
