// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/replayer.h>
#include <procfs/filesystem.h>
#include <procfs/recordfilesystem.h>

#include <QTest>

#include <algorithm>
#include <format>

using namespace sandscope;
using namespace sandscope::replay;

/// Single lines of a log: what they do to the task, and what damaged ones cost.
class LogLinesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLongBeginningIsReadOnce();
    void timesStayInOrder();
    void aTracerThatLeft();
    void failedCallsAreCounted();
    void whatGoesFromFileToFile();
    void descriptorsOfChildren();
    void aChildWithoutHandlers();
    void tracersOfGvisor();
    void aProgramWithoutAName();
    void anotherThreadIsNamed();
    void valuesThatNoKernelTakes();
    void personalities();
    void descriptorsFromElsewhere();
    void memoryMovesAsTheLogSays_data();
    void memoryMovesAsTheLogSays();
    void aGroupThatCannotBe();
    void queuedSignals();
    void mapsFromWithinANamespace();
    void belowAnotherRoot();
    void askingHasItsPrice();
    void whatIsNotSimulatedIsSaid();
};

namespace {

constexpr std::string_view start = "5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n";
// gVisor's own lines begin so, for its first process.
constexpr std::string_view gvisorHead = "I1122 06:00:09.100000   1 strace.go:1] [   1:   1] x ";

/// A log that was played to its end.
class Played
{
public:
    explicit Played(std::string bytes, ReplayOptions options = {})
        : m_log(Log::parse(std::move(bytes), "test.log").value())
        , m_replayer(m_log, std::move(options))
    {
        while (!m_replayer.atEnd()) {
            (void)m_replayer.step();
            for (const snapshot::StepMark& mark : m_replayer.moment().report->marks) {
                if (mark.kind == snapshot::StepMark::Kind::diverged)
                    m_divergences += mark.text + '\n';
                else
                    m_notes += mark.text + '\n';
            }
        }
    }

    const Log& log() const { return *m_log; }
    kernel::Kernel& system() { return m_replayer.system(); }
    kernel::TaskId task(int tid) { return system().findTask(tid); }
    const std::string& divergences() const { return m_divergences; }
    const std::string& notes() const { return m_notes; }
    std::optional<procfs::FdEntry> descriptor(int fd, int tid = 5)
    {
        return system().descriptor(task(tid), fd);
    }
    /// Of /proc, as the log's kernel has it.
    std::string file(const std::string& path)
    {
        const auto node = files()->walk(path);
        std::string bytes;
        if (node)
            (void)(*node)->read(0, 65536, bytes);
        return bytes;
    }
    std::string link(const std::string& path)
    {
        const auto node = files()->walk(path);
        const auto target = node ? (*node)->readlink() : procfs::Answer<std::string>("nothing");
        return target.value_or("error");
    }

private:
    std::shared_ptr<procfs::FileSystem> files()
    {
        snapshot::ViewOptions view;
        view.dialect = procfs::Dialect::linux_;
        return snapshot::makeFileSystem(m_replayer.moment().snapshot, view,
                                        std::make_shared<procfs::RecordCache>());
    }

    LogPtr m_log;
    Replayer m_replayer;
    std::string m_divergences, m_notes;
};

std::string began(std::string_view lines)
{
    return std::string(start).append(lines);
}

}

#define COMPARE_NOTHING(text) QCOMPARE(QByteArray::fromStdString(text), QByteArray())

void LogLinesTest::aLongBeginningIsReadOnce()
{
    std::string bytes = "5 write(3, \"" + std::string(1'000'000, 'a') + "\", <unfinished ...>\n";
    constexpr std::size_t damaged = 100'000;
    for (std::size_t i = 0; i < damaged; ++i)
        bytes += "5 <... write resumed>x\n";
    const auto log = Log::parse(std::move(bytes), "test.log");
    QVERIFY(log);
    QCOMPARE((*log)->problemCount(), damaged);
    QVERIFY((*log)->problems()[1].message.contains("never began"));

    const auto other = Log::parse("5 read(3,  <unfinished ...>\n5 <... readv resumed>) = 0\n", "x");
    QCOMPARE((*other)->problemCount(), 1U);
    QVERIFY((*other)->problems()[0].message.contains("another call"));
}

void LogLinesTest::timesStayInOrder()
{
    std::string bytes;
    for (int i = 0; i < 200; ++i)
        bytes += "5 99999999.000000 getppid() = 1\n";
    for (int i = 0; i < 200; ++i)
        bytes += "5 9000000000.999999 getppid() = 1\n5 23:59:59.000000 getppid() = 1\n"
                 "5 00:00:00.000000 getppid() = 1\n";
    Played played(bytes);
    std::chrono::nanoseconds last{};
    for (std::size_t i = 0; i < 200; ++i) {
        const auto time = played.log().event(i).time;
        QVERIFY(time && *time >= last);
        last = *time;
    }
    QVERIFY(last > std::chrono::hours(24 * 365 * 199));
    QVERIFY(!kernel::checkPublished(played.system()));
}

void LogLinesTest::aTracerThatLeft()
{
    Played played(began("5 futex(0x7f00, FUTEX_WAIT, 0, NULL <detached ...>\n"));
    QCOMPARE(played.log().problemCount(), 0U);
    QCOMPARE(played.system().state(played.task(5)), std::optional(procfs::TaskState::sleeping));
}

void LogLinesTest::failedCallsAreCounted()
{
    Played played(began("5 openat(AT_FDCWD, \"/a\", O_RDWR) = 3\n"
                        "5 read(3, 0x7f00, 10) = -1 EAGAIN (Resource temporarily unavailable)\n"
                        "5 read(3, 0x7f00, 10) = ? ERESTARTSYS (To be restarted)\n"
                        "5 read(3, \"abc\", 10) = 3\n"
                        "5 pread64(3, 0x7f00, 10, 0) = -1 EINVAL (Invalid argument)\n"
                        "5 readv(77, [{iov_base=0x7f, iov_len=1}], 1) = -1 EBADF (Bad file)\n"
                        "5 write(3, \"abcd\", 4) = -1 EPIPE (Broken pipe)\n"
                        "5 writev(3, [{iov_base=\"ab\", iov_len=2}], 1) = 2\n"));
    COMPARE_NOTHING(played.divergences());
    const std::string io = played.file("5/io");
    QVERIFY2(io.starts_with("rchar: 3\nwchar: 2\nsyscr: 4\nsyscw: 2\n"), io.c_str());
    QCOMPARE(played.descriptor(3)->position, 5U);
}

void LogLinesTest::whatGoesFromFileToFile()
{
    const std::string_view lines = "5 openat(AT_FDCWD, \"/a\", O_RDWR) = 3\n"
                                   "5 openat(AT_FDCWD, \"/b\", O_RDWR) = 4\n"
                                   "5 sendfile(4, 3, NULL, 1000) = 1000\n"
                                   "5 sendfile(4, 3, [7] => [507], 500) = 500\n"
                                   "5 copy_file_range(3, NULL, 4, [9], 20, 0) = 20\n"
                                   "5 splice(3, NULL, 4, NULL, 3, 0) = 3\n";
    Played played(began(lines));
    const std::string io = played.file("5/io");
    QVERIFY2(io.starts_with("rchar: 1520\nwchar: 1520\nsyscr: 3\nsyscw: 3\n"), io.c_str());
    QCOMPARE(played.descriptor(3)->position, 1023U);
    QCOMPARE(played.descriptor(4)->position, 1503U);

    Played gvisor(began(lines), {.behaviour = kernel::Behaviour::gvisor2024});
    const std::string none = gvisor.file("5/io");
    QVERIFY2(none.starts_with("rchar: 0\nwchar: 0\nsyscr: 0\nsyscw: 0\n"), none.c_str());
    QCOMPARE(gvisor.descriptor(3)->position, 1023U);
}

void LogLinesTest::descriptorsOfChildren()
{
    Played played(began(
        "5 clone(child_stack=NULL, flags=CLONE_PIDFD|SIGCHLD, parent_tid=[3]) = 6\n"
        "5 clone3({flags=CLONE_PIDFD, pidfd=0x7f00, exit_signal=SIGCHLD, stack=NULL, "
        "stack_size=0} => {pidfd=[4<pid:7>]}, 88) = 7\n"
        "5 clone3({flags=CLONE_VM|CLONE_PIDFD|CLONE_VFORK, pidfd=0x7f00, exit_signal=SIGCHLD, "
        "stack=0x7f00, stack_size=0x9000} => {pidfd=[5]}, 88 <unfinished ...>\n"
        "8 execve(\"/bin/y\", [\"y\"], 0x1 /* 0 vars */) = 0\n"
        "5 <... clone3 resumed>) = 8\n"
        "5 clone(child_stack=NULL, flags=CLONE_PIDFD|SIGCHLD, parent_tid=[9]) = 9\n"));
    QCOMPARE(played.divergences(), std::string("The log has descriptor 9, the simulation 6.\n"));
    for (const int fd : {3, 4, 5, 9}) {
        const auto entry = played.descriptor(fd);
        QVERIFY(entry && entry->path == "pidfd" && entry->closeOnExec);
        QVERIFY(!played.descriptor(fd, 6) || fd < 3);
    }
    QVERIFY(!played.descriptor(6));
    QVERIFY(!kernel::checkInvariants(played.system()));
}

void LogLinesTest::aChildWithoutHandlers()
{
    Played played(began(
        "5 rt_sigaction(SIGUSR1, {sa_handler=0x4000, sa_mask=[], sa_flags=0}, NULL, 8) = 0\n"
        "5 rt_sigaction(SIGTERM, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}, NULL, 8) = 0\n"
        "5 clone3({flags=CLONE_CLEAR_SIGHAND, exit_signal=SIGCHLD, stack=NULL, stack_size=0}, "
        "88) = 6\n"
        "5 clone(child_stack=NULL, flags=SIGCHLD) = 7\n"));
    const std::string cleared = played.file("6/status");
    QVERIFY2(cleared.contains("SigIgn:\t0000000000004000\nSigCgt:\t0000000000000000\n"),
             cleared.c_str());
    QVERIFY(played.file("7/status").contains("SigCgt:\t0000000000000200\n"));
}

void LogLinesTest::tracersOfGvisor()
{
    std::string bytes;
    const auto add = [&](std::string_view call, std::string_view result) {
        bytes.append(gvisorHead).append("X ").append(call).append(" = ").append(result);
        bytes.append(" (1µs)\n");
    };
    const std::string_view child = "[   2:   2] x X ";
    add("clone(0x11, 0x0, 0x0, 0x0, 0x0)", "2 (0x2)");
    add("ptrace(PTRACE_SEIZE, 0x2, 0x0, 0x0)", "0 (0x0)");
    const auto addChild = [&](std::string_view call) {
        bytes.append("I1122 06:00:09.200000   1 strace.go:1] ").append(child).append(call);
        bytes.append(" (1µs)\n");
    };
    addChild("clone(0x11, 0x0, 0x0, 0x0, 0x0) = 3 (0x3)");
    addChild("clone(0x2011, 0x0, 0x0, 0x0, 0x0) = 4 (0x4)");
    add("ptrace(PTRACE_INTERRUPT, 0x2, 0x0, 0x0)", "0 (0x0)");
    add("ptrace(PTRACE_SETOPTIONS, 0x2, 0x0, 0x100002)", "0 (0x0)");
    add("ptrace(PTRACE_CONT, 0x2, 0x0, 0x0)", "0 (0x0)");
    addChild("clone(0x11, 0x0, 0x0, 0x0, 0x0) = 5 (0x5)");
    addChild("clone(0x800011, 0x0, 0x0, 0x0, 0x0) = 6 (0x6)");
    Played played(bytes);
    COMPARE_NOTHING(played.divergences());
    const auto tracerOf = [&](int tid) {
        return played.system().tid(played.system().tracer(played.task(tid))).value;
    };
    QCOMPARE(tracerOf(2), 1);
    QCOMPARE(tracerOf(3), 0);
    QCOMPARE(tracerOf(4), 1);
    QCOMPARE(tracerOf(5), 1);
    QCOMPARE(tracerOf(6), 0);
}

void LogLinesTest::aProgramWithoutAName()
{
    Played played(began("5 memfd_create(\"prog\", MFD_CLOEXEC) = 3\n"
                        "5 execveat(3, \"\", [\"prog\"], 0x1 /* 0 vars */, AT_EMPTY_PATH) = 0\n"));
    QCOMPARE(played.link("5/exe"), std::string("/memfd:prog (deleted)"));
    QCOMPARE(played.system().name(played.task(5)), std::string("memfd:prog"));
}

void LogLinesTest::anotherThreadIsNamed()
{
    const std::string_view lines
        = "5 clone(child_stack=0x7f00, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|"
          "CLONE_THREAD) = 6\n"
          "5 clone(child_stack=NULL, flags=SIGCHLD) = 7\n"
          "6 futex(0x7f00, FUTEX_WAIT, 0, NULL <unfinished ...>\n"
          "5 openat(AT_FDCWD, \"/proc/self/task/6/comm\", O_RDWR) = 3\n"
          "5 write(3, \"worker\\n\", 7) = 7\n";
    Played played(began(lines));
    COMPARE_NOTHING(played.divergences());
    QCOMPARE(played.system().name(played.task(6)), std::string("worker"));
    QCOMPARE(played.system().name(played.task(5)), std::string("x"));
    QCOMPARE(played.system().state(played.task(6)), std::optional(procfs::TaskState::sleeping));

    using procfs::Errno;
    auto& system = played.system();
    const auto rename = [](kernel::Kernel& in, int who) {
        const auto done = in.setName(in.findTask(5), in.findTask(who), "other");
        return done ? Errno::ok : done.error();
    };
    QCOMPARE(rename(system, 7), Errno::invalid); // another process
    QCOMPARE(rename(system, 8), Errno::noProcess);
    Played old(began(lines), {.behaviour = kernel::Behaviour::gvisor2022});
    QCOMPARE(rename(old.system(), 6), Errno::access);
}

void LogLinesTest::valuesThatNoKernelTakes()
{
    Played played(began("5 prctl(PR_SET_DUMPABLE, 0x2 /* SUID_DUMP_??? */) = -1 EINVAL (Invalid)\n"
                        "5 prctl(PR_SET_KEEPCAPS, 7) = -1 EINVAL (Invalid argument)\n"
                        "5 prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0) = -1 EINVAL (Invalid argument)\n"
                        "5 prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 1, 0) = -1 EINVAL (Invalid argument)\n"
                        "5 prctl(PR_SET_PDEATHSIG, 99) = -1 EINVAL (Invalid argument)\n"
                        "5 prctl(PR_CAPBSET_DROP, 4294967295) = -1 EINVAL (Invalid argument)\n"
                        "5 prctl(PR_SET_NAME, 0x1) = -1 EFAULT (Bad address)\n"
                        "5 prctl(PR_SET_SECCOMP, 9) = -1 EINVAL (Invalid argument)\n"));
    COMPARE_NOTHING(played.divergences());
    Played others(began("5 prctl(PR_SET_DUMPABLE, 2) = 0\n"
                        "5 prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0x7f00, 4096, \"heap\") = 0\n"));
    QCOMPARE(others.divergences(), std::string("The log has 0, the simulation EINVAL.\n"));
    QVERIFY(others.notes().contains("What this prctl changes is not simulated."));
}

void LogLinesTest::personalities()
{
    const std::string_view lines = "5 personality(0xffffffff) = 0 (PER_LINUX)\n"
                                   "5 personality(PER_LINUX|ADDR_NO_RANDOMIZE) = 0 (PER_LINUX)\n"
                                   "5 clone(child_stack=NULL, flags=SIGCHLD) = 6\n"
                                   "6 personality(0xffffffff) = 0x40000 (PER_LINUX|ADDR_NO_R)\n";
    Played played(began(lines));
    COMPARE_NOTHING(played.divergences());
    QCOMPARE(played.file("6/personality"), std::string("00040000\n"));
    Played gvisor(began("5 personality(0xffffffff) = -1 EINVAL (Invalid argument)\n"),
                  {.behaviour = kernel::Behaviour::gvisor2024});
    COMPARE_NOTHING(gvisor.divergences());
}

void LogLinesTest::descriptorsFromElsewhere()
{
    Played played(began(
        "5 socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0\n"
        "5 recvmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"x\", iov_len=1}], "
        "msg_iovlen=1, msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, "
        "cmsg_data=[5</etc/passwd>, 6]}], msg_controllen=24, msg_flags=MSG_CMSG_CLOEXEC}, "
        "MSG_CMSG_CLOEXEC) = 1\n"
        "5 landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) = 4\n"
        "5 landlock_create_ruleset({handled_access_fs=0x1}, 8, 0) = 7\n"
        "5 bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH}, 72) = 8\n"
        "5 bpf(BPF_MAP_LOOKUP_ELEM, {map_fd=8}, 32) = 0\n"
        "5 open_by_handle_at(4, {handle_bytes=8}, O_RDONLY) = 9</b>\n"
        "5 fsopen(\"proc\", 0) = 10\n"
        "5 dup(8) = 11\n"));
    COMPARE_NOTHING(played.divergences());
    QCOMPARE(played.descriptor(5)->path, std::string("/etc/passwd"));
    QVERIFY(played.descriptor(5)->closeOnExec && played.descriptor(6)->closeOnExec);
    QVERIFY(played.descriptor(8)->closeOnExec);
    QCOMPARE(played.descriptor(9)->path, std::string("/b"));
    QVERIFY(!played.descriptor(9)->closeOnExec && !played.descriptor(10)->closeOnExec);
    QVERIFY(played.descriptor(11));
    QVERIFY(played.notes().contains("an eventfd in place of what the log has"));
}

void LogLinesTest::memoryMovesAsTheLogSays_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("two areas, shrinking")
        << QByteArray("mremap(0x200000010000, 32768, 20480, MREMAP_MAYMOVE|MREMAP_FIXED, "
                      "0x300000000000) = 0x300000000000")
        << QByteArray("300000000000 r--p 4\n300000004000 rw-p 1\n");
    QTest::newRow("two areas, growing")
        << QByteArray("mremap(0x200000010000, 32768, 40960, MREMAP_MAYMOVE|MREMAP_FIXED, "
                      "0x300000000000) = 0x300000000000")
        << QByteArray("300000000000 r--p 4\n300000004000 rw-p 6\n");
    QTest::newRow("nothing there")
        << QByteArray("mremap(0x210000010000, 4096, 8192, MREMAP_MAYMOVE) = 0x300000000000")
        << QByteArray("200000010000 r--p 4\n200000014000 rw-p 4\n300000001000 rw-p 1\n");
    QTest::newRow("grows where it cannot")
        << QByteArray("mremap(0x200000010000, 16384, 20480, MREMAP_MAYMOVE) = 0x200000010000")
        << QByteArray("200000010000 r--p 5\n200000015000 rw-p 3\n");
}

void LogLinesTest::memoryMovesAsTheLogSays()
{
    QFETCH(QByteArray, call);
    QFETCH(QByteArray, expected);
    Played played(
        began("5 mmap(0x200000010000, 16384, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, "
              "0) = 0x200000010000\n"
              "5 mmap(0x200000014000, 16384, PROT_READ|PROT_WRITE, "
              "MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0) = 0x200000014000\n5 "
              + call.toStdString() + "\n"));
    QByteArray got;
    for (const procfs::Vma& vma : played.system().vmas(played.task(5))) {
        constexpr std::uint64_t page = 4096;
        if (vma.start >= 0x200000000000 && vma.end <= 0x400000000000)
            got += QByteArray::number(quint64(vma.start), 16) + ' ' + (vma.real.read ? 'r' : '-')
                + (vma.real.write ? "w-p " : "--p ")
                + QByteArray::number(quint64((vma.end - vma.start) / page)) + '\n';
    }
    QCOMPARE(got, expected);
    QVERIFY(!played.divergences().contains("cannot put it"));
    QVERIFY(!kernel::checkInvariants(played.system()));
}

void LogLinesTest::aGroupThatCannotBe()
{
    std::string bytes(gvisorHead);
    Played played(bytes + "X kill(0x80000000, SIGTERM) = 0 (0x0) (1µs)\n");
    QCOMPARE(played.divergences(), std::string("The log has 0, the simulation ESRCH.\n"));
}

void LogLinesTest::mapsFromWithinANamespace()
{
    // As unshare -Urpf does it: its child has another id than the one that /proc/self leads to.
    Played played(began("5 unshare(CLONE_NEWUSER|CLONE_NEWPID) = 0\n"
                        "5 clone(child_stack=NULL, flags=SIGCHLD) = 6\n"
                        "6 openat(AT_FDCWD, \"/proc/self/uid_map\", O_WRONLY) = 3\n"
                        "6 write(3, \"0 0 1\", 5) = 5\n"
                        "6 getuid() = 0\n"));
    COMPARE_NOTHING(played.divergences());
    QCOMPARE(played.file("6/uid_map"), std::string("         0          0          1\n"));
}

void LogLinesTest::queuedSignals()
{
    // Without lines about signals it is the simulation that decides what becomes of them.
    std::string bytes;
    const auto add = [&](std::string_view line) {
        bytes.append(gvisorHead).append("X ").append(line).append(" (1µs)\n");
    };
    add("clone(0x11, 0x0, 0x0, 0x0, 0x0) = 2 (0x2)");
    add("clone(0x11, 0x0, 0x0, 0x0, 0x0) = 3 (0x3)");
    add("rt_sigqueueinfo(0x2, SIGTERM, 0x7f00) = 0 (0x0)");
    add("rt_tgsigqueueinfo(0x3, 0x3, SIGKILL, 0x7f00) = 0 (0x0)");
    Played played(bytes);
    COMPARE_NOTHING(played.divergences());
    for (const int child : {2, 3})
        QCOMPARE(played.system().state(played.task(child)),
                 std::optional(procfs::TaskState::zombie));
}

void LogLinesTest::belowAnotherRoot()
{
    Played played(began("5 chroot(\"/jail\") = 0\n"
                        "5 chdir(\"/\") = 0\n"
                        "5 openat(AT_FDCWD, \"/jail/x\", O_RDONLY) = 3\n"
                        "5 openat(AT_FDCWD, \"/y\", O_RDONLY) = 4</jail/y>\n"
                        "5 openat(AT_FDCWD, \"../..\", O_RDONLY) = 5\n"
                        "5 openat(AT_FDCWD, \"/sub\", O_RDONLY|O_DIRECTORY) = 6\n"
                        "5 openat(6, \"z\", O_RDONLY) = 7\n"
                        "5 fchdir(9</jail2/x>) = 0\n"
                        "5 clone(child_stack=NULL, flags=SIGCHLD) = 6\n"
                        "6 fchdir(6) = 0\n"
                        "6 execveat(AT_FDCWD, \"/bin/true\", [\"true\"], 0x1, 0) = 0\n"
                        "6 execveat(6, \"tool\", [\"tool\"], 0x1, 0) = 0\n"));
    COMPARE_NOTHING(played.divergences());
    const auto pathOf = [&](int fd) { return played.descriptor(fd)->path; };
    QCOMPARE(pathOf(3), std::string("/jail/jail/x"));
    QCOMPARE(pathOf(4), std::string("/jail/y"));
    QCOMPARE(pathOf(5), std::string("/jail"));
    QCOMPARE(pathOf(7), std::string("/jail/sub/z"));
    QCOMPARE(played.system().workingDirectory(played.task(5)), std::string("/jail2/x"));
    QCOMPARE(played.system().workingDirectory(played.task(6)), std::string("/jail/sub"));
    QCOMPARE(played.link("6/exe"), std::string("/jail/sub/tool"));
}

void LogLinesTest::askingHasItsPrice()
{
    // Whether a call would have failed here is asked of a copy of the whole kernel.
    const auto logWith = [](int areas) {
        std::string bytes(start);
        for (int i = 0; i < areas; ++i) {
            const std::string at = std::format("{:#x}", 0x200000000000 + i * 0x2000);
            bytes += "5 mmap(" + at
                + ", 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, "
                  "0) = "
                + at + "\n";
        }
        for (int i = 0; i < 100; ++i)
            bytes += "5 close(77) = -1 EBADF (Bad file descriptor)\n";
        return bytes + "5 setuid(1000) = -1 EAGAIN (Try again)\n";
    };
    QCOMPARE(Played(logWith(10)).divergences(),
             std::string("The log has EAGAIN, the simulation 0.\n"));
    COMPARE_NOTHING(Played(logWith(2000)).divergences());
}

void LogLinesTest::whatIsNotSimulatedIsSaid()
{
    Played played(began("5 io_setup(1, [0x7f0000000000]) = 0\n"
                        "5 sched_setaffinity(0, 8, [0]) = 0\n"));
    QVERIFY(played.notes().contains("What io_setup changes is not simulated."));
    QVERIFY(played.notes().contains("What sched_setaffinity changes is not simulated."));
}

QTEST_APPLESS_MAIN(LogLinesTest)
#include "tst_loglines.moc"
