// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/auxv.h>

#include <QTest>

#include <algorithm>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

namespace {

std::vector<std::uint64_t> keysIn(Dialect dialect, const MemoryRecord& memory)
{
    std::vector<std::uint64_t> keys;
    for (const AuxEntry& entry : auxvOf(memory, dialect))
        keys.push_back(entry.key);
    return keys;
}

}

class TestAuxv : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void orderOfKeys_data();
    void orderOfKeys();
    void withoutInterpreter();
    void unknownIsNotInvented();
    void constants();
    void ended_data();
    void ended();
    void unknownBytes();
    void bytes();
    void hostile_data();
    void hostile();
    void values_data();
    void values();
    void everyKeyIsExplained();
};

void TestAuxv::orderOfKeys_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QList<qulonglong>>("expected");
    QTest::newRow("2018") << int(Dialect::gvisor2018)
                          << QList<qulonglong>{3, 4, 5, 9, 7, 17, 31, 25, 6, 33};
    QTest::newRow("2019") << int(Dialect::gvisor2019)
                          << QList<qulonglong>{3, 4, 5, 9, 7, 11, 12, 13, 14, 17, 31, 25, 6, 33};
    const QList<qulonglong> later = {3, 4, 5, 9, 7, 11, 12, 13, 14, 23, 17, 31, 25, 6, 33};
    QTest::newRow("2022") << int(Dialect::gvisor2022) << later;
    QTest::newRow("2024") << int(Dialect::gvisor2024) << later;
    QTest::newRow("2026") << int(Dialect::gvisor2026) << later + QList<qulonglong>{16, 26};
    QTest::newRow("Linux") << int(Dialect::linux_)
                           << QList<qulonglong>{33, 51, 16, 6,  17, 3,  4,  5,  7,  8,  9,
                                                11, 12, 13, 14, 23, 25, 26, 31, 15, 27, 28};
}

void TestAuxv::orderOfKeys()
{
    QFETCH(const int, dialect);
    QFETCH(const QList<qulonglong>, expected);
    MemoryRecord memory;
    for (std::uint64_t key = 60; key > 0; --key)
        memory.auxv.push_back({key, 0x1000 + key});
    const auto keys = keysIn(static_cast<Dialect>(dialect), memory);
    QCOMPARE(QList<qulonglong>(keys.begin(), keys.end()), expected);
}

void TestAuxv::withoutInterpreter()
{
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    memory.hasInterpreter = false;
    QCOMPARE(keysIn(Dialect::gvisor2018, memory),
             (std::vector<std::uint64_t>{3, 4, 5, 9, 17, 31, 25, 6, 33}));
    for (const Dialect dialect : allDialects) {
        if (dialect != Dialect::gvisor2018)
            QVERIFY(std::ranges::contains(auxvOf(memory, dialect), AuxEntry{7, 0}));
    }
}

void TestAuxv::unknownIsNotInvented()
{
    MemoryRecord memory;
    for (const Dialect dialect : allDialects)
        QVERIFY(auxvOf(memory, dialect).empty());
    memory.auxv = {{6, 4096}};
    QCOMPARE(auxvOf(memory, Dialect::gvisor2018), (std::vector<AuxEntry>{{6, 4096}}));
    QCOMPARE(auxvOf(memory, Dialect::gvisor2019), (std::vector<AuxEntry>{{6, 4096}}));
    QCOMPARE(auxvOf(memory, Dialect::gvisor2024), (std::vector<AuxEntry>{{23, 0}, {6, 4096}}));
    QCOMPARE(auxvOf(memory, Dialect::linux_), (std::vector<AuxEntry>{{6, 4096}, {8, 0}, {23, 0}}));
}

void TestAuxv::constants()
{
    MemoryRecord memory;
    memory.auxv = {{23, 1}, {17, 250}, {6, 16384}};
    const std::vector<AuxEntry> in2024 = {{23, 0}, {17, 100}, {6, 4096}};
    QCOMPARE(auxvOf(memory, Dialect::gvisor2022), in2024);
    QCOMPARE(auxvOf(memory, Dialect::gvisor2024), in2024);
    QCOMPARE(auxvOf(memory, Dialect::gvisor2026),
             (std::vector<AuxEntry>{{23, 1}, {17, 100}, {6, 4096}}));
    QCOMPARE(auxvOf(memory, Dialect::linux_),
             (std::vector<AuxEntry>{{6, 16384}, {17, 250}, {8, 0}, {23, 1}}));
}

void TestAuxv::ended_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("zombie");
    for (const Dialect dialect : allDialects)
        QTest::newRow(std::string(dialectName(dialect)).c_str())
            << int(dialect) << QByteArray(dialect == Dialect::linux_ ? "ESRCH" : "");
}

void TestAuxv::ended()
{
    QFETCH(const int, dialect);
    WorkerRecords records;
    records.exit(WorkerRecords::worker);
    FileContext ctx = records.context(WorkerRecords::worker, static_cast<Dialect>(dialect));
    QTEST(QByteArray::fromStdString(rendered(auxvFile, ctx)), "zombie");
    const TaskRecord dead = records.reap(WorkerRecords::worker);
    const FileContext gone{
        .records = records, .task = dead, .dialect = ctx.dialect, .mount = ctx.mount};
    QCOMPARE(rendered(auxvFile, gone), "ESRCH");
}

void TestAuxv::unknownBytes()
{
    std::string out;
    formatAuxv({{6, 4096}, {4711, 1}, {4712, 1}}, out);
    const auto again = auxvFile.reformat(out, Dialect::linux_);
    QVERIFY(again);
    QCOMPARE(again->bytes, out);
    QCOMPARE(again->unknownBytes, 32U);
}

void TestAuxv::bytes()
{
    std::string out;
    formatAuxv({{6, 4096}, {33, 0x7fd0d385b000}}, out);
    QCOMPARE(
        out,
        std::string("\6\0\0\0\0\0\0\0\0\20\0\0\0\0\0\0\41\0\0\0\0\0\0\0\0\xb0\x85\xd3\xd0\x7f\0\0"
                    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                    48));
    const auto parsed = parseAuxv(out);
    QVERIFY(parsed);
    QCOMPARE(*parsed, (std::vector<AuxEntry>{{6, 4096}, {33, 0x7fd0d385b000}}));
    QVERIFY(parseAuxv("")->empty());
    QCOMPARE(auxvFile.reformat("", Dialect::gvisor2024)->bytes, "");
}

void TestAuxv::hostile_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    const QByteArray pair = QByteArray("\6", 1) + QByteArray(15, '\0');
    const QByteArray end(16, '\0');
    QTest::newRow("no end") << pair << int(ParseErrorCode::truncated);
    QTest::newRow("half a pair") << pair + end.first(8) << int(ParseErrorCode::truncated);
    QTest::newRow("one byte") << QByteArray("x") << int(ParseErrorCode::truncated);
    QTest::newRow("more behind the end") << end + pair + end << int(ParseErrorCode::badField);
    QTest::newRow("end with a value") << end.first(15) + "x" << int(ParseErrorCode::badField);
}

void TestAuxv::hostile()
{
    QFETCH(const QByteArray, bytes);
    const auto parsed = parseAuxv(bytes.toStdString());
    QVERIFY(!parsed);
    QTEST(int(parsed.error().code), "code");
}

void TestAuxv::values_data()
{
    QTest::addColumn<qulonglong>("key");
    QTest::addColumn<qulonglong>("value");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("address") << 3ULL << 0x556373ed1040ULL << QByteArray("0x556373ed1040");
    QTest::newRow("no address") << 7ULL << 0ULL << QByteArray("0x0");
    QTest::newRow("number") << 6ULL << 4096ULL << QByteArray("4096");
    QTest::newRow("no") << 23ULL << 0ULL << QByteArray("no");
    QTest::newRow("yes") << 23ULL << 1ULL << QByteArray("yes");
    QTest::newRow("neither") << 23ULL << 5ULL << QByteArray("5");
    QTest::newRow("bits") << 16ULL << 0x178bfbffULL << QByteArray("0x178bfbff");
    QTest::newRow("unknown") << 4711ULL << 255ULL << QByteArray("0xff");
}

void TestAuxv::values()
{
    QFETCH(const qulonglong, key);
    QFETCH(const qulonglong, value);
    QTEST(QByteArray::fromStdString(describeAuxValue({key, value})), "text");
}

void TestAuxv::everyKeyIsExplained()
{
    QCOMPARE(auxKeyName(3), std::string_view("AT_PHDR"));
    QCOMPARE(auxKeyName(33), std::string_view("AT_SYSINFO_EHDR"));
    QCOMPARE(auxKeyName(51), std::string_view("AT_MINSIGSTKSZ"));
    QVERIFY(auxKeyName(4711).empty());
    QVERIFY(auxKeyMeaning(4711).empty());
    QVERIFY(!auxKeyMeaning(25).empty());
}

QTEST_APPLESS_MAIN(TestAuxv)
#include "tst_auxv.moc"
