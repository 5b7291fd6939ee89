// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <QTest>

using namespace sandscope::procfs;

/// What files of a process answer once it is a zombie and once it is reaped, when opened before and
/// after, cell by cell as measured in 2022, in 2024 and on Linux 6.18 (facts 2.0.1; captures
/// "deadread"), and which entries stay good.
class LaterStatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void files_data();
    void files();
    void links_data();
    void links();
    void directories_data();
    void directories();
    void pathsOfTheDead();
    void heldDirectoriesOfTheDead();
    void anIdThatComesBack();
    void zombieOwners();
    void threadsOfAZombie();
    void memOffsets();
    void closedFds();
    void parentOfTheDead();
};

namespace {

constexpr TaskId worker{7};
const QByteArray text = "(text)";

World fixture()
{
    World world;
    world.addProcess(1, "init");
    auto& task = world.addProcess(7);
    task.parent = TaskId{1};
    // In 2022 nobody is in a hierarchy unless somebody mounted it.
    world.groups[GroupId{7}].cgroups = std::make_shared<const std::vector<CgroupMembership>>(
        1, CgroupMembership{.hierarchy = 1, .controllers = "cpu", .path = "/"});
    return world;
}

void zombify(World& world, RecordFileSystem& fs)
{
    ++world.generation;
    world.exit(worker);
    fs.setRecords(world.publish());
}

void reap(World& world, RecordFileSystem& fs)
{
    ++world.generation;
    world.reap(worker);
    fs.setRecords(world.publish());
}

/// "(text)", nothing at the end of the file, or "open EACCES", "read ESRCH" …
QByteArray answerOf(const Answer<NodePtr>& opened)
{
    if (!opened)
        return QByteArray::fromStdString("open " + describeFailure(opened.error()));
    std::string out;
    const auto count = (*opened)->read(0, 1 << 16, out);
    if (!count)
        return QByteArray::fromStdString("read " + describeFailure(count.error()));
    return out.empty() ? QByteArray() : text;
}

Answer<NodePtr> openPath(FileSystem& fs, const std::string& path)
{
    const auto node = fs.walk(path);
    return node ? (*node)->open() : node;
}

}

void LaterStatesTest::files_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("zombieBefore"); // opened while it ran, read as a zombie
    QTest::addColumn<QByteArray>("zombieAfter"); // opened as a zombie
    QTest::addColumn<QByteArray>("goneBefore"); // opened while it ran, read when reaped
    const auto row = [](Dialect dialect, const char* file, const QByteArray& zombieBefore,
                        const QByteArray& zombieAfter, const QByteArray& goneBefore) {
        const std::string name = std::string(dialectName(dialect)) + " " + file;
        QTest::newRow(name.c_str())
            << dialect << QByteArray(file) << zombieBefore << zombieAfter << goneBefore;
    };
    const QByteArray end = "", gone = "read ESRCH", closed = "read ENOENT";
    for (const Dialect dialect : {Dialect::gvisor2022, Dialect::gvisor2024}) {
        row(dialect, "auxv", end, end, gone);
        row(dialect, "cgroup", gone, gone, gone);
        row(dialect, "cmdline", end, end, gone);
        row(dialect, "comm", text, text, text);
        row(dialect, "environ", end, end, gone);
        row(dialect, "fdinfo/0", closed, "open ENOENT", closed);
        row(dialect, "gid_map", text, text, text);
        row(dialect, "io", text, text, text);
        row(dialect, "maps", end, end, end);
        row(dialect, "mountinfo", end, end, end);
        row(dialect, "mounts", end, end, end);
        row(dialect, "oom_score", text, text, text);
        row(dialect, "oom_score_adj", text, text, gone);
        row(dialect, "smaps", end, end, end);
        row(dialect, "stat", text, text, text);
        row(dialect, "statm", text, text, text);
        row(dialect, "status", text, text, text);
        row(dialect, "uid_map", text, text, text);
        row(dialect, "mem", end, "open EACCES", end);
        row(dialect, "task/7/stat", text, text, text);
        row(dialect, "task/7/maps", end, end, end);
    }
    row(Dialect::gvisor2024, "limits", text, text, text);
    // Of 2026 the source tells: such a file speaks of the memory that it was opened with.
    for (const auto* file : {"auxv", "environ", "maps", "smaps"})
        row(Dialect::gvisor2026, file, end, end, end);
    row(Dialect::gvisor2026, "mem", end, "open EACCES", end);

    constexpr Dialect onLinux = Dialect::linux_;
    row(onLinux, "auxv", text, "open ESRCH", text);
    row(onLinux, "cgroup", text, text, gone);
    row(onLinux, "cmdline", end, end, gone);
    row(onLinux, "comm", text, text, gone);
    row(onLinux, "environ", end, "open ESRCH", end);
    row(onLinux, "fdinfo/0", closed, "open ENOENT", closed);
    row(onLinux, "gid_map", text, text, text);
    row(onLinux, "io", text, text, gone);
    row(onLinux, "limits", text, text, gone);
    row(onLinux, "maps", end, end, gone);
    row(onLinux, "mountinfo", text, "open EINVAL", text);
    row(onLinux, "mounts", text, "open EINVAL", text);
    row(onLinux, "oom_score", text, text, gone);
    row(onLinux, "oom_score_adj", text, text, gone);
    row(onLinux, "smaps", end, end, gone);
    row(onLinux, "stat", text, text, gone);
    row(onLinux, "statm", text, text, gone);
    row(onLinux, "status", text, text, gone);
    row(onLinux, "uid_map", text, text, text);
    row(onLinux, "mem", end, "open ESRCH", end);
    row(onLinux, "task/7/stat", text, text, gone);
    row(onLinux, "task/7/maps", end, end, gone);
}

void LaterStatesTest::files()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, zombieBefore);
    QFETCH(QByteArray, zombieAfter);
    QFETCH(QByteArray, goneBefore);
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {.dialect = dialect});
    const std::string path = "7/" + file.toStdString();
    const auto early = openPath(fs, path);
    QVERIFY(early);
    if (file != "mem")
        QCOMPARE(answerOf(early), text);
    const auto unread = openPath(fs, path);
    zombify(world, fs);
    QCOMPARE(answerOf(early), zombieBefore);
    QCOMPARE(answerOf(openPath(fs, path)), zombieAfter);
    RecordFileSystem fresh(world.publish(), {.dialect = dialect}); // which saw it only now
    QCOMPARE(answerOf(openPath(fresh, path)), zombieAfter);
    reap(world, fs);
    QCOMPARE(answerOf(early), goneBefore);
    QCOMPARE(answerOf(unread), goneBefore);
    QCOMPARE(answerOf(openPath(fs, path)), QByteArray("open ENOENT"));
}

void LaterStatesTest::links_data()
{
    QTest::addColumn<QByteArray>("link");
    QTest::addColumn<QByteArray>("zombieInGvisor");
    QTest::addColumn<QByteArray>("zombieOnLinux");
    QTest::addColumn<QByteArray>("goneInGvisor"); // of a link that is held
    const auto row = [](const char* link, const QByteArray& zombieInGvisor,
                        const QByteArray& zombieOnLinux, const QByteArray& goneInGvisor) {
        QTest::newRow(link) << QByteArray(link) << zombieInGvisor << zombieOnLinux << goneInGvisor;
    };
    row("exe", "EACCES", "ENOENT", "ESRCH");
    row("cwd", "EACCES", "ENOENT", "ESRCH");
    row("root", "EACCES", "ENOENT", "ESRCH");
    row("fd/0", "ENOENT", "ENOENT", "ENOENT");
    row("ns/pid", "EACCES", text, "ESRCH");
    row("ns/net", "EACCES", "ENOENT", "ESRCH");
    row("ns/user", "EACCES", text, "ESRCH");
}

void LaterStatesTest::links()
{
    QFETCH(QByteArray, link);
    QFETCH(QByteArray, zombieInGvisor);
    QFETCH(QByteArray, zombieOnLinux);
    QFETCH(QByteArray, goneInGvisor);
    for (const Dialect dialect :
         {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_}) {
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const std::string path = "7/" + link.toStdString();
        const auto held = *fs.walk(path);
        const auto read = [](const Answer<std::string>& target) {
            return target ? text : QByteArray::fromStdString(describeFailure(target.error()));
        };
        QCOMPARE(read(held->readlink()), text);
        QCOMPARE(outcome(held->open()), std::string("ok"));
        zombify(world, fs);
        const bool onLinux = dialect == Dialect::linux_;
        const QByteArray zombie = onLinux ? zombieOnLinux : zombieInGvisor;
        QCOMPARE(read(held->readlink()), zombie);
        const auto walked = fs.walk(path);
        QCOMPARE(read(walked ? (*walked)->readlink() : std::unexpected(walked.error())), zombie);
        reap(world, fs);
        QCOMPARE(read(held->readlink()), onLinux ? QByteArray("EACCES") : goneInGvisor);
        QCOMPARE(outcome(fs.walk(path)), std::string("ENOENT"));
    }
}

void LaterStatesTest::directories_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("zombieInGvisor");
    QTest::addColumn<QByteArray>("zombieOnLinux");
    QTest::addColumn<QByteArray>("goneInGvisor"); // Linux: ENOENT for all
    const auto row = [](const char* path, const char* zombieInGvisor, const char* zombieOnLinux,
                        const char* goneInGvisor) {
        QTest::newRow(path) << QByteArray(path) << QByteArray(zombieInGvisor)
                            << QByteArray(zombieOnLinux) << QByteArray(goneInGvisor);
    };
    row("7", "ok", "ok", "ok");
    row("7/fd", "ok", "ok", "ok");
    row("7/fdinfo", "ok", "ok", "ok");
    row("7/ns", "ok", "ok", "ok");
    row("7/task", "ENOENT", "ok", "ENOENT");
    row("7/task/7", "ok", "ok", "ok");
}

void LaterStatesTest::directories()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, zombieInGvisor);
    QFETCH(QByteArray, zombieOnLinux);
    QFETCH(QByteArray, goneInGvisor);
    for (const Dialect dialect :
         {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_}) {
        const bool onLinux = dialect == Dialect::linux_;
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto early = *openPath(fs, path.toStdString());
        const auto names = listAll(*early);
        zombify(world, fs);
        const auto zombie = onLinux ? zombieOnLinux : zombieInGvisor;
        QCOMPARE(outcome(early->readdir(0, 100)), zombie.toStdString());
        const auto late = openPath(fs, path.toStdString());
        QCOMPARE(outcome(late), std::string("ok"));
        QCOMPARE(outcome((*late)->readdir(0, 100)), zombie.toStdString());
        if (path == "7" || path == "7/ns" || path == "7/task/7")
            QCOMPARE(listAll(*early), names);
        if (path.contains("fd"))
            QCOMPARE(listAll(*early), std::string());
        reap(world, fs);
        QCOMPARE(outcome(early->readdir(0, 100)),
                 onLinux ? std::string("ENOENT") : goneInGvisor.toStdString());
    }
}

void LaterStatesTest::pathsOfTheDead()
{
    for (const Dialect dialect : {Dialect::gvisor2022, Dialect::gvisor2026, Dialect::linux_}) {
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto held = *fs.walk("7");
        zombify(world, fs);
        QCOMPARE(outcome(fs.walk("7/status")), std::string("ok"));
        reap(world, fs);
        QCOMPARE(outcome(fs.walk("7")), std::string("ENOENT")); // though it is held
        QCOMPARE(outcome(fs.walk("7/status")), std::string("ENOENT"));
        QVERIFY(!listAll(*fs.root()).ends_with(" 7"));
    }
}

void LaterStatesTest::heldDirectoriesOfTheDead()
{
    const std::vector<std::pair<Dialect, std::string>> expected
        = {{Dialect::gvisor2024, "ok"}, {Dialect::gvisor2026, "ESRCH"}, {Dialect::linux_, "ESRCH"}};
    for (const auto& [dialect, answer] : expected) {
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto held = *fs.walk("7");
        const auto task = *fs.walk("7/task");
        zombify(world, fs);
        QCOMPARE(outcome(held->lookup("exe")), std::string("ok"));
        reap(world, fs);
        QCOMPARE(outcome(held->lookup("exe")), answer);
        QCOMPARE(outcome(task->lookup("7")),
                 std::string(dialect == Dialect::linux_ ? "ESRCH" : "ENOENT"));
        // fstat goes on, but for gVisor's task directory.
        QCOMPARE(outcome((*held->open())->stat()), std::string("ok"));
        QCOMPARE(outcome((*task->open())->stat()),
                 std::string(dialect == Dialect::linux_ ? "ok" : "ENOENT"));
    }
}

void LaterStatesTest::anIdThatComesBack()
{
    for (const Dialect dialect : {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::linux_}) {
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto held = *fs.walk("7/comm");
        zombify(world, fs);
        reap(world, fs);
        ++world.generation;
        auto again = world.addProcess(7, "again");
        again.id = TaskId{70};
        world.tasks[TaskId{70}] = again;
        world.groups[GroupId{7}].leader = TaskId{70};
        world.groups[GroupId{7}].members = {TaskId{70}};
        world.tasks.erase(TaskId{7});
        fs.setRecords(world.publish());
        QCOMPARE((*fs.walk("7"))->task(), TaskId{70});
        QCOMPARE(readFile(fs, "7/comm"), std::string("again\n"));
        QCOMPARE(held->task(), worker);
    }
}

void LaterStatesTest::zombieOwners()
{
    for (const Dialect dialect : {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::linux_}) {
        auto world = fixture();
        auto& credentials = world.editCredentials(worker);
        credentials.effectiveUid = 1000;
        credentials.effectiveGid = 100;
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto uid = [&fs](const char* path) { return (*fs.walk(path))->stat()->uid.value(); };
        QCOMPARE(uid("7/status"), 1000U);
        zombify(world, fs);
        for (const auto* path : {"7", "7/task", "7/net", "7/task/7"})
            QCOMPARE(uid(path), 1000U);
        for (const auto* path : {"7/status", "7/mounts", "7/ns", "7/ns/pid", "7/io"})
            QCOMPARE(uid(path), 0U);
        // gVisor settles these when it makes them.
        for (const auto* path : {"7/comm", "7/exe", "7/cwd", "7/root", "7/fd"})
            QCOMPARE(uid(path), dialect == Dialect::linux_ ? 0U : 1000U);
    }
}

void LaterStatesTest::threadsOfAZombie()
{
    // The leader is gone, another thread goes on: gVisor hides the threads all the same.
    auto world = fixture();
    world.addThread(worker, 9);
    auto& leader = world.tasks[worker];
    leader.state = TaskState::zombie;
    leader.memory = {};
    RecordFileSystem fs(world.publish(), {.dialect = Dialect::gvisor2024});
    QCOMPARE(outcome((*fs.walk("7/task"))->readdir(0, 10)), std::string("ENOENT"));
    QCOMPARE(listAll(**fs.walk("9/task")), std::string("7 9"));
    QCOMPARE((*fs.walk("7/task"))->stat()->links.value(), 4U);
}

void LaterStatesTest::memOffsets()
{
    for (const Dialect dialect : {Dialect::gvisor2022, Dialect::gvisor2026, Dialect::linux_}) {
        RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
        const auto mem = *openPath(fs, "7/mem");
        std::string out;
        QCOMPARE(outcome(mem->read(0, 10, out)), std::string("EIO"));
        QCOMPARE(outcome(mem->read(0x1000, 10, out)), std::string("notProvided"));
        QCOMPARE(outcome(mem->read(0x2000, 10, out)), std::string("EIO"));
        QCOMPARE(mem->read(0, 0, out).value(), 0U);
        QCOMPARE(outcome(mem->read(-1, 10, out)), std::string("EINVAL"));
        QVERIFY(out.empty());
        QCOMPARE(outcome(fs.walk("7/mem").value()->content()), std::string("notProvided"));
    }
}

void LaterStatesTest::closedFds()
{
    for (const Dialect dialect : {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::linux_}) {
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto link = *fs.walk("7/fd/0");
        const auto info = *openPath(fs, "7/fdinfo/0");
        QCOMPARE(*link->readlink(), std::string("/dev/null"));
        ++world.generation;
        auto& entries = world.fdTables[FdTableId{7}].entries;
        entries[0].path = "/dev/zero";
        entries[0].statusFlags = 1;
        world.fdTables[FdTableId{7}].generation = world.generation;
        fs.setRecords(world.publish());
        QCOMPARE(*link->readlink(), std::string("/dev/zero")); // whatever has the number
        QVERIFY(readAll(*info).contains("flags:\t01\n"));
        entries.erase(entries.begin());
        fs.setRecords(world.publish());
        QCOMPARE(outcome(link->readlink()), std::string("ENOENT"));
        QCOMPARE(outcome(link->open()), std::string("ENOENT"));
        QCOMPARE(readAll(*info), std::string("ENOENT"));
    }
}

void LaterStatesTest::parentOfTheDead()
{
    // An open status goes on telling whose child it was; early kernels forget (facts 5.3).
    for (const auto& [dialect, parent] : {std::pair{Dialect::gvisor2019, "PPid:\t0\n"},
                                          std::pair{Dialect::gvisor2024, "PPid:\t1\n"}}) {
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto status = *openPath(fs, "7/status");
        zombify(world, fs);
        reap(world, fs);
        QVERIFY(readAll(*status).contains(parent));
        QVERIFY(readAll(*status).contains("Tgid:\t0\n"));
    }
}

QTEST_APPLESS_MAIN(LaterStatesTest)
#include "tst_laterstates.moc"
