// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/text/append.h>
#include <procfs/text/digits.h>

#include <QTest>

#include <cstdio>
#include <random>

using namespace sandscope::procfs;

namespace {

/// The plain version of each number printer, from the C library.
std::string plain(const char* format, unsigned long long value)
{
    char buffer[64];
    const int length = std::snprintf(buffer, sizeof buffer, format, value);
    return {buffer, static_cast<std::size_t>(length)};
}

template <class Put>
std::string put(Put function, auto... arguments)
{
    char buffer[64];
    const char* const end = function(buffer, arguments...);
    return {buffer, static_cast<std::size_t>(end - buffer)};
}

/// Every value where a digit is gained or lost, and a few thousand of any size.
std::vector<std::uint64_t> interestingValues()
{
    std::vector<std::uint64_t> values = {0, ~0ULL};
    for (unsigned bit = 0; bit < 64; ++bit) {
        for (const std::uint64_t offset : {0ULL, 1ULL, ~0ULL})
            values.push_back((1ULL << bit) + offset);
    }
    std::uint64_t power = 1;
    for (int digits = 0; digits < 20; ++digits, power *= 10) {
        for (const std::uint64_t offset : {0ULL, 1ULL, ~0ULL})
            values.push_back(power + offset);
    }
    std::mt19937_64 random(7);
    for (int i = 0; i < 5000; ++i)
        values.push_back(random() >> (random() % 64));
    return values;
}

}

class TestNumbers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sameAsTheCLibrary();
    void signedNumbers();
    void appendGrowsByWhatWasWritten();
    void readingIsTheReverse();
    void everyByteIsADigitOrNot();
    void newlines();
};

void TestNumbers::sameAsTheCLibrary()
{
    for (const std::uint64_t value : interestingValues()) {
        QCOMPARE(put(text::putDecimal, value), plain("%llu", value));
        QCOMPARE(put(text::putDecimalRight, value, std::size_t{8}), plain("%8llu", value));
        QCOMPARE(put(text::putHex8, value), plain("%08llx", value));
        QCOMPARE(put(text::putHex16, value), plain("%016llx", value));
        QCOMPARE(put(text::putHex2, static_cast<std::uint32_t>(value)),
                 plain("%02llx", static_cast<std::uint32_t>(value)));
        QCOMPARE(put(text::putOctal, value), plain("%llo", value));
        QCOMPARE(text::decimalDigits(value), plain("%llu", value).size());
    }
}

void TestNumbers::signedNumbers()
{
    QCOMPARE(put(text::putSigned, std::int64_t{-1}), "-1");
    QCOMPARE(put(text::putSigned, std::numeric_limits<std::int64_t>::min()),
             "-9223372036854775808");
    QCOMPARE(put(text::putSigned, std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
}

void TestNumbers::appendGrowsByWhatWasWritten()
{
    std::string out = "a";
    text::append(out, 1000, [](char* to) { return text::putText(to, "bc"); });
    text::appendDecimalRight(out, 7, 3);
    text::appendSigned(out, -12);
    QCOMPARE(out, "abc  7-12");
}

void TestNumbers::readingIsTheReverse()
{
    for (const std::uint64_t value : interestingValues()) {
        const std::string hex = plain("%08llx", static_cast<std::uint32_t>(value));
        const text::Digits read = text::readHex8(text::load8(hex.data()));
        QCOMPARE(read.faults, 0U);
        QCOMPARE(read.value, static_cast<std::uint32_t>(value));
        const std::uint64_t small = value % 100'000'000;
        const std::string column = plain("%8llu", small);
        const text::Digits inColumn = text::readColumn8(text::load8(column.data()));
        QCOMPARE(inColumn.faults, 0U);
        QCOMPARE(inColumn.value, small);
        const std::string left = plain("%llu", small) + "         ";
        const std::uint64_t word = text::load8(left.data());
        const unsigned count = text::leadingDecimals(word);
        QCOMPARE(count, left.find(' '));
        QCOMPARE(text::readDecimals(word, count), small);
    }
}

/// Each byte in each place.
void TestNumbers::everyByteIsADigitOrNot()
{
    for (unsigned byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const bool isDecimal = c >= '0' && c <= '9';
        const bool isHex = isDecimal || (c >= 'a' && c <= 'f');
        for (unsigned place = 0; place < 8; ++place) {
            std::string digits = "12345678";
            digits[place] = c;
            const std::uint64_t word = text::load8(digits.data());
            QCOMPARE(text::readHex8(word).faults == 0, isHex);
            QCOMPARE(text::leadingDecimals(word), isDecimal ? 8U : place);
            QCOMPARE(text::readColumn8(word).faults == 0, isDecimal || (c == ' ' && place == 0));
            const bool isThere = c == '\n';
            QCOMPARE(text::findNewline(digits.data(), digits.data() + 8),
                     isThere ? digits.data() + place : nullptr);
        }
    }
    QVERIFY(text::readColumn8(text::repeated(' ')).faults != 0);
}

void TestNumbers::newlines()
{
    for (std::size_t length = 0; length < 200; ++length) {
        const std::string line = std::string(length, 'x') + "\nab\n";
        QCOMPARE(text::findNewline(line.data(), line.data() + line.size()), line.data() + length);
        QCOMPARE(text::findNewline(line.data(), line.data() + length), nullptr);
    }
}

QTEST_APPLESS_MAIN(TestNumbers)
#include "tst_numbers.moc"
