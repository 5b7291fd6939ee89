// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/delegates/marks.h>
#include <app/shell/actions.h>
#include <app/shell/changesdock.h>
#include <app/shell/docks.h>
#include <app/shell/mainwindow.h>
#include <app/shell/theme.h>
#include <model/records/stepmodel.h>

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace sandscope;
using namespace sandscope::app;

/// The dock "What Changed": what it says of each step, and where its rows lead.
class TestChangesDock : public QObject
{
    Q_OBJECT

private:
    // Every row's text, the levels indented by two.
    static QStringList textsOf(const QAbstractItemModel& model, const QModelIndex& parent = {},
                               const QString& indent = {})
    {
        QStringList texts;
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const auto index = model.index(row, 0, parent);
            texts << indent + index.data().toString();
            texts << textsOf(model, index, indent + QStringLiteral("  "));
        }
        return texts;
    }

    static QModelIndex rowWith(const QAbstractItemModel& model, const QString& start,
                               const QModelIndex& parent = {})
    {
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const auto index = model.index(row, 0, parent);
            if (index.data().toString().startsWith(start))
                return index;
            if (const auto below = rowWith(model, start, index); below.isValid())
                return below;
        }
        return {};
    }

private Q_SLOTS:
    void hiddenItWorksNothingOut()
    {
        MainWindow window(nullptr);
        window.resize(1200, 900);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(window, 5));
        QVERIFY(!window.changesDock()->isVisible());
        QCOMPARE(window.changesDock()->view()->model()->rowCount(), 0);
    }

    void saysWhatAStepDid()
    {
        MainWindow window(nullptr);
        window.resize(1200, 900);
        window.show();
        const auto* model = window.changesDock()->view()->model();
        const QAbstractItemModelTester tester(
            const_cast<QAbstractItemModel*>(model),
            QAbstractItemModelTester::FailureReportingMode::Fatal);
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        window.showPane("changes");
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(window.changesDock()->emptyHeading(), QStringLiteral("No Step Was Made Yet"));
        QVERIFY(test::goToStep(window, 3));
        QCOMPARE(window.changesDock()->emptyHeading(), QString());
        QCOMPARE(window.changesDock()->callText(),
                 QStringLiteral("1 (sh) calls open(\"/app/run.sh\", "
                                "O_RDONLY|O_LARGEFILE|O_CLOEXEC) = 3"));
        const QStringList texts = textsOf(*model);
        QVERIFY2(texts.contains(QStringLiteral("1/fd/3 appeared -> /app/run.sh")),
                 qPrintable(texts.join(u'\n')));
        QVERIFY(texts.contains(QStringLiteral("      7 \u2212 FDSize: 3")));
        QVERIFY(texts.contains(QStringLiteral("      7 + FDSize: 4")));
        QVERIFY(texts.contains(
            QStringLiteral("  descriptor table of 1 (sh) changed: descriptor 3 opened")));
        const auto removed = rowWith(*model, QStringLiteral("    7 \u2212"));
        QCOMPARE(removed.data(model::MarkRole).toInt(), int(model::Mark::gone));

        // Back, and the step before it is told again.
        QVERIFY(test::goToStep(window, 2));
        QVERIFY(window.changesDock()->callText().startsWith(QStringLiteral("1 (sh): run ")));
    }

    void linksAndNumbersInWords()
    {
        MainWindow window(nullptr);
        window.resize(1200, 900);
        window.show();
        const auto* model = window.changesDock()->view()->model();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:pid-namespaces")));
        window.showPane("changes");
        QVERIFY(test::goToStep(window, 8));
        const auto link = rowWith(*model, QStringLiteral("6/ns/pid_for_children"));
        QCOMPARE(link.data().toString(),
                 QStringLiteral("6/ns/pid_for_children now cannot be read: ENOENT (there is no "
                                "such entry)"));
        const auto flags = rowWith(*model, QStringLiteral("flags: "));
        QVERIFY(flags.data(Qt::ToolTipRole).toString().contains(QStringLiteral("PF_")));
        QCOMPARE(flags.data(Qt::AccessibleDescriptionRole), flags.data(Qt::ToolTipRole));
        QVERIFY(test::goToStep(window, 10)); // 3 ends
        const auto group = rowWith(*model, QStringLiteral("6 files of 3/ vanished"));
        QVERIFY2(group.isValid(), qPrintable(textsOf(*model).join(u'\n')));
        QCOMPARE(model->rowCount(group), 6);
        QVERIFY(!textsOf(*model).join(u'\n').contains(QStringLiteral("\\x00")));
        // Files come first, the kernel's objects behind them.
        QCOMPARE(model->index(model->rowCount() - 1, 0).data().toString(),
                 QStringLiteral("Objects of the kernel"));
    }

    // From step to step the reader stays at a file, and what is closed stays closed.
    void keepsThePlace()
    {
        MainWindow window(nullptr);
        window.resize(1200, 900);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:fork-and-copy")));
        window.showPane("changes");
        QVERIFY(test::goToStep(window, 8));
        auto* view = window.changesDock()->view();
        const auto& model = *view->model();
        QVERIFY(!view->selectionModel()->hasSelection());
        QVERIFY(view->isExpanded(rowWith(model, QStringLiteral("2/smaps"))));
        QVERIFY(view->isExpanded(rowWith(model, QStringLiteral("2/stat"))));
        view->setCurrentIndex(rowWith(model, QStringLiteral("2/smaps")));
        view->collapse(rowWith(model, QStringLiteral("2/stat")));
        QVERIFY(test::goToStep(window, 9));
        QCOMPARE(view->currentIndex(), rowWith(model, QStringLiteral("2/smaps")));
        QVERIFY(!view->isExpanded(rowWith(model, QStringLiteral("meminfo"))));
        QVERIFY(test::goToStep(window, 10));
        QCOMPARE(view->currentIndex(), rowWith(model, QStringLiteral("2/smaps")));
        QVERIFY(!view->isExpanded(rowWith(model, QStringLiteral("2/stat"))));
        QVERIFY(view->isExpanded(rowWith(model, QStringLiteral("2/statm"))));
    }

    void aRowLeadsToItsFile()
    {
        MainWindow window(nullptr);
        window.resize(1200, 900);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        window.showPane("changes");
        QVERIFY(test::goToStep(window, 9)); // the worker maps memory
        auto* view = window.changesDock()->view();
        const auto maps = rowWith(*view->model(), QStringLiteral("2/maps"));
        QVERIFY(maps.isValid());
        view->setCurrentIndex(maps);
        Q_EMIT view->activated(maps);
        QCOMPARE(window.selection()->path(), QByteArray("2/maps"));
        QCOMPARE(window.selection()->task(), window.session()->taskByNumber(2));
        QCOMPARE(window.docks()->currentPane(), window.docks()->pane("maps"));
    }

    void sourcesWithoutSteps()
    {
        MainWindow window(nullptr);
        window.resize(1000, 700);
        window.show();
        window.showPane("changes");
        QVERIFY(
            test::openAndWait(window,
                              QStringLiteral("proc:" SANDSCOPE_TEST_DATA
                                             "/sources/captures/zombie/gvisor-20221219-ptrace")));
        QCOMPARE(window.changesDock()->emptyHeading(),
                 QStringLiteral("This Source Does Not Tell Steps"));
        QCOMPARE(window.changesDock()->callText(), QString());
    }

    void aStepThatChangesNothing()
    {
        model::StepModel model;
        QSignalSpy settled(&model, &model::StepModel::settled);
        snapshot::Moment moment;
        moment.snapshot = test::makeSnapshot(1, {});
        moment.before = moment.snapshot;
        moment.title = "time\x1b[31m passes";
        model.setStep(moment, {});
        WAIT_COMPARE(settled.size(), 1);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.call(), QStringLiteral("time\\x1b[31m passes"));
        model.clear();
        QVERIFY(model.call().isEmpty());
    }

    void isFoundByEverybody()
    {
        MainWindow window(nullptr);
        auto* dock = window.changesDock();
        QVERIFY(!dock->objectName().isEmpty());
        QVERIFY(!dock->accessibleName().isEmpty());
        QVERIFY(!dock->view()->accessibleName().isEmpty());
        QVERIFY(!dock->view()->accessibleDescription().isEmpty());
        for (const auto* label : dock->findChildren<QLabel*>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(!dock->toggleViewAction()->shortcut().isEmpty());
        QVERIFY(window.actions().menu("view/panes")->actions().contains(dock->toggleViewAction()));
    }

    // Lines that came or went are read on the ground of the list and of every other row.
    void inkIsReadable()
    {
        for (const Theme theme : {Theme::light, Theme::dark}) {
            const QPalette palette = picturePalette(theme);
            for (const auto mark : {model::Mark::added, model::Mark::gone}) {
                const double found
                    = contrast(markLook(mark, palette).ink, palette.color(QPalette::Base));
                QVERIFY2(found >= 4.5, qPrintable(QString::number(found)));
            }
        }
    }
};

QTEST_MAIN(TestChangesDock)
#include "tst_changesdock.moc"
