// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/number.h>

#include <QTest>

using namespace sandscope::query;

class TestNumber : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads();
    void orders();
    void multiplies();
    void splitsUnits();
};

void TestNumber::reads()
{
    QCOMPARE(readNumber("0x1f")->whole, std::uint64_t{31});
    QCOMPARE(readNumber("1f", 16)->whole, std::uint64_t{31});
    QCOMPARE(readNumber("22", 8)->whole, std::uint64_t{18});
    QCOMPARE(readNumber("18446744073709551615")->whole, ~std::uint64_t{0});
    QVERIFY(!readNumber("18446744073709551616"));
    QCOMPARE(readNumber("0.25")->billionths, std::uint32_t{250'000'000});
    QCOMPARE(readNumber("0.1234567899")->billionths, std::uint32_t{123'456'789});
    QVERIFY(readNumber("unlimited")->isUnlimited);
    QVERIFY(!readNumber("-0")->isNegative);
    for (const char* text : {"", "-", "0x", "1.", "1a", " 1", "1 ", "+1", "--1", "0x1.5"})
        QVERIFY2(!readNumber(text), text);
}

void TestNumber::orders()
{
    const char* const ascending[]
        = {"-10", "-2", "-0.5", "0", "0.5", "1", "1.25", "2", "unlimited"};
    for (std::size_t i = 0; i < std::size(ascending); ++i) {
        for (std::size_t j = 0; j < std::size(ascending); ++j)
            QCOMPARE(*readNumber(ascending[i]) <=> *readNumber(ascending[j]), i <=> j);
    }
}

void TestNumber::multiplies()
{
    QVERIFY(readNumber("0.5")->times(1024) == *readNumber("512"));
    QCOMPARE(readNumber("1.5")->times(std::uint64_t{1} << 40U).whole, std::uint64_t{3} << 39U);
    QVERIFY(readNumber("18446744073709551615")->times(2).isUnlimited);
    QVERIFY(!readNumber("-18446744073709551615")->times(2).isUnlimited);
    QVERIFY(readNumber("unlimited")->times(2).isUnlimited);
}

void TestNumber::splitsUnits()
{
    const auto is = [](const char* text, std::string_view digits, std::uint64_t unit) {
        const Size size = splitSize(text);
        return size.digits == digits && size.unit == unit;
    };
    QVERIFY(is("64K", "64", 1024));
    QVERIFY(is("64kB", "64", 1024));
    QVERIFY(is("2MiB", "2", 1048576));
    QVERIFY(is("1.5G", "1.5", std::uint64_t{1} << 30U));
    QVERIFY(is("12", "12", 1));
    QVERIFY(is("0x4b", "0x4b", 1));
    QVERIFY(is("", "", 1));
    QVERIFY(is("B", "B", 1));
}

QTEST_APPLESS_MAIN(TestNumber)
#include "tst_number.moc"
