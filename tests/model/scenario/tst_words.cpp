// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/scenario/operations.h>
#include <model/scenario/scenario.h>

#include <QDir>
#include <QFile>
#include <QTest>

using namespace sandscope;
using namespace sandscope::scenario;

namespace {

/// A story whose last step is one with the word, and how that step is told: "CALL = RESULT".
struct Row
{
    const char* word;
    QList<QByteArray> steps;
    QByteArray told;
};

// Two processes of Linux: t, which is root, and its child u.
const QByteArray preamble = "title: x\n"
                            "behaviour: linux\n"
                            "steps:\n"
                            "  - {start: /bin/sh, as: t}\n"
                            "  - {by: t, fork: , as: u}\n";

const QList<Row> rows = {
    {"accept", {"{by: t, socket: unix, as: s}", "{by: t, accept: s, as: c}"}, "accept(3) = 4"},
    {"allow_setgroups",
     {"{by: t, allow_setgroups: true}"},
     "write(/proc/1/setgroups, \"allow\") = 0"},
    {"ambient",
     {"{by: t, capset: {effective: kill, permitted: kill, inheritable: kill}}",
      "{by: t, ambient: kill}"},
     "prctl(PR_CAP_AMBIENT_RAISE, kill) = 0"},
    {"chroot", {"{by: t, chroot: /srv}"}, "chroot(\"/srv\") = 0"},
    {"clear_ambient", {"{by: t, clear_ambient: }"}, "prctl(PR_CAP_AMBIENT_CLEAR_ALL) = 0"},
    {"close_range", {"{by: t, close_range: {first: 1, last: 2}}"}, "close_range(1, 2, 0) = 0"},
    {"dumpable", {"{by: t, dumpable: false}"}, "prctl(PR_SET_DUMPABLE, 0) = 0"},
    {"dup",
     {"{by: t, dup: {fd: 0, least: 10, close_on_exec: true}, as: f}"},
     "fcntl(0, F_DUPFD_CLOEXEC, 10) = 10"},
    {"dup2", {"{by: t, dup2: {from: 0, to: 9, close_on_exec: true}}"}, "dup3(0, 9, O_CLOEXEC) = 9"},
    {"epoll", {"{by: t, epoll: {close_on_exec: true}, as: e}"}, "epoll_create1(EPOLL_CLOEXEC) = 3"},
    {"epoll_ctl",
     {"{by: t, epoll: , as: e}", "{by: t, eventfd: , as: f}",
      "{by: t, epoll_ctl: {epoll: e, fd: f, events: in|edge}}"},
     "epoll_ctl(3, EPOLL_CTL_ADD, 4, 0x80000001) = 0"},
    {"exec",
     {"{by: t, exec: {program: /bin/ls, arguments: [ls, -l], environment: [A=1]}}"},
     "execve(\"/bin/ls\", [\"ls\", \"-l\"], 1 variable) = 0"},
    {"limit",
     {"{by: t, limit: {of: stack, to: 128K}}"},
     "prlimit(1, stack, soft 131072, hard as it is) = 0"},
    {"capset",
     {"{by: t, capset: {effective: [kill, chown], permitted: [kill, chown]}}"},
     "capset(effective chown|kill, permitted chown|kill, inheritable none) = 0"},
    {"mlock",
     {"{by: t, mmap: {length: 64K, at: 0x10000000, populate: true, grows_down: true}, as: a}",
      "{by: t, mlock: {at: a, length: 4K, on_fault: true}}"},
     "mlock2(0x10000000, 4 KiB, MLOCK_ONFAULT) = 0"},
    {"shmat",
     {"{by: t, shmat: {key: 1, length: 64K, at: 0x10000000, read_only: true}, as: s}"},
     "shmat(shmget(0x1, 64 KiB), 0x10000000, SHM_RDONLY) = 0x10000000"},
    {"event_count",
     {"{by: t, eventfd: , as: f}", "{by: t, event_count: {fd: f, to: 7}}"},
     "descriptor 3 counts 7"},
    {"eventfd",
     {"{by: t, eventfd: {count: 5, semaphore: true}, as: f}"},
     "eventfd(5, EFD_SEMAPHORE) = 3"},
    {"file_flags",
     {"{by: t, pipe: , as: [r, w]}", "{by: t, file_flags: {fd: r, to: nonblock}}"},
     "fcntl(3, F_SETFL, O_RDONLY|O_NONBLOCK) = 0"},
    {"inotify", {"{by: t, inotify: {nonblock: true}, as: i}"}, "inotify_init1(IN_NONBLOCK) = 3"},
    {"kill_all", {"{by: t, kill_all: 15}"}, "kill(-1, SIGTERM) = 0"},
    {"kill_group", {"{by: t, kill_group: {signal: 0}}"}, "kill(0, 0) = 0"},
    {"kill_thread", {"{by: t, kill_thread: {task: u, signal: 15}}"}, "tgkill(2, 2, SIGTERM) = 0"},
    {"madvise",
     {"{by: t, mmap: {length: 64K, at: 0x10000000, fixed: true}, as: a}",
      "{by: t, madvise: {at: a, length: 64K, advice: wipe_on_fork}}"},
     "madvise(0x10000000, 64 KiB, MADV_WIPEONFORK) = 0"},
    {"memfd", {"{by: t, memfd: queue, as: q}"}, "memfd_create(\"queue\") = 3"},
    {"mlockall",
     {"{by: t, mlockall: [current, on_fault]}"},
     "mlockall(MCL_CURRENT|MCL_ONFAULT) = 0"},
    {"mmap",
     {"{by: t, mmap: {length: 64K, at: 0x10000000, fixed: true}, as: a}",
      "{by: t, mmap: {length: 4K, at: a, fixed: true, replaces: false}, expect: EEXIST}"},
     "mmap(0x10000000, 4 KiB, rw-, private|fixed_noreplace) = EEXIST"},
    {"mremap",
     {"{by: t, mmap: {length: 64K, at: 0x10000000, fixed: true, populate: true}, as: a}",
      "{by: t, mremap: {at: a, length: 64K, new_length: 64K, may_move: true, dont_unmap: true, "
      "target: 0x20000000}, as: b}"},
     "mremap(0x10000000, 64 KiB, 64 KiB, maymove|fixed|dontunmap, 0x20000000) ="
     " 0x20000000"},
    {"munlockall", {"{by: t, munlockall: }"}, "munlockall() = 0"},
    {"nice", {"{by: t, nice: {value: 3, task: u}}"}, "setpriority(2, 3) = 0"},
    {"oom_score_adj", {"{by: t, oom_score_adj: 500}"}, "write(/proc/1/oom_score_adj, \"500\") = 0"},
    {"open",
     {"{by: t, open: {path: /data, flags: [directory, path]}, as: d}",
      "{by: t, open: {path: log, from: d, flags: [write, create, truncate, no_follow], size: 4K}}"},
     "openat(3, \"log\", O_WRONLY|O_TRUNC|O_CREAT|O_NOFOLLOW) = 4"},
    {"parent_death_signal",
     {"{by: u, parent_death_signal: 9}"},
     "prctl(PR_SET_PDEATHSIG, SIGKILL) = 0"},
    {"pass", {"{after: 1s, pass: }"}, "time passes"},
    {"pidfd", {"{by: t, pidfd: u, as: p}"}, "pidfd_open(2) = 3"},
    {"pipe", {"{by: t, pipe: {nonblock: true}, as: [r, w]}"}, "pipe2(O_NONBLOCK) = 3, 4"},
    {"read",
     {"{by: t, open: {path: /data/log, size: 1M}, as: f}",
      "{by: t, read: {bytes: 4K, fd: f, offset: 64K}}"},
     "pread64(3, 4 KiB, 65536) = 4096"},
    {"rename",
     {"{by: t, open: /data/log}", "{by: t, rename: {from: /data/log, to: /data/old}}"},
     "rename(\"/data/log\", \"/data/old\") = 0"},
    {"scheduler",
     {"{by: t, scheduler: {policy: fifo, priority: 3}}"},
     "sched_setscheduler(1, fifo, 3) = 0"},
    {"seccomp", {"{by: t, seccomp: {strict: true}}"}, "seccomp(SET_MODE_STRICT) = 0"},
    {"seek",
     {"{by: t, open: {path: /data/log, size: 1M}, as: f}",
      "{by: t, seek: {fd: f, to: -16, from: end}}"},
     "lseek(3, -16, SEEK_END) = 1048560"},
    {"seize",
     {"{by: t, seize: {task: u, options: [follow, kill_when_gone]}}"},
     "ptrace(PTRACE_SEIZE, 2) = 0"},
    {"set_environment",
     {"{start: {program: /bin/sh, environment: [HOME=/]}, as: v}", "{by: v, set_environment: PWD}"},
     "overwrite the environment with 3 bytes"},
    {"set_timer",
     {"{by: t, timerfd: , as: f}", "{by: t, set_timer: {fd: f, to: 2s, every: 500ms}}"},
     "timerfd_settime(3, 0, 2000 ms, 500 ms) = 0"},
    {"setfsgid", {"{by: t, setfsgid: 1000}"}, "setfsgid(1000) = 0"},
    {"setfsuid", {"{by: t, setfsuid: 1000}", "{by: t, setfsuid: 2}"}, "setfsuid(2) = 1000"},
    {"setns",
     {"{by: u, unshare: newuts}", "{by: t, setns: {of: u, kinds: newuts}}"},
     "setns(2, newuts) = 0"},
    {"setregid", {"{by: t, setregid: {real: 5}}"}, "setregid(5, -1) = 0"},
    {"setresgid", {"{by: t, setresgid: {real: 5, saved: 6}}"}, "setresgid(5, -1, 6) = 0"},
    {"setresuid", {"{by: t, setresuid: {effective: 5}}"}, "setresuid(-1, 5, -1) = 0"},
    {"setreuid", {"{by: t, setreuid: {real: 5, effective: 6}}"}, "setreuid(5, 6) = 0"},
    {"shmdt",
     {"{by: t, shmat: {key: 1, length: 64K, at: 0x10000000}, as: s}", "{by: t, shmdt: s}"},
     "shmdt(0x10000000) = 0"},
    {"signal_action",
     {"{by: t, signal_action: {signal: 17, action: ignore, no_child_wait: true}}"},
     "sigaction(SIGCHLD, SIG_IGN) = 0"},
    {"signal_mask", {"{by: t, signal_mask: [10, 12]}"}, "sigprocmask([SIGUSR1 SIGUSR2]) = 0"},
    {"signalfd",
     {"{by: t, signalfd: [10], as: f}", "{by: t, signalfd: {fd: f, signals: [10, 12]}}"},
     "signalfd(3, [SIGUSR1 SIGUSR2]) = 0"},
    {"socket",
     {"{by: t, socket: {family: inet, type: datagram, close_on_exec: true}, as: s}"},
     "socket(inet, datagram, SOCK_CLOEXEC) = 3"},
    {"socketpair",
     {"{by: t, socketpair: {nonblock: true}, as: [a0, a1]}"},
     "socketpair(SOCK_NONBLOCK) = 3, 4"},
    {"subreaper", {"{by: t, subreaper: }"}, "prctl(PR_SET_CHILD_SUBREAPER, 1) = 0"},
    {"take_signal",
     {"{by: u, signal_mask: [10]}", "{by: t, kill: {task: u, signal: 10}}",
      "{by: u, take_signal: [10, 12]}"},
     "sigtimedwait([SIGUSR1 SIGUSR2]) = 10"},
    {"timerfd",
     {"{by: t, timerfd: {clock: boottime, nonblock: true}, as: f}"},
     "timerfd_create(boottime, TFD_NONBLOCK) = 3"},
    {"trace_me", {"{by: u, trace_me: }"}, "ptrace(PTRACE_TRACEME) = 0"},
    {"trace_options",
     {"{by: t, attach: u}", "{by: t, trace_options: {task: u, options: follow}}"},
     "ptrace(PTRACE_SETOPTIONS, 2) = 0"},
    {"truncate",
     {"{by: t, open: {path: /data/log, flags: write}, as: f}",
      "{by: t, truncate: {fd: f, to: 8K}}"},
     "ftruncate(3, 8 KiB) = 0"},
    {"umask", {"{by: t, umask: 027}"}, "umask(0027) = 0022"},
    {"unlink",
     {"{by: t, open: /data/log}", "{by: t, unlink: /data/log}"},
     "unlink(\"/data/log\") = 0"},
    {"unwatch",
     {"{by: t, inotify: , as: i}", "{by: t, watch: {fd: i, path: /tmp}}",
      "{by: t, unwatch: {fd: i, watch: 1}}"},
     "inotify_rm_watch(3, 1) = 0"},
    {"wait",
     {"{by: u, setpgid: }", "{by: u, exit: 3}", "{by: t, wait: {group: u, kind: any, keep: true}}"},
     "wait4(-2, WNOWAIT|__WALL) = 2, status 0x300"},
    {"watch",
     {"{by: t, inotify: , as: i}", "{by: t, watch: {fd: i, path: /tmp, mask: 2}}"},
     "inotify_add_watch(3, \"/tmp\", 0x2) = 1"},
    {"write",
     {"{by: t, open: {path: /data/log, flags: write}, as: f}",
      "{by: t, write: {bytes: 600, fd: f}}"},
     "write(3, 600 bytes) = 600"},
    {"yield", {"{by: t, yield: }"}, "sched_yield() = 0"},
};

QByteArray told(const snapshot::StepReport& report)
{
    QByteArray text = QByteArray::fromStdString(report.text);
    if (report.error != procfs::Errno::ok)
        text += QByteArray(" = ") + QByteArray::fromStdString(procfs::errnoName(report.error));
    else if (!report.result.empty())
        text += " = " + QByteArray::fromStdString(report.result);
    return text;
}

}

/// Each word does what it says, in a story of its own.
class WordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runs_data();
    void runs();
    void everyWordRunsSomewhere();
};

void WordsTest::runs_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < rows.size(); ++i)
        QTest::newRow(rows[i].word) << i;
}

void WordsTest::runs()
{
    QFETCH(int, index);
    const Row& row = rows[index];
    QVERIFY(row.steps.back().contains(row.word));
    QByteArray yaml = preamble;
    for (const QByteArray& step : row.steps)
        yaml += "  - " + step + '\n';
    const auto parsed = parseScenario(
        std::string_view(yaml.data(), static_cast<std::size_t>(yaml.size())), "t.yaml");
    QVERIFY2(parsed, parsed ? "" : describe(parsed.error().front()).c_str());
    Run run(*parsed);
    while (!run.atEnd()) {
        const auto moment = run.step();
        QVERIFY2(moment, moment ? "" : describe(moment.error()).c_str());
    }
    QCOMPARE(told(*run.moment().report), row.told);
}

// Here or in one of the shipped scenarios, whose claims are tested as well.
void WordsTest::everyWordRunsSomewhere()
{
    QByteArray shipped;
    const QDir dir(QStringLiteral(SANDSCOPE_SOURCE_DIR "/resources/scenarios"));
    for (const QString& name : dir.entryList({QStringLiteral("*.yaml")}, QDir::Files)) {
        QFile file(dir.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        shipped += file.readAll();
    }
    for (const std::string& word : operationNames()) {
        const QByteArray key = ' ' + QByteArray::fromStdString(word) + ':';
        const bool isHere = std::ranges::any_of(rows, [&key](const Row& row) {
            return std::ranges::any_of(row.steps, [&key](const QByteArray& step) {
                return step.contains(key) || step.startsWith('{' + key.mid(1));
            });
        });
        QVERIFY2(isHere || shipped.contains(key), word.c_str());
    }
}

QTEST_APPLESS_MAIN(WordsTest)
#include "tst_words.moc"
