// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/surveyreader.h>
#include <model/sources/readingtree.h>
#include <model/survey/descriptors.h>
#include <model/survey/threads.h>
#include <procfs/files/status.h>

#include <algorithm>
#include <ranges>
#include <utility>

namespace sandscope::model {

namespace {

/// What every reader begins with.
struct Reading
{
    Reading(const FileRequest& request, std::stop_token stop)
        : snapshot(readingOnDemand(request.snapshot, std::move(stop)))
        , fileSystem(snapshot::makeFileSystem(snapshot, request.options, request.cache))
        , content(std::make_shared<FileContent>())
        , path(request.path.toStdString())
    {
        content->path = request.path;
        content->dialect = fileSystem->dialect();
        content->kind = procfs::FileKind::directory;
        if (const auto node = fileSystem->walk(path)) {
            content->generation = (*node)->generation();
            content->task = (*node)->task();
        }
        if (content->generation == 0) // of a folder that was read just now
            content->generation = snapshot->generation;
        if (content->task)
            return;
        // Recorded trees do not know whose a folder is; their rows do.
        snapshot->tasks.forEach([this](auto, const auto& task) {
            const std::string process = std::to_string(task->tgid.value);
            const std::string folder
                = task->isThread ? process + "/task/" + std::to_string(task->tid.value) : process;
            if (path.size() > folder.size() && path.starts_with(folder)
                && path.find('/', folder.size() + 1) == std::string::npos
                && path[folder.size()] == '/')
                content->task = task->id;
        });
    }

    /// The folder of the task: "7".
    [[nodiscard]] std::string folder() const { return path.substr(0, path.rfind('/')); }

    /// \a known again where \a same says that nothing differs.
    template <class Same>
    [[nodiscard]] FileContentPtr answer(const FileContentPtr& known, Same&& same) const
    {
        const bool isComparable = known && known->path == content->path
            && known->dialect == content->dialect && known->task == content->task
            && known->failure == content->failure;
        return isComparable && same(*known) ? known : content;
    }

    snapshot::SnapshotPtr snapshot;
    std::unique_ptr<procfs::FileSystem> fileSystem;
    std::shared_ptr<FileContent> content;
    std::string path;
};

std::vector<survey::IdRange> readMap(procfs::FileSystem& fileSystem, const std::string& path,
                                     std::optional<procfs::Failure>& failure)
{
    const auto node = fileSystem.walk(path);
    const auto text = node
        ? (*node)->content()
        : procfs::Answer<std::shared_ptr<const procfs::FileText>>(std::unexpected(node.error()));
    if (!text) {
        failure = text.error();
        return {};
    }
    return survey::readIdRanges((*text)->bytes);
}

/// The chain of a simulated kernel is known of its records; otherwise status tells it, or nobody.
std::vector<std::string> readPids(const Reading& reading)
{
    std::vector<std::string> pids;
    if (reading.snapshot->records) {
        if (const auto* task = reading.snapshot->records->task(reading.content->task)) {
            for (const auto& id : std::views::reverse(task->tids))
                pids.push_back(std::to_string(id.tid.value));
        }
        return pids;
    }
    const auto node = reading.fileSystem->walk(reading.folder() + "/status");
    const auto text = node
        ? (*node)->content()
        : procfs::Answer<std::shared_ptr<const procfs::FileText>>(std::unexpected(node.error()));
    const auto fields = text
        ? procfs::statusFile.decode((*text)->bytes, reading.fileSystem->dialect())
        : procfs::Parsed<procfs::Fields>(procfs::Fields{});
    if (!fields)
        return pids;
    const auto at = std::ranges::find(*fields, "NSpid", &procfs::Field::name);
    if (at == fields->end())
        return pids;
    for (const auto part : std::views::split(at->value, '\t')) {
        if (!part.empty())
            pids.emplace_back(part.begin(), part.end());
    }
    return pids;
}

}

FileContentPtr readDescriptorContent(const FileRequest& request, const FileContentPtr& known,
                                     std::stop_token stop)
{
    Reading reading(request, stop);
    auto found = survey::readDescriptors(*reading.fileSystem, *reading.snapshot,
                                         reading.content->task, reading.folder(), stop);
    reading.content->failure = found.failure;
    reading.content->descriptors = std::make_shared<const survey::Descriptors>(std::move(found));
    return reading.answer(known, [&](const FileContent& before) {
        return before.descriptors && *before.descriptors == *reading.content->descriptors;
    });
}

FileContentPtr readNamespaceContent(const FileRequest& request, const FileContentPtr& known,
                                    std::stop_token stop)
{
    Reading reading(request, stop);
    reading.content->namespaces = std::make_shared<const survey::NamespaceMatrix>(
        survey::readNamespaces(*reading.fileSystem, reading.snapshot, stop));
    auto ids = std::make_shared<UserIds>();
    ids->uids = readMap(*reading.fileSystem, reading.folder() + "/uid_map", ids->uidFailure);
    ids->gids = readMap(*reading.fileSystem, reading.folder() + "/gid_map", ids->gidFailure);
    ids->pids = readPids(reading);
    reading.content->userIds = std::move(ids);
    return reading.answer(known, [&](const FileContent& before) {
        return before.namespaces && before.userIds && *before.userIds == *reading.content->userIds
            && before.namespaces->tellsTheSame(*reading.content->namespaces);
    });
}

FileContentPtr readThreadContent(const FileRequest& request, const FileContentPtr& known,
                                 std::stop_token stop)
{
    Reading reading(request, stop);
    auto found = survey::readThreads(*reading.fileSystem, *reading.snapshot, reading.path, stop);
    reading.content->failure = found.failure;
    reading.content->threads = std::make_shared<const survey::Threads>(std::move(found));
    return reading.answer(known, [&](const FileContent& before) {
        return before.threads && tellTheSame(*before.threads, *reading.content->threads);
    });
}

}
