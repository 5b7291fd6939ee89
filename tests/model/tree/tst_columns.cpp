// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/tree/columns.h>

#include <QSet>
#include <QTest>

using namespace sandscope;
using namespace sandscope::model;
using snapshot::TaskSummary;

class ColumnsTest : public QObject
{
    Q_OBJECT

    static const ProcessColumn& column(const QByteArray& id)
    {
        const int index = processColumn(id);
        Q_ASSERT(index >= 0);
        return processColumns()[static_cast<std::size_t>(index)];
    }

    static TaskSummary full()
    {
        TaskSummary row;
        row.id = procfs::TaskId{70};
        row.tid = procfs::Tid{9};
        row.tgid = procfs::Tid{7};
        row.name = "work\ner";
        row.state = procfs::TaskState::diskSleep;
        row.parentTgid = 1;
        row.threads = 2;
        row.vssBytes = 5'275'648;
        row.rssBytes = 0;
        row.cpuTime = std::chrono::milliseconds(1239);
        row.startTime = std::chrono::seconds(61);
        row.uid = 1000;
        row.openFiles = 3;
        row.command = "worker <b>";
        return row;
    }

private Q_SLOTS:
    void table_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QVariant>("value");
        const auto row = [](const char* id, const char* text, const QVariant& value) {
            QTest::newRow(id) << QByteArray(id) << QString::fromLatin1(text) << value;
        };
        row("name", "work\\ner", QByteArray("work\ner"));
        row("tid", "9", 9);
        row("tgid", "7", 7);
        row("parent", "1", 1);
        row("state", "D (disk sleep)", QStringLiteral("D"));
        row("threads", "2", 2U);
        row("vm.size", "5152 kB", quint64{5152});
        row("vm.rss", "0 kB", quint64{0});
        row("cpu.time", "1.23 s", 1.239);
        row("start", "61.00 s", 61.0);
        row("uid", "1000", 1000U);
        row("fds", "3", 3U);
        row("command", "worker <b>", QByteArray("worker <b>"));
        QCOMPARE(processColumns().size(), std::size_t{13}); // a new column needs a row here
    }

    void table()
    {
        QFETCH(QByteArray, id);
        QFETCH(QString, text);
        QFETCH(QVariant, value);
        const ProcessColumn& about = column(id);
        QVERIFY(about.known(full()));
        QCOMPARE(about.text(full()), text);
        QCOMPARE(about.value(full()), value);
        QCOMPARE(about.compare(full(), full()), 0);
    }

    void everythingIsSaid()
    {
        QSet<QByteArray> ids;
        for (const ProcessColumn& about : processColumns()) {
            ids.insert(about.id);
            QVERIFY(about.title[0] >= 'A' && about.title[0] <= 'Z');
            QVERIFY2(QByteArray(about.description).contains("/proc/[pid]"), about.id);
            QCOMPARE(about.shownByDefault, QByteArray(about.id) != "tgid");
        }
        QCOMPARE(ids.size(), std::ssize(processColumns()));
        QCOMPARE(processColumn("no.such"), -1);
    }

    void theUnknownIsEmpty()
    {
        const TaskSummary nothing;
        for (const ProcessColumn& about : processColumns()) {
            if (about.known(nothing))
                continue;
            QCOMPARE(about.text(nothing), QString());
            QVERIFY2(!about.value(nothing).isValid(), about.id);
        }
        for (const char* id : {"name", "parent", "state", "threads", "vm.size", "vm.rss",
                               "cpu.time", "start", "uid", "fds", "command"})
            QVERIFY2(!column(id).known(nothing), id);
        TaskSummary nameless;
        nameless.state = procfs::TaskState::running;
        QVERIFY(column("name").known(nameless));
    }

    void numbersCompareAsNumbers()
    {
        TaskSummary nine = full(), ten = full();
        nine.tid = procfs::Tid{9};
        ten.tid = procfs::Tid{10};
        QVERIFY(column("tid").compare(nine, ten) < 0);
        QVERIFY(column("tid").compare(ten, nine) > 0);
        nine.rssBytes = 9 * 1024;
        ten.rssBytes = 10 * 1024;
        QVERIFY(column("vm.rss").compare(nine, ten) < 0);
    }
};

QTEST_GUILESS_MAIN(ColumnsTest)
#include "tst_columns.moc"
