// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/constants.h>
#include <model/replay/replaying.h>

#include <algorithm>
#include <format>

// Calls about names, credentials, namespaces, limits and folders.
namespace sandscope::replay {

using kernel::TaskId;

namespace {

std::optional<std::uint32_t> idIn(const Argument& argument)
{
    const auto value = argument.number();
    return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

// As in setresuid, -1 leaves an id alone.
std::optional<std::uint32_t> changeIn(const Argument& argument)
{
    const auto id = idIn(argument);
    return id && *id != 0xffffffffU ? id : std::nullopt;
}

void setName(Replaying& r, const Argument& argument)
{
    const auto text = argument.string();
    if (text)
        r.compare({.result = 0}, r.system.setName(r.caller, text->bytes));
    else if (r.log->form() == LogForm::strace)
        r.assumed("The new name is not in the log.");
}

void setAmbient(Replaying& r, const Call& call, std::uint64_t operation)
{
    constexpr std::uint64_t raise = 2;
    constexpr std::uint64_t lower = 3;
    constexpr std::uint64_t clear = 4;
    const auto number = call.argument(2).constant(constants::capabilities());
    if (operation == clear)
        r.compare(call, r.system.clearAmbient(r.caller));
    else if (number && *number < 64 && (operation == raise || operation == lower))
        r.compare(call,
                  r.system.setAmbient(r.caller, static_cast<int>(*number), operation == raise));
}

using Done = kernel::Result<void>;

// What shows in /proc but is not simulated.
bool isNotFollowed(std::uint64_t control)
{
    constexpr std::uint64_t secureBits = 28, memory = 35, noHugePages = 41, speculation = 53,
                            nameOfArea = 0x53564d41;
    static constexpr std::uint64_t all[]
        = {secureBits, memory, noHugePages, speculation, nameOfArea};
    return std::ranges::contains(all, control);
}

void doPrctl(Replaying& r, const Call& call)
{
    const auto what = call.argument(0).constant(constants::processControls());
    const Argument& argument = call.argument(1);
    const auto value = argument.constant(constants::processControls());
    const Done invalid = std::unexpected(procfs::Errno::invalid);
    // Of those that take 0 and 1 alone.
    const auto isSwitch = [&] { return value.value_or(0) <= 1; };
    switch (what.value_or(0)) {
    case 1: // PR_SET_PDEATHSIG
        if (const auto signal = argument.constant(constants::signals()))
            r.compare(call,
                      *signal <= 64
                          ? r.system.setParentDeathSignal(r.caller, static_cast<int>(*signal))
                          : invalid);
        break;
    case 4: // PR_SET_DUMPABLE
        r.compare(call, isSwitch() ? r.system.setDumpable(r.caller, value == 1U) : invalid);
        break;
    case 8: // PR_SET_KEEPCAPS
        r.compare(call, isSwitch() ? r.system.setKeepCapabilities(r.caller, value == 1U) : invalid);
        break;
    case 15: // PR_SET_NAME
        if (call.succeeded())
            setName(r, argument);
        break;
    case 22: // PR_SET_SECCOMP
        r.compare(call,
                  value == 1U       ? r.system.setSeccompStrict(r.caller)
                      : value == 2U ? r.system.setSeccomp(r.caller)
                                    : invalid);
        break;
    case 24: // PR_CAPBSET_DROP
        if (const auto number = argument.constant(constants::capabilities()))
            r.compare(call,
                      *number < 64 ? r.system.dropBounding(r.caller, static_cast<int>(*number))
                                   : invalid);
        break;
    case 36: // PR_SET_CHILD_SUBREAPER
        r.compare(call, r.system.setSubreaper(r.caller, argument.number().value_or(0) != 0));
        break;
    case 38: { // PR_SET_NO_NEW_PRIVS
        bool isPlain = value == 1U;
        for (std::size_t rest = 2; rest < 5; ++rest)
            isPlain = isPlain && call.argument(rest).number().value_or(0) == 0;
        r.compare(call, isPlain ? r.system.setNoNewPrivileges(r.caller) : invalid);
        break;
    }
    case 47: // PR_CAP_AMBIENT
        setAmbient(r, call, value.value_or(0));
        break;
    default:
        if (call.succeeded() && isNotFollowed(what.value_or(0)))
            r.ignored("What this prctl changes is not simulated.");
        break;
    }
}

void doPersonality(Replaying& r, const Call& call)
{
    static constexpr Constant flags[] = {
        {"PER_LINUX", 0},
        {"UNAME26", 0x20000},
        {"ADDR_NO_RANDOMIZE", 0x40000},
        {"FDPIC_FUNCPTRS", 0x80000},
        {"MMAP_PAGE_ZERO", 0x100000},
        {"ADDR_COMPAT_LAYOUT", 0x200000},
        {"READ_IMPLIES_EXEC", 0x400000},
        {"ADDR_LIMIT_32BIT", 0x800000},
        {"SHORT_INODE", 0x1000000},
        {"WHOLE_SECONDS", 0x2000000},
        {"STICKY_TIMEOUTS", 0x4000000},
        {"ADDR_LIMIT_3GB", 0x8000000},
        {"PER_BSD", 6},
        {"PER_LINUX32", 8},
        {"PER_HPUX", 0x10},
    };
    const auto value = call.argument(0).flags(flags);
    if (!value)
        return r.assumed("The new personality is not in the log; it stays as it was.");
    const auto before
        = r.system.setPersonality(r.caller, static_cast<std::uint32_t>(*value & 0xffffffffU));
    // What the tracer handed down is not in the log.
    if (!before || !call.succeeded())
        r.compare(call, before ? Done() : Done(std::unexpected(before.error())));
}

void doSeccomp(Replaying& r, const Call& call)
{
    static constexpr Constant operations[]
        = {{"SECCOMP_SET_MODE_STRICT", 0}, {"SECCOMP_SET_MODE_FILTER", 1}};
    const auto operation = call.argument(0).constant(operations);
    const std::string& flags = call.argument(1).text;
    const bool allThreads = flags.find("TSYNC") != std::string::npos
        || (call.argument(1).number().value_or(0) & 1U) != 0;
    if (operation == 0U)
        r.compare(call, r.system.setSeccompStrict(r.caller));
    else if (operation == 1U)
        r.compare(call, r.system.setSeccomp(r.caller, allThreads));
}

void doSetuid(Replaying& r, const Call& call)
{
    if (const auto id = idIn(call.argument(0)))
        r.compare(call, r.system.setuid(r.caller, *id));
}

void doSetgid(Replaying& r, const Call& call)
{
    if (const auto id = idIn(call.argument(0)))
        r.compare(call, r.system.setgid(r.caller, *id));
}

void doSetresuid(Replaying& r, const Call& call)
{
    r.compare(call,
              r.system.setresuid(r.caller,
                                 {changeIn(call.argument(0)), changeIn(call.argument(1)),
                                  changeIn(call.argument(2))}));
}

void doSetresgid(Replaying& r, const Call& call)
{
    r.compare(call,
              r.system.setresgid(r.caller,
                                 {changeIn(call.argument(0)), changeIn(call.argument(1)),
                                  changeIn(call.argument(2))}));
}

void doSetreuid(Replaying& r, const Call& call)
{
    r.compare(
        call,
        r.system.setreuid(r.caller, {changeIn(call.argument(0)), changeIn(call.argument(1)), {}}));
}

void doSetregid(Replaying& r, const Call& call)
{
    r.compare(
        call,
        r.system.setregid(r.caller, {changeIn(call.argument(0)), changeIn(call.argument(1)), {}}));
}

// They have no errors: what they answer is the id before, or in gVisor a number that a program
// takes for one.
void setFileSystemId(Replaying& r, const Call& call, const kernel::Result<std::uint32_t>& before)
{
    constexpr std::int64_t leastError = -4095;
    if (before && (*call.result >= 0 || *call.result < leastError))
        r.compare(call, kernel::Result<std::uint64_t>(*before));
}

void doSetfsuid(Replaying& r, const Call& call)
{
    if (const auto id = idIn(call.argument(0)))
        setFileSystemId(r, call, r.system.setfsuid(r.caller, *id));
}

void doSetfsgid(Replaying& r, const Call& call)
{
    if (const auto id = idIn(call.argument(0)))
        setFileSystemId(r, call, r.system.setfsgid(r.caller, *id));
}

void doSetgroups(Replaying& r, const Call& call)
{
    std::vector<std::uint32_t> groups;
    for (const Argument& item : call.argument(1).items()) {
        if (const auto id = idIn(item))
            groups.push_back(*id);
    }
    const auto count = call.argument(0).number().value_or(groups.size());
    if (groups.size() < count)
        r.assumed(std::format("The log shows {} of {} groups.", groups.size(), count));
    r.compare(call, r.system.setgroups(r.caller, groups));
}

std::optional<std::uint64_t> capabilitiesIn(const Argument& data, std::string_view name)
{
    const auto set = data.member(name);
    return set ? set->flags(constants::capabilities()) : std::nullopt;
}

void doCapset(Replaying& r, const Call& call)
{
    const Argument& data = call.argument(1);
    const auto effective = capabilitiesIn(data, "effective");
    const auto permitted = capabilitiesIn(data, "permitted");
    const auto inheritable = capabilitiesIn(data, "inheritable");
    if (!effective || !permitted || !inheritable)
        return r.assumed("The new capabilities are not in the log; they stay as they were.");
    procfs::Capabilities sets;
    sets.effective = *effective;
    sets.permitted = *permitted;
    sets.inheritable = *inheritable;
    r.compare(call, r.system.capset(r.caller, sets));
}

void doUnshare(Replaying& r, const Call& call)
{
    const auto flags = call.argument(0).flags(constants::cloneFlags());
    if (!flags)
        return r.assumed("What was unshared is not in the log.");
    constexpr std::uint32_t systemV = 0x40000; // CLONE_SYSVSEM shows nowhere
    const auto known = static_cast<std::uint32_t>(*flags) & ~systemV;
    if (known != 0)
        r.compare(call, r.system.unshare(r.caller, known));
}

// Whose namespace a path such as "/proc/7/ns/net" leads to, and of which kind.
void doSetns(Replaying& r, const Call& call)
{
    static constexpr Constant kinds[]
        = {{"cgroup", kernel::clone::newcgroup}, {"ipc", kernel::clone::newipc},
           {"mnt", kernel::clone::newns},        {"net", kernel::clone::newnet},
           {"pid", kernel::clone::newpid},       {"pid_for_children", kernel::clone::newpid},
           {"time", kernel::clone::newtime},     {"user", kernel::clone::newuser},
           {"uts", kernel::clone::newuts}};
    const auto fd = call.argument(0).descriptor();
    const auto entry = fd ? r.system.descriptor(r.caller, fd->number) : std::nullopt;
    std::string_view path = entry ? std::string_view(entry->path) : std::string_view();
    auto kind = call.argument(1).flags(constants::cloneFlags());
    std::optional<std::uint64_t> pid;
    constexpr std::string_view processes = "/proc/";
    constexpr std::string_view namespaces = "/ns/";
    const std::size_t at = path.find(namespaces);
    if (path.starts_with(processes) && at != std::string_view::npos) {
        const std::string_view of = path.substr(processes.size());
        pid = Argument{{}, std::string(of.substr(0, of.find('/')))}.number();
        kind = Argument{{}, std::string(path.substr(at + namespaces.size()))}.constant(kinds);
    } else if (fd && fd->path.starts_with("pid:")) {
        pid = Argument{{}, fd->path.substr(4)}.number();
    }
    const TaskId target = pid ? r.task(static_cast<std::int32_t>(*pid)) : TaskId{};
    if (!target || !kind || *kind == 0)
        return r.ignored("Whose namespace it entered is not in the log.");
    r.compare(call, r.system.setns(r.caller, target, static_cast<std::uint32_t>(*kind)));
}

void doPrlimit(Replaying& r, const Call& call, const Argument& target, const Argument& which,
               const Argument& limit)
{
    if (limit.isNull())
        return;
    const auto number = which.constant(constants::limits());
    const auto soft = limit.member("rlim_cur");
    const auto hard = limit.member("rlim_max");
    if (!number || *number >= procfs::defaultLimits().size() || !soft || !hard)
        return r.assumed("The new limit is not in the log; it stays as it was.");
    const TaskId task = r.task(static_cast<std::int32_t>(target.number().value_or(0)));
    if (!task)
        return r.diverged("The log limits a task that the simulation does not have.");
    r.compare(call,
              r.system.setLimit(r.caller, task, static_cast<procfs::Limit>(*number),
                                {soft->number(), hard->number()}));
}

void doPrlimit64(Replaying& r, const Call& call)
{
    doPrlimit(r, call, call.argument(0), call.argument(1), call.argument(2));
}

void doSetrlimit(Replaying& r, const Call& call)
{
    doPrlimit(r, call, {{}, "0"}, call.argument(0), call.argument(1));
}

void doUmask(Replaying& r, const Call& call)
{
    const auto mask = call.argument(0).number();
    if (!mask)
        return;
    const auto before = r.system.umask(r.caller, static_cast<std::uint32_t>(*mask));
    if (before)
        r.compare(call, kernel::Result<std::uint64_t>(*before));
}

void doChdir(Replaying& r, const Call& call)
{
    const auto path = call.argument(0).string();
    if (path)
        r.compare(call, r.system.chdir(r.caller, path->bytes));
}

void doFchdir(Replaying& r, const Call& call)
{
    const auto fd = call.argument(0).descriptor();
    if (!fd || !r.fileBehind(*fd))
        return r.assumed("The new working directory is not known.");
    r.compare(call, r.system.chdir(r.caller, ".", r.folderOf(&*fd)));
}

void doChroot(Replaying& r, const Call& call)
{
    const auto path = call.argument(0).string();
    if (path)
        r.compare(call, r.system.chroot(r.caller, path->bytes));
}

void notFollowed(Replaying& r, const Call& call)
{
    r.ignored(std::format("What {} changes is not simulated.", call.name));
}

constexpr auto succeeded = CallEntry::When::succeeded;

constexpr CallEntry table[] = {
    {"capset", doCapset, succeeded, true},
    {"chdir", doChdir},
    {"chroot", doChroot},
    {"fchdir", doFchdir},
    {"io_destroy", notFollowed},
    {"io_setup", notFollowed}, // maps memory of its own
    {"mount", notFollowed},
    {"personality", doPersonality, succeeded, true},
    {"pivot_root", notFollowed},
    {"prctl", doPrctl, succeeded, true},
    {"prlimit64", doPrlimit64, succeeded, true},
    {"sched_setaffinity", notFollowed},
    {"seccomp", doSeccomp, succeeded, true},
    {"setfsgid", doSetfsgid},
    {"setfsuid", doSetfsuid},
    {"setgid", doSetgid, succeeded, true},
    {"setgroups", doSetgroups, succeeded, true},
    {"setns", doSetns, succeeded, true},
    {"setregid", doSetregid, succeeded, true},
    {"setresgid", doSetresgid, succeeded, true},
    {"setresuid", doSetresuid, succeeded, true},
    {"setreuid", doSetreuid, succeeded, true},
    {"setrlimit", doSetrlimit, succeeded, true},
    {"setuid", doSetuid, succeeded, true},
    {"umask", doUmask},
    {"umount2", notFollowed},
    {"unshare", doUnshare, succeeded, true},
};

}

std::span<const CallEntry> identityCalls()
{
    return table;
}

}
