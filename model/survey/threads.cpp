// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/survey/threads.h>
#include <procfs/files/stat.h>
#include <procfs/files/status.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace sandscope::survey {

namespace {

using procfs::Failure;

const procfs::Field* fieldIn(const procfs::Fields& fields, std::string_view name)
{
    const auto at = std::ranges::find(fields, name, &procfs::Field::name);
    return at == fields.end() ? nullptr : &*at;
}

std::optional<Failure> readFields(procfs::FileSystem& fileSystem, const std::string& path,
                                  const procfs::ProcFile& format, procfs::Fields& fields)
{
    const auto node = fileSystem.walk(path);
    if (!node)
        return node.error();
    const auto text = (*node)->content();
    if (!text)
        return text.error();
    if (auto decoded = format.decode((*text)->bytes, fileSystem.dialect()))
        fields = *std::move(decoded);
    return std::nullopt;
}

bool sameFields(const procfs::Fields& a, const procfs::Fields& b)
{
    return std::ranges::equal(a, b, [](const procfs::Field& x, const procfs::Field& y) {
        return x.name == y.name && x.value == y.value;
    });
}

}

const procfs::Field* Thread::statField(std::string_view name) const
{
    return fieldIn(stat, name);
}

const procfs::Field* Thread::statusField(std::string_view name) const
{
    return fieldIn(status, name);
}

Threads readThreads(procfs::FileSystem& fileSystem, const snapshot::Snapshot& snapshot,
                    const std::string& folder, const std::stop_token& stop)
{
    Threads found;
    const auto node = fileSystem.walk(folder);
    if (!node) {
        found.failure = node.error();
        const auto process = fileSystem.walk(folder.substr(0, folder.find('/')));
        const bool isMissing = node.error().kind == Failure::Kind::error
            && node.error().error == procfs::Errno::noEntry;
        if (process && isMissing)
            found.failure = Failure{.kind = Failure::Kind::notProvided};
        return found;
    }
    std::vector<std::int32_t> numbers;
    constexpr std::size_t atOnce = 4096;
    std::int64_t offset = 0;
    for (bool atEnd = false; !atEnd && !stop.stop_requested();) {
        const auto listing = (*node)->readdir(offset, atOnce);
        if (!listing) {
            found.failure = listing.error();
            return found;
        }
        for (const procfs::DirEntry& entry : listing->entries) {
            std::int32_t tid = 0;
            const char* const end = entry.name.data() + entry.name.size();
            if (std::from_chars(entry.name.data(), end, tid).ptr == end && tid > 0)
                numbers.push_back(tid);
        }
        // A listing that does not go on would be asked for ever.
        atEnd = listing->atEnd || listing->entries.empty() || listing->nextOffset <= offset;
        offset = listing->nextOffset;
    }
    std::ranges::sort(numbers);
    const auto twice = std::ranges::unique(numbers);
    numbers.erase(twice.begin(), twice.end());

    // Thread numbers of one process are told apart by themselves; others may have the same ones in
    // another namespace, so only rows of this process count.
    std::int32_t process = 0;
    std::from_chars(folder.data(), folder.data() + folder.size(), process);
    std::unordered_map<std::int32_t, procfs::TaskId> rows;
    snapshot.tasks.forEach([&](auto, const auto& task) {
        if (task->tgid.value == process)
            rows.emplace(task->tid.value, task->id);
    });
    found.entries.reserve(numbers.size());
    for (const std::int32_t tid : numbers) {
        if (stop.stop_requested())
            return found;
        Thread thread;
        thread.tid = tid;
        if (const auto row = rows.find(tid); row != rows.end())
            thread.task = row->second;
        const std::string path = folder + '/' + std::to_string(tid);
        thread.failure = readFields(fileSystem, path + "/stat", procfs::statFile, thread.stat);
        const auto second
            = readFields(fileSystem, path + "/status", procfs::statusFile, thread.status);
        if (!thread.failure)
            thread.failure = second;
        found.entries.push_back(std::move(thread));
    }
    return found;
}

bool tellTheSame(const Threads& a, const Threads& b)
{
    return a.failure == b.failure
        && std::ranges::equal(a.entries, b.entries, [](const Thread& x, const Thread& y) {
               return x.tid == y.tid && x.task == y.task && x.failure == y.failure
                   && sameFields(x.stat, y.stat) && sameFields(x.status, y.status);
           });
}

}
