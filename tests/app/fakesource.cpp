// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "fakesource.h"

#include <QTimer>

namespace sandscope::test {

namespace {

/// Nothing below /proc: rows are all that these tests are about.
class NoRecords : public procfs::Records
{
public:
    explicit NoRecords(procfs::Generation generation)
        : m_generation(generation)
    {
    }
    procfs::Generation generation() const override { return m_generation; }
    std::chrono::nanoseconds time() const override { return {}; }
    const procfs::TaskRecord* task(procfs::TaskId) const override { return nullptr; }
    const procfs::ThreadGroupRecord* group(procfs::GroupId) const override { return nullptr; }
    const procfs::MemoryRecord* memory(procfs::MemoryId) const override { return nullptr; }
    const procfs::FdTableRecord* fdTable(procfs::FdTableId) const override { return nullptr; }
    const procfs::FsContextRecord* fsContext(procfs::FsContextId) const override { return nullptr; }
    const procfs::MountNamespaceRecord* mountNamespace(procfs::MountNamespaceId) const override
    {
        return nullptr;
    }
    const procfs::UserNamespaceRecord* userNamespace(procfs::UserNamespaceId) const override
    {
        return nullptr;
    }
    const procfs::PidNamespaceRecord* pidNamespace(procfs::PidNamespaceId) const override
    {
        return nullptr;
    }
    procfs::PidNamespaceId rootPidNamespace() const override { return {1}; }
    procfs::TaskId taskWithTid(procfs::PidNamespaceId, procfs::Tid) const override { return {}; }
    std::optional<std::pair<procfs::Tid, procfs::TaskId>> nextTask(procfs::PidNamespaceId,
                                                                   procfs::Tid) const override
    {
        return {};
    }

private:
    procfs::Generation m_generation;
};

}

snapshot::SnapshotPtr makeSnapshot(procfs::Generation generation, const std::vector<Row>& rows)
{
    auto made = std::make_shared<snapshot::Snapshot>();
    made->generation = generation;
    made->time = std::chrono::milliseconds(generation * 100);
    made->records = std::make_shared<NoRecords>(generation);
    for (const auto& row : rows) {
        auto summary = std::make_shared<snapshot::TaskSummary>();
        summary->id = procfs::TaskId{row.id};
        summary->parent = procfs::TaskId{row.parent};
        summary->generation = generation;
        summary->tid = procfs::Tid{row.tid};
        summary->tgid = procfs::Tid{row.tgid == 0 ? row.tid : row.tgid};
        summary->isThread = summary->tid != summary->tgid;
        summary->name = row.name;
        summary->state = procfs::TaskState::sleeping;
        made->tasks.set(row.id, std::move(summary));
    }
    return made;
}

FakeSource::FakeSource(std::vector<snapshot::SnapshotPtr> snapshots, QString title)
    : Source(QStringLiteral("fake:"))
    , m_snapshots(std::move(snapshots))
    , m_title(std::move(title))
{
}

void FakeSource::advance()
{
    answer();
}

void FakeSource::restart()
{
    m_next = 0;
    answer();
}

void FakeSource::goTo(const model::Target& target)
{
    std::size_t step = m_snapshots.size() - 1;
    if (target.kind == model::Target::Kind::step)
        step = std::min(step, target.step);
    while (target.kind == model::Target::Kind::generation && step > 0
           && m_snapshots[step]->generation > target.generation)
        --step;
    m_next = step + 1;
    QTimer::singleShot(0, this, [this, step] { Q_EMIT arrived({.moment = momentAt(step)}); });
}

snapshot::Moment FakeSource::momentAt(std::size_t step) const
{
    return {.snapshot = m_snapshots[step], .step = step, .title = "step", .note = "A note."};
}

void FakeSource::answer()
{
    QTimer::singleShot(0, this, [this] {
        const auto step = std::min(m_next, m_snapshots.size() - 1);
        ++m_next;
        Q_EMIT sampled(momentAt(step));
    });
}

}
