// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/children.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::FakeRecords;
using sandscope::test::rendered;

class TestChildren : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ofEachTask();
    void seenFromANamespace();
    void hostile_data();
    void hostile();
    void roundTrip();
};

void TestChildren::ofEachTask()
{
    FakeRecords records;
    records.addProcess(1, "init");
    records.addThread(TaskId{1}, 2);
    for (const std::int32_t tid : {30, 7, 5})
        records.addProcess(tid, "child").parent = TaskId{1};
    records.addProcess(9, "other").parent = TaskId{2};
    records.addThread(TaskId{7}, 8).parent = TaskId{1};
    records.exit(TaskId{5}); // a zombie is still a child
    const auto in = [&](std::uint32_t task, Dialect dialect) {
        FileContext ctx = records.context(TaskId{task}, dialect);
        ctx.wholeGroup = false;
        return rendered(childrenFile, ctx);
    };
    QCOMPARE(in(1, Dialect::gvisor2024), "5 7 8 30 ");
    QCOMPARE(in(1, Dialect::gvisor2026), "5 7 8 30 ");
    QCOMPARE(in(1, Dialect::linux_), "5 7 30 "); // leaders alone
    QCOMPARE(in(2, Dialect::linux_), "9 ");
    QCOMPARE(in(9, Dialect::linux_), "");
    records.reap(TaskId{5});
    QCOMPARE(in(1, Dialect::linux_), "7 30 ");
}

void TestChildren::seenFromANamespace()
{
    FakeRecords records;
    const PidNamespaceId inner{2};
    records.addProcess(10, "init").tids.push_back({inner, Tid{1}});
    TaskRecord& child = records.addProcess(11, "child");
    child.parent = TaskId{10};
    child.tids.push_back({inner, Tid{2147483647}});
    records.addProcess(12, "outside").parent = TaskId{10};
    FileContext ctx = records.context(TaskId{10}, Dialect::gvisor2024);
    QCOMPARE(rendered(childrenFile, ctx), "11 12 ");
    ctx.mount = inner;
    QCOMPARE(rendered(childrenFile, ctx), "2147483647 ");
}

void TestChildren::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    using enum ParseErrorCode;
    QTest::newRow("no blank behind") << QByteArray("2 3") << int(truncated);
    QTest::newRow("newline") << QByteArray("2 3 \n") << int(badNumber);
    QTest::newRow("two blanks") << QByteArray("2  3 ") << int(badNumber);
    QTest::newRow("negative") << QByteArray("-2 ") << int(badNumber);
    QTest::newRow("past 31 bits") << QByteArray("2147483648 ") << int(badNumber);
    QTest::newRow("zeros in front") << QByteArray("02 ") << int(badNumber);
}

void TestChildren::hostile()
{
    QFETCH(const QByteArray, text);
    const auto value = parseChildren(text.toStdString());
    QVERIFY(!value);
    QTEST(int(value.error().code), "code");
}

void TestChildren::roundTrip()
{
    for (const char* const text : {"", "2 ", "2 3 165 ", "0 2147483647 "})
        QCOMPARE(childrenFile.reformat(text, Dialect::linux_)->bytes, text);
    const auto fields = childrenFile.decode("2 3 ", Dialect::gvisor2024);
    QVERIFY(fields);
    QCOMPARE(fields->size(), 2U);
    QCOMPARE((*fields)[1].value, "3");
    QVERIFY((*fields)[1].doc);
}

QTEST_APPLESS_MAIN(TestChildren)
#include "tst_children.moc"
