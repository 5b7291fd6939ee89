// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The words for who a task is and what it sees: ids, capabilities, namespaces, directories.
#include <model/scenario/operations.h>

#include <array>
#include <bit>
#include <format>

namespace sandscope::scenario {

using kernel::Result;
using kernel::TaskId;

namespace {

constexpr std::int64_t maxId = 0xffffffffLL;
constexpr std::array<std::string_view, 10> unshareWords
    = {"newuser", "newpid", "newnet", "newns",     "files",
       "fs",      "newipc", "newuts", "newcgroup", "newtime"};
constexpr std::array unshareBits = {
    kernel::clone::newuser,   kernel::clone::newpid, kernel::clone::newnet, kernel::clone::newns,
    kernel::clone::files,     kernel::clone::fs,     kernel::clone::newipc, kernel::clone::newuts,
    kernel::clone::newcgroup, kernel::clone::newtime};
static_assert(unshareWords.size() == unshareBits.size());

template <Result<void> (kernel::Kernel::*Call)(TaskId, std::uint32_t)>
Action settingId(Parsing& parsing, const Value& value, std::string_view word)
{
    Arguments args(parsing, value, word, "id");
    const auto id = static_cast<std::uint32_t>(args.integer("id", 0, maxId));
    return [id, word](Machine& machine) {
        return outcome(call(word, {{"id", std::to_string(id)}}),
                       (machine.system.*Call)(machine.caller, id));
    };
}

Action parseSetuid(Parsing& parsing, const Value& value)
{
    return settingId<&kernel::Kernel::setuid>(parsing, value, "setuid");
}

Action parseSetgid(Parsing& parsing, const Value& value)
{
    return settingId<&kernel::Kernel::setgid>(parsing, value, "setgid");
}

template <Result<void> (kernel::Kernel::*Call)(TaskId, const kernel::IdChange&)>
Action settingIds(Parsing& parsing, const Value& value, std::string_view word, bool hasSaved = true)
{
    Arguments args(parsing, value, word);
    const auto read = [&args](std::string_view key) -> std::optional<std::uint32_t> {
        if (!args.has(key))
            return std::nullopt;
        return static_cast<std::uint32_t>(args.integer(key, 0, maxId));
    };
    const kernel::IdChange change{read("real"), read("effective"),
                                  hasSaved ? read("saved") : std::nullopt};
    return [change, word, hasSaved](Machine& machine) {
        const auto shown = [](const std::optional<std::uint32_t>& id) {
            return id ? std::to_string(*id) : "-1";
        };
        std::vector<snapshot::CallArgument> ids
            = {{"real", shown(change.real)}, {"effective", shown(change.effective)}};
        if (hasSaved)
            ids.push_back({"saved", shown(change.saved)});
        return outcome(call(word, std::move(ids)), (machine.system.*Call)(machine.caller, change));
    };
}

Action parseSetresuid(Parsing& parsing, const Value& value)
{
    return settingIds<&kernel::Kernel::setresuid>(parsing, value, "setresuid");
}

Action parseSetresgid(Parsing& parsing, const Value& value)
{
    return settingIds<&kernel::Kernel::setresgid>(parsing, value, "setresgid");
}

Action parseSetreuid(Parsing& parsing, const Value& value)
{
    return settingIds<&kernel::Kernel::setreuid>(parsing, value, "setreuid", false);
}

Action parseSetregid(Parsing& parsing, const Value& value)
{
    return settingIds<&kernel::Kernel::setregid>(parsing, value, "setregid", false);
}

template <Result<std::uint32_t> (kernel::Kernel::*Set)(TaskId, std::uint32_t)>
Action settingIdForFiles(Parsing& parsing, const Value& value, std::string_view word)
{
    Arguments args(parsing, value, word, "id");
    const auto id = static_cast<std::uint32_t>(args.integer("id", 0, maxId));
    return [id, word](Machine& machine) -> Outcome {
        Call setting = call(word, {{"id", std::to_string(id)}});
        const auto before = (machine.system.*Set)(machine.caller, id);
        if (!before)
            return {std::move(setting), {}, before.error()};
        return {std::move(setting), std::to_string(*before), procfs::Errno::ok};
    };
}

Action parseSetfsuid(Parsing& parsing, const Value& value)
{
    return settingIdForFiles<&kernel::Kernel::setfsuid>(parsing, value, "setfsuid");
}

Action parseSetfsgid(Parsing& parsing, const Value& value)
{
    return settingIdForFiles<&kernel::Kernel::setfsgid>(parsing, value, "setfsgid");
}

Action parseSetgroups(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "setgroups", "groups");
    const auto groups = args.ids("groups");
    return [groups](Machine& machine) {
        std::vector<std::string> shown;
        for (const std::uint32_t group : groups)
            shown.push_back(std::to_string(group));
        return outcome(call("setgroups", {{"groups", '[' + joined(shown, " ") + ']'}}),
                       machine.system.setgroups(machine.caller, groups));
    };
}

// "chown|net_raw", or "none".
std::string capabilitiesText(std::uint64_t set)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < capabilityNames().size(); ++i) {
        if (((set >> i) & 1U) != 0)
            names.emplace_back(capabilityNames()[i]);
    }
    return names.empty() ? "none" : joined(names, "|");
}

// The same, or how many where they are more than one reads.
std::string briefText(std::uint64_t set)
{
    constexpr int most = 6;
    const int count = std::popcount(set);
    return count > most ? std::format("{} capabilities", count) : capabilitiesText(set);
}

Action parseCapset(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "capset");
    procfs::Capabilities sets;
    sets.effective = args.choices("effective", capabilityNames());
    sets.permitted = args.choices("permitted", capabilityNames());
    sets.inheritable = args.choices("inheritable", capabilityNames());
    return [sets](Machine& machine) {
        return outcome(call("capset",
                            {{"effective", capabilitiesText(sets.effective)},
                             {"permitted", capabilitiesText(sets.permitted)},
                             {"inheritable", capabilitiesText(sets.inheritable)}},
                            std::format("capset(effective {}, permitted {}, inheritable {})",
                                        briefText(sets.effective), briefText(sets.permitted),
                                        briefText(sets.inheritable))),
                       machine.system.capset(machine.caller, sets));
    };
}

Action parseDropBounding(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "drop_bounding", "capability");
    const std::size_t which = args.choice("capability", capabilityNames());
    return [which](Machine& machine) {
        return outcome(call("prctl",
                            {{"option", "PR_CAPBSET_DROP"},
                             {"capability", std::string(capabilityNames()[which])}}),
                       machine.system.dropBounding(machine.caller, static_cast<int>(which)));
    };
}

Action parseAmbient(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "ambient", "capability");
    const std::size_t which = args.choice("capability", capabilityNames());
    const bool raises = args.boolean("raise", true);
    return [which, raises](Machine& machine) {
        return outcome(call("prctl",
                            {{"option", raises ? "PR_CAP_AMBIENT_RAISE" : "PR_CAP_AMBIENT_LOWER"},
                             {"capability", std::string(capabilityNames()[which])}}),
                       machine.system.setAmbient(machine.caller, static_cast<int>(which), raises));
    };
}

Action parseClearAmbient(Parsing& parsing, const Value& value)
{
    const Arguments args(parsing, value, "clear_ambient");
    return [](Machine& machine) {
        return outcome(call("prctl", {{"option", "PR_CAP_AMBIENT_CLEAR_ALL"}}),
                       machine.system.clearAmbient(machine.caller));
    };
}

Action parseKeepCapabilities(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "keep_capabilities", "keep");
    const bool keep = args.boolean("keep", true);
    return [keep](Machine& machine) {
        return outcome(call("prctl", {{"option", "PR_SET_KEEPCAPS"}, {"keep", keep ? "1" : "0"}}),
                       machine.system.setKeepCapabilities(machine.caller, keep));
    };
}

Action parseSeccomp(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "seccomp");
    const bool all = args.boolean("all_threads", false);
    const bool isStrict = args.boolean("strict", false);
    if (isStrict)
        return [](Machine& machine) {
            return outcome(call("seccomp", {{"operation", "SET_MODE_STRICT"}}),
                           machine.system.setSeccompStrict(machine.caller));
        };
    return [all](Machine& machine) {
        std::vector<snapshot::CallArgument> arguments = {{"operation", "SET_MODE_FILTER"}};
        if (all)
            arguments.push_back({"flags", "TSYNC"});
        return outcome(call("seccomp", std::move(arguments)),
                       machine.system.setSeccomp(machine.caller, all));
    };
}

Action parseNoNewPrivileges(Parsing& parsing, const Value& value)
{
    const Arguments args(parsing, value, "no_new_privs");
    return [](Machine& machine) {
        return outcome(call("prctl", {{"option", "PR_SET_NO_NEW_PRIVS"}, {"on", "1"}}),
                       machine.system.setNoNewPrivileges(machine.caller));
    };
}

Action parseUmask(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "umask", "mask");
    const std::uint32_t mask = readUmask(args, "mask");
    return [mask](Machine& machine) -> Outcome {
        Call setting = call("umask", {{"mask", std::format("{:04o}", mask)}});
        const auto before = machine.system.umask(machine.caller, mask);
        if (!before)
            return {std::move(setting), {}, before.error()};
        return {std::move(setting), std::format("{:04o}", *before), procfs::Errno::ok};
    };
}

Action parseAllowSetgroups(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "allow_setgroups", "allowed");
    const bool allowed = args.boolean("allowed", true);
    const std::string target = args.task("of", true);
    return [=](Machine& machine) {
        const TaskId task = target.empty() ? machine.caller : machine.task(target);
        return outcome(call("write",
                            {{"file", std::format("/proc/{}/setgroups", machine.idOf(task))},
                             {"data", quotedText(allowed ? "allow" : "deny")}}),
                       machine.system.setGroupsAllowed(machine.caller, task, allowed));
    };
}

Action parseDumpable(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "dumpable", "dumpable");
    const bool dumpable = args.boolean("dumpable", true);
    return [dumpable](Machine& machine) {
        return outcome(
            call("prctl", {{"option", "PR_SET_DUMPABLE"}, {"dumpable", dumpable ? "1" : "0"}}),
            machine.system.setDumpable(machine.caller, dumpable));
    };
}

std::uint32_t bitsOf(std::uint64_t words)
{
    std::uint32_t flags = 0;
    for (std::size_t i = 0; i < unshareBits.size(); ++i)
        flags |= ((words >> i) & 1U) != 0 ? unshareBits[i] : 0;
    return flags;
}

std::string wordsText(std::uint64_t words)
{
    std::string text;
    for (std::size_t i = 0; i < unshareWords.size(); ++i) {
        if (((words >> i) & 1U) != 0)
            text.append(text.empty() ? "" : "|").append(unshareWords[i]);
    }
    return text;
}

Action parseUnshare(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "unshare", "flags");
    const std::uint64_t words = args.choices("flags", unshareWords);
    return [words](Machine& machine) {
        return outcome(call("unshare", {{"flags", wordsText(words)}}),
                       machine.system.unshare(machine.caller, bitsOf(words)));
    };
}

Action parseSetns(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "setns");
    const std::string target = args.task("of");
    const std::uint64_t words = args.choices("kinds", unshareWords);
    return [target, words](Machine& machine) {
        const TaskId task = machine.task(target);
        return outcome(call("setns", {{"pid", machine.idOf(task)}, {"kinds", wordsText(words)}}),
                       machine.system.setns(machine.caller, task, bitsOf(words)));
    };
}

std::vector<procfs::IdMapEntry> readEntries(Parsing& parsing, const Value* value)
{
    std::vector<procfs::IdMapEntry> entries;
    if (!value)
        return entries;
    if (value->kind != Value::Kind::sequence)
        parsing.report(*value, "the entries are a list",
                       "as in [{inside: 0, outside: 1000, length: 1}]");
    for (const Value& item : value->items) {
        Arguments args(parsing, item, "entries");
        procfs::IdMapEntry& entry = entries.emplace_back();
        entry.firstInside = static_cast<std::uint32_t>(args.integer("inside", 0, maxId));
        entry.firstOutside = static_cast<std::uint32_t>(args.integer("outside", 0, maxId));
        entry.length = static_cast<std::uint32_t>(args.integer("length", 0, maxId));
    }
    return entries;
}

template <kernel::IdMapKind Kind>
Action mapping(Parsing& parsing, const Value& value, std::string_view word)
{
    Arguments args(parsing, value, word);
    const std::string target = args.task("of", true);
    const auto entries = readEntries(parsing, args.require("entries"));
    return [target, entries, word](Machine& machine) {
        const TaskId task = target.empty() ? machine.caller : machine.task(target);
        std::vector<std::string> shown;
        for (const procfs::IdMapEntry& entry : entries)
            shown.push_back(
                std::format("{} {} {}", entry.firstInside, entry.firstOutside, entry.length));
        return outcome(call("write",
                            {{"file", std::format("/proc/{}/{}", machine.idOf(task), word)},
                             {"data", quotedText(joined(shown))}}),
                       machine.system.setIdMap(machine.caller, task, Kind, entries));
    };
}

Action parseUidMap(Parsing& parsing, const Value& value)
{
    return mapping<kernel::IdMapKind::uid>(parsing, value, "uid_map");
}

Action parseGidMap(Parsing& parsing, const Value& value)
{
    return mapping<kernel::IdMapKind::gid>(parsing, value, "gid_map");
}

Action parseChdir(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "chdir", "path");
    const std::string path = args.text("path");
    return [path](Machine& machine) {
        return outcome(call("chdir", {{"path", quotedText(path)}}),
                       machine.system.chdir(machine.caller, path));
    };
}

Action parseChroot(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "chroot", "path");
    const std::string path = args.text("path");
    return [path](Machine& machine) {
        return outcome(call("chroot", {{"path", quotedText(path)}}),
                       machine.system.chroot(machine.caller, path));
    };
}

}

std::span<const Operation> identityOperations()
{
    static const std::vector<Operation> operations = {
        {"allow_setgroups", true, {}, parseAllowSetgroups},
        {"ambient", true, {}, parseAmbient},
        {"capset", true, {}, parseCapset},
        {"chdir", true, {}, parseChdir},
        {"chroot", true, {}, parseChroot},
        {"clear_ambient", true, {}, parseClearAmbient},
        {"drop_bounding", true, {}, parseDropBounding},
        {"dumpable", true, {}, parseDumpable},
        {"gid_map", true, {}, parseGidMap},
        {"keep_capabilities", true, {}, parseKeepCapabilities},
        {"no_new_privs", true, {}, parseNoNewPrivileges},
        {"seccomp", true, {}, parseSeccomp},
        {"setfsgid", true, {}, parseSetfsgid},
        {"setfsuid", true, {}, parseSetfsuid},
        {"setgid", true, {}, parseSetgid},
        {"setgroups", true, {}, parseSetgroups},
        {"setns", true, {}, parseSetns},
        {"setregid", true, {}, parseSetregid},
        {"setresgid", true, {}, parseSetresgid},
        {"setresuid", true, {}, parseSetresuid},
        {"setreuid", true, {}, parseSetreuid},
        {"setuid", true, {}, parseSetuid},
        {"uid_map", true, {}, parseUidMap},
        {"umask", true, {}, parseUmask},
        {"unshare", true, {}, parseUnshare},
    };
    return operations;
}

}
