// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The words for tasks: how they start, change their state, and end.
#include <model/scenario/limits.h>
#include <model/scenario/operations.h>

#include <array>
#include <format>

namespace sandscope::scenario {

using kernel::Result;
using kernel::TaskId;
using procfs::Errno;

namespace {

constexpr std::array<std::string_view, 14> cloneWords
    = {"vm",    "fs",      "files",  "sighand", "vfork",  "parent", "thread",
       "newns", "newuser", "newpid", "newnet",  "newipc", "newuts", "newcgroup"};
constexpr std::array cloneBits = {
    kernel::clone::vm,      kernel::clone::fs,       kernel::clone::files,  kernel::clone::sighand,
    kernel::clone::vfork,   kernel::clone::parent,   kernel::clone::thread, kernel::clone::newns,
    kernel::clone::newuser, kernel::clone::newpid,   kernel::clone::newnet, kernel::clone::newipc,
    kernel::clone::newuts,  kernel::clone::newcgroup};
static_assert(cloneWords.size() == cloneBits.size());
constexpr std::int64_t maxId = 0xffffffffLL;

std::uint32_t cloneFlags(std::uint64_t words)
{
    std::uint32_t flags = 0;
    for (std::size_t i = 0; i < cloneBits.size(); ++i)
        flags |= ((words >> i) & 1U) != 0 ? cloneBits[i] : 0;
    return flags;
}

std::string flagsText(std::uint64_t words)
{
    std::string text;
    for (std::size_t i = 0; i < cloneWords.size(); ++i) {
        if (((words >> i) & 1U) != 0)
            text.append(text.empty() ? "" : "|").append(cloneWords[i]);
    }
    return text;
}

Outcome born(Machine& machine, Call call, const Result<TaskId>& result)
{
    if (!result)
        return {std::move(call), {}, result.error()};
    machine.name(0, *result);
    return {std::move(call), machine.idOf(*result), Errno::ok};
}

std::optional<procfs::Capabilities> readCapabilities(Parsing& parsing, const Value* value)
{
    if (!value)
        return std::nullopt;
    // A bare list is what a container's specification usually says: the same for all sets but
    // ambient.
    if (value->kind == Value::Kind::sequence) {
        Arguments args(parsing, *value, "capabilities", "all");
        const std::uint64_t all = args.choices("all", capabilityNames());
        return procfs::Capabilities{all, all, all, all, 0};
    }
    Arguments args(parsing, *value, "capabilities");
    procfs::Capabilities sets;
    sets.inheritable = args.choices("inheritable", capabilityNames());
    sets.permitted = args.choices("permitted", capabilityNames());
    sets.effective = args.choices("effective", capabilityNames());
    sets.bounding = args.choices("bounding", capabilityNames());
    return sets;
}

Action parseStart(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "start", "program");
    kernel::ProcessSpec spec;
    spec.executable = args.text("program");
    spec.arguments = args.texts("arguments");
    spec.environment = args.texts("environment");
    spec.uid = static_cast<std::uint32_t>(args.integer("uid", 0, maxId, 0));
    spec.gid = static_cast<std::uint32_t>(args.integer("gid", 0, maxId, spec.uid));
    spec.groups = args.ids("groups");
    spec.capabilities = readCapabilities(parsing, args.find("capabilities"));
    spec.limits = readLimits(parsing, args.find("limits"));
    spec.umask = readUmask(args, "umask", spec.umask);
    spec.oomScoreAdjustment = static_cast<int>(args.integer("oom_score_adj", -1000, 1000, 0));
    spec.workingDirectory = args.text("directory", "/");
    spec.root = args.text("root", "/");
    spec.standardStreams = args.boolean("streams", true);
    return [spec](Machine& machine) {
        return born(machine,
                    event(std::format("start {}", spec.executable), {{"program", spec.executable}}),
                    machine.system.createProcess(spec));
    };
}

Action parseFork(Parsing& parsing, const Value& value)
{
    const Arguments args(parsing, value, "fork");
    return [](Machine& machine) {
        return born(machine, call("fork"), machine.system.fork(machine.caller));
    };
}

Action parseVfork(Parsing& parsing, const Value& value)
{
    const Arguments args(parsing, value, "vfork");
    return [](Machine& machine) {
        return born(machine, call("vfork"), machine.system.vfork(machine.caller));
    };
}

Action parseThread(Parsing& parsing, const Value& value)
{
    const Arguments args(parsing, value, "thread");
    return [](Machine& machine) {
        return born(machine, call("clone", {{"flags", "vm|fs|files|sighand|thread"}}),
                    machine.system.clone(machine.caller, kernel::clone::newThread));
    };
}

Action parseClone(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "clone", "flags");
    const std::uint64_t words = args.choices("flags", cloneWords);
    const auto signal
        = static_cast<std::uint32_t>(args.integer("signal", 0, 64, kernel::signalChild));
    return [words, signal](Machine& machine) {
        return born(machine, call("clone", {{"flags", flagsText(words)}}),
                    machine.system.clone(machine.caller, cloneFlags(words) | signal));
    };
}

Action parseExec(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "exec", "program");
    const std::string program = args.text("program");
    auto arguments = args.texts("arguments");
    if (arguments.empty())
        arguments = {program};
    const auto environment = args.texts("environment");
    return [=](Machine& machine) {
        return outcome(call("execve", {{"path", program}}),
                       machine.system.exec(machine.caller, program, arguments, environment));
    };
}

Action parseExit(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "exit", "code");
    const int code = static_cast<int>(args.integer("code", 0, 255, 0));
    return [code](Machine& machine) {
        return silent(call("exit", {{"status", std::to_string(code)}}),
                      machine.system.exit(machine.caller, code));
    };
}

Action parseExitGroup(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "exit_group", "code");
    const int code = static_cast<int>(args.integer("code", 0, 255, 0));
    return [code](Machine& machine) {
        return silent(call("exit_group", {{"status", std::to_string(code)}}),
                      machine.system.exitGroup(machine.caller, code));
    };
}

Action parseWait(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "wait", "child");
    const std::string child = args.task("child", true);
    return [child](Machine& machine) -> Outcome {
        const auto wanted = child.empty() ? std::nullopt : std::optional{machine.task(child)};
        Call waiting = call("wait4", {{"pid", wanted ? machine.idOf(*wanted) : "-1"}});
        const auto result = machine.system.wait(machine.caller, wanted);
        if (!result)
            return {std::move(waiting), {}, result.error()};
        return {std::move(waiting), std::format("{}, status 0x{:x}", result->tid.value, result->status),
                Errno::ok};
    };
}

Action parseIgnoreChildren(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "ignore_children", "ignore");
    const bool ignore = args.boolean("ignore", true);
    return [ignore](Machine& machine) {
        return outcome(call("sigaction", {{"signal", "SIGCHLD"},
                                          {"action", ignore ? "SIG_IGN" : "SIG_DFL"}}),
                       machine.system.ignoreChildExit(machine.caller, ignore));
    };
}

Outcome sending(Machine& machine, const std::string& target, int signal)
{
    const TaskId task = machine.task(target);
    Call killing = call("kill", {{"pid", machine.idOf(task)}, {"signal", std::to_string(signal)}});
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

Action parseBlock(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "block", "uninterruptible");
    const bool uninterruptible = args.boolean("uninterruptible", false);
    return [=](Machine& machine) {
        return silent(event(uninterruptible ? "sleep, not to be interrupted" : "sleep"),
                      machine.system.block(machine.caller, uninterruptible));
    };
}

Action parseWake(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "wake", "task");
    const std::string target = args.task("task");
    return [=](Machine& machine) {
        const TaskId task = machine.task(target);
        return silent(event(std::format("wake {}", machine.idOf(task)),
                            {{"task", machine.idOf(task)}}),
                      machine.system.wake(task));
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
        return outcome(call("ptrace", {{"request", std::string(request)},
                                       {"pid", machine.idOf(task)}}),
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

Action parseSetsid(Parsing& parsing, const Value& value)
{
    const Arguments args(parsing, value, "setsid");
    return [](Machine& machine) {
        Outcome result = outcome(call("setsid"), machine.system.setsid(machine.caller));
        if (result.error == Errno::ok)
            result.result = std::to_string(
                machine.system.ownTid(machine.system.leader(machine.caller)).value);
        return result;
    };
}

Action parseSetpgid(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "setpgid");
    const std::string target = args.task("task", true);
    const std::string group = args.task("group", true);
    return [=](Machine& machine) {
        const TaskId task
            = target.empty() ? machine.system.leader(machine.caller) : machine.task(target);
        const std::int32_t id = group.empty()
            ? 0
            : machine.system.tidSeenBy(machine.caller, machine.task(group)).value;
        return outcome(call("setpgid", {{"pid", machine.idOf(task)}, {"group", std::to_string(id)}}),
                       machine.system.setpgid(machine.caller, task, id));
    };
}

Action parseName(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "set_name", "name");
    const std::string name = args.text("name");
    return [name](Machine& machine) {
        return outcome(call("prctl", {{"option", "PR_SET_NAME"}, {"name", quotedText(name)}}),
                       machine.system.setName(machine.caller, name));
    };
}

Action parseNice(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "nice", "value");
    const int nice = static_cast<int>(args.integer("value", -100, 100));
    return [nice](Machine& machine) {
        return outcome(call("setpriority", {{"nice", std::to_string(nice)}}),
                       machine.system.setNice(machine.caller, nice));
    };
}

Action parseOomScoreAdjustment(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "oom_score_adj", "value");
    const int adjustment = static_cast<int>(args.integer("value", -10'000, 10'000));
    const std::string target = args.task("of", true);
    return [=](Machine& machine) {
        const TaskId task = target.empty() ? machine.caller : machine.task(target);
        return outcome(
            call("write", {{"file", std::format("/proc/{}/oom_score_adj", machine.idOf(task))},
                           {"data", quotedText(std::to_string(adjustment))}}),
            machine.system.setOomScoreAdjustment(machine.caller, task, adjustment));
    };
}

Action parseYield(Parsing& parsing, const Value& value)
{
    const Arguments args(parsing, value, "yield");
    return [](Machine& machine) {
        return outcome(call("sched_yield"), machine.system.yield(machine.caller));
    };
}

Action parseCpu(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "cpu");
    const auto user = args.duration("user", {});
    const auto system = args.duration("system", {});
    return [=](Machine& machine) {
        const auto shown = [](std::chrono::nanoseconds time) {
            return std::format("{} ms", time.count() / 1'000'000);
        };
        return silent(event(std::format("run {} user, {} system", shown(user), shown(system)),
                            {{"user", shown(user)}, {"system", shown(system)}}),
                      machine.system.chargeCpu(machine.caller, user, system));
    };
}

Action parsePass(Parsing& parsing, const Value& value)
{
    const Arguments args(parsing, value, "pass");
    return [](Machine&) { return Outcome{event("time passes"), {}, Errno::ok}; };
}

}

std::span<const Operation> taskOperations()
{
    static const std::vector<Operation> operations = {
        {"attach", true, {}, parseAttach},
        {"block", true, {}, parseBlock},
        {"clone", true, {NameKind::task}, parseClone},
        {"continue", false, {}, parseContinue},
        {"cpu", true, {}, parseCpu},
        {"detach", true, {}, parseDetach},
        {"exec", true, {}, parseExec},
        {"exit", true, {}, parseExit},
        {"exit_group", true, {}, parseExitGroup},
        {"fork", true, {NameKind::task}, parseFork},
        {"ignore_children", true, {}, parseIgnoreChildren},
        {"kill", false, {}, parseKill},
        {"limit", true, {}, parseLimit},
        {"nice", true, {}, parseNice},
        {"oom_score_adj", true, {}, parseOomScoreAdjustment},
        {"pass", false, {}, parsePass},
        {"set_name", true, {}, parseName},
        {"setpgid", true, {}, parseSetpgid},
        {"setsid", true, {}, parseSetsid},
        {"start", false, {NameKind::task}, parseStart},
        {"stop", false, {}, parseStop},
        {"thread", true, {NameKind::task}, parseThread},
        {"trace_continue", true, {}, parseTraceContinue},
        {"trace_stop", true, {}, parseTraceStop},
        {"vfork", true, {NameKind::task}, parseVfork},
        {"wait", true, {}, parseWait},
        {"wake", false, {}, parseWake},
        {"yield", true, {}, parseYield},
    };
    return operations;
}

}
