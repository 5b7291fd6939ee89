// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/atlas/atlasdock.h>
#include <app/atlas/atlaspane.h>
#include <app/atlas/atlasview.h>
#include <app/atlas/regiontext.h>
#include <app/panes/memorypane.h>
#include <app/shell/actions.h>
#include <app/shell/docks.h>
#include <app/shell/mainwindow.h>
#include <model/records/vmatable.h>

#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QHelpEvent>
#include <QLocale>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

#include <tests/model/filecontents.h>

using namespace sandscope;
using namespace sandscope::app;

namespace {

/// A window on a step of a scenario with a task selected, the atlas shown.
class Shown
{
public:
    explicit Shown(const QString& source = QStringLiteral("scenario:start"), int step = 12,
                   int pid = 2, const QSize& size = {1400, 900})
        : window(nullptr)
    {
        window.resize(size);
        window.show();
        window.showPane("atlas");
        isReady = test::openAndWait(window, source) && test::goToStep(window, step);
        window.selection()->setTask(window.session()->taskByNumber(pid));
        isReady = isReady && test::waitUntilSettled(window);
        window.activateWindow();
        QCoreApplication::processEvents();
    }

    [[nodiscard]] AtlasPane* pane() const { return window.atlasDock()->pane(); }
    [[nodiscard]] AtlasView* view() const { return pane()->view(); }
    [[nodiscard]] const atlas::Space& space() const { return view()->space()->space; }
    [[nodiscard]] std::size_t named(std::string_view name) const
    {
        const auto at = std::ranges::find(space().regions, name, &atlas::Region::name);
        return static_cast<std::size_t>(at - space().regions.begin());
    }
    void click(std::size_t region, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::mouseClick(view(), Qt::LeftButton, modifiers, view()->regionRect(region).center());
    }
    void wheel(const QPoint& at, int turned, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QWheelEvent event(at, view()->mapToGlobal(QPointF(at)), {}, QPoint(0, turned), Qt::NoButton,
                          modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view(), &event);
    }
    [[nodiscard]] QString toolTip(const QPoint& at) const
    {
        QHelpEvent event(QEvent::ToolTip, at, view()->mapToGlobal(at));
        QApplication::sendEvent(view(), &event);
        const auto text = QToolTip::text();
        QToolTip::hideText();
        return text;
    }

    MainWindow window;
    bool isReady = false;
};

QAccessibleInterface* accessOf(const Shown& shown)
{
    return QAccessible::queryAccessibleInterface(shown.view());
}

}

/// The picture of the address space, driven as people drive it.
class TestAtlas : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::English); } // for numbers

    void hiddenItReadsNothing()
    {
        MainWindow window(nullptr);
        window.resize(900, 600);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(window, 5));
        QVERIFY(!window.atlasDock()->isVisible());
        QVERIFY(!window.atlasDock()->pane()->view()->space());
    }

    void itsKeyShowsAndHidesIt()
    {
        MainWindow window(nullptr);
        window.resize(1200, 900);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(window, 3));
        window.selection()->setTask(window.session()->taskByNumber(1));
        window.showPane("changes");
        QTest::keyClick(&window, Qt::Key_6, Qt::AltModifier);
        QVERIFY(test::waitUntilSettled(window));
        auto* view = window.atlasDock()->pane()->view();
        QVERIFY(!view->visibleRegion().isEmpty()); // in front of the other
        QVERIFY(view->hasFocus());
        QVERIFY(view->space());
        QTest::keyClick(&window, Qt::Key_6, Qt::AltModifier);
        QVERIFY(!window.atlasDock()->isVisible());
    }

    void aHighWindowShowsItUntilItIsClosed()
    {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        const auto isShownIn = [&](const QSize& size) {
            MainWindow window(&settings);
            window.show();
            window.resize(size);
            const bool isOpen = test::openAndWait(window, QStringLiteral("scenario:start"));
            QTest::qWait(50);
            const bool isShown = isOpen && window.atlasDock()->isVisible();
            if (isShown)
                window.atlasDock()->close();
            if (size.height() >= 900)
                window.close(); // which keeps how it looks
            return isShown;
        };
        {
            MainWindow window(&settings); // closed on its start page, it keeps nothing of docks
            window.show();
            window.close();
        }
        QVERIFY(!isShownIn({1000, 700}));
        QVERIFY(isShownIn({1300, 950}));
        QVERIFY(!isShownIn({1300, 950}));
    }

    void showsEveryMapping()
    {
        const Shown shown;
        QVERIFY(shown.isReady);
        QCOMPARE(shown.pane()->path(), QByteArray("2/smaps"));
        QCOMPARE(shown.pane()->emptyHeading(), QString());
        auto* maps = qobject_cast<MemoryPane*>(shown.window.docks()->pane("maps"));
        QCOMPARE(int(shown.space().regions.size()), maps->mainView()->model()->rowCount());
        QVERIFY(shown.space().hasResidency);
        QVERIFY(shown.view()->viewport().isFitted());
        // The sums agree with those of the table of smaps.
        QCOMPARE(shown.pane()->sumsText(),
                 QStringLiteral("All 22 mappings  ·  size 77,232 kB  ·  Rss 6,384 kB  ·  Pss 6,384 "
                                "kB  ·  dirty 4,080 kB"));
        const auto* kinds = shown.pane()->mainView()->model();
        QCOMPARE(kinds->index(kinds->rowCount() - 1, 2).data().toString(),
                 QStringLiteral("77232 kB"));
    }

    void aClickSelectsInTheTablesAndInTheRawLine()
    {
        Shown shown;
        QVERIFY(shown.isReady);
        auto* maps = shown.window.docks()->pane("maps")->mainView();
        shown.window.selection()->setPath("2/maps");
        shown.window.showPane("raw");
        QVERIFY(test::waitUntilSettled(shown.window));
        const auto stack = shown.named("[stack]");
        QVERIFY(!shown.view()->regionRect(stack).isEmpty());
        shown.click(stack);
        QVERIFY(shown.view()->isSelected(stack));
        QCOMPARE(shown.window.selection()->address(), shown.space().regions[stack].start);
        QVERIFY(maps->currentIndex().isValid());
        QCOMPARE(maps->currentIndex()
                     .siblingAtColumn(model::VmaTableModel::NameColumn)
                     .data()
                     .toString(),
                 QStringLiteral("[stack]"));
        const auto line = shown.window.docks()->pane("raw")->mainView()->currentIndex();
        QVERIFY2(line.data().toString().contains(QStringLiteral("[stack]")),
                 qPrintable(line.data().toString()));
        QVERIFY2(shown.pane()->sumsText().startsWith(
                     QStringLiteral("1 mapping selected  ·  [stack]  ·  rw-p  ·  %1-%2  ·  size "
                                    "8,192 kB")
                         .arg(addressText(shown.space().regions[stack].start),
                              addressText(shown.space().regions[stack].end))),
                 qPrintable(shown.pane()->sumsText()));
    }

    void theTablesSelectInTheAtlas()
    {
        Shown shown;
        QVERIFY(shown.isReady);
        auto* maps = shown.window.docks()->pane("maps")->mainView();
        maps->setFocus();
        maps->setCurrentIndex(maps->model()->index(0, 0));
        QTest::keyClick(maps, Qt::Key_Down);
        const auto current = shown.view()->current();
        QVERIFY(current.has_value());
        QCOMPARE(addressText(shown.space().regions[*current].start),
                 maps->currentIndex()
                     .siblingAtColumn(model::VmaTableModel::StartColumn)
                     .data()
                     .toString());
        QCOMPARE(shown.view()->selectedRegions(), std::vector<std::size_t>{*current});
    }

    void pointingIsSeenOnBothSides()
    {
        Shown shown;
        QVERIFY(shown.isReady);
        const auto stack = shown.named("[stack]");
        QTest::mouseMove(shown.view(), shown.view()->regionRect(stack).center());
        QMouseEvent move(QEvent::MouseMove, shown.view()->regionRect(stack).center(),
                         shown.view()->mapToGlobal(shown.view()->regionRect(stack).center()),
                         Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(shown.view(), &move);
        QCOMPARE(shown.window.selection()->pointedAt(), shown.space().regions[stack].start);
        QVERIFY(shown.window.selection()->address() != shown.space().regions[stack].start);

        const auto before = shown.view()->grab().toImage();
        auto* maps = shown.window.docks()->pane("maps")->mainView();
        Q_EMIT maps->entered(maps->model()->index(0, 0));
        QCOMPARE(shown.window.selection()->pointedAt(), shown.space().regions[0].start);
        QVERIFY(shown.view()->grab().toImage() != before);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(maps->viewport(), &leave);
        QVERIFY(!shown.window.selection()->pointedAt());
    }

    void keysWalkAndSelect()
    {
        const Shown shown;
        QVERIFY(shown.isReady);
        auto* view = shown.view();
        view->setFocus();
        const auto last = shown.space().regions.size() - 1;
        QTest::keyClick(view, Qt::Key_Home);
        QCOMPARE(view->current(), std::size_t{0});
        QTest::keyClick(view, Qt::Key_Left); // no further
        QCOMPARE(view->current(), std::size_t{0});
        QTest::keyClick(view, Qt::Key_Right);
        QTest::keyClick(view, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(view, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(view->selectedRegions(), (std::vector<std::size_t>{1, 2, 3}));
        QVERIFY(shown.pane()->sumsText().startsWith(QStringLiteral("3 mappings selected")));
        atlas::Sums sums;
        for (const auto region : {1, 2, 3})
            sums.add(shown.space().regions[std::size_t(region)]);
        QVERIFY(view->selectedSums() == sums);
        QTest::keyClick(view, Qt::Key_Right, Qt::ControlModifier); // moves without selecting
        QCOMPARE(view->current(), std::size_t{4});
        QVERIFY(!view->isSelected(4));
        QVERIFY(shown.pane()->sumsText().endsWith(QStringLiteral("at ")
                                                  + placeText(shown.space().regions[4])));
        QTest::keyClick(view, Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(view->isSelected(4));
        QTest::keyClick(view, Qt::Key_End);
        QCOMPARE(view->selectedRegions(), std::vector<std::size_t>{last});
        QTest::keyClick(view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view->selectedRegions().size(), last + 1);
        QTest::keyClick(view, Qt::Key_Escape);
        QVERIFY(view->selectedRegions().empty());
        QVERIFY(shown.pane()->sumsText().startsWith(QStringLiteral("All 22 mappings")));
    }

    void keysZoomAndMove()
    {
        const Shown shown;
        QVERIFY(shown.isReady);
        auto* view = shown.view();
        view->setFocus();
        const double all = view->viewport().bytesPerPixel();
        QTest::keyClick(view, Qt::Key_Plus);
        QTest::keyClick(view, Qt::Key_Plus);
        QVERIFY(view->viewport().bytesPerPixel() < all / 2);
        const double begin = view->viewport().begin();
        QTest::keyClick(view, Qt::Key_PageDown);
        QVERIFY(view->viewport().begin() > begin);
        QTest::keyClick(view, Qt::Key_PageUp);
        QTest::keyClick(view, Qt::Key_Minus);
        QVERIFY(!view->viewport().isFitted());
        QTest::keyClick(view, Qt::Key_0, Qt::ControlModifier);
        QVERIFY(view->viewport().isFitted());
        // Walking brings into view; Return goes near.
        view->choose(shown.named("[heap]"));
        QTest::keyClick(view, Qt::Key_Return);
        const auto rect = view->regionRect(shown.named("[heap]"));
        QVERIFY(rect.width() > view->bandRect().width() / 2);
        QTest::keyClick(view, Qt::Key_End);
        QVERIFY(view->regionRect(shown.named("[heap]")).isEmpty());
        QVERIFY(!view->regionRect(shown.space().regions.size() - 1).isEmpty());
    }

    void theWheelZoomsAboutThePointer()
    {
        const Shown shown;
        QVERIFY(shown.isReady);
        auto* view = shown.view();
        const auto band = view->bandRect();
        const QPoint at(band.left() + band.width() / 3, band.center().y());
        const auto pixel = at.x() - band.left();
        const double place = view->viewport().placeOf(pixel);
        for (int i = 0; i < 6; ++i)
            shown.wheel(at, 120);
        QVERIFY(view->viewport().bytesPerPixel()
                < 0.4 * (shown.view()->space()->layout.length() / band.width()));
        QVERIFY(std::abs(view->viewport().placeOf(pixel) - place) < 1);
        const double begin = view->viewport().begin();
        shown.wheel(at, -120, Qt::ShiftModifier);
        QVERIFY(view->viewport().begin() > begin);
        for (int i = 0; i < 8; ++i)
            shown.wheel(at, -120);
        QVERIFY(view->viewport().isFitted());
    }

    void draggingMovesThePicture()
    {
        const Shown shown;
        QVERIFY(shown.isReady);
        auto* view = shown.view();
        view->zoom(4);
        const auto band = view->bandRect();
        const double begin = view->viewport().begin();
        QTest::mousePress(view, Qt::LeftButton, {}, band.center());
        QTest::mouseMove(view, band.center() - QPoint(50, 0));
        QMouseEvent move(QEvent::MouseMove, band.center() - QPoint(100, 0),
                         view->mapToGlobal(band.center() - QPoint(100, 0)), Qt::NoButton,
                         Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view, &move);
        QTest::mouseRelease(view, Qt::LeftButton, {}, band.center() - QPoint(100, 0));
        QVERIFY(std::abs(view->viewport().begin() - begin - 100 * view->viewport().bytesPerPixel())
                < 1);
        QVERIFY(view->selectedRegions().empty()); // it was no click
        QTest::mouseClick(view, Qt::LeftButton, {}, view->overviewRect().topLeft() + QPoint(1, 4));
        QCOMPARE(view->viewport().begin(), 0.0);
    }

    void clicksSelectSeveral()
    {
        const Shown shown;
        QVERIFY(shown.isReady);
        const auto stack = shown.named("[stack]");
        std::size_t arena = 0;
        for (std::size_t i = 0; i < shown.space().regions.size(); ++i) {
            if (shown.space().regions[i].size() > shown.space().regions[arena].size())
                arena = i;
        }
        shown.click(stack);
        shown.click(arena, Qt::ControlModifier);
        QCOMPARE(shown.view()->selectedRegions(), (std::vector<std::size_t>{stack, arena}));
        shown.click(arena, Qt::ControlModifier);
        QCOMPARE(shown.view()->selectedRegions(), std::vector<std::size_t>{stack});
        shown.click(stack);
        shown.click(arena, Qt::ShiftModifier);
        QCOMPARE(shown.view()->selectedRegions().size(), arena - stack + 1);
        QTest::mouseDClick(shown.view(), Qt::LeftButton, {},
                           shown.view()->regionRect(stack).center());
        QVERIFY(!shown.view()->viewport().isFitted());
    }

    void marksLastForOneStep()
    {
        Shown shown;
        QVERIFY(shown.isReady);
        const auto changes = [&](atlas::Change change) {
            return std::ranges::count(shown.space().regions, change, &atlas::Region::change);
        };
        QVERIFY(test::goToStep(shown.window, 11));
        QVERIFY(test::goToStep(shown.window, 12)); // mprotect splits a mapping
        QVERIFY(shown.view()->marksShown());
        QCOMPARE(changes(atlas::Change::added), 1);
        QCOMPARE(changes(atlas::Change::changed), 1);
        QVERIFY(test::goToStep(shown.window, 11)); // and back: the two are one again
        QCOMPARE(changes(atlas::Change::changed), 1);
        QCOMPARE(shown.space().gone.size(), std::size_t{1});
        // Without a mouse as well.
        const auto gone = spokenText(shown.space().gone[0]);
        QVERIFY2(gone.endsWith(QStringLiteral(", gone")), qPrintable(gone));
        QVERIFY2(shown.pane()->sumsText().endsWith(gone), qPrintable(shown.pane()->sumsText()));
        QVERIFY(accessOf(shown)->text(QAccessible::Description).contains(gone));
        const auto marked = shown.view()->grab().toImage();
        shown.view()->setMarksShown(false);
        QVERIFY(shown.view()->grab().toImage() != marked);
        QVERIFY(!accessOf(shown)->text(QAccessible::Description).contains(gone));
    }

    void aSmallWindowKeepsALegend()
    {
        const Shown shown(QStringLiteral("scenario:start"), 12, 2, {640, 480});
        QVERIFY(shown.isReady);
        const auto* view = shown.view();
        const auto legend = view->legendRect();
        QVERIFY(legend.height() >= view->fontMetrics().height());
        QVERIFY(legend.bottom() < view->height());
        QVERIFY2(view->width() > shown.pane()->mainView()->width(),
                 qPrintable(QString::number(view->width())));
    }

    void theViewStaysWhereItIs()
    {
        Shown shown;
        QVERIFY(shown.isReady);
        auto* view = shown.view();
        view->choose(shown.named("[heap]"));
        view->zoomToSelection();
        const auto rect = view->regionRect(shown.named("[heap]"));
        QVERIFY(test::goToStep(shown.window, 13));
        QVERIFY(!view->viewport().isFitted());
        QVERIFY(std::abs(view->regionRect(shown.named("[heap]")).left() - rect.left()) <= 1);
        QVERIFY(view->isSelected(shown.named("[heap]")));
        // Another task is another space.
        shown.window.selection()->setTask(shown.window.session()->taskByNumber(1));
        QVERIFY(test::waitUntilSettled(shown.window));
        QVERIFY(view->viewport().isFitted());
        QVERIFY(view->selectedRegions().empty());
    }

    void tellsWhatIsUnderThePointer()
    {
        const Shown shown;
        QVERIFY(shown.isReady);
        auto* view = shown.view();
        const auto text = shown.toolTip(view->regionRect(shown.named("[stack]")).center());
        QVERIFY2(text.contains(QStringLiteral("[stack]")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("Stack, rw-p")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("8,192 kB")), qPrintable(text));
        const auto fold
            = std::ranges::find(view->space()->layout.pieces(), true, &atlas::Piece::isFold);
        const int x = static_cast<int>(view->viewport().pixelOf(fold->place + fold->length / 2));
        const auto gap
            = shown.toolTip(QPoint(view->bandRect().left() + x, view->bandRect().center().y()));
        QVERIFY2(gap.contains(QStringLiteral("TB, folded")), qPrintable(gap));
    }

    void withoutSmapsResidencyIsUnknown()
    {
        Shown shown;
        QVERIFY(shown.isReady);
        shown.window.session()->setDialect(procfs::Dialect::gvisor2018); // has no smaps
        QVERIFY(test::waitUntilSettled(shown.window));
        WAIT_COMPARE(shown.pane()->path(), QByteArray("2/maps"));
        QVERIFY(test::waitUntilSettled(shown.window));
        QVERIFY(!shown.space().hasResidency);
        QVERIFY(shown.space().regions.size() > 10);
        QVERIFY(!shown.pane()->sumsText().contains(QStringLiteral("Rss")));
        QVERIFY(spokenText(shown.space().regions[0]).contains(QStringLiteral("residency unknown")));
        shown.window.session()->setDialect(procfs::Dialect::gvisor2019);
        QVERIFY(test::waitUntilSettled(shown.window));
        QCOMPARE(shown.pane()->path(), QByteArray("2/smaps"));
        QVERIFY(shown.space().hasResidency);
    }

    void nothingToShow()
    {
        MainWindow window(nullptr);
        window.resize(1000, 700);
        window.show();
        window.showPane("atlas");
        QVERIFY(test::openAndWait(
            window, std::make_unique<test::FakeSource>(std::vector{test::makeSnapshot(1, {})})));
        QCOMPARE(window.atlasDock()->pane()->emptyHeading(), QStringLiteral("Select a Process"));

        const Shown zombie(QStringLiteral("scenario:zombie-and-reaping"), 0, 1);
        QVERIFY(zombie.isReady);
        auto& session = *zombie.window.session();
        procfs::TaskId dead;
        for (int step = 1; step <= session.player()->range() && !dead; ++step) {
            QVERIFY(test::goToStep(const_cast<MainWindow&>(zombie.window), step));
            session.snapshot()->tasks.forEach([&](auto, const auto& row) {
                if (row->state == procfs::TaskState::zombie)
                    dead = row->id;
            });
        }
        QVERIFY(dead);
        zombie.window.selection()->setTask(dead);
        QVERIFY(test::waitUntilSettled(zombie.window));
        QCOMPARE(zombie.pane()->emptyHeading(), QStringLiteral("No Address Space"));
        QVERIFY(!zombie.view()->space());
        QCOMPARE(zombie.pane()->mainView()->model()->rowCount(), 0);
    }

    void isHeardRegionByRegion()
    {
        QAccessible::setActive(true);
        const Shown shown;
        QVERIFY(shown.isReady);
        auto* access = accessOf(shown);
        QVERIFY(access);
        QCOMPARE(access->role(), QAccessible::List);
        QVERIFY(!access->text(QAccessible::Name).isEmpty());
        QVERIFY(!access->text(QAccessible::Description).isEmpty());
        QCOMPARE(access->childCount(), int(shown.space().regions.size()));
        const auto stack = shown.named("[stack]");
        auto* item = access->child(int(stack));
        const auto name = item->text(QAccessible::Name);
        const auto& region = shown.space().regions[stack];
        QCOMPARE(name,
                 QStringLiteral("stack [stack], 8,192 kB, rw-, %1 to %2, resident %3 %")
                     .arg(addressText(region.start), addressText(region.end))
                     .arg(qRound(*region.residentShare() * 100)));
        QCOMPARE(access->indexOfChild(item), int(stack));
        QVERIFY(item->state().selectable);
        QVERIFY(!item->state().selected);
        QVERIFY(!item->state().offscreen);
        QVERIFY(item->rect().isValid());
        QCOMPARE(access->childAt(item->rect().center().x(), item->rect().center().y()), item);
        item->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QVERIFY(item->state().selected);
        QCOMPARE(access->focusChild(), item);
        auto* selection = access->selectionInterface();
        QCOMPARE(selection->selectedItems(), QList<QAccessibleInterface*>{item});
        QVERIFY(selection->select(access->child(0)));
        QCOMPARE(selection->selectedItemCount(), 2);
        QVERIFY(selection->unselect(item));
        QVERIFY(!item->state().selected);
        QVERIFY(access->text(QAccessible::Value).startsWith(QStringLiteral("1 mapping selected")));
        QVERIFY(!access->child(-1));
        QVERIFY(!access->child(100'000));
        // What belongs to a space that is no longer shown says so.
        shown.window.selection()->setTask(shown.window.session()->taskByNumber(1));
        QVERIFY(test::waitUntilSettled(shown.window));
        QVERIFY(!item->isValid());
        QCOMPARE(access->indexOfChild(item), -1);
        QCOMPARE(access->indexOfChild(access), -1);
        QVERIFY(access->child(0)->isValid());
        QAccessible::setActive(false);
    }

    void hostileNamesArePlainText()
    {
        atlas::Region region{.start = 0x1000, .end = 0x2000, .name = "/x/<b>\n\x1b[31m"};
        QVERIFY(!spokenText(region).contains(u'\n'));
        QVERIFY(spokenText(region).contains(QStringLiteral("<b>\\n\\x1b[31m")));
        QCOMPARE(shortName(region), QStringLiteral("<b>\\n\\x1b[31m"));
        const std::string longName(100'000, 'n');
        region.name = longName;
        QVERIFY(spokenText(region).size() < 1000);
        const Shown shown(
            QString::fromLatin1("scenario:" SANDSCOPE_TEST_DATA "/scenarios/hostile-bytes.yaml"), 4,
            1);
        QVERIFY(shown.isReady);
        QVERIFY(!shown.view()->grab().isNull());
    }

    void samePixelsEachTime()
    {
        const Shown one;
        const Shown other;
        QVERIFY(one.isReady && other.isReady);
        one.view()->zoom(7);
        other.view()->zoom(7);
        QCOMPARE(one.view()->grab().toImage(), other.view()->grab().toImage());
    }

    void isFoundByEverybody()
    {
        MainWindow window(nullptr);
        auto* dock = window.atlasDock();
        QVERIFY(!dock->objectName().isEmpty());
        QVERIFY(!dock->accessibleName().isEmpty());
        QVERIFY(!dock->windowIcon().isNull());
        QVERIFY(!dock->toggleViewAction()->shortcut().isEmpty());
        QVERIFY(window.actions().menu("view/panes")->actions().contains(dock->toggleViewAction()));
        QSet<QKeySequence> taken;
        for (const auto* action : window.actions().menu("view/panes")->actions()) {
            if (action->shortcut().isEmpty())
                continue;
            QVERIFY2(!taken.contains(action->shortcut()), qPrintable(action->text()));
            taken.insert(action->shortcut());
        }
        for (const auto* action : dock->pane()->view()->actions())
            QVERIFY(!action->shortcuts().isEmpty());
    }
};

QTEST_MAIN(TestAtlas)
#include "tst_atlas.moc"
