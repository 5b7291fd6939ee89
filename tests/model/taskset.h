// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>

#include <memory>
#include <string>
#include <utility>

namespace sandscope::test {

/// Tasks that a test writes down by hand, published as snapshots that share what did not change.
/// The id of a task is the number that its tid is unless a test says otherwise.
class TaskSet
{
public:
    using Row = snapshot::TaskSummary;

    /// A process with the given parent, 0 for none.
    Row& process(std::uint32_t id, std::uint32_t parent, const std::string& name)
    {
        Row row = make(id, name);
        row.parent = procfs::TaskId{parent};
        row.tgid = row.tid;
        row.parentTgid = static_cast<std::int32_t>(parent);
        return put(std::move(row));
    }

    Row& thread(std::uint32_t id, std::uint32_t leader, const std::string& name)
    {
        Row row = make(id, name);
        row.parent = procfs::TaskId{leader};
        row.tgid = procfs::Tid{static_cast<std::int32_t>(leader)};
        row.isThread = true;
        return put(std::move(row));
    }

    /// Changes a copy; other snapshots keep what they have.
    template <class Fn>
    void change(std::uint32_t id, Fn&& fn)
    {
        Row row = *m_tasks.find(id);
        row.generation = m_generation + 1;
        fn(row);
        put(std::move(row));
    }

    void remove(std::uint32_t id) { m_tasks.erase(id); }

    [[nodiscard]] snapshot::SnapshotPtr publish()
    {
        auto result = std::make_shared<snapshot::Snapshot>();
        result->generation = ++m_generation;
        result->tasks = m_tasks;
        return result;
    }

private:
    [[nodiscard]] Row make(std::uint32_t id, const std::string& name) const
    {
        Row row;
        row.id = procfs::TaskId{id};
        row.tid = procfs::Tid{static_cast<std::int32_t>(id)};
        row.name = name;
        row.generation = m_generation + 1;
        return row;
    }

    Row& put(Row row)
    {
        auto shared = std::make_shared<Row>(std::move(row));
        Row& result = *shared;
        m_tasks.set(result.id.value, std::move(shared));
        return result;
    }

    snapshot::IdMap<Row> m_tasks;
    procfs::Generation m_generation = 0;
};

}
