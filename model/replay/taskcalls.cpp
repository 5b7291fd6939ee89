// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/constants.h>
#include <model/replay/replaying.h>

#include <format>

// Calls that make, end, stop and order tasks.
namespace sandscope::replay {

using kernel::TaskId;
using procfs::TaskState;

namespace {

// What the kernel here knows of clone's flags; the others do not show in /proc.
constexpr std::uint64_t knownCloneFlags = 0xffU | kernel::clone::vm | kernel::clone::fs
    | kernel::clone::files | kernel::clone::sighand | kernel::clone::vfork | kernel::clone::parent
    | kernel::clone::thread | kernel::clone::newns | kernel::clone::newcgroup
    | kernel::clone::newuts | kernel::clone::newipc | kernel::clone::newuser
    | kernel::clone::newpid | kernel::clone::newnet;

std::int32_t idIn(const Argument& argument)
{
    return static_cast<std::int32_t>(
        static_cast<std::uint32_t>(argument.number().value_or(0)));
}

void make(Replaying& r, const Call& call, std::uint64_t flags)
{
    const auto result = static_cast<std::int32_t>(*call.result);
    kernel::CloneRequest request{.flags = static_cast<std::uint32_t>(flags & knownCloneFlags)};
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
        if (r.system.state(old) == TaskState::zombie
            && r.system.wait(r.system.parent(old), old)) {
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
    const auto from = r.dispositions.find(r.system.leader(r.caller).value);
    if ((flags & kernel::clone::thread) == 0 && from != r.dispositions.end()) {
        auto copy = from->second; // the map may move what it holds
        r.dispositions[child->value] = std::move(copy);
    }
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

Disposition dispositionOf(const Replaying& r, TaskId task, int signal)
{
    const auto group = r.dispositions.find(r.system.leader(task).value);
    if (group == r.dispositions.end())
        return Disposition::standard;
    const auto found = group->second.find(signal);
    return found == group->second.end() ? Disposition::standard : found->second;
}

// Where the log shows what became of a signal, the sender's call changes nothing by itself.
void deliver(Replaying& r, TaskId target, int signal)
{
    if (r.log->showsSignals() || signal == 0)
        return;
    if (!target || dispositionOf(r, target, signal) != Disposition::standard)
        return;
    const auto sent = r.system.kill(r.caller, target, signal);
    if (!sent)
        r.diverged("The log sends a signal, the simulation has "
                   + procfs::errnoName(sent.error()) + '.');
}

void doKill(Replaying& r, const Call& call)
{
    const auto signal = call.argument(1).constant(constants::signals());
    if (signal && idIn(call.argument(0)) > 0)
        deliver(r, r.task(idIn(call.argument(0))), static_cast<int>(*signal));
}

void doTgkill(Replaying& r, const Call& call)
{
    const auto signal = call.argument(2).constant(constants::signals());
    if (signal)
        deliver(r, r.task(idIn(call.argument(1))), static_cast<int>(*signal));
}

void doSigaction(Replaying& r, const Call& call)
{
    const auto signal = call.argument(0).constant(constants::signals());
    if (!signal || call.argument(1).isNull())
        return;
    auto handler = call.argument(1).member("sa_handler");
    if (!handler)
        handler = call.argument(1).member("sa_sigaction");
    auto flags = call.argument(1).member("sa_flags");
    std::string text = handler ? handler->text : std::string();
    bool keepsNoZombies = false;
    if (handler) {
        const auto value = flags ? flags->flags(constants::signalActions()) : std::nullopt;
        keepsNoZombies = value && (*value & 2U) != 0; // SA_NOCLDWAIT
    } else {
        // gVisor: "0x7f00 {Handler: SIG_IGN, Flags: SA_RESTORER, …}"
        const std::string& all = call.argument(1).text;
        const std::size_t at = all.find("Handler: ");
        if (at == std::string::npos)
            return;
        text = all.substr(at + 9, all.find(',', at) - at - 9);
        keepsNoZombies = all.find("SA_NOCLDWAIT") != std::string::npos;
    }
    const auto action = Argument{{}, text}.constant(constants::signalActions());
    const auto now = !action || *action > 1 ? Disposition::handled
        : *action == 1                      ? Disposition::ignored
                                            : Disposition::standard;
    r.dispositions[r.system.leader(r.caller).value][static_cast<int>(*signal)] = now;
    if (*signal == kernel::signalChild)
        (void)r.system.ignoreChildExit(r.caller, now == Disposition::ignored || keepsNoZombies);
}

void doSetsid(Replaying& r, const Call& call)
{
    // gVisor answers 0, Linux the new session's id.
    const auto done = r.system.setsid(r.caller);
    if (!done)
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
        r.compare(call, r.system.setNice(target, nice));
}

void doYield(Replaying& r, const Call& call)
{
    r.compare(call, r.system.yield(r.caller));
}

constexpr auto begun = CallEntry::When::begun;
constexpr auto always = CallEntry::When::always;

constexpr CallEntry table[] = {
    {"clone", doClone, begun},
    {"clone3", doClone3, begun},
    {"exit", doExit, always},
    {"exit_group", doExitGroup, always},
    {"fork", doFork, begun},
    {"kill", doKill},
    {"rt_sigaction", doSigaction},
    {"sched_yield", doYield},
    {"setpgid", doSetpgid},
    {"setpriority", doSetpriority},
    {"setsid", doSetsid},
    {"tgkill", doTgkill},
    {"tkill", [](Replaying& r, const Call& call) {
         const auto signal = call.argument(1).constant(constants::signals());
         if (signal)
             deliver(r, r.task(idIn(call.argument(0))), static_cast<int>(*signal));
     }},
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
