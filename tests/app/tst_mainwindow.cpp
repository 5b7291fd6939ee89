// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/delegates/tooltips.h>
#include <app/panes/memorypane.h>
#include <app/panes/rawpane.h>
#include <app/shell/actions.h>
#include <app/shell/breakpointbar.h>
#include <app/shell/docks.h>
#include <app/shell/mainwindow.h>
#include <app/shell/messagebar.h>
#include <app/shell/playerbar.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>
#include <app/shell/procpage.h>
#include <app/shell/startpage.h>
#include <app/shell/tablecopy.h>
#include <app/timeline/timelineview.h>
#include <model/tree/processlist.h>
#include <model/tree/proctree.h>

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace sandscope;
using namespace sandscope::app;
using test::FakeSource;
using test::makeSnapshot;

namespace {

void write(const QString& path, const QByteArray& bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

const QByteArray hostileName = "<b>x</b>\x1b[31m\xff";

/// A process whose name is an attack on whoever shows it.
void writeHostileTree(const QString& folder)
{
    write(folder + QStringLiteral("/7/status"),
          "Name:\t<b>x</b>\\n\nState:\tS (sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t0\nThreads:\t1\n");
    write(folder + QStringLiteral("/7/comm"), hostileName + '\n');
    write(folder + QStringLiteral("/7/cmdline"), QByteArray("<img src=x>\0\x1b[2J\0", 17));
    write(folder + QStringLiteral("/7/stat"),
          "7 (" + hostileName
              + ") S 0 7 7 0 -1 0 0 0 0 0 5 6 0 0 20 0 1 0 100 4096 1 18446744073709551615 0 0 0 0 "
                "0 0 0 0 0 0 0 0 "
                "17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
    write(folder + QStringLiteral("/7/maps"), "1000-2000 r-xp 00000000 00:00 0   <i>evil</i>\n");
}

}

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startPageFirst()
    {
        MainWindow window(nullptr);
        window.show();
        QVERIFY(window.showsStartPage());
        auto* card = window.findChild<CardButton*>(QStringLiteral("start.scenario.start"));
        QVERIFY(card);
        QTest::mouseClick(card, Qt::LeftButton);
        WAIT_VERIFY(!window.showsStartPage());
        QCOMPARE(window.session()->source()->name(), QStringLiteral("scenario:start"));
        window.actions()["file.close"]->trigger();
        QVERIFY(window.showsStartPage());
        QCOMPARE(window.windowTitle(), QStringLiteral("Sandscope"));
    }

    // A lesson is shown as its kernel prints, until somebody chooses another dialect.
    void lessonsOpenInTheirDialect()
    {
        MainWindow window(nullptr);
        window.show();
        auto* card = window.findChild<CardButton*>(QStringLiteral("start.scenario.seccomp"));
        QVERIFY(card);
        QVERIFY(card->text().startsWith(QStringLiteral("13. ")));
        QVERIFY(!card->accessibleDescription().isEmpty());
        card->click();
        WAIT_VERIFY(!window.showsStartPage());
        QCOMPARE(window.session()->dialect(), procfs::Dialect::linux_);
        QCOMPARE(window.session()->options().dialect, procfs::Dialect::linux_);
        window.open(QStringLiteral("scenario:brk-and-mmap"));
        WAIT_VERIFY(window.session()->source()->name() == QStringLiteral("scenario:brk-and-mmap"));
        QCOMPARE(window.session()->dialect(), procfs::Dialect::gvisor2024);
        window.session()->setDialect(procfs::Dialect::gvisor2018);
        window.open(QStringLiteral("scenario:seccomp"));
        WAIT_VERIFY(window.session()->source()->name() == QStringLiteral("scenario:seccomp"));
        QCOMPARE(window.session()->dialect(), procfs::Dialect::gvisor2018);
    }

    void badScenario()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("bad.yaml"));
        write(file, "title: Bad\nsteps:\n  - frobnicate: 1\n");
        MainWindow window(nullptr);
        window.show();
        window.open(file);
        WAIT_VERIFY(window.messageBar()->isVisible());
        QVERIFY(!window.messageBar()->heading().isEmpty());
        const auto explanation = window.messageBar()->explanation();
        QVERIFY2(explanation.contains(QLatin1String("bad.yaml"))
                     && explanation.contains(QLatin1String("line")),
                 qPrintable(explanation));
        QVERIFY(window.showsStartPage());
    }

    void cannotOpen_data()
    {
        QTest::addColumn<QString>("source");
        QTest::newRow("no such scenario") << "scenario:there-is-none";
        QTest::newRow("no such file") << "scenario:/nowhere/at/all.yaml";
        QTest::newRow("no such folder") << "proc:/nowhere/at/all";
        QTest::newRow("no such kind") << "carrier-pigeon:1";
        QTest::newRow("nothing") << "";
    }
    void cannotOpen()
    {
        QFETCH(const QString, source);
        MainWindow window(nullptr);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        const auto* before = window.session()->source();
        window.open(source);
        WAIT_VERIFY(window.messageBar()->isVisible());
        QVERIFY(!window.messageBar()->heading().isEmpty());
        QVERIFY(!window.messageBar()->explanation().isEmpty());
        QCOMPARE(window.session()->source(), before); // what was open stays open
    }

    void hostileNames()
    {
        QTemporaryDir folder;
        writeHostileTree(folder.path());
        MainWindow window(nullptr);
        window.resize(1000, 700);
        window.show();
        QVERIFY(test::openAndWait(window, QLatin1String("proc:") + folder.path()));
        WAIT_COMPARE(window.processPage()->processes()->rowCount(), 1);
        const auto name = window.processPage()->processes()->index(0, 0).data().toString();
        QVERIFY2(name.contains(QLatin1String("<b>x</b>")), qPrintable(name));
        QVERIFY2(!name.contains(QChar(0x1b)), qPrintable(name));
        QVERIFY(window.windowTitle().contains(QLatin1String("<b>x</b>")));
        for (const auto* label : window.findChildren<QLabel*>()) {
            if (!label->inherits("QTipLabel"))
                QVERIFY2(label->textFormat() == Qt::PlainText
                             || !Qt::mightBeRichText(label->text()),
                         qPrintable(label->text()));
        }
        QVERIFY(plainToolTip(name).contains(QLatin1String("&lt;b&gt;")));
        QVERIFY(!plainToolTip(name).contains(QLatin1String("<b>")));

        auto* maps = window.docks()->pane("maps");
        window.docks()->showPane(maps);
        WAIT_COMPARE(maps->mainView()->model()->rowCount(), 1);
        auto* table = qobject_cast<QTableView*>(maps->mainView());
        table->selectRow(0);
        QVERIFY(selectionAsTsv(*table).contains(QLatin1String("<i>evil</i>")));
        QCOMPARE(selectionAsTsv(*table).count(u'\n'), 1);
    }

    void statLineCutShort()
    {
        QTemporaryDir folder;
        writeHostileTree(folder.path());
        write(folder.filePath(QStringLiteral("7/stat")), "7 (x");
        write(folder.filePath(QStringLiteral("7/maps")),
              "ffffffffffffffffffff-1 r-xp 00000000 00:00 0\n");
        MainWindow window(nullptr);
        window.show();
        QVERIFY(test::openAndWait(window, QLatin1String("proc:") + folder.path()));
        WAIT_VERIFY(window.session()->taskByNumber(7));
        auto* maps = window.docks()->pane("maps");
        window.docks()->showPane(maps);
        WAIT_VERIFY(!maps->emptyHeading().isEmpty()); // says what is wrong
        auto* raw = qobject_cast<RawPane*>(window.docks()->pane("raw"));
        raw->showFile("maps");
        window.docks()->showPane(raw);
        WAIT_COMPARE(raw->mainView()->model()->rowCount(), 1); // and the bytes are there
        QVERIFY(raw->mainView()->model()->index(0, 0).data().toString().startsWith(
            QLatin1String("ffffffffffffffffffff")));
    }

    void folderDisappears()
    {
        QTemporaryDir parent;
        const auto folder = parent.filePath(QStringLiteral("tree"));
        writeHostileTree(folder);
        MainWindow window(nullptr);
        window.show();
        QVERIFY(test::openAndWait(window, QLatin1String("proc:") + folder));
        WAIT_VERIFY(window.session()->taskByNumber(7));
        QVERIFY(QDir(folder).removeRecursively());
        window.session()->player()->refresh();
        WAIT_VERIFY(window.messageBar()->isVisible());
        QVERIFY(window.session()->snapshot()); // what was seen stays
    }

    void dialects()
    {
        MainWindow window(nullptr);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        auto* menu = window.actions().menu("view/dialect");
        QCOMPARE(menu->actions().size(), qsizetype(procfs::allDialects.size()));
        menu->actions().first()->trigger();
        QCOMPARE(window.session()->dialect(), procfs::allDialects[0]);

        QTemporaryDir folder;
        writeHostileTree(folder.path());
        QVERIFY(test::openAndWait(window, QLatin1String("proc:") + folder.path()));
        QVERIFY(!menu->actions().first()->isEnabled());
    }

    void player()
    {
        MainWindow window(nullptr);
        window.resize(1000, 700);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(window.playerBar()->isVisible());
        QVERIFY(!window.actions()["player.stepBack"]->isEnabled());
        QTest::keyClick(&window, Qt::Key_F8);
        WAIT_COMPARE(window.session()->now()->step, std::size_t(1));
        QVERIFY(test::waitUntilSettled(window));
        QVERIFY2(window.playerBar()->positionText().startsWith(QLatin1String("Step 1 of ")),
                 qPrintable(window.playerBar()->positionText()));
        QTest::keyClick(&window, Qt::Key_F8, Qt::ShiftModifier);
        WAIT_COMPARE(window.session()->now()->step, std::size_t(0));
        window.playerBar()->timeline()->goTo(3);
        WAIT_COMPARE(window.session()->now()->step, std::size_t(3));
        QTest::keyClick(&window, Qt::Key_Space);
        WAIT_VERIFY(window.session()->player()->isPlaying());
        QTest::keyClick(&window, Qt::Key_Space);
        WAIT_VERIFY(!window.session()->player()->isPlaying());
        QTest::keyClick(&window, Qt::Key_F5, Qt::ShiftModifier);
        WAIT_COMPARE(window.session()->now()->step, std::size_t(0));
    }

    void runToChanges()
    {
        MainWindow window(nullptr);
        window.resize(1000, 700);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(!window.actions()["player.nextChange"]->isEnabled()); // of what?
        QVERIFY(test::goToStep(window, 5));
        const auto worker = window.session()->taskByNumber(2);
        QVERIFY(worker);
        window.selection()->setTask(worker);
        const auto generation = window.session()->task(worker)->generation;
        QTest::keyClick(&window, Qt::Key_F8, Qt::ControlModifier);
        WAIT_VERIFY(window.session()->now()->step > 5);
        const auto there = window.session()->now()->step;
        QVERIFY(window.session()->task(worker)->generation > generation);
        QTest::keyClick(&window, Qt::Key_F8, Qt::ControlModifier);
        WAIT_VERIFY(window.session()->now()->step > there);
        QTest::keyClick(&window, Qt::Key_F8, Qt::ControlModifier | Qt::ShiftModifier);
        WAIT_COMPARE(window.session()->now()->step, there);
        QVERIFY(window.messageBar()->heading().isEmpty());
        for (int i = 0; i < 100 && window.messageBar()->heading().isEmpty(); ++i) {
            const auto before = window.session()->now()->step;
            if (!window.actions()["player.previousChange"]->isEnabled())
                break;
            window.actions()["player.previousChange"]->trigger();
            WAIT_VERIFY(window.session()->now()->step != before
                        || !window.messageBar()->heading().isEmpty());
        }
        // The task began at step 5, where it is not yet: there is nobody to select any more.
        QVERIFY(window.session()->now()->step <= 5);
    }

    void runToABreakpoint()
    {
        MainWindow window(nullptr);
        window.resize(1000, 700);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        auto* bar = window.breakpointBar();
        QVERIFY(!bar->isVisible());
        QTest::keyClick(&window, Qt::Key_B, Qt::ControlModifier);
        QVERIFY(bar->isVisible());
        auto* line = bar->findChild<QLineEdit*>();
        WAIT_VERIFY(line->hasFocus());
        QTest::keyClicks(line, QStringLiteral("status.Thraeds > 1"));
        QTest::keyClick(line, Qt::Key_Return);
        WAIT_VERIFY(bar->message().contains(QLatin1String("olumn 8")));
        QVERIFY(bar->message().contains(QLatin1String("did you mean \"Threads\"?")));
        QVERIFY(bar->message()
                == bar->findChild<QLabel*>(QStringLiteral("breakpoint.message"))->accessibleName());
        QCOMPARE(line->cursorPosition(), 7);
        QCOMPARE(window.session()->now()->step, std::size_t(0));

        bar->setExpression(QStringLiteral("status.Threads > 1"));
        QTest::keyClick(line, Qt::Key_Return);
        WAIT_VERIFY(bar->message().startsWith(QLatin1String("Begins to hold for ")));
        const auto hit = window.session()->now()->step;
        QVERIFY(hit > 1);
        QVERIFY(window.session()->task(window.selection()->task())->threads > 1U);
        QVERIFY(test::goToStep(window, window.session()->player()->range()));
        QTest::keyClick(line, Qt::Key_Return);
        WAIT_VERIFY(bar->message().contains(QLatin1String("after this step")));
        QTest::keyClick(line, Qt::Key_Return, Qt::ShiftModifier);
        WAIT_VERIFY(bar->message().startsWith(QLatin1String("Begins to hold for ")));
        QVERIFY(window.session()->now()->step >= hit);
        QTest::keyClick(line, Qt::Key_Escape);
        QVERIFY(!bar->isVisible());
    }

    void spacePressesAButtonThatHasTheKeyboard()
    {
        MainWindow window(nullptr);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        auto* step = window.playerBar()->findChildren<QToolButton*>().last();
        QCOMPARE(step->defaultAction()->objectName(), QStringLiteral("player.step"));
        step->setFocus(Qt::TabFocusReason);
        QTest::keyClick(step, Qt::Key_Space);
        WAIT_COMPARE(window.session()->now()->step, std::size_t(1));
        QVERIFY(!window.session()->player()->isPlaying());
    }

    void panesByKeyAndSettledSelection()
    {
        MainWindow window(nullptr);
        window.resize(1000, 800);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(window, window.session()->player()->range() / 2));
        // One pane of each group is in front; the others are made when they are.
        QCOMPARE(window.docks()->panes().size(), 2);
        for (const auto* descriptor : paneDescriptors()) {
            const auto key = QKeySequence::fromString(QLatin1String(descriptor->shortcut))[0];
            QTest::keyClick(&window, key.key(), key.keyboardModifiers());
            auto* pane = window.docks()->pane(descriptor->id);
            WAIT_COMPARE(window.docks()->currentPane(), pane);
            QVERIFY(test::waitUntilSettled(window));
            QVERIFY(!pane->path().isEmpty());
        }
    }

    void procTreeSelectsTheFile()
    {
        MainWindow window(nullptr);
        window.resize(1000, 700);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(window, window.session()->player()->range() / 2));
        QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
        WAIT_VERIFY(window.procPage()->isVisible());
        const auto index = window.procPage()->tree()->indexOf("1/cmdline");
        QVERIFY(index.isValid());
        window.procPage()->view()->setCurrentIndex(index);
        QCOMPARE(window.selection()->path(), "1/cmdline");
        QCOMPARE(window.session()->task(window.selection()->task())->tid.value, 1);
        auto* raw = window.docks()->pane("raw");
        QCOMPARE(raw->path(), "1/cmdline");
        QVERIFY(test::waitUntilSettled(window));
        WAIT_VERIFY(raw->mainView()->model()->rowCount() > 0);
    }

    void endedProcessKeepsItsLastState()
    {
        MainWindow window(nullptr);
        window.show();
        QVERIFY(
            test::openAndWait(window,
                              std::make_unique<FakeSource>(std::vector{
                                  makeSnapshot(1, {{1, 0, 1, 0, "init"}, {2, 1, 5, 0, "child"}}),
                                  makeSnapshot(2, {{1, 0, 1, 0, "init"}}),
                              })));
        window.selection()->setTask({2});
        QVERIFY(test::waitUntilSettled(window));
        auto* pane = window.docks()->pane("status");
        QVERIFY(pane->notice().isEmpty());
        QVERIFY(test::goToStep(window, 1));
        QCOMPARE(pane->notice(),
                 QStringLiteral("Ended After Generation 1. This is its last state."));
        QCOMPARE(pane->path(), "5/status");
        QVERIFY(test::goToStep(window, 0));
        QVERIFY(pane->notice().isEmpty());
    }

    void aProcessThatStartsLater()
    {
        MainWindow window(nullptr);
        window.show();
        QVERIFY(
            test::openAndWait(window,
                              std::make_unique<FakeSource>(std::vector{
                                  makeSnapshot(1, {{1, 0, 1, 0, "init"}}),
                                  makeSnapshot(2, {{1, 0, 1, 0, "init"}, {2, 1, 5, 0, "child"}}),
                              })));
        QVERIFY(test::goToStep(window, 1));
        window.selection()->setTask({2});
        QVERIFY(test::waitUntilSettled(window));
        const auto* pane = window.docks()->pane("status");
        QCOMPARE(pane->path(), "5/status");
        QVERIFY(test::goToStep(window, 0));
        QCOMPARE(pane->emptyHeading(), QStringLiteral("Not Started Yet"));
        QVERIFY(pane->notice().isEmpty());
        window.selection()->setTask({});
        QCOMPARE(pane->emptyHeading(), QStringLiteral("Select a Process"));
        window.selection()->setTask({1});
        QCOMPARE(pane->path(), "1/status");
    }

    void anAddressInNoMapping()
    {
        MainWindow window(nullptr);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(window, window.session()->player()->range() / 2));
        window.selection()->setTask(window.session()->taskByNumber(1));
        window.showPane("maps");
        QVERIFY(test::waitUntilSettled(window));
        const auto* pane = qobject_cast<MemoryPane*>(window.docks()->pane("maps"));
        window.selection()->setAddress(1);
        const QString told = QStringLiteral("0x1 is in no mapping");
        QVERIFY2(pane->sumsText().startsWith(told), qPrintable(pane->sumsText()));
        window.selection()->setAddress({});
        QVERIFY(!pane->sumsText().contains(told));
    }

    void threadsHavePathsOfTheirOwn()
    {
        MainWindow window(nullptr);
        window.show();
        QVERIFY(test::openAndWait(window,
                                  std::make_unique<FakeSource>(std::vector{makeSnapshot(
                                      1, {{1, 0, 7, 0, "main"}, {2, 1, 9, 7, "thread"}})})));
        window.selection()->setTask({2});
        QCOMPARE(window.docks()->pane("status")->path(), "7/task/9/status");
        window.selection()->setTask({1});
        QCOMPARE(window.docks()->pane("status")->path(), "7/status");
    }

    void copyWithHeadings()
    {
        MainWindow window(nullptr);
        window.resize(1000, 700);
        window.show();
        QVERIFY(test::openAndWait(window,
                                  std::make_unique<FakeSource>(std::vector{makeSnapshot(
                                      1, {{1, 0, 1, 0, "a\tb"}, {2, 0, 2, 0, "c"}})})));
        auto* view = window.processPage()->view();
        view->setFocus();
        WAIT_VERIFY(view->hasFocus());
        view->selectAll();
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        const auto lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 5); // source, headings, two rows, and what follows the last line
                                   // break
        QVERIFY(lines[0].startsWith(QLatin1String("# fake:")));
        QVERIFY(lines[1].startsWith(QLatin1String("Name\tPID")));
        QCOMPARE(lines[2].count(u'\t'), lines[1].count(u'\t'));
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 2);
    }

    void stateIsKept()
    {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        {
            MainWindow window(&settings);
            window.resize(711, 577); // must fit the offscreen screen
            window.show();
            QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
            window.showProcTab(true);
            window.session()->setDialect(procfs::Dialect::gvisor2018);
            window.close();
        }
        MainWindow window(&settings);
        window.show();
        QCOMPARE(window.size(), QSize(711, 577));
        QCOMPARE(window.session()->dialect(), procfs::Dialect::gvisor2018);
        QVERIFY(!window.actions().menu("file/recent")->isEmpty());
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(window.procPage()->isVisible());
    }

    void everyControlHasAName()
    {
        MainWindow window(nullptr);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        for (const auto* widget : window.findChildren<QWidget*>()) {
            const bool control = qobject_cast<const QAbstractItemView*>(widget)
                || qobject_cast<const QComboBox*>(widget) || qobject_cast<const QSlider*>(widget)
                || qobject_cast<const QLineEdit*>(widget);
            // Parts of a control that Qt makes itself.
            const bool part = widget->inherits("QHeaderView")
                || widget->inherits("QComboBoxListView")
                || (widget->parentWidget() && qobject_cast<QComboBox*>(widget->parentWidget()));
            if (control && !part)
                QVERIFY2(!widget->accessibleName().isEmpty(),
                         qPrintable(QLatin1String(widget->metaObject()->className()) + u' '
                                    + widget->objectName()));
        }
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
