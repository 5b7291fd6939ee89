// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/replayer.h>
#include <procfs/filesystem.h>
#include <procfs/recordfilesystem.h>

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace sandscope;
using namespace sandscope::replay;

/// Logs from their first to their last line.
class ReplayerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsLikeTheKernel_data();
    void endsLikeTheKernel();
    void survivesEveryCut_data();
    void survivesEveryCut();
    void theSameTwice();
    void aDamagedLineCostsThatLine();
    void noLogAtAll();
    void theLogWins();
    void wrongIdsAreMarked();
    void whatFailedChangesNothing();
    void whatWouldNotHaveFailedIsSaid();
    void removedAndRenamed();
    void aNameThatEndsInDeleted();
    void specialFiles();
    void signalsAreBlocked();
    void aSubreaperAdopts();
    void whoIsStoppedIsHeldByTheTracer();
    void unknownCallsAreCounted();
    void aThreadThatCallsExecTakesTheLeadersId();
    void aVforkedChildLetsItsParentGo();
    void linesWithoutIds();
    void signalsOfGvisorWithoutRemarks();
    void savesAndRestores();
};

namespace {

const QString dataFolder = QStringLiteral(SANDSCOPE_TEST_DATA "/replay/logs/");

// Of the test data.
std::string bytesOf(const QString& name)
{
    QFile file(dataFolder + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

ReplayOptions optionsFor(const QString& name)
{
    using kernel::Behaviour;
    ReplayOptions options;
    if (name.startsWith(QLatin1StringView("gvisor2022-")))
        options.behaviour = Behaviour::gvisor2022;
    else if (name.startsWith(QLatin1StringView("gvisor2024-")))
        options.behaviour = Behaviour::gvisor2024;
    if (name.contains(QLatin1StringView("-own-")))
        options.behaviour.reset(); // the log says it
    return options;
}

LogPtr logOf(std::string bytes)
{
    auto log = Log::parse(std::move(bytes), "test.log");
    return log ? *log : nullptr;
}

void runToEnd(Replayer& replayer)
{
    while (!replayer.atEnd())
        (void)replayer.step();
}

procfs::Dialect dialectOf(const Replayer& replayer)
{
    switch (replayer.system().options().behaviour) {
    case kernel::Behaviour::gvisor2022:
        return procfs::Dialect::gvisor2022;
    case kernel::Behaviour::gvisor2024:
        return procfs::Dialect::gvisor2024;
    default:
        return procfs::Dialect::linux_;
    }
}

// "5 6 S 2 2 2 name" for each task: process, thread, state, parent, group, session.
std::vector<std::string> rowsOf(Replayer& replayer)
{
    const snapshot::SnapshotPtr snapshot = replayer.moment().snapshot;
    snapshot::ViewOptions view;
    view.dialect = dialectOf(replayer);
    const auto files
        = snapshot::makeFileSystem(snapshot, view, std::make_shared<procfs::RecordCache>());
    std::vector<std::pair<std::pair<int, int>, std::string>> rows;
    snapshot->tasks.forEach([&](auto, const std::shared_ptr<const snapshot::TaskSummary>& task) {
        const int pid = task->tgid.value;
        const int tid = task->tid.value;
        std::string stat;
        const auto node
            = files->walk(std::to_string(pid) + "/task/" + std::to_string(tid) + "/stat");
        if (node)
            (void)(*node)->read(0, 65536, stat);
        const std::size_t from = stat.find('(');
        const std::size_t to = stat.rfind(')');
        if (to == std::string::npos)
            return;
        std::string fields = stat.substr(to + 2);
        std::size_t end = 0;
        for (int blanks = 0; blanks < 4; ++blanks)
            end = fields.find(' ', end + 1);
        rows.push_back({{pid, tid},
                        std::to_string(pid) + ' ' + std::to_string(tid) + ' '
                            + fields.substr(0, end) + ' ' + stat.substr(from + 1, to - from - 1)});
    });
    std::ranges::sort(rows);
    std::vector<std::string> texts;
    for (auto& row : rows)
        texts.push_back(std::move(row.second));
    return texts;
}

// The state of one task of a log that is over: "S 2 2 2 name".
std::string rowOf(Replayer& replayer, int tid)
{
    for (const std::string& row : rowsOf(replayer)) {
        const std::size_t first = row.find(' ');
        const std::size_t second = row.find(' ', first + 1);
        if (row.substr(first + 1, second - first - 1) == std::to_string(tid))
            return row.substr(second + 1);
    }
    return "none";
}

std::vector<std::string> marksOf(Replayer& replayer)
{
    std::vector<std::string> texts;
    for (const snapshot::StepMark& mark : replayer.moment().report->marks)
        texts.push_back(mark.text);
    return texts;
}

void addLogs()
{
    QTest::addColumn<QString>("name");
    for (const QString& file : QDir(dataFolder).entryList({QStringLiteral("*.log")}))
        QTest::newRow(qPrintable(file)) << file.chopped(4);
}

}

void ReplayerTest::endsLikeTheKernel_data()
{
    addLogs();
}

void ReplayerTest::endsLikeTheKernel()
{
    QFETCH(QString, name);
    const LogPtr log = logOf(bytesOf(name + QStringLiteral(".log")));
    QVERIFY(log);
    QCOMPARE(log->problemCount(), 0U);
    Replayer replayer(log, optionsFor(name));
    runToEnd(replayer);
    QByteArray expected = QByteArray::fromStdString(bytesOf(name + QStringLiteral(".rows")));
    QVERIFY(!expected.isEmpty());
    if (log->form() == LogForm::strace && !expected.contains("\n2 2 "))
        (void)replayer.system().kill(std::nullopt, replayer.tracer(), kernel::signalKill);
    QByteArray got;
    for (const std::string& row : rowsOf(replayer))
        got += QByteArray::fromStdString(row) + '\n';
    QCOMPARE(got, expected);
    QVERIFY(!kernel::checkInvariants(replayer.system()));
    QVERIFY(!kernel::checkPublished(replayer.system()));
}

void ReplayerTest::survivesEveryCut_data()
{
    addLogs();
}

void ReplayerTest::survivesEveryCut()
{
    QFETCH(QString, name);
    const std::string bytes = bytesOf(name + QStringLiteral(".log"));
    for (std::size_t size = 1; size < bytes.size(); size += 997) {
        const auto log = Log::parse(bytes.substr(0, size), "cut.log");
        if (!log)
            continue;
        Replayer replayer(*log, optionsFor(name));
        runToEnd(replayer);
        const auto broken = kernel::checkInvariants(replayer.system());
        QVERIFY2(!broken, broken ? broken->c_str() : "");
    }
}

void ReplayerTest::theSameTwice()
{
    const LogPtr log = logOf(bytesOf(QStringLiteral("linux-raw-stopped.log")));
    Replayer published(log);
    Replayer quiet(log);
    while (!published.atEnd()) {
        (void)published.step();
        (void)published.moment();
    }
    runToEnd(quiet);
    QCOMPARE(rowsOf(published), rowsOf(quiet));
    QCOMPARE(published.system().generation(), quiet.system().generation());
}

void ReplayerTest::aDamagedLineCostsThatLine()
{
    std::string bytes = bytesOf(QStringLiteral("linux-raw-zombie.log"));
    const auto whole = logOf(bytes);
    bytes.insert(bytes.find('\n') + 1, "5 \xff\xfe nonsense (((\n\n5 close(3\n");
    const LogPtr log = logOf(bytes);
    QVERIFY(log);
    QCOMPARE(log->problemCount(), 2U);
    QCOMPARE(log->problems().front().line, 2);
    QCOMPARE(log->problems().back().line, 4);
    QCOMPARE(log->eventCount(), whole->eventCount());
    Replayer a(whole);
    Replayer b(log);
    runToEnd(a);
    runToEnd(b);
    QCOMPARE(rowsOf(a), rowsOf(b));
}

void ReplayerTest::noLogAtAll()
{
    for (const std::string& bytes :
         {std::string(), std::string("\n\n\n"), std::string("a\0b", 3), std::string(100'000, '('),
          std::string("+++ +++\n--- ---\n")}) {
        const auto log = Log::parse(bytes, "x");
        QVERIFY(!log);
        QVERIFY(!log.error().message.empty());
    }
}

void ReplayerTest::theLogWins()
{
    Replayer replayer(logOf("5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
                            "5 openat(AT_FDCWD, \"/a\", O_RDONLY) = 7\n"
                            "5 dup(7) = 3\n"
                            "5 pause("));
    (void)replayer.step();
    (void)replayer.step();
    QCOMPARE(marksOf(replayer),
             std::vector<std::string>{"The log has descriptor 7, the simulation 3."});
    QCOMPARE(replayer.counts().diverged, 1U);
    (void)replayer.step();
    QVERIFY(marksOf(replayer).empty());
    const auto task = replayer.system().findTask(5);
    QCOMPARE(replayer.system().descriptor(task, 7)->path, std::string("/a"));
    QCOMPARE(replayer.system().descriptor(task, 3)->path, std::string("/a"));
    QVERIFY(!replayer.system().descriptor(task, 4));
}

void ReplayerTest::whatFailedChangesNothing()
{
    Replayer replayer(logOf("5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
                            "5 setsid() = -1 EPERM (Operation not permitted)\n"
                            "5 openat(AT_FDCWD, \"/a\", O_RDONLY) = -1 ENOENT (No such file)\n"
                            "5 clone(child_stack=NULL, flags=SIGCHLD) = -1 EAGAIN (Try again)\n"));
    (void)replayer.step();
    const auto rows = rowsOf(replayer);
    const auto generation = replayer.system().generation();
    runToEnd(replayer);
    QCOMPARE(rowsOf(replayer), rows);
    QCOMPARE(replayer.system().generation(), generation);
}

void ReplayerTest::whatWouldNotHaveFailedIsSaid()
{
    Replayer replayer(logOf("5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
                            "5 setsid() = -1 EPERM (Operation not permitted)\n"
                            "5 setuid(1000) = -1 EAGAIN (Try again)\n"
                            "5 dup2(77, 3) = -1 EBADF (Bad file descriptor)\n"));
    (void)replayer.step();
    const auto generation = replayer.system().generation();
    (void)replayer.step();
    QCOMPARE(marksOf(replayer), std::vector<std::string>{"The log has EPERM, the simulation 0."});
    (void)replayer.step();
    QCOMPARE(marksOf(replayer), std::vector<std::string>{"The log has EAGAIN, the simulation 0."});
    (void)replayer.step();
    for (const std::string& mark : marksOf(replayer))
        QVERIFY2(!mark.starts_with("The log has"), mark.c_str());
    QCOMPARE(replayer.system().generation(), generation);
    QCOMPARE(rowOf(replayer, 5), std::string("R 2 2 2 x"));
}

void ReplayerTest::removedAndRenamed()
{
    Replayer replayer(logOf("5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
                            "5 openat(AT_FDCWD, \"/tmp/a\", O_RDWR) = 3\n"
                            "5 openat(AT_FDCWD, \"/tmp/d/b\", O_RDWR) = 4\n"
                            "5 openat(AT_FDCWD, \"/tmp/d\", O_RDONLY|O_DIRECTORY) = 5\n"
                            "5 unlink(\"/tmp/nothing\") = -1 ENOENT (No such file)\n"
                            "5 unlink(\"/tmp/a\") = 0\n"
                            "5 renameat2(5</tmp/d>, \"b\", AT_FDCWD, \"/tmp/c\", 0) = 0\n"
                            "5 rename(\"/tmp/d\", \"/tmp/e\") = 0\n"
                            "5 unlinkat(AT_FDCWD, \"/tmp/e\", AT_REMOVEDIR) = 0\n"));
    runToEnd(replayer);
    QCOMPARE(replayer.counts().diverged, 0U);
    const auto task = replayer.system().findTask(5);
    const auto at = [&](int fd) { return *replayer.system().descriptor(task, fd); };
    QCOMPARE(at(3).path, std::string("/tmp/a"));
    QVERIFY(at(3).deleted);
    QCOMPARE(at(4).path, std::string("/tmp/c"));
    QVERIFY(!at(4).deleted);
    QCOMPARE(at(5).path, std::string("/tmp/e"));
    QVERIFY(at(5).deleted);
}

void ReplayerTest::aNameThatEndsInDeleted()
{
    Replayer replayer(
        logOf("5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
              "5 openat(-100, \"/a (deleted)\", O_RDONLY) = 3</a (deleted)>\n"
              "5 openat(AT_FDCWD</>, \"/proc/7/fd/1\", O_RDONLY) = 4</b>(deleted)\n"));
    runToEnd(replayer);
    const auto task = replayer.system().findTask(5);
    QCOMPARE(replayer.system().descriptor(task, 3)->path, std::string("/a (deleted)"));
    QCOMPARE(replayer.system().descriptor(task, 4)->path, std::string("/b"));
}

void ReplayerTest::specialFiles()
{
    Replayer replayer(logOf(
        "5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
        "5 eventfd2(5, EFD_NONBLOCK) = 3\n"
        "5 write(3, \"\\2\\0\\0\\0\\0\\0\\0\\0\", 8) = 8\n"
        "5 epoll_create1(EPOLL_CLOEXEC) = 4\n"
        "5 epoll_ctl(4, EPOLL_CTL_ADD, 3, {events=EPOLLIN|EPOLLET, data={u32=7, u64=7}}) = 0\n"
        "5 timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK) = 5\n"
        "5 signalfd4(-1, [USR1 RT_5], 8, SFD_CLOEXEC) = 6\n"
        "5 inotify_init1(0) = 7\n"
        "5 inotify_add_watch(7, \"/tmp\", IN_CREATE|IN_DELETE) = 1\n"
        "5 fcntl(3, F_DUPFD_CLOEXEC, 20) = 20\n"
        "5 fcntl(4, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"));
    runToEnd(replayer);
    QVERIFY2(replayer.counts().divergences.empty(),
             replayer.counts().divergences.empty() ? "" : replayer.counts().divergences[0].c_str());
    const auto task = replayer.system().findTask(5);
    const auto linesOf = [&](int fd) {
        const auto entry = replayer.system().descriptor(task, fd);
        return entry && entry->details ? entry->details->lines : std::string();
    };
    QVERIFY2(linesOf(3).starts_with("eventfd-count:                7\n"), linesOf(3).c_str());
    QVERIFY2(linesOf(4).starts_with("tfd:        3 events: 80000019 data:                7"),
             linesOf(4).c_str());
    QVERIFY(linesOf(5).starts_with("clockid: 1\n"));
    QVERIFY(linesOf(6).starts_with("sigmask:\t0000001000000200\n"));
    QVERIFY(linesOf(7).contains("mask:300"));
    QVERIFY(replayer.system().descriptor(task, 20)->closeOnExec);
    QVERIFY((replayer.system().descriptor(task, 4)->statusFlags & 04000U) != 0);
}

void ReplayerTest::signalsAreBlocked()
{
    Replayer replayer(
        logOf("5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
              "5 rt_sigprocmask(SIG_BLOCK, [USR1 CHLD], NULL, 8) = 0\n"
              "5 rt_sigprocmask(0x1, [10], [10 17], 8) = 0\n"
              "5 rt_sigaction(SIGTERM, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}, NULL, 8) = 0\n"
              "5 pause("));
    runToEnd(replayer);
    const auto files = snapshot::makeFileSystem(
        replayer.moment().snapshot, {.dialect = procfs::Dialect::linux_, .mount = {}, .reader = {}},
        nullptr);
    std::string status;
    (void)(*files->walk("5/status"))->read(0, 65536, status);
    QVERIFY2(status.contains("SigBlk:\t0000000000010000\n"), status.c_str());
    QVERIFY2(status.contains("SigIgn:\t0000000000004000\n"), status.c_str());
    QVERIFY2(status.contains("TracerPid:\t2\n"), status.c_str());
}

void ReplayerTest::aSubreaperAdopts()
{
    Replayer replayer(logOf("5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
                            "5 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0\n"
                            "5 clone(child_stack=NULL, flags=SIGCHLD) = 6\n"
                            "6 clone(child_stack=NULL, flags=SIGCHLD) = 7\n"
                            "7 pause( <unfinished ...>\n"
                            "6 exit_group(0) = ?\n"
                            "6 +++ exited with 0 +++\n"
                            "5 pause("));
    runToEnd(replayer);
    QCOMPARE(rowOf(replayer, 7), std::string("S 5 2 2 x"));
    QCOMPARE(rowOf(replayer, 6), std::string("Z 5 2 2 x"));
}

void ReplayerTest::whoIsStoppedIsHeldByTheTracer()
{
    Replayer replayer(logOf("5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
                            "5 clone(child_stack=NULL, flags=SIGCHLD) = 6\n"
                            "6 --- stopped by SIGSTOP ---\n"
                            "5 pause("));
    runToEnd(replayer);
    QCOMPARE(rowOf(replayer, 6), std::string("t 5 2 2 x"));
    (void)replayer.system().kill(std::nullopt, replayer.tracer(), kernel::signalKill);
    const auto task = replayer.system().findTask(6);
    QCOMPARE(replayer.system().state(task), std::optional(procfs::TaskState::stopped));
}

void ReplayerTest::wrongIdsAreMarked()
{
    Replayer replayer(logOf("10 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
                            "10 getpid() = 11\n"
                            "10 getpid() = 10\n"
                            "10 setresuid(1000, 1001, 1002) = 0\n"
                            "10 getuid() = 1001\n"
                            "10 geteuid() = 1001\n"
                            "10 getresuid([1000], [1001], [1003]) = 0\n"
                            "10 getresuid([1000], [1001], [1002]) = 0\n"
                            "10 getegid() = 5\n"
                            "10 clone(child_stack=NULL, flags=SIGCHLD) = 12\n"
                            "12 getppid() = 9\n"
                            "12 getppid() = 10\n"
                            "12 gettid() = 13\n"));
    std::vector<std::string> marks;
    while (!replayer.atEnd()) {
        (void)replayer.step();
        for (const std::string& mark : marksOf(replayer)) {
            if (mark.starts_with("The log has "))
                marks.push_back(mark);
        }
    }
    const std::vector<std::string> expected
        = {"The log has 11, the simulation 10.",
           "The log has 1001, the simulation 1000.",
           "The log has 1003 for the saved id, the simulation 1002.",
           "The log has 5, the simulation 0.",
           "The log has 9, the simulation 10.",
           "The log has 13, the simulation 12."};
    QCOMPARE(marks, expected);
    QCOMPARE(replayer.counts().diverged, expected.size());
}

void ReplayerTest::unknownCallsAreCounted()
{
    Replayer replayer(logOf("5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
                            "5 frobnicate(1, 2) = 0\n"
                            "5 getpid() = 5\n"
                            "5 frobnicate(1, 2) = -1 EINVAL (Invalid argument)\n"));
    runToEnd(replayer);
    QCOMPARE(replayer.counts().unknownCalls.size(), 1U);
    QCOMPARE(replayer.counts().unknownCalls.at("frobnicate"), 2U);
}

void ReplayerTest::aThreadThatCallsExecTakesTheLeadersId()
{
    Replayer replayer(
        logOf("5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
              "5 clone(child_stack=0x7f00, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|"
              "CLONE_THREAD) = 6\n"
              "5 pause( <unfinished ...>\n"
              "6 execve(\"/bin/y\", [\"y\"], 0x1 /* 0 vars */ <unfinished ...>\n"
              "5 <... pause resumed>) = ?\n"
              "5 +++ superseded by execve in pid 6 +++\n"
              "5 <... execve resumed>) = 0\n"
              "5 pause("));
    runToEnd(replayer);
    QCOMPARE(rowOf(replayer, 5), std::string("S 2 2 2 y"));
    QCOMPARE(rowOf(replayer, 6), std::string("none"));
}

void ReplayerTest::aVforkedChildLetsItsParentGo()
{
    Replayer replayer(logOf("5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
                            "5 vfork( <unfinished ...>\n"
                            "6 execve(\"/bin/y\", [\"y\"], 0x1 /* 0 vars */ <unfinished ...>\n"
                            "5 <... vfork resumed>) = 6\n"
                            "5 wait4(-1,  <unfinished ...>\n"
                            "6 <... execve resumed>) = 0\n"
                            "6 pause("));
    (void)replayer.step();
    (void)replayer.step();
    QCOMPARE(rowOf(replayer, 5).substr(0, 1), std::string("D"));
    runToEnd(replayer);
    QCOMPARE(rowOf(replayer, 5), std::string("S 2 2 2 x"));
    QCOMPARE(rowOf(replayer, 6), std::string("S 5 2 2 y"));
}

void ReplayerTest::linesWithoutIds()
{
    Replayer single(logOf("execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
                          "set_tid_address(0x7f00) = 77\n"
                          "exit_group(3) = ?\n"
                          "+++ exited with 3 +++\n"));
    (void)single.step();
    (void)single.step();
    QCOMPARE(rowOf(single, 77), std::string("R 74 74 74 x"));
    runToEnd(single);
    QCOMPARE(rowOf(single, 77), std::string("none")); // its tracer took note

    Replayer two(logOf("execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n"
                       "clone(child_stack=NULL, flags=SIGCHLDstrace: Process 12 attached\n"
                       " <unfinished ...>\n"
                       "[pid    12] setsid() = 12\n"
                       "[pid    11] pause( <unfinished ...>\n"
                       "[pid    12] pause("));
    runToEnd(two);
    QCOMPARE(rowOf(two, 11).substr(0, 1), std::string("S"));
    QCOMPARE(rowOf(two, 12).substr(0, 1), std::string("S"));
}

void ReplayerTest::signalsOfGvisorWithoutRemarks()
{
    // Only strace.go writes: what a signal does follows from what was asked for.
    const std::string_view head = "I1122 06:00:09.100000   1 strace.go:1] [   1:   1] x ";
    std::string bytes;
    const auto add = [&](std::string_view line) { bytes.append(head).append(line).append("\n"); };
    for (const int child : {2, 3}) {
        add("E clone(0x11, 0x0, 0x0, 0x0, 0x0)");
        add("X clone(0x11, 0x0, 0x0, 0x0, 0x0) = " + std::to_string(child) + " (0x2) (1µs)");
    }
    bytes += "I1122 06:00:09.200000   1 strace.go:1] [   3:   3] x X rt_sigaction(SIGTERM, "
             "0x7f {Handler: 0x5600, Flags: 0x0, Restorer: 0x0, Mask: []}, null, 0x8) = 0 "
             "(0x0) (1µs)\n";
    add("X kill(0x2, SIGTERM) = 0 (0x0) (1µs)");
    add("X kill(0x3, SIGTERM) = 0 (0x0) (1µs)");
    Replayer replayer(logOf(bytes));
    runToEnd(replayer);
    QCOMPARE(rowOf(replayer, 2).substr(0, 1), std::string("Z"));
    QVERIFY(rowOf(replayer, 3).substr(0, 1) != std::string("Z"));
}

void ReplayerTest::savesAndRestores()
{
    const LogPtr log = logOf(bytesOf(QStringLiteral("linux-raw-stopped.log")));
    Replayer replayer(log);
    for (int i = 0; i < 60; ++i)
        (void)replayer.step();
    const auto saved = replayer.save();
    const auto rows = rowsOf(replayer);
    runToEnd(replayer);
    const auto end = rowsOf(replayer);
    QVERIFY(replayer.restore(*saved));
    QCOMPARE(replayer.position(), 60U);
    QCOMPARE(rowsOf(replayer), rows);
    runToEnd(replayer);
    QCOMPARE(rowsOf(replayer), end);
    // What it knows beside the kernel comes back as well.
    QVERIFY(replayer.restore(*saved));
    QVERIFY(replayer.tracer() && replayer.init());
    QCOMPARE(replayer.counts().steps, 60U);
}

QTEST_APPLESS_MAIN(ReplayerTest)
#include "tst_replayer.moc"
