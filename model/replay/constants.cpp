// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/signalnames.h>
#include <model/replay/constants.h>

#include <algorithm>
#include <array>

// The numbers are those of Linux on x86-64 (include/uapi); gVisor has the same.
namespace sandscope::replay::constants {

std::span<const Constant> signals()
{
    static constexpr auto table = [] {
        std::array<Constant, kernel::signalNames.size()> all{};
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = {kernel::signalNames[i], i + 1};
        return all;
    }();
    return table;
}

std::span<const Constant> cloneFlags()
{
    static constexpr Constant flags[] = {
        {"CLONE_NEWTIME", 0x80},
        {"CLONE_VM", 0x100},
        {"CLONE_FS", 0x200},
        {"CLONE_FILES", 0x400},
        {"CLONE_SIGHAND", 0x800},
        {"CLONE_PIDFD", 0x1000},
        {"CLONE_PTRACE", 0x2000},
        {"CLONE_VFORK", 0x4000},
        {"CLONE_PARENT", 0x8000},
        {"CLONE_THREAD", 0x10000},
        {"CLONE_NEWNS", 0x20000},
        {"CLONE_SYSVSEM", 0x40000},
        {"CLONE_SETTLS", 0x80000},
        {"CLONE_PARENT_SETTID", 0x100000},
        {"CLONE_CHILD_CLEARTID", 0x200000},
        {"CLONE_DETACHED", 0x400000},
        {"CLONE_UNTRACED", 0x800000},
        {"CLONE_CHILD_SETTID", 0x1000000},
        {"CLONE_NEWCGROUP", 0x2000000},
        {"CLONE_NEWUTS", 0x4000000},
        {"CLONE_NEWIPC", 0x8000000},
        {"CLONE_NEWUSER", 0x10000000},
        {"CLONE_NEWPID", 0x20000000},
        {"CLONE_NEWNET", 0x40000000},
        {"CLONE_IO", 0x80000000},
        {"CLONE_CLEAR_SIGHAND", 0x100000000},
        {"CLONE_INTO_CGROUP", 0x200000000},
    };
    static constexpr auto table = [] {
        constexpr std::size_t ordinarySignals = 31;
        std::array<Constant, std::size(flags) + ordinarySignals> all{};
        std::ranges::copy(flags, all.begin());
        for (std::size_t i = 0; i < ordinarySignals; ++i)
            all[std::size(flags) + i] = {kernel::signalNames[i], i + 1};
        return all;
    }();
    return table;
}

std::span<const Constant> openFlags()
{
    static constexpr Constant table[] = {
        {"O_RDONLY", 0},
        {"O_WRONLY", 1},
        {"O_RDWR", 2},
        {"O_CREAT", 0100},
        {"O_EXCL", 0200},
        {"O_NOCTTY", 0400},
        {"O_TRUNC", 01000},
        {"O_APPEND", 02000},
        {"O_NONBLOCK", 04000},
        {"O_DSYNC", 010000},
        {"FASYNC", 020000},
        {"O_ASYNC", 020000},
        {"O_DIRECT", 040000},
        {"O_LARGEFILE", 0100000},
        {"O_DIRECTORY", 0200000},
        {"O_NOFOLLOW", 0400000},
        {"O_NOATIME", 01000000},
        {"O_CLOEXEC", 02000000},
        {"O_SYNC", 04010000},
        {"O_PATH", 010000000},
        {"O_TMPFILE", 020200000},
        {"__O_TMPFILE", 020000000},
        {"__O_SYNC", 04000000},
        {"O_ACCMODE", 3},
        {"EFD_SEMAPHORE", 1},
        {"EFD_NONBLOCK", 04000},
        {"EFD_CLOEXEC", 02000000},
        {"EPOLL_CLOEXEC", 02000000},
        {"SFD_CLOEXEC", 02000000},
        {"SFD_NONBLOCK", 04000},
        {"TFD_CLOEXEC", 02000000},
        {"TFD_NONBLOCK", 04000},
        {"IN_CLOEXEC", 02000000},
        {"IN_NONBLOCK", 04000},
        {"PIDFD_NONBLOCK", 04000},
        {"UFFD_USER_MODE_ONLY", 1},
    };
    return table;
}

std::span<const Constant> protections()
{
    static constexpr Constant table[] = {
        {"PROT_NONE", 0},
        {"PROT_READ", 1},
        {"PROT_WRITE", 2},
        {"PROT_EXEC", 4},
        {"PROT_SEM", 8},
        {"PROT_GROWSDOWN", 0x1000000},
        {"PROT_GROWSUP", 0x2000000},
    };
    return table;
}

std::span<const Constant> mapFlags()
{
    static constexpr Constant table[] = {
        {"MAP_FILE", 0},
        {"MAP_SHARED", 1},
        {"MAP_PRIVATE", 2},
        {"MAP_SHARED_VALIDATE", 3},
        {"MAP_FIXED", 0x10},
        {"MAP_ANONYMOUS", 0x20},
        {"MAP_ANON", 0x20},
        {"MAP_32BIT", 0x40},
        {"MAP_GROWSDOWN", 0x100},
        {"MAP_DENYWRITE", 0x800},
        {"MAP_EXECUTABLE", 0x1000},
        {"MAP_LOCKED", 0x2000},
        {"MAP_NORESERVE", 0x4000},
        {"MAP_POPULATE", 0x8000},
        {"MAP_NONBLOCK", 0x10000},
        {"MAP_STACK", 0x20000},
        {"MAP_HUGETLB", 0x40000},
        {"MAP_SYNC", 0x80000},
        {"MAP_FIXED_NOREPLACE", 0x100000},
    };
    return table;
}

std::span<const Constant> remapFlags()
{
    static constexpr Constant table[] = {
        {"MREMAP_MAYMOVE", 1},
        {"MREMAP_FIXED", 2},
        {"MREMAP_DONTUNMAP", 4},
    };
    return table;
}

std::span<const Constant> adviceWords()
{
    static constexpr Constant table[] = {
        {"MADV_NORMAL", 0},           {"MADV_RANDOM", 1},         {"MADV_SEQUENTIAL", 2},
        {"MADV_WILLNEED", 3},         {"MADV_DONTNEED", 4},       {"MADV_FREE", 8},
        {"MADV_REMOVE", 9},           {"MADV_DONTFORK", 10},      {"MADV_DOFORK", 11},
        {"MADV_MERGEABLE", 12},       {"MADV_UNMERGEABLE", 13},   {"MADV_HUGEPAGE", 14},
        {"MADV_NOHUGEPAGE", 15},      {"MADV_DONTDUMP", 16},      {"MADV_DODUMP", 17},
        {"MADV_WIPEONFORK", 18},      {"MADV_KEEPONFORK", 19},    {"MADV_COLD", 20},
        {"MADV_PAGEOUT", 21},         {"MADV_POPULATE_READ", 22}, {"MADV_POPULATE_WRITE", 23},
        {"MADV_DONTNEED_LOCKED", 24}, {"MADV_COLLAPSE", 25},
    };
    return table;
}

std::span<const Constant> lockFlags()
{
    static constexpr Constant table[] = {
        {"MLOCK_ONFAULT", 1},
        {"MCL_CURRENT", 1},
        {"MCL_FUTURE", 2},
        {"MCL_ONFAULT", 4},
    };
    return table;
}

std::span<const Constant> sharedMemoryFlags()
{
    static constexpr Constant table[] = {
        {"IPC_PRIVATE", 0},        {"IPC_CREAT", 01000},   {"IPC_EXCL", 02000},
        {"IPC_NOWAIT", 04000},     {"IPC_RMID", 0},        {"IPC_SET", 1},
        {"IPC_STAT", 2},           {"SHM_RDONLY", 010000}, {"SHM_RND", 020000},
        {"SHM_REMAP", 040000},     {"SHM_EXEC", 0100000},  {"SHM_HUGETLB", 04000},
        {"SHM_NORESERVE", 010000},
    };
    return table;
}

std::span<const Constant> processControls()
{
    static constexpr Constant table[] = {
        {"PR_SET_PDEATHSIG", 1},
        {"PR_GET_PDEATHSIG", 2},
        {"PR_GET_DUMPABLE", 3},
        {"PR_SET_DUMPABLE", 4},
        {"PR_GET_KEEPCAPS", 7},
        {"PR_SET_KEEPCAPS", 8},
        {"PR_SET_TIMING", 14},
        {"PR_SET_NAME", 15},
        {"PR_GET_NAME", 16},
        {"PR_GET_SECCOMP", 21},
        {"PR_SET_SECCOMP", 22},
        {"PR_CAPBSET_READ", 23},
        {"PR_CAPBSET_DROP", 24},
        {"PR_SET_SECUREBITS", 28},
        {"PR_GET_SECUREBITS", 27},
        {"PR_SET_TIMERSLACK", 29},
        {"PR_GET_TIMERSLACK", 30},
        {"PR_SET_MM", 35},
        {"PR_SET_CHILD_SUBREAPER", 36},
        {"PR_GET_CHILD_SUBREAPER", 37},
        {"PR_SET_NO_NEW_PRIVS", 38},
        {"PR_GET_NO_NEW_PRIVS", 39},
        {"PR_SET_THP_DISABLE", 41},
        {"PR_GET_THP_DISABLE", 42},
        {"PR_CAP_AMBIENT", 47},
        {"PR_SET_VMA", 0x53564d41},
        {"PR_SET_PTRACER", 0x59616d61},
        {"PR_SET_MM_START_CODE", 1},
        {"PR_SET_MM_END_CODE", 2},
        {"PR_SET_MM_START_DATA", 3},
        {"PR_SET_MM_END_DATA", 4},
        {"PR_SET_MM_START_STACK", 5},
        {"PR_SET_MM_START_BRK", 6},
        {"PR_SET_MM_BRK", 7},
        {"PR_SET_MM_ARG_START", 8},
        {"PR_SET_MM_ARG_END", 9},
        {"PR_SET_MM_ENV_START", 10},
        {"PR_SET_MM_ENV_END", 11},
        {"PR_SET_MM_AUXV", 12},
        {"PR_SET_MM_EXE_FILE", 13},
        {"PR_SET_MM_MAP", 14},
        {"PR_SET_MM_MAP_SIZE", 15},
        {"PR_SET_VMA_ANON_NAME", 0},
        {"PR_CAP_AMBIENT_IS_SET", 1},
        {"PR_CAP_AMBIENT_RAISE", 2},
        {"PR_CAP_AMBIENT_LOWER", 3},
        {"PR_CAP_AMBIENT_CLEAR_ALL", 4},
        {"SECCOMP_MODE_STRICT", 1},
        {"SECCOMP_MODE_FILTER", 2},
        {"SUID_DUMP_DISABLE", 0},
        {"SUID_DUMP_USER", 1},
    };
    return table;
}

std::span<const Constant> archControls()
{
    static constexpr Constant table[] = {
        {"ARCH_SET_GS", 0x1001},
        {"ARCH_SET_FS", 0x1002},
        {"ARCH_GET_FS", 0x1003},
        {"ARCH_GET_GS", 0x1004},
    };
    return table;
}

std::span<const Constant> limits()
{
    static constexpr Constant table[] = {
        {"RLIMIT_CPU", 0},       {"RLIMIT_FSIZE", 1},  {"RLIMIT_DATA", 2},
        {"RLIMIT_STACK", 3},     {"RLIMIT_CORE", 4},   {"RLIMIT_RSS", 5},
        {"RLIMIT_NPROC", 6},     {"RLIMIT_NOFILE", 7}, {"RLIMIT_MEMLOCK", 8},
        {"RLIMIT_AS", 9},        {"RLIMIT_LOCKS", 10}, {"RLIMIT_SIGPENDING", 11},
        {"RLIMIT_MSGQUEUE", 12}, {"RLIMIT_NICE", 13},  {"RLIMIT_RTPRIO", 14},
        {"RLIMIT_RTTIME", 15},
    };
    return table;
}

std::span<const Constant> fileControls()
{
    static constexpr Constant table[] = {
        {"F_DUPFD", 0},         {"F_GETFD", 1},         {"F_SETFD", 2},
        {"F_GETFL", 3},         {"F_SETFL", 4},         {"F_GETLK", 5},
        {"F_SETLK", 6},         {"F_SETLKW", 7},        {"F_SETOWN", 8},
        {"F_GETOWN", 9},        {"F_SETSIG", 10},       {"F_GETSIG", 11},
        {"F_SETOWN_EX", 15},    {"F_GETOWN_EX", 16},    {"F_OFD_GETLK", 36},
        {"F_OFD_SETLK", 37},    {"F_OFD_SETLKW", 38},   {"F_SETLEASE", 1024},
        {"F_GETLEASE", 1025},   {"F_NOTIFY", 1026},     {"F_DUPFD_CLOEXEC", 1030},
        {"F_SETPIPE_SZ", 1031}, {"F_GETPIPE_SZ", 1032}, {"F_ADD_SEALS", 1033},
        {"F_GET_SEALS", 1034},  {"FD_CLOEXEC", 1},
    };
    return table;
}

std::span<const Constant> seekOrigins()
{
    static constexpr Constant table[] = {
        {"SEEK_SET", 0}, {"SEEK_CUR", 1}, {"SEEK_END", 2}, {"SEEK_DATA", 3}, {"SEEK_HOLE", 4},
    };
    return table;
}

std::span<const Constant> socketTypes()
{
    static constexpr Constant table[] = {
        {"SOCK_STREAM", 1},  {"SOCK_DGRAM", 2},          {"SOCK_RAW", 3},
        {"SOCK_RDM", 4},     {"SOCK_SEQPACKET", 5},      {"SOCK_DCCP", 6},
        {"SOCK_PACKET", 10}, {"SOCK_CLOEXEC", 02000000}, {"SOCK_NONBLOCK", 04000},
    };
    return table;
}

std::span<const Constant> socketFamilies()
{
    static constexpr Constant table[] = {
        {"AF_UNSPEC", 0},   {"AF_UNIX", 1},    {"AF_INET", 2}, {"AF_INET6", 10},
        {"AF_NETLINK", 16}, {"AF_PACKET", 17}, {"AF_ALG", 38}, {"AF_VSOCK", 40},
    };
    return table;
}

std::span<const Constant> capabilities()
{
    static constexpr Constant table[] = {
        {"CAP_CHOWN", 0},
        {"CAP_DAC_OVERRIDE", 1},
        {"CAP_DAC_READ_SEARCH", 2},
        {"CAP_FOWNER", 3},
        {"CAP_FSETID", 4},
        {"CAP_KILL", 5},
        {"CAP_SETGID", 6},
        {"CAP_SETUID", 7},
        {"CAP_SETPCAP", 8},
        {"CAP_LINUX_IMMUTABLE", 9},
        {"CAP_NET_BIND_SERVICE", 10},
        {"CAP_NET_BROADCAST", 11},
        {"CAP_NET_ADMIN", 12},
        {"CAP_NET_RAW", 13},
        {"CAP_IPC_LOCK", 14},
        {"CAP_IPC_OWNER", 15},
        {"CAP_SYS_MODULE", 16},
        {"CAP_SYS_RAWIO", 17},
        {"CAP_SYS_CHROOT", 18},
        {"CAP_SYS_PTRACE", 19},
        {"CAP_SYS_PACCT", 20},
        {"CAP_SYS_ADMIN", 21},
        {"CAP_SYS_BOOT", 22},
        {"CAP_SYS_NICE", 23},
        {"CAP_SYS_RESOURCE", 24},
        {"CAP_SYS_TIME", 25},
        {"CAP_SYS_TTY_CONFIG", 26},
        {"CAP_MKNOD", 27},
        {"CAP_LEASE", 28},
        {"CAP_AUDIT_WRITE", 29},
        {"CAP_AUDIT_CONTROL", 30},
        {"CAP_SETFCAP", 31},
        {"CAP_MAC_OVERRIDE", 32},
        {"CAP_MAC_ADMIN", 33},
        {"CAP_SYSLOG", 34},
        {"CAP_WAKE_ALARM", 35},
        {"CAP_BLOCK_SUSPEND", 36},
        {"CAP_AUDIT_READ", 37},
        {"CAP_PERFMON", 38},
        {"CAP_BPF", 39},
        {"CAP_CHECKPOINT_RESTORE", 40},
    };
    return table;
}

std::span<const Constant> schedulers()
{
    static constexpr Constant table[] = {
        {"SCHED_OTHER", 0},    {"SCHED_NORMAL", 0},
        {"SCHED_FIFO", 1},     {"SCHED_RR", 2},
        {"SCHED_BATCH", 3},    {"SCHED_IDLE", 5},
        {"SCHED_DEADLINE", 6}, {"SCHED_RESET_ON_FORK", 0x40000000},
    };
    return table;
}

std::span<const Constant> priorities()
{
    static constexpr Constant table[] = {
        {"PRIO_PROCESS", 0},
        {"PRIO_PGRP", 1},
        {"PRIO_USER", 2},
    };
    return table;
}

std::span<const Constant> waitOptions()
{
    static constexpr Constant table[] = {
        {"WNOHANG", 1},
        {"WUNTRACED", 2},
        {"WSTOPPED", 2},
        {"WEXITED", 4},
        {"WCONTINUED", 8},
        {"WNOWAIT", 0x1000000},
        {"__WNOTHREAD", 0x20000000},
        {"__WALL", 0x40000000},
        {"__WCLONE", 0x80000000},
    };
    return table;
}

std::span<const Constant> waitTargets()
{
    static constexpr Constant table[] = {
        {"P_ALL", 0},
        {"P_PID", 1},
        {"P_PGID", 2},
        {"P_PIDFD", 3},
    };
    return table;
}

std::span<const Constant> traceRequests()
{
    static constexpr Constant table[] = {
        {"PTRACE_TRACEME", 0},
        {"PTRACE_PEEKTEXT", 1},
        {"PTRACE_PEEKDATA", 2},
        {"PTRACE_PEEKUSER", 3},
        {"PTRACE_POKETEXT", 4},
        {"PTRACE_POKEDATA", 5},
        {"PTRACE_POKEUSER", 6},
        {"PTRACE_CONT", 7},
        {"PTRACE_KILL", 8},
        {"PTRACE_SINGLESTEP", 9},
        {"PTRACE_GETREGS", 12},
        {"PTRACE_SETREGS", 13},
        {"PTRACE_ATTACH", 16},
        {"PTRACE_DETACH", 17},
        {"PTRACE_SYSCALL", 24},
        {"PTRACE_SETOPTIONS", 0x4200},
        {"PTRACE_GETEVENTMSG", 0x4201},
        {"PTRACE_GETSIGINFO", 0x4202},
        {"PTRACE_SETSIGINFO", 0x4203},
        {"PTRACE_GETREGSET", 0x4204},
        {"PTRACE_SETREGSET", 0x4205},
        {"PTRACE_SEIZE", 0x4206},
        {"PTRACE_INTERRUPT", 0x4207},
        {"PTRACE_LISTEN", 0x4208},
    };
    return table;
}

std::span<const Constant> maskChanges()
{
    static constexpr Constant table[] = {
        {"SIG_BLOCK", 0},
        {"SIG_UNBLOCK", 1},
        {"SIG_SETMASK", 2},
    };
    return table;
}

std::span<const Constant> signalActions()
{
    static constexpr Constant table[] = {
        {"SIG_DFL", 0},
        {"SIG_IGN", 1},
        {"SA_NOCLDSTOP", 1},
        {"SA_NOCLDWAIT", 2},
        {"SA_SIGINFO", 4},
        {"SA_RESTORER", 0x04000000},
        {"SA_ONSTACK", 0x08000000},
        {"SA_RESTART", 0x10000000},
        {"SA_NODEFER", 0x40000000},
        {"SA_RESETHAND", 0x80000000},
    };
    return table;
}

std::span<const Constant> memoryFileFlags()
{
    static constexpr Constant table[] = {
        {"MFD_CLOEXEC", 1},     {"MFD_ALLOW_SEALING", 2}, {"MFD_HUGETLB", 4},
        {"MFD_NOEXEC_SEAL", 8}, {"MFD_EXEC", 16},
    };
    return table;
}

std::span<const Constant> atFlags()
{
    static constexpr Constant table[] = {
        {"AT_SYMLINK_NOFOLLOW", 0x100}, {"AT_REMOVEDIR", 0x200},   {"AT_SYMLINK_FOLLOW", 0x400},
        {"AT_NO_AUTOMOUNT", 0x800},     {"AT_EMPTY_PATH", 0x1000}, {"CLOSE_RANGE_UNSHARE", 2},
        {"CLOSE_RANGE_CLOEXEC", 4},     {"RENAME_NOREPLACE", 1},   {"RENAME_EXCHANGE", 2},
        {"RENAME_WHITEOUT", 4},
    };
    return table;
}

std::span<const Constant> errors()
{
    static constexpr Constant table[] = {
        {"EPERM", 1},
        {"ENOENT", 2},
        {"ESRCH", 3},
        {"EINTR", 4},
        {"EIO", 5},
        {"ENXIO", 6},
        {"E2BIG", 7},
        {"ENOEXEC", 8},
        {"EBADF", 9},
        {"ECHILD", 10},
        {"EAGAIN", 11},
        {"ENOMEM", 12},
        {"EACCES", 13},
        {"EFAULT", 14},
        {"ENOTBLK", 15},
        {"EBUSY", 16},
        {"EEXIST", 17},
        {"EXDEV", 18},
        {"ENODEV", 19},
        {"ENOTDIR", 20},
        {"EISDIR", 21},
        {"EINVAL", 22},
        {"ENFILE", 23},
        {"EMFILE", 24},
        {"ENOTTY", 25},
        {"ETXTBSY", 26},
        {"EFBIG", 27},
        {"ENOSPC", 28},
        {"ESPIPE", 29},
        {"EROFS", 30},
        {"EMLINK", 31},
        {"EPIPE", 32},
        {"EDOM", 33},
        {"ERANGE", 34},
        {"EDEADLOCK", 35},
        {"ENAMETOOLONG", 36},
        {"ENOLCK", 37},
        {"ENOSYS", 38},
        {"ENOTEMPTY", 39},
        {"ELOOP", 40},
        {"ENOMSG", 42},
        {"EIDRM", 43},
        {"ECHRNG", 44},
        {"EL2NSYNC", 45},
        {"EL3HLT", 46},
        {"EL3RST", 47},
        {"ELNRNG", 48},
        {"EUNATCH", 49},
        {"ENOCSI", 50},
        {"EL2HLT", 51},
        {"EBADE", 52},
        {"EBADR", 53},
        {"EXFULL", 54},
        {"ENOANO", 55},
        {"EBADRQC", 56},
        {"EBADSLT", 57},
        {"EBFONT", 59},
        {"ENOSTR", 60},
        {"ENODATA", 61},
        {"ETIME", 62},
        {"ENOSR", 63},
        {"ENONET", 64},
        {"ENOPKG", 65},
        {"EREMOTE", 66},
        {"ENOLINK", 67},
        {"EADV", 68},
        {"ESRMNT", 69},
        {"ECOMM", 70},
        {"EPROTO", 71},
        {"EMULTIHOP", 72},
        {"EDOTDOT", 73},
        {"EBADMSG", 74},
        {"EOVERFLOW", 75},
        {"ENOTUNIQ", 76},
        {"EBADFD", 77},
        {"EREMCHG", 78},
        {"ELIBACC", 79},
        {"ELIBBAD", 80},
        {"ELIBSCN", 81},
        {"ELIBMAX", 82},
        {"ELIBEXEC", 83},
        {"EILSEQ", 84},
        {"ERESTART", 85},
        {"ESTRPIPE", 86},
        {"EUSERS", 87},
        {"ENOTSOCK", 88},
        {"EDESTADDRREQ", 89},
        {"EMSGSIZE", 90},
        {"EPROTOTYPE", 91},
        {"ENOPROTOOPT", 92},
        {"EPROTONOSUPPORT", 93},
        {"ESOCKTNOSUPPORT", 94},
        {"ENOTSUP", 95},
        {"EPFNOSUPPORT", 96},
        {"EAFNOSUPPORT", 97},
        {"EADDRINUSE", 98},
        {"EADDRNOTAVAIL", 99},
        {"ENETDOWN", 100},
        {"ENETUNREACH", 101},
        {"ENETRESET", 102},
        {"ECONNABORTED", 103},
        {"ECONNRESET", 104},
        {"ENOBUFS", 105},
        {"EISCONN", 106},
        {"ENOTCONN", 107},
        {"ESHUTDOWN", 108},
        {"ETOOMANYREFS", 109},
        {"ETIMEDOUT", 110},
        {"ECONNREFUSED", 111},
        {"EHOSTDOWN", 112},
        {"EHOSTUNREACH", 113},
        {"EALREADY", 114},
        {"EINPROGRESS", 115},
        {"ESTALE", 116},
        {"EUCLEAN", 117},
        {"ENOTNAM", 118},
        {"ENAVAIL", 119},
        {"EISNAM", 120},
        {"EREMOTEIO", 121},
        {"EDQUOT", 122},
        {"ENOMEDIUM", 123},
        {"EMEDIUMTYPE", 124},
        {"ECANCELED", 125},
        {"ENOKEY", 126},
        {"EKEYEXPIRED", 127},
        {"EKEYREVOKED", 128},
        {"EKEYREJECTED", 129},
        {"EOWNERDEAD", 130},
        {"ENOTRECOVERABLE", 131},
        {"ERFKILL", 132},
        {"ERESTARTSYS", 512},
        {"ERESTARTNOINTR", 513},
        {"ERESTARTNOHAND", 514},
        {"ENOIOCTLCMD", 515},
        {"ERESTART_RESTARTBLOCK", 516},
        {"ENOTSUPP", 524},
    };
    return table;
}

}
