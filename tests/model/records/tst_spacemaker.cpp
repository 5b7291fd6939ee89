// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/kindtable.h>
#include <model/records/mappingline.h>
#include <model/records/rawmodel.h>
#include <model/records/spacemaker.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <tests/model/filecontents.h>

using namespace sandscope;
using namespace sandscope::model;
using test::contentOf;

namespace {

constexpr const char* before = "1000-3000 r-xp 00000000 00:0c 17 /bin/sh\n"
                               "8000-9000 rw-p 00000000 00:00 0 [heap]\n";
constexpr const char* after = "1000-3000 r-xp 00000000 00:0c 17 /bin/sh\n"
                              "8000-a000 rw-p 00000000 00:00 0 [heap]\n"
                              "c000-d000 rw-p 00000000 00:00 0 \n";

std::string block(const char* line, int rss)
{
    return std::string(line) + "\nRss: " + std::to_string(rss) + " kB\nPss: " + std::to_string(rss)
        + " kB\nShared_Dirty: 0 kB\nPrivate_Dirty: 4 kB\n";
}

}

/// From a content to a space on a worker, and the table of its sums.
class TestSpaceMaker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesSpacesOneAfterTheOther()
    {
        SpaceMaker maker;
        QSignalSpy changed(&maker, &SpaceMaker::changed);
        maker.setContent(contentOf("7/maps", before));
        QVERIFY(maker.isBusy());
        QVERIFY(changed.wait(20'000));
        QVERIFY(!maker.isBusy());
        QCOMPARE(maker.space()->space.regions.size(), std::size_t{2});
        QVERIFY(maker.space()->space.regions[0].change == atlas::Change::none); // nothing was
                                                                                // before
        QCOMPARE(maker.space()->layout.pieces().size(), std::size_t{3});

        maker.setContent(contentOf("7/maps", after));
        QVERIFY(changed.wait(20'000));
        QVERIFY(maker.space()->space.regions[1].change == atlas::Change::changed);
        QVERIFY(maker.space()->space.regions[2].change == atlas::Change::added);

        maker.setContent(nullptr);
        QCOMPARE(changed.size(), 3);
        QVERIFY(!maker.space());
    }

    void theLastRequestWins()
    {
        SpaceMaker maker;
        QSignalSpy changed(&maker, &SpaceMaker::changed);
        const auto last = contentOf("7/maps", after);
        for (int i = 0; i < 20; ++i)
            maker.setContent(contentOf("7/maps", before));
        maker.setContent(last);
        while (maker.isBusy())
            QVERIFY(changed.wait(20'000));
        QCOMPARE(maker.space()->content, last);
        QVERIFY(changed.size() < 20);
    }

    void nothingIsAskedForWhileOneIsMade()
    {
        SpaceMaker maker;
        QSignalSpy changed(&maker, &SpaceMaker::changed);
        maker.setContent(contentOf("7/maps", before));
        maker.setContent(nullptr);
        QTest::qWait(50);
        QVERIFY(!maker.space());
        QVERIFY(!maker.isBusy());
    }

    void comparesTheSameTaskOnly()
    {
        const auto first = contentOf("7/maps", before);
        const auto marked = [&](const FileContentPtr& content) {
            const auto made = makeAddressSpace(content, first);
            return std::ranges::any_of(made->space.regions, [](const atlas::Region& region) {
                return region.change != atlas::Change::none;
            });
        };
        QVERIFY(marked(contentOf("7/maps", after)));
        QVERIFY(!marked(contentOf("8/maps", after)));
        QVERIFY(!marked(contentOf("7/maps", after, procfs::Dialect::linux_)));
        QVERIFY(!marked(contentOf("7/smaps",
                                  block("1000-3000 r-xp 00000000 00:0c 17 /bin/sh", 8)
                                      + block("8000-9000 rw-p 00000000 00:00 0 [heap]", 4))));
    }

    void sumsByKind()
    {
        KindTableModel table;
        const QAbstractItemModelTester tester(
            &table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(table.rowCount(), 0);
        const auto smaps = contentOf("7/smaps",
                                     block("1000-3000 r-xp 00000000 00:0c 17 /bin/sh", 8)
                                         + block("4000-6000 rw-p 00000000 00:00 0 ", 0)
                                         + block("8000-9000 rw-p 00000000 00:00 0 [heap]", 4));
        table.setSpace(makeAddressSpace(smaps, nullptr));
        const auto row = [&](int number) {
            QStringList cells;
            for (int column = 0; column < table.columnCount(); ++column)
                cells << table.index(number, column).data().toString();
            return cells.join(u'|');
        };
        QCOMPARE(table.rowCount(), 4); // those kinds that there are, and all
        QCOMPARE(row(0), QStringLiteral("Code|1|8 kB|8 kB|8 kB|4 kB"));
        QCOMPARE(row(1), QStringLiteral("Heap|1|4 kB|4 kB|4 kB|4 kB"));
        QCOMPARE(row(2), QStringLiteral("Anonymous|1|8 kB|0 kB|0 kB|4 kB"));
        QCOMPARE(row(3), QStringLiteral("All|3|20 kB|12 kB|12 kB|12 kB"));
        QVERIFY(table.kindOf(1) == atlas::Kind::heap);
        QVERIFY(!table.kindOf(3));
        const auto pss = table.index(0, KindTableModel::PssColumn);
        QCOMPARE(pss.data(StateRole).toInt(), int(CellState::derived)); // gVisor's is Rss
        QCOMPARE(pss.data(RawValueRole).toULongLong(), 8ULL);
        QVERIFY2(pss.data(Qt::AccessibleTextRole)
                     .toString()
                     .startsWith(QStringLiteral("Code Pss, 8 kilobytes")),
                 qPrintable(pss.data(Qt::AccessibleTextRole).toString()));

        // maps tells nothing of residency: that is no 0.
        table.setSpace(makeAddressSpace(contentOf("7/maps", after), nullptr));
        QCOMPARE(table.rowCount(), 4);
        const auto rss = table.index(0, KindTableModel::RssColumn);
        QCOMPARE(rss.data().toString(), QString());
        QVERIFY(!rss.data(RawValueRole).isValid());
        QCOMPARE(rss.data(StateRole).toInt(), int(CellState::notProvided));
        table.setSpace(nullptr);
        QCOMPARE(table.rowCount(), 0);
    }

    void sumsOfAComparison()
    {
        KindTableModel table;
        const QAbstractItemModelTester tester(
            &table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const auto now = contentOf("7/maps", after);
        table.setSpace(makeAddressSpace(now, nullptr));
        QCOMPARE(table.rowCount(), 4); // code, heap, anonymous, all
        const auto other = contentOf("7/maps",
                                     "1000-3000 r-xp 00000000 00:0c 17 /bin/sh\n"
                                     "8000-9000 rw-p 00000000 00:00 0 [heap]\n"
                                     "e000-f000 rw-p 00000000 00:00 0 [stack]\n");
        table.setSpace(compareAddressSpace(now, other));
        QCOMPARE(table.rowCount(), 5); // and the stack, which is gone
        const auto markOf = [&](int row) { return table.index(row, 0).data(MarkRole).toInt(); };
        const auto was = [&](int row) {
            return table.index(row, KindTableModel::SizeColumn).data(WasRole).toString();
        };
        QCOMPARE(markOf(0), int(Mark::none));
        QCOMPARE(markOf(1), int(Mark::changed));
        QCOMPARE(was(1), QStringLiteral("4 kB"));
        QVERIFY(table.kindOf(2) == atlas::Kind::stack);
        QCOMPARE(markOf(2), int(Mark::gone));
        QVERIFY(table.kindOf(3) == atlas::Kind::anonymous);
        QCOMPARE(markOf(3), int(Mark::added));
        QCOMPARE(was(4), QStringLiteral("16 kB"));
        QVERIFY(table.index(4, KindTableModel::SizeColumn)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("16 kB")));
        table.setSpace(makeAddressSpace(now, nullptr)); // the comparison is over
        QCOMPARE(table.rowCount(), 4);
        QCOMPARE(markOf(1), int(Mark::none));
    }

    void linesOfMappings()
    {
        const std::string text = "1000-3000 r-xp 00000000 00:0c 17 /bin/a\nb\n"
                                 "8000-9000 rw-p 00000000 00:00 0 \n"
                                 "c000-d000 rw-p 00000000 00:00 0 [heap]\n";
        const auto maps = contentOf("7/maps", text);
        RawModel raw;
        raw.setContent(maps);
        const auto rowOf = [&](quint64 address) {
            const auto offset = offsetOfMapping(*maps, address);
            return offset ? raw.rowAtOffset(*offset) : -1;
        };
        QCOMPARE(rowOf(0x1000), 0);
        QCOMPARE(rowOf(0x8fff), 2); // the name before has a newline
        QCOMPARE(rowOf(0xc000), 3);
        QCOMPARE(rowOf(0x7000), -1);
        QCOMPARE(mappingAtOffset(*maps, raw.offsetOfRow(1)), 0x1000U); // its second line
        QCOMPARE(mappingAtOffset(*maps, raw.offsetOfRow(3)), 0xc000U);

        const auto smaps = contentOf("7/smaps",
                                     block("1000-3000 r-xp 00000000 00:0c 17 /bin/sh", 8)
                                         + block("8000-9000 rw-p 00000000 00:00 0 ", 0));
        raw.setContent(smaps);
        QCOMPARE(raw.rowAtOffset(*offsetOfMapping(*smaps, 0x8000)), 5);
        QCOMPARE(mappingAtOffset(*smaps, raw.offsetOfRow(4)), 0x1000U);
        QCOMPARE(mappingAtOffset(*smaps, raw.offsetOfRow(7)), 0x8000U);
        QVERIFY(!mappingAtOffset(*contentOf("7/status", "Name:\tsh\n"), 0));
    }
};

QTEST_GUILESS_MAIN(TestSpaceMaker)
#include "tst_spacemaker.moc"
