// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <QTest>

using namespace sandscope::procfs;

/// readlink and open (facts 1.1, 1.8, 2.4, 2.12).
class FileLinksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exe_data();
    void exe();
    void exeSeenFromARoot();
    void self_data();
    void self();
    void followSelf();
    void followNamespace();
    void followFd();
    void fdKeepsItsFile();
    void fdInfoIsFrozen();
    void notLinks();
};

namespace {

World fixture()
{
    World world;
    world.addProcess(1, "init");
    world.addProcess(7);
    world.addThread(TaskId{7}, 9);
    auto& stranger = world.addProcess(20, "stranger");
    stranger.tids.clear(); // in no namespace that is mounted
    world.addProcess(30, "other");
    auto& credentials = world.editCredentials(TaskId{30});
    credentials.realUid = credentials.effectiveUid = credentials.savedUid = 1000;
    return world;
}

}

void FileLinksTest::exe_data()
{
    QTest::addColumn<unsigned>("reader");
    QTest::addColumn<bool>("hasRoot");
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("open");
    const auto row = [](const char* name, unsigned reader, bool hasRoot, const char* state,
                        const char* target, const char* open) {
        QTest::newRow(name) << reader << hasRoot << QByteArray(state) << QByteArray(target)
                            << QByteArray(open);
    };
    row("outside observer", 0, true, "run", "/bin/worker", "ok");
    row("same rights", 1, true, "run", "/bin/worker", "ok");
    row("no right to trace", 30, true, "run", "EACCES", "EACCES");
    row("no right to trace comes before no memory", 30, true, "zombie", "EACCES", "EACCES");
    row("no memory", 0, true, "zombie", "EACCES", "EACCES");
    row("no executable", 0, true, "cleared", "ENOENT", "ENOENT");
    row("no executable comes before no root", 0, false, "cleared", "ENOENT", "ENOENT");
    row("reader without a root", 0, false, "run", "EINVAL", "EINVAL");
    row("no memory comes before no root", 0, false, "zombie", "EACCES", "EACCES");
    row("deleted", 0, true, "deleted", "/bin/worker (deleted)", "ENOENT");
}

void FileLinksTest::exe()
{
    QFETCH(unsigned, reader);
    QFETCH(bool, hasRoot);
    QFETCH(QByteArray, state);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, open);
    auto world = fixture();
    if (state == "zombie")
        world.exit(TaskId{7});
    else if (state == "cleared")
        world.memories[MemoryId{7}].hasExecutable = false;
    else if (state == "deleted")
        world.memories[MemoryId{7}].executableDeleted = true;
    for (const auto dialect : {Dialect::gvisor2018, Dialect::gvisor2019}) {
        RecordFileSystem fs(
            world.publish(),
            {.dialect = dialect, .mount = {}, .reader = TaskId{reader}, .readerHasRoot = hasRoot});
        const auto link = *fs.walk("7/exe");
        const auto text = link->readlink();
        QCOMPARE(text ? *text : describeFailure(text.error()), target.toStdString());
        const auto opened = link->open();
        QCOMPARE(outcome(opened), open.toStdString());
        if (opened) {
            QCOMPARE(*(*opened)->stat(), Attributes{});
            QCOMPARE(outcome((*opened)->content()), std::string("notProvided"));
        }
    }
}

void FileLinksTest::exeSeenFromARoot()
{
    auto world = fixture();
    world.fsContexts[FsContextId{1}].root = "/bin";
    RecordFileSystem fs(world.publish(),
                        {.dialect = Dialect::gvisor2019, .mount = {}, .reader = TaskId{1}});
    QCOMPARE(linkTarget(fs, "7/exe"), std::string("/worker"));
    QCOMPARE(linkTarget(fs, "7/fd/0"), std::string("/dev/null")); // not below it: as it is
}

void FileLinksTest::self_data()
{
    QTest::addColumn<unsigned>("reader");
    QTest::addColumn<QByteArray>("self");
    QTest::addColumn<QByteArray>("threadSelf");
    QTest::newRow("outside observer") << 0U << QByteArray("EINVAL") << QByteArray("EINVAL");
    QTest::newRow("leader") << 7U << QByteArray("7") << QByteArray("7/task/7");
    QTest::newRow("thread") << 9U << QByteArray("7") << QByteArray("7/task/9");
    QTest::newRow("invisible in this mount") << 20U << QByteArray("ENOENT") << QByteArray("ENOENT");
}

void FileLinksTest::self()
{
    QFETCH(unsigned, reader);
    QFETCH(QByteArray, self);
    QFETCH(QByteArray, threadSelf);
    RecordFileSystem now(fixture().publish(),
                         {.dialect = Dialect::gvisor2019, .mount = {}, .reader = TaskId{reader}});
    QCOMPARE(linkTarget(now, "self"), self.toStdString());
    QCOMPARE(linkTarget(now, "thread-self"), threadSelf.toStdString());
    QCOMPARE(linkTarget(now, "mounts"), std::string("self/mounts"));
    RecordFileSystem old(fixture().publish(),
                         {.dialect = Dialect::gvisor2018, .mount = {}, .reader = TaskId{reader}});
    QCOMPARE(linkTarget(old, "self"), self.toStdString());
    QCOMPARE(linkTarget(old, "thread-self"), std::string("ENOENT"));
}

void FileLinksTest::followSelf()
{
    RecordFileSystem fs(fixture().publish(),
                        {.dialect = Dialect::gvisor2019, .mount = {}, .reader = TaskId{9}});
    QCOMPARE((*(*fs.walk("self"))->open())->task(), TaskId{7});
    QCOMPARE((*(*fs.walk("thread-self"))->open())->task(), TaskId{9});
    const auto mounts = (*fs.walk("mounts"))->open();
    QVERIFY(mounts);
    QCOMPARE(readAll(**mounts), readFile(fs, "7/mounts"));
    RecordFileSystem outside(fixture().publish(), {});
    QCOMPARE(outcome((*outside.walk("self"))->open()), std::string("EINVAL"));
    QCOMPARE(outcome((*outside.walk("mounts"))->open()), std::string("EINVAL"));
}

void FileLinksTest::followNamespace()
{
    RecordFileSystem fs(fixture().publish(), {});
    const auto link = *fs.walk("7/ns/pid");
    const auto first = *link->open();
    const auto second = *link->open();
    const auto attributes = *first->stat();
    QCOMPARE(attributes.kind, FileKind::regular);
    QCOMPARE(attributes.permissions.value(), 0777U);
    QCOMPARE(attributes.size.value(), 0U);
    QCOMPARE(attributes.uid.value(), 0U);
    QVERIFY(attributes.inode != second->stat()->inode);
    QVERIFY(attributes.inode != link->stat()->inode);
    QCOMPARE(readAll(*first), std::string());

    RecordFileSystem other(fixture().publish(),
                           {.dialect = Dialect::gvisor2018, .mount = {}, .reader = TaskId{30}});
    QVERIFY(linkTarget(other, "7/ns/pid").starts_with("pid:[")); // reading the link asks for no
                                                                 // right
    const auto denied = (*other.walk("7/ns/pid"))->open();
    QCOMPARE(outcome(denied), std::string("EACCES"));
    QCOMPARE(denied.error().step, std::string("open"));
    QCOMPARE(outcome((*other.walk("30/ns/pid"))->open()), std::string("ok"));
}

void FileLinksTest::followFd()
{
    RecordFileSystem fs(fixture().publish(), {});
    const auto opened = *(*fs.walk("7/fd/0"))->open();
    QCOMPARE(opened->kind(), FileKind::regular);
    QCOMPARE(*opened->stat(), Attributes{});
    std::string out;
    QCOMPARE(outcome(opened->read(0, 10, out)), std::string("notProvided"));
    QCOMPARE(outcome(opened->content()), std::string("notProvided"));
    QCOMPARE(outcome(opened->readlink()), std::string("EINVAL"));
}

void FileLinksTest::fdKeepsItsFile()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto link = *fs.walk("7/fd/7");
    world.fdTables[FdTableId{7}].entries.pop_back();
    fs.setRecords(world.publish());
    QCOMPARE(*link->readlink(), std::string("/dev/null"));
    QCOMPARE(linkTarget(fs, "7/fd/7"), std::string("/dev/null")); // found again while it is held
    QCOMPARE(outcome(fs.walk("1/fd/3")), std::string("ENOENT"));
    RecordFileSystem fresh(world.publish(), {});
    QCOMPARE(outcome(fresh.walk("7/fd/7")), std::string("ENOENT"));
}

void FileLinksTest::fdInfoIsFrozen()
{
    auto world = fixture();
    world.fdTables[FdTableId{7}].entries[0].statusFlags = 01;
    RecordFileSystem fs(world.publish(), {});
    const auto info = *fs.walk("7/fdinfo/0");
    QCOMPARE(readAll(*info), std::string("flags:\t01\n"));
    world.fdTables[FdTableId{7}].entries[0].statusFlags = 02;
    ++world.fdTables[FdTableId{7}].generation;
    fs.setRecords(world.publish());
    QCOMPARE(readAll(*info), std::string("flags:\t01\n"));
    QCOMPARE((*info->content())->bytes, std::string("flags:\t01\n"));
    RecordFileSystem fresh(world.publish(), {});
    QCOMPARE(readFile(fresh, "7/fdinfo/0"), std::string("flags:\t02\n"));
    RecordFileSystem old(world.publish(), {.dialect = Dialect::gvisor2018});
    QCOMPARE(readFile(old, "7/fdinfo/0"), std::string("flags: {%!o(bool=000false)}\n"));
}

void FileLinksTest::notLinks()
{
    RecordFileSystem fs(fixture().publish(), {});
    for (const auto* path :
         {"", "7", "7/task", "7/fd", "7/ns", "7/status", "7/comm", "7/fdinfo/0"}) {
        const auto node = *fs.walk(path);
        QCOMPARE(outcome(node->readlink()), std::string("EINVAL"));
        QCOMPARE(outcome(node->open()), std::string("ok"));
        QCOMPARE((*node->open())->stat()->inode, node->stat()->inode);
    }
    std::string out;
    QCOMPARE(outcome((*fs.walk("7/exe"))->read(0, 1, out)), std::string("EINVAL"));
    QCOMPARE(outcome((*fs.walk("7/exe"))->content()), std::string("EINVAL"));
    QCOMPARE(outcome((*fs.walk("7"))->read(0, 1, out)), std::string("EISDIR"));
    QCOMPARE(outcome((*fs.walk("7"))->content()), std::string("EISDIR"));
    QVERIFY(out.empty());
}

QTEST_APPLESS_MAIN(FileLinksTest)
#include "tst_filelinks.moc"
