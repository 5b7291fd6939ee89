// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/dialect.h>
#include <procfs/error.h>
#include <procfs/fields.h>

#include <QTest>

#include <set>

using namespace sandscope::procfs;

class TestError : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void errnoNames_data();
    void errnoNames();
    void noErrnoName_data();
    void noErrnoName();
    void sentences();
    void dialectNames();
    void dialectSets();
    void truthNames();
};

void TestError::errnoNames_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("no error") << 0 << QByteArray("OK");
    QTest::newRow("absent") << 2 << QByteArray("ENOENT");
    QTest::newRow("gone") << 3 << QByteArray("ESRCH");
    QTest::newRow("forbidden") << 13 << QByteArray("EACCES");
    QTest::newRow("known though not in the enumeration") << 116 << QByteArray("ESTALE");
    QTest::newRow("without a name") << 123 << QByteArray("E123");
}

void TestError::errnoNames()
{
    QFETCH(const int, number);
    QFETCH(const QByteArray, name);
    QCOMPARE(errnoName(Errno{number}), name.toStdString());
    QCOMPARE(errnoFromName(name.toStdString()), Errno{number});
}

void TestError::noErrnoName_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* const name :
         {"", "E", "EFOO", "E12x", "E-1", "enoent", "12", "E99999999999999"})
        QTest::newRow(name) << QByteArray(name);
}

void TestError::noErrnoName()
{
    QFETCH(const QByteArray, name);
    QVERIFY(!errnoFromName(name.toStdString()));
}

void TestError::sentences()
{
    const std::string text = describe({ParseErrorCode::badNumber, 12, "1\n\x1b[31m\"\\\xff"});
    QCOMPARE(
        text,
        R"(This is no number of the expected kind, or it is too large, at byte 12: "1\n\x1b[31m\"\\\xff".)");
    std::set<std::string> all;
    for (const auto code :
         {ParseErrorCode::truncated, ParseErrorCode::badNumber, ParseErrorCode::badField,
          ParseErrorCode::badKey, ParseErrorCode::tooLong})
        all.insert(describe({code, 0, ""}));
    QCOMPARE(all.size(), 5U);
}

void TestError::dialectNames()
{
    for (const Dialect dialect : allDialects)
        QCOMPARE(dialectFromName(dialectName(dialect)), dialect);
    QCOMPARE(dialectName(Dialect::gvisor2018), std::string_view("gvisor-2018"));
    QCOMPARE(dialectName(Dialect::linux_), std::string_view("linux"));
    QVERIFY(!dialectFromName("gvisor-2017"));
    QVERIFY(!dialectFromName(""));
}

void TestError::dialectSets()
{
    constexpr DialectSet set(Dialect::gvisor2018, Dialect::linux_);
    QVERIFY(set.contains(Dialect::gvisor2018));
    QVERIFY(set.contains(Dialect::linux_));
    QVERIFY(!set.contains(Dialect::gvisor2019));
    QVERIFY(!DialectSet().contains(Dialect::gvisor2018));
}

void TestError::truthNames()
{
    QCOMPARE(truthName(Truth::measured), std::string_view("measured"));
    QCOMPARE(truthName(Truth::unknown), std::string_view("unknown"));
}

QTEST_APPLESS_MAIN(TestError)
#include "tst_error.moc"
