// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

using namespace sandscope;
using namespace sandscope::kernel;
using procfs::TaskState;

/// What becomes of signals: their actions, what is blocked and pending, groups that stop.
class SignalsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaultActions_data();
    void defaultActions();
    void actionsAreInherited();
    void actionRefusals_data();
    void actionRefusals();
    void sharedActions();
    void blockedSignalsWait();
    void stoppedOnesWait();
    void aThreadOfItsOwn();
    void taking();
    void many();
    void manyRefusals();
    void duringVfork_data();
    void duringVfork();
    void initIsSpared_data();
    void initIsSpared();
    void wakingUp();
    void orphansDoNotStop_data();
    void orphansDoNotStop();
    void stoppedOrphansAreHungUp();
    void theEndOfAParent();
    void subreapers_data();
    void subreapers();
    void waitingForStops();
    void waitingByKindAndGroup();
    void theGroupsStatusWins();

private:
    static quint64 pendingOf(Sandbox& box, TaskId task) { return box.group(task)->pendingSignals; }
};

void SignalsTest::defaultActions_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<QByteArray>("state");
    for (const int signal : {1, 2, 10, 13, 14, 15, 16, 32, 64})
        QTest::addRow("%d ends", signal) << signal << QByteArray("ended");
    for (const int signal : {3, 4, 5, 6, 7, 8, 11, 24, 25, 31})
        QTest::addRow("%d dumps core", signal) << signal << QByteArray("dumped");
    for (const int signal : {17, 18, 23, 28})
        QTest::addRow("%d does nothing", signal) << signal << QByteArray("runs");
    for (const int signal : {19, 20, 21, 22})
        QTest::addRow("%d stops", signal) << signal << QByteArray("stopped");
}

void SignalsTest::defaultActions()
{
    QFETCH(int, signal);
    QFETCH(QByteArray, state);
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.kill(box.init, child, signal));
    const auto* task = box.task(child);
    const bool hasEnded = task->state == TaskState::zombie;
    const bool hasDumped = (procfs::detailsOf(*task).flags & 0x200) != 0;
    QCOMPARE(hasDumped                               ? "dumped"
                 : hasEnded                          ? "ended"
                 : task->state == TaskState::stopped ? "stopped"
                                                     : "runs",
             state);
    if (hasEnded)
        QCOMPARE(box.kernel.wait(box.init)->status, signal);
    else
        QCOMPARE(box.group(child)->stopSignal, state == "stopped" ? signal : 0);
    QVERIFY(!checkInvariants(box.kernel));
}

void SignalsTest::actionsAreInherited()
{
    Sandbox box;
    QVERIFY(box.kernel.setSignalAction(box.init, 1, SignalAction::ignore));
    QVERIFY(box.kernel.setSignalAction(box.init, 2, SignalAction::handle));
    QVERIFY(box.kernel.setSignalMask(box.init, signalBit(15) | signalBit(signalKill)));
    const TaskId child = box.fork(box.init);
    QCOMPARE(box.group(child)->ignoredSignals, signalBit(1));
    QCOMPARE(box.group(child)->caughtSignals, signalBit(2));
    QCOMPARE(procfs::detailsOf(*box.task(child)).blockedSignals, signalBit(15));
    QVERIFY(box.kernel.kill(box.init, child, 1));
    QVERIFY(box.kernel.kill(box.init, child, 2));
    QVERIFY(box.kernel.state(child) == TaskState::running);
    QVERIFY(box.kernel.exec(child, "/bin/sh", {"sh"}, {}));
    QCOMPARE(box.group(child)->ignoredSignals, signalBit(1)); // stays
    QCOMPARE(box.group(child)->caughtSignals, 0ULL);
    QVERIFY(box.kernel.kill(box.init, child, 2));
    QVERIFY(box.kernel.state(child) == TaskState::zombie);
}

void SignalsTest::actionRefusals_data()
{
    QTest::addColumn<int>("signal");
    for (const int signal : {0, signalKill, signalStop, 65, -1})
        QTest::addRow("%d", signal) << signal;
}

void SignalsTest::actionRefusals()
{
    QFETCH(int, signal);
    Sandbox box;
    QCOMPARE(failureOf(box.kernel,
                       [&] {
                           return box.kernel.setSignalAction(box.init, signal,
                                                             SignalAction::ignore);
                       }),
             QByteArray("EINVAL"));
}

void SignalsTest::sharedActions()
{
    Sandbox box;
    const TaskId a = box.kernel.clone(box.init, clone::vm | clone::sighand | 17).value();
    const TaskId b = box.kernel.clone(a, clone::vm | clone::sighand | 17).value();
    QVERIFY(box.kernel.setSignalAction(b, 15, SignalAction::ignore));
    for (const TaskId task : {box.init, a, b})
        QCOMPARE(box.group(task)->ignoredSignals, signalBit(15));
    QVERIFY(box.kernel.exec(a, "/bin/sh", {"sh"}, {})); // leaves the others to themselves
    QVERIFY(box.kernel.setSignalAction(a, 15, SignalAction::standard));
    QVERIFY(box.kernel.setSignalAction(box.init, 1, SignalAction::ignore));
    QCOMPARE(box.group(a)->ignoredSignals, 0ULL);
    QCOMPARE(box.group(b)->ignoredSignals, signalBit(15) | signalBit(1));
    QVERIFY(box.kernel.exitGroup(b, 0));
    QVERIFY(box.kernel.wait(a));
    QVERIFY(box.kernel.setSignalAction(box.init, 2, SignalAction::ignore));
    QVERIFY(!checkInvariants(box.kernel));
}

void SignalsTest::blockedSignalsWait()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.setSignalMask(child, signalBit(10) | signalBit(17)));
    QVERIFY(box.kernel.kill(box.init, child, 10));
    QVERIFY(box.kernel.kill(box.init, child, 17)); // who blocks one may yet come to handle it
    QCOMPARE(pendingOf(box, child), signalBit(10) | signalBit(17));
    QVERIFY(box.kernel.setSignalAction(child, 17, SignalAction::ignore));
    QCOMPARE(pendingOf(box, child), signalBit(10));
    const TaskId grandchild = box.fork(child);
    QCOMPARE(pendingOf(box, grandchild), 0ULL);
    QVERIFY(box.kernel.setSignalMask(child, 0));
    QVERIFY(box.kernel.state(child) == TaskState::zombie);
    QCOMPARE(box.kernel.wait(box.init, child)->status, 10);
}

// As captured in Linux: kill-pending of the workload "stopped" shows ShdPnd 4200.
void SignalsTest::stoppedOnesWait()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.kill(box.init, child, signalStop));
    QVERIFY(box.kernel.kill(box.init, child, 10));
    QVERIFY(box.kernel.kill(box.init, child, 15));
    QCOMPARE(pendingOf(box, child), 0x4200ULL);
    QVERIFY(box.kernel.state(child) == TaskState::stopped);
    QVERIFY(box.kernel.kill(box.init, child, signalContinue));
    QVERIFY(box.kernel.state(child) == TaskState::zombie);
    QCOMPARE(box.kernel.wait(box.init)->status, 10);

    const TaskId other = box.fork(box.init);
    QVERIFY(box.kernel.kill(box.init, other, signalStop));
    QVERIFY(box.kernel.kill(box.init, other, signalKill)); // waits for nobody
    QVERIFY(box.kernel.state(other) == TaskState::zombie);
}

void SignalsTest::aThreadOfItsOwn()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    const TaskId thread = box.thread(child);
    QVERIFY(box.kernel.setSignalMask(thread, signalBit(10)));
    QVERIFY(box.kernel.killThread(box.init, thread, 10));
    QCOMPARE(procfs::detailsOf(*box.task(thread)).pendingSignals, signalBit(10));
    QCOMPARE(pendingOf(box, child), 0ULL);
    QVERIFY(box.kernel.setSignalAction(child, 10, SignalAction::handle));
    QVERIFY(box.kernel.kill(box.init, child, 10)); // the other thread takes it
    QCOMPARE(pendingOf(box, child), 0ULL);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.killThread(box.init, thread, 99); }),
             QByteArray("EINVAL"));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.killThread(box.init, TaskId{}, 9); }),
             QByteArray("ESRCH"));
}

void SignalsTest::taking()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.setSignalMask(child, signalBit(10) | signalBit(12)));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.takeSignal(child, ~0ULL); }),
             QByteArray("EAGAIN"));
    QVERIFY(box.kernel.kill(box.init, child, 12));
    QVERIFY(box.kernel.killThread(box.init, child, 10));
    QCOMPARE(box.kernel.takeSignal(child, ~0ULL).value(), 10);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.takeSignal(child, signalBit(10)); }),
             QByteArray("EAGAIN"));
    QCOMPARE(box.kernel.takeSignal(child, ~0ULL).value(), 12);
    QCOMPARE(pendingOf(box, child), 0ULL);
}

void SignalsTest::many()
{
    Sandbox box;
    const TaskId leader = box.fork(box.init);
    QVERIFY(box.kernel.setpgid(box.init, leader, 0));
    const TaskId member = box.fork(leader);
    const TaskId other = box.fork(box.init);
    const TaskId outer = box.fork(box.init);
    QVERIFY(box.kernel.killMany(box.init, -box.kernel.tid(leader).value, signalStop));
    QVERIFY(box.kernel.state(leader) == TaskState::stopped);
    QVERIFY(box.kernel.state(member) == TaskState::stopped);
    QVERIFY(box.kernel.state(other) == TaskState::running);
    QVERIFY(box.kernel.killMany(other, -1, signalContinue)); // all but itself and init
    QVERIFY(box.kernel.state(member) == TaskState::running);
    QVERIFY(box.kernel.killMany(member, 0, 15)); // its own group, the sender among them
    QVERIFY(box.kernel.state(leader) == TaskState::zombie);
    QVERIFY(box.kernel.state(outer) == TaskState::running);
    QVERIFY(box.kernel.killMany(other, -1, signalKill));
    QVERIFY(box.kernel.state(outer) == TaskState::zombie);
    QVERIFY(box.kernel.state(other) == TaskState::running);
    QVERIFY(box.kernel.state(box.init) == TaskState::running);
    QVERIFY(!checkInvariants(box.kernel));
}

void SignalsTest::manyRefusals()
{
    Sandbox box;
    const auto refused = [&](TaskId sender, std::int32_t pid, int signal) {
        return failureOf(box.kernel, [&] { return box.kernel.killMany(sender, pid, signal); });
    };
    QCOMPARE(refused(box.init, -1, 9), QByteArray("ESRCH")); // nobody else is there
    QCOMPARE(refused(box.init, -77, 9), QByteArray("ESRCH"));
    QCOMPARE(refused(box.init, 1, 9), QByteArray("EINVAL"));
    QCOMPARE(refused(box.init, 0, 65), QByteArray("EINVAL"));
    const TaskId alone = box.fork(box.init);
    QVERIFY(box.kernel.setsid(alone));
    QVERIFY(box.kernel.setuid(alone, 1000));
    QCOMPARE(refused(alone, -1, 9), QByteArray("ESRCH")); // init does not count
    box.fork(box.init);
    QCOMPARE(refused(alone, -1, 9), QByteArray("ESRCH")); // nor do those who are out of reach
    Sandbox onLinux({.behaviour = Behaviour::linux_});
    const TaskId user = onLinux.fork(onLinux.init);
    const TaskId root = onLinux.fork(onLinux.init);
    QVERIFY(onLinux.kernel.setuid(user, 1000));
    QVERIFY(onLinux.kernel.killMany(user, -1, 9)); // nobody hears of it
    QVERIFY(onLinux.kernel.state(root) == TaskState::running);
    QVERIFY(onLinux.kernel.setpgid(onLinux.init, root, 0));
    QCOMPARE(errorOf(onLinux.kernel.killMany(user, -onLinux.kernel.tid(root).value, 9)),
             QByteArray("EPERM"));
}

void SignalsTest::duringVfork_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    for (const Behaviour behaviour : everyBehaviour)
        QTest::newRow(nameOf(behaviour)) << behaviour;
}

// One that waits for its vfork child takes no signal, but in Linux it can be killed.
void SignalsTest::duringVfork()
{
    QFETCH(Behaviour, behaviour);
    constexpr int quit = 3;
    constexpr int terminate = 15;
    Sandbox box({.behaviour = behaviour});
    const auto endsBy = [&](int signal, SignalAction action, bool isTraced) {
        const TaskId parent = box.fork(box.init);
        const TaskId child = box.kernel.fork(parent).value();
        if (isTraced)
            (void)box.kernel.traceSeize(box.init, parent);
        (void)box.kernel.setSignalAction(parent, signal, action);
        const TaskId borrower = box.kernel.vfork(parent).value();
        (void)box.kernel.kill(box.init, parent, signal);
        const bool hasEnded = box.kernel.state(parent) == TaskState::zombie;
        (void)box.kernel.exit(borrower, 0);
        const bool endsAfterwards = box.kernel.state(parent) == TaskState::zombie;
        return QByteArray(hasEnded             ? "at once"
                              : endsAfterwards ? "later"
                                               : "never")
            + (box.kernel.state(child) == TaskState::running ? "" : ", and the child");
    };
    const QByteArray killed = behaviour == Behaviour::linux_ ? "at once" : "later";
    QCOMPARE(endsBy(terminate, SignalAction::standard, false), killed);
    QCOMPARE(endsBy(terminate, SignalAction::standard, true), QByteArray("later"));
    QCOMPARE(endsBy(terminate, SignalAction::handle, false), QByteArray("never"));
    QCOMPARE(endsBy(terminate, SignalAction::ignore, false), QByteArray("never"));
    QCOMPARE(endsBy(quit, SignalAction::standard, false), QByteArray("later"));
    QVERIFY(!checkInvariants(box.kernel));
}

void SignalsTest::initIsSpared_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    for (const Behaviour behaviour : everyBehaviour)
        QTest::newRow(nameOf(behaviour)) << behaviour;
}

void SignalsTest::initIsSpared()
{
    QFETCH(Behaviour, behaviour);
    const bool isSpared = behaviour == Behaviour::linux_;
    Sandbox box({.behaviour = behaviour});
    const TaskId inner = box.kernel.clone(box.init, clone::newpid | 17).value();
    const TaskId inside = box.fork(inner);
    QVERIFY(box.kernel.kill(inside, inner, signalKill));
    QCOMPARE(box.kernel.state(inner) == TaskState::running, isSpared);
    if (!isSpared)
        return;
    QVERIFY(box.kernel.kill(box.init, inner, 15)); // from outside nothing but these two
    QVERIFY(box.kernel.state(inner) == TaskState::running);
    QVERIFY(box.kernel.kill(box.init, inner, signalStop));
    QVERIFY(box.kernel.state(inner) == TaskState::stopped);
    // The effect of being sent is spared nobody: it goes on.
    QVERIFY(box.kernel.kill(box.init, inner, signalContinue));
    QVERIFY(box.kernel.state(inner) == TaskState::running);
    // What is blocked waits, for a handler may yet come, and is dropped when none did.
    QVERIFY(box.kernel.setSignalMask(inner, signalBit(15)));
    QVERIFY(box.kernel.kill(inside, inner, 15));
    QCOMPARE(pendingOf(box, inner), quint64(signalBit(15)));
    QVERIFY(box.kernel.setSignalMask(inner, 0));
    QCOMPARE(pendingOf(box, inner), quint64(0));
    QVERIFY(box.kernel.state(inner) == TaskState::running);
    // A stop that has to wait is one from outside.
    QVERIFY(box.kernel.traceAttach(box.init, inner));
    QVERIFY(box.kernel.kill(box.init, inner, signalStop));
    QVERIFY(box.kernel.traceDetach(box.init, inner));
    QVERIFY(box.kernel.state(inner) == TaskState::stopped);
    QVERIFY(box.kernel.kill(box.init, inner, signalKill));
    QVERIFY(box.kernel.state(inner) == TaskState::zombie);
}

// Who sleeps where nothing disturbs takes what was sent once it is awake.
void SignalsTest::wakingUp()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.block(child, true));
    QVERIFY(box.kernel.kill(box.init, child, 15));
    QCOMPARE(pendingOf(box, child), quint64(signalBit(15)));
    QVERIFY(box.kernel.wake(child));
    QVERIFY(box.kernel.state(child) == TaskState::zombie);
}

void SignalsTest::orphansDoNotStop_data()
{
    initIsSpared_data();
}

// As captured: sigtstp of the workload "stopped" runs on in Linux and is stopped in gVisor.
void SignalsTest::orphansDoNotStop()
{
    QFETCH(Behaviour, behaviour);
    Sandbox box({.behaviour = behaviour});
    const TaskId main = box.fork(box.init);
    QVERIFY(box.kernel.setsid(main));
    const TaskId child = box.fork(main);
    const TaskId own = box.fork(main);
    QVERIFY(box.kernel.setpgid(main, own, 0));
    QVERIFY(box.kernel.kill(main, child, 20));
    QVERIFY(box.kernel.kill(main, own, 20));
    QCOMPARE(box.kernel.state(child) == TaskState::running, behaviour == Behaviour::linux_);
    QVERIFY(box.kernel.state(own) == TaskState::stopped);
    QVERIFY(box.kernel.kill(main, child, signalStop)); // this one always
    QVERIFY(box.kernel.state(child) == TaskState::stopped);
}

void SignalsTest::stoppedOrphansAreHungUp()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    const TaskId shell = box.fork(box.init);
    QVERIFY(box.kernel.setsid(shell));
    const TaskId job = box.fork(shell);
    QVERIFY(box.kernel.setpgid(shell, job, 0));
    const TaskId handles = box.fork(job);
    QVERIFY(box.kernel.setSignalAction(handles, 1, SignalAction::handle));
    QVERIFY(box.kernel.kill(shell, job, signalStop));
    QVERIFY(box.kernel.exitGroup(shell, 0));
    QVERIFY(box.kernel.state(job) == TaskState::zombie);
    QVERIFY(box.kernel.state(handles) == TaskState::running);
    QCOMPARE(box.kernel.wait(box.init, job)->status, 1);
    QVERIFY(!checkInvariants(box.kernel));
}

void SignalsTest::theEndOfAParent()
{
    Sandbox box;
    const TaskId parent = box.fork(box.init);
    const TaskId thread = box.thread(parent);
    const TaskId told = box.fork(parent);
    const TaskId untold = box.fork(parent);
    const TaskId ofThread = box.fork(thread);
    for (const TaskId child : {told, ofThread})
        QVERIFY(box.kernel.setParentDeathSignal(child, signalKill));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.setParentDeathSignal(told, 65); }),
             QByteArray("EINVAL"));
    const TaskId grandchild = box.fork(told); // inherits it not
    QVERIFY(box.kernel.setuid(ofThread, 1000)); // and who becomes someone else loses it
    QVERIFY(box.kernel.exit(thread, 0));
    QVERIFY(box.kernel.state(ofThread) == TaskState::running);
    QVERIFY(box.kernel.exitGroup(parent, 0));
    QVERIFY(box.kernel.state(told) == TaskState::zombie);
    QVERIFY(box.kernel.state(untold) == TaskState::running);
    QVERIFY(box.kernel.state(grandchild) == TaskState::running);
    QVERIFY(!checkInvariants(box.kernel));
}

void SignalsTest::subreapers_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    QTest::addColumn<QByteArray>("answer");
    for (const Behaviour behaviour : everyBehaviour)
        QTest::newRow(nameOf(behaviour))
            << behaviour << QByteArray(behaviour < Behaviour::gvisor2024 ? "EINVAL" : "OK");
}

// As captured: "adopted" of the workload "jobtree" goes to the subreaper from 2024 on.
void SignalsTest::subreapers()
{
    QFETCH(Behaviour, behaviour);
    QFETCH(QByteArray, answer);
    Sandbox box({.behaviour = behaviour});
    const TaskId reaper = box.fork(box.init);
    QCOMPARE(errorOf(box.kernel.setSubreaper(reaper, true)), answer);
    const TaskId middle = box.fork(reaper);
    const TaskId inner = box.fork(middle);
    const TaskId orphan = box.fork(inner);
    QVERIFY(box.kernel.exitGroup(inner, 0));
    QCOMPARE(box.kernel.parent(orphan), answer == "OK" ? reaper : box.init);
    const TaskId later = box.fork(middle);
    QVERIFY(box.kernel.exitGroup(reaper, 0)); // one that ends is passed over
    QCOMPARE(box.kernel.parent(orphan), box.init);
    QVERIFY(box.kernel.exitGroup(middle, 0));
    QCOMPARE(box.kernel.parent(later), box.init);
}

void SignalsTest::waitingForStops()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    const WaitRequest all{.stopped = true, .continued = true};
    const auto wait = [&] { return box.kernel.wait(box.init, all); };
    QCOMPARE(failureOf(box.kernel, wait), QByteArray("EAGAIN"));
    QVERIFY(box.kernel.kill(box.init, child, 20));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.wait(box.init); }),
             QByteArray("EAGAIN")); // nobody asked for it
    QCOMPARE(box.kernel.wait(box.init, {.stopped = true, .keeps = true})->status, 0x147f);
    QCOMPARE(wait()->status, 0x147f);
    QCOMPARE(failureOf(box.kernel, wait), QByteArray("EAGAIN")); // said once
    QVERIFY(box.kernel.kill(box.init, child, signalContinue));
    QCOMPARE(wait()->status, 0xffff);
    QVERIFY(box.kernel.exitGroup(child, 2));
    QCOMPARE(box.kernel.wait(box.init, {.keeps = true})->status, 0x200);
    QVERIFY(box.kernel.state(child) == TaskState::zombie);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.wait(box.init, {.exited = false}); }),
             QByteArray("EINVAL"));
    QCOMPARE(wait()->status, 0x200);
    QVERIFY(!box.kernel.state(child));
}

void SignalsTest::waitingByKindAndGroup()
{
    Sandbox box;
    const TaskId plain = box.fork(box.init);
    const TaskId silent = box.kernel.clone(box.init, 0).value();
    QVERIFY(box.kernel.setpgid(box.init, plain, 0));
    QVERIFY(box.kernel.exitGroup(silent, 1));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.wait(box.init, WaitRequest{}); }),
             QByteArray("EAGAIN")); // it has a child of that kind, and it runs
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.wait(box.init, {.group = 77}); }),
             QByteArray("ECHILD"));
    QCOMPARE(box.kernel.wait(box.init, {.group = 0, .kind = ChildKind::any})->task, silent);
    QCOMPARE(failureOf(box.kernel,
                       [&] { return box.kernel.wait(box.init, {.kind = ChildKind::cloned}); }),
             QByteArray("ECHILD"));
    QVERIFY(box.kernel.exitGroup(plain, 2));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.wait(box.init, {.group = 0}); }),
             QByteArray("ECHILD"));
    QCOMPARE(box.kernel.wait(box.init, {.group = box.kernel.tid(plain).value})->task, plain);
}

void SignalsTest::theGroupsStatusWins()
{
    Sandbox box;
    const TaskId leader = box.fork(box.init);
    const TaskId thread = box.thread(leader);
    QVERIFY(box.kernel.exit(leader, 3));
    QVERIFY(box.kernel.exitGroup(thread, 7));
    QCOMPARE(box.task(leader)->exitCode, 0x700);
    QCOMPARE(box.kernel.wait(box.init)->status, 0x700);
}

QTEST_APPLESS_MAIN(SignalsTest)
#include "tst_signals.moc"
