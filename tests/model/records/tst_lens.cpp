// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/lens.h>
#include <model/sources/momentfinder.h>
#include <model/sources/source.h>
#include <model/tree/roles.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace sandscope;
using namespace sandscope::model;
using procfs::Dialect;
using procfs::LensVerdict;

namespace {

snapshot::SnapshotPtr startAt(std::size_t step)
{
    static const auto atEnd = [] {
        return model::readSource(QStringLiteral("scenario:start"), {}, {}).value().snapshot;
    }();
    if (step == 0)
        return atEnd;
    MomentFinder finder;
    QSignalSpy found(&finder, &MomentFinder::found);
    finder.find(QStringLiteral("scenario:start"), {.kind = Target::Kind::step, .step = step});
    if (!found.wait(20'000))
        return nullptr;
    return found.first().first().value<snapshot::Moment>().snapshot;
}

LensRequest request(const char* path, Dialect left = Dialect::gvisor2019,
                    Dialect right = Dialect::linux_)
{
    return {.snapshot = startAt(0), .options = {}, .path = path, .left = left, .right = right};
}

LensResultPtr lens(const char* path, Dialect left = Dialect::gvisor2019,
                   Dialect right = Dialect::linux_)
{
    return readLens(request(path, left, right), std::make_shared<procfs::RecordCache>());
}

}

class LensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fieldsOfBothDialects()
    {
        const auto result = lens("1/status");
        LensModel model;
        QAbstractItemModelTester tester(&model);
        model.setResult(result);
        QVERIFY(!model.hasRecords());
        QCOMPARE(model.headerData(LensModel::LeftColumn, Qt::Horizontal).toString(),
                 QStringLiteral("gVisor 2019"));
        QCOMPARE(static_cast<std::size_t>(model.rowCount()),
                 result->counts.equal + result->counts.notEqual());
        std::size_t different = 0;
        for (int row = 0; row < model.rowCount(); ++row) {
            const bool differs
                = model.index(row, 0).data(MarkRole).toInt() == static_cast<int>(Mark::changed);
            different += differs ? 1 : 0;
            QCOMPARE(model.index(row, LensModel::VerdictColumn).data().toString()
                         == QLatin1String("same"),
                     !differs);
            QVERIFY(!model.index(row, 0).data(Qt::AccessibleTextRole).toString().isEmpty());
            // One side has it at least, and what is not there is never an empty value.
            const auto left = model.index(row, LensModel::LeftColumn);
            const auto right = model.index(row, LensModel::RightColumn);
            QVERIFY(left.data(RawValueRole).isValid() || right.data(RawValueRole).isValid());
            for (const auto& side : {left, right}) {
                if (!side.data(RawValueRole).isValid())
                    QVERIFY(side.data(StateRole).toInt() != int(CellState::measured));
            }
        }
        QCOMPARE(different, result->counts.notEqual());
        QVERIFY(different > 0);
    }

    void recordsAndTexts()
    {
        const auto result = lens("1/smaps");
        LensModel model;
        QAbstractItemModelTester tester(&model);
        model.setResult(result);
        QVERIFY(model.hasRecords());
        LensTextModel texts;
        QAbstractItemModelTester textTester(&texts);
        texts.setResult(result);
        std::string left;
        std::string right;
        for (const auto& line : result->lines) {
            left += line.left.value_or("");
            right += line.right.value_or("");
            QVERIFY(line.differs || line.left == line.right);
        }
        QCOMPARE(left, result->left.text);
        QCOMPARE(right, result->right.text);
        QVERIFY(left != right);
    }

    void oneSideMayHaveNone()
    {
        const auto result = lens("1/limits", Dialect::gvisor2018, Dialect::linux_);
        QVERIFY(!result->left.kind);
        QVERIFY(!procfs::problemOf(result->left).empty());
        QVERIFY(result->counts.onlyRight > 0);
        QCOMPARE(result->counts.equal, std::size_t{0});
        const auto links = lens("1/ns", Dialect::gvisor2024, Dialect::linux_);
        QVERIFY(links->counts.onlyRight > 0); // entries of a folder
    }

    void theLastRequestWins()
    {
        LensReader reader;
        reader.setCache(std::make_shared<procfs::RecordCache>());
        QSignalSpy changed(&reader, &LensReader::changed);
        reader.setRequest(request("1/smaps"));
        reader.setRequest(request("1/maps"));
        reader.setRequest(request("1/status"));
        QVERIFY(reader.isBusy());
        QVERIFY(changed.wait(20'000));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(reader.result()->path, QByteArray("1/status"));
        QVERIFY(!reader.isBusy());
        reader.setRequest({});
        QCOMPARE(changed.count(), 2);
        QVERIFY(!reader.result());
    }

    void momentsAreFoundWithoutMovingAnybody()
    {
        const auto third = startAt(3);
        QVERIFY(third);
        QVERIFY(third->generation < startAt(0)->generation);
        MomentFinder finder;
        QSignalSpy found(&finder, &MomentFinder::found);
        QSignalSpy failed(&finder, &MomentFinder::failed);
        const auto name = QStringLiteral("scenario:start");
        const auto at = [](procfs::Generation generation) {
            return Target{.kind = Target::Kind::generation, .generation = generation};
        };
        finder.find(name, at(9));
        finder.find(name, at(third->generation)); // in place of it
        QVERIFY(finder.isBusy());
        QVERIFY(found.wait(20'000));
        QCOMPARE(found.count(), 1);
        const auto moment = found.takeFirst().first().value<snapshot::Moment>();
        QCOMPARE(moment.snapshot->generation, third->generation);
        QVERIFY(!finder.isBusy());
        finder.find(name, at(99'999));
        QVERIFY(failed.wait(20'000));
        QVERIFY(!failed.takeFirst().first().value<SourceError>().explanation.isEmpty());
        finder.find(QStringLiteral("nothing:like it"), at(1));
        QVERIFY(failed.wait(20'000));
        finder.find(name, at(4));
        finder.cancel();
        QVERIFY(!finder.isBusy());
        QVERIFY(!found.wait(200));
        QCOMPARE(failed.count(), 1);
    }
};

QTEST_GUILESS_MAIN(LensTest)
#include "tst_lens.moc"
