// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "temporaryproc.h"

#include <model/sources/procsampler.h>
#include <model/sources/sourcereader.h>
#include <model/sources/taskwatch.h>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace sandscope;
using model::Interest;
using model::ProcSampler;
using snapshot::SnapshotPtr;
using snapshot::TaskSummary;

namespace {

constexpr int roundsOfQuiet = 10; ///< within so many samples everything is read again

constexpr int deadline = 20'000; ///< ms; met far sooner unless something is wrong

using Rows = std::map<int, std::shared_ptr<const TaskSummary>>;

ProcSampler liveSampler(std::int32_t subtree = 0)
{
    auto folder = model::Folder::open("/proc");
    if (!folder)
        qFatal("there is no /proc");
    return ProcSampler(*std::move(folder), {}, subtree);
}

Rows rowsOf(ProcSampler& sampler, const Interest& interest = {})
{
    Rows rows;
    const auto snapshot = sampler.sample(interest, {}, {});
    if (snapshot)
        (*snapshot)->tasks.forEach(
            [&rows](std::uint32_t, const auto& row) { rows[row->tid.value] = row; });
    return rows;
}

/// All of them, each file read for the first time.
Rows freshRows()
{
    ProcSampler sampler = liveSampler();
    return rowsOf(sampler);
}

/// Those of \a rows that descend from this process.
std::set<int> ours(const Rows& rows)
{
    std::set<int> found;
    for (const auto& [pid, row] : rows) {
        int above = row->parentTgid.value_or(0);
        for (int height = 0; above != 0 && above != ::getpid() && height < 100; ++height)
            above = rows.contains(above) ? rows.at(above)->parentTgid.value_or(0) : 0;
        if (above == ::getpid())
            found.insert(pid);
    }
    return found;
}

/// What is shown of a task, by the numbers that everybody can see.
struct Shown
{
    std::string name, command;
    std::optional<int> parent;
    int rowAbove = 0; ///< the pid of the row that it stands below
    std::optional<procfs::TaskState> state;
    std::optional<std::uint32_t> threads, uid;
    std::optional<std::uint64_t> vss, rss;
    std::optional<std::chrono::nanoseconds> start, cpu;
    bool operator==(const Shown&) const = default;
};
Shown shown(const Rows& rows, int pid, bool withOld)
{
    const TaskSummary& row = *rows.at(pid);
    Shown shown{.name = row.name,
                .command = {},
                .parent = row.parentTgid,
                .rowAbove = 0,
                .state = row.state,
                .threads = row.threads,
                .uid = {},
                .vss = row.vssBytes,
                .rss = {},
                .start = row.startTime,
                .cpu = row.cpuTime};
    for (const auto& [above, candidate] : rows) {
        if (candidate->id == row.parent)
            shown.rowAbove = above;
    }
    if (withOld) {
        shown.command = row.command;
        shown.uid = row.uid;
        shown.rss = row.rssBytes;
    }
    return shown;
}

/// Where two samplers that read everything anew agree on a task, the one between them must do so.
QString difference(const Rows& before, const Rows& between, const Rows& after, bool withOld)
{
    for (const int pid : ours(after)) {
        if (!before.contains(pid))
            continue;
        const Shown first = shown(before, pid, withOld);
        if (first != shown(after, pid, withOld))
            continue;
        if (!between.contains(pid))
            return QStringLiteral("%1 is missing").arg(pid);
        Shown middle = shown(between, pid, withOld);
        if (first.state == procfs::TaskState::running)
            middle.state = first.state; // woken and has not run yet: that is not seen, README.md
        if (middle != first)
            return QStringLiteral("%1 (%2): parent %3/%4, state %5/%6, row above %7/%8, %9")
                .arg(pid)
                .arg(QString::fromStdString(first.name))
                .arg(middle.parent.value_or(-1))
                .arg(first.parent.value_or(-1))
                .arg(int(middle.state.value_or(procfs::TaskState::dead)))
                .arg(int(first.state.value_or(procfs::TaskState::dead)))
                .arg(middle.rowAbove)
                .arg(first.rowAbove)
                .arg(QString::fromStdString(middle.command));
    }
    for (const int pid : ours(between)) {
        if (!before.contains(pid) && !after.contains(pid))
            return QStringLiteral("%1 is there, and is not").arg(pid);
    }
    return {};
}

volatile sig_atomic_t asked = 0;
volatile int burnt = 0;

/// Waits for signals for ever, and does what they ask for.
[[noreturn]] void act()
{
    struct sigaction action{};
    action.sa_handler = [](int signal) { asked = signal; };
    for (const int signal : {SIGUSR1, SIGUSR2, SIGHUP, SIGALRM})
        ::sigaction(signal, &action, nullptr);
    action.sa_handler = SIG_DFL; // the test library's would write to the log
    ::sigaction(SIGTERM, &action, nullptr);
    sigset_t none{};
    sigset_t all{};
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    for (int name = 0;;) {
        ::sigsuspend(&none);
        switch (std::exchange(asked, 0)) {
        case SIGUSR1: // burns time and takes memory
            for (int i = 0; i < 3'000'000; ++i)
                burnt = i;
            (void)!::sbrk(1 << 16);
            break;
        case SIGUSR2:
            ::sigprocmask(SIG_SETMASK, &none, nullptr);
            ::execl("/bin/sleep", "sleep", "1000", nullptr);
            break;
        case SIGHUP:
            ::prctl(PR_SET_NAME, ++name % 2 != 0 ? "odd" : "even");
            break;
        case SIGALRM:
            if (::fork() == 0)
                name = 100;
            break;
        default:
            break;
        }
    }
}

/// Signals reach it from the beginning.
pid_t start()
{
    sigset_t all{};
    sigset_t before{};
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before);
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        act();
    }
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    return pid;
}

void endAll()
{
    for (int round = 0; round < 100; ++round) {
        const Rows rows = freshRows();
        for (const int pid : ours(rows))
            ::kill(pid, SIGKILL);
        while (::waitpid(-1, nullptr, WNOHANG) > 0) { }
        if (ours(rows).empty())
            return;
        ::usleep(10'000);
    }
}

/// Until no process of ours is about to do anything.
void settle()
{
    for (int round = 0; round < 200; ++round) {
        ::usleep(5'000);
        const Rows rows = freshRows();
        const auto isStill
            = [&rows](int pid) { return rows.at(pid)->state != procfs::TaskState::running; };
        if (std::ranges::all_of(ours(rows), isStill))
            return;
    }
}

}

/// The process list of the real /proc of this machine, read cheaply.
class LiveSamplerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto folder = model::Folder::open("/proc");
        QVERIFY2(folder && folder->isProc(), "there is no /proc to sample");
        ::prctl(PR_SET_CHILD_SUBREAPER, 1); // orphans come to us
    }

    void cleanup() { endAll(); }

    void hiddenProcessesAreSaid_data()
    {
        QTest::addColumn<QByteArray>("option");
        QTest::addColumn<bool>("isSaid");
        QTest::newRow("shown") << QByteArray("hidepid=0") << false;
        QTest::newRow("closed") << QByteArray("hidepid=1") << false; // its rows say so
        QTest::newRow("hidden") << QByteArray("hidepid=2") << true;
    }

    /// A /proc of our own, mounted so that others are hidden, as nobody sees it.
    void hiddenProcessesAreSaid()
    {
        QFETCH(QByteArray, option);
        QFETCH(bool, isSaid);
        const QTemporaryDir folder;
        const QByteArray path = folder.path().toLocal8Bit();
        ::chmod(path.constData(), 0755);
        enum : int { said, notSaid, otherSaid, notOurselves, notRead, notMounted };
        const pid_t child = ::fork();
        if (child == 0) {
            constexpr uid_t nobody = 65534;
            if (::unshare(CLONE_NEWNS) != 0
                || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
                || ::mount("proc", path.constData(), "proc", 0, option.constData()) != 0
                || ::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0)
                ::_exit(notMounted);
            auto reader = model::SourceReader::open(QStringLiteral("proc:") + folder.path());
            const auto moment = reader->read({}, {});
            if (!moment)
                ::_exit(notRead);
            bool isThere = false;
            moment->snapshot->tasks.forEach(
                [&](auto, const auto& row) { isThere = isThere || row->tid.value == ::getpid(); });
            const QString notice = reader->notice();
            ::_exit(!isThere                             ? notOurselves
                        : notice.isEmpty()               ? notSaid
                        : notice.contains(folder.path()) ? said
                                                         : otherSaid);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        if (WEXITSTATUS(status) == notMounted) {
            QVERIFY2(::geteuid() != 0, "root may mount a /proc and become nobody");
            QSKIP("An ordinary user may not mount a /proc and become nobody.");
        }
        QCOMPARE(WEXITSTATUS(status), isSaid ? int(said) : int(notSaid));
    }

    void runs_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<bool>("isKnown");
        QTest::newRow("usual") << QByteArray("12 0 3\n") << true;
        QTest::newRow("not counted") << QByteArray("0 0 0\n") << false;
        QTest::newRow("cut") << QByteArray("12 0 3") << false;
        QTest::newRow("two numbers") << QByteArray("12 0\n") << false;
        QTest::newRow("four numbers") << QByteArray("12 0 3 4\n") << false;
        QTest::newRow("too large") << QByteArray("99999999999999999999999 0 3\n") << false;
        QTest::newRow("negative") << QByteArray("-1 0 3\n") << false;
        QTest::newRow("garbage") << QByteArray("\xff\0 x", 4) << false;
        QTest::newRow("nothing") << QByteArray() << false;
    }
    void runs()
    {
        QFETCH(QByteArray, line);
        QFETCH(bool, isKnown);
        QCOMPARE(model::readRuns(line.toStdString()).has_value(), isKnown);
    }

    void cheapAndFullAgree_data()
    {
        QTest::addColumn<quint32>("seed");
        for (const quint32 seed : {1U, 2U, 3U})
            QTest::addRow("seed %u", seed) << seed;
    }
    void cheapAndFullAgree()
    {
        QFETCH(quint32, seed);
        std::mt19937 random(seed);
        ProcSampler sampler = liveSampler();
        for (int i = 0; i < 8; ++i)
            QVERIFY(start() > 0);
        for (int i = 0; i < roundsOfQuiet + 2; ++i)
            rowsOf(sampler);
        for (int round = 0; round < 25; ++round) {
            const auto all = ours(freshRows());
            std::vector<int> actors(all.begin(), all.end());
            std::ranges::shuffle(actors, random);
            for (int i = 0; i < 3 && std::size_t(i) < actors.size(); ++i) {
                static constexpr std::array signals
                    = {SIGUSR1, SIGUSR2, SIGHUP,  SIGALRM, SIGALRM, SIGALRM,
                       SIGSTOP, SIGCONT, SIGKILL, SIGTERM, SIGCONT};
                ::kill(actors[std::size_t(i)], signals[random() % signals.size()]);
            }
            if (round % 3 == 0)
                while (::waitpid(-1, nullptr, WNOHANG) > 0) { } // else they stay zombies
            if (all.size() < 6)
                QVERIFY(start() > 0);
            const Rows before = freshRows();
            const Rows between = rowsOf(sampler);
            const Rows after = freshRows();
            const QString wrong = difference(before, between, after, false);
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        }
        settle();
        for (int i = 0; i < roundsOfQuiet; ++i)
            rowsOf(sampler);
        const Rows before = freshRows();
        const Rows between = rowsOf(sampler);
        const QString wrong = difference(before, between, freshRows(), true);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        QVERIFY(!ours(before).empty());
    }

    void whoLosesItsParentGetsAnother()
    {
        ProcSampler sampler = liveSampler();
        const pid_t parent = start();
        ::kill(parent, SIGALRM); // it forks
        QVERIFY(QTest::qWaitFor([] { return ours(freshRows()).size() == 2; }, deadline));
        settle();
        for (int i = 0; i < roundsOfQuiet + 2; ++i)
            rowsOf(sampler);
        const Rows alive = rowsOf(sampler);
        auto pids = ours(alive);
        pids.erase(parent);
        QCOMPARE(pids.size(), std::size_t{1});
        const int child = *pids.begin();
        QCOMPARE(alive.at(child)->parent, alive.at(parent)->id);
        ::kill(parent, SIGKILL);
        siginfo_t info{};
        QCOMPARE(::waitid(P_PID, static_cast<id_t>(parent), &info, WEXITED | WNOWAIT), 0);
        const Rows orphaned = rowsOf(sampler); // the child has slept all the time
        QCOMPARE(orphaned.at(parent)->state, std::optional(procfs::TaskState::zombie));
        QCOMPARE(orphaned.at(child)->parentTgid, std::optional(int(::getpid())));
        QCOMPARE(orphaned.at(child)->parent, orphaned.at(::getpid())->id);
        QCOMPARE(orphaned.at(child)->id, alive.at(child)->id);
        QCOMPARE(::waitpid(parent, nullptr, 0), parent);
        QVERIFY(!rowsOf(sampler).contains(parent));
    }

    void aStopIsSeenAtOnce()
    {
        ProcSampler sampler = liveSampler();
        const pid_t child = start();
        settle();
        for (int i = 0; i < roundsOfQuiet + 2; ++i)
            rowsOf(sampler);
        QCOMPARE(rowsOf(sampler).at(child)->state, std::optional(procfs::TaskState::sleeping));
        ::kill(child, SIGSTOP);
        siginfo_t info{};
        QCOMPARE(::waitid(P_PID, static_cast<id_t>(child), &info, WSTOPPED), 0);
        QCOMPARE(rowsOf(sampler).at(child)->state, std::optional(procfs::TaskState::stopped));
    }

    void anotherTaskWithTheSameNumber()
    {
        ProcSampler sampler = liveSampler();
        const pid_t old = start();
        settle();
        for (int i = 0; i < roundsOfQuiet + 2; ++i)
            rowsOf(sampler);
        const auto before = rowsOf(sampler).at(old);
        ::kill(old, SIGKILL);
        QCOMPARE(::waitpid(old, nullptr, 0), old);
        pid_t wanted = old;
        clone_args arguments{};
        arguments.exit_signal = SIGCHLD;
        arguments.set_tid = reinterpret_cast<std::uintptr_t>(&wanted);
        arguments.set_tid_size = 1;
        const long made = ::syscall(SYS_clone3, &arguments, sizeof arguments);
        if (made == 0) {
            ::prctl(PR_SET_NAME, "another");
            act();
        }
        if (made < 0) {
            QVERIFY2(errno == EPERM && ::geteuid() != 0, std::strerror(errno));
            QSKIP("an ordinary user may not choose a pid; procsampler has a folder that does");
        }
        const auto after = rowsOf(sampler);
        QVERIFY(after.contains(old));
        QVERIFY(after.at(old)->id != before->id);
        QVERIFY(
            QTest::qWaitFor([&] { return rowsOf(sampler).at(old)->name == "another"; }, deadline));
    }

    void withoutDescriptorsToSpare_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("taken"); ///< by the rest of the program
        QTest::newRow("few") << 64 << 0;
        QTest::newRow("hardly any") << 40 << 10;
    }
    void withoutDescriptorsToSpare()
    {
        QFETCH(int, limit);
        QFETCH(int, taken);
        for (int i = 0; i < 60; ++i)
            QVERIFY(start() > 0);
        settle();
        // In a process of its own, since a limit that was lowered stays so.
        const pid_t reader = ::fork();
        if (reader == 0) {
            const rlimit lowered{static_cast<rlim_t>(limit), static_cast<rlim_t>(limit)};
            ::setrlimit(RLIMIT_NOFILE, &lowered);
            for (int i = 0; i < taken; ++i)
                (void)::open("/dev/null", O_RDONLY);
            ProcSampler sampler = liveSampler();
            for (int i = 0; i < roundsOfQuiet + 2; ++i)
                rowsOf(sampler);
            const Rows rows = rowsOf(sampler);
            const auto isKnown = [](const auto& row) {
                return row.second->state.has_value() || row.second->isForbidden;
            };
            ::_exit(rows.size() > 60 && std::ranges::all_of(rows, isKnown) ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(::waitpid(reader, &status, 0), reader);
        QCOMPARE(status, 0);
    }

    /// The rest of the program takes them away while files are kept.
    void descriptorsThatRunOut()
    {
        for (int i = 0; i < 60; ++i)
            QVERIFY(start() > 0);
        settle();
        const pid_t reader = ::fork();
        if (reader == 0) {
            const rlimit lowered{600, 600};
            ::setrlimit(RLIMIT_NOFILE, &lowered);
            ProcSampler sampler = liveSampler();
            for (int i = 0; i < 3; ++i)
                rowsOf(sampler);
            std::vector<int> hoard;
            for (int fd = 0; (fd = ::open("/dev/null", O_RDONLY)) >= 0;)
                hoard.push_back(fd);
            const auto isKnown = [](const auto& row) {
                return row.second->state.has_value() || row.second->isForbidden;
            };
            bool isFine = true;
            for (int i = 0; i < roundsOfQuiet + 2; ++i) {
                const Rows rows = rowsOf(sampler);
                isFine = isFine && rows.size() > 60 && std::ranges::all_of(rows, isKnown);
            }
            ::_exit(isFine && !hoard.empty() ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(::waitpid(reader, &status, 0), reader);
        QCOMPARE(status, 0);
    }

    void oneSubtree()
    {
        ProcSampler sampler = liveSampler(::getpid());
        const pid_t parent = start();
        ::kill(parent, SIGALRM);
        QVERIFY(QTest::qWaitFor([] { return ours(freshRows()).size() == 2; }, deadline));
        for (int i = 0; i < 3; ++i) {
            const Rows rows = rowsOf(sampler);
            QCOMPARE(rows.size(), std::size_t{3});
            QVERIFY(rows.contains(::getpid()) && rows.contains(parent));
            QVERIFY(!rows.at(::getpid())->parent);
        }
        const pid_t later = start();
        QVERIFY(rowsOf(sampler).contains(later));
        const auto snapshot = sampler.sample({}, {}, {});
        QVERIFY(snapshot);
        const auto root = (*snapshot)->tree->entry("");
        QVERIFY(root);
        const auto numbers = std::ranges::count_if(
            root->names, [](const auto& name) { return model::taskNumber(name) != 0; });
        QCOMPARE(numbers, 4);
        QVERIFY(std::ranges::contains(root->names, "uptime"));
    }

    void whoLeavesASubtree()
    {
        const pid_t parent = start();
        ::kill(parent, SIGALRM);
        QVERIFY(QTest::qWaitFor([] { return ours(freshRows()).size() == 2; }, deadline));
        auto pids = ours(freshRows());
        pids.erase(parent);
        ProcSampler all = liveSampler(::getpid());
        ProcSampler sampler = liveSampler(parent);
        for (int i = 0; i < roundsOfQuiet + 2; ++i)
            QCOMPARE(rowsOf(sampler).size(), std::size_t{2});
        ::kill(parent, SIGKILL);
        siginfo_t info{};
        QCOMPARE(::waitid(P_PID, static_cast<id_t>(parent), &info, WEXITED | WNOWAIT), 0);
        const Rows rows = rowsOf(sampler); // a zombie is still there; its child is ours now
        QCOMPARE(rows.size(), std::size_t{1});
        QVERIFY(rows.contains(parent));
        QCOMPARE(::waitpid(parent, nullptr, 0), parent);
        const auto over = sampler.sample({}, {}, {});
        QVERIFY(!over);
        QCOMPARE(over.error().kind, model::SampleFailure::Kind::subtreeGone);
        QVERIFY(rowsOf(all).contains(*pids.begin()));
    }

    void noSubtree()
    {
        ProcSampler sampler = liveSampler(0x7fff'fff0);
        const auto none = sampler.sample({}, {}, {});
        QVERIFY(!none);
        QCOMPARE(none.error().kind, model::SampleFailure::Kind::noSubtree);
    }

    void whatMayNotBeRead()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        proc.addTask(2, "secret", 1);
        std::filesystem::permissions(proc.path(), std::filesystem::perms(0755));
        std::filesystem::permissions(proc.at("2/stat"), std::filesystem::perms(0));
        auto folder = model::Folder::open(proc.path());
        QVERIFY(folder);
        ProcSampler sampler(*std::move(folder), {});
        const bool isRoot = ::geteuid() == 0;
        if (isRoot)
            QCOMPARE(::seteuid(65534), 0);
        const Rows rows = rowsOf(sampler);
        const Rows again = rowsOf(sampler);
        if (isRoot)
            QCOMPARE(::seteuid(0), 0);
        QCOMPARE(rows.size(), std::size_t{2});
        QVERIFY(rows.at(2)->isForbidden);
        QVERIFY(!rows.at(2)->state);
        QVERIFY(!rows.at(1)->isForbidden);
        QCOMPARE(again.at(2), rows.at(2));
        std::filesystem::permissions(proc.at("2/stat"), std::filesystem::perms(0444));
        const Rows after = rowsOf(sampler);
        QVERIFY(!after.at(2)->isForbidden);
        QCOMPARE(after.at(2)->name, std::string("secret"));
    }
};

QTEST_GUILESS_MAIN(LiveSamplerTest)
#include "tst_livesampler.moc"
