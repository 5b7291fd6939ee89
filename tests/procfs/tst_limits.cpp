// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/limits.h>

#include <QTest>

#include <algorithm>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

class TestLimits : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyRow();
    void defaults();
    void ended();
    void unknownRow();
    void hostile_data();
    void hostile();
    void fields();
};

namespace {

const std::string heading
    = "Limit                     Soft Limit           Hard Limit           Units     \n";
const std::string filesRow
    = "Max open files            64                   4096                 files     \n";

}

void TestLimits::everyRow()
{
    WorkerRecords records;
    ResourceLimits limits{};
    const auto set = [&](Limit which, std::uint64_t soft, std::uint64_t hard) {
        limits[static_cast<std::size_t>(which)] = {soft, hard};
    };
    set(Limit::cpuTime, 1000, 2000);
    set(Limit::stack, 8388608, ~0ULL);
    set(Limit::addressSpace, 1099511627776, ~0ULL - 1);
    set(Limit::openFiles, 64, 4096);
    set(Limit::nice, 0, 40);
    set(Limit::realtimePriority, 0, 0);
    records.groups.at(GroupId{7}).limits = std::make_shared<const ResourceLimits>(limits);
    const std::string expected = heading
        + "Max cpu time              1000                 2000                 seconds   \n"
          "Max file size             unlimited            unlimited            bytes     \n"
          "Max data size             unlimited            unlimited            bytes     \n"
          "Max stack size            8388608              unlimited            bytes     \n"
          "Max core file size        unlimited            unlimited            bytes     \n"
          "Max resident set          unlimited            unlimited            bytes     \n"
          "Max processes             unlimited            unlimited            processes \n"
        + filesRow
        + "Max locked memory         unlimited            unlimited            bytes     \n"
          "Max address space         1099511627776        18446744073709551614 bytes     \n"
          "Max file locks            unlimited            unlimited            locks     \n"
          "Max pending signals       unlimited            unlimited            signals   \n"
          "Max msgqueue size         unlimited            unlimited            bytes     \n"
          "Max nice priority         0                    40                   \n"
          "Max realtime priority     0                    0                    \n"
          "Max realtime timeout      unlimited            unlimited            us        \n";
    for (const Dialect dialect : {Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_}) {
        QCOMPARE(rendered(limitsFile, records.context(WorkerRecords::worker, dialect)), expected);
        const auto again = limitsFile.reformat(expected, dialect);
        QVERIFY(again);
        QCOMPARE(again->bytes, expected);
        QCOMPARE(again->unknownBytes, 0U);
    }
    QCOMPARE(parseLimits(expected).value(), limitRows(limits));
}

// The layout of facts 2.8: 1323 bytes when all numbers are short.
void TestLimits::defaults()
{
    WorkerRecords records;
    records.groups.at(GroupId{7}).limits = nullptr;
    const std::string text
        = rendered(limitsFile, records.context(WorkerRecords::worker, Dialect::gvisor2024));
    QCOMPARE(text.size(), 1323U);
    QCOMPARE(parseLimits(text).value(), limitRows(defaultLimits()));
}

void TestLimits::ended()
{
    WorkerRecords records;
    records.exit(WorkerRecords::worker);
    const auto in = [&](Dialect dialect) {
        return rendered(limitsFile, records.context(WorkerRecords::worker, dialect));
    };
    for (const Dialect dialect : {Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_})
        QVERIFY(in(dialect).starts_with(heading));
    records.tasks.at(WorkerRecords::worker).state = TaskState::dead;
    QVERIFY(in(Dialect::gvisor2024).starts_with(heading));
    QCOMPARE(in(Dialect::linux_), "ESRCH");
    records.groups.erase(GroupId{7}); // nothing is known any more
    QCOMPARE(in(Dialect::gvisor2024), "");
}

void TestLimits::unknownRow()
{
    const std::string row
        = "Max new things            1                    unlimited            things    \n";
    const auto again = limitsFile.reformat(heading + filesRow + row, Dialect::linux_);
    QVERIFY(again);
    QCOMPARE(again->bytes, heading + filesRow + row);
    QCOMPARE(again->unknownBytes, row.size());
    QCOMPARE(limitsFile.reformat("", Dialect::linux_)->bytes, "");
    QCOMPARE(limitsFile.reformat(heading, Dialect::linux_)->bytes, heading);
}

void TestLimits::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    using enum ParseErrorCode;
    const auto row = [](const char* name, const std::string& text, ParseErrorCode code) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << int(code);
    };
    row("half a heading", heading.substr(0, 30), truncated);
    row("another heading", "Limits\n", badKey);
    row("no heading", filesRow, badKey);
    row("cut", heading + filesRow.substr(0, 70), truncated);
    row("name alone", heading + "Max open files\n", truncated);
    row("no number",
        heading
            + "Max open files            x                    1                    files     \n",
        badNumber);
    row("negative",
        heading
            + "Max open files            -1                   1                    files     \n",
        badNumber);
    row("infinity as a number",
        heading
            + "Max open files            18446744073709551615 1                    files     \n",
        badNumber);
    row("other columns", heading + "Max open files            64 4096 files\n", badField);
    row("zeros in front",
        heading
            + "Max open files            064                  4096                 files     \n",
        badField);
}

void TestLimits::hostile()
{
    QFETCH(const QByteArray, text);
    const auto value = parseLimits(text.toStdString());
    QVERIFY(!value);
    QTEST(int(value.error().code), "code");
}

void TestLimits::fields()
{
    const auto fields = limitsFile.decode(heading + filesRow, Dialect::linux_);
    QVERIFY(fields);
    QCOMPARE(fields->size(), 2U);
    QCOMPARE((*fields)[0].name, "Max open files");
    QCOMPARE((*fields)[0].value, "64");
    QCOMPARE((*fields)[0].doc->unit, "files");
    QCOMPARE((*fields)[1].name, "Max open files (hard)");
    QCOMPARE((*fields)[1].doc->name, "Max open files (hard)");
    QCOMPARE(limitsFile.fields.size(), 32U);
}

QTEST_APPLESS_MAIN(TestLimits)
#include "tst_limits.moc"
