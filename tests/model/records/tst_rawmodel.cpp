// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/rawmodel.h>
#include <model/tree/roles.h>

#include <QAbstractItemModelTester>
#include <QTest>

#include <tests/model/filecontents.h>
#include <tests/model/modelspy.h>

using namespace sandscope;
using namespace sandscope::model;
using test::lines;
using test::ModelSpy;

namespace {

/// Without a known format, so that any bytes will do.
FileContentPtr bytesOf(std::string bytes)
{
    return test::contentOf("7/anything", std::move(bytes));
}

QStringList rows(const RawModel& model, int column = 0)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts.append(model.index(row, column).data().toString());
    return texts;
}

}

class RawModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("hex");
        QTest::addColumn<QStringList>("first");
        QTest::newRow("nothing") << QByteArray() << false << QStringList();
        QTest::newRow("lines") << QByteArray("one\ntwo\n") << false << lines({"one", "two"});
        QTest::newRow("no newline at the end")
            << QByteArray("one\ntwo") << false << lines({"one", "two"});
        QTest::newRow("an empty line") << QByteArray("\n\nx\n") << false << lines({"", "", "x"});
        QTest::newRow("tabs stand in columns")
            << QByteArray("Name:\tsh\n") << false << lines({"Name:   sh"});
        QTest::newRow("environ") << QByteArray("A=b\0C=d\0", 8) << false
                                 << lines({"A=b\\x00", "C=d\\x00"});
        QTest::newRow("an escape sequence in a name")
            << QByteArray("Name:\t\x1b[31msh and more text\n") << false
            << lines({"Name:   \\x1b[31msh and more text"});
        QTest::newRow("auxv") << QByteArray("\x06\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0", 16) << true
                              << lines({"00000000"});
        QTest::newRow("broken UTF-8")
            << QByteArray("\xff\xfe\xfd\xfc", 4) << true << lines({"00000000"});
        QTest::newRow("UTF-8") << QByteArray("\xc3\xa9\n") << false
                               << (QStringList() << QStringLiteral("é"));
    }

    void modes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, hex);
        QFETCH(QStringList, first);
        RawModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setContent(bytesOf(bytes.toStdString()));
        QCOMPARE(model.showsHex(), hex);
        QCOMPARE(model.columnCount(), hex ? 3 : 1);
        QCOMPARE(rows(model), first);
        QCOMPARE(model.bytes(), bytes);
        QByteArray together;
        for (int row = 0; row < model.rowCount(); ++row)
            together += model.index(row, hex ? 1 : 0).data(RawValueRole).toByteArray();
        QCOMPARE(together, bytes);
        model.setMode(hex ? RawModel::Mode::text : RawModel::Mode::hex);
        QCOMPARE(model.showsHex(), !hex);
        together.clear();
        for (int row = 0; row < model.rowCount(); ++row)
            together += model.index(row, hex ? 0 : 1).data(RawValueRole).toByteArray();
        QCOMPARE(together, bytes);
    }

    void hexRows_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("count");
        QTest::newRow("0 bytes") << 0 << 0;
        QTest::newRow("1 byte") << 1 << 1;
        QTest::newRow("15 bytes") << 15 << 1;
        QTest::newRow("exactly 16") << 16 << 1;
        QTest::newRow("17 bytes") << 17 << 2;
        QTest::newRow("exactly 32") << 32 << 2;
    }

    void hexRows()
    {
        QFETCH(int, size);
        QFETCH(int, count);
        RawModel model;
        model.setMode(RawModel::Mode::hex);
        model.setContent(bytesOf(std::string(static_cast<std::size_t>(size), 'A')));
        QCOMPARE(model.rowCount(), count);
    }

    void hexColumns()
    {
        RawModel model;
        model.setMode(RawModel::Mode::hex);
        model.setContent(bytesOf(std::string("\x00\x01"
                                             "AB\x7f\xff ghijklmnopq",
                                             18)));
        QCOMPARE(rows(model, RawModel::OffsetColumn), lines({"00000000", "00000010"}));
        QCOMPARE(rows(model, RawModel::BytesColumn),
                 lines({"00 01 41 42 7f ff 20 67  68 69 6a 6b 6c 6d 6e 6f", "70 71"}));
        QCOMPARE(rows(model, RawModel::TextColumn), lines({"..AB.. ghijklmno", "pq"}));
    }

    void longLinesAreCut()
    {
        RawModel model;
        model.setContent(bytesOf(std::string(10'000, 'x') + "\nend\n"));
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.index(2, 0).data().toString().size(), 10'000 - 2 * RawModel::maxLineBytes);
        QCOMPARE(model.index(3, 0).data().toString(), QStringLiteral("end"));
    }

    void updatesInPlace_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QStringList>("seen");
        QTest::newRow("the same") << QByteArray("a\nb\n") << QByteArray("a\nb\n") << QStringList();
        QTest::newRow("a line differs")
            << QByteArray("a\nb\nc\n") << QByteArray("a\nB\nc\n") << lines({"changed 1-1"});
        QTest::newRow("lines in the middle")
            << QByteArray("a\nz\n") << QByteArray("a\nb\nc\nz\n") << lines({"inserted 1-2"});
        QTest::newRow("fewer lines")
            << QByteArray("a\nb\nc\nz\n") << QByteArray("a\nz\n") << lines({"removed 1-2"});
        QTest::newRow("other lines, more of them")
            << QByteArray("a\nb\nz\n") << QByteArray("a\nc\nd\nz\n")
            << lines({"removed 1-1", "inserted 1-2"});
        QTest::newRow("at the end")
            << QByteArray("a\n") << QByteArray("a\nb\n") << lines({"inserted 1-1"});
        QTest::newRow("from nothing")
            << QByteArray() << QByteArray("a\nb\n") << lines({"inserted 0-1"});
        QTest::newRow("to nothing")
            << QByteArray("a\nb\n") << QByteArray() << lines({"removed 0-1"});
        QTest::newRow("from text to binary")
            << QByteArray("a\nb\n") << QByteArray(16, '\0') << lines({"reset"});
    }

    void updatesInPlace()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QStringList, seen);
        RawModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setContent(bytesOf(before.toStdString()));
        ModelSpy spy(&model);
        model.setContent(bytesOf(after.toStdString()));
        QCOMPARE(spy.take(), seen);
        QCOMPARE(model.bytes(), after);
    }

    void hexUpdatesInPlace()
    {
        RawModel model;
        model.setMode(RawModel::Mode::hex);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setContent(bytesOf(std::string(40, 'a')));
        ModelSpy spy(&model);
        model.setContent(bytesOf(std::string(16, 'a') + std::string(40, 'b')));
        QCOMPARE(spy.take(), lines({"removed 1-2", "inserted 1-3"}));
        QCOMPARE(rows(model).last(), QStringLiteral("00000030"));
    }

    void noContent()
    {
        RawModel model;
        model.setContent(bytesOf("x"));
        model.setContent(nullptr);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.bytes(), QByteArray());
    }
};

QTEST_GUILESS_MAIN(RawModelTest)
#include "tst_rawmodel.moc"
