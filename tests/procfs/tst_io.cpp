// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/io.h>
#include <procfs/files/truth.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

namespace {

constexpr std::string_view golden
    = "char: 2400\nwchar: 6\nsyscr: 3\nsyscw: 1\nread_bytes: 0\nwrite_bytes: 0\n"
      "cancelled_write_bytes: 0\n";

}

class TestIo : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void worker();
    void aThread_data();
    void aThread();
    void firstKey_data();
    void firstKey();
    void hostile_data();
    void hostile();
};

void TestIo::worker()
{
    const WorkerRecords records;
    for (const Dialect dialect :
         {Dialect::gvisor2018, Dialect::gvisor2019, Dialect::gvisor2022, Dialect::gvisor2024})
        QCOMPARE(rendered(ioFile, records.context(WorkerRecords::worker, dialect)),
                 std::string(golden));
    QCOMPARE(rendered(ioFile, records.context(WorkerRecords::worker, Dialect::gvisor2026)),
             "r" + std::string(golden));
    // Linux alone counts what goes to storage.
    QCOMPARE(rendered(ioFile, records.context(WorkerRecords::worker, Dialect::linux_)),
             "rchar: 2400\nwchar: 6\nsyscr: 3\nsyscw: 1\nread_bytes: 4096\nwrite_bytes: 8192\n"
             "cancelled_write_bytes: 512\n");
}

void TestIo::aThread_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<int>("read"); // by the thread, as its own file tells
    for (const Dialect dialect : allDialects)
        QTest::newRow(std::string(dialectName(dialect)).c_str())
            << int(dialect) << (isEarly(dialect) ? 2400 : 400);
}

void TestIo::aThread()
{
    QFETCH(const int, dialect);
    const WorkerRecords records;
    FileContext ctx = records.context(WorkerRecords::thread, static_cast<Dialect>(dialect));
    QCOMPARE(taskIo(ctx).counters.charsRead, 2400U); // /proc/8 is that of the group
    ctx.wholeGroup = false;
    QTEST(int(taskIo(ctx).counters.charsRead), "read");
}

void TestIo::firstKey_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("key");
    for (const Dialect dialect : allDialects) {
        const bool isLate = dialect == Dialect::gvisor2026 || dialect == Dialect::linux_;
        QTest::newRow(std::string(dialectName(dialect)).c_str())
            << int(dialect) << QByteArray(isLate ? "rchar: " : "char: ");
    }
}

void TestIo::firstKey()
{
    QFETCH(const int, dialect);
    QFETCH(const QByteArray, key);
    const auto value = parseIo(golden);
    QVERIFY(value);
    std::string text;
    formatIo(*value, static_cast<Dialect>(dialect), text);
    QVERIFY(text.starts_with(key.toStdString()));
    QCOMPARE(ioFile.reformat(text, static_cast<Dialect>(dialect))->bytes, text);
    const auto fields = ioFile.decode(text, static_cast<Dialect>(dialect));
    QVERIFY(fields);
    QCOMPARE(fields->front().name + ": ", key.toStdString());
    QCOMPARE(fields->front().doc->truthIn(static_cast<Dialect>(dialect)), Truth::measured);
    // The other name is that of the others.
    const bool isChar = fields->front().name == "char";
    const FieldDoc* const other = findDoc(ioFile.fields, isChar ? "rchar" : "char");
    QVERIFY(other);
    QCOMPARE(other->truthIn(static_cast<Dialect>(dialect)), Truth::renamed);
    QVERIFY(truthReason(*other, static_cast<Dialect>(dialect)).contains(fields->front().name));
}

void TestIo::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    using enum ParseErrorCode;
    const QByteArray good(golden.data(), qsizetype(golden.size()));
    QTest::newRow("nothing") << QByteArray() << int(truncated);
    QTest::newRow("cut") << good.chopped(1) << int(truncated);
    QTest::newRow("line missing") << QByteArray(good).replace("syscr: 3\n", "") << int(badField);
    QTest::newRow("more") << good + "x: 1\n" << int(badField);
    QTest::newRow("negative") << QByteArray(good).replace("2400", "-1") << int(badNumber);
    QTest::newRow("too large") << QByteArray(good).replace("2400", "99999999999999999999")
                               << int(badNumber);
}

void TestIo::hostile()
{
    QFETCH(const QByteArray, text);
    const auto value = parseIo(text.toStdString());
    QVERIFY(!value);
    QTEST(int(value.error().code), "code");
}

QTEST_APPLESS_MAIN(TestIo)
#include "tst_io.moc"
