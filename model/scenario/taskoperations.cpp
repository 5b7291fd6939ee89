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
constexpr std::int64_t maxTid = 1 << 30;
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

// ["sort", "-n"]: as strace shows what a program is given.
std::string listText(const std::vector<std::string>& texts)
{
    std::vector<std::string> quoted;
    quoted.reserve(texts.size());
    for (const std::string& text : texts)
        quoted.push_back(quotedText(text));
    return '[' + joined(quoted) + ']';
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
    spec.tid = static_cast<std::int32_t>(args.integer("tid", 0, maxTid, 0));
    const std::string parent = args.task("parent", true);
    return [spec, parent](Machine& machine) mutable {
        spec.parent = parent.empty() ? TaskId{} : machine.task(parent);
        return born(machine,
                    event(std::format("start {}", spec.executable),
                          {{"program", quotedText(spec.executable)},
                           {"arguments", listText(spec.arguments)},
                           {"environment", listText(spec.environment)}}),
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
        const std::string path = quotedText(program);
        const std::string given = listText(arguments);
        return outcome(
            call("execve",
                 {{"path", path}, {"arguments", given}, {"environment", listText(environment)}},
                 std::format("execve({}, {}, {} {})", path, given, environment.size(),
                             environment.size() == 1 ? "variable" : "variables")),
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
    const std::string founder = args.task("group", true);
    constexpr std::array<std::string_view, 3> kinds = {"ordinary", "cloned", "any"};
    kernel::WaitRequest wanted;
    wanted.kind = static_cast<kernel::ChildKind>(args.choice("kind", kinds, 0));
    wanted.stopped = args.boolean("stopped", false);
    wanted.continued = args.boolean("continued", false);
    wanted.keeps = args.boolean("keep", false);
    const bool doesNotHang = args.boolean("no_hang", false);
    std::vector<std::string> options;
    const auto add = [&options](bool isThere, std::string_view name) {
        if (isThere)
            options.emplace_back(name);
    };
    add(doesNotHang, "WNOHANG");
    add(wanted.stopped, "WUNTRACED");
    add(wanted.continued, "WCONTINUED");
    add(wanted.keeps, "WNOWAIT");
    add(wanted.kind == kernel::ChildKind::cloned, "__WCLONE");
    add(wanted.kind == kernel::ChildKind::any, "__WALL");
    return [child, founder, wanted, doesNotHang,
            shown = joined(options, "|")](Machine& machine) -> Outcome {
        kernel::WaitRequest request = wanted;
        std::string who = "-1";
        if (!child.empty()) {
            request.child = machine.task(child);
            who = machine.idOf(*request.child);
        } else if (!founder.empty()) {
            request.group = machine.system.tidSeenBy(machine.caller, machine.task(founder)).value;
            who = std::to_string(-*request.group);
        }
        std::vector<snapshot::CallArgument> arguments = {{"pid", who}};
        addIfAny(arguments, "options", shown);
        Call waiting = call("wait4", std::move(arguments));
        const auto result = machine.system.wait(machine.caller, request);
        if (!result && result.error() == Errno::again && doesNotHang)
            return {std::move(waiting), "0", Errno::ok};
        if (!result)
            return {std::move(waiting), {}, result.error()};
        return {std::move(waiting),
                std::format("{}, status 0x{:x}", result->tid.value, result->status), Errno::ok};
    };
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
        return silent(
            event(std::format("wake {}", machine.idOf(task)), {{"task", machine.idOf(task)}}),
            machine.system.wake(task));
    };
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
        return outcome(
            call("setpgid", {{"pid", machine.idOf(task)}, {"group", std::to_string(id)}}),
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
    const std::string target = args.task("task", true);
    return [nice, target](Machine& machine) {
        const TaskId task = target.empty() ? machine.caller : machine.task(target);
        std::vector<snapshot::CallArgument> arguments = {{"nice", std::to_string(nice)}};
        if (task != machine.caller)
            arguments.insert(arguments.begin(), {"pid", machine.idOf(task)});
        return outcome(call("setpriority", std::move(arguments)),
                       machine.system.setNice(machine.caller, task, nice));
    };
}

Action parseScheduler(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "scheduler", "policy");
    constexpr std::array<std::string_view, 5> words
        = {"other", "fifo", "round_robin", "batch", "idle"};
    constexpr std::array policies
        = {kernel::scheduling::other, kernel::scheduling::fifo, kernel::scheduling::roundRobin,
           kernel::scheduling::batch, kernel::scheduling::idle};
    const std::size_t which = args.choice("policy", words);
    const int priority = static_cast<int>(args.integer("priority", 0, 99, 0));
    const std::string target = args.task("task", true);
    return [=](Machine& machine) {
        const TaskId task = target.empty() ? machine.caller : machine.task(target);
        return outcome(
            call("sched_setscheduler",
                 {{"pid", machine.idOf(task)},
                  {"policy", std::string(words[which])},
                  {"priority", std::to_string(priority)}}),
            machine.system.setScheduler(machine.caller, task, policies[which], priority));
    };
}

Action parseOomScoreAdjustment(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "oom_score_adj", "value");
    const int adjustment = static_cast<int>(args.integer("value", -10'000, 10'000));
    const std::string target = args.task("of", true);
    return [=](Machine& machine) {
        const TaskId task = target.empty() ? machine.caller : machine.task(target);
        return outcome(call("write",
                            {{"file", std::format("/proc/{}/oom_score_adj", machine.idOf(task))},
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
        {"block", true, {}, parseBlock},
        {"clone", true, {NameKind::task}, parseClone},
        {"cpu", true, {}, parseCpu},
        {"exec", true, {}, parseExec},
        {"exit", true, {}, parseExit},
        {"exit_group", true, {}, parseExitGroup},
        {"fork", true, {NameKind::task}, parseFork},
        {"limit", true, {}, parseLimit},
        {"nice", true, {}, parseNice},
        {"oom_score_adj", true, {}, parseOomScoreAdjustment},
        {"pass", false, {}, parsePass},
        {"scheduler", true, {}, parseScheduler},
        {"set_name", true, {}, parseName},
        {"setpgid", true, {}, parseSetpgid},
        {"setsid", true, {}, parseSetsid},
        {"start", false, {NameKind::task}, parseStart},
        {"thread", true, {NameKind::task}, parseThread},
        {"vfork", true, {NameKind::task}, parseVfork},
        {"wait", true, {}, parseWait},
        {"wake", false, {}, parseWake},
        {"yield", true, {}, parseYield},
    };
    return operations;
}

}
