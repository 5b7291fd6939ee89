// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <QTest>

#include <tuple>

using namespace sandscope::procfs;

/// Who may trace, open and walk (facts 1.8, 2.0, 2.20).
class AccessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tracing_data();
    void tracing();
    void tracingWithoutATask();
    void capabilityOverNamespaces_data();
    void capabilityOverNamespaces();
    void opening_data();
    void opening();
    void openedStaysOpen();
    void ownFdsStayReachable();
    void capabilitiesNeedMappedOwners();
};

namespace {

constexpr TaskId targetId{7};
constexpr TaskId readerId{8};
constexpr TaskId siblingId{9};
constexpr UserNamespaceId innerUsers{2};
constexpr UserNamespaceId innermostUsers{3};

constexpr std::uint64_t dacOverride = 1U << 1U;
constexpr std::uint64_t dacReadSearch = 1U << 2U;
constexpr std::uint64_t sysPtrace = 1U << 19U;

World fixture()
{
    World world;
    for (const auto& [id, parent, owner] :
         {std::tuple{innerUsers, World::rootUsers, 1000U}, {innermostUsers, innerUsers, 2000U}})
        world.userNamespaces[id] = {.id = id,
                                    .generation = 1,
                                    .parent = parent,
                                    .ownerUid = owner,
                                    .uidMap = {{0, 1000, 10}},
                                    .gidMap = {{0, 1000, 10}}};
    world.addProcess(7);
    world.addProcess(8, "reader");
    world.addThread(targetId, 9);
    for (const auto id : {targetId, readerId, siblingId}) {
        auto& c = world.editCredentials(id);
        c.realUid = c.effectiveUid = c.savedUid = 1000;
        c.realGid = c.effectiveGid = c.savedGid = 1000;
    }
    return world;
}

using Edit = void (*)(Credentials& reader, Credentials& target);

}

Q_DECLARE_METATYPE(Edit)

void AccessTest::tracing_data()
{
    QTest::addColumn<Edit>("edit");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* name, Edit edit, bool expected) {
        QTest::newRow(name) << edit << expected;
    };
    row("same ids", [](Credentials&, Credentials&) { }, true);
    row("other real uid", [](Credentials& r, Credentials&) { r.realUid = 1; }, false);
    row(
        "reader's effective uid does not count",
        [](Credentials& r, Credentials&) { r.effectiveUid = 1; }, true);
    row(
        "reader's saved uid does not count", [](Credentials& r, Credentials&) { r.savedUid = 1; },
        true);
    row("target's effective uid", [](Credentials&, Credentials& t) { t.effectiveUid = 1; }, false);
    row("target's saved uid", [](Credentials&, Credentials& t) { t.savedUid = 1; }, false);
    row("other real gid", [](Credentials& r, Credentials&) { r.realGid = 1; }, false);
    row("target's effective gid", [](Credentials&, Credentials& t) { t.effectiveGid = 1; }, false);
    row("target's saved gid", [](Credentials&, Credentials& t) { t.savedGid = 1; }, false);
    row(
        "target may do more", [](Credentials&, Credentials& t) { t.capabilities.permitted = 4; },
        false);
    row(
        "both may do the same",
        [](Credentials& r, Credentials& t) {
            r.capabilities.permitted = t.capabilities.permitted = 4;
        },
        true);
    row(
        "target's effective set does not count",
        [](Credentials&, Credentials& t) { t.capabilities.effective = 4; }, true);
    row(
        "other user namespace", [](Credentials&, Credentials& t) { t.userNamespace = innerUsers; },
        true); // owns it
    row(
        "other user namespace, not its owner",
        [](Credentials& r, Credentials& t) {
            t.userNamespace = innerUsers;
            r.effectiveUid = 5;
        },
        false);
    row(
        "CAP_SYS_PTRACE",
        [](Credentials& r, Credentials& t) {
            r.capabilities.effective = sysPtrace;
            t.realUid = t.effectiveUid = 0;
            t.capabilities.permitted = ~0ULL;
        },
        true);
    row(
        "CAP_SYS_PTRACE only permitted",
        [](Credentials& r, Credentials& t) {
            r.capabilities.permitted = sysPtrace;
            t.effectiveUid = 0;
        },
        false);
    row(
        "CAP_SYS_PTRACE of an inner namespace",
        [](Credentials& r, Credentials&) {
            r.capabilities.effective = sysPtrace;
            r.userNamespace = innerUsers;
        },
        false);
}

void AccessTest::tracing()
{
    QFETCH(Edit, edit);
    QFETCH(bool, expected);
    auto world = fixture();
    auto& reader = world.editCredentials(readerId);
    edit(reader, world.editCredentials(targetId));
    const auto records = world.publish();
    QCOMPARE(canTrace(*records, readerId, *records->task(targetId)), expected);
    QVERIFY(canTrace(*records, siblingId, *records->task(targetId))); // one process may always
    QVERIFY(canTrace(*records, TaskId{}, *records->task(targetId))); // and so may who looks from
                                                                     // outside
}

void AccessTest::tracingWithoutATask()
{
    const auto records = fixture().publish();
    QVERIFY(!canTrace(*records, TaskId{99}, *records->task(targetId)));
}

void AccessTest::capabilityOverNamespaces_data()
{
    QTest::addColumn<unsigned>("readerNamespace");
    QTest::addColumn<unsigned>("uid");
    QTest::addColumn<bool>("bit");
    QTest::addColumn<unsigned>("target");
    QTest::addColumn<bool>("expected");
    QTest::newRow("own namespace") << 1U << 5U << true << 1U << true;
    QTest::newRow("own namespace, without the bit") << 1U << 0U << false << 1U << false;
    QTest::newRow("child, with the bit in the parent") << 1U << 5U << true << 2U << true;
    QTest::newRow("child, neither bit nor owner") << 1U << 5U << false << 2U << false;
    QTest::newRow("child, its owner") << 1U << 1000U << false << 2U << true;
    QTest::newRow("grandchild, owner of the child") << 1U << 1000U << false << 3U << true;
    QTest::newRow("grandchild, owner of it alone, but not in its parent")
        << 1U << 2000U << false << 3U << false;
    QTest::newRow("child of the inner one, its owner") << 2U << 2000U << false << 3U << true;
    QTest::newRow("parent") << 2U << 0U << true << 1U << false;
    QTest::newRow("unknown namespace") << 1U << 0U << true << 9U << false;
}

void AccessTest::capabilityOverNamespaces()
{
    QFETCH(unsigned, readerNamespace);
    QFETCH(unsigned, uid);
    QFETCH(bool, bit);
    QFETCH(unsigned, target);
    QFETCH(bool, expected);
    Credentials reader;
    reader.userNamespace = UserNamespaceId{readerNamespace};
    reader.effectiveUid = uid;
    reader.capabilities.effective = bit ? sysPtrace : ~sysPtrace;
    const auto records = fixture().publish();
    QCOMPARE(hasCapabilityIn(*records, reader, UserNamespaceId{target}, 19), expected);
}

void AccessTest::opening_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<unsigned>("uid");
    QTest::addColumn<unsigned>("gid");
    QTest::addColumn<qulonglong>("effective");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* path, unsigned uid, unsigned gid,
                        std::uint64_t effective, const char* expected) {
        QTest::newRow(name) << QByteArray(path) << uid << gid << qulonglong(effective)
                            << QByteArray(expected);
    };
    row("auxv of the owner", "7/auxv", 1000, 5, 0, "ok");
    row("auxv of another", "7/auxv", 5, 1000, 0, "EACCES");
    row("auxv, user 0 has no rights as such", "7/auxv", 0, 0, 0, "EACCES");
    row("auxv, CAP_DAC_OVERRIDE", "7/auxv", 5, 5, dacOverride, "ok");
    row("auxv, CAP_DAC_READ_SEARCH", "7/auxv", 5, 5, dacReadSearch, "ok");
    row("auxv, CAP_SYS_PTRACE", "7/auxv", 5, 5, sysPtrace, "EACCES");
    row("maps of another", "7/maps", 5, 5, 0, "ok");
    row("environ of another", "7/environ", 5, 5, 0, "ok");
    row("io of another", "7/io", 5, 5, 0, "ok");
    row("fd of another", "7/fd", 5, 5, 0, "EACCES");
    row("fd, CAP_DAC_READ_SEARCH", "7/fd", 5, 5, dacReadSearch, "ok");
    row("fdinfo of another", "7/fdinfo", 5, 5, 0, "EACCES");
    row("below fd of another", "7/fd/0", 5, 5, 0, "EACCES");
    row("below fdinfo of another", "7/fdinfo/0", 5, 5, 0, "EACCES");
    row("below fdinfo, CAP_DAC_OVERRIDE", "7/fdinfo/0", 5, 5, dacOverride, "ok");
    row("ns of another is not listed", "7/ns", 5, 5, 0, "EACCES");
    row("ns of the owner", "7/ns", 1000, 5, 0, "ok");
    row("task of another", "7/task", 5, 5, 0, "ok");
}

void AccessTest::opening()
{
    QFETCH(QByteArray, path);
    QFETCH(unsigned, uid);
    QFETCH(unsigned, gid);
    QFETCH(qulonglong, effective);
    QFETCH(QByteArray, expected);
    auto world = fixture();
    auto& credentials = world.editCredentials(readerId);
    credentials.effectiveUid = uid;
    credentials.effectiveGid = gid;
    credentials.capabilities.effective = effective;
    RecordFileSystem fs(world.publish(),
                        {.dialect = Dialect::gvisor2019, .mount = {}, .reader = readerId});

    const auto node = fs.walk(path.toStdString());
    const auto opened = node ? (*node)->open() : node;
    QCOMPARE(outcome(opened), expected.toStdString());
    if (!node)
        return;
    // Nobody gets around open.
    RecordFileSystem unopened(world.publish(),
                              {.dialect = Dialect::gvisor2019, .mount = {}, .reader = readerId});
    const auto fresh = *unopened.walk(path.toStdString());
    std::string out;
    if (fresh->kind() == FileKind::directory)
        QCOMPARE(outcome(fresh->readdir(0, 10)), expected.toStdString());
    else if (fresh->kind() == FileKind::regular) {
        QCOMPARE(outcome(fresh->read(0, 10, out)), expected.toStdString());
        QCOMPARE(outcome(fresh->content()), expected.toStdString());
    }
    RecordFileSystem outside(world.publish(), {});
    QCOMPARE(outcome((*outside.walk(path.toStdString()))->open()), std::string("ok"));
}

void AccessTest::openedStaysOpen()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(),
                        {.dialect = Dialect::gvisor2019, .mount = {}, .reader = readerId});
    const auto auxv = *(*fs.walk("7/auxv"))->open();
    world.editCredentials(readerId).effectiveUid = 5;
    fs.setRecords(world.publish());
    std::string out;
    QCOMPARE(outcome(auxv->read(0, 16, out)), std::string("ok"));
    QCOMPARE(outcome(auxv->open()), std::string("EACCES"));
    QCOMPARE(outcome(auxv->content()), std::string("EACCES")); // which is opening it anew
}

void AccessTest::ownFdsStayReachable()
{
    auto world = fixture();
    world.editCredentials(siblingId).effectiveUid = 5;
    RecordFileSystem fs(world.publish(),
                        {.dialect = Dialect::gvisor2019, .mount = {}, .reader = siblingId});
    QCOMPARE(outcome((*fs.walk("7/fd"))->open()), std::string("ok"));
    QCOMPARE(linkTarget(fs, "7/fd/0"), std::string("/dev/null"));
    QCOMPARE(outcome((*fs.walk("7/fdinfo"))->open()), std::string("EACCES"));
    QCOMPARE(linkTarget(fs, "8/fd/0"), std::string("EACCES"));
}

void AccessTest::capabilitiesNeedMappedOwners()
{
    auto world = fixture();
    auto& credentials = world.editCredentials(readerId);
    credentials.effectiveUid = 1001;
    credentials.userNamespace = innerUsers;
    credentials.capabilities.effective = dacOverride;
    world.addProcess(30);
    {
        RecordFileSystem fs(world.publish(),
                            {.dialect = Dialect::gvisor2019, .mount = {}, .reader = readerId});
        QCOMPARE(outcome((*fs.walk("7/auxv"))->open()), std::string("ok")); // 1000 is 0 inside
        QCOMPARE(outcome((*fs.walk("30/auxv"))->open()), std::string("EACCES")); // root is nobody
                                                                                 // inside
    }
}

QTEST_APPLESS_MAIN(AccessTest)
#include "tst_access.moc"
