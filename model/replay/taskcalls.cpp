// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/constants.h>
#include <model/replay/replaying.h>

#include <algorithm>
#include <format>

// Calls that make, end, stop and order tasks.
namespace sandscope::replay {

using kernel::TaskId;
using procfs::TaskState;

namespace {

// What the kernel here knows of clone's flags; the others do not show in /proc.
constexpr std::uint64_t knownCloneFlags = 0xffU | kernel::clone::vm | kernel::clone::fs
    | kernel::clone::files | kernel::clone::sighand | kernel::clone::pidfd | kernel::clone::ptrace
    | kernel::clone::vfork | kernel::clone::parent | kernel::clone::thread | kernel::clone::newns
    | kernel::clone::untraced | kernel::clone::newcgroup | kernel::clone::newuts
    | kernel::clone::newipc | kernel::clone::newuser | kernel::clone::newpid
    | kernel::clone::newnet;
constexpr std::uint64_t clearsHandlers = 0x100000000; // CLONE_CLEAR_SIGHAND

std::int32_t idIn(const Argument& argument)
{
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(argument.number().value_or(0)));
}

/// Where CLONE_PIDFD put the descriptor of the child: "parent_tid=[3]" of clone, and of clone3
/// "{flags=..., pidfd=0x7f00} => {pidfd=[3]}".
std::optional<int> loggedPidfd(const Call& call)
{
    const auto firstOf = [](const Argument& list) -> std::optional<int> {
        const auto items = list.items();
        const auto fd = items.empty() ? std::nullopt : items.front().descriptor();
        return fd ? std::optional(fd->number) : std::nullopt;
    };
    if (const Argument* place = call.named("parent_tid"))
        return firstOf(*place);
    const std::string& text = call.argument(0).text;
    const std::size_t answer = text.find("=> {");
    const auto member = answer == std::string::npos
        ? std::nullopt
        : Argument{{}, text.substr(answer + 3)}.member("pidfd");
    return member ? firstOf(*member) : std::nullopt;
}

void placePidfd(Replaying& r, const Call& call, const std::vector<procfs::FdEntry>& before)
{
    const auto logged = loggedPidfd(call);
    if (!logged)
        return r.assumed("The number of the child's descriptor is not in the log.");
    for (const procfs::FdEntry& entry : r.system.descriptors(r.caller)) {
        if (!std::ranges::contains(before, entry.fd, &procfs::FdEntry::fd))
            return placeDescriptor(r, entry.fd, *logged);
    }
}

void make(Replaying& r, const Call& call, std::uint64_t flags)
{
    const auto result = static_cast<std::int32_t>(*call.result);
    kernel::CloneRequest request{.flags = static_cast<std::uint32_t>(flags & knownCloneFlags),
                                 .clearsHandlers = (flags & clearsHandlers) != 0};
    const bool hasPidfd = (flags & kernel::clone::pidfd) != 0;
    const auto before = hasPidfd ? r.system.descriptors(r.caller) : std::vector<procfs::FdEntry>();
    // The caller sees the child by its own namespace, the log by the topmost one.
    const bool isNested = r.system.tid(r.caller) != r.system.ownTid(r.caller);
    request.rootTid = result;
    if (isNested) {
        request.tid = (flags & kernel::clone::newpid) == 0 ? result : 0;
        request.rootTid = r.log->nextNewTid(r.position).value;
    }
    auto child = r.system.clone(r.caller, request);
    if (!child && child.error() == procfs::Errno::exists) {
        // A zombie that nobody reaped in the simulation has the id.
        const TaskId old = r.system.findTask(request.rootTid);
        if (r.system.state(old) == TaskState::zombie && r.system.wait(r.system.parent(old), old)) {
            r.diverged(std::format("Task {} was still there in the simulation.", result));
            child = r.system.clone(r.caller, request);
        }
    }
    if (!child) {
        r.diverged(std::format("The log has child {}, the simulation {}.", result,
                               procfs::errnoName(child.error())));
        return;
    }
    const std::int32_t seen = r.system.tidSeenBy(r.caller, *child).value;
    if (seen != result)
        r.diverged(std::format("The log has child {}, the simulation {}.", result, seen));
    if (hasPidfd)
        placePidfd(r, call, before);
}

void doClone(Replaying& r, const Call& call)
{
    const Argument* named = call.named("flags");
    const auto flags = (named ? *named : call.argument(0)).flags(constants::cloneFlags());
    if (!flags)
        r.assumed("The flags of clone are not in the log; it is taken as fork.");
    make(r, call, flags.value_or(kernel::signalChild));
}

void doClone3(Replaying& r, const Call& call)
{
    const auto in = call.argument(0).member("flags");
    auto flags = in ? in->flags(constants::cloneFlags()) : std::nullopt;
    if (flags) {
        const auto signal = call.argument(0).member("exit_signal");
        *flags = (*flags & ~std::uint64_t{0xff})
            | (signal ? signal->constant(constants::signals()).value_or(0) & 0xffU : 0U);
    } else {
        // gVisor does not show them: the child's own lines say whether it is a thread. What the
        // C library makes besides threads is posix_spawn's child.
        const procfs::Tid child{static_cast<std::int32_t>(*call.result)};
        const procfs::Tid group = r.log->groupOf(child);
        const bool isThread = group.isNone() || group != child;
        flags = isThread ? kernel::clone::newThread
                         : kernel::clone::vm | kernel::clone::vfork
                | static_cast<std::uint32_t>(kernel::signalChild);
        r.assumed(std::format("The flags of clone3 are not in the log; it is taken to make a {}.",
                              isThread ? "thread" : "child that borrows its memory"));
    }
    make(r, call, *flags);
}

void doFork(Replaying& r, const Call& call)
{
    make(r, call, kernel::signalChild);
}

void doVfork(Replaying& r, const Call& call)
{
    make(r, call,
         kernel::clone::vm | kernel::clone::vfork
             | static_cast<std::uint32_t>(kernel::signalChild));
}

void doExit(Replaying& r, const Call& call)
{
    r.compare({.ending = Ending::returned, .result = 0},
              r.system.exit(r.caller, idIn(call.argument(0)) & 0xff));
}

void doExitGroup(Replaying& r, const Call& call)
{
    r.compare({.ending = Ending::returned, .result = 0},
              r.system.exitGroup(r.caller, idIn(call.argument(0)) & 0xff));
}

// A child that the log reaps.
void reap(Replaying& r, std::int32_t tid, std::string_view status)
{
    const TaskId child = r.task(tid);
    // gVisor tells of the reaping before the call comes back.
    if (!child && r.log->form() == LogForm::gvisor)
        return;
    if (!child) {
        r.diverged(std::format("The log reaps task {}, which the simulation does not have.", tid));
        return;
    }
    if (r.system.state(child) != TaskState::zombie) {
        if (status.empty())
            return; // it may have been stopped or continued: the log does not say
        r.diverged(
            std::format("The log reaps task {}, which has not ended in the simulation.", tid));
        (void)r.system.kill(std::nullopt, child, kernel::signalKill);
    }
    const auto waited = r.system.wait(r.caller, child);
    if (!waited)
        r.diverged(std::format("The log reaps task {}, the simulation {}.", tid,
                               procfs::errnoName(waited.error())));
}

void doWait4(Replaying& r, const Call& call)
{
    if (*call.result == 0)
        return;
    const std::string& status = call.argument(1).text;
    if (status.find("WIFSTOPPED") != std::string::npos
        || status.find("WIFCONTINUED") != std::string::npos)
        return;
    const bool isShown = status.find("WIFEXITED") != std::string::npos
        || status.find("WIFSIGNALED") != std::string::npos;
    reap(r, static_cast<std::int32_t>(*call.result), isShown ? status : std::string_view());
}

void doWaitid(Replaying& r, const Call& call)
{
    constexpr std::uint64_t keep = 0x1000000; // WNOWAIT
    const auto options = call.argument(3).flags(constants::waitOptions());
    const auto child = call.argument(2).member("si_pid");
    const auto code = call.argument(2).member("si_code");
    if (!child || (options && (*options & keep) != 0))
        return;
    const bool isEnd = code
        && (code->text == "CLD_EXITED" || code->text == "CLD_KILLED" || code->text == "CLD_DUMPED"
            || (code->number() && *code->number() >= 1 && *code->number() <= 3));
    if (isEnd)
        reap(r, idIn(*child), code->text);
}

void doSetsid(Replaying& r, const Call& call)
{
    // gVisor answers 0, Linux the new session's id.
    const auto done = r.system.setsid(r.caller);
    if (!done || !call.succeeded())
        r.compare(call, done);
}

void doSetpgid(Replaying& r, const Call& call)
{
    const TaskId target = r.task(idIn(call.argument(0)));
    if (!target)
        return r.diverged("The log moves a task that the simulation does not have.");
    r.compare(call, r.system.setpgid(r.caller, target, idIn(call.argument(1))));
}

void doSetpriority(Replaying& r, const Call& call)
{
    const auto which = call.argument(0).constant(constants::priorities());
    const auto nice = static_cast<int>(idIn(call.argument(2)));
    if (which != 0U)
        return r.ignored("The simulation sets the priority of single tasks alone.");
    const TaskId target = r.task(idIn(call.argument(1)));
    if (target)
        r.compare(call, r.system.setNice(r.caller, target, std::clamp(nice, -20, 19)));
}

void setScheduler(Replaying& r, const Call& call, const std::optional<Argument>& policy,
                  const std::optional<Argument>& priority)
{
    constexpr std::uint64_t resetsOnFork = 0x40000000;
    const auto which = policy ? policy->flags(constants::schedulers()) : std::nullopt;
    const auto number = priority ? priority->number() : std::nullopt;
    if (!which || !number)
        return r.assumed("The new way of scheduling is not in the log; it stays as it was.");
    if (const TaskId target = r.task(idIn(call.argument(0))))
        r.compare(call,
                  r.system.setScheduler(r.caller, target, static_cast<int>(*which & ~resetsOnFork),
                                        static_cast<int>(*number)));
}

void doSetscheduler(Replaying& r, const Call& call)
{
    const auto parameters = call.argument(2).items();
    setScheduler(r, call, call.argument(1),
                 parameters.empty() ? std::nullopt : std::optional(parameters.front()));
}

void doSetattr(Replaying& r, const Call& call)
{
    const Argument& attributes = call.argument(1);
    setScheduler(r, call, attributes.member("sched_policy"),
                 attributes.member("sched_priority").value_or(Argument{{}, "0"}));
    const auto nice = attributes.member("sched_nice");
    const TaskId target = r.task(idIn(call.argument(0)));
    if (nice && target)
        (void)r.system.setNice(r.caller, target, std::clamp(idIn(*nice), -20, 19));
}

std::optional<kernel::TraceOptions> traceOptionsIn(const Argument& argument)
{
    static constexpr Constant names[]
        = {{"PTRACE_O_TRACESYSGOOD", 1},    {"PTRACE_O_TRACEFORK", 2},
           {"PTRACE_O_TRACEVFORK", 4},      {"PTRACE_O_TRACECLONE", 8},
           {"PTRACE_O_TRACEEXEC", 0x10},    {"PTRACE_O_TRACEVFORKDONE", 0x20},
           {"PTRACE_O_TRACEEXIT", 0x40},    {"PTRACE_O_TRACESECCOMP", 0x80},
           {"PTRACE_O_EXITKILL", 0x100000}, {"PTRACE_O_SUSPEND_SECCOMP", 0x200000}};
    const auto bits = argument.flags(names);
    if (!bits)
        return std::nullopt;
    const auto has = [&bits](std::uint64_t mask) { return (*bits & mask) != 0; };
    return kernel::TraceOptions{.followsChildren = has(0xe),
                                .stopsAtExec = has(0x10),
                                .stopsAtExit = has(0x40),
                                .killsWhenGone = has(0x100000)};
}

void doPtrace(Replaying& r, const Call& call)
{
    const auto request = call.argument(0).constant(constants::traceRequests());
    const TaskId target = request == 0U ? r.caller : r.task(idIn(call.argument(1)));
    if (!request || !target)
        return;
    switch (*request) {
    case 0: // PTRACE_TRACEME
        return r.compare(call, r.system.traceMe(r.caller));
    case 7: // PTRACE_CONT, and those that let it go as far as its next stop
    case 9: // PTRACE_SINGLESTEP
    case 24: // PTRACE_SYSCALL
    case 31: // PTRACE_SYSEMU, and the same for one step
    case 32:
        return r.compare(call, r.system.traceContinue(r.caller, target));
    case 16: // PTRACE_ATTACH
        return r.compare(call, r.system.traceAttach(r.caller, target));
    case 17: // PTRACE_DETACH
        return r.compare(call, r.system.traceDetach(r.caller, target));
    case 0x4200: // PTRACE_SETOPTIONS
        if (const auto options = traceOptionsIn(call.argument(3)))
            return r.compare(call, r.system.traceSetOptions(r.caller, target, *options));
        return r.assumed("How it is traced is not in the log; it stays as it was.");
    case 0x4206: // PTRACE_SEIZE
        return r.compare(
            call,
            r.system.traceSeize(r.caller, target,
                                traceOptionsIn(call.argument(3)).value_or(kernel::TraceOptions())));
    case 0x4207: // PTRACE_INTERRUPT
        return r.compare(call, r.system.traceStop(r.caller, target));
    default:
        return;
    }
}

void doYield(Replaying& r, const Call& call)
{
    r.compare(call, r.system.yield(r.caller));
}

constexpr auto begun = CallEntry::When::begun;
constexpr auto always = CallEntry::When::always;

constexpr auto succeeded = CallEntry::When::succeeded;

constexpr CallEntry table[] = {
    {"clone", doClone, begun},
    {"clone3", doClone3, begun},
    {"exit", doExit, always},
    {"exit_group", doExitGroup, always},
    {"fork", doFork, begun},
    {"ptrace", doPtrace, succeeded, true},
    {"sched_setattr", doSetattr, succeeded, true},
    {"sched_setscheduler", doSetscheduler, succeeded, true},
    {"sched_yield", doYield},
    {"setpgid", doSetpgid, succeeded, true},
    {"setpriority", doSetpriority, succeeded, true},
    {"setsid", doSetsid, succeeded, true},
    {"vfork", doVfork, begun},
    {"wait4", doWait4},
    {"waitid", doWaitid},
};

}

std::span<const CallEntry> taskCalls()
{
    return table;
}

}
