// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/ns.h>
#include <procfs/files/truth.h>

#include <algorithm>
#include <array>
#include <optional>

namespace sandscope::procfs {

namespace {

using enum Dialect;

constexpr std::array<std::string_view, 3> threeNames = {"net", "pid", "user"};
constexpr std::array<std::string_view, 6> sixNames = {"ipc", "mnt", "net", "pid", "user", "uts"};
constexpr std::array<std::string_view, 7> sevenNames
    = {"cgroup", "ipc", "mnt", "net", "pid", "user", "uts"};
constexpr std::array<std::string_view, 10> linuxNames
    = {"cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children",
       "user",   "uts"};

constexpr TruthNote madeUp{DialectSet(gvisor2018, gvisor2019),
                           "The number is made up: one less than the inode number of the link, "
                           "and another one for each walk."};
constexpr TruthNote linkNumber{DialectSet(gvisor2022),
                               "The number is the inode number of the link itself."};
constexpr TruthNote userLinkNumber{DialectSet(gvisor2022, gvisor2024),
                                   "The number is the inode number of the link itself, though "
                                   "other kinds have real ones in 2024."};
constexpr TruthNote realUser{DialectSet(gvisor2026), "User namespaces have numbers of their own.",
                             "2026-06-04 (3f949a4e6)"};
constexpr TruthNote inTree{DialectSet(gvisor2026),
                           "PID namespaces are counted together with the other kinds.",
                           "2025-06-26 (1b63d8b43)"};
constexpr TruthNote onlyMounted{DialectSet(gvisor2026),
                                "Only once a file system of cgroup 2 was mounted.",
                                "2026-07-16 (7824e269e)"};
constexpr TruthNote offspring{DialectSet(linux_),
                              "That of the children yet to come, which unshare(2) can change "
                              "without changing the task's own."};

// clang-format off
constexpr std::array docs = {
    FieldDoc{"cgroup", "", "Number of the cgroup namespace.", truths("----MM"), {onlyMounted}},
    FieldDoc{"ipc", "", "Number of the namespace of System V objects and message queues.", truths("---MMM")},
    FieldDoc{"mnt", "", "Number of the mount namespace.", truths("---MMM")},
    FieldDoc{"net", "", "Number of the network namespace.", truths("DDDMMM"), {madeUp, linkNumber}},
    FieldDoc{"pid", "", "Number of the PID namespace.", truths("DDDMMM"), {madeUp, linkNumber, inTree}},
    FieldDoc{"pid_for_children", "", "Number of the PID namespace that children will be in.", truths("-----M"), {offspring}},
    FieldDoc{"time", "", "Number of the time namespace.", truths("-----M")},
    FieldDoc{"time_for_children", "", "Number of the time namespace that children will be in.", truths("-----M"), {offspring}},
    FieldDoc{"user", "", "Number of the user namespace.", truths("DDDDMM"), {madeUp, userLinkNumber, realUser}},
    FieldDoc{"uts", "", "Number of the namespace of host name and domain name.", truths("---MMM")},
};
// clang-format on

/// Does this task's hierarchy-0 line tell that cgroup 2 was mounted?
bool isInCgroup2(const FileContext& ctx)
{
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    return group != nullptr
        && std::ranges::contains(cgroupsOf(*group), 0U, &CgroupMembership::hierarchy);
}

/// What a link's text calls the kind of its namespace.
std::string_view kindOf(std::string_view name)
{
    return name.substr(0, name.find("_for_children"));
}

/// The task's namespace of that name; 0: none.
std::uint32_t idOf(const TaskRecord& task, std::string_view name)
{
    if (name == "cgroup")
        return task.otherNamespaces.cgroup.value;
    if (name == "ipc")
        return task.otherNamespaces.ipc.value;
    if (name == "mnt")
        return task.mountNamespace.value;
    if (name == "net")
        return task.netNamespace.value;
    if (name == "pid")
        return task.pidNamespace.value;
    if (name == "pid_for_children")
        return (task.pidNamespaceForChildren ? task.pidNamespaceForChildren : task.pidNamespace)
            .value;
    if (name == "time" || name == "time_for_children")
        return task.otherNamespaces.time.value;
    if (name == "user")
        return task.credentials->userNamespace.value;
    if (name == "uts")
        return task.otherNamespaces.uts.value;
    return 0;
}

/// How a kernel numbers namespaces. Kinds are in an order such that later namespaces of the first
/// one get the numbers right behind the first ones of all.
struct Numbering
{
    struct Kind
    {
        std::string_view name;
        std::uint64_t first; ///< of the initial namespace
    };
    std::span<const Kind> kinds;
    std::uint64_t later; ///< of the second namespace of the first kind
};

// Facts 2.12 and its captures, where a second mount namespace is number 5.
constexpr std::array<Numbering::Kind, 4> kinds2024
    = {{{"mnt", 4}, {"net", 1}, {"ipc", 2}, {"uts", 3}}};
// The order in which the kernel makes its first ones: gVisor pkg/sentry/kernel/kernel.go at
// 3c5eee17d. The first mount namespace comes with the first container.
constexpr std::array<Numbering::Kind, 7> kinds2026
    = {{{"mnt", 7}, {"user", 1}, {"net", 2}, {"ipc", 3}, {"uts", 4}, {"pid", 5}, {"cgroup", 6}}};
// Linux include/uapi/linux/nsfs.h at v6.18: user and time are seen in the captures, net in facts
// 2.12. Those made later count from 4026532180 or a little above in the captures.
constexpr std::array<Numbering::Kind, 8> kindsLinux = {{{"mnt", 4026531832},
                                                        {"net", 4026531833},
                                                        {"time", 4026531834},
                                                        {"cgroup", 4026531835},
                                                        {"pid", 4026531836},
                                                        {"user", 4026531837},
                                                        {"uts", 4026531838},
                                                        {"ipc", 4026531839}}};
constexpr std::uint64_t firstLaterOnLinux = 4026532180;

Numbering numberingOf(Dialect dialect)
{
    if (dialect == gvisor2024)
        return {kinds2024, 5};
    if (dialect == gvisor2026)
        return {kinds2026, 8};
    return {kindsLinux, firstLaterOnLinux};
}

std::uint64_t numberOf(Dialect dialect, std::string_view kind, std::uint32_t id)
{
    if (dialect == gvisor2024 && kind == "pid")
        return id; // counted apart until 2025
    const Numbering numbering = numberingOf(dialect);
    const auto found = std::ranges::find(numbering.kinds, kind, &Numbering::Kind::name);
    const auto place = static_cast<std::uint64_t>(found - numbering.kinds.begin());
    if (id == 1)
        return found->first;
    return numbering.later + std::uint64_t{id - 2} * numbering.kinds.size() + place;
}

bool isMadeUp(Dialect dialect, std::string_view name)
{
    return dialect <= gvisor2022 || (dialect == gvisor2024 && name == "user");
}

/// The error of a task that is no more; ok while it lives.
Errno stateError(const FileContext& ctx, std::string_view name)
{
    const TaskState state = ctx.task.state;
    if (state != TaskState::zombie && state != TaskState::dead)
        return Errno::ok;
    if (isEarly(ctx.dialect))
        return Errno::ok; // nobody asks
    if (ctx.dialect != linux_)
        return state == TaskState::zombie ? Errno::access : Errno::noProcess;
    const bool outlives = state == TaskState::zombie && (name == "user" || name == "pid");
    return outlives ? Errno::ok : Errno::noEntry;
}

}

std::span<const std::string_view> nsNames(Dialect dialect)
{
    if (dialect == linux_)
        return linuxNames;
    if (dialect <= gvisor2022)
        return threeNames;
    return sixNames;
}

std::span<const std::string_view> nsNames(const FileContext& ctx)
{
    if (ctx.dialect == gvisor2026 && isInCgroup2(ctx))
        return sevenNames;
    return nsNames(ctx.dialect);
}

std::string nsTarget(std::string_view name, std::uint64_t number)
{
    std::string text(name);
    text += ":[";
    text += std::to_string(number);
    text += ']';
    return text;
}

std::expected<std::string, Errno> nsTarget(const FileContext& ctx, std::string_view name,
                                           std::uint64_t linkInode)
{
    if (!std::ranges::contains(nsNames(ctx), name))
        return std::unexpected(Errno::noEntry);
    if (const Errno error = stateError(ctx, name); error != Errno::ok)
        return std::unexpected(error);
    if (isMadeUp(ctx.dialect, name))
        return nsTarget(name, isEarly(ctx.dialect) ? linkInode - 1 : linkInode);
    const std::uint32_t id = idOf(ctx.task, name);
    if (id == 0)
        return std::unexpected(Errno::noEntry);
    // A namespace that waits for its first process cannot be named yet.
    if (name == "pid_for_children" && id != ctx.task.pidNamespace.value
        && !ctx.records.taskWithTid(PidNamespaceId{id}, Tid{1}))
        return std::unexpected(Errno::noEntry);
    return nsTarget(kindOf(name), numberOf(ctx.dialect, kindOf(name), id));
}

constinit const ProcFile nsFile = {
    .name = "ns",
    .kind = FileKind::directory,
    .modes = {0511, 0511, 0511, 0511, 0511, 0511},
    .dependencies = Dependency::task | Dependency::group,
    .fields = docs,
};

}
