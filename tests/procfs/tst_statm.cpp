// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/statm.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

class TestStatm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void worker();
    void zombie();
    void hostile_data();
    void hostile();
    void fields();
};

void TestStatm::worker()
{
    const WorkerRecords records;
    for (const Dialect dialect :
         {Dialect::gvisor2019, Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026})
        QCOMPARE(rendered(statmFile, records.context(WorkerRecords::worker, dialect)),
                 "2658 983 0 0 0 0 0\n");
    // 1608 kB of shared memory and 132 of files; 108 of code; 144 of data and 8192 of stack.
    QCOMPARE(rendered(statmFile, records.context(WorkerRecords::worker, Dialect::linux_)),
             "2658 983 435 27 0 2084 0\n");
    QVERIFY(!statmFile.existsIn(Dialect::gvisor2018));
    QCOMPARE(rendered(statmFile, records.context(WorkerRecords::worker, Dialect::gvisor2018)),
             "ENOENT");
}

void TestStatm::zombie()
{
    WorkerRecords records;
    records.exit(WorkerRecords::worker);
    for (const Dialect dialect : {Dialect::gvisor2019, Dialect::gvisor2024, Dialect::linux_})
        QCOMPARE(rendered(statmFile, records.context(WorkerRecords::worker, dialect)),
                 "0 0 0 0 0 0 0\n");
}

void TestStatm::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    using enum ParseErrorCode;
    QTest::newRow("nothing") << QByteArray() << int(truncated);
    QTest::newRow("cut") << QByteArray("1 2 3 4 5 6 7") << int(truncated);
    QTest::newRow("six") << QByteArray("1 2 3 4 5 6\n") << int(badField);
    QTest::newRow("eight") << QByteArray("1 2 3 4 5 6 7 8\n") << int(badField);
    QTest::newRow("two lines") << QByteArray("1 2 3 4 5 6 7\n\n") << int(badField);
    QTest::newRow("too large") << QByteArray("18446744073709551616 2 3 4 5 6 7\n")
                               << int(badNumber);
}

void TestStatm::hostile()
{
    QFETCH(const QByteArray, text);
    const auto value = parseStatm(text.toStdString());
    QVERIFY(!value);
    QTEST(int(value.error().code), "code");
}

void TestStatm::fields()
{
    const auto fields = statmFile.decode("1 2 3 4 5 6 7\n", Dialect::linux_);
    QVERIFY(fields);
    QCOMPARE(fields->size(), 7U);
    QCOMPARE((*fields)[1].name, "resident");
    QCOMPARE((*fields)[6].value, "7");
}

QTEST_APPLESS_MAIN(TestStatm)
#include "tst_statm.moc"
