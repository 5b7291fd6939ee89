// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "temporaryproc.h"

#include <model/sources/capturefolder.h>

#include <QTest>

#include <map>

using namespace sandscope;
using procfs::Errno;
using procfs::Failure;

namespace {

const std::string heading
    = "path\ttype\tdtype\tmode\tnlink\tuid\tgid\tsize\tino\tresult\tstep\terrno\tbytes\tcontent\n";

std::expected<snapshot::SnapshotPtr, model::CaptureProblem> readAt(const std::string& path)
{
    const auto place = model::findCapture(path);
    if (!place)
        return std::unexpected(model::CaptureProblem());
    return model::readCapture(*place, {});
}

/// A capture of one process with a thread, whose index is \a rows.
void makeCapture(const test::TemporaryProc& folder, const std::string& rows)
{
    folder.write("proc.index.tsv", heading + rows);
    folder.write("proc/7/stat", folder.stat(7, "main", 1, 300, 10, 2));
    folder.write("proc/7/task/8/stat", folder.stat(8, "worker", 1, 310));
    folder.write("proc/7/status", "Name:\tmain\nState:\tS\nTgid:\t7\nPid:\t7\nUid:\t0\t33\t0\t0\n");
    folder.write("proc/7/cmdline", std::string("main\0-v\0", 8));
    folder.write("meta.json", R"({ "workload": "w", "kernel": "gvisor-20221219-ptrace" })");
}

const std::string usualRows
    = "7\tD\td\t040555\t7\t33\t33\t0\t10\tok\t-\t-\t5\tstat,status,cmdline,exe,task\n"
      "7/stat\tF\tf\t100444\t1\t33\t33\t0\t11\tok\t-\t-\t5\tproc/7/stat\n"
      "7/status\tF\tf\t100444\t1\t33\t33\t0\t12\tok\t-\t-\t5\tproc/7/status\n"
      "7/cmdline\tF\tf\t100444\t1\t33\t33\t0\t13\tok\t-\t-\t8\tproc/7/cmdline\n"
      "7/exe\tL\tl\t120777\t1\t33\t33\t0\t14\terr\treadlink\tEACCES\t-\t-\n"
      "7/task\tD\td\t040555\t4\t33\t33\t0\t15\tok\t-\t-\t2\t7,8\n"
      "7/task/8\tD\td\t040555\t6\t33\t33\t0\t16\tok\t-\t-\t1\tstat\n"
      "7/task/8/stat\tF\tf\t100444\t1\t33\t33\t0\t17\tok\t-\t-\t5\tproc/7/task/8/stat\n";

}

class CaptureFolderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findIt()
    {
        const test::TemporaryProc folder;
        makeCapture(folder, usualRows);
        for (const std::string& path :
             {folder.path(), folder.path() + '/', folder.path() + "/proc", folder.path() + "/proc/",
              folder.path() + "/proc.index.tsv"}) {
            const auto place = model::findCapture(path);
            QVERIFY2(place, path.c_str());
            QCOMPARE(place->folder, folder.path());
            QCOMPARE(place->index, std::string("proc.index.tsv"));
        }
        QVERIFY(!model::findCapture(folder.path() + "/proc/7"));
        QVERIFY(!model::findCapture(folder.path() + "/none"));
    }

    void rowsAndEntries()
    {
        const test::TemporaryProc folder;
        makeCapture(folder, usualRows);
        const auto capture = readAt(folder.path());
        QVERIFY(capture);
        const snapshot::Snapshot& snapshot = **capture;
        QCOMPARE(snapshot.tree->dialect(), procfs::Dialect::gvisor2022);
        std::map<int, const snapshot::TaskSummary*> rows;
        snapshot.tasks.forEach(
            [&rows](std::uint32_t, const auto& row) { rows[row->tid.value] = row.get(); });
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows.at(7)->name, std::string("main"));
        QCOMPARE(rows.at(7)->uid, std::optional(33U));
        QCOMPARE(rows.at(7)->command, std::string("main -v"));
        QVERIFY(!rows.at(7)->parent); // its parent was not captured
        QCOMPARE(rows.at(7)->parentTgid, std::optional(1));
        QVERIFY(rows.at(8)->isThread);
        QCOMPARE(rows.at(8)->parent, rows.at(7)->id);
        QCOMPARE(rows.at(8)->name, std::string("worker"));

        const auto view = snapshot::makeFileSystem(*capture, {}, nullptr);
        const auto exe = view->walk("7/exe");
        QVERIFY(exe);
        QCOMPARE((*exe)->readlink().error(), Failure::of(Errno::access, "readlink"));
        QCOMPARE((*view->walk("7/stat"))->content().value()->bytes,
                 folder.stat(7, "main", 1, 300, 10, 2));
        QCOMPARE((*view->walk("7/stat"))->stat()->uid, std::optional(33U));
    }

    void foldersWithoutARowAreMadeUp()
    {
        const test::TemporaryProc folder;
        makeCapture(
            folder,
            "7/stat\tF\tf\t100444\t1\t33\t33\t0\t11\tok\t-\t-\t5\tproc/7/stat\n"
            "7/task/8/stat\tF\tf\t100444\t1\t33\t33\t0\t17\tok\t-\t-\t5\tproc/7/task/8/stat\n");
        const auto capture = readAt(folder.path());
        QVERIFY(capture);
        QCOMPARE((*capture)->tree->entry("")->names, std::vector<std::string>{"7"});
        QCOMPARE((*capture)->tree->entry("7")->names, (std::vector<std::string>{"stat", "task"}));
        QVERIFY(!(*capture)->tree->entry("7")->attributes.permissions); // nobody knows
        QCOMPARE((*capture)->tasks.size(), std::size_t{2});
    }

    void contents_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("isRead");
        QTest::newRow("its own file") << QByteArray("proc/7/stat") << true;
        QTest::newRow("another one of the capture") << QByteArray("proc/7/status") << true;
        QTest::newRow("missing") << QByteArray("proc/7/none") << false;
        QTest::newRow("outside") << QByteArray("../secret") << false;
        QTest::newRow("outside from below") << QByteArray("proc/../../secret") << false;
        QTest::newRow("absolute") << QByteArray("/etc/hostname") << false;
        QTest::newRow("a link to the outside") << QByteArray("proc/7/outside") << false;
        QTest::newRow("through a link to the outside")
            << QByteArray("proc/7/root/etc/hostname") << false;
        QTest::newRow("a folder") << QByteArray("proc/7") << false;
        QTest::newRow("a pipe") << QByteArray("proc/7/pipe") << false;
    }
    void contents()
    {
        QFETCH(QByteArray, content);
        QFETCH(bool, isRead);
        const test::TemporaryProc outer;
        outer.write("secret", "not yours");
        const test::TemporaryProc folder;
        makeCapture(folder,
                    "7/stat\tF\tf\t100444\t1\t0\t0\t0\t11\tok\t-\t-\t5\t" + content.toStdString()
                        + '\n');
        folder.link("/etc/hostname", "proc/7/outside");
        folder.link("/", "proc/7/root");
        folder.makePipe("proc/7/pipe");
        const auto capture = readAt(folder.path());
        QVERIFY(capture);
        const auto entry = (*capture)->tree->entry("7/stat");
        QCOMPARE(entry->text != nullptr, isRead);
        if (!isRead)
            QCOMPARE(entry->failure->kind, Failure::Kind::notKept);
    }

    void equalContentsAreReadOnce()
    {
        const test::TemporaryProc folder;
        makeCapture(folder,
                    "7/stat\tF\tf\t100444\t1\t0\t0\t0\t11\tok\t-\t-\t5\tproc/7/stat\n"
                    "8/stat\tF\tf\t100444\t1\t0\t0\t0\t12\tok\t-\t-\t5\tproc/7/stat\n");
        const auto capture = readAt(folder.path());
        QVERIFY(capture);
        QCOMPARE((*capture)->tree->entry("8/stat")->text, (*capture)->tree->entry("7/stat")->text);
    }

    void aDamagedIndexNamesItsLine()
    {
        const test::TemporaryProc folder;
        makeCapture(folder,
                    usualRows + "7/maps\tF\tf\tnine\t1\t0\t0\t0\t11\tok\t-\t-\t5\tproc/7/maps\n");
        const auto capture = readAt(folder.path());
        QVERIFY(!capture);
        QVERIFY(capture.error().damage);
        QCOMPARE(capture.error().line, 10);
        QVERIFY(QString::fromStdString(capture.error().file)
                    .endsWith(QStringLiteral("proc.index.tsv")));
    }

    void contentTellsTheDialectWhereNoLabelDoes()
    {
        const test::TemporaryProc folder;
        makeCapture(folder, usualRows);
        folder.remove("meta.json");
        folder.writeCaptured("proc/7/status", "linux-6.18/limits/proc/2/status");
        QCOMPARE((*readAt(folder.path()))->tree->dialect(), procfs::Dialect::linux_);
        folder.write("meta.json", "\"kernel\": [not json");
        QCOMPARE((*readAt(folder.path()))->tree->dialect(), procfs::Dialect::linux_);
    }
};

QTEST_GUILESS_MAIN(CaptureFolderTest)
#include "tst_capturefolder.moc"
