// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

using namespace sandscope;
using namespace sandscope::kernel;
using procfs::TaskState;

/// How tasks end, and who is told (facts 5.3 and 5.4).
class ExitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLeaderStaysUntilItsThreadsAreGone();
    void waitReaps();
    void waitRefusals();
    void orphans_data();
    void orphans();
    void theEndOfInit();
    void ignoredChildrenAreReaped();
    void anIgnoredEndIsNotPending();
    void ioOfChildren_data();
    void ioOfChildren();
    void stopAndContinue();
    void tracing();
    void onlyTheStoppedAreHandled();
    void waitingForATracee();
    void aTracedThreadStaysForItsTracer();
    void whoTakesItsTracerAlong_data();
    void whoTakesItsTracerAlong();
    void execMayTakeItsCallerAlong();
};

void ExitTest::aLeaderStaysUntilItsThreadsAreGone()
{
    Sandbox box;
    const TaskId leader = box.fork(box.init);
    const TaskId thread = box.thread(leader);
    QVERIFY(box.kernel.exit(leader, 3));
    QVERIFY(box.kernel.state(leader) == TaskState::zombie);
    QCOMPARE(box.group(thread)->members.size(), 2U);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.wait(box.init); }),
             QByteArray("EAGAIN"));
    QVERIFY(box.memory(thread)); // the thread goes on with it
    QVERIFY(box.kernel.exit(thread, 0));
    QVERIFY(!box.kernel.state(thread)); // never seen as a zombie
    QCOMPARE(box.kernel.wait(box.init)->status, 0x300);
}

void ExitTest::waitReaps()
{
    Sandbox box;
    const TaskId parent = box.fork(box.init);
    const TaskId child = box.fork(parent);
    const TaskId grandchild = box.fork(child);
    using namespace std::chrono_literals;
    QVERIFY(box.kernel.chargeCpu(grandchild, 10ms, 0ms));
    QVERIFY(box.kernel.exitGroup(grandchild, 0));
    QVERIFY(box.kernel.wait(child));
    QVERIFY(box.kernel.chargeCpu(child, 100ms, 20ms));
    QVERIFY(box.kernel.exitGroup(child, 7));
    const auto* zombie = box.task(child);
    QVERIFY(zombie->state == TaskState::zombie);
    QVERIFY(zombie->memory.isNone() && zombie->fdTable.isNone() && zombie->fsContext.isNone());
    QCOMPARE(zombie->exitCode, 0x700);
    QCOMPARE(box.kernel.tid(child).value, 3);
    const auto waited = box.kernel.wait(parent);
    QCOMPARE(waited->status, 0x700);
    QCOMPARE(waited->tid.value, 3);
    QCOMPARE(box.task(child), nullptr);
    QCOMPARE(box.kernel.tid(child).value, 0);
    QCOMPARE(box.group(parent)->childCpu, (procfs::CpuTime{110ms, 20ms})); // its own and its
                                                                           // children's
}

void ExitTest::waitRefusals()
{
    Sandbox box;
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.wait(box.init); }),
             QByteArray("ECHILD"));
    const TaskId child = box.fork(box.init);
    const TaskId grandchild = box.fork(child);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.wait(box.init); }),
             QByteArray("EAGAIN"));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.wait(box.init, grandchild); }),
             QByteArray("ECHILD"));
    QVERIFY(box.kernel.exitGroup(child, 0));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.fork(child); }), QByteArray("ESRCH"));
    QVERIFY(box.kernel.wait(box.init, child));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.fork(child); }), QByteArray("ESRCH"));
}

void ExitTest::orphans_data()
{
    QTest::addColumn<bool>("hasThread");
    QTest::newRow("to another thread of the group") << true;
    QTest::newRow("to init") << false;
}

void ExitTest::orphans()
{
    QFETCH(bool, hasThread);
    Sandbox box;
    const TaskId parent = box.fork(box.init);
    const TaskId thread = hasThread ? box.thread(parent) : TaskId{};
    const TaskId child = box.kernel.clone(parent, 10).value();
    const TaskId zombie = box.fork(parent);
    QVERIFY(box.kernel.exitGroup(zombie, 1));
    const auto before = box.kernel.publish();
    QVERIFY(box.kernel.exit(parent, 0));
    QCOMPARE(box.task(child)->parent, hasThread ? thread : box.init);
    QCOMPARE(box.group(child)->terminationSignal, hasThread ? 10 : 17); // reset where the group
                                                                        // changes
    QVERIFY(box.task(child)->generation > before->generation);
    QCOMPARE(box.task(zombie)->parent, hasThread ? thread : box.init);
    QVERIFY(box.kernel.wait(hasThread ? thread : box.init, zombie));
}

void ExitTest::theEndOfInit()
{
    Sandbox box;
    const TaskId outer = box.fork(box.init);
    const TaskId nested = box.kernel.clone(outer, clone::newpid | 17).value();
    const TaskId inside = box.fork(nested);
    const TaskId deeper = box.fork(inside);
    QVERIFY(box.kernel.exitGroup(nested, 0));
    QVERIFY(box.kernel.state(nested) == TaskState::zombie); // its parent is outside and may wait
    QVERIFY(!box.kernel.state(inside)); // nobody is left who could
    QVERIFY(!box.kernel.state(deeper));
    QVERIFY(box.kernel.state(outer) == TaskState::running);
    QVERIFY(!checkInvariants(box.kernel));

    QVERIFY(box.kernel.exitGroup(box.init, 0));
    QVERIFY(box.kernel.tasks().empty());
    QCOMPARE(
        failureOf(box.kernel, [&] { return box.kernel.createProcess({.executable = "/bin/sh"}); }),
        QByteArray("ENOMEM"));
    QVERIFY(!checkInvariants(box.kernel));
}

void ExitTest::ignoredChildrenAreReaped()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    const TaskId odd = box.kernel.clone(box.init, 10).value(); // with another termination signal
    using namespace std::chrono_literals;
    QVERIFY(box.kernel.chargeCpu(child, 50ms, 0ms));
    QVERIFY(box.kernel.ignoreChildExit(box.init, true));
    QVERIFY(box.kernel.setSignalAction(box.init, 10, SignalAction::handle));
    QVERIFY(box.kernel.exitGroup(child, 0));
    QVERIFY(!box.kernel.state(child));
    QCOMPARE(box.group(box.init)->childCpu, procfs::CpuTime{}); // not added for those
    QVERIFY(box.kernel.exitGroup(odd, 0));
    QVERIFY(box.kernel.state(odd) == TaskState::zombie);
}

void ExitTest::anIgnoredEndIsNotPending()
{
    for (const Behaviour behaviour : everyBehaviour) {
        Sandbox box({.behaviour = behaviour});
        const TaskId parent = box.fork(box.init);
        QVERIFY(box.kernel.setSignalMask(parent, signalBit(signalChild)));
        QVERIFY(box.kernel.exitGroup(box.fork(parent), 0));
        QCOMPARE(box.group(parent)->pendingSignals, signalBit(signalChild));
        QVERIFY(box.kernel.takeSignal(parent, signalBit(signalChild)));
        QVERIFY(box.kernel.setSignalAction(parent, signalChild, SignalAction::ignore));
        const TaskId child = box.fork(parent);
        QVERIFY(box.kernel.exitGroup(child, 0));
        QVERIFY(!box.kernel.state(child));
        QCOMPARE(box.group(parent)->pendingSignals, 0ULL);
        // SA_NOCLDWAIT alone: no zombie either, but a signal.
        QVERIFY(box.kernel.setSignalAction(parent, signalChild, SignalAction::standard, true));
        QVERIFY(box.kernel.exitGroup(box.fork(parent), 0));
        QCOMPARE(box.group(parent)->pendingSignals, signalBit(signalChild));
    }
}

void ExitTest::ioOfChildren_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    for (const Behaviour behaviour : everyBehaviour)
        QTest::newRow(nameOf(behaviour)) << behaviour;
}

// What a child has read is its parent's in Linux, once that has waited for it.
void ExitTest::ioOfChildren()
{
    QFETCH(Behaviour, behaviour);
    const bool isLinux = behaviour == Behaviour::linux_;
    Sandbox box({.behaviour = behaviour});
    const TaskId child = box.fork(box.init);
    const TaskId grandchild = box.fork(child);
    const auto readOf = [&](TaskId task) { return box.group(task)->io.charsRead; };
    const std::uint64_t before = readOf(box.init);
    QVERIFY(box.kernel.chargeRead(grandchild, 1000));
    QVERIFY(box.kernel.chargeRead(child, 100));
    QVERIFY(box.kernel.exitGroup(grandchild, 0));
    QCOMPARE(readOf(child), 100ULL);
    QVERIFY(box.kernel.wait(child));
    QCOMPARE(readOf(child), isLinux ? 1100ULL : 100ULL);
    QVERIFY(box.kernel.exitGroup(child, 0));
    QVERIFY(box.kernel.wait(box.init));
    QCOMPARE(readOf(box.init) - before, isLinux ? 1100ULL : 0ULL);
    QVERIFY(!checkPublished(box.kernel));
}

void ExitTest::stopAndContinue()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    const TaskId thread = box.thread(child);
    QVERIFY(box.kernel.block(thread));
    QVERIFY(box.kernel.kill(std::nullopt, child, signalStop));
    QVERIFY(box.kernel.state(child) == TaskState::stopped);
    QVERIFY(box.kernel.state(thread) == TaskState::stopped);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.fork(child); }), QByteArray("EAGAIN"));
    QVERIFY(box.kernel.kill(box.init, thread, signalContinue));
    QVERIFY(box.kernel.state(child) == TaskState::running);
    QVERIFY(box.kernel.state(thread) == TaskState::sleeping);
    // Only with the right to.
    QVERIFY(box.kernel.setuid(child, 1000));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.kill(child, box.init, signalKill); }),
             QByteArray("EPERM"));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.kill(box.init, child, 65); }),
             QByteArray("EINVAL"));
    QVERIFY(box.kernel.kill(box.init, child, 15));
    QCOMPARE(box.kernel.wait(box.init)->status, 15);
}

void ExitTest::tracing()
{
    Sandbox box;
    const TaskId target = box.fork(box.init);
    const TaskId tracer = box.fork(box.init);
    const TaskId stranger = box.fork(box.init);
    QVERIFY(box.kernel.traceAttach(tracer, target));
    QVERIFY(box.kernel.state(target) == TaskState::tracingStop);
    QCOMPARE(box.task(target)->tracer, tracer);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.traceAttach(stranger, target); }),
             QByteArray("EPERM"));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.traceDetach(stranger, target); }),
             QByteArray("ESRCH"));
    QVERIFY(box.kernel.traceContinue(tracer, target));
    QVERIFY(box.kernel.state(target) == TaskState::running);
    // Who was attached cannot be interrupted, who was seized can.
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.traceStop(tracer, target); }),
             QByteArray("EIO"));
    QVERIFY(box.kernel.state(target) == TaskState::running);
    // Only who has stopped is let go.
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.traceDetach(tracer, target); }),
             QByteArray("ESRCH"));
    QVERIFY(box.kernel.kill(tracer, target, kernel::signalStop));
    QVERIFY(box.kernel.traceDetach(tracer, target));
    QVERIFY(box.kernel.kill(tracer, target, kernel::signalContinue));
    QVERIFY(box.kernel.traceSeize(tracer, target));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.traceStop(stranger, target); }),
             QByteArray("ESRCH"));
    QVERIFY(box.kernel.traceStop(tracer, target));
    QVERIFY(box.kernel.state(target) == TaskState::tracingStop);
    QVERIFY(box.kernel.exitGroup(tracer, 0)); // lets go of its tracees
    QVERIFY(box.task(target)->tracer.isNone());
    QVERIFY(box.kernel.state(target) == TaskState::running);
    QVERIFY(box.kernel.setuid(stranger, 1000));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.traceAttach(stranger, target); }),
             QByteArray("EPERM"));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.traceAttach(target, target); }),
             QByteArray("EPERM"));
}

void ExitTest::onlyTheStoppedAreHandled()
{
    Sandbox box;
    Kernel& kernel = box.kernel;
    const TaskId target = box.fork(box.init);
    const TaskId tracer = box.fork(box.init);
    QVERIFY(kernel.traceSeize(tracer, target));
    const auto fails = [&](auto operation) { return failureOf(kernel, operation); };
    QCOMPARE(fails([&] { return kernel.traceContinue(tracer, target); }), QByteArray("ESRCH"));
    QCOMPARE(fails([&] { return kernel.traceDetach(tracer, target); }), QByteArray("ESRCH"));
    QCOMPARE(fails([&] { return kernel.traceSetOptions(tracer, target, {}); }),
             QByteArray("ESRCH"));
    QVERIFY(kernel.traceStop(tracer, target));
    QVERIFY(kernel.traceSetOptions(tracer, target, {}));
    QVERIFY(kernel.traceContinue(tracer, target));
    QVERIFY(kernel.kill(box.init, target, signalStop)); // that is a stop as well
    QVERIFY(kernel.traceDetach(tracer, target));
    QVERIFY(kernel.state(target) == TaskState::stopped);
}

// The tracer is told of every stop, once, whether it asks for stops or not.
void ExitTest::waitingForATracee()
{
    Sandbox box;
    Kernel& kernel = box.kernel;
    const TaskId target = box.fork(box.init);
    const TaskId tracer = box.fork(box.init);
    const auto status = [&](bool keeps = false) {
        const auto waited = kernel.wait(tracer, WaitRequest{.keeps = keeps});
        return waited ? waited->status : -1;
    };
    QVERIFY(kernel.traceAttach(tracer, target));
    QCOMPARE(status(true), 0x137f);
    QCOMPARE(status(), 0x137f);
    QCOMPARE(status(), -1);
    QVERIFY(kernel.traceContinue(tracer, target));
    QVERIFY(kernel.exec(target, "/bin/sh", {"sh"}, {}));
    QVERIFY(kernel.traceSetOptions(tracer, target, {.stopsAtExec = true, .stopsAtExit = true}));
    QCOMPARE(status(), 0x57f);
    QVERIFY(kernel.traceContinue(tracer, target));
    QVERIFY(kernel.exec(target, "/bin/sh", {"sh"}, {}));
    QCOMPARE(status(), 0x4057f);
    QVERIFY(kernel.traceContinue(tracer, target));
    QVERIFY(kernel.exit(target, 3));
    QCOMPARE(status(), 0x6057f);
    QVERIFY(kernel.traceContinue(tracer, target));
    QCOMPARE(status(), 0x300);
    QCOMPARE(kernel.wait(box.init, target)->status, 0x300);
    // What was not waited for in time is not told any more.
    const TaskId next = box.fork(box.init);
    QVERIFY(kernel.traceSeize(tracer, next));
    QVERIFY(kernel.traceStop(tracer, next));
    QCOMPARE(status(true), 0x80057f);
    QVERIFY(kernel.traceContinue(tracer, next));
    QCOMPARE(status(), -1);
    QVERIFY(!checkInvariants(kernel));
}

void ExitTest::aTracedThreadStaysForItsTracer()
{
    Sandbox box;
    const TaskId target = box.fork(box.init);
    const TaskId thread = box.thread(target);
    const TaskId tracer = box.fork(box.init);
    QVERIFY(box.kernel.traceAttach(tracer, thread));
    QVERIFY(box.kernel.traceContinue(tracer, thread));
    QVERIFY(box.kernel.exit(thread, 2));
    QVERIFY(box.kernel.state(thread) == TaskState::zombie);
    QVERIFY(box.kernel.exit(target, 0));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.wait(box.init, target); }),
             QByteArray("EAGAIN"));
    QCOMPARE(box.kernel.wait(tracer)->status, 0x200);
    QVERIFY(!box.kernel.state(thread));
    QVERIFY(box.kernel.wait(box.init, target)); // now it is the last of its group
}

void ExitTest::whoTakesItsTracerAlong_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    for (const Behaviour behaviour : everyBehaviour)
        QTest::newRow(nameOf(behaviour)) << behaviour;
}

// The tracer dies of the tracee's end, and lets it go while that is under way.
void ExitTest::whoTakesItsTracerAlong()
{
    QFETCH(Behaviour, behaviour);
    Sandbox box({.behaviour = behaviour});
    const TaskId shell = box.fork(box.init);
    QVERIFY(box.kernel.setsid(shell));
    QVERIFY(box.kernel.ignoreChildExit(shell, true));
    const TaskId mother = box.fork(shell);
    const TaskId tracer = box.fork(mother);
    QVERIFY(box.kernel.setpgid(tracer, tracer, 0));
    const TaskId stopped = box.fork(tracer);
    QVERIFY(box.kernel.traceSeize(tracer, mother));
    QVERIFY(box.kernel.kill({}, stopped, signalStop));
    QVERIFY(box.kernel.exit(mother, 0)); // the group of both children is hung up
    QVERIFY(!box.kernel.state(mother)); // nobody waits for it
    QCOMPARE(box.kernel.state(tracer), TaskState::zombie);
    QCOMPARE(box.kernel.parent(tracer), box.init);
    QCOMPARE(box.kernel.state(stopped), TaskState::zombie);
    QVERIFY(!checkInvariants(box.kernel));
    QVERIFY(!checkPublished(box.kernel));
}

// One of the threads that make way takes a tracer along that kills those whom it traces.
void ExitTest::execMayTakeItsCallerAlong()
{
    Sandbox box;
    const TaskId shell = box.fork(box.init);
    const TaskId process = box.fork(shell);
    const TaskId thread = box.thread(process);
    const TaskId tracer = box.fork(shell);
    QVERIFY(box.kernel.traceSeize(thread, tracer, {.killsWhenGone = true}));
    QVERIFY(box.kernel.traceSeize(tracer, process, {.killsWhenGone = true}));
    QVERIFY(box.kernel.exec(process, "/bin/true", {"true"}, {}));
    QCOMPARE(box.kernel.state(tracer), TaskState::zombie);
    QCOMPARE(box.kernel.state(process), TaskState::zombie);
    QVERIFY(!box.kernel.state(thread));
    QVERIFY(!checkInvariants(box.kernel));
    QVERIFY(!checkPublished(box.kernel));
}

QTEST_APPLESS_MAIN(ExitTest)
#include "tst_exit.moc"
