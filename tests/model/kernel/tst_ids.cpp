// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

using namespace sandscope;
using namespace sandscope::kernel;

/// Which ids tasks get (facts 5.1).
class IdsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void limits_data();
    void limits();
    void theyWrap_data();
    void theyWrap();
    void theyRunOut();
    void idsOfGroups_data();
    void idsOfGroups();
    void aNamespaceCountsOnItsOwn();
    void chosen();
    void chosenRefusals_data();
    void chosenRefusals();
    void chosenInTwoNamespaces();
    void aProcessWithAParent();
    void finding();
};

void IdsTest::limits_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    for (const Behaviour behaviour : everyBehaviour)
        QTest::newRow(nameOf(behaviour)) << behaviour;
}

void IdsTest::limits()
{
    QFETCH(Behaviour, behaviour);
    const Kernel kernel({.behaviour = behaviour});
    QCOMPARE(kernel.options().pidLimit, behaviour == Behaviour::linux_ ? 32767 : 65536);
}

void IdsTest::theyWrap_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("first");
    QTest::newRow("2019") << Behaviour::gvisor2019 << 400 << 2;
    QTest::newRow("2026") << Behaviour::gvisor2026 << 400 << 2;
    QTest::newRow("linux") << Behaviour::linux_ << 400 << 300;
    QTest::newRow("linux, less than it reserves") << Behaviour::linux_ << 200 << 2;
}

void IdsTest::theyWrap()
{
    QFETCH(Behaviour, behaviour);
    QFETCH(int, limit);
    QFETCH(int, first);
    Sandbox box({.pidLimit = limit, .behaviour = behaviour});
    QVERIFY(box.kernel.ignoreChildExit(box.init, true));
    for (int id = 2; id <= limit; ++id) {
        const TaskId child = box.fork(box.init);
        QCOMPARE(box.kernel.tid(child).value, id);
        if (id != first + 1)
            QVERIFY(box.kernel.exitGroup(child, 0));
    }
    const TaskId again = box.fork(box.init);
    QCOMPARE(box.kernel.tid(again).value, first); // 1 is never given again
    QCOMPARE(box.kernel.tid(box.fork(box.init)).value, first + 2); // one is in use
    const auto& all = box.records();
    QCOMPARE(all.taskWithTid(all.rootPidNamespace(), procfs::Tid{first}), again);
}

void IdsTest::theyRunOut()
{
    Sandbox box({.pidLimit = 4});
    for (int i = 0; i < 3; ++i)
        box.fork(box.init);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.fork(box.init); }),
             QByteArray("EAGAIN"));
}

void IdsTest::idsOfGroups_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    QTest::addColumn<bool>("areSkipped");
    for (const Behaviour behaviour : everyBehaviour)
        QTest::newRow(nameOf(behaviour)) << behaviour << (behaviour >= Behaviour::gvisor2022);
}

// A group and a session that outlive their founder.
void IdsTest::idsOfGroups()
{
    QFETCH(Behaviour, behaviour);
    QFETCH(bool, areSkipped);
    Sandbox box({.pidLimit = 6, .behaviour = behaviour});
    const TaskId grouped = box.fork(box.init); // 2
    QVERIFY(box.kernel.setpgid(box.init, grouped, 0));
    const TaskId member = box.fork(grouped); // 3
    const TaskId sessionLeader = box.fork(box.init); // 4
    QVERIFY(box.kernel.setsid(sessionLeader));
    const TaskId inSession = box.fork(sessionLeader); // 5
    QVERIFY(box.kernel.setpgid(sessionLeader, inSession, 0));
    for (const TaskId founder : {grouped, sessionLeader}) {
        QVERIFY(box.kernel.exitGroup(founder, 0));
        QVERIFY(box.kernel.wait(box.init, founder));
    }
    QCOMPARE(box.kernel.tid(box.fork(box.init)).value, 6);
    if (!areSkipped) {
        QCOMPARE(box.kernel.tid(box.fork(box.init)).value, 2);
        QCOMPARE(box.kernel.tid(box.fork(box.init)).value, 4);
        return;
    }
    QCOMPARE(errorOf(box.kernel.fork(box.init)), QByteArray("EAGAIN"));
    QVERIFY(box.kernel.exitGroup(member, 0));
    QVERIFY(box.kernel.wait(box.init, member)); // with it the group goes, the session stays
    QCOMPARE(box.kernel.tid(box.fork(box.init)).value, 2);
    QCOMPARE(box.kernel.tid(box.fork(box.init)).value, 3);
    QCOMPARE(errorOf(box.kernel.fork(box.init)), QByteArray("EAGAIN"));
}

void IdsTest::aNamespaceCountsOnItsOwn()
{
    Sandbox box;
    const TaskId outer = box.fork(box.init);
    const TaskId nested = box.kernel.clone(outer, clone::newpid | 17).value();
    const TaskId inside = box.fork(nested);
    QCOMPARE(box.kernel.ownTid(nested).value, 1);
    QCOMPARE(box.kernel.ownTid(inside).value, 2);
    QCOMPARE(box.kernel.tid(inside).value, 4);
    QCOMPARE(box.kernel.tidSeenBy(inside, outer).value, 0);
}

void IdsTest::chosen()
{
    Sandbox box;
    const TaskId far = box.kernel.clone(box.init, {.flags = 17, .tid = 40}).value();
    QCOMPARE(box.kernel.tid(far).value, 40);
    QCOMPARE(box.kernel.tid(box.fork(far)).value, 2); // the next one is where it was
    const TaskId thread
        = box.kernel.clone(far, {.flags = clone::newThread, .tid = 3, .rootTid = 3}).value();
    QCOMPARE(box.kernel.tid(thread).value, 3);
    QCOMPARE(box.kernel.tid(box.fork(far)).value, 4);
    ProcessSpec spec = Sandbox::defaultSpec();
    spec.tid = 100;
    QCOMPARE(box.kernel.tid(box.kernel.createProcess(spec).value()).value, 100);
    QVERIFY(!checkInvariants(box.kernel));
}

void IdsTest::chosenRefusals_data()
{
    QTest::addColumn<int>("tid");
    QTest::addColumn<int>("rootTid");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("a task has it") << 2 << 0 << QByteArray("EEXIST");
    QTest::newRow("in the root namespace") << 0 << 2 << QByteArray("EEXIST");
    QTest::newRow("a group has it") << 3 << 0 << QByteArray("EEXIST");
    QTest::newRow("above the limit") << 65537 << 0 << QByteArray("EINVAL");
    QTest::newRow("negative") << -1 << 0 << QByteArray("EINVAL");
    QTest::newRow("two for one") << 10 << 11 << QByteArray("EINVAL");
}

void IdsTest::chosenRefusals()
{
    QFETCH(int, tid);
    QFETCH(int, rootTid);
    QFETCH(QByteArray, error);
    Sandbox box({.pidLimit = 65536, .behaviour = Behaviour::linux_});
    const TaskId other = box.fork(box.init);
    const TaskId founder = box.fork(other);
    QVERIFY(box.kernel.setpgid(other, founder, 0));
    const TaskId member = box.fork(founder);
    QVERIFY(box.kernel.exitGroup(founder, 0));
    QVERIFY(box.kernel.wait(other));
    QVERIFY(box.kernel.state(member));
    const CloneRequest request{.flags = 17, .tid = tid, .rootTid = rootTid};
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.clone(box.init, request); }), error);
}

void IdsTest::chosenInTwoNamespaces()
{
    Sandbox box;
    constexpr std::uint32_t nested = clone::newpid | 17;
    for (const int own : {2, 7}) { // nobody comes before init
        const CloneRequest request{.flags = nested, .tid = own};
        QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.clone(box.init, request); }),
                 QByteArray("EINVAL"));
    }
    const TaskId inner
        = box.kernel.clone(box.init, {.flags = nested, .tid = 1, .rootTid = 30}).value();
    QCOMPARE(box.kernel.tid(inner).value, 30);
    QCOMPARE(box.kernel.ownTid(inner).value, 1);
    const TaskId child = box.kernel.clone(inner, {.flags = 17, .tid = 30, .rootTid = 9}).value();
    QCOMPARE(box.kernel.ownTid(child).value, 30);
    QCOMPARE(box.kernel.tid(child).value, 9);
    const TaskId next = box.fork(inner);
    QCOMPARE(box.kernel.ownTid(next).value, 2);
    QCOMPARE(box.kernel.tid(next).value, 2);
}

void IdsTest::aProcessWithAParent()
{
    Sandbox box;
    ProcessSpec spec = Sandbox::defaultSpec();
    spec.parent = box.init;
    const TaskId made = box.kernel.createProcess(spec).value();
    QCOMPARE(box.kernel.parent(made), box.init);
    QCOMPARE(box.group(made)->processGroup, box.group(box.init)->processGroup);
    QCOMPARE(box.group(made)->session, box.group(box.init)->session);
    QVERIFY(!checkInvariants(box.kernel));
    QVERIFY(box.kernel.exitGroup(made, 3));
    spec.parent = made;
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.createProcess(spec); }),
             QByteArray("ESRCH"));
    QCOMPARE(box.kernel.wait(box.init)->status, 0x300);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.createProcess(spec); }),
             QByteArray("ESRCH"));
}

void IdsTest::finding()
{
    Sandbox box;
    const TaskId inner = box.kernel.clone(box.init, clone::newpid | 17).value();
    QCOMPARE(box.kernel.findTask(1), box.init);
    QCOMPARE(box.kernel.findTask(2), inner);
    QVERIFY(box.kernel.findTask(3).isNone() && box.kernel.findTask(-1).isNone());
    QCOMPARE(box.kernel.findTask(inner, 1), inner);
    QVERIFY(box.kernel.findTask(inner, 2).isNone());
    QVERIFY(box.kernel.findTask(TaskId{}, 1).isNone());
}

QTEST_APPLESS_MAIN(IdsTest)
#include "tst_ids.moc"
