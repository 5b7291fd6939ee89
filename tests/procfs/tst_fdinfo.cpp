// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/fdinfo.h>

#include <QTest>

using namespace sandscope::procfs;

class TestFdInfo : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void records_data();
    void records();
    void roundTrip_data();
    void roundTrip();
    void hostile_data();
    void hostile();
    void fields();
};

void TestFdInfo::records_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<uint>("flags");
    QTest::addColumn<bool>("closeOnExec");
    QTest::addColumn<QByteArray>("text");
    const int early = int(Dialect::gvisor2018);
    const int late = int(Dialect::gvisor2019);
    QTest::newRow("2018 prints a structure")
        << early << 0U << false << QByteArray("flags: {%!o(bool=000false)}\n");
    QTest::newRow("2018, closed on exec")
        << early << 02U << true << QByteArray("flags: {%!o(bool=0000true)}\n");
    QTest::newRow("2019, none") << late << 0U << false << QByteArray("flags:\t00\n");
    QTest::newRow("2019, write only") << late << 01U << false << QByteArray("flags:\t01\n");
    QTest::newRow("2019, read and write, large")
        << late << 0100002U << false << QByteArray("flags:\t0100002\n");
    QTest::newRow("2019, closed on exec")
        << late << 0100002U << true << QByteArray("flags:\t02100002\n");
}

void TestFdInfo::records()
{
    QFETCH(const int, dialect);
    QFETCH(const uint, flags);
    QFETCH(const bool, closeOnExec);
    QFETCH(const QByteArray, text);
    FdEntry entry;
    entry.statusFlags = flags;
    entry.closeOnExec = closeOnExec;
    FileText out;
    renderFdInfo(entry, static_cast<Dialect>(dialect), out);
    QCOMPARE(out.bytes, text.toStdString());
    QCOMPARE(out.marks.size(), 1U);
    const auto parsed = parseFdInfo(out.bytes);
    QVERIFY(parsed);
    QCOMPARE(parsed->closeOnExec, closeOnExec);
    QCOMPARE(fdinfoFile.reformat(out.bytes, static_cast<Dialect>(dialect))->bytes, out.bytes);
}

void TestFdInfo::roundTrip_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("regular file") << QByteArray(
        "pos:\t42\nflags:\t02100001\nmnt_id:\t30\nino:\t77\n");
    QTest::newRow("event counter")
        << QByteArray("pos:\t0\nflags:\t02\nmnt_id:\t14\nino:\t1\neventfd-count:                "
                      "3\neventfd-id: 4\n");
    QTest::newRow("line before all") << QByteArray("new:\t1\npos:\t42\nother\nflags:\t01\n");
    QTest::newRow("twice the same") << QByteArray("flags:\t01\nflags:\t02\n");
}

void TestFdInfo::roundTrip()
{
    QFETCH(const QByteArray, text);
    QCOMPARE(fdinfoFile.reformat(text.toStdString(), Dialect::linux_)->bytes, text.toStdString());
}

void TestFdInfo::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    using enum ParseErrorCode;
    QTest::newRow("nothing") << QByteArray() << int(truncated);
    QTest::newRow("cut") << QByteArray("pos:\t42\nflags:\t01") << int(truncated);
    QTest::newRow("no flags") << QByteArray("pos:\t42\n") << int(badField);
    QTest::newRow("not octal") << QByteArray("flags:\t08\n") << int(badNumber);
    QTest::newRow("too large") << QByteArray("flags:\t07777777777777777777777\n") << int(badNumber);
    QTest::newRow("more behind it") << QByteArray("flags:\t01 x\n") << int(badField);
}

void TestFdInfo::hostile()
{
    QFETCH(const QByteArray, text);
    const auto parsed = parseFdInfo(text.toStdString());
    QVERIFY(!parsed);
    QTEST(int(parsed.error().code), "code");
}

void TestFdInfo::fields()
{
    const auto fields
        = fdinfoFile.decode("pos:\t42\nflags:\t01\nlock:\t1: POSIX\n", Dialect::linux_);
    QVERIFY(fields);
    QCOMPARE(fields->size(), 3U);
    QCOMPARE((*fields)[0].value, "42");
    QCOMPARE((*fields)[2].name, "lock");
    QCOMPARE((*fields)[2].value, "1: POSIX");
    QVERIFY(!(*fields)[2].doc);
}

QTEST_APPLESS_MAIN(TestFdInfo)
#include "tst_fdinfo.moc"
