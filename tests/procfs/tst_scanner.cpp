// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/text/scanner.h>

#include <QTest>

using namespace sandscope::procfs;
using text::Lines;
using text::Scanner;

class TestScanner : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void numbers_data();
    void numbers();
    void aFailureStays();
    void offsetsCountFromTheWholeInput();
    void excerptsAreShort();
    void lines();
    void aCutLineIsNoLine();
};

void TestScanner::numbers_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<bool>("good");
    QTest::addColumn<qulonglong>("value");
    QTest::newRow("largest") << QByteArray("18446744073709551615") << true << ~0ULL;
    QTest::newRow("one too large") << QByteArray("18446744073709551616") << false << 0ULL;
    QTest::newRow("ten times too large") << QByteArray("184467440737095516150") << false << 0ULL;
    QTest::newRow("leading zeros") << QByteArray("000000000000000000000000012") << true << 12ULL;
    QTest::newRow("none") << QByteArray("") << false << 0ULL;
    QTest::newRow("sign") << QByteArray("-1") << false << 0ULL;
    QTest::newRow("plus") << QByteArray("+1") << false << 0ULL;
    QTest::newRow("letter") << QByteArray("x") << false << 0ULL;
    QTest::newRow("digits of another script") << QByteArray("\xd9\xa1") << false << 0ULL;
}

void TestScanner::numbers()
{
    QFETCH(const QByteArray, input);
    Scanner in(std::string_view(input.data(), static_cast<std::size_t>(input.size())));
    const auto value = in.decimal();
    QTEST(!in.failed(), "good");
    QTEST(static_cast<qulonglong>(value), "value");
}

void TestScanner::aFailureStays()
{
    Scanner in("12 x 34");
    QCOMPARE(in.decimal(), 12U);
    in.expect(" ");
    QCOMPARE(in.decimal(), 0U);
    in.expect("x");
    QVERIFY(in.word().empty());
    QVERIFY(in.failed());
    QCOMPARE(in.error().error(), (ParseError{ParseErrorCode::badNumber, 3, "x 34"}));
}

void TestScanner::offsetsCountFromTheWholeInput()
{
    Scanner in("ab", 100);
    in.expect("a");
    in.expect("c");
    QCOMPARE(in.error().error(), (ParseError{ParseErrorCode::badField, 101, "b"}));
    Scanner atEnd("a", 100);
    atEnd.expect("a");
    atEnd.expect("b");
    QCOMPARE(atEnd.error().error(), (ParseError{ParseErrorCode::truncated, 101, ""}));
}

void TestScanner::excerptsAreShort()
{
    const std::string input(1000, 'x');
    Scanner in(input);
    (void)in.hex();
    QCOMPARE(in.error().error().found, std::string(40, 'x'));
}

void TestScanner::lines()
{
    Lines lines("one\n\nthree\n");
    QVERIFY(lines.next());
    QCOMPARE(lines.line(), std::string_view("one"));
    QVERIFY(lines.next());
    QVERIFY(lines.line().empty());
    QVERIFY(lines.next());
    QCOMPARE(lines.line(), std::string_view("three"));
    QCOMPARE(lines.offset(), 5U);
    QCOMPARE(lines.nextOffset(), 11U);
    QVERIFY(!lines.next());
    QVERIFY(!lines.isCut());
}

void TestScanner::aCutLineIsNoLine()
{
    Lines lines("one\ntw");
    QVERIFY(lines.next());
    QVERIFY(!lines.isCut());
    QVERIFY(!lines.next());
    QVERIFY(lines.isCut());
    QCOMPARE(lines.cutError().error(), (ParseError{ParseErrorCode::truncated, 4, "tw"}));
}

QTEST_APPLESS_MAIN(TestScanner)
#include "tst_scanner.moc"
