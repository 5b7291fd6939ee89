// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/steptext.h>

#include <algorithm>
#include <array>
#include <format>
#include <utility>

namespace sandscope::snapshot {

using procfs::Errno;
using procfs::Records;
using procfs::TaskId;

namespace {

constexpr std::array<std::string_view, 7> stateWords
    = {"running", "sleeping", "stopped", "stopped by its tracer", "sleeping, not to be interrupted",
       "zombie",  "dead"};

std::string_view stateWord(procfs::TaskState state)
{
    return stateWords.at(static_cast<std::size_t>(state));
}

std::string kilobytes(std::uint64_t bytes)
{
    return std::format("{} kB", bytes / 1024);
}

std::string counted(std::size_t count, std::string_view one, std::string_view many)
{
    return std::format("{} {}", count, count == 1 ? one : many);
}

// "uid 0 -> 1000", collected.
class Parts
{
public:
    void add(std::string part) { m_text += (m_text.empty() ? "" : ", ") + std::move(part); }
    void addIf(bool condition, std::string_view part)
    {
        if (condition)
            add(std::string(part));
    }
    void change(std::string_view what, const std::string& before, const std::string& after)
    {
        if (before != after)
            add(std::format("{} {} -> {}", what, before, after));
    }
    template <class Number>
        requires std::is_integral_v<Number>
    void change(std::string_view what, Number before, Number after)
    {
        change(what, std::to_string(before), std::to_string(after));
    }
    /// What only some dialects print is told where it \a isPrinted.
    void count(bool condition, bool isPrinted, std::string_view part)
    {
        addIf(condition && isPrinted, part);
        m_isCounted = m_isCounted || condition;
    }
    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] std::string textOr(procfs::Dialect dialect) const
    {
        if (!m_text.empty() || !m_isCounted)
            return m_text;
        return std::format("counts that {} does not print", procfs::dialectName(dialect));
    }

private:
    std::string m_text;
    bool m_isCounted = false; ///< something was counted, printed or not
};

bool sameArea(const procfs::Vma& a, const procfs::Vma& b)
{
    return a.start == b.start && a.end == b.end && a.real == b.real && a.isPrivate == b.isPrivate
        && a.offset == b.offset && a.mapping == b.mapping;
}

bool sameEntry(const procfs::FdEntry& a, const procfs::FdEntry& b)
{
    return a.fd == b.fd && a.kind == b.kind && a.path == b.path && a.number == b.number;
}

class Teller
{
public:
    Teller(const StepReport& report, const Snapshot& before, const Snapshot& after,
           procfs::Dialect dialect)
        : m_report(report)
        , m_dialect(dialect)
        , m_before(before)
        , m_after(after)
        , m_old(*before.records)
        , m_new(*after.records)
    {
    }

    [[nodiscard]] ObjectText tell(const TouchedObject& object) const;

private:
    [[nodiscard]] std::string who(TaskId id) const { return name(id, m_after, m_before); }
    [[nodiscard]] std::string whoWas(TaskId id) const { return name(id, m_before, m_after); }
    [[nodiscard]] static std::string name(TaskId id, const Snapshot& first, const Snapshot& second);
    [[nodiscard]] std::string owner(const TouchedObject& object) const;
    [[nodiscard]] std::string oldOwner(const TouchedObject& object) const;
    [[nodiscard]] TaskId parentOf(TaskId id) const;
    [[nodiscard]] std::string details(const TouchedObject& object) const;
    [[nodiscard]] std::string task(TaskId id) const;
    [[nodiscard]] std::string group(procfs::GroupId id) const;
    [[nodiscard]] std::string memory(const TouchedObject& object) const;
    [[nodiscard]] std::string fdTable(const TouchedObject& object) const;
    [[nodiscard]] std::string fsContext(procfs::FsContextId id) const;
    [[nodiscard]] std::string userNamespace(procfs::UserNamespaceId id) const;
    [[nodiscard]] std::string pidNamespace(procfs::PidNamespaceId id) const;
    [[nodiscard]] bool isLatest() const { return m_dialect == procfs::Dialect::gvisor2026; }

    const StepReport& m_report;
    procfs::Dialect m_dialect;
    const Snapshot& m_before;
    const Snapshot& m_after;
    const Records& m_old;
    const Records& m_new;
};

std::string Teller::name(TaskId id, const Snapshot& first, const Snapshot& second)
{
    for (const Snapshot* snapshot : {&first, &second}) {
        if (const TaskSummary* row = snapshot->tasks.find(id.value))
            return taskText(row->tid, row->name);
    }
    return "a task that is gone";
}

// Who had what nobody has any more: one of the tasks that changed with it.
std::string Teller::oldOwner(const TouchedObject& object) const
{
    for (const TouchedObject& other : m_report.objects) {
        if (other.kind != ObjectKind::task)
            continue;
        const procfs::TaskRecord* const task = m_old.task(TaskId{other.id});
        if (!task)
            continue;
        const bool had = (object.kind == ObjectKind::threadGroup && task->group.value == object.id)
            || (object.kind == ObjectKind::memory && task->memory.value == object.id)
            || (object.kind == ObjectKind::fdTable && task->fdTable.value == object.id)
            || (object.kind == ObjectKind::fsContext && task->fsContext.value == object.id)
            || (object.kind == ObjectKind::pidNamespace && task->pidNamespace.value == object.id)
            || (object.kind == ObjectKind::mountNamespace
                && task->mountNamespace.value == object.id)
            || (object.kind == ObjectKind::userNamespace && task->credentials
                && task->credentials->userNamespace.value == object.id);
        if (had)
            return whoWas(TaskId{other.id});
    }
    return {};
}

std::string Teller::owner(const TouchedObject& object) const
{
    return object.owner ? who(object.owner) : oldOwner(object);
}

TaskId Teller::parentOf(TaskId id) const
{
    const procfs::TaskRecord* const task = m_new.task(id);
    return task ? task->parent : TaskId{};
}

std::string Teller::task(TaskId id) const
{
    const procfs::TaskRecord* const a = m_old.task(id);
    const procfs::TaskRecord* const b = m_new.task(id);
    if (!b)
        return {};
    Parts parts;
    if (!a) {
        const procfs::ThreadGroupRecord* const group = m_new.group(b->group);
        if (group && group->leader != id)
            parts.add("a thread of " + who(group->leader));
        else if (b->parent)
            parts.add("a child of " + who(b->parent));
        else
            parts.add("without a parent in the sandbox");
        return parts.text();
    }
    parts.change("name", a->name, b->name);
    parts.change("state", std::string(stateWord(a->state)), std::string(stateWord(b->state)));
    if (!a->tids.empty() && !b->tids.empty())
        parts.change("id", a->tids.back().tid.value, b->tids.back().tid.value);
    if (a->parent != b->parent)
        parts.add(b->parent ? "its parent is now " + who(b->parent) : "it has no parent any more");
    if (a->tracer != b->tracer)
        parts.add(b->tracer ? "traced by " + who(b->tracer) : "no longer traced");
    if (a->memory != b->memory)
        parts.add(b->memory ? "it has another memory map" : "it gave up its memory map");
    if (a->fdTable != b->fdTable)
        parts.add(b->fdTable ? "it has another descriptor table" : "it gave up its descriptors");
    if (a->fsContext != b->fsContext && b->fsContext)
        parts.add("its directories are its own now");
    if (*a->credentials != *b->credentials) {
        const procfs::Credentials& was = *a->credentials;
        const procfs::Credentials& is = *b->credentials;
        parts.change("real uid", was.realUid, is.realUid);
        parts.change("effective uid", was.effectiveUid, is.effectiveUid);
        parts.change("saved uid", was.savedUid, is.savedUid);
        parts.change("real gid", was.realGid, is.realGid);
        parts.change("effective gid", was.effectiveGid, is.effectiveGid);
        parts.change("saved gid", was.savedGid, is.savedGid);
        parts.addIf(was.groups != is.groups, "groups");
        parts.addIf(was.capabilities != is.capabilities, "capabilities");
        parts.addIf(was.userNamespace != is.userNamespace, "user namespace");
    }
    parts.addIf(a->pidNamespaceForChildren != b->pidNamespaceForChildren,
                "the PID namespace of its children to come");
    parts.addIf(a->mountNamespace != b->mountNamespace, "mount namespace");
    parts.addIf(a->netNamespace != b->netNamespace, "network namespace");
    parts.addIf(a->otherNamespaces != b->otherNamespaces, "other namespaces");
    parts.change("nice value", a->nice, b->nice);
    parts.change("seccomp mode", a->seccompMode, b->seccompMode);
    parts.addIf(a->cpu != b->cpu, "CPU time");
    parts.addIf(a->io != b->io, "I/O counters");
    const procfs::TaskDetails& was = procfs::detailsOf(*a);
    const procfs::TaskDetails& is = procfs::detailsOf(*b);
    parts.addIf(was.noNewPrivileges != is.noNewPrivileges, "no new privileges");
    parts.change("seccomp filters", was.seccompFilters, is.seccompFilters);
    parts.addIf(was.blockedSignals != is.blockedSignals, "blocked signals");
    parts.addIf(was.pendingSignals != is.pendingSignals, "signals that wait for it");
    parts.addIf(was.policy != is.policy || was.realtimePriority != is.realtimePriority,
                "scheduling");
    parts.addIf(was.personality != is.personality, "personality");
    parts.addIf(was.loginUid != is.loginUid || was.sessionId != is.sessionId, "login");
    parts.addIf(was.waitChannel != is.waitChannel, "what it waits for");
    // What these count, few kernels print.
    const bool isLinux = m_dialect == procfs::Dialect::linux_;
    constexpr std::uint64_t usedCapability = 0x100; // PF_SUPERPRIV
    parts.addIf(isLinux && (~was.flags & is.flags & usedCapability) != 0,
                "it has used a capability");
    parts.addIf(isLinux && ((was.flags ^ is.flags) & ~usedCapability) != 0, "flags of the kernel");
    parts.count(was.minorFaults != is.minorFaults || was.majorFaults != is.majorFaults, isLinux,
                "page faults");
    parts.count(was.voluntarySwitches != is.voluntarySwitches, isLinux || isLatest(),
                "context switches");
    parts.count(was.voluntarySwitches == is.voluntarySwitches
                    && was.involuntarySwitches != is.involuntarySwitches,
                isLinux, "context switches");
    parts.count(was != is, false, {});
    return parts.textOr(m_dialect);
}

std::string Teller::group(procfs::GroupId id) const
{
    const procfs::ThreadGroupRecord* const a = m_old.group(id);
    const procfs::ThreadGroupRecord* const b = m_new.group(id);
    if (!b)
        return {};
    Parts parts;
    if (!a) {
        parts.add(counted(b->members.size(), "thread", "threads"));
        return parts.text();
    }
    parts.change("threads", a->members.size(), b->members.size());
    if (a->leader != b->leader)
        parts.add("its leader is another task");
    parts.addIf(a->processGroup != b->processGroup, "process group");
    parts.addIf(a->session != b->session, "session");
    if (a->stopSignal != b->stopSignal)
        parts.add(b->stopSignal != 0 ? "stopped as a whole" : "goes on");
    parts.addIf(a->cpu != b->cpu, "CPU time of all its threads");
    parts.addIf(a->childCpu != b->childCpu, "CPU time of children that were waited for");
    parts.addIf(a->io != b->io, "I/O counters of all its threads");
    parts.addIf(procfs::limitsOf(*a) != procfs::limitsOf(*b), "limits");
    parts.change("oom_score_adj", a->oomScoreAdjustment, b->oomScoreAdjustment);
    parts.addIf(a->ignoredSignals != b->ignoredSignals || a->caughtSignals != b->caughtSignals,
                "what signals do");
    parts.addIf(a->pendingSignals != b->pendingSignals || a->queuedSignals != b->queuedSignals,
                "signals that wait for it");
    parts.addIf(procfs::cgroupsOf(*a) != procfs::cgroupsOf(*b), "cgroups");
    parts.addIf(a->coredumpFilter != b->coredumpFilter, "what a core dump would hold");
    parts.addIf(a->terminationSignal != b->terminationSignal, "the signal that its end sends");
    const bool isLinux = m_dialect == procfs::Dialect::linux_;
    parts.count(a->minorFaults != b->minorFaults || a->majorFaults != b->majorFaults, isLinux,
                "page faults of all its threads");
    parts.count(a->childMinorFaults != b->childMinorFaults
                    || a->childMajorFaults != b->childMajorFaults,
                isLinux, "page faults of children that were waited for");
    return parts.textOr(m_dialect);
}

std::string Teller::memory(const TouchedObject& object) const
{
    const procfs::MemoryRecord* const a = m_old.memory({object.id});
    const procfs::MemoryRecord* const b = m_new.memory({object.id});
    if (!b)
        return {};
    Parts parts;
    if (!a) {
        std::string areas = counted(b->vmas->size(), "area", "areas");
        const TaskId parent = parentOf(object.owner);
        const procfs::TaskRecord* const other = m_new.task(parent);
        const procfs::MemoryRecord* const model = other ? m_new.memory(other->memory) : nullptr;
        if (model && model != b && std::ranges::equal(*model->vmas, *b->vmas, sameArea))
            areas += " like those of " + who(parent);
        parts.add(std::move(areas));
        parts.add(kilobytes(b->rssBytes) + " resident");
        return parts.text();
    }
    parts.change("areas", a->vmas->size(), b->vmas->size());
    parts.change("size", kilobytes(a->vssBytes), kilobytes(b->vssBytes));
    parts.change("resident", kilobytes(a->rssBytes), kilobytes(b->rssBytes));
    if (a->vmas->size() == b->vmas->size() && !std::ranges::equal(*a->vmas, *b->vmas, sameArea))
        parts.add("the extent or access of areas");
    const auto sumOf = [](const procfs::MemoryRecord& record, auto&& bytesOf) {
        std::uint64_t sum = 0;
        for (const procfs::Vma& area : *record.vmas)
            sum += bytesOf(area);
        return sum;
    };
    const auto change = [&](std::string_view what, auto&& bytesOf) {
        parts.change(what, kilobytes(sumOf(*a, bytesOf)), kilobytes(sumOf(*b, bytesOf)));
    };
    change("private to it", [](const procfs::Vma& area) { return area.anonymousBytes; });
    change("locked", [](const procfs::Vma& area) {
        return area.lockMode == procfs::LockMode::none ? 0 : area.end - area.start;
    });
    const auto sameHow = [](const procfs::Vma& x, const procfs::Vma& y) {
        return x.flags == y.flags && x.growsDown == y.growsDown && x.maximum == y.maximum
            && x.hint == y.hint;
    };
    const auto sameShare = [](const procfs::Vma& x, const procfs::Vma& y) {
        return x.details == y.details || (x.details && y.details && *x.details == *y.details);
    };
    if (a->vmas->size() == b->vmas->size()) {
        parts.addIf(!std::ranges::equal(*a->vmas, *b->vmas, sameHow), "flags of areas");
        parts.addIf(!std::ranges::equal(*a->vmas, *b->vmas, sameShare),
                    "names of areas, or who shares their pages");
    }
    parts.change("tasks that share it", a->users, b->users);
    parts.addIf(a->executable != b->executable || a->executableDeleted != b->executableDeleted,
                "executable");
    parts.addIf(a->arguments.bytes != b->arguments.bytes, "arguments");
    parts.addIf(a->environment.bytes != b->environment.bytes, "environment");
    parts.addIf(a->dumpable != b->dumpable, "whether it may be dumped");
    parts.addIf(a->auxv != b->auxv, "auxiliary vector");
    parts.addIf(a->arguments.start != b->arguments.start || a->arguments.end != b->arguments.end,
                "where its arguments are");
    if (m_dialect == procfs::Dialect::linux_)
        parts.change("page tables", kilobytes(a->pageTableBytes), kilobytes(b->pageTableBytes));
    return parts.text();
}

std::string Teller::fdTable(const TouchedObject& object) const
{
    const procfs::FdTableRecord* const a = m_old.fdTable({object.id});
    const procfs::FdTableRecord* const b = m_new.fdTable({object.id});
    if (!b)
        return {};
    Parts parts;
    if (!a) {
        std::string entries = counted(b->entries.size(), "descriptor", "descriptors");
        const TaskId parent = parentOf(object.owner);
        const procfs::TaskRecord* const other = m_new.task(parent);
        const procfs::FdTableRecord* const model = other ? m_new.fdTable(other->fdTable) : nullptr;
        if (model && model != b && std::ranges::equal(model->entries, b->entries, sameEntry))
            entries += " of the same files as those of " + who(parent);
        parts.add(std::move(entries));
        return parts.text();
    }
    for (const procfs::FdEntry& entry : b->entries) {
        const auto was = std::ranges::find(a->entries, entry.fd, &procfs::FdEntry::fd);
        if (was == a->entries.end())
            parts.add(std::format("descriptor {} opened", entry.fd));
        else if (!sameEntry(*was, entry))
            parts.add(std::format("descriptor {} is another file", entry.fd));
        else if (was->position != entry.position || was->closeOnExec != entry.closeOnExec
                 || was->statusFlags != entry.statusFlags)
            parts.add(std::format("position or flags of descriptor {}", entry.fd));
    }
    for (const procfs::FdEntry& entry : a->entries) {
        if (!std::ranges::contains(b->entries, entry.fd, &procfs::FdEntry::fd))
            parts.add(std::format("descriptor {} closed", entry.fd));
    }
    return parts.text();
}

std::string Teller::fsContext(procfs::FsContextId id) const
{
    const procfs::FsContextRecord* const a = m_old.fsContext(id);
    const procfs::FsContextRecord* const b = m_new.fsContext(id);
    if (!b)
        return {};
    Parts parts;
    if (!a) {
        parts.add("working directory " + b->workingDirectory);
        return parts.text();
    }
    parts.change("working directory", a->workingDirectory, b->workingDirectory);
    parts.change("root", a->root, b->root);
    parts.change("umask", std::format("{:03o}", a->umask), std::format("{:03o}", b->umask));
    return parts.text();
}

std::string Teller::userNamespace(procfs::UserNamespaceId id) const
{
    const procfs::UserNamespaceRecord* const a = m_old.userNamespace(id);
    const procfs::UserNamespaceRecord* const b = m_new.userNamespace(id);
    Parts parts;
    if (a && b) {
        parts.addIf(a->uidMap != b->uidMap, "uid_map");
        parts.addIf(a->gidMap != b->gidMap, "gid_map");
        parts.addIf(a->groupsAllowed != b->groupsAllowed, "setgroups");
    }
    return parts.text();
}

// Who came and who left, and as what.
std::string Teller::pidNamespace(procfs::PidNamespaceId id) const
{
    Parts parts;
    for (const TouchedObject& other : m_report.objects) {
        if (other.kind != ObjectKind::task)
            continue;
        const auto tidAt = [&](const Records& records) {
            const procfs::TaskRecord* const task = records.task({other.id});
            const auto same = [&](const procfs::NamespacedTid& tid) { return tid.ns == id; };
            const auto found = task ? std::ranges::find_if(task->tids, same)
                                    : std::vector<procfs::NamespacedTid>::const_iterator{};
            return task && found != task->tids.end() ? found->tid.value : 0;
        };
        const std::int32_t was = tidAt(m_old);
        const std::int32_t is = tidAt(m_new);
        if (was == 0 && is != 0)
            parts.add(std::format("{} came as {}", who({other.id}), is));
        else if (was != 0 && is == 0)
            parts.add(std::format("{} left, which was {}", whoWas({other.id}), was));
        else if (was != is)
            parts.add(std::format("{} is {} instead of {}", who({other.id}), is, was));
    }
    return parts.text();
}

std::string Teller::details(const TouchedObject& object) const
{
    switch (object.kind) {
    case ObjectKind::task:
        return task({object.id});
    case ObjectKind::threadGroup:
        return group({object.id});
    case ObjectKind::memory:
        return memory(object);
    case ObjectKind::fdTable:
        return fdTable(object);
    case ObjectKind::fsContext:
        return fsContext({object.id});
    case ObjectKind::userNamespace:
        return userNamespace({object.id});
    case ObjectKind::pidNamespace:
        return pidNamespace({object.id});
    case ObjectKind::mountNamespace:
        break;
    }
    return {};
}

ObjectText Teller::tell(const TouchedObject& object) const
{
    constexpr std::array<std::string_view, 8> kinds
        = {"task",        "process",         "memory map",     "descriptor table",
           "directories", "mount namespace", "user namespace", "PID namespace"};
    constexpr std::array<std::string_view, 3> changes = {"created", "changed", "ended"};
    ObjectText text;
    text.what = kinds.at(static_cast<std::size_t>(object.kind));
    if (object.kind == ObjectKind::task) {
        text.what += ' ' + who(TaskId{object.id});
    } else if (object.kind == ObjectKind::pidNamespace) {
        // Named after its first process, whoever else is touched.
        const procfs::PidNamespaceId ns{object.id};
        TaskId first = m_new.taskWithTid(ns, procfs::Tid{1});
        if (!first)
            first = m_old.taskWithTid(ns, procfs::Tid{1});
        text.what += first ? " of " + who(first) : std::string(" without a first process");
    } else if (const std::string has = owner(object); !has.empty()) {
        text.what += (object.kind == ObjectKind::threadGroup ? " " : " of ") + has;
    } else {
        text.what += std::format(" number {}", object.id);
    }
    text.change = changes.at(static_cast<std::size_t>(object.change));
    if (const std::string more = details(object); !more.empty())
        text.change += ": " + more;
    else if (object.change == ObjectChange::changed) // an equal area took another's place
        text.change += ", and looks as before";
    return text;
}

}

std::string taskText(procfs::Tid tid, std::string_view name)
{
    std::string text = std::to_string(tid.value);
    if (!name.empty())
        text.append(" (").append(name).append(")");
    return text;
}

std::string callerText(const StepReport& report)
{
    return report.by ? taskText(report.byTid, report.byName) : "somebody outside the sandbox";
}

std::string callText(const StepReport& report)
{
    // Time passes for everybody.
    const bool isNobodys = !report.by && report.call.empty() && report.objects.empty();
    if (isNobodys)
        return report.text;
    std::string text = callerText(report);
    if (report.call.empty())
        return text + ": " + report.text;
    text += report.outcome == CallOutcome::unfinished ? " begins " : " calls ";
    text += report.text;
    if (report.error != Errno::ok) {
        text += " = " + procfs::errnoName(report.error);
        if (const auto meaning = errnoMeaning(report.error); !meaning.empty())
            text.append(" (fails: ").append(meaning).append(")");
    } else if (report.outcome == CallOutcome::never) {
        text += " and never returns";
    } else if (!report.result.empty()) {
        text += " = " + report.result;
    }
    return text;
}

std::vector<ObjectText> objectTexts(const StepReport& report, const Snapshot& before,
                                    const Snapshot& after, procfs::Dialect dialect)
{
    if (!before.records || !after.records)
        return {};
    const Teller teller(report, before, after, dialect);
    std::vector<ObjectText> texts;
    for (const TouchedObject& object : report.objects)
        texts.push_back(teller.tell(object));
    return texts;
}

std::string_view errnoMeaning(Errno error)
{
    static constexpr auto meanings = std::to_array<std::pair<int, std::string_view>>({
        {1, "this is not permitted"},
        {2, "there is no such entry"},
        {3, "there is no such process"},
        {4, "interrupted by a signal"},
        {5, "input or output failed"},
        {7, "the list is too long"},
        {9, "there is no such open file"},
        {10, "there is no child to wait for"},
        {11, "not now; try again"},
        {12, "not enough memory"},
        {13, "permission denied"},
        {14, "the address is not mapped that way"},
        {16, "it is in use"},
        {17, "it exists already"},
        {20, "this is not a directory"},
        {21, "this is a directory"},
        {22, "the request makes no sense"},
        {24, "too many open files"},
        {28, "no room is left"},
        {29, "this file has no position"},
        {38, "there is no such system call"},
        {40, "too many links on the way, or links are not followed"},
    });
    const auto found = std::ranges::find(meanings, std::to_underlying(error),
                                         &std::pair<int, std::string_view>::first);
    return found == meanings.end() ? std::string_view() : found->second;
}

std::string errnoText(Errno error)
{
    const std::string_view meaning = errnoMeaning(error);
    return procfs::errnoName(error) + (meaning.empty() ? "" : std::format(" ({})", meaning));
}

std::string_view markName(StepMark::Kind kind)
{
    switch (kind) {
    case StepMark::Kind::diverged:
        return "diverged";
    case StepMark::Kind::assumed:
        return "assumed";
    case StepMark::Kind::ignored:
        return "ignored";
    }
    return {};
}

}
