// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <QTest>

using namespace sandscope::procfs;

/// Who may trace, open and read from 2022 on and on Linux, and whose entries are (facts 1.3, 1.8,
/// 2.0, 2.10, 2.20; the capture "creds").
class LaterRightsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tracing_data();
    void tracing();
    void circles();
    void opening_data();
    void opening();
    void outsideObserver();
    void openedStaysOpen();
    void ownFds();
    void owners_data();
    void owners();
    void settledOwners();
    void readerUsers();
    void readerMayTraceIsTold();
};

namespace {

constexpr TaskId targetId{7};
constexpr TaskId readerId{8};
constexpr UserNamespaceId innerUsers{2};
constexpr std::uint64_t sysPtrace = 1U << 19U;
constexpr std::uint64_t dacOverride = 1U << 1U;

/// Two processes of user 1000, unrelated.
World fixture()
{
    World world;
    world.userNamespaces[innerUsers] = {.id = innerUsers,
                                        .generation = 1,
                                        .parent = World::rootUsers,
                                        .ownerUid = 77,
                                        .uidMap = {{0, 5000, 10}},
                                        .gidMap = {{0, 6000, 10}}};
    world.addProcess(1, "init");
    world.addProcess(7);
    world.addProcess(8, "reader");
    for (const TaskId id : {targetId, readerId}) {
        auto& c = world.editCredentials(id);
        c.realUid = c.effectiveUid = c.savedUid = 1000;
        c.realGid = c.effectiveGid = c.savedGid = 1000;
    }
    return world;
}

using Edit = void (*)(World& world);

Credentials& reader(World& world)
{
    return world.editCredentials(readerId);
}
Credentials& target(World& world)
{
    return world.editCredentials(targetId);
}

}

Q_DECLARE_METATYPE(Edit)

void LaterRightsTest::tracing_data()
{
    QTest::addColumn<Edit>("edit");
    QTest::addColumn<QByteArray>("reads"); // 2022, 2024, 2026, Linux: y or n
    QTest::addColumn<QByteArray>("attaches");
    const auto row = [](const char* name, const char* reads, const char* attaches, Edit edit) {
        QTest::newRow(name) << edit << QByteArray(reads) << QByteArray(attaches);
    };
    row("a stranger of the same user", "nnyy", "nnny", [](World&) { });
    row("a child", "yyyy", "yyyy", [](World& w) { w.tasks[targetId].parent = readerId; });
    row("a grandchild", "yyyy", "yyyy", [](World& w) {
        w.addProcess(9).parent = readerId;
        w.tasks[targetId].parent = TaskId{9};
    });
    row("a child of the reader's thread", "yyyy", "yyyy", [](World& w) {
        w.addThread(readerId, 10);
        w.tasks[targetId].parent = TaskId{10};
    });
    row("the reader's parent", "nnyy", "nnny",
        [](World& w) { w.tasks[readerId].parent = targetId; });
    row("a tracee", "yyyy", "yyyy", [](World& w) { w.tasks[targetId].tracer = readerId; });
    row("somebody else's tracee", "nnyy", "nnny",
        [](World& w) { w.tasks[targetId].tracer = TaskId{1}; });
    row("CAP_SYS_PTRACE", "yyyy", "yyyy", [](World& w) {
        reader(w).capabilities.effective = sysPtrace;
        target(w).realUid = 0;
    });
    row("a thread of the same process", "yyyy", "yyyy", [](World& w) {
        w.tasks[readerId].group = w.tasks[targetId].group;
        target(w).realUid = 0;
    });
    row("a child that must not be dumped", "nnnn", "nnnn", [](World& w) {
        w.tasks[targetId].parent = readerId;
        w.memories[MemoryId{7}].dumpable = false;
    });
    row("a child of another user", "nnnn", "nnnn", [](World& w) {
        w.tasks[targetId].parent = readerId;
        target(w).savedUid = 1;
    });
    row("a child in another user namespace", "nnnn", "nnnn", [](World& w) {
        w.tasks[targetId].parent = readerId;
        target(w).userNamespace = innerUsers;
    });
    row("a child that may do more", "nnnn", "nnnn", [](World& w) {
        w.tasks[targetId].parent = readerId;
        target(w).capabilities.permitted = 4;
    });
    row("Linux compares with what the reader may do now", "yyyn", "yyyn", [](World& w) {
        w.tasks[targetId].parent = readerId;
        target(w).capabilities.permitted = 4;
        reader(w).capabilities.permitted = 4;
    });
    row("gVisor compares the reader's real user", "nnny", "nnny", [](World& w) {
        w.tasks[targetId].parent = readerId;
        reader(w).realUid = 5;
    });
    row("and Linux the effective one", "yyyn", "yyyn", [](World& w) {
        w.tasks[targetId].parent = readerId;
        reader(w).effectiveUid = 5;
    });
    row("a zombie child, which has nothing to dump", "yyyy", "yyyy", [](World& w) {
        w.tasks[targetId].parent = readerId;
        w.memories[MemoryId{7}].dumpable = false;
        w.exit(targetId);
    });
}

void LaterRightsTest::tracing()
{
    QFETCH(Edit, edit);
    QFETCH(QByteArray, reads);
    QFETCH(QByteArray, attaches);
    auto world = fixture();
    edit(world);
    const auto records = world.publish();
    QByteArray mayRead, mayAttach;
    for (const Dialect dialect :
         {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_}) {
        const TaskRecord& task = *records->task(targetId);
        mayRead += canTrace(*records, readerId, task, dialect) ? 'y' : 'n';
        mayAttach += canTrace(*records, readerId, task, dialect, true) ? 'y' : 'n';
        QVERIFY(canTrace(*records, TaskId{}, task, dialect, true)); // who looks from outside
        QVERIFY(!canTrace(*records, TaskId{99}, task, dialect));
    }
    QCOMPARE(mayRead, reads);
    QCOMPARE(mayAttach, attaches);
}

void LaterRightsTest::circles()
{
    auto world = fixture();
    world.tasks[targetId].parent = TaskId{1};
    world.tasks[TaskId{1}].parent = targetId;
    const auto records = world.publish();
    QVERIFY(!canTrace(*records, readerId, *records->task(targetId), Dialect::gvisor2024));
}

void LaterRightsTest::opening_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("stranger"); // of the same user, 2022 2024 2026 Linux
    QTest::addColumn<QByteArray>("other"); // user without capabilities
    QTest::addColumn<QByteArray>("root"); // who may override modes, but not trace
    const auto row
        = [](const char* path, const char* stranger, const char* other, const char* root) {
              QTest::newRow(path) << QByteArray(path) << QByteArray(stranger) << QByteArray(other)
                                  << QByteArray(root);
          };
    // y: opens and reads, or reads as a link; a: EACCES
    row("7/status", "yyyy", "yyyy", "yyyy");
    row("7/comm", "yyyy", "yyyy", "yyyy");
    row("7/auxv", "yyyy", "yyaa", "yyaa");
    row("7/environ", "yyyy", "yyaa", "yyaa");
    row("7/maps", "yyyy", "yyaa", "yyaa");
    row("7/smaps", "yyyy", "yyaa", "yyaa");
    row("7/io", "yyyy", "aaaa", "yyya");
    row("7/mem", "aaay", "aaaa", "aaaa");
    row("7/fd", "yyyy", "yyaa", "yyyy");
    row("7/fdinfo", "yyyy", "yyya", "yyya");
    row("7/fd/0", "yyyy", "yyaa", "yyaa");
    row("7/fdinfo/0", "yyyy", "yyya", "yyya");
    row("7/ns", "yyyy", "aaaa", "yyyy");
    row("7/ns/pid", "yyyy", "yyya", "yyya");
    row("7/exe", "aayy", "aaaa", "aaaa");
    row("7/cwd", "aayy", "aaaa", "aaaa");
    row("7/root", "aayy", "aaaa", "aaaa");
    row("7/task", "yyyy", "yyyy", "yyyy");
    row("7/net", "yyyy", "yyyy", "yyyy");
}

void LaterRightsTest::opening()
{
    QFETCH(QByteArray, path);
    const QByteArrayList expected = [&] {
        QFETCH(QByteArray, stranger);
        QFETCH(QByteArray, other);
        QFETCH(QByteArray, root);
        return QByteArrayList{stranger, other, root};
    }();
    for (int who = 0; who < expected.size(); ++who) {
        auto world = fixture();
        auto& credentials = reader(world);
        if (who == 1)
            credentials.realUid = credentials.effectiveUid = credentials.effectiveGid = 5;
        if (who == 2) {
            credentials.realUid = credentials.effectiveUid = credentials.effectiveGid = 0;
            credentials.capabilities.effective = dacOverride;
        }
        QByteArray actual;
        for (const Dialect dialect :
             {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_}) {
            RecordFileSystem fs(world.publish(), {.dialect = dialect, .reader = readerId});
            const auto node = fs.walk(path.toStdString());
            std::string answer = outcome(node);
            if (node && (*node)->kind() == FileKind::link) {
                answer = outcome((*node)->readlink());
            } else if (node && (*node)->kind() == FileKind::directory) {
                answer = outcome((*node)->open());
                QCOMPARE(outcome((*node)->readdir(0, 10)), answer);
            } else if (node) {
                const auto opened = (*node)->open();
                answer = outcome(opened);
                std::string out;
                if (opened && path != "7/mem")
                    answer = outcome((*opened)->read(0, 10, out));
                // Nobody gets around open.
                if (!opened)
                    QCOMPARE(outcome((*node)->read(0, 10, out)), answer);
                if (path != "7/mem")
                    QCOMPARE(outcome((*node)->content()), answer);
            }
            actual += answer == "ok" ? "y"
                : answer == "EACCES" ? "a"
                                     : "(" + QByteArray(answer.c_str()) + ")";
        }
        QCOMPARE(actual, expected[who]);
    }
}

void LaterRightsTest::outsideObserver()
{
    auto world = fixture();
    world.memories[MemoryId{7}].dumpable = false;
    for (const Dialect dialect : allDialects) {
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto directory = *fs.walk("7");
        const auto listing = *directory->readdir(2, 100);
        for (const auto& entry : listing.entries) {
            const auto node = *directory->lookup(entry.name);
            QVERIFY2(node->open(), entry.name.c_str());
            if (node->kind() == FileKind::link)
                QVERIFY2(node->readlink(), entry.name.c_str());
            else if (node->kind() == FileKind::regular && entry.name != "mem")
                QVERIFY2(node->content(), entry.name.c_str());
        }
    }
}

void LaterRightsTest::openedStaysOpen()
{
    for (const Dialect dialect : {Dialect::gvisor2026, Dialect::linux_}) {
        auto world = fixture();
        world.tasks[targetId].parent = readerId;
        RecordFileSystem fs(world.publish(), {.dialect = dialect, .reader = readerId});
        const auto maps = *(*fs.walk("7/maps"))->open();
        const auto fd = *(*fs.walk("7/fd"))->open();
        ++world.generation;
        reader(world).effectiveUid = reader(world).realUid = 5;
        fs.setRecords(world.publish());
        std::string out;
        QCOMPARE(outcome(maps->read(0, 16, out)), std::string("ok"));
        QCOMPARE(outcome(fd->readdir(0, 10)), std::string("ok"));
        QCOMPARE(outcome(maps->open()), std::string("EACCES"));
        QCOMPARE(outcome((*fs.walk("7/maps"))->read(0, 16, out)), std::string("EACCES"));
        QCOMPARE(outcome((*fs.walk("7/fd"))->readdir(0, 10)), std::string("EACCES"));
    }
}

void LaterRightsTest::ownFds()
{
    // After setuid a process is not the owner any more, but may look at its own files.
    for (const Dialect dialect : {Dialect::gvisor2026, Dialect::linux_}) {
        auto world = fixture();
        world.addThread(targetId, 9);
        world.memories[MemoryId{7}].dumpable = false;
        RecordFileSystem fs(world.publish(), {.dialect = dialect, .reader = TaskId{9}});
        QCOMPARE(outcome((*fs.walk("7/fd"))->open()), std::string("ok"));
        QCOMPARE(linkTarget(fs, "7/fd/0"), std::string("/dev/null"));
        QCOMPARE(outcome((*fs.walk("7/io"))->open()), std::string("EACCES")); // root's now
        QCOMPARE(outcome((*fs.walk("8/fd"))->open()),
                 std::string("ok")); // of the same user, and may be dumped
    }
}

void LaterRightsTest::owners_data()
{
    QTest::addColumn<bool>("dumpable");
    QTest::addColumn<bool>("inner"); // the target's user namespace
    QTest::addColumn<unsigned>("uid"); // of most entries
    QTest::addColumn<unsigned>("gid");
    QTest::newRow("dumpable") << true << false << 1000U << 1000U;
    QTest::newRow("not dumpable") << false << false << 0U << 0U;
    QTest::newRow("not dumpable, root of an inner namespace") << false << true << 5000U << 6000U;
}

void LaterRightsTest::owners()
{
    QFETCH(bool, dumpable);
    QFETCH(bool, inner);
    QFETCH(unsigned, uid);
    QFETCH(unsigned, gid);
    for (const Dialect dialect :
         {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_}) {
        auto world = fixture();
        world.memories[MemoryId{7}].dumpable = dumpable;
        if (inner)
            target(world).userNamespace = innerUsers;
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        for (const auto* path : {"7/status", "7/io", "7/mounts", "7/ns", "7/ns/net", "7/mem"}) {
            const auto attributes = *(*fs.walk(path))->stat();
            QCOMPARE(attributes.uid.value(), uid);
            QCOMPARE(attributes.gid.value(), gid);
        }
        for (const auto* path : {"7", "7/task", "7/net"})
            QCOMPARE((*fs.walk(path))->stat()->uid.value(), 1000U);
        for (const auto* path : {"7/comm", "7/exe", "7/fd", "7/fd/0"})
            QCOMPARE((*fs.walk(path))->stat()->uid.value(),
                     dialect == Dialect::linux_ ? uid : 1000U);
        QCOMPARE((*fs.walk("uptime"))->stat()->uid.value(), 0U);
    }
}

void LaterRightsTest::settledOwners()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {.dialect = Dialect::gvisor2024});
    const auto held = *fs.walk("7");
    ++world.generation;
    target(world).effectiveUid = 5;
    fs.setRecords(world.publish());
    QCOMPARE((*fs.walk("7/status"))->stat()->uid.value(), 5U);
    QCOMPARE((*fs.walk("7/comm"))->stat()->uid.value(), 1000U);
    QCOMPARE((*fs.walk("7/fd/0"))->stat()->uid.value(), 5U); // made only now
    RecordFileSystem fresh(world.publish(), {.dialect = Dialect::gvisor2024});
    QCOMPARE((*fresh.walk("7/comm"))->stat()->uid.value(), 5U);
}

void LaterRightsTest::readerUsers()
{
    auto world = fixture();
    const auto uidLine = [&](TaskId who) {
        RecordFileSystem fs(world.publish(), {.dialect = Dialect::gvisor2024, .reader = who});
        const auto text = readFile(fs, "7/status");
        const auto at = text.find("\nUid:");
        return text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    };
    QCOMPARE(uidLine(readerId), std::string("Uid:\t1000\t1000\t1000\t1000"));
    reader(world).userNamespace = innerUsers;
    QCOMPARE(uidLine(readerId), std::string("Uid:\t65534\t65534\t65534\t65534"));
    target(world).realUid = 5003;
    QCOMPARE(uidLine(readerId), std::string("Uid:\t3\t65534\t65534\t65534"));

    // Two readers share a cache, and one namespace changes.
    const auto cache = std::make_shared<RecordCache>();
    RecordFileSystem inside(world.publish(), {.dialect = Dialect::gvisor2024, .reader = readerId},
                            cache);
    RecordFileSystem outside(world.publish(), {.dialect = Dialect::gvisor2024}, cache);
    QVERIFY(readFile(inside, "7/status") != readFile(outside, "7/status"));
    const auto status = *inside.walk("7/status");
    const Generation before = status->generation();
    world.generation += 5;
    world.userNamespaces[innerUsers].uidMap = {{0, 1000, 1}};
    world.userNamespaces[innerUsers].generation = world.generation;
    inside.setRecords(world.publish());
    QVERIFY(status->generation() > before);
    QVERIFY(readFile(inside, "7/status").contains("Uid:\t65534\t0\t0\t0\n"));
}

void LaterRightsTest::readerMayTraceIsTold()
{
    auto world = fixture();
    reader(world).effectiveUid = 5;
    const auto cache = std::make_shared<RecordCache>();
    RecordFileSystem reading(world.publish(), {.dialect = Dialect::linux_, .reader = readerId},
                             cache);
    RecordFileSystem outside(world.publish(), {.dialect = Dialect::linux_}, cache);
    QVERIFY(!readFile(reading, "7/stat").empty());
    const auto formats = cache->formatCount();
    QVERIFY(!readFile(outside, "7/stat").empty());
    QVERIFY(cache->formatCount() > formats); // the one's text is not given to the other
}

QTEST_APPLESS_MAIN(LaterRightsTest)
#include "tst_laterrights.moc"
