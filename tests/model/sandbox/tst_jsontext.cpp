// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/jsontext.h>

#include <QTest>

#include <cstdint>
#include <vector>

using namespace sandscope::model;

class TestJsonText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersAreExact();
    void numbersThatDoNotFit_data();
    void numbersThatDoNotFit();
    void strings_data();
    void strings();
    void objectsAndArrays();
    void steppingOver();
    void garbage_data();
    void garbage();
    void theEndIsFoundInPieces();
};

void TestJsonText::numbersAreExact()
{
    std::uint64_t address = 0;
    QVERIFY(JsonText("18446744073699065856").number(address));
    QCOMPARE(address, 18446744073699065856ULL); // no double holds it
    std::int64_t time = 0;
    QVERIFY(JsonText(" 1795299918005778449 ").number(time));
    QCOMPARE(time, 1795299918005778449LL);
}

void TestJsonText::numbersThatDoNotFit_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"18446744073709551616", "1.5", "1e3", "-1", "x", "", "\"1\""})
        QTest::newRow(text) << QByteArray(text);
}

void TestJsonText::numbersThatDoNotFit()
{
    QFETCH(QByteArray, text);
    std::uint64_t number = 0;
    JsonText json(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
    QVERIFY(!json.number(number));
    QVERIFY(json.failed());
}

void TestJsonText::strings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("meant");
    QTest::newRow("plain") << QByteArray("\"a b\"") << QByteArray("a b");
    QTest::newRow("escapes") << QByteArray(R"("\"\\\/\b\f\n\r\t")")
                             << QByteArray("\"\\/\b\f\n\r\t");
    QTest::newRow("html") << QByteArray(R"("\u003c\u0026\u003e")") << QByteArray("<&>");
    QTest::newRow("pair") << QByteArray(R"("\ud83d\ude00")") << QByteArray("\xf0\x9f\x98\x80");
    QTest::newRow("half") << QByteArray(R"("\ud83dx")") << QByteArray("\xef\xbf\xbdx");
    QTest::newRow("halves") << QByteArray(R"("\ud83d\ud83d")")
                            << QByteArray("\xef\xbf\xbd\xef\xbf\xbd");
    QTest::newRow("bytes") << QByteArray("\"\xff\x01\"") << QByteArray("\xff\x01");
}

void TestJsonText::strings()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, meant);
    std::string read;
    JsonText json(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
    QVERIFY(json.string(read));
    QCOMPARE(QByteArray::fromStdString(read), meant);
    QVERIFY(json.atEnd());
}

void TestJsonText::objectsAndArrays()
{
    JsonText json(R"( {"a" : [1, 2,3] , "b":{}, "c":null, "d":[ ], "e":true} )");
    std::vector<int> numbers;
    std::string keys;
    bool last = false;
    const bool isWhole = json.object([&](std::string_view key) {
        keys += key;
        if (key == "b" || key == "c")
            json.object([](std::string_view) { QFAIL("it is empty"); });
        else if (key == "e")
            json.boolean(last);
        else
            json.array([&] { json.number(numbers.emplace_back()); });
    });
    QVERIFY(isWhole);
    QVERIFY(json.atEnd());
    QCOMPARE(keys, std::string("abcde"));
    QCOMPARE(numbers, (std::vector<int>{1, 2, 3}));
    QVERIFY(last);
}

void TestJsonText::steppingOver()
{
    JsonText json(R"([{"a":"]}\"","b":[[1.5e9],null]},-7,"x"])");
    std::vector<std::string_view> texts;
    QVERIFY(json.array([&] { texts.push_back(json.skip()); }));
    QCOMPARE(texts.size(), std::size_t{3});
    QCOMPARE(texts[0], std::string_view(R"({"a":"]}\"","b":[[1.5e9],null]})"));
    QCOMPARE(texts[1], std::string_view("-7"));
    QCOMPARE(texts[2], std::string_view("\"x\""));
}

void TestJsonText::garbage_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("cut") << QByteArray("[1,");
    QTest::newRow("cut string") << QByteArray("[\"a");
    QTest::newRow("cut escape") << QByteArray("[\"a\\");
    QTest::newRow("no comma") << QByteArray("[1 2]");
    QTest::newRow("other bracket") << QByteArray("[1}");
    QTest::newRow("object") << QByteArray("{}");
    QTest::newRow("deep") << QByteArray(100'000, '[');
}

void TestJsonText::garbage()
{
    QFETCH(QByteArray, text);
    const std::string_view bytes(text.constData(), static_cast<std::size_t>(text.size()));
    JsonText json(bytes);
    QVERIFY(!json.array([&] { json.skip(); }));
    QVERIFY(json.failed());
    QVERIFY(!json.atEnd());
}

void TestJsonText::theEndIsFoundInPieces()
{
    const std::string text = R"({"a":"}\"}","b":[{}]})";
    JsonEnd end;
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
        QVERIFY(!end.feed(std::string_view(text).substr(i, 1)));
    QVERIFY(end.feed(std::string_view(text).substr(text.size() - 1)));
}

QTEST_APPLESS_MAIN(TestJsonText)
#include "tst_jsontext.moc"
