// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The words for signals and tracing.
#include <model/scenario/operations.h>

#include <array>
#include <format>

namespace sandscope::scenario {

using kernel::Result;
using kernel::TaskId;
using procfs::Errno;

namespace {

constexpr int lastSignal = 64;

int readSignal(Arguments& args, std::string_view key, std::optional<int> fallback = std::nullopt)
{
    return static_cast<int>(args.integer(key, 0, lastSignal, fallback));
}

Action parseIgnoreChildren(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "ignore_children", "ignore");
    const bool ignore = args.boolean("ignore", true);
    return [ignore](Machine& machine) {
        return outcome(
            call("sigaction", {{"signal", "SIGCHLD"}, {"action", ignore ? "SIG_IGN" : "SIG_DFL"}}),
            machine.system.ignoreChildExit(machine.caller, ignore));
    };
}

Outcome sending(Machine& machine, const std::string& target, int signal)
{
    const TaskId task = machine.task(target);
    Call killing = call("kill", {{"pid", machine.idOf(task)}, {"signal", signalText(signal)}});
    const auto sender = machine.caller ? std::optional{machine.caller} : std::nullopt;
    return outcome(std::move(killing), machine.system.kill(sender, task, signal));
}

Action parseKill(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "kill", "task");
    const std::string target = args.task("task");
    const int signal = static_cast<int>(args.integer("signal", 0, 64, kernel::signalKill));
    return [=](Machine& machine) { return sending(machine, target, signal); };
}

Action parseStop(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "stop", "task");
    const std::string target = args.task("task");
    return [=](Machine& machine) { return sending(machine, target, kernel::signalStop); };
}

Action parseContinue(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "continue", "task");
    const std::string target = args.task("task");
    return [=](Machine& machine) { return sending(machine, target, kernel::signalContinue); };
}

Action parseKillThread(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "kill_thread", "task");
    const std::string target = args.task("task");
    const int signal = readSignal(args, "signal");
    return [=](Machine& machine) {
        const TaskId task = machine.task(target);
        return outcome(call("tgkill",
                            {{"tgid", machine.idOf(machine.system.leader(task))},
                             {"tid", machine.idOf(task)},
                             {"signal", signalText(signal)}}),
                       machine.system.killThread(machine.caller, task, signal));
    };
}

Outcome sendingMany(Machine& machine, std::int32_t pid, int signal)
{
    return outcome(call("kill", {{"pid", std::to_string(pid)}, {"signal", signalText(signal)}}),
                   machine.system.killMany(machine.caller, pid, signal));
}

Action parseKillGroup(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "kill_group", "group");
    const std::string founder = args.task("group", true);
    const int signal = readSignal(args, "signal");
    return [=](Machine& machine) {
        const std::int32_t id = founder.empty()
            ? 0
            : machine.system.tidSeenBy(machine.caller, machine.task(founder)).value;
        return sendingMany(machine, -id, signal);
    };
}

Action parseKillAll(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "kill_all", "signal");
    const int signal = readSignal(args, "signal");
    return [=](Machine& machine) { return sendingMany(machine, -1, signal); };
}

Action parseSignalAction(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "signal_action", "signal");
    constexpr std::array<std::string_view, 3> words = {"default", "ignore", "handle"};
    constexpr std::array<std::string_view, 3> shown = {"SIG_DFL", "SIG_IGN", "a handler"};
    const int signal = readSignal(args, "signal");
    const std::size_t action = args.choice("action", words, 2);
    const bool noChildWait = args.boolean("no_child_wait", false);
    return [=](Machine& machine) {
        return outcome(
            call("sigaction",
                 {{"signal", signalText(signal)}, {"action", std::string(shown[action])}}),
            machine.system.setSignalAction(machine.caller, signal,
                                           static_cast<kernel::SignalAction>(action), noChildWait));
    };
}

Action parseSignalMask(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "signal_mask", "signals");
    const std::uint64_t mask = readSignals(args, "signals");
    return [mask](Machine& machine) {
        return outcome(call("sigprocmask", {{"blocked", signalsText(mask)}}),
                       machine.system.setSignalMask(machine.caller, mask));
    };
}

Action parseTakeSignal(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "take_signal", "signals");
    const std::uint64_t set = readSignals(args, "signals");
    return [set](Machine& machine) -> Outcome {
        Call taking = call("sigtimedwait", {{"signals", signalsText(set)}});
        const auto taken = machine.system.takeSignal(machine.caller, set);
        if (!taken)
            return {std::move(taking), {}, taken.error()};
        return {std::move(taking), std::to_string(*taken), Errno::ok};
    };
}

Action parseParentDeathSignal(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "parent_death_signal", "signal");
    const int signal = readSignal(args, "signal");
    return [signal](Machine& machine) {
        return outcome(
            call("prctl", {{"option", "PR_SET_PDEATHSIG"}, {"signal", signalText(signal)}}),
            machine.system.setParentDeathSignal(machine.caller, signal));
    };
}

Action parseSubreaper(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "subreaper", "on");
    const bool isOn = args.boolean("on", true);
    return [isOn](Machine& machine) {
        return outcome(
            call("prctl", {{"option", "PR_SET_CHILD_SUBREAPER"}, {"on", isOn ? "1" : "0"}}),
            machine.system.setSubreaper(machine.caller, isOn));
    };
}

template <Result<void> (kernel::Kernel::*Call)(TaskId, TaskId)>
Action tracing(Parsing& parsing, const Value& value, std::string_view word,
               std::string_view request)
{
    Arguments args(parsing, value, word, "task");
    const std::string target = args.task("task");
    return [target, request](Machine& machine) {
        const TaskId task = machine.task(target);
        return outcome(
            call("ptrace", {{"request", std::string(request)}, {"pid", machine.idOf(task)}}),
            (machine.system.*Call)(machine.caller, task));
    };
}

Action parseAttach(Parsing& parsing, const Value& value)
{
    return tracing<&kernel::Kernel::traceAttach>(parsing, value, "attach", "PTRACE_ATTACH");
}

Action parseDetach(Parsing& parsing, const Value& value)
{
    return tracing<&kernel::Kernel::traceDetach>(parsing, value, "detach", "PTRACE_DETACH");
}

Action parseTraceContinue(Parsing& parsing, const Value& value)
{
    return tracing<&kernel::Kernel::traceContinue>(parsing, value, "trace_continue", "PTRACE_CONT");
}

Action parseTraceStop(Parsing& parsing, const Value& value)
{
    return tracing<&kernel::Kernel::traceStop>(parsing, value, "trace_stop", "PTRACE_INTERRUPT");
}

constexpr std::array<std::string_view, 4> traceWords
    = {"follow", "stop_at_exec", "stop_at_exit", "kill_when_gone"};

kernel::TraceOptions readTraceOptions(Arguments& args)
{
    const std::uint64_t words = args.has("options") ? args.choices("options", traceWords) : 0;
    return {.followsChildren = (words & 1U) != 0,
            .stopsAtExec = (words & 2U) != 0,
            .stopsAtExit = (words & 4U) != 0,
            .killsWhenGone = (words & 8U) != 0};
}

template <Result<void> (kernel::Kernel::*Call)(TaskId, TaskId, const kernel::TraceOptions&)>
Action tracingWith(Parsing& parsing, const Value& value, std::string_view word,
                   std::string_view request)
{
    Arguments args(parsing, value, word, "task");
    const std::string target = args.task("task");
    const kernel::TraceOptions options = readTraceOptions(args);
    return [=](Machine& machine) {
        const TaskId task = machine.task(target);
        return outcome(
            call("ptrace", {{"request", std::string(request)}, {"pid", machine.idOf(task)}}),
            (machine.system.*Call)(machine.caller, task, options));
    };
}

Action parseSeize(Parsing& parsing, const Value& value)
{
    return tracingWith<&kernel::Kernel::traceSeize>(parsing, value, "seize", "PTRACE_SEIZE");
}

Action parseTraceOptions(Parsing& parsing, const Value& value)
{
    return tracingWith<&kernel::Kernel::traceSetOptions>(parsing, value, "trace_options",
                                                         "PTRACE_SETOPTIONS");
}

Action parseTraceMe(Parsing& parsing, const Value& value)
{
    const Arguments args(parsing, value, "trace_me");
    return [](Machine& machine) {
        return outcome(call("ptrace", {{"request", "PTRACE_TRACEME"}}),
                       machine.system.traceMe(machine.caller));
    };
}

}

std::span<const Operation> signalOperations()
{
    static const std::vector<Operation> operations = {
        {"attach", true, {}, parseAttach},
        {"continue", false, {}, parseContinue},
        {"detach", true, {}, parseDetach},
        {"ignore_children", true, {}, parseIgnoreChildren},
        {"kill", false, {}, parseKill},
        {"kill_all", true, {}, parseKillAll},
        {"kill_group", true, {}, parseKillGroup},
        {"kill_thread", true, {}, parseKillThread},
        {"parent_death_signal", true, {}, parseParentDeathSignal},
        {"seize", true, {}, parseSeize},
        {"signal_action", true, {}, parseSignalAction},
        {"signal_mask", true, {}, parseSignalMask},
        {"stop", false, {}, parseStop},
        {"subreaper", true, {}, parseSubreaper},
        {"take_signal", true, {}, parseTakeSignal},
        {"trace_continue", true, {}, parseTraceContinue},
        {"trace_me", true, {}, parseTraceMe},
        {"trace_options", true, {}, parseTraceOptions},
        {"trace_stop", true, {}, parseTraceStop},
    };
    return operations;
}

}
