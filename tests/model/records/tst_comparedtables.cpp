// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/proxies/proxies.h>
#include <model/records/rawdiff.h>
#include <model/records/tables.h>
#include <model/records/tabletext.h>
#include <model/tree/roles.h>
#include <procfs/procfile.h>

#include <QAbstractItemModelTester>
#include <QAbstractProxyModel>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <format>

#include <tests/model/filecontents.h>
#include <tests/model/modelspy.h>

using namespace sandscope;
using namespace sandscope::model;
using test::contentOf;
using test::lines;
using test::ModelSpy;

namespace {

using Vma = VmaTableModel;
using Field = FieldTableModel;

QString markSigns(const QAbstractItemModel& model, int column = 0)
{
    static const char* const signs = ".+*-"; // by Mark
    QString text;
    for (int row = 0; row < model.rowCount(); ++row)
        text += QLatin1Char(signs[model.index(row, column).data(MarkRole).toInt()]);
    return text;
}

QStringList column(const QAbstractItemModel& model, int number)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts.append(model.index(row, number).data().toString());
    return texts;
}

std::string line(quint64 start, quint64 end, const char* perms = "rw-p", const char* name = "")
{
    return std::format("{:08x}-{:08x} {} 00000000 00:00 0 {:>24}{}\n", start, end, perms, "", name);
}

FileContentPtr maps(const std::string& text, const char* path = "7/maps")
{
    return contentOf(path, text);
}

/// A status that says no more than these lines.
FileContentPtr status(const char* path, const std::string& text)
{
    auto content = std::make_shared<FileContent>();
    content->path = path;
    content->text = std::make_shared<procfs::FileText>();
    std::string_view left = text;
    while (!left.empty()) {
        const auto line = left.substr(0, left.find('\n'));
        const std::string name(line.substr(0, line.find(':')));
        content->fields.push_back({name, std::string(line.substr(name.size() + 2)),
                                   procfs::findDoc(procfs::procFileForPath(path)->fields, name)});
        left.remove_prefix(line.size() + 1);
    }
    return content;
}

/// A row of a table of its own, to try rows alone.
struct Plain
{
    int key = 0;
    int value = 0;
    Mark mark = Mark::none;
    int was = -1;
    [[nodiscard]] bool sameCells(const Plain& other) const { return value == other.value; }
};

QString keys(const QList<Plain>& rows)
{
    static const char* const signs = ".+*-";
    QStringList parts;
    for (const Plain& row : rows)
        parts << QString::number(row.key) + QLatin1Char(signs[static_cast<std::size_t>(row.mark)]);
    return parts.join(u' ');
}

QList<Plain> plain(std::initializer_list<int> keyList)
{
    QList<Plain> rows;
    for (const int key : keyList)
        rows.append({key, 0});
    return rows;
}

}

class ComparedTablesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goneRowsStandInTheirPlaces()
    {
        QCOMPARE(keys(comparedWith(plain({1, 2, 3}), plain({1, 2, 3}))),
                 QStringLiteral("1. 2. 3."));
        QCOMPARE(keys(comparedWith(plain({}), plain({1, 2}))), QStringLiteral("1- 2-"));
        QCOMPARE(keys(comparedWith(plain({1, 2}), plain({}))), QStringLiteral("1+ 2+"));
        // Both ascend: by key, whatever is new beside them.
        QCOMPARE(keys(comparedWith(plain({2, 4, 9}), plain({1, 2, 3, 5, 9, 10}))),
                 QStringLiteral("1- 2. 3- 4+ 5- 9. 10-"));
        // No order of keys: behind what they stood behind.
        QCOMPARE(keys(comparedWith(plain({5, 3, 9}), plain({7, 5, 8, 4, 9}))),
                 QStringLiteral("7- 5. 8- 4- 3+ 9."));
        // A key that stands twice: the second with the second.
        QCOMPARE(keys(comparedWith(plain({6, 4}), plain({6, 4, 6}))), QStringLiteral("6. 4. 6-"));
    }

    void fieldsTellWhatTheyWere()
    {
        Field model;
        QAbstractItemModelTester tester(&model);
        model.setContent(status("7/status", "Name:\tsh\nPid:\t7\nThreads:\t3\n"));
        QVERIFY(!model.isComparing());
        QCOMPARE(model.index(2, Field::WasColumn).data().toString(), QString());
        model.setBaseline(status("7/status", "Name:\tsh\nPid:\t7\nFDSize:\t4\nThreads:\t1\n"));
        QVERIFY(model.isComparing());
        QCOMPARE(markSigns(model), QStringLiteral("..-*"));
        QCOMPARE(model.differences(), 2);
        QCOMPARE(column(model, Field::ValueColumn), lines({"sh", "7", "4", "3"}));
        QCOMPARE(column(model, Field::WasColumn), lines({"", "", "4", "1"}));
        const auto value = model.index(3, Field::ValueColumn);
        QCOMPARE(value.data(WasRole).toString(), QStringLiteral("1"));
        QVERIFY(value.data(Qt::ToolTipRole).toString().endsWith(QStringLiteral("\nwas 1")));
        QVERIFY(value.data(Qt::AccessibleTextRole).toString().endsWith(QStringLiteral(", was 1")));
        QVERIFY(model.index(2, 0)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .endsWith(QStringLiteral(", gone")));
        // The cells that are equal are not marked, the row's first one is.
        QCOMPARE(markSigns(model, Field::MeaningColumn), QStringLiteral("..-."));

        model.setBaseline(nullptr);
        QCOMPARE(markSigns(model), QStringLiteral("..."));
        QCOMPARE(model.differences(), 0);
    }

    void marksFollowBothSides()
    {
        Field model;
        QAbstractItemModelTester tester(&model);
        model.setBaseline(status("8/status", "Name:\ta\nPid:\t8\n"));
        model.setContent(status("7/status", "Name:\ta\nPid:\t7\n"));
        QCOMPARE(markSigns(model), QStringLiteral(".*"));
        ModelSpy spy(&model);
        model.setContent(status("7/status", "Name:\tb\nPid:\t7\nThreads:\t1\n"));
        QCOMPARE(markSigns(model), QStringLiteral("**+"));
        QVERIFY(!spy.take().contains(QStringLiteral("reset"))); // the same file
        model.setContent(status("7/status", "Name:\ta\nPid:\t8\n"));
        QCOMPARE(model.differences(), 0);
        // Without a baseline, the moment before is what counts again.
        model.setBaseline(nullptr);
        model.setContent(status("7/status", "Name:\tc\nPid:\t8\n"));
        QCOMPARE(markSigns(model), QStringLiteral("*."));
    }

    void absentFieldsAreComparedAsWell()
    {
        Field model;
        QAbstractItemModelTester tester(&model);
        model.setContent(status("7/status", "Name:\tsh\n"));
        model.setBaseline(status("7/status", "Name:\tsh\n"));
        model.setShowsAbsent(true);
        QVERIFY(model.rowCount() > 1);
        QCOMPARE(model.differences(), 0);
        model.setShowsAbsent(false);
        QCOMPARE(model.rowCount(), 1);
    }

    void auxvTellsWhatItWas()
    {
        const auto entry = [](std::uint64_t key, std::uint64_t value) {
            std::string bytes;
            for (const auto number : {key, value}) {
                for (unsigned shift = 0; shift < 64; shift += 8)
                    bytes += static_cast<char>(number >> shift & 0xff);
            }
            return bytes;
        };
        AuxvTableModel model;
        QAbstractItemModelTester tester(&model);
        model.setContent(contentOf("7/auxv", entry(6, 4096) + entry(9, 0x1000) + entry(0, 0)));
        model.setBaseline(contentOf("7/auxv", entry(6, 4096) + entry(9, 0x2000) + entry(0, 0)));
        QCOMPARE(model.differences(), 1);
        QVERIFY(model.index(1, AuxvTableModel::WasColumn)
                    .data()
                    .toString()
                    .contains(QStringLiteral("2000")));
        QCOMPARE(model.index(1, AuxvTableModel::WasColumn).data(RawValueRole).toULongLong(),
                 0x2000ULL);
    }

    void splitAndMergedMappingsSaySo()
    {
        Vma model;
        QAbstractItemModelTester tester(&model);
        const auto whole = maps(line(0x1000, 0x9000));
        const auto parts
            = maps(line(0x1000, 0x3000) + line(0x3000, 0x5000, "r--p") + line(0x5000, 0x9000));
        model.setContent(parts);
        model.setBaseline(whole);
        QCOMPARE(markSigns(model), QStringLiteral("*++"));
        QCOMPARE(model.index(0, Vma::EndColumn).data(WasRole).toString(),
                 QStringLiteral("00009000"));
        QVERIFY(!model.index(0, Vma::PermissionsColumn).data(WasRole).isValid());
        for (const int role : {int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)})
            QVERIFY(model.index(1, 0).data(role).toString().endsWith(
                QStringLiteral("Was part of 00001000-00009000.")));
        QCOMPARE(model.sums({}).count, 3);

        model.setContent(whole);
        model.setBaseline(parts);
        QCOMPARE(markSigns(model), QStringLiteral("*--"));
        QVERIFY(model.index(2, 0)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .endsWith(QStringLiteral("Is part of 00001000-00009000 now.")));
        // What is gone counts in no sum, and an address leads to what is there.
        QCOMPARE(model.sums({}).count, 1);
        QCOMPARE(model.sums({}).sizeBytes, quint64{0x8000});
        QCOMPARE(model.sums({1, 2}).count, 0);
        QCOMPARE(model.rowOfAddress(0x6000), 0);
    }

    void addressesOfGoneMappingsLeadToTheirRows()
    {
        Vma model;
        model.setContent(maps(line(0x1000, 0x2000) + line(0x8000, 0x9000)));
        model.setBaseline(maps(line(0x1000, 0x2000) + line(0x4000, 0x5000)));
        QCOMPARE(column(model, 0), lines({"00001000", "00004000", "00008000"}));
        QCOMPARE(markSigns(model), QStringLiteral(".-+"));
        QCOMPARE(model.rowOfAddress(0x4800), 1);
        QCOMPARE(model.rowOfAddress(0x6000), -1);
    }

    void onlyDifferences()
    {
        Vma model;
        auto* shown = detailTable(&model, &model);
        model.setContent(maps(line(0x1000, 0x2000) + line(0x3000, 0x4000) + line(0x8000, 0x9000)));
        model.setBaseline(maps(line(0x1000, 0x2000) + line(0x3000, 0x5000)));
        setOnlyMarked(shown, true);
        QCOMPARE(column(*shown, 0), lines({"00003000", "00008000"}));
        model.setBaseline(maps(line(0x1000, 0x2000, "r--p")));
        QCOMPARE(shown->rowCount(), 3);
        setOnlyMarked(shown, false);
        shown->sort(Vma::SizeColumn, Qt::DescendingOrder);
        QCOMPARE(shown->rowCount(), 3);
    }

    void copiesSayWhatIsGone()
    {
        Vma model;
        model.setContent(maps(line(0x1000, 0x2000) + line(0x3000, 0x4000)));
        const QModelIndexList rows{model.index(0, 0), model.index(1, 0)};
        QCOMPARE(toTabbed(cellsOf(rows, {Vma::StartColumn}), true),
                 QStringLiteral("Start\n00001000\n00003000\n"));
        model.setBaseline(maps(line(0x1000, 0x2000) + line(0x2000, 0x3000)));
        const QModelIndexList all{model.index(0, 0), model.index(1, 0), model.index(2, 0)};
        QCOMPARE(toTabbed(cellsOf(all, {Vma::StartColumn}), true),
                 QStringLiteral("Start\tDifference\n00001000\t\n00002000\tgone\n"
                                "00003000\tnew\n"));
    }

    void largeTablesAreLinear()
    {
        const auto text = [](int count, quint64 size) {
            std::string all;
            for (int i = 0; i < count; ++i)
                all += line(quint64(i) * 0x10000 + 0x1000, quint64(i) * 0x10000 + size);
            return all;
        };
        const auto time = [&](int count) {
            const auto now = maps(text(count, 0x3000));
            const auto before = maps(text(count, 0x2000) + line(1ULL << 40U, (1ULL << 40U) + 4096));
            Vma model;
            QElapsedTimer timer;
            timer.start();
            model.setContent(now);
            model.setBaseline(before);
            const auto taken = timer.nsecsElapsed();
            if (model.differences() != count + 1)
                return qint64{-1};
            return taken;
        };
        QVERIFY(time(100) > 0);
        const auto least
            = [&](auto count) { return std::min({time(count), time(count), time(count)}); };
        const auto small = least(8000);
        const auto large = least(65'000);
        QVERIFY(small > 0 && large > 0);
        // Eight times as many: far from the square.
        QVERIFY2(large < 40 * small, qPrintable(QStringLiteral("%1 %2").arg(small).arg(large)));
    }

    void rawLinesShowWhatWasRemoved()
    {
        RawDiffModel model;
        QAbstractItemModelTester tester(&model);
        QSignalSpy settled(&model, &RawDiffModel::settled);
        model.setContents(contentOf("7/anything", "a\nnew\nc\n"),
                          contentOf("7/anything", "a\nold\nolder\nc\n"), false);
        QVERIFY(model.isBusy());
        QVERIFY(settled.wait(20'000));
        QVERIFY(!model.isBusy());
        QCOMPARE(column(model, 0), lines({"a", "old", "older", "new", "c"}));
        QCOMPARE(markSigns(model), QStringLiteral(".--+."));
        QCOMPARE(model.differences(), 3);
        QCOMPARE(model.rowAtOffset(0), 0);
        QCOMPARE(model.rowAtOffset(2), 3);
        QCOMPARE(model.offsetOfRow(4), std::optional<std::size_t>(6));
        QVERIFY(!model.offsetOfRow(1));
        QCOMPARE(model.index(1, 0).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("old, gone"));
        model.setOnlyDifferences(true);
        QCOMPARE(column(model, 0), lines({"old", "older", "new"}));

        model.setContents(contentOf("7/anything", std::string("A=1\0B=2\0", 8)),
                          contentOf("7/anything", std::string("A=1\0", 4)), false);
        QVERIFY(settled.wait(20'000));
        model.setOnlyDifferences(false);
        QCOMPARE(column(model, 0), lines({"A=1\\x00", "B=2\\x00"}));
        QCOMPARE(markSigns(model), QStringLiteral(".+"));

        model.setContents(nullptr, nullptr, false);
        QVERIFY(model.isEmpty());
        QCOMPARE(model.rowCount(), 0);
    }

    void rawBytesAreComparedInTheirPlaces()
    {
        RawDiffModel model;
        QAbstractItemModelTester tester(&model);
        QSignalSpy settled(&model, &RawDiffModel::settled);
        model.setContents(contentOf("7/anything", std::string(20, '\1')),
                          contentOf("7/anything", std::string(15, '\1') + std::string(33, '\2')),
                          true);
        QVERIFY(settled.wait(20'000));
        QCOMPARE(markSigns(model), QStringLiteral("**-"));
        QVERIFY(model.index(0, RawModel::BytesColumn)
                    .data(WasRole)
                    .toString()
                    .endsWith(QStringLiteral("02")));
        QVERIFY(!model.index(0, RawModel::OffsetColumn).data(WasRole).isValid());
    }
};

QTEST_GUILESS_MAIN(ComparedTablesTest)
#include "tst_comparedtables.moc"
