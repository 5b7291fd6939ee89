// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/replaying.h>

// Calls of Linux on x86-64 that change nothing of what the simulation knows. Some of them change
// what the real /proc shows: POSIX timers and the sizes of queues are not simulated.
namespace sandscope::replay {

namespace {

constexpr CallEntry table[] = {
    {"access"}, {"acct"}, {"adjtimex"}, {"alarm"}, {"arch_prctl"}, {"bind"}, {"bpf"}, {"cachestat"},
    {"capget"}, {"chmod"}, {"chown"}, {"clock_adjtime"}, {"clock_getres"}, {"clock_gettime"},
    {"clock_nanosleep"}, {"clock_settime"}, {"connect"}, {"copy_file_range"},
    {"epoll_ctl_old"}, {"epoll_pwait"}, {"epoll_pwait2"}, {"epoll_wait"}, {"epoll_wait_old"},
    {"faccessat"}, {"faccessat2"}, {"fadvise64"}, {"fallocate"}, {"fchmod"}, {"fchmodat"},
    {"fchmodat2"}, {"fchown"}, {"fchownat"}, {"fdatasync"}, {"fgetxattr"}, {"flistxattr"},
    {"flock"}, {"fremovexattr"}, {"fsetxattr"}, {"fsopen"}, {"fstat"}, {"fstatfs"}, {"fsync"},
    {"futex"}, {"futex_waitv"}, {"futimesat"}, {"get_mempolicy"},
    {"get_robust_list"}, {"getcpu"}, {"getcwd"}, {"getdents"}, {"getdents64"}, {"getegid"},
    {"geteuid"}, {"getgid"}, {"getgroups"}, {"getitimer"}, {"getpeername"}, {"getpgid"},
    {"getpgrp"}, {"getpid"}, {"getppid"}, {"getpriority"}, {"getrandom"}, {"getresgid"},
    {"getresuid"}, {"getrlimit"}, {"getrusage"}, {"getsid"}, {"getsockname"}, {"getsockopt"},
    {"gettid"}, {"gettimeofday"}, {"getuid"}, {"getxattr"},
    {"io_cancel"}, {"io_destroy"}, {"io_getevents"}, {"io_setup"},
    {"io_submit"}, {"ioprio_get"}, {"ioprio_set"}, {"kcmp"}, {"landlock_add_rule"},
    {"landlock_create_ruleset"}, {"landlock_restrict_self"}, {"lchown"}, {"lgetxattr"}, {"link"},
    {"linkat"}, {"listen"}, {"listxattr"}, {"llistxattr"}, {"lremovexattr"}, {"lsetxattr"},
    {"lstat"}, {"membarrier"}, {"mincore"}, {"mkdir"}, {"mkdirat"}, {"mknod"}, {"mknodat"},
    {"mq_getsetattr"}, {"mq_notify"}, {"mq_timedreceive"}, {"mq_timedsend"}, {"mq_unlink"},
    {"msgctl"}, {"msgget"}, {"msgrcv"}, {"msgsnd"}, {"msync"}, {"name_to_handle_at"}, {"nanosleep"},
    {"newfstatat"}, {"open_by_handle_at"}, {"pause"}, {"personality"}, {"pidfd_send_signal"},
    {"poll"}, {"ppoll"}, {"process_madvise"}, {"pselect6"}, {"quotactl"}, {"readahead"},
    {"readlink"}, {"readlinkat"}, {"recvfrom"}, {"recvmmsg"}, {"recvmsg"}, {"removexattr"},
    {"restart_syscall"}, {"rseq"}, {"rt_sigpending"},
    {"rt_sigqueueinfo"}, {"rt_sigsuspend"}, {"rt_sigtimedwait"},
    {"rt_tgsigqueueinfo"}, {"sched_get_priority_max"}, {"sched_get_priority_min"},
    {"sched_getaffinity"}, {"sched_getattr"}, {"sched_getparam"}, {"sched_getscheduler"},
    {"sched_rr_get_interval"},
    {"sched_setaffinity"}, {"select"}, {"semctl"}, {"semget"}, {"semop"}, {"semtimedop"},
    {"sendfile"}, {"sendmmsg"}, {"sendmsg"}, {"sendto"}, {"set_robust_list"}, {"set_tid_address"},
    {"setdomainname"}, {"sethostname"}, {"setitimer"}, {"setsockopt"}, {"settimeofday"},
    {"setxattr"}, {"shutdown"}, {"sigaltstack"}, {"splice"}, {"stat"}, {"statfs"}, {"statx"},
    {"symlink"}, {"symlinkat"}, {"sync"}, {"sync_file_range"}, {"syncfs"}, {"sysinfo"}, {"syslog"},
    {"tee"}, {"time"}, {"timer_create"}, {"timer_delete"}, {"timer_getoverrun"}, {"timer_gettime"},
    {"timer_settime"}, {"timerfd_gettime"}, {"times"}, {"truncate"}, {"uname"},
    {"ustat"}, {"utime"}, {"utimensat"}, {"utimes"}, {"vmsplice"},
};

}

std::span<const CallEntry> harmlessCalls()
{
    return table;
}

}
