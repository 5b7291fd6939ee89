// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/fieldplaces.h>
#include <procfs/procfile.h>

#include <QTest>

#include <algorithm>
#include <string>

using namespace sandscope::procfs;

class FieldPlacesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void places_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Fields>("fields");
        QTest::addColumn<QByteArray>("expected"); ///< begin,valueBegin,valueEnd of each

        QTest::newRow("no names, equal values")
            << QByteArray("7 (7) 7 0 0\n")
            << Fields{{"pid", "7"}, {"comm", "7"}, {"state", "7"}, {"a", "0"}, {"b", "0"}}
            << QByteArray("0,0,1 3,3,4 6,6,7 8,8,9 10,10,11");
        QTest::newRow("brackets that belong to the value")
            << QByteArray("7 (a b) S\n") << Fields{{"pid", "7"}, {"comm", "(a b)"}, {"state", "S"}}
            << QByteArray("0,0,1 2,2,7 8,8,9");
        QTest::newRow("names") << QByteArray("Name:\tName\nPid:\t7\nPPid:\t7\n")
                               << Fields{{"Name", "Name"}, {"Pid", "7"}, {"PPid", "7"}}
                               << QByteArray("0,6,10 11,16,17 18,24,25");
        QTest::newRow("an empty value") << QByteArray("Name:\t\nGroups:\t \nPid:\t7\n")
                                        << Fields{{"Name", ""}, {"Groups", ""}, {"Pid", "7"}}
                                        << QByteArray("0,6,6 7,16,16 17,22,23");
        QTest::newRow("a value with blanks before it")
            << QByteArray("Name:\t b\nPid:\t7\n") << Fields{{"Name", " b"}, {"Pid", "7"}}
            << QByteArray("0,6,8 9,14,15");
        QTest::newRow("padded") << QByteArray("Size:                  4 kB\nRss:     4 kB\n")
                                << Fields{{"Size", "4 kB"}, {"Rss", "4 kB"}}
                                << QByteArray("0,23,27 28,37,41");
        QTest::newRow("a value that begins with its name")
            << QByteArray("path/x 1\n") << Fields{{"path", "path/x"}, {"one", "1"}}
            << QByteArray("0,0,6 7,7,8");
        QTest::newRow("something that no field names")
            << QByteArray("a 1 - b\n") << Fields{{"x", "a"}, {"y", "1"}, {"z", "b"}}
            << QByteArray("0,0,1 2,2,3 6,6,7");
        QTest::newRow("a value that is not there")
            << QByteArray("1 2\n") << Fields{{"x", "1"}, {"y", "9"}, {"z", "2"}}
            << QByteArray("0,0,1 - 2,2,3");
    }
    void places()
    {
        QFETCH(QByteArray, text);
        QFETCH(Fields, fields);
        QFETCH(QByteArray, expected);
        QByteArrayList found;
        for (const auto& place : placesOf(text.toStdString(), fields))
            found.append(place ? QByteArray::number(qulonglong(place->begin)) + ','
                                 + QByteArray::number(qulonglong(place->valueBegin)) + ','
                                 + QByteArray::number(qulonglong(place->valueEnd))
                               : QByteArray("-"));
        QCOMPARE(found.join(' '), expected);
    }

    void theFieldOfAByte()
    {
        const Fields fields{{"Name", "x"}, {"Pid", "7"}, {"PPid", "7"}};
        const std::string text = "Name:\tx\nPid:\t7\nPPid:\t7\n";
        const auto all = placesOf(text, fields);
        for (std::size_t offset = 0; offset < text.size(); ++offset) {
            const auto line = std::ranges::count(text.substr(0, offset), '\n');
            QCOMPARE(fieldAt(all, offset), std::optional(static_cast<std::size_t>(line)));
        }
        QCOMPARE(fieldAt(all, 999), std::optional<std::size_t>(2));
        QCOMPARE(fieldAt({}, 0), std::nullopt);
    }

    /// Every field of these is found, in ascending order.
    void realFiles_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("stat")
            << QByteArray("stat")
            << QByteArray(
                   "7 (worker) S 1 7 1 0 0 0 0 0 0 0 123 45 2 0 20 0 2 0 0 10887168 983 0 0 0 "
                   "0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
        QTest::newRow("status")
            << QByteArray("status")
            << QByteArray("Name:\tworker\nState:\tS (sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t1\n"
                          "TracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nFDSize:\t512\n"
                          "Groups:\t \nVmSize:\t10632 kB\nVmRSS:\t3932 kB\nThreads:\t2\n");
        QTest::newRow("maps")
            << QByteArray("maps")
            << QByteArray(
                   "00400000-00401000 r-xp 00000000 00:08 12                                 "
                   "/bin/a\n"
                   "ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0                  "
                   "[vsyscall]\n");
        QTest::newRow("uid_map") << QByteArray("uid_map")
                                 << QByteArray("         0          0          1\n"
                                               "         1          1 4294967294\n");
    }
    void realFiles()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, text);
        const std::string bytes = text.toStdString();
        const auto fields = procFile(name.toStdString())->decode(bytes, Dialect::gvisor2024);
        QVERIFY(fields);
        const auto all = placesOf(bytes, *fields);
        std::size_t end = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            QVERIFY2(all[i].has_value(), (*fields)[i].name.c_str());
            QVERIFY(all[i]->begin >= end);
            QCOMPARE(bytes.substr(all[i]->valueBegin, all[i]->valueEnd - all[i]->valueBegin),
                     (*fields)[i].value);
            end = all[i]->valueEnd;
        }
    }
};

QTEST_APPLESS_MAIN(FieldPlacesTest)
#include "tst_fieldplaces.moc"
