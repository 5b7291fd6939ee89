// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <map>
#include <random>

#include <tests/model/taskset.h>

/// What benchmarks of the process list go through.
namespace sandscope::bench {

inline double seconds(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Snapshots that a benchmark goes back and forth between.
struct Ticks
{
    snapshot::SnapshotPtr base;
    snapshot::SnapshotPtr same; ///< another object with the same rows
    snapshot::SnapshotPtr changed; ///< 1 % of the tasks have another CPU time
    snapshot::SnapshotPtr low; ///< the same of the last half of the tasks, so below any screen by
                               ///< id
    snapshot::SnapshotPtr scattered; ///< 1,000 more (at most 1 in 10), each below another parent
    snapshot::SnapshotPtr together; ///< as many, below one parent
};

inline const Ticks& ticks(std::uint32_t count)
{
    static std::map<std::uint32_t, Ticks> made;
    Ticks& result = made[count];
    if (result.base)
        return result;
    std::mt19937 random(1);
    test::TaskSet tasks;
    const auto fill = [&random](test::TaskSet::Row& row) {
        row.state = procfs::TaskState::sleeping;
        row.threads = 1;
        row.vssBytes = 4096 * (random() % 100'000);
        row.rssBytes = 4096 * (random() % 10'000);
        row.cpuTime = std::chrono::milliseconds(random() % 1'000'000);
        row.startTime = std::chrono::milliseconds(random() % 1'000'000);
        row.uid = 1000;
        row.openFiles = 3;
        row.command = "/usr/bin/process-name --option " + std::to_string(random() % 1000);
    };
    for (std::uint32_t id = 1; id <= count; ++id) {
        const std::uint32_t leader = id - (id - 1) % 100;
        fill(tasks.process(id,
                           id == 1            ? 0
                               : id == leader ? 1
                                              : leader,
                           "process-" + std::to_string(id % 97)));
    }
    result.base = tasks.publish();
    result.same = tasks.publish();

    const auto changeOnePercent = [&](std::uint32_t first) {
        test::TaskSet changed = tasks;
        for (std::uint32_t i = 0; i < count / 100; ++i) {
            const auto id = first + static_cast<std::uint32_t>(random() % (count - first + 1));
            changed.change(id, [&](auto& row) {
                row.cpuTime = std::chrono::milliseconds(random() % 1'000'000);
            });
        }
        return changed.publish();
    };
    result.changed = changeOnePercent(1);
    result.low = changeOnePercent(count / 2);

    const std::uint32_t more = std::min(1000U, count / 10);
    test::TaskSet scattered = tasks, together = tasks;
    for (std::uint32_t i = 0; i < more; ++i) {
        fill(scattered.process(count + 1 + i, 1 + (i * 100) % count, "new"));
        fill(together.process(count + 1 + i, 1, "new"));
    }
    result.scattered = scattered.publish();
    result.together = together.publish();
    return result;
}

}
