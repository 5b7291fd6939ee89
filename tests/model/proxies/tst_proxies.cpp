// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/proxies/proxies.h>
#include <model/records/tables.h>
#include <model/tree/processlist.h>

#include <QAbstractItemModelTester>
#include <QAbstractProxyModel>
#include <QItemSelectionModel>
#include <QStringListModel>
#include <QTest>

#include <tests/model/filecontents.h>
#include <tests/model/modelspy.h>
#include <tests/model/taskset.h>

using namespace sandscope;
using namespace sandscope::model;
using test::lines;
using test::ModelSpy;

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

QStringList column(const QAbstractItemModel& model, int at)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts.append(model.index(row, at).data().toString());
    return texts;
}

constexpr const char* maps = "00400000-00402000 r-xp 00000000 00:0c 17 /bin/sh\n"
                             "00600000-00700000 rw-p 00000000 00:00 0 [heap]\n"
                             "00800000-00801000 rw-p 00000000 00:0c 18 /lib/x\n";

}

class ProxiesTest : public QObject
{
    Q_OBJECT

    static void settle(ProcessListModel& model)
    {
        QVERIFY(QTest::qWaitFor([&model] { return !model.isBusy(); }, 20'000));
    }

private Q_SLOTS:
    void columnsChosenInOrder()
    {
        test::TaskSet tasks;
        tasks.process(1, 0, "init").rssBytes = 4096;
        tasks.process(2, 1, "sh").rssBytes = 8192;
        ProcessListModel model;
        model.setMarkDuration(-1);
        model.setSnapshot(tasks.publish());
        settle(model);
        const std::unique_ptr<QAbstractProxyModel> proxy(
            columnChoice(&model, {"vm.rss", "no.such", "tid"}, nullptr));
        QAbstractItemModelTester tester(proxy.get(), fatal);
        QCOMPARE(chosenColumns(*proxy), (QList<QByteArray>{"vm.rss", "tid"}));
        QCOMPARE(column(*proxy, 0), lines({"4 kB", "8 kB"}));
        QCOMPARE(proxy->headerData(1, Qt::Horizontal).toString(), QStringLiteral("PID"));

        // Regression: a change of all columns reached views without a last cell when the last
        // column was hidden.
        ModelSpy spy(proxy.get());
        tasks.change(2, [](auto& row) { row.rssBytes = 4096 * 3; });
        model.setSnapshot(tasks.publish());
        settle(model);
        QCOMPARE(spy.take(), lines({"changed 1-1"}));

        // Regression: sort() went to the source's column of the same number.
        proxy->sort(0, Qt::DescendingOrder);
        model.setFlat(true);
        settle(model);
        QCOMPARE(column(*proxy, 1), lines({"2", "1"}));
        chooseColumns(proxy.get(), {"name"});
        QCOMPARE(column(*proxy, 0), lines({"sh", "init"}));
    }

    void detailTablesSortByValue()
    {
        VmaTableModel model;
        model.setContent(test::contentOf("7/maps", maps));
        const std::unique_ptr<QAbstractProxyModel> proxy(detailTable(&model, nullptr));
        QAbstractItemModelTester tester(proxy.get(), fatal);
        QCOMPARE(column(*proxy, VmaTableModel::StartColumn),
                 lines({"00400000", "00600000", "00800000"}));
        proxy->sort(VmaTableModel::SizeColumn, Qt::DescendingOrder);
        QCOMPARE(column(*proxy, VmaTableModel::SizeColumn),
                 lines({"1024 kB", "8 kB", "4 kB"})); // as text: 8, 4, 1024
        setDetailFilter(proxy.get(), QStringLiteral("/BIN"));
        QCOMPARE(column(*proxy, VmaTableModel::NameColumn), lines({"/bin/sh"}));
        setDetailFilter(proxy.get(), {});
        QCOMPARE(proxy->rowCount(), 3);
    }

    void theUnknownSortLast()
    {
        VmaTableModel model;
        const std::string smaps
            = "00400000-00402000 r-xp 00000000 00:0c 17 /bin/sh\nSize:                  8 kB\n"
              "00600000-00602000 r-xp 00000000 00:0c 17 /bin/a\nRss:                   8 kB\n"
              "00800000-00802000 r-xp 00000000 00:0c 17 /bin/b\nRss:                   4 kB\n";
        model.setContent(test::contentOf("7/smaps", smaps));
        const std::unique_ptr<QAbstractProxyModel> proxy(detailTable(&model, nullptr));
        proxy->sort(VmaTableModel::RssColumn, Qt::AscendingOrder);
        QCOMPARE(column(*proxy, VmaTableModel::NameColumn), lines({"/bin/b", "/bin/a", "/bin/sh"}));
        proxy->sort(VmaTableModel::RssColumn, Qt::DescendingOrder);
        QCOMPARE(column(*proxy, VmaTableModel::NameColumn), lines({"/bin/a", "/bin/b", "/bin/sh"}));
    }

    void tablesOneBelowTheOther()
    {
        QStringListModel recent(lines({"proc:/proc"}));
        QStringListModel shipped(lines({"start", "memory"}));
        const std::unique_ptr<QAbstractItemModel> all(concatenated({&recent, &shipped}, nullptr));
        QAbstractItemModelTester tester(all.get(), fatal);
        QCOMPARE(column(*all, 0), lines({"proc:/proc", "start", "memory"}));
        recent.insertRow(1);
        recent.setData(recent.index(1), QStringLiteral("scenario:x"));
        QCOMPARE(column(*all, 0), lines({"proc:/proc", "scenario:x", "start", "memory"}));
    }

    void selectionsAreLinkedThroughProxies()
    {
        VmaTableModel model;
        model.setContent(test::contentOf("7/maps", maps));
        const std::unique_ptr<QAbstractProxyModel> proxy(detailTable(&model, nullptr));
        proxy->sort(VmaTableModel::SizeColumn, Qt::DescendingOrder);
        QItemSelectionModel ofModel(&model);
        const std::unique_ptr<QItemSelectionModel> ofProxy(
            linkedSelection(proxy.get(), &ofModel, nullptr));
        ofModel.select(model.index(1, 0),
                       QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        QCOMPARE(ofProxy->selectedRows().size(), 1);
        QCOMPARE(ofProxy->selectedRows().first().row(), 0);
        ofProxy->select(proxy->index(2, 0),
                        QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        QCOMPARE(ofModel.selectedRows().first().row(), 2);
    }
};

QTEST_GUILESS_MAIN(ProxiesTest)
#include "tst_proxies.moc"
