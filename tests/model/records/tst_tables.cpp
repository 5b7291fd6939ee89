// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/tables.h>

#include <QAbstractItemModelTester>
#include <QTest>

#include <tests/model/filecontents.h>
#include <tests/model/modelspy.h>

using namespace sandscope;
using namespace sandscope::model;
using test::contentOf;
using test::lines;
using test::ModelSpy;

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

QStringList column(const QAbstractItemModel& model, int at, int role = Qt::DisplayRole)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts.append(model.index(row, at).data(role).toString());
    return texts;
}

QList<Mark> marks(const QAbstractItemModel& model)
{
    QList<Mark> result;
    for (int row = 0; row < model.rowCount(); ++row)
        result.append(static_cast<Mark>(model.index(row, 0).data(MarkRole).toInt()));
    return result;
}

constexpr const char* status
    = "Name:\tsh\nState:\tS (sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t1\nTracerPid:\t0\nFDSize:\t4\n"
      "VmSize:\t    5152 kB\nVmRSS:\t    3932 kB\nThreads:\t2\n";

constexpr const char* heap
    = "00400000-00402000 r-xp 00000000 00:0c 17                                 /bin/sh\n"
      "00600000-00601000 rw-p 00000000 00:00 0                                  [heap]\n";

std::string smapsBlock(const char* heading, int rss, int dirty)
{
    std::string text = heading;
    text += "Size:                  8 kB\nRss:                " + std::to_string(rss)
        + " kB\nPss:                " + std::to_string(rss)
        + " kB\nShared_Clean:           0 kB\nShared_Dirty:           0 kB\nPrivate_Clean:         "
          " "
        + std::to_string(rss - dirty) + " kB\nPrivate_Dirty:          " + std::to_string(dirty)
        + " kB\nReferenced:             8 kB\nAnonymous:              0 kB\nAnonHugePages:         "
          " 0 kB\n"
          "Shared_Hugetlb:         0 kB\nPrivate_Hugetlb:        0 kB\nSwap:                   0 "
          "kB\nSwapPss:                0 kB\n"
          "KernelPageSize:         4 kB\nMMUPageSize:            4 kB\nLocked:                 0 "
          "kB\nVmFlags: rd ex \n";
    return text;
}

constexpr const char* first
    = "00400000-00402000 r-xp 00000000 00:0c 17                                 /bin/sh\n";
constexpr const char* second
    = "00600000-00602000 rw-p 00000000 00:00 0                                  [heap]\n";

}

class TablesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fieldsHaveMeaningAndTruth()
    {
        FieldTableModel model;
        model.setContent(contentOf("7/status", status));
        const int row = static_cast<int>(column(model, 0).indexOf(QStringLiteral("VmRSS")));
        QVERIFY(row > 0);
        const QModelIndex value = model.index(row, FieldTableModel::ValueColumn);
        QCOMPARE(value.data().toString(), QStringLiteral("3932 kB"));
        QCOMPARE(value.data(RawValueRole), QVariant(quint64{3932}));
        QCOMPARE(value.data(UnitRole).toString(), QStringLiteral("kB"));
        QCOMPARE(value.data(StateRole).toInt(), static_cast<int>(CellState::derived));
        QCOMPARE(value.data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("VmRSS, 3932 kilobytes, derived in gVisor 2019"));
        QVERIFY(value.data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("/proc/[pid]/status:VmRSS")));
        QVERIFY(!model.index(row, FieldTableModel::MeaningColumn).data().toString().isEmpty());
        const QModelIndex name = model.index(0, FieldTableModel::ValueColumn);
        QCOMPARE(name.data(RawValueRole), QVariant(QByteArray("sh")));
    }

    void fieldsTellWhy()
    {
        FieldTableModel model;
        model.setContent(contentOf("7/status", std::string(status) + "Nonsense:\t1\n"));
        const auto valueOf = [&](const char* name) {
            const auto row = column(model, 0).indexOf(QLatin1StringView(name));
            return model.index(static_cast<int>(row), FieldTableModel::ValueColumn);
        };
        for (const int role : {int(Qt::ToolTipRole), int(Qt::WhatsThisRole)}) {
            const QString rss = valueOf("VmRSS").data(role).toString();
            QVERIFY2(rss.contains(QStringLiteral("Unit: kilobytes.")), qPrintable(rss));
            QVERIFY2(rss.contains(QStringLiteral("\nDerived in gVisor 2019: ")), qPrintable(rss));
            QVERIFY(valueOf("Threads").data(role).toString().contains(
                QStringLiteral("\nMeasured in gVisor 2019: ")));
            QVERIFY(valueOf("Nonsense")
                        .data(role)
                        .toString()
                        .contains(QStringLiteral("does not know this field")));
        }
        QCOMPARE(valueOf("Nonsense").data(StateRole).toInt(), static_cast<int>(CellState::unknown));
        QCOMPARE(valueOf("Threads").data(StateRole).toInt(), static_cast<int>(CellState::measured));
    }

    void absentFieldsOnRequest()
    {
        FieldTableModel model;
        QAbstractItemModelTester tester(&model, fatal);
        const auto content = contentOf("7/status", status);
        model.setContent(content);
        const int printed = model.rowCount();
        QVERIFY(!column(model, 0).contains(QStringLiteral("VmPeak")));

        model.setShowsAbsent(true);
        QVERIFY(model.rowCount() > printed);
        const auto row = static_cast<int>(column(model, 0).indexOf(QStringLiteral("VmPeak")));
        QVERIFY(row >= printed); // behind what the text has
        const QModelIndex value = model.index(row, FieldTableModel::ValueColumn);
        QCOMPARE(value.data().toString(), QString());
        QVERIFY(!value.data(RawValueRole).isValid()); // no empty text, no 0
        QCOMPARE(value.data(StateRole).toInt(), static_cast<int>(CellState::absent));
        QVERIFY(value.data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("\nAbsent in gVisor 2019: ")));
        QCOMPARE(marks(model).count(Mark::none), model.rowCount());

        // A field that is there after all has its one row.
        model.setContent(contentOf("7/status", std::string(status) + "VmPeak:\t    5152 kB\n"));
        QCOMPARE(column(model, 0).count(QStringLiteral("VmPeak")), 1);
        model.setContent(content);
        model.setShowsAbsent(false);
        QCOMPARE(model.rowCount(), printed);
    }

    void aRenamedFieldIsNoAbsentOne()
    {
        FieldTableModel model;
        model.setShowsAbsent(true);
        model.setContent(contentOf("7/io",
                                   "char: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: "
                                   "0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n"));
        const auto row = static_cast<int>(column(model, 0).indexOf(QStringLiteral("rchar")));
        QVERIFY(row > 0);
        QCOMPARE(model.index(row, FieldTableModel::ValueColumn).data(StateRole).toInt(),
                 static_cast<int>(CellState::renamed));
    }

    void fieldsUpdateInPlace()
    {
        FieldTableModel model;
        QAbstractItemModelTester tester(&model, fatal);
        ModelSpy spy(&model);
        model.setContent(contentOf("7/status", status));
        QCOMPARE(spy.take(), lines({"reset"}));
        const auto all = column(model, 0);

        std::string text = status;
        text.replace(text.find("3932"), 4, "3936");
        const auto changed = contentOf("7/status", text);
        model.setContent(changed);
        QCOMPARE(spy.take(), lines({"changed 8-8"}));
        QCOMPARE(marks(model).indexOf(Mark::changed), 8);
        model.setContent(changed); // the mark ends
        QCOMPARE(spy.take(), lines({"changed 8-8"}));
        QCOMPARE(marks(model).count(Mark::none), model.rowCount());
        model.setContent(changed);
        QCOMPARE(spy.take(), QStringList());

        text.erase(text.find("TracerPid"), std::string("TracerPid:\t0\n").size());
        text += "Seccomp:\t0\nNonsense:\t<b>\x1b\n";
        model.setContent(contentOf("7/status", text));
        QCOMPARE(spy.take(), lines({"removed 5-5", "inserted 9-10"}));
        QCOMPARE(model.index(10, 1).data().toString(), QStringLiteral("<b>\\x1b"));
        QCOMPARE(marks(model).last(), Mark::added);
        model.setContent(contentOf("8/status", text));
        QCOMPARE(spy.take(), lines({"reset"}));
        QCOMPARE(marks(model).count(Mark::none), model.rowCount());
        model.setContent(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void anotherDialectMarksNothing()
    {
        FieldTableModel model;
        QAbstractItemModelTester tester(&model, fatal);
        model.setContent(contentOf("7/status", status));
        model.setContent(
            contentOf("7/status", std::string(status) + "Seccomp:\t0\n", procfs::Dialect::linux_));
        QCOMPARE(marks(model).count(Mark::none), model.rowCount());
        QCOMPARE(model.index(0, 0).data(StateRole).toInt(), static_cast<int>(CellState::measured));
    }

    void auxvNamesWhatIsKnown()
    {
        std::string bytes;
        procfs::formatAuxv({{procfs::atPagesz, 4096}, {procfs::atEntry, 0x400080}, {4242, 1}},
                           bytes);
        AuxvTableModel model;
        QAbstractItemModelTester tester(&model, fatal);
        ModelSpy spy(&model);
        model.setContent(contentOf("7/auxv", bytes));
        QCOMPARE(column(model, 0), lines({"AT_PAGESZ", "AT_ENTRY", "4242"}));
        QCOMPARE(model.index(1, AuxvTableModel::ValueColumn).data(RawValueRole),
                 QVariant(quint64{0x400080}));
        QVERIFY(!model.index(0, AuxvTableModel::MeaningColumn).data().toString().isEmpty());
        QCOMPARE(model.index(2, AuxvTableModel::MeaningColumn).data().toString(), QString());
        bytes.clear();
        procfs::formatAuxv({{procfs::atPagesz, 4096}, {procfs::atEntry, 0x500080}}, bytes);
        spy.take();
        model.setContent(contentOf("7/auxv", bytes));
        QCOMPARE(spy.take(), lines({"removed 2-2", "changed 1-1"}));
    }

    void vmasOfMaps()
    {
        VmaTableModel model;
        QAbstractItemModelTester tester(&model, fatal);
        model.setContent(contentOf("7/maps", heap));
        QVERIFY(!model.hasSmaps());
        QCOMPARE(column(model, VmaTableModel::StartColumn), lines({"00400000", "00600000"}));
        QCOMPARE(column(model, VmaTableModel::SizeColumn), lines({"8 kB", "4 kB"}));
        QCOMPARE(column(model, VmaTableModel::PermissionsColumn), lines({"r-xp", "rw-p"}));
        QCOMPARE(column(model, VmaTableModel::DeviceColumn), lines({"00:0c", "00:00"}));
        QCOMPARE(column(model, VmaTableModel::NameColumn), lines({"/bin/sh", "[heap]"}));
        const QModelIndex rss = model.index(0, VmaTableModel::RssColumn);
        QCOMPARE(rss.data().toString(), QString());
        QCOMPARE(rss.data(StateRole).toInt(), static_cast<int>(CellState::notProvided));
        QCOMPARE(model.rowOfAddress(0x401fff), 0);
        QCOMPARE(model.rowOfAddress(0x402000), -1);
        QCOMPARE(model.startAddress(1), quint64{0x600000});
        QCOMPARE(model.blockText(0) + u'\n', QString::fromLatin1(first));
        const VmaSums sums = model.sums({});
        QCOMPARE(sums.count, 2);
        QCOMPARE(sums.sizeBytes, quint64{0x3000});
        QVERIFY(!sums.rssKb && !sums.pssKb && !sums.dirtyKb);
    }

    void vmasOfSmaps()
    {
        VmaTableModel model;
        QAbstractItemModelTester tester(&model, fatal);
        ModelSpy spy(&model);
        model.setContent(contentOf("7/smaps", smapsBlock(first, 8, 0) + smapsBlock(second, 4, 4)));
        QVERIFY(model.hasSmaps());
        QCOMPARE(column(model, VmaTableModel::RssColumn), lines({"8 kB", "4 kB"}));
        QCOMPARE(column(model, VmaTableModel::FlagsColumn), lines({"rd ex", "rd ex"}));
        const VmaSums all = model.sums({});
        QCOMPARE(all.rssKb, std::optional<quint64>(12));
        QCOMPARE(all.pssKb, std::optional<quint64>(12));
        QCOMPARE(all.dirtyKb, std::optional<quint64>(4));
        QCOMPARE(model.sums({1}).rssKb, std::optional<quint64>(4));
        QCOMPARE(model.sums({1}).sizeBytes, quint64{0x2000});
        QVERIFY(model.blockText(1).startsWith(QString::fromLatin1(second)));
        QVERIFY(model.blockText(1).endsWith(QStringLiteral("VmFlags: rd ex ")));
        QVERIFY(!model.blockText(1).contains(QStringLiteral("/bin/sh")));
        QCOMPARE(model.blockText(7), QString());

        spy.take();
        model.setContent(contentOf("7/smaps", smapsBlock(first, 8, 0) + smapsBlock(second, 8, 4)));
        QCOMPARE(spy.take(), lines({"changed 1-1"}));
        const std::string between = "00500000-00501000 rw-p 00000000 00:00 0 \n";
        model.setContent(contentOf("7/smaps",
                                   smapsBlock(first, 8, 0) + smapsBlock(between.c_str(), 0, 0)
                                       + smapsBlock(second, 8, 4)));
        QCOMPARE(spy.take(), lines({"inserted 1-1", "changed 2-2"})); // the former mark ends
        QCOMPARE(marks(model), (QList<Mark>{Mark::none, Mark::added, Mark::none}));
    }

    void sumsOfNothingAreUnknown()
    {
        VmaTableModel model;
        const VmaSums sums = model.sums({});
        QCOMPARE(sums.count, 0);
        QVERIFY(!sums.rssKb && !sums.pssKb && !sums.dirtyKb);
        model.setContent(contentOf("7/smaps",
                                   smapsBlock(first, 8, 0) + std::string(second)
                                       + "Size:                  8 kB\n"));
        QCOMPARE(model.sums({0}).rssKb, std::optional<quint64>(8));
        QVERIFY(!model.sums({}).rssKb); // one of them has none
    }

    void hostilePathsInMaps()
    {
        VmaTableModel model;
        model.setContent(contentOf(
            "7/maps", "00400000-00402000 r-xp 00000000 00:0c 17 /tmp/<i>\x1b[1m\xff\nx\n"));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, VmaTableModel::NameColumn).data().toString(),
                 QStringLiteral("/tmp/<i>\\x1b[1m\\xff\\nx"));
    }

    void manyChangesAreOneRelayout()
    {
        std::string few, many;
        for (int i = 1; i <= 400; ++i) {
            const std::string line = std::to_string(100'000 + i) + "000-"
                + std::to_string(100'000 + i) + "800 rw-p 00000000 00:00 0 \n";
            many += line;
            if (i % 3 == 0)
                few += line;
        }
        VmaTableModel model;
        QAbstractItemModelTester tester(&model, fatal);
        model.setContent(contentOf("7/maps", few));
        const QPersistentModelIndex kept = model.index(10, 0);
        const QString address = kept.data().toString();
        ModelSpy spy(&model);
        model.setContent(contentOf("7/maps", many));
        QCOMPARE(spy.take(), lines({"inserted 133-399", "relayout"}));
        QCOMPARE(kept.data().toString(), address);
        QCOMPARE(kept.row(), 32);
        model.setContent(contentOf("7/maps", few));
        const QStringList seen = spy.take();
        QCOMPARE(seen.mid(0, 2), lines({"relayout", "removed 133-399"}));
        QCOMPARE(kept.row(), 10);
    }
};

QTEST_GUILESS_MAIN(TablesTest)
#include "tst_tables.moc"
