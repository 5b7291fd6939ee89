// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/screens/texttwin.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace sandscope::app;

namespace {

TextTwin sample()
{
    TwinTable table{.rowCount = 90,
                    .columns = {{.heading = QStringLiteral("Start"), .left = 10, .width = 90},
                                {.heading = QStringLiteral("Rss"), .left = 100, .width = 40}},
                    .rows = {}};
    table.rows.push_back(
        {.number = 14,
         .top = 40,
         .height = 20,
         .level = 2,
         .mark = QStringLiteral("changed"),
         .states = {QStringLiteral("selected")},
         .cells
         = {{.text = QStringLiteral("name\\x1b[1,\\n2]"), .state = {}, .was = {}, .badge = {}},
            {.text = QStringLiteral("4"),
             .state = QStringLiteral("constant"),
             .was = QStringLiteral("8"),
             .badge = QStringLiteral("="),
             .isCut = true}}});
    TwinNode list{.role = QStringLiteral("table"),
                  .id = QStringLiteral("memory.maps.table"),
                  .name = QStringLiteral("Memory"),
                  .value = {},
                  .description = QStringLiteral("What is mapped"),
                  .states = {QStringLiteral("focused")},
                  .box = {10, 20, 300, 200},
                  .table = table,
                  .children = {}};
    return {.size = {640, 480},
            .scale = 1.5,
            .window = {.role = QStringLiteral("window"),
                       .id = {},
                       .name = QStringLiteral("Ünïcode"),
                       .value = {},
                       .description = {},
                       .states = {},
                       .box = {0, 0, 640, 480},
                       .table = {},
                       .children = {list}}};
}

}

class TestTextTwin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thereAndBack()
    {
        const auto json = toJson(sample());
        const auto read = textTwinFromJson(json);
        QVERIFY2(read, read ? "" : qPrintable(read.error()));
        QCOMPARE(*read, sample());
        QCOMPARE(toJson(*read), json);
        QVERIFY2(json.contains("\"box\": [10, 20, 300, 200]"), json.constData());
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("reason");
        const auto whole = toJson(sample());
        QTest::newRow("empty") << QByteArray() << "no JSON";
        QTest::newRow("half") << whole.first(whole.size() / 2) << "no JSON";
        QTest::newRow("another format") << QByteArray("{\"a\": 1}") << "no text twin";
        QTest::newRow("a list") << QByteArray("[]") << "no text twin";
        QTest::newRow("a later version")
            << QByteArray(whole).replace("\"version\": 1", "\"version\": 99") << "version 99";
        QTest::newRow("no role") << QByteArray(whole).replace("\"role\"", "\"rule\"") << "no role";
        QTest::newRow("box of three")
            << QByteArray(whole).replace("10, 20, 300, 200", "10, 20, 300") << "no box";
        QByteArray cells(whole);
        cells.replace("\"heading\": \"Rss\"", "\"heading\": \"Rss\"}, {\"heading\": \"Pss\"");
        QTest::newRow("cells and columns") << cells << "2 cells for 3 columns";
        // A tree that deep would exhaust the stack of whoever walks it.
        QByteArray deep(R"({"format": "sandscope-text-twin", "version": 1, "window": )");
        const QByteArray level(R"({"role": "pane", "box": [0, 0, 1, 1], "children": [)");
        deep += level.repeated(300) + QByteArray("]}").repeated(300) + '}';
        QTest::newRow("deep") << deep << "nested";
    }
    void refused()
    {
        QFETCH(const QByteArray, json);
        QFETCH(const QString, reason);
        const auto read = textTwinFromJson(json);
        QVERIFY(!read);
        QVERIFY2(read.error().contains(reason), qPrintable(read.error()));
    }
};

QTEST_GUILESS_MAIN(TestTextTwin)
#include "tst_texttwin.moc"
