// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/auxv.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
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
    void orderOfKeys();
    void withoutInterpreter();
    void unknownIsNotInvented();
    void bytes();
    void hostile_data();
    void hostile();
    void values_data();
    void values();
    void everyKeyIsExplained();
};

void TestAuxv::orderOfKeys()
{
    const WorkerRecords records;
    const MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    QCOMPARE(keysIn(Dialect::gvisor2018, memory),
             (std::vector<std::uint64_t>{3, 4, 5, 9, 7, 17, 31, 25, 6, 33}));
    QCOMPARE(keysIn(Dialect::gvisor2019, memory),
             (std::vector<std::uint64_t>{3, 4, 5, 9, 7, 11, 12, 13, 14, 17, 31, 25, 6, 33}));
}

void TestAuxv::withoutInterpreter()
{
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    memory.hasInterpreter = false;
    QCOMPARE(keysIn(Dialect::gvisor2018, memory),
             (std::vector<std::uint64_t>{3, 4, 5, 9, 17, 31, 25, 6, 33}));
    QCOMPARE(auxvOf(memory, Dialect::gvisor2019).at(4), (AuxEntry{7, 0}));
}

void TestAuxv::unknownIsNotInvented()
{
    MemoryRecord memory;
    memory.auxv = {{6, 4096}};
    QCOMPARE(auxvOf(memory, Dialect::gvisor2019), (std::vector<AuxEntry>{{6, 4096}}));
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
