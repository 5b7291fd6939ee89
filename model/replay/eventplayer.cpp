// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/save.h>
#include <model/replay/eventplayer.h>
#include <model/replay/eventtitle.h>

#include <algorithm>
#include <array>
#include <format>
#include <utility>

namespace sandscope::replay {

using kernel::TaskId;
using procfs::TaskState;

namespace {

constexpr std::int32_t initTid = 1;
// strace tries out what ptrace can do on two processes of its own before it starts the program
// (strace 6.1, src/ptrace_syscall_info.c and src/strace.c).
constexpr std::int32_t firstBehindTracer = 3;
constexpr std::int32_t likelyFirst = initTid + 1 + firstBehindTracer;
constexpr std::int32_t linuxPidLimit = 4'194'304;
constexpr std::size_t mostDivergences = 1000;
constexpr std::size_t mostMarked = 100'000;
constexpr std::size_t mostCopied = 100'000; // for calls that failed in the log, see weightOf

// The one that was current when its release was made; strace's logs do not say whose they are.
kernel::Behaviour behaviourOf(const Log& log)
{
    using enum kernel::Behaviour;
    if (log.form() != LogForm::gvisor)
        return linux_;
    constexpr std::pair<int, kernel::Behaviour> releases[] = {{2026, gvisor2026},
                                                              {2024, gvisor2024},
                                                              {2021, gvisor2022},
                                                              {2019, gvisor2019},
                                                              {2018, gvisor2018}};
    for (const auto& [year, behaviour] : releases) {
        if (log.releaseYear() >= year)
            return behaviour;
    }
    return gvisor2024;
}

kernel::Options kernelOptions(const Log& log, const ReplayOptions& options, bool isRandomised)
{
    kernel::Options result{.behaviour = options.behaviour.value_or(behaviourOf(log)),
                           .randomized = isRandomised};
    if (result.behaviour == kernel::Behaviour::linux_)
        result.pidLimit = linuxPidLimit;
    else if (log.lastTid() > 65536)
        result.pidLimit = log.lastTid();
    return result;
}

// Calls that a task is not held up in, whatever else happens.
bool neverSleeps(std::string_view name)
{
    static constexpr std::array<std::string_view, 24> names = {
        "arch_prctl",     "brk",          "clock_getres",
        "clock_gettime",  "close",        "dup",
        "dup2",           "getegid",      "geteuid",
        "getgid",         "getpid",       "getppid",
        "gettid",         "gettimeofday", "getuid",
        "madvise",        "mmap",         "mprotect",
        "munmap",         "prctl",        "rt_sigaction",
        "rt_sigprocmask", "sched_yield",  "set_robust_list",
    };
    return std::ranges::binary_search(names, name);
}

}

std::size_t Progress::bytes() const
{
    constexpr std::size_t bytesPerNode = 64;
    std::size_t bytes = (superseding.size() + unsettled.size()) * bytesPerNode
        + counts.unknownCalls.size() * 2 * bytesPerNode;
    for (const MarkedRange& range : marked)
        bytes += sizeof range + range.text.size();
    for (const std::string& sentence : counts.divergences)
        bytes += sizeof sentence + sentence.size();
    return bytes;
}

EventPlayer::EventPlayer(LogPtr of, ReplayOptions with)
    : log(std::move(of))
    , options(std::move(with))
    , images(options.elfFolder, options.imageFile, *log,
             kernelOptions(*log, options, true).behaviour)
    , r{.system = kernel::Kernel(kernelOptions(*log, options, images.isRandomised())),
        .log = log.get()}
{
    r.images = &images;
}

// The first process and those around it, which no log shows.
TaskId EventPlayer::startFirst(procfs::Tid tid)
{
    if (log->form() == LogForm::gvisor) {
        // Its first exec was the sandbox's own, so the log does not have it.
        const auto first = r.system.createProcess({.executable = '/' + log->firstName(),
                                                   .tid = tid.value,
                                                   .image = {.stopsAtEntry = true}});
        r.assumed("The program of the first process is not in the log; its name is.");
        if (!first)
            return {};
        (void)r.system.setName(*first, log->firstName());
        return *first;
    }
    const std::int32_t id = tid.isNone() ? likelyFirst : tid.value;
    const std::int32_t parent = std::max(options.parent.value_or(id - firstBehindTracer), 2);
    const auto start = r.system.createProcess({.executable = "/sbin/init", .tid = initTid});
    if (!start)
        return {};
    progress.init = *start;
    (void)r.system.setName(progress.init, "init");
    const auto second = r.system.clone(
        progress.init,
        {.flags = static_cast<std::uint32_t>(kernel::signalChild), .rootTid = parent});
    if (!second)
        return {};
    progress.tracer = *second;
    (void)r.system.setsid(progress.tracer);
    (void)r.system.setName(progress.tracer, "strace");
    const auto first = r.system.clone(
        progress.tracer, {.flags = static_cast<std::uint32_t>(kernel::signalChild), .rootTid = id});
    // It traces all that the log has lines of. One that follows no children has lines without ids.
    if (first)
        (void)r.system.traceSeize(progress.tracer, *first, {.followsChildren = !tid.isNone()});
    // Both sleep, and take their children's ends at once.
    for (const TaskId task : {progress.init, progress.tracer}) {
        (void)r.system.ignoreChildExit(task, true);
        (void)r.system.block(task);
    }
    r.assumed(std::format("Process {} (strace) and its parent {} (init) are not in the log.",
                          parent, initTid));
    if (tid.isNone())
        r.assumed(std::format("The log has no ids; its process is {}.", id));
    return first.value_or(TaskId{});
}

// A task whose beginning the log does not show.
TaskId EventPlayer::startUnknown(procfs::Tid tid)
{
    const auto flags = static_cast<std::uint32_t>(kernel::signalChild);
    const procfs::Tid group = log->groupOf(tid);
    const TaskId leader = r.system.findTask(group.value);
    const bool isThread = group != tid && leader;
    const TaskId parent = isThread ? leader : r.system.findTask(log->firstTid().value);
    kernel::Result<TaskId> task = std::unexpected(procfs::Errno::noProcess);
    for (const TaskId from : {parent, progress.tracer, progress.init}) {
        if (from && !task)
            task = r.system.clone(
                from, {.flags = isThread ? kernel::clone::newThread : flags, .rootTid = tid.value});
    }
    if (!task)
        task = r.system.createProcess({.executable = "/unknown", .tid = tid.value});
    if (task && progress.tracer && !r.system.tracer(*task)) {
        (void)r.system.traceSeize(progress.tracer, *task, {.followsChildren = true});
        (void)r.system.block(progress.tracer);
    }
    if (task)
        r.assumed(std::format("How task {} began is not in the log; it is taken as a {} of {}.",
                              tid.value, isThread ? "thread" : "child",
                              r.system.tid(r.system.parent(*task)).value));
    return task.value_or(TaskId{});
}

TaskId EventPlayer::taskOf(procfs::Tid tid)
{
    if (progress.position == 0)
        return startFirst(tid);
    if (tid.isNone()) {
        return r.system.findTask(likelyFirst);
    }
    const auto other = progress.superseding.find(tid.value);
    if (const TaskId task
        = r.system.findTask(other == progress.superseding.end() ? tid.value : other->second))
        return task;
    return startUnknown(tid);
}

// Would the kernel here have done what failed in the log? Then it is not the log's, in some way.
void EventPlayer::ask(TaskId task, const Call& call, const CallEntry& entry)
{
    if (call.ending != Ending::returned || call.error == procfs::Errno::ok
        || !r.system.canCall(task) || progress.copied >= mostCopied)
        return;
    progress.copied += kernel::weightOf(r.system);
    if (progress.copied > mostCopied)
        return;
    Replaying probe{
        .system = kernel::copyOf(r.system), .log = r.log, .position = progress.position};
    probe.caller = task;
    probe.images = &images;
    probe.told = r.told;
    entry.handle(probe, call);
    for (snapshot::StepMark& mark : probe.marks) {
        if (mark.kind == snapshot::StepMark::Kind::diverged)
            r.marks.push_back(std::move(mark));
    }
}

void EventPlayer::reapOrphans()
{
    for (const TaskId keeper : {progress.init, progress.tracer}) {
        while (keeper && r.system.wait(keeper)) { }
        if (keeper)
            (void)r.system.block(keeper);
    }
}

void EventPlayer::handle(TaskId task, const Call& call, const CallEntry& entry)
{
    r.caller = task;
    touchBeforeFork(r, call);
    entry.handle(r, call);
    if (!r.marks.empty() && progress.marked.size() < mostMarked
        && std::ranges::any_of(memoryCalls(), [&](const CallEntry& of) { return &of == &entry; }))
        remember(task, call);
}

// What a memory call was about, so that a line of maps can be explained later.
void EventPlayer::remember(TaskId task, const Call& call)
{
    const bool chooses = call.name == "mmap" || call.name == "mremap" || call.name == "shmat";
    const std::uint64_t start = chooses && call.succeeded()
        ? static_cast<std::uint64_t>(*call.result)
        : call.argument(0).number().value_or(0);
    const std::uint64_t length = call.argument(call.name == "mremap" ? 2 : 1).number().value_or(0);
    progress.marked.push_back({r.system.tid(r.system.leader(task)).value, call.line, start,
                               start + std::max<std::uint64_t>(length, 1), r.marks.back().text});
}

void EventPlayer::begin(TaskId task, const Call& call)
{
    const CallEntry* entry = findCall(call.name);
    if (entry && entry->handle && entry->when == CallEntry::When::begun && call.succeeded()) {
        r.letRun(task);
        handle(task, call, *entry);
    }
    // In vfork it waits in its own way.
    if (r.system.canCall(task))
        (void)r.system.block(task);
    if (call.ending == Ending::unfinished && neverSleeps(call.name))
        progress.unsettled.insert(task.value);
}

void EventPlayer::end(TaskId task, const EndEvent& event)
{
    const Call& call = event.call;
    const auto state = r.system.state(task);
    if (!state || *state == TaskState::zombie) {
        if (call.ending == Ending::returned)
            r.diverged("The log has a call of a task that has ended in the simulation.");
        return;
    }
    const CallEntry* entry = findCall(call.name);
    const bool wasBegun = call.resumedLine != 0 && entry && entry->when == CallEntry::When::begun;
    // A task that is stopped, or waits in vfork, sees its call end all the same.
    progress.unsettled.erase(task.value);
    if (*state == TaskState::sleeping)
        (void)r.system.wake(task);
    if (!entry) {
        ++progress.counts.unknownCalls[call.name.substr(0, 64)];
        r.ignored(
            std::format("The simulation does not know the call {}.", call.name.substr(0, 64)));
    } else if (entry->handle && !wasBegun
               && (call.succeeded() || entry->when == CallEntry::When::always)) {
        r.letRun(task);
        handle(task, call, *entry);
    } else if (entry->isAsked && !wasBegun) {
        ask(task, call, *entry);
    }
    if (call.ending == Ending::returned && r.system.canCall(task)) {
        r.caller = task;
        touchShown(r, call);
    }
    if (!event.nameAfter.empty() && r.system.state(task)
        && r.system.name(task) != event.nameAfter) {
        // gVisor's lines show the name that a task has at the end of its call.
        (void)r.system.setName(task, event.nameAfter);
    }
}

void EventPlayer::exited(TaskId task, int code)
{
    const auto state = r.system.state(task);
    if (!state || *state == TaskState::zombie)
        return;
    (void)r.system.wake(task);
    r.letRun(task);
    if (!r.system.exit(task, code))
        (void)r.system.kill(std::nullopt, task, kernel::signalKill);
}

// What those do next who are between two calls when the log ends, nobody knows. One that is within
// a call which never sleeps was on its way out of it, or held by its tracer.
void EventPlayer::noteRunning()
{
    std::string ids;
    for (const TaskId task : r.system.tasks()) {
        if (progress.unsettled.contains(task.value))
            (void)r.system.wake(task);
        if (r.system.state(task) != TaskState::running || task == progress.init
            || task == progress.tracer)
            continue;
        progress.unsettled.insert(task.value);
        if (ids.size() < longestTitle)
            ids += std::format("{}{}", ids.empty() ? "" : ", ", r.system.tid(task).value);
    }
    if (!ids.empty())
        r.assumed(std::format("The log ends between two calls of {}: running is assumed.", ids));
}

void EventPlayer::run(const Event& event, snapshot::StepReport& report)
{
    const auto* supersede = std::get_if<SupersedeEvent>(&event.kind);
    if (supersede) {
        if (r.system.findTask(supersede->by.value))
            progress.superseding[event.tid.value] = supersede->by.value;
        return;
    }
    const auto* call = std::get_if<EndEvent>(&event.kind);
    const bool isEnd = std::holds_alternative<ExitEvent>(event.kind)
        || std::holds_alternative<KillEvent>(event.kind)
        || std::holds_alternative<ReapEvent>(event.kind)
        || (call && call->call.ending == Ending::unknown);
    // The end of a task that is gone already is no news, nor that of the call it died in.
    if (isEnd && progress.position > 0 && !progress.superseding.contains(event.tid.value)
        && !r.system.findTask(event.tid.value))
        return;
    const TaskId task = taskOf(event.tid);
    if (!task) {
        r.ignored("There is no task that this line could be about.");
        return;
    }
    report.by = task;
    report.byTid = r.system.tid(task);
    report.byName = r.system.name(task);
    if (const auto* begun = std::get_if<BeginEvent>(&event.kind)) {
        begin(task, begun->call);
    } else if (call) {
        end(task, *call);
        progress.superseding.erase(event.tid.value);
        if (r.system.state(task) == std::nullopt || !r.system.canCall(task))
            reapOrphans();
    } else if (const auto* signal = std::get_if<SignalEvent>(&event.kind)) {
        if (signal->signal == kernel::signalContinue && r.isStopped(task))
            (void)r.system.kill(std::nullopt, task, kernel::signalContinue);
    } else if (const auto* stop = std::get_if<StopEvent>(&event.kind)) {
        if (!r.isStopped(task))
            (void)r.system.kill(std::nullopt, task, stop->signal);
        if (!r.isStopped(task) && r.system.canCall(task)) {
            r.diverged("The log has it stopped, in the simulation that signal does not stop it.");
            (void)r.system.kill(std::nullopt, task, kernel::signalStop);
        }
    } else if (std::holds_alternative<ContinueEvent>(event.kind)) {
        if (r.isStopped(task))
            (void)r.system.kill(std::nullopt, task, kernel::signalContinue);
    } else if (const auto* exit = std::get_if<ExitEvent>(&event.kind)) {
        exited(task, exit->code);
        reapOrphans();
    } else if (const auto* killed = std::get_if<KillEvent>(&event.kind)) {
        const auto state = r.system.state(task);
        if (state && *state != TaskState::zombie) {
            if (!r.system.kill(std::nullopt, task, killed->signal) || r.system.state(task) == state)
                (void)r.system.kill(std::nullopt, task, kernel::signalKill);
        }
        reapOrphans();
    } else if (const auto* named = std::get_if<NameEvent>(&event.kind)) {
        if (r.system.name(task) != named->name)
            (void)r.system.setName(task, named->name);
    } else if (std::holds_alternative<ReapEvent>(event.kind)) {
        if (r.system.state(task) == TaskState::zombie)
            (void)r.system.wait(r.system.parent(task), task);
    }
}

void EventPlayer::count(const Event& event, const snapshot::StepReport& report)
{
    const auto has = [&](snapshot::StepMark::Kind kind) {
        return std::ranges::contains(r.marks, kind, &snapshot::StepMark::kind) ? 1U : 0U;
    };
    ReplayCounts& counts = progress.counts;
    counts.diverged += has(snapshot::StepMark::Kind::diverged);
    counts.assumed += has(snapshot::StepMark::Kind::assumed);
    for (const snapshot::StepMark& mark : r.marks) {
        if (mark.kind == snapshot::StepMark::Kind::diverged
            && counts.divergences.size() < mostDivergences)
            counts.divergences.push_back(std::format("line {}, task {}, {}: {}", event.line,
                                                     event.tid.value, report.call, mark.text));
    }
    ++counts.steps;
}

void EventPlayer::play(const Event& event, snapshot::StepReport& report)
{
    r.marks.clear();
    r.position = progress.position;
    if (event.time)
        (void)r.system.advanceClock(*event.time);
    run(event, report);
    if (progress.position + 1 == log->eventCount())
        noteRunning();
    report.marks = r.marks;
    count(event, report);
    ++progress.position;
    ++played;
}

}
