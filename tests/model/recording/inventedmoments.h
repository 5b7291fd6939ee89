// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/recording/reader.h>
#include <model/recording/writer.h>

#include <memory>
#include <random>
#include <string>

/// Moments made up from a number, so that whoever reads one knows what it must be.
namespace sandscope::test {

inline std::string noise(std::mt19937_64& random, std::size_t most)
{
    std::string bytes;
    for (auto left = random() % (most + 1); left > 0; --left)
        bytes += static_cast<char>(random() % 256);
    return bytes;
}

/// Who is there at the moment \a number, and when each changed last: a task lives for some moments,
/// and changes at every third.
inline std::shared_ptr<const snapshot::TaskSummary> inventedTask(std::uint32_t id,
                                                                 std::uint64_t number)
{
    const std::uint64_t changed = number - (number + id) % 3;
    std::mt19937_64 random(id * 1000 + changed);
    auto task = std::make_shared<snapshot::TaskSummary>();
    const auto maybe = [&random](auto& value, auto number64) {
        if (random() % 4 != 0)
            value = static_cast<std::remove_cvref_t<decltype(*value)>>(number64);
    };
    task->id = {id};
    task->generation = changed;
    task->parent = {id / 2};
    task->isThread = id % 5 == 0;
    task->tid = {static_cast<std::int32_t>(id)};
    task->tgid = {static_cast<std::int32_t>(id - id % 5)};
    task->name = noise(random, 15);
    task->nameInherited = random() % 2 == 0;
    maybe(task->state, random() % 7);
    maybe(task->parentTgid, random());
    maybe(task->threads, random());
    maybe(task->vssBytes, random());
    maybe(task->rssBytes, random());
    maybe(task->cpuTime, random() >> 1U);
    maybe(task->startTime, random() >> 1U);
    maybe(task->uid, random());
    maybe(task->openFiles, random());
    task->command = noise(random, 40);
    task->commandWithheld = random() % 2 == 0;
    return task;
}

inline std::shared_ptr<const procfs::RecordedEntry> inventedEntry(std::uint32_t id,
                                                                  std::uint64_t number)
{
    const std::uint64_t changed = number - (number + id) % 4;
    std::mt19937_64 random(id * 7777 + changed);
    auto entry = std::make_shared<procfs::RecordedEntry>();
    entry->generation = changed;
    entry->attributes.kind = static_cast<procfs::FileKind>(id % 3);
    const auto maybe = [&random](auto& value) {
        if (random() % 3 != 0)
            value = static_cast<std::remove_cvref_t<decltype(*value)>>(random());
    };
    maybe(entry->attributes.permissions);
    maybe(entry->attributes.links);
    maybe(entry->attributes.size);
    maybe(entry->attributes.inode);
    maybe(entry->attributes.uid);
    maybe(entry->attributes.gid);
    entry->listedAs = static_cast<procfs::EntryType>(random() % 5);
    entry->listed = random() % 2 == 0;
    entry->withheld = random() % 2 == 0;
    if (random() % 4 == 0) {
        entry->failure
            = procfs::Failure{static_cast<procfs::Failure::Kind>(random() % 5),
                              static_cast<procfs::Errno>(random() % 40), noise(random, 8)};
        return entry;
    }
    switch (entry->attributes.kind) {
    case procfs::FileKind::directory:
        for (auto left = random() % 5; left > 0; --left)
            entry->names.push_back("name" + std::to_string(left));
        break;
    case procfs::FileKind::link:
        entry->target = noise(random, 30);
        break;
    case procfs::FileKind::regular:
        entry->text = std::make_shared<const procfs::FileText>(
            procfs::FileText{noise(random, id % 7 == 0 ? 6000 : 60), {}});
        break;
    }
    return entry;
}

/// \a number: from 1.
inline recording::Content invented(std::uint64_t number, std::uint32_t size = 24)
{
    auto snapshot = std::make_shared<snapshot::Snapshot>();
    snapshot->generation = number;
    snapshot->time = std::chrono::seconds(number);
    recording::Content content;
    for (std::uint32_t id = 1; id <= size; ++id) {
        if ((number / 5 + id) % 4 != 0) // it comes and goes
            snapshot->tasks.set(id, inventedTask(id, number));
        if ((number / 7 + id) % 5 != 0)
            content.entries.emplace("entry" + std::to_string(id), inventedEntry(id, number));
    }
    content.clock = static_cast<std::int64_t>(number) * 1'000'000'000;
    content.moment.snapshot = std::move(snapshot);
    content.moment.step = number;
    content.moment.title = "moment " + std::to_string(number);
    content.moment.note = number % 2 == 0 ? "even" : "";
    content.moment.line = static_cast<int>(number % 10);
    return content;
}

/// Empty, or how what was read differs. What is damaged, and says so, is told in \a gaps.
inline std::string difference(const snapshot::Moment& read, const recording::Content& wanted,
                              int* gaps = nullptr)
{
    const snapshot::Moment& moment = wanted.moment;
    const snapshot::Snapshot& is = *read.snapshot;
    if (is.generation != moment.snapshot->generation || is.time != moment.snapshot->time
        || read.title != moment.title || read.note != moment.note || read.line != moment.line)
        return moment.title + " is called " + read.title;
    std::string found;
    snapshot::IdMap<snapshot::TaskSummary>::diff(
        is.tasks, moment.snapshot->tasks, [&](std::uint32_t id, const auto* a, const auto* b) {
            if (!a || !b || *a != *b)
                found = "task " + std::to_string(id);
        });
    std::size_t count = 0;
    is.tree->forEach([&](const std::string& path, const auto& entry) {
        ++count;
        const auto at = wanted.entries.find(path);
        if (at == wanted.entries.end()) {
            found = path + " should not be there";
            return;
        }
        const procfs::RecordedEntry& b = *at->second;
        if (gaps && entry->failure && entry->failure->kind == procfs::Failure::Kind::damaged
            && !b.failure) {
            ++*gaps;
            return;
        }
        const bool sameText
            = entry->text && b.text ? entry->text->bytes == b.text->bytes : !entry->text && !b.text;
        if (!sameText || entry->attributes != b.attributes || entry->names != b.names
            || entry->target != b.target || entry->failure != b.failure || entry->listed != b.listed
            || entry->listedAs != b.listedAs || entry->withheld != b.withheld)
            found = path;
    });
    if (found.empty() && count != wanted.entries.size())
        found = "some entries are missing";
    return found.empty() ? found : moment.title + ": " + found;
}

inline recording::Facts inventedFacts()
{
    return {.program = "test",
            .source = "test:",
            .title = "invented",
            .dialect = procfs::Dialect::gvisor2022,
            .dialectReasons = {"one", "two"},
            .note = "a note",
            .view = {{"pane", "maps"}}};
}

}
