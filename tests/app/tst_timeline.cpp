// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/panes/pane.h>
#include <app/shell/actions.h>
#include <app/shell/docks.h>
#include <app/shell/mainwindow.h>
#include <app/shell/messagebar.h>
#include <app/shell/playerbar.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>
#include <app/shell/theme.h>
#include <app/timeline/timelinelegend.h>
#include <app/timeline/timelineview.h>
#include <model/tree/columns.h>

#include <QAbstractItemView>
#include <QAccessible>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace sandscope;
using namespace sandscope::app;
using test::makeSnapshot;

namespace {

/// A live source: each sample is the next of what the test wrote down, then the last one again.
class LiveSource : public model::Source
{
public:
    explicit LiveSource(std::vector<snapshot::SnapshotPtr> samples)
        : Source(QStringLiteral("fake:live"))
        , m_samples(std::move(samples))
    {
    }
    [[nodiscard]] QString title() const override { return QStringLiteral("live"); }
    [[nodiscard]] model::Capabilities capabilities() const override { return {.isLive = true}; }
    void advance() override
    {
        QMetaObject::invokeMethod(
            this,
            [this] {
                const auto at = std::min(m_number, m_samples.size() - 1);
                Q_EMIT sampled({.snapshot = m_samples[at],
                                .step = m_number++,
                                .title = {},
                                .note = {},
                                .line = 0});
            },
            Qt::QueuedConnection);
    }
    void restart() override { advance(); }
    void goTo(const model::Target&) override { }

private:
    std::vector<snapshot::SnapshotPtr> m_samples;
    std::size_t m_number = 0;
};

}

/// The timeline, driven by mouse and keys, and what becomes of tasks that end.
class TestTimeline : public QObject
{
    Q_OBJECT

private:
    static bool prepare(MainWindow& window, const char* source = "scenario:zombie-and-reaping")
    {
        window.resize(1280, 800);
        window.show();
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window)
            && test::openAndWait(window, QString::fromLatin1(source));
    }

    static bool arrives(const MainWindow& window, int position)
    {
        return QTest::qWaitFor(
                   [&] { return window.session()->player()->sliderPosition() == position; },
                   test::deadline)
            && test::waitUntilSettled(window);
    }

    static QPoint placeOf(const TimelineView& timeline, int position)
    {
        return {timeline.pixelOf(position), timeline.lane().center().y()};
    }

    static QString state(const MainWindow& window, procfs::TaskId task)
    {
        const auto* model = window.processPage()->processes();
        const auto index = model->indexOf(task);
        return index.siblingAtColumn(model::processColumn("state")).data().toString();
    }

private Q_SLOTS:
    void marksAreKnownBeforeTheStepsAreRun()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        auto* timeline = window.playerBar()->timeline();
        QCOMPARE(timeline->position(), 0);
        QCOMPARE(timeline->last(), 18);
        QVERIFY(timeline->marksInView().has(snapshot::Happening::exit));
        QVERIFY(timeline->groundsInView().contains(StripGround::notRun));
        const auto words = window.playerBar()->legend()->words();
        QVERIFY2(words.contains(QStringLiteral("clone")), qPrintable(words.join(u' ')));
        QVERIFY(words.contains(QStringLiteral("not run yet")));
        QVERIFY(!words.contains(QStringLiteral("exec"))); // not on screen
        const auto text = timeline->textAt(placeOf(*timeline, 2));
        QVERIFY2(text.contains(QStringLiteral("1 (server) calls fork() = 2")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("Step 2 · generation ")));
        QVERIFY(text.contains(QStringLiteral("It was not run yet.")));
        timeline->goTo(18);
        QVERIFY(arrives(window, 18));
        QVERIFY(!timeline->groundsInView().contains(StripGround::notRun));
    }

    void clickAndDragScrub()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        auto* timeline = window.playerBar()->timeline();
        QTest::mouseClick(timeline, Qt::LeftButton, {}, placeOf(*timeline, 7));
        QVERIFY(arrives(window, 7));
        QCOMPARE(timeline->position(), 7);
        QTest::mousePress(timeline, Qt::LeftButton, {}, placeOf(*timeline, 7));
        for (int step = 8; step <= 14; ++step) {
            QTest::mouseMove(timeline, placeOf(*timeline, step));
            QCOMPARE(timeline->position(), step); // at once, whatever is on the way
        }
        QTest::mouseRelease(timeline, Qt::LeftButton, {}, placeOf(*timeline, 14));
        QVERIFY(arrives(window, 14));
        QCOMPARE(timeline->position(), 14);
        // Beside the strip nothing happens.
        QTest::mouseClick(timeline, Qt::LeftButton, {}, QPoint(3, 20));
        QCOMPARE(timeline->position(), 14);
    }

    void keys()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        auto* timeline = window.playerBar()->timeline();
        timeline->setFocus(Qt::TabFocusReason);
        const auto press = [&](Qt::Key key, Qt::KeyboardModifiers modifiers, int expected) {
            QTest::keyClick(timeline, key, modifiers);
            return arrives(window, expected) && timeline->position() == expected;
        };
        QVERIFY(press(Qt::Key_Right, {}, 1));
        QVERIFY(press(Qt::Key_Right, {}, 2));
        QVERIFY(press(Qt::Key_Left, {}, 1));
        QVERIFY(press(Qt::Key_End, {}, 18));
        QVERIFY(press(Qt::Key_PageUp, {}, 8));
        QVERIFY(press(Qt::Key_PageDown, {}, 18));
        QVERIFY(press(Qt::Key_Home, {}, 0));
        QVERIFY(press(Qt::Key_Right, Qt::ControlModifier, 1)); // the next mark
        QVERIFY(press(Qt::Key_Right, Qt::ControlModifier, 2));
        QVERIFY(press(Qt::Key_Right, Qt::ControlModifier, 3));
        QVERIFY(press(Qt::Key_Right, Qt::ControlModifier, 5)); // 4 is processor time alone
        QVERIFY(press(Qt::Key_Left, Qt::ControlModifier, 3));
        // Quick presses count from where one wants to be.
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(timeline, Qt::Key_Right);
        QVERIFY(arrives(window, 8));
    }

    void theWheelZooms()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        auto* timeline = window.playerBar()->timeline();
        const auto turn = [&](int notches, int position) {
            const QPointF place = placeOf(*timeline, position);
            QWheelEvent event(place, timeline->mapToGlobal(place), {}, QPoint(0, 120 * notches),
                              Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(timeline, &event);
        };
        const int before = timeline->pixelOf(6);
        const int distance = timeline->pixelOf(7) - before;
        turn(2, 6);
        QVERIFY(timeline->isZoomed());
        QVERIFY(std::abs(timeline->pixelOf(6) - before) <= 2); // stays under the mouse
        QVERIFY(timeline->pixelOf(7) - timeline->pixelOf(6) > distance);
        timeline->goTo(18); // is brought into view
        QVERIFY(arrives(window, 18));
        QVERIFY(timeline->pixelOf(18) < timeline->width());
        QTest::keyClick(timeline, Qt::Key_0);
        QVERIFY(!timeline->isZoomed());
        QTest::keyClick(timeline, Qt::Key_Plus);
        QVERIFY(timeline->isZoomed());
        QTest::keyClick(timeline, Qt::Key_Minus);
        QVERIFY(!timeline->isZoomed());
    }

    void screenReadersMeetASlider()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        auto* timeline = window.playerBar()->timeline();
        auto* access = QAccessible::queryAccessibleInterface(timeline);
        QVERIFY(access);
        QCOMPARE(access->role(), QAccessible::Slider);
        QCOMPARE(access->text(QAccessible::Name), QStringLiteral("Timeline"));
        auto* value = access->valueInterface();
        QVERIFY(value);
        QCOMPARE(value->maximumValue().toInt(), 18);
        value->setCurrentValue(7);
        QVERIFY(arrives(window, 7));
        QCOMPARE(value->currentValue().toInt(), 7);
        const auto text = access->text(QAccessible::Description);
        QVERIFY2(text.startsWith(QStringLiteral("step 7 of 18, generation "))
                     && text.endsWith(QStringLiteral(": exit")),
                 qPrintable(text));
    }

    void everySignIsReadable()
    {
        for (const auto theme : {Theme::light, Theme::dark}) {
            const auto palette = picturePalette(theme);
            QSet<QChar> letters;
            for (const auto kind : snapshot::allHappenings) {
                const auto look = happeningLook(kind, palette);
                for (const auto& ground :
                     {look.tint, palette.color(QPalette::Base), palette.color(QPalette::Window)})
                    QVERIFY2(contrast(look.ink, ground) >= 4.5,
                             qPrintable(QStringLiteral("%1 %2")
                                            .arg(look.letter)
                                            .arg(contrast(look.ink, ground))));
                QVERIFY(!letters.contains(look.letter));
                letters.insert(look.letter);
                QVERIFY(!happeningName(kind).isEmpty());
                QVERIFY(!happeningExplanation(kind).isEmpty());
            }
        }
    }

    void aTickWithoutAChangePaintsNothing()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        auto* timeline = window.playerBar()->timeline();
        struct Counter : QObject
        {
            int paints = 0;
            bool eventFilter(QObject*, QEvent* event) override
            {
                paints += event->type() == QEvent::Paint ? 1 : 0;
                return false;
            }
        } counter;
        QTest::qWait(50);
        timeline->installEventFilter(&counter);
        Q_EMIT window.session()->stateChanged();
        Q_EMIT window.session()->momentChanged();
        QTest::qWait(50);
        QCOMPARE(counter.paints, 0);
    }

    void anEndedProcessIsATombstone()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        auto* timeline = window.playerBar()->timeline();
        timeline->goTo(5);
        QVERIFY(arrives(window, 5));
        const auto child = window.session()->taskByNumber(2);
        QVERIFY(child);
        QVERIFY2(state(window, child).startsWith(u'Z'), qPrintable(state(window, child)));
        QVERIFY(!window.session()->tombstone(child)); // a zombie is none
        timeline->goTo(12);
        QVERIFY(arrives(window, 12));
        QVERIFY(window.session()->tombstone(child));
        QCOMPARE(state(window, child), QStringLiteral("exited (3)"));

        // Selecting it shows what it was last, from a snapshot that nobody looked at.
        auto* view = window.processPage()->view();
        const auto index = window.processPage()->processes()->indexOf(child);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(window.selection()->task(), child);
        window.showPane("status");
        auto* status = window.docks()->pane("status");
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(status->path(), QByteArray("2/status"));
        const auto generation = window.session()->tombstone(child)->generation;
        QCOMPARE(status->notice(),
                 QStringLiteral("Exited with Code 3 at Generation %1. This is its last state.")
                     .arg(generation));
        WAIT_VERIFY(status->mainView()->model()->rowCount() > 0);
        QVERIFY(status->emptyHeading().isEmpty());
        QVERIFY(window.windowTitle().startsWith(QStringLiteral("worker (2)")));

        // Others follow the moment, and its last moment has it.
        auto* toMoment = status->findChild<QToolButton*>(QStringLiteral("end.toLastMoment"));
        QVERIFY(toMoment && toMoment->isVisible());
        QTest::mouseClick(toMoment, Qt::LeftButton);
        QVERIFY(arrives(window, 6));
        QVERIFY(status->notice().isEmpty()); // there again
        QVERIFY(state(window, child).startsWith(u'Z'));
        timeline->goTo(12);
        QVERIFY(arrives(window, 12));
        QTest::mouseClick(status->findChild<QToolButton*>(QStringLiteral("end.toParent")),
                          Qt::LeftButton);
        QCOMPARE(window.selection()->task(), window.session()->taskByNumber(1));
        QVERIFY(test::waitUntilSettled(window));
        QVERIFY(status->notice().isEmpty());

        // They need not be seen, once the step that brought their end is past.
        window.actions()["view.ended"]->setChecked(false);
        timeline->goTo(13);
        QVERIFY(arrives(window, 13));
        WAIT_VERIFY(!window.processPage()->processes()->indexOf(child).isValid());
        window.actions()["view.ended"]->setChecked(true);
        QVERIFY(test::waitUntilSettled(window));
        WAIT_VERIFY(window.processPage()->processes()->indexOf(child).isValid());
    }

    /// Of a long run the last states of those that ended first are not kept.
    void anEndedProcessWhoseLastStateIsForgotten()
    {
        QByteArray text("title: many\nseed: 1\nbehaviour: linux\nsteps:\n"
                        "  - at: 10ms\n"
                        "    start: {program: /bin/sh, arguments: [sh]}\n"
                        "    as: shell\n"
                        "  - {by: shell, ignore_children: true}\n");
        constexpr int mappings = 1500, children = 600;
        for (int i = 0; i < mappings; ++i)
            text += "  - {by: shell, mmap: {length: 4K, at: 0x"
                + QByteArray::number(0x10000000 + 0x2000 * i, 16) + "}}\n";
        for (int i = 0; i < children; ++i)
            text += "  - {by: shell, fork: , as: c}\n  - {by: c, exit: 0}\n";
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("many.yaml")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();

        MainWindow window(nullptr);
        QVERIFY(prepare(window, ("scenario:" + file.fileName().toLocal8Bit()).constData()));
        window.showPane("overview");
        window.session()->player()->runTo(0); // its end
        QVERIFY(arrives(window, 2 + mappings + 2 * children));
        WAIT_VERIFY(window.session()->tombstones() != nullptr);
        const auto ended = window.session()->tombstones();
        const auto forgotten = std::ranges::find(*ended, nullptr, &model::Tombstone::last);
        QVERIFY(forgotten != ended->end());
        window.selection()->setTask(forgotten->row->id);
        QVERIFY(test::waitUntilSettled(window));
        QVERIFY2(window.docks()
                     ->pane("overview")
                     ->notice()
                     .contains(QStringLiteral("Its last state is not kept")),
                 qPrintable(window.docks()->pane("overview")->notice()));
    }

    void spacePausesAndReturnsToLive()
    {
        MainWindow window(nullptr);
        window.resize(1280, 800);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        std::vector<snapshot::SnapshotPtr> samples;
        for (procfs::Generation at = 1; at <= 400; ++at) {
            auto made = std::make_shared<snapshot::Snapshot>(*makeSnapshot(
                at,
                at < 3 ? std::vector<test::Row>{{1, 0, 1, 0, "init"}, {2, 1, 5, 0, "child"}}
                       : std::vector<test::Row>{{1, 0, 1, 0, "init"}}));
            made->time = std::chrono::milliseconds(62 * at);
            samples.push_back(made);
        }
        QVERIFY(test::openAndWait(window, std::make_unique<LiveSource>(std::move(samples))));
        auto* player = window.session()->player();
        player->setSpeed(16);
        auto* timeline = window.playerBar()->timeline();
        QVERIFY(player->isPlaying());
        WAIT_VERIFY(timeline->last() >= 4);
        WAIT_VERIFY(window.session()->tombstones() && !window.session()->tombstones()->empty());
        QVERIFY2(window.playerBar()->positionText().startsWith(QStringLiteral("Live · Sample ")),
                 qPrintable(window.playerBar()->positionText()));
        QTest::keyClick(&window, Qt::Key_Space);
        QVERIFY(!player->isPlaying());
        const auto shown = window.session()->snapshot();
        WAIT_VERIFY(player->newer() > 2);
        QCOMPARE(window.session()->snapshot(), shown);
        const auto text = window.playerBar()->positionText();
        QVERIFY2(text.startsWith(QStringLiteral("Paused at "))
                     && text.endsWith(QStringLiteral(" newer")),
                 qPrintable(text));
        QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
        QVERIFY(window.session()->snapshot() != shown);
        // To where the selected one was there the last time, and nothing before it.
        window.selection()->setTask({2});
        QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier | Qt::ShiftModifier);
        WAIT_COMPARE(player->sliderPosition(), 2);
        QTest::qWait(20);
        QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier | Qt::ShiftModifier);
        WAIT_VERIFY(window.messageBar()->isVisible());
        QCOMPARE(player->sliderPosition(), 2);
        timeline->setFocus();
        QTest::keyClick(timeline, Qt::Key_End);
        QVERIFY(player->isPlaying());
        QCOMPARE(player->newer(), 0);
        QTest::keyClick(&window, Qt::Key_Space);
        QVERIFY(!player->isPlaying());
        QTest::keyClick(&window, Qt::Key_Space);
        QVERIFY(player->isPlaying());
    }

    void aHundredThousandMomentsArePaintedInTime()
    {
        MainWindow window(nullptr);
        window.resize(1280, 800);
        window.show();
        std::vector<snapshot::SnapshotPtr> snapshots;
        const auto one = makeSnapshot(1, {{1, 0, 1, 0, "init"}});
        for (procfs::Generation at = 1; at <= 100'001; ++at) {
            auto made = std::make_shared<snapshot::Snapshot>(*one);
            made->generation = at;
            snapshots.push_back(std::move(made));
        }
        QVERIFY(
            test::openAndWait(window, std::make_unique<test::FakeSource>(std::move(snapshots))));
        auto* timeline = window.playerBar()->timeline();
        QCOMPARE(timeline->last(), 100'000);
        QImage picture(timeline->size(), QImage::Format_RGB32);
        timeline->render(&picture); // works out what stands where
        QElapsedTimer timer;
        qint64 best = std::numeric_limits<qint64>::max();
        for (int i = 0; i < 20; ++i) {
            timer.start();
            timeline->render(&picture);
            best = std::min(best, timer.nsecsElapsed());
        }
        qInfo("painted in %.2f ms", double(best) / 1e6);
        QTest::mouseClick(timeline, Qt::LeftButton, {}, placeOf(*timeline, 50'000));
        WAIT_VERIFY(std::abs(window.session()->player()->sliderPosition() - 50'000) < 200);
    }
};

QTEST_MAIN(TestTimeline)
#include "tst_timeline.moc"
