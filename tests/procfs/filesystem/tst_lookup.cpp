// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <QTest>

using namespace sandscope::procfs;

/// Which names lead where (facts 1.6), and what stat says of them (1.2, 1.3, 1.4).
class LookupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void entriesOfATaskDirectory_data();
    void entriesOfATaskDirectory();
    void attributes_data();
    void attributes();
    void ownerFollowsTheEffectiveIds();
    void linksOfTaskCountThreads();
    void idsAreThoseOfTheMount();
    void walkRefusesDotDot();
};

namespace {

constexpr auto both = {Dialect::gvisor2018, Dialect::gvisor2019};

World fixture()
{
    World world;
    world.addProcess(1, "init");
    world.addProcess(7);
    world.addThread(TaskId{7}, 9);
    return world;
}

QByteArray bytes(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

}

void LookupTest::names_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<unsigned>("task");
    const auto row
        = [](const char* name, const char* path, const char* expected, unsigned task = 0) {
              QTest::newRow(name) << QByteArray(path) << QByteArray(expected) << task;
          };
    row("root by nothing", "", "ok");
    row("root by slash", "/", "ok");
    row("root by dot", ".", "ok");
    row("process", "7", "ok", 7);
    row("process, slashes", "/7//status/", "ok", 7);
    row("process, dot inside", "7/./status", "ok", 7);
    row("leading zeros", "0007", "ok", 7);
    row("2^32 + 7 wraps", "4294967303", "ok", 7);
    row("2^32 wraps to 0", "4294967296", "ENOENT");
    row("2^64 - 1 wraps to -1", "18446744073709551615", "ENOENT");
    row("2^64 does not fit", "18446744073709551616", "ENOENT");
    row("plus sign", "+7", "ENOENT");
    row("minus sign", "-7", "ENOENT");
    row("trailing letter", "7x", "ENOENT");
    row("leading blank", " 7", "ENOENT");
    row("hexadecimal", "0x7", "ENOENT");
    row("zero", "0", "ENOENT");
    row("unknown process", "8", "ENOENT");
    row("unknown name", "nothing", "ENOENT");
    row("thread by its own id", "9", "ok", 9);
    row("thread by its own id has task", "9/task/7", "ok", 7);
    row("thread", "7/task/9", "ok", 9);
    row("leader as thread", "7/task/7", "ok", 7);
    row("thread, leading zeros", "7/task/009", "ok", 9);
    row("thread, 32 bits at most", "7/task/4294967305", "ENOENT");
    row("thread, 2^32 - 1 is -1", "7/task/4294967295", "ENOENT");
    row("thread, not a number", "7/task/nine", "ENOENT");
    row("thread, sign", "7/task/+9", "ENOENT");
    row("thread of another process", "7/task/1", "ENOENT");
    row("unknown thread", "7/task/8", "ENOENT");
    row("no task below a thread", "7/task/9/task", "ENOENT");
    row("open file", "7/fd/7", "ok", 7);
    row("open file, leading zeros", "7/fd/007", "ok", 7);
    row("open file, 2^32 + 7 wraps", "7/fd/4294967303", "ok", 7);
    row("closed file", "7/fd/3", "ENOENT");
    row("file, sign", "7/fd/-0", "ENOENT");
    row("file, not a number", "7/fd/x", "ENOENT");
    row("file info", "7/fdinfo/7", "ok", 7);
    row("file info, closed", "7/fdinfo/3", "ENOENT");
    row("namespace", "7/ns/user", "ok", 7);
    row("namespace of later releases", "7/ns/mnt", "ENOENT");
    row("below a file", "7/status/x", "ENOTDIR");
    row("below a link", "self/status", "ENOTDIR");
    row("later file", "7/limits", "ENOENT");
    row("self", "self", "ok");
    row("mounts", "mounts", "ok");
    row("uptime", "uptime", "ok");
    row("loadavg", "loadavg", "ok");
}

void LookupTest::names()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, expected);
    QFETCH(unsigned, task);
    for (const auto dialect : both) {
        RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
        const auto node = fs.walk(path.toStdString());
        QCOMPARE(outcome(node), expected.toStdString());
        if (node)
            QCOMPARE((*node)->task().value, task);
    }
}

void LookupTest::entriesOfATaskDirectory_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("2018, process")
        << Dialect::gvisor2018 << QByteArray("7")
        << QByteArray("auxv cmdline comm environ exe fd fdinfo gid_map io maps mountinfo "
                      "mounts ns stat status task uid_map");
    QTest::newRow("2018, thread")
        << Dialect::gvisor2018 << QByteArray("7/task/9")
        << QByteArray("auxv cmdline comm environ exe fd fdinfo gid_map io maps mountinfo "
                      "mounts ns stat status uid_map");
    QTest::newRow("2019, process")
        << Dialect::gvisor2019 << QByteArray("7")
        << QByteArray("auxv cmdline comm environ exe fd fdinfo gid_map io maps mountinfo "
                      "mounts ns smaps stat statm status task uid_map");
    QTest::newRow("2019, thread")
        << Dialect::gvisor2019 << QByteArray("7/task/9")
        << QByteArray("auxv cmdline comm environ exe fd fdinfo gid_map io maps mountinfo "
                      "mounts ns smaps stat statm status uid_map");
    QTest::newRow("2018, namespaces")
        << Dialect::gvisor2018 << QByteArray("7/ns") << QByteArray("net pid user");
    QTest::newRow("2018, top") << Dialect::gvisor2018 << QByteArray("")
                               << QByteArray(
                                      "cpuinfo filesystems loadavg meminfo mounts stat uptime "
                                      "version 1 7 sys");
    QTest::newRow("2019, top") << Dialect::gvisor2019 << QByteArray("")
                               << QByteArray("cpuinfo filesystems loadavg meminfo mounts net self "
                                             "stat sys thread-self uptime version 1 7 sys");
}

void LookupTest::entriesOfATaskDirectory()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, expected);
    RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
    const auto directory = fs.walk(path.toStdString());
    QVERIFY(directory);
    QCOMPARE(bytes(listAll(**directory)), expected);
    // Whatever is listed can be looked up.
    for (const auto& name : expected.split(' '))
        QCOMPARE(outcome((*directory)->lookup(name.toStdString())), std::string("ok"));
}

void LookupTest::attributes_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("kind");
    QTest::addColumn<unsigned>("permissions");
    QTest::addColumn<qulonglong>("links");
    QTest::addColumn<qlonglong>("size"); // -1: the length of the target or text
    QTest::addColumn<bool>("owned");
    const auto row = [](const char* path, FileKind kind, unsigned permissions, qulonglong links,
                        qlonglong size, bool owned) {
        QTest::newRow(*path ? path : "/proc")
            << QByteArray(path) << int(kind) << permissions << links << size << owned;
    };
    row("loadavg", FileKind::regular, 0444, 0, 0, false);
    row("uptime", FileKind::regular, 0444, 0, 0, false);
    row("mounts", FileKind::link, 0777, 0, -1, false);
    row("self", FileKind::link, 0777, 0, 0, false);
    row("7", FileKind::directory, 0555, 2, 0, true);
    row("7/task", FileKind::directory, 0555, 4, 0, true);
    row("7/task/9", FileKind::directory, 0555, 1, 0, true);
    row("7/fd", FileKind::directory, 0500, 1, 0, true);
    row("7/fdinfo", FileKind::directory, 0500, 1, 0, true);
    row("7/ns", FileKind::directory, 0511, 1, 0, true);
    row("7/fd/7", FileKind::link, 0777, 0, 0, true);
    row("7/fdinfo/7", FileKind::regular, 0400, 0, -1, true);
    row("7/ns/net", FileKind::link, 0777, 0, -1, true);
    row("7/exe", FileKind::link, 0777, 0, 0, true);
    row("7/auxv", FileKind::regular, 0400, 0, 0, true);
    row("7/mounts", FileKind::regular, 0444, 0, 0, false);
    row("7/mountinfo", FileKind::regular, 0444, 0, 0, false);
    row("7/uid_map", FileKind::regular, 0644, 0, 0, true);
    for (const auto* path :
         {"7/cmdline", "7/comm", "7/environ", "7/io", "7/maps", "7/stat", "7/status"})
        row(path, FileKind::regular, 0444, 0, 0, true);
}

void LookupTest::attributes()
{
    QFETCH(QByteArray, path);
    QFETCH(int, kind);
    QFETCH(unsigned, permissions);
    QFETCH(qulonglong, links);
    QFETCH(qlonglong, size);
    QFETCH(bool, owned);
    auto world = fixture();
    for (const TaskId id : {TaskId{7}, TaskId{9}}) {
        world.editCredentials(id).effectiveUid = 1000;
        world.editCredentials(id).effectiveGid = 100;
    }
    for (const auto dialect : both) {
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto node = fs.walk(path.toStdString());
        QVERIFY(node);
        const auto attributes = (*node)->stat();
        QVERIFY(attributes);
        QCOMPARE(int(attributes->kind), kind);
        QCOMPARE(attributes->permissions.value(), permissions);
        QCOMPARE(attributes->links.value(), links);
        auto expectedSize = size;
        if (size < 0) {
            const auto text
                = (*node)->kind() == FileKind::link ? *(*node)->readlink() : readAll(**node);
            QVERIFY(!text.empty());
            expectedSize = static_cast<qlonglong>(text.size());
        }
        QCOMPARE(attributes->size.value(), qulonglong(expectedSize));
        QCOMPARE(attributes->uid.value(), owned ? 1000U : 0U);
        QCOMPARE(attributes->gid.value(), owned ? 100U : 0U);
    }
}

void LookupTest::ownerFollowsTheEffectiveIds()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto node = *fs.walk("7/status");
    QCOMPARE(node->stat()->uid.value(), 0U);
    ++world.generation;
    auto& credentials = world.editCredentials(TaskId{7});
    credentials.realUid = 1;
    credentials.effectiveUid = 2;
    credentials.savedUid = 3;
    fs.setRecords(world.publish());
    QCOMPARE(node->stat()->uid.value(), 2U);
    world.exit(TaskId{7});
    fs.setRecords(world.publish());
    QCOMPARE(node->stat()->uid.value(), 2U); // a zombie keeps its ids
}

void LookupTest::linksOfTaskCountThreads()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto task = *fs.walk("7/task");
    QCOMPARE(task->stat()->links.value(), 4U);
    world.exit(TaskId{9});
    fs.setRecords(world.publish());
    QCOMPARE(task->stat()->links.value(), 4U); // zombies count until they are reaped
    world.reap(TaskId{9});
    fs.setRecords(world.publish());
    QCOMPARE(task->stat()->links.value(), 3U);

    RecordFileSystem old(world.publish(), {.dialect = Dialect::gvisor2018});
    QCOMPARE(old.root()->stat()->links.value(), 1U);
    QCOMPARE(fs.root()->stat()->links.value(), 3U);
}

void LookupTest::idsAreThoseOfTheMount()
{
    World world = fixture();
    const PidNamespaceId inner{2};
    world.pidNamespaces[inner] = {.id = inner,
                                  .generation = 1,
                                  .parent = World::rootPids,
                                  .owner = World::rootUsers,
                                  .gone = {}};
    auto& process = world.addProcess(20, "nested");
    process.tids = {{inner, Tid{1}}, {World::rootPids, Tid{20}}};

    RecordFileSystem outside(world.publish(), {});
    QCOMPARE((*outside.walk("20"))->task(), TaskId{20});
    QCOMPARE((*outside.walk("1"))->task(), TaskId{1});
    // Listed is the id in the process' own namespace: 1 is there twice, 20 is not.
    QCOMPARE(listAll(*outside.root()),
             std::string("cpuinfo filesystems loadavg meminfo mounts net self stat sys thread-self "
                         "uptime version 1 1 7 sys"));
    QCOMPARE(listAll(**outside.walk("20/task")), std::string("20"));

    RecordFileSystem inside(world.publish(), {.mount = inner});
    QCOMPARE((*inside.walk("1"))->task(), TaskId{20});
    QCOMPARE(outcome(inside.walk("7")), std::string("ENOENT"));
    QCOMPARE(listAll(**inside.walk("1/task")), std::string("1"));
    QCOMPARE(readFile(inside, "1/stat").substr(0, 2), std::string("1 "));
}

void LookupTest::walkRefusesDotDot()
{
    RecordFileSystem fs(fixture().publish(), {});
    QCOMPARE(outcome(fs.walk("7/../1")), std::string("EINVAL"));
    QCOMPARE(outcome(fs.walk("..")), std::string("EINVAL"));
    QCOMPARE(outcome(fs.root()->lookup("..")), std::string("EINVAL"));
    QCOMPARE(outcome(fs.root()->lookup("7/status")), std::string("ENOENT"));
    QCOMPARE(outcome(fs.root()->lookup("")), std::string("ENOENT"));
}

QTEST_APPLESS_MAIN(LookupTest)
#include "tst_lookup.moc"
