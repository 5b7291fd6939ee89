// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/diff.h>
#include <model/snapshot/happening.h>
#include <model/snapshot/steptext.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace sandscope::snapshot {

using procfs::TaskId;
using procfs::TaskRecord;
using procfs::TaskState;

namespace {

bool isOver(TaskState state)
{
    return state == TaskState::zombie || state == TaskState::dead;
}

bool isStopped(TaskState state)
{
    return state == TaskState::stopped || state == TaskState::tracingStop;
}

/// By task, in the end without what a beginning, an exec or an end brings along.
class Collector
{
public:
    void add(TaskId task, Happening one)
    {
        if (task)
            m_tasks[task].add(one);
    }
    void finish(Happened& result) const
    {
        for (const auto& [task, found] : m_tasks) {
            Happenings kinds;
            for (const Happening one : {Happening::clone, Happening::exec, Happening::exit}) {
                if (found.has(one))
                    kinds.add(one);
            }
            if (kinds.isEmpty())
                kinds = found;
            else if (found.has(Happening::credentials) && found.has(Happening::exec))
                kinds.add(Happening::credentials); // a set-user-id program
            result.tasks.push_back({task, kinds});
            result.all.add(kinds);
        }
    }

private:
    std::map<TaskId, Happenings> m_tasks;
};

/// What the report of a step names, looked up in the records before and after it.
class ReportReader
{
public:
    ReportReader(const StepReport& report, const Snapshot& before, const Snapshot& after,
                 Collector& found)
        : m_report(report)
        , m_old(*before.records)
        , m_new(*after.records)
        , m_found(found)
    {
    }

    void read()
    {
        for (const TouchedObject& object : m_report.objects) {
            switch (object.kind) {
            case ObjectKind::task:
                readTask(object);
                break;
            case ObjectKind::threadGroup:
                readGroup(object);
                break;
            case ObjectKind::memory:
                shareOut(object, Happening::memory, &TaskRecord::memory);
                break;
            case ObjectKind::fdTable:
                shareOut(object, Happening::files, &TaskRecord::fdTable);
                break;
            case ObjectKind::fsContext:
                shareOut(object, Happening::files, &TaskRecord::fsContext);
                break;
            case ObjectKind::mountNamespace:
            case ObjectKind::userNamespace:
                m_found.add(object.owner, Happening::other);
                break;
            case ObjectKind::pidNamespace: // each clone and each end changes it
                break;
            }
        }
    }

    [[nodiscard]] std::optional<int> waitStatus(TaskId task) const
    {
        const TaskRecord* const was = m_old.task(task);
        if (!was)
            return std::nullopt;
        if (isOver(was->state))
            return was->exitCode;
        // Nobody waited for it: what it told exit itself.
        const TaskRecord* const caller = m_old.task(m_report.by);
        const bool isOwn = m_report.call == "exit" && m_report.by == task;
        const bool isGroups
            = m_report.call == "exit_group" && caller && caller->group == was->group;
        if ((!isOwn && !isGroups) || m_report.arguments.empty())
            return std::nullopt;
        const std::string& code = m_report.arguments.front().value;
        int value = 0;
        const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), value);
        if (error != std::errc() || end != code.data() + code.size())
            return std::nullopt;
        return (value & 0xff) << 8;
    }

private:
    void readTask(const TouchedObject& object)
    {
        const TaskId id{object.id};
        const TaskRecord* const was = m_old.task(id);
        const TaskRecord* const is = m_new.task(id);
        if (!was && is) {
            m_found.add(id, Happening::clone);
            m_found.add(m_report.by, Happening::clone);
        } else if (was && !is) {
            m_found.add(id, Happening::exit);
        } else if (was && is) {
            compare(*was, *is);
        }
    }

    void compare(const TaskRecord& was, const TaskRecord& is)
    {
        const auto note = [&](bool condition, Happening one) {
            if (condition)
                m_found.add(is.id, one);
        };
        const bool ends = isOver(is.state) && !isOver(was.state);
        note(ends, Happening::exit);
        if (ends)
            return;
        note(was.memory && is.memory && was.memory != is.memory, Happening::exec);
        procfs::Credentials other = *was.credentials;
        other.generation = is.credentials->generation;
        note(other != *is.credentials, Happening::credentials);
        note(was.fdTable != is.fdTable || was.fsContext != is.fsContext, Happening::files);
        const procfs::TaskDetails& before = procfs::detailsOf(was);
        const procfs::TaskDetails& after = procfs::detailsOf(is);
        note(isStopped(was.state) != isStopped(is.state)
                 || before.pendingSignals != after.pendingSignals
                 || before.blockedSignals != after.blockedSignals,
             Happening::signals);
        note(was.name != is.name || was.tids.size() != is.tids.size() || was.parent != is.parent
                 || was.tracer != is.tracer || was.mountNamespace != is.mountNamespace
                 || was.netNamespace != is.netNamespace
                 || was.pidNamespaceForChildren != is.pidNamespaceForChildren
                 || was.otherNamespaces != is.otherNamespaces || was.nice != is.nice
                 || was.seccompMode != is.seccompMode,
             Happening::other);
    }

    void readGroup(const TouchedObject& object)
    {
        const auto* const was = m_old.group(procfs::GroupId{object.id});
        const auto* const is = m_new.group(procfs::GroupId{object.id});
        if (!was || !is)
            return;
        if (was->pendingSignals != is->pendingSignals || was->ignoredSignals != is->ignoredSignals
            || was->caughtSignals != is->caughtSignals || was->stopSignal != is->stopSignal)
            m_found.add(is->leader, Happening::signals);
        if (was->limits != is->limits || was->processGroup != is->processGroup
            || was->session != is->session || was->oomScoreAdjustment != is->oomScoreAdjustment
            || was->cgroups != is->cgroups)
            m_found.add(is->leader, Happening::other);
    }

    /// To each of the threads of its owner that have it, too.
    template <class Id>
    void shareOut(const TouchedObject& object, Happening one, Id TaskRecord::* member)
    {
        if (object.change != ObjectChange::changed)
            return; // comes with a task that begins, ends or calls exec
        m_found.add(object.owner, one);
        const TaskRecord* const owner = m_new.task(object.owner);
        const auto* const group = owner ? m_new.group(owner->group) : nullptr;
        if (!group)
            return;
        for (const TaskId id : group->members) {
            const TaskRecord* const task = m_new.task(id);
            if (task && task->*member == owner->*member)
                m_found.add(id, one);
        }
    }

    const StepReport& m_report;
    const procfs::Records& m_old;
    const procfs::Records& m_new;
    Collector& m_found;
};

/// What two rows of the same task tell.
void compareRows(const TaskSummary& was, const TaskSummary& is, Collector& found)
{
    const auto note = [&](bool condition, Happening one) {
        if (condition)
            found.add(is.id, one);
    };
    const auto differ = [](const auto& a, const auto& b) { return a && b && *a != *b; };
    note(was.state && is.state && isOver(*is.state) && !isOver(*was.state), Happening::exit);
    note(!was.command.empty() && !is.command.empty() && was.command != is.command, Happening::exec);
    note(differ(was.uid, is.uid), Happening::credentials);
    note(differ(was.vssBytes, is.vssBytes), Happening::memory);
    note(differ(was.openFiles, is.openFiles), Happening::files);
    note(was.state && is.state && isStopped(*was.state) != isStopped(*is.state),
         Happening::signals);
    note(was.name != is.name || was.parent != is.parent, Happening::other);
}

/// A live source lists the threads of a process only while somebody looks at them: that one comes
/// or goes tells nothing while the process stays. Their number does.
bool isMerelyListed(const TaskSummary& thread, const Snapshot& before, const Snapshot& after)
{
    return after.tree && thread.isThread && before.tasks.find(thread.parent.value)
        && after.tasks.find(thread.parent.value);
}

}

Happened happened(const SnapshotPtr& before, const Moment& moment)
{
    const Snapshot& after = *moment.snapshot;
    Happened result{.generation = after.generation,
                    .time = after.time,
                    .step = moment.step,
                    .text = moment.report ? callText(*moment.report) : std::string(),
                    .all = {},
                    .tasks = {},
                    .ended = {},
                    .before = {}};
    if (!before || before == moment.snapshot)
        return result;
    Collector found;
    const auto end = [&](TaskId task, std::optional<int> status) {
        if (auto row = before->tasks.share(task.value)) {
            result.ended.push_back({std::move(row), status});
            result.before = before;
        }
    };
    if (moment.report && before->records && after.records) {
        ReportReader reader(*moment.report, *before, after, found);
        reader.read();
        for (const TouchedObject& object : moment.report->objects) {
            if (object.kind == ObjectKind::task && !after.tasks.find(object.id))
                end(TaskId{object.id}, reader.waitStatus(TaskId{object.id}));
        }
    } else {
        const SnapshotDiff differs = diff(*before, after);
        for (const TaskId task : differs.added) {
            const TaskSummary& row = *after.tasks.find(task.value);
            if (isMerelyListed(row, *before, after))
                continue;
            found.add(task, Happening::clone);
            if (before->tasks.find(row.parent.value))
                found.add(row.parent, Happening::clone);
        }
        for (const TaskId task : differs.changed) {
            const TaskSummary& was = *before->tasks.find(task.value);
            const TaskSummary& is = *after.tasks.find(task.value);
            compareRows(was, is, found);
            if (after.tree && was.threads && is.threads && *was.threads != *is.threads)
                found.add(task, *was.threads < *is.threads ? Happening::clone : Happening::exit);
        }
        for (const TaskId task : differs.removed) {
            if (isMerelyListed(*before->tasks.find(task.value), *before, after))
                continue;
            found.add(task, Happening::exit);
            end(task, std::nullopt);
        }
    }
    found.finish(result);
    return result;
}

}
