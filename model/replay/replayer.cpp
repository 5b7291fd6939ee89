// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/save.h>
#include <model/replay/images.h>
#include <model/replay/replayer.h>
#include <model/replay/replaying.h>

#include <algorithm>
#include <array>
#include <format>
#include <set>

namespace sandscope::replay {

using kernel::TaskId;
using procfs::TaskState;
using std::chrono::nanoseconds;

namespace {

constexpr std::int32_t initTid = 1;
// strace tries out what ptrace can do on two processes of its own before it starts the program
// (strace 6.1, src/ptrace_syscall_info.c and src/strace.c).
constexpr std::int32_t firstBehindTracer = 3;
constexpr std::int32_t likelyFirst = initTid + 1 + firstBehindTracer;
constexpr std::int32_t linuxPidLimit = 4'194'304;
constexpr std::size_t longestTitle = 200;
constexpr std::size_t mostDivergences = 1000;
constexpr std::size_t mostMarked = 100'000;
constexpr std::size_t mostCopied = 20'000; // tasks, for calls that failed in the log

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

// "read(3, "abc"..., 832) = 832": the call as the log has it, cut to what a title can be.
std::string titleOf(const Call& call)
{
    std::string text = call.name + '(';
    for (std::size_t i = 0; i < call.arguments.size() && text.size() < longestTitle; ++i) {
        const Argument& argument = call.arguments[i];
        text += i == 0 ? "" : ", ";
        if (!argument.name.empty())
            text += argument.name + '=';
        constexpr std::size_t longestArgument = 60;
        text += argument.text.size() <= longestArgument
            ? argument.text
            : argument.text.substr(0, longestArgument) + "...";
    }
    return text + ')';
}

std::string resultOf(const Call& call)
{
    if (call.ending == Ending::unfinished)
        return {};
    if (!call.errorName.empty() && call.ending == Ending::returned)
        return call.errorName;
    return call.resultText;
}

}

/// A memory call that a mark is about.
struct MarkedRange
{
    std::int32_t pid = 0;
    std::uint32_t line = 0;
    std::uint64_t start = 0, end = 0;
    std::string text;
};

struct Replayer::Private
{
    LogPtr log;
    ReplayOptions options;
    Images images;
    Replaying r;
    TaskId init, tracer;
    std::map<std::int32_t, std::int32_t> superseding; ///< a leader's id, and who takes it
    std::size_t position = 0;
    ReplayCounts counts;
    snapshot::SnapshotPtr before; ///< of the last step; null before the first
    std::optional<snapshot::Moment> moment; ///< none: not asked for since the last step
    std::shared_ptr<snapshot::StepReport> report;
    std::string title;
    std::vector<MarkedRange> marked;
    std::size_t copied = 0; ///< tasks, to ask a copy of the kernel
    std::set<std::uint32_t> unsettled; ///< serial numbers: what they do next nobody knows

    Private(LogPtr of, ReplayOptions with)
        : log(std::move(of))
        , options(std::move(with))
        , images(options.elfFolder, options.imageFile, *log,
                 kernelOptions(*log, options, true).behaviour)
        , r{.system = kernel::Kernel(kernelOptions(*log, options, images.isRandomised())),
            .log = log.get()}
    {
        r.images = &images;
    }

    TaskId startFirst(procfs::Tid tid);
    TaskId startUnknown(procfs::Tid tid);
    TaskId taskOf(procfs::Tid tid);
    void run(const Event& event);
    void begin(TaskId task, const Call& call);
    void end(TaskId task, const EndEvent& event);
    void handle(TaskId task, const Call& call, const CallEntry& entry);
    void ask(TaskId task, const Call& call, const CallEntry& entry);
    void remember(TaskId task, const Call& call);
    void exited(TaskId task, int code);
    void noteRunning();
    void reapOrphans();
};

// The first process and those around it, which no log shows.
TaskId Replayer::Private::startFirst(procfs::Tid tid)
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
    init = *start;
    (void)r.system.setName(init, "init");
    const auto second = r.system.clone(
        init, {.flags = static_cast<std::uint32_t>(kernel::signalChild), .rootTid = parent});
    if (!second)
        return {};
    tracer = *second;
    (void)r.system.setsid(tracer);
    (void)r.system.setName(tracer, "strace");
    const auto first = r.system.clone(
        tracer, {.flags = static_cast<std::uint32_t>(kernel::signalChild), .rootTid = id});
    // It traces all that the log has lines of. One that follows no children has lines without ids.
    if (first)
        (void)r.system.traceSeize(tracer, *first, {.followsChildren = !tid.isNone()});
    // Both sleep, and take their children's ends at once.
    for (const TaskId task : {init, tracer}) {
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
TaskId Replayer::Private::startUnknown(procfs::Tid tid)
{
    const auto flags = static_cast<std::uint32_t>(kernel::signalChild);
    const procfs::Tid group = log->groupOf(tid);
    const TaskId leader = r.system.findTask(group.value);
    const bool isThread = group != tid && leader;
    const TaskId parent = isThread ? leader : r.system.findTask(log->firstTid().value);
    kernel::Result<TaskId> task = std::unexpected(procfs::Errno::noProcess);
    for (const TaskId from : {parent, tracer, init}) {
        if (from && !task)
            task = r.system.clone(
                from, {.flags = isThread ? kernel::clone::newThread : flags, .rootTid = tid.value});
    }
    if (!task)
        task = r.system.createProcess({.executable = "/unknown", .tid = tid.value});
    if (task && tracer && !r.system.tracer(*task)) {
        (void)r.system.traceSeize(tracer, *task, {.followsChildren = true});
        (void)r.system.block(tracer);
    }
    if (task)
        r.assumed(std::format("How task {} began is not in the log; it is taken as a {} of {}.",
                              tid.value, isThread ? "thread" : "child",
                              r.system.tid(r.system.parent(*task)).value));
    return task.value_or(TaskId{});
}

TaskId Replayer::Private::taskOf(procfs::Tid tid)
{
    if (position == 0)
        return startFirst(tid);
    if (tid.isNone()) {
        return r.system.findTask(likelyFirst);
    }
    const auto other = superseding.find(tid.value);
    if (const TaskId task
        = r.system.findTask(other == superseding.end() ? tid.value : other->second))
        return task;
    return startUnknown(tid);
}

// Would the kernel here have done what failed in the log? Then it is not the log's, in some way.
void Replayer::Private::ask(TaskId task, const Call& call, const CallEntry& entry)
{
    const std::size_t cost = r.system.tasks().size();
    if (call.ending != Ending::returned || call.error == procfs::Errno::ok
        || !r.system.canCall(task) || copied + cost > mostCopied)
        return;
    copied += cost;
    Replaying probe{.system = kernel::copyOf(r.system), .log = r.log, .position = position};
    probe.caller = task;
    probe.images = &images;
    probe.segments = r.segments;
    probe.signalMasks = r.signalMasks;
    entry.handle(probe, call);
    for (snapshot::StepMark& mark : probe.marks) {
        if (mark.kind == snapshot::StepMark::Kind::diverged)
            r.marks.push_back(std::move(mark));
    }
}

void Replayer::Private::reapOrphans()
{
    for (const TaskId keeper : {init, tracer}) {
        while (keeper && r.system.wait(keeper)) { }
        if (keeper)
            (void)r.system.block(keeper);
    }
}

void Replayer::Private::handle(TaskId task, const Call& call, const CallEntry& entry)
{
    r.caller = task;
    touchBeforeFork(r, call);
    entry.handle(r, call);
    if (!r.marks.empty() && marked.size() < mostMarked
        && std::ranges::any_of(memoryCalls(), [&](const CallEntry& of) { return &of == &entry; }))
        remember(task, call);
}

// What a memory call was about, so that a line of maps can be explained later.
void Replayer::Private::remember(TaskId task, const Call& call)
{
    const bool chooses = call.name == "mmap" || call.name == "mremap" || call.name == "shmat";
    const std::uint64_t start = chooses && call.succeeded()
        ? static_cast<std::uint64_t>(*call.result)
        : call.argument(0).number().value_or(0);
    const std::uint64_t length = call.argument(call.name == "mremap" ? 2 : 1).number().value_or(0);
    marked.push_back({r.system.tid(r.system.leader(task)).value, call.line, start,
                      start + std::max<std::uint64_t>(length, 1), r.marks.back().text});
}

void Replayer::Private::begin(TaskId task, const Call& call)
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
        unsettled.insert(task.value);
}

void Replayer::Private::end(TaskId task, const EndEvent& event)
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
    unsettled.erase(task.value);
    if (*state == TaskState::sleeping)
        (void)r.system.wake(task);
    if (!entry) {
        ++counts.unknownCalls[call.name.substr(0, 64)];
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

void Replayer::Private::exited(TaskId task, int code)
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
void Replayer::Private::noteRunning()
{
    std::string ids;
    for (const TaskId task : r.system.tasks()) {
        if (unsettled.contains(task.value))
            (void)r.system.wake(task);
        if (r.system.state(task) != TaskState::running || task == init || task == tracer)
            continue;
        unsettled.insert(task.value);
        if (ids.size() < longestTitle)
            ids += std::format("{}{}", ids.empty() ? "" : ", ", r.system.tid(task).value);
    }
    if (!ids.empty())
        r.assumed(std::format("The log ends between two calls of {}: running is assumed.", ids));
}

void Replayer::Private::run(const Event& event)
{
    const auto* supersede = std::get_if<SupersedeEvent>(&event.kind);
    if (supersede) {
        if (r.system.findTask(supersede->by.value))
            superseding[event.tid.value] = supersede->by.value;
        return;
    }
    const auto* call = std::get_if<EndEvent>(&event.kind);
    const bool isEnd = std::holds_alternative<ExitEvent>(event.kind)
        || std::holds_alternative<KillEvent>(event.kind)
        || std::holds_alternative<ReapEvent>(event.kind)
        || (call && call->call.ending == Ending::unknown);
    // The end of a task that is gone already is no news, nor that of the call it died in.
    if (isEnd && position > 0 && !superseding.contains(event.tid.value)
        && !r.system.findTask(event.tid.value))
        return;
    const TaskId task = taskOf(event.tid);
    if (!task) {
        r.ignored("There is no task that this line could be about.");
        return;
    }
    report->by = task;
    report->byTid = r.system.tid(task);
    report->byName = r.system.name(task);
    if (const auto* begun = std::get_if<BeginEvent>(&event.kind)) {
        begin(task, begun->call);
    } else if (call) {
        end(task, *call);
        superseding.erase(event.tid.value);
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

Replayer::Replayer(LogPtr log, ReplayOptions options)
    : d(std::make_unique<Private>(std::move(log), std::move(options)))
{
    d->title = d->log->fileName();
}

Replayer::~Replayer() = default;

std::size_t Replayer::position() const
{
    return d->position;
}

std::size_t Replayer::stepCount() const
{
    return d->log->eventCount();
}

const snapshot::Moment& Replayer::moment()
{
    if (!d->moment) {
        snapshot::Moment& moment = d->moment.emplace();
        if (d->report)
            d->report->objects = d->r.system.touched();
        moment.snapshot = d->r.system.publish();
        moment.before = d->before;
        moment.step = d->position;
        moment.title = d->title;
        moment.report = d->report;
        if (d->position > 0) {
            moment.line = static_cast<int>(d->log->event(d->position - 1).line);
            for (const snapshot::StepMark& mark : d->report->marks)
                moment.note += (moment.note.empty() ? "" : "\n") + mark.text;
        }
    }
    return *d->moment;
}

namespace {

std::string titleOf(const Event& event, snapshot::StepReport& report)
{
    const auto call = [&](const Call& of, bool isEnd) {
        report.call = of.name;
        for (const Argument& argument : of.arguments)
            report.arguments.push_back({argument.name, argument.text});
        report.text = titleOf(of);
        if (!isEnd)
            return report.text + " …";
        report.result = resultOf(of);
        report.error = of.error;
        return report.text + (report.result.empty() ? "" : " = " + report.result);
    };
    struct Words
    {
        std::string operator()(const SignalEvent& e) { return "gets " + e.name; }
        std::string operator()(const StopEvent& e) { return "is stopped by " + e.name; }
        std::string operator()(const ContinueEvent&) { return "runs on"; }
        std::string operator()(const ExitEvent& e)
        {
            return e.isCodeKnown ? std::format("exits with {}", e.code) : "exits";
        }
        std::string operator()(const KillEvent& e) { return "is killed by " + e.name; }
        std::string operator()(const SupersedeEvent& e)
        {
            return std::format("makes way for thread {}", e.by.value);
        }
        std::string operator()(const NameEvent& e) { return "is named " + e.name; }
        std::string operator()(const ReapEvent&) { return "is reaped"; }
        std::string operator()(const BeginEvent&) { return {}; }
        std::string operator()(const EndEvent&) { return {}; }
    };
    if (const auto* begin = std::get_if<BeginEvent>(&event.kind))
        return call(begin->call, false);
    if (const auto* end = std::get_if<EndEvent>(&event.kind))
        return call(end->call, true);
    report.text = std::visit(Words{}, event.kind);
    return report.text;
}

}

std::expected<void, stepping::Problem> Replayer::step()
{
    if (atEnd())
        return std::unexpected(
            stepping::Problem{d->log->fileName(), 0, 0, "the log is at its end", {}});
    // What the kernel counts as touched is counted from one publishing to the next.
    d->before = d->r.system.publish();
    const Event event = d->log->event(d->position);
    d->r.marks.clear();
    d->r.position = d->position;
    d->report = std::make_shared<snapshot::StepReport>();
    if (event.time)
        (void)d->r.system.advanceClock(*event.time);
    d->title = titleOf(event, *d->report);
    d->run(event);
    if (!d->report->byTid.isNone())
        d->title = std::format("{}: {}", d->report->byTid.value, d->title);
    const bool isLast = d->position + 1 == stepCount();
    if (isLast)
        d->noteRunning();
    d->report->marks = d->r.marks;
    const auto has = [&](snapshot::StepMark::Kind kind) {
        return std::ranges::contains(d->r.marks, kind, &snapshot::StepMark::kind) ? 1U : 0U;
    };
    d->counts.diverged += has(snapshot::StepMark::Kind::diverged);
    d->counts.assumed += has(snapshot::StepMark::Kind::assumed);
    for (const snapshot::StepMark& mark : d->report->marks) {
        if (mark.kind == snapshot::StepMark::Kind::diverged
            && d->counts.divergences.size() < mostDivergences)
            d->counts.divergences.push_back(std::format("line {}, task {}, {}: {}", event.line,
                                                        event.tid.value, d->report->call,
                                                        mark.text));
    }
    ++d->counts.steps;
    ++d->position;
    d->moment.reset();
    return {};
}

const ReplayCounts& Replayer::counts() const
{
    return d->counts;
}

const kernel::Kernel& Replayer::system() const
{
    return d->r.system;
}

kernel::Kernel& Replayer::system()
{
    return d->r.system;
}

kernel::TaskId Replayer::tracer() const
{
    return d->tracer;
}

kernel::TaskId Replayer::init() const
{
    return d->init;
}

const std::string& Replayer::imageProblem() const
{
    return d->images.problem();
}

bool Replayer::isRandomised() const
{
    return d->images.isRandomised();
}

bool Replayer::isUnsettled(kernel::TaskId task) const
{
    return d->unsettled.contains(task.value);
}

std::string Replayer::markAbout(std::int32_t pid, std::uint64_t start, std::uint64_t end) const
{
    const MarkedRange* found = nullptr;
    for (const MarkedRange& range : d->marked) {
        const bool isBetter = !found || range.pid == pid || found->pid != pid;
        if (range.start < end && start < range.end && isBetter)
            found = &range;
    }
    return found ? std::format("Line {}: {}", found->line, found->text) : std::string();
}

std::string Replayer::save() const
{
    return std::to_string(d->position);
}

std::expected<void, std::string> Replayer::restore(std::string_view saved)
{
    const auto position = Argument{{}, std::string(saved)}.number();
    if (!position || *position > stepCount())
        return std::unexpected("this was not saved by a replay of this log");
    if (*position < d->position) {
        const auto log = d->log;
        const auto options = d->options;
        d = std::make_unique<Private>(log, options);
        d->title = log->fileName();
    }
    while (d->position < *position)
        (void)step();
    return {};
}

}
