// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/tabletext.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace sandscope::model;

/// Tables as text. What processes wrote must neither break the form nor run as a formula.
class TestTableText : public QObject
{
    Q_OBJECT

private:
    static TableCells table(const QStringList& texts)
    {
        TableCells cells;
        cells.columns = {{.id = "name", .title = QStringLiteral("Name")},
                         {.id = "rss", .title = QStringLiteral("Rss"), .isRightAligned = true}};
        for (const QString& text : texts)
            cells.rows << QList<TableCells::Cell>{{.text = text, .raw = text.toUtf8()},
                                                  {.text = QStringLiteral("8 kB"), .raw = 8}};
        return cells;
    }

    /// The first cell of the last row in CSV, read by the rules of RFC 4180.
    static QString readCsv(const QString& csv)
    {
        QString row = csv.section(QStringLiteral("\r\n"), -2, -2);
        if (!row.startsWith(u'"'))
            return row.section(u',', 0, 0);
        QString value;
        for (qsizetype place = 1; place < row.size(); ++place) {
            if (row[place] != u'"')
                value += row[place];
            else if (place + 1 < row.size() && row[place + 1] == u'"')
                value += row[++place];
            else
                break;
        }
        return value;
    }

    static QJsonObject readJson(const TableCells& cells)
    {
        QJsonParseError error;
        const auto document = QJsonDocument::fromJson(toJson(cells).toUtf8(), &error);
        return error.error == QJsonParseError::NoError ? document.array().first().toObject()
                                                       : QJsonObject();
    }

private Q_SLOTS:
    void tabbed()
    {
        QCOMPARE(toTabbed(table({QStringLiteral("sh")}), true),
                 QStringLiteral("Name\tRss\nsh\t8 kB\n"));
        QCOMPARE(toTabbed(table({QStringLiteral("a\tb\nc")}), false),
                 QStringLiteral("a\\tb\\nc\t8 kB\n"));
        // A terminal that the text is pasted into is told nothing.
        QCOMPARE(toTabbed(table({QStringLiteral("\x1b]0;x\x07\u202e\u2028")}), false),
                 QStringLiteral("\\x1b]0;x\\x07\\u202e\\u2028\t8 kB\n"));
        // Escapes that a model made are not escaped again.
        QCOMPARE(toTabbed(table({QStringLiteral("a\\n\n")}), false),
                 QStringLiteral("a\\n\\n\t8 kB\n"));
    }

    void csv_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("cell");
        const auto same = [](const char* text) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(text);
        };
        same("sh");
        same("a,b");
        same("\"quoted\", and \"more\"");
        same("-1");
        same("+1.5e3");
        same("");
        QTest::newRow("formula") << QStringLiteral("=cmd|'/c calc'!A0")
                                 << QStringLiteral("'=cmd|'/c calc'!A0");
        QTest::newRow("plus") << QStringLiteral("+A1") << QStringLiteral("'+A1");
        QTest::newRow("minus") << QStringLiteral("-2+3") << QStringLiteral("'-2+3");
        QTest::newRow("at") << QStringLiteral("@SUM(A1)") << QStringLiteral("'@SUM(A1)");
        QTest::newRow("blank before") << QStringLiteral("  =1") << QStringLiteral("'  =1");
        QTest::newRow("formula with comma")
            << QStringLiteral("=A1,\"x\"") << QStringLiteral("'=A1,\"x\"");
        QTest::newRow("tab before") << QStringLiteral("\t=1") << QStringLiteral("\\t=1");
        QTest::newRow("line") << QStringLiteral("a\r\n=1") << QStringLiteral("a\\r\\n=1");
    }

    void csv()
    {
        QFETCH(QString, text);
        QFETCH(QString, cell);
        const QString made = toCsv(table({text}));
        QVERIFY(made.startsWith(QStringLiteral("Name,Rss\r\n")));
        QVERIFY(made.endsWith(QStringLiteral("8 kB\r\n")));
        QCOMPARE(made.count(u'\n'), 2);
        QCOMPARE(readCsv(made), cell);
    }

    void markdown()
    {
        QCOMPARE(toMarkdown(table({QStringLiteral("sh")})),
                 QStringLiteral("| Name | Rss |\n| --- | ---: |\n| sh | 8 kB |\n"));
        QCOMPARE(toMarkdown(table({QStringLiteral("a|b\n<img> *x* [y](z) `q` \x1b")}))
                     .section(u'\n', 2, 2),
                 QStringLiteral(
                     "| a\\|b\\\\n&lt;img&gt; \\*x\\* \\[y\\]\\(z\\) \\`q\\` \\\\x1b | 8 kB |"));
    }

    void json()
    {
        TableCells cells = table({QStringLiteral("\"q\"\\\n\x1b é")});
        QVERIFY(!toJson(cells).contains(QChar(0x1b)));
        auto row = readJson(cells);
        QCOMPARE(row.value(QStringLiteral("name")).toString(), QStringLiteral("\"q\"\\\n\x1b é"));
        QCOMPARE(row.value(QStringLiteral("rss")), QJsonValue(8));
        QCOMPARE(row.keys().size(), 2);

        // Keys stand in the order of the columns, and a large number keeps its digits.
        cells.rows[0][1].raw = quint64{0xffffffffff600000};
        QVERIFY(toJson(cells).endsWith(QStringLiteral(", \"rss\": 18446744073699065856}\n]\n")));
        QVERIFY(toJson(cells).startsWith(QStringLiteral("[\n  {\"name\": ")));
        QCOMPARE(toJson({}), QStringLiteral("[]\n"));
    }

    void jsonSaysWhatIsNotMeasured()
    {
        TableCells cells = table({QStringLiteral("sh")});
        cells.rows[0][1] = {.text = {}, .raw = {}, .state = CellState::notProvided};
        auto row = readJson(cells);
        QVERIFY(row.value(QStringLiteral("rss")).isNull());
        QCOMPARE(row.value(QStringLiteral("rssState")).toString(), QStringLiteral("not provided"));
        cells.rows[0][1] = {.text = QStringLiteral("0"), .raw = 0, .state = CellState::constant};
        row = readJson(cells);
        QCOMPARE(row.value(QStringLiteral("rss")), QJsonValue(0));
        QCOMPARE(row.value(QStringLiteral("rssState")).toString(), QStringLiteral("constant"));
    }

    void jsonKeepsEveryByte()
    {
        TableCells cells = table({QStringLiteral("x")});
        const QByteArray bytes("a\0\xff\xc3\xa9\\x", 7);
        cells.rows[0][0].raw = bytes;
        const auto row = readJson(cells);
        QVERIFY(
            row.value(QStringLiteral("name")).toString().startsWith(QStringLiteral("a\\x00\\xff")));
        QCOMPARE(
            QByteArray::fromBase64(row.value(QStringLiteral("nameBase64")).toString().toLatin1()),
            bytes);
    }
};

QTEST_GUILESS_MAIN(TestTableText)
#include "tst_tabletext.moc"
