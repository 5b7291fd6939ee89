// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/replaying.h>

#include <array>
#include <format>
#include <optional>

// Calls of Linux on x86-64 that change nothing of what the simulation knows. Some of them change
// what the real /proc shows: POSIX timers and the sizes of queues are not simulated. What one asks
// for its own ids shows whether the simulation has gone another way than the log.
namespace sandscope::replay {

namespace {

using kernel::IdMapKind;

void compareId(Replaying& r, const Call& call, std::uint32_t simulated)
{
    r.compare(call, kernel::Result<std::uint64_t>(simulated));
}

std::uint32_t seenByCaller(const Replaying& r, kernel::TaskId task)
{
    return static_cast<std::uint32_t>(r.system.tidSeenBy(r.caller, task).value);
}

void doGetpid(Replaying& r, const Call& call)
{
    compareId(r, call, seenByCaller(r, r.system.leader(r.caller)));
}

void doGettid(Replaying& r, const Call& call)
{
    compareId(r, call, seenByCaller(r, r.caller));
}

// A process at the top has a parent in the log's world, and none here.
void doGetppid(Replaying& r, const Call& call)
{
    const kernel::TaskId parent = r.system.parent(r.system.leader(r.caller));
    if (parent)
        compareId(r, call, seenByCaller(r, r.system.leader(parent)));
}

template <IdMapKind Kind, std::size_t Which>
void doGetId(Replaying& r, const Call& call)
{
    compareId(r, call, r.system.ownIds(r.caller, Kind)[Which]);
}

// Here strace shows the ids in the arguments: [1000], [1000], [0].
template <IdMapKind Kind>
void doGetIds(Replaying& r, const Call& call)
{
    constexpr std::array<std::string_view, 3> names = {"real", "effective", "saved"};
    const auto simulated = r.system.ownIds(r.caller, Kind);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto items = call.argument(i).items();
        const auto logged = items.empty() ? std::nullopt : items.front().number();
        if (logged && *logged != simulated[i])
            return r.diverged(std::format("The log has {} for the {} id, the simulation {}.",
                                          *logged, names[i], simulated[i]));
    }
}

constexpr CallEntry table[] = {
    {"access"},
    {"acct"},
    {"adjtimex"},
    {"alarm"},
    {"arch_prctl"},
    {"bind"},
    {"cachestat"},
    {"capget"},
    {"chmod"},
    {"chown"},
    {"clock_adjtime"},
    {"clock_getres"},
    {"clock_gettime"},
    {"clock_nanosleep"},
    {"clock_settime"},
    {"connect"},
    {"epoll_ctl_old"},
    {"epoll_pwait"},
    {"epoll_pwait2"},
    {"epoll_wait"},
    {"epoll_wait_old"},
    {"faccessat"},
    {"faccessat2"},
    {"fadvise64"},
    {"fallocate"},
    {"fchmod"},
    {"fchmodat"},
    {"fchmodat2"},
    {"fchown"},
    {"fchownat"},
    {"fdatasync"},
    {"fgetxattr"},
    {"flistxattr"},
    {"flock"},
    {"fremovexattr"},
    {"fsetxattr"},
    {"fstat"},
    {"fstatfs"},
    {"fsync"},
    {"futex"},
    {"futex_waitv"},
    {"futimesat"},
    {"get_mempolicy"},
    {"get_robust_list"},
    {"getcpu"},
    {"getcwd"},
    {"getdents"},
    {"getdents64"},
    {"getegid", doGetId<IdMapKind::gid, 1>},
    {"geteuid", doGetId<IdMapKind::uid, 1>},
    {"getgid", doGetId<IdMapKind::gid, 0>},
    {"getgroups"},
    {"getitimer"},
    {"getpeername"},
    {"getpgid"},
    {"getpgrp"},
    {"getpid", doGetpid},
    {"getppid", doGetppid},
    {"getpriority"},
    {"getrandom"},
    {"getresgid", doGetIds<IdMapKind::gid>},
    {"getresuid", doGetIds<IdMapKind::uid>},
    {"getrlimit"},
    {"getrusage"},
    {"getsid"},
    {"getsockname"},
    {"getsockopt"},
    {"gettid", doGettid},
    {"gettimeofday"},
    {"getuid", doGetId<IdMapKind::uid, 0>},
    {"getxattr"},
    {"io_cancel"},
    {"io_getevents"},
    {"io_submit"},
    {"ioprio_get"},
    {"ioprio_set"},
    {"kcmp"},
    {"landlock_add_rule"},
    {"landlock_restrict_self"},
    {"lchown"},
    {"lgetxattr"},
    {"link"},
    {"linkat"},
    {"listen"},
    {"listxattr"},
    {"llistxattr"},
    {"lremovexattr"},
    {"lsetxattr"},
    {"lstat"},
    {"membarrier"},
    {"mincore"},
    {"mkdir"},
    {"mkdirat"},
    {"mknod"},
    {"mknodat"},
    {"mq_getsetattr"},
    {"mq_notify"},
    {"mq_timedreceive"},
    {"mq_timedsend"},
    {"mq_unlink"},
    {"msgctl"},
    {"msgget"},
    {"msgrcv"},
    {"msgsnd"},
    {"msync"},
    {"name_to_handle_at"},
    {"nanosleep"},
    {"newfstatat"},
    {"pause"},
    {"pidfd_send_signal"},
    {"poll"},
    {"ppoll"},
    {"process_madvise"},
    {"pselect6"},
    {"quotactl"},
    {"readahead"},
    {"readlink"},
    {"readlinkat"},
    {"recvfrom"},
    {"removexattr"},
    {"restart_syscall"},
    {"rseq"},
    {"rt_sigpending"},
    {"rt_sigsuspend"},
    {"rt_sigtimedwait"},
    {"sched_get_priority_max"},
    {"sched_get_priority_min"},
    {"sched_getaffinity"},
    {"sched_getattr"},
    {"sched_getparam"},
    {"sched_getscheduler"},
    {"sched_rr_get_interval"},
    {"select"},
    {"semctl"},
    {"semget"},
    {"semop"},
    {"semtimedop"},
    {"sendmmsg"},
    {"sendmsg"},
    {"sendto"},
    {"set_robust_list"},
    {"set_tid_address"},
    {"setdomainname"},
    {"sethostname"},
    {"setitimer"},
    {"setsockopt"},
    {"settimeofday"},
    {"setxattr"},
    {"shutdown"},
    {"sigaltstack"},
    {"stat"},
    {"statfs"},
    {"statx"},
    {"symlink"},
    {"symlinkat"},
    {"sync"},
    {"sync_file_range"},
    {"syncfs"},
    {"sysinfo"},
    {"syslog"},
    {"tee"},
    {"time"},
    {"timer_create"},
    {"timer_delete"},
    {"timer_getoverrun"},
    {"timer_gettime"},
    {"timer_settime"},
    {"timerfd_gettime"},
    {"times"},
    {"truncate"},
    {"uname"},
    {"ustat"},
    {"utime"},
    {"utimensat"},
    {"utimes"},
    {"vmsplice"},
};

}

std::span<const CallEntry> harmlessCalls()
{
    return table;
}

}
