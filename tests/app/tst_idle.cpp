// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/shell/mainwindow.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>

#include <QAbstractEventDispatcher>
#include <QTest>
#include <QTimer>

#include <tests/model/taskset.h>

using namespace sandscope;
using namespace sandscope::app;

namespace {

constexpr int watched = 1500; ///< ms; longer than a second, so that a clock that ticks would show

/// Counts what happens in the program while nobody does anything.
class Counter : public QObject
{
public:
    Counter()
    {
        qApp->installEventFilter(this);
        connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::awake, this,
                [this] { ++wakeups; });
    }
    bool eventFilter(QObject* object, QEvent* event) override
    {
        if (qobject_cast<QAbstractEventDispatcher*>(object))
            return false; // the loop that waits makes itself known there
        ++events;
        paints += event->type() == QEvent::Paint;
        what << QStringLiteral("%1 to %2 %3")
                    .arg(int(event->type()))
                    .arg(QLatin1StringView(object->metaObject()->className()),
                         object->objectName());
        return false;
    }

    int events = 0;
    int paints = 0;
    int wakeups = 0;
    QStringList what;
};

/// Lets the program run as it does by itself, without a timer of Qt Test's.
void wait(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

/// Waits until what was begun is done: the first paint may take its time.
void calmDown()
{
    int events = 0;
    int tries = 60;
    do {
        const Counter counter;
        wait(300);
        events = counter.events;
    } while (events > 1 && --tries > 0);
}

}

class TestIdle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pausedScenarioDoesNothing()
    {
        MainWindow window(nullptr);
        window.resize(1000, 700);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(window, 12));
        // No cursor blinks, no mark fades, nothing is looked after.
        window.processPage()->view()->setFocus();
        calmDown();
        const Counter counter;
        wait(watched);
        QVERIFY2(counter.events <= 1, qPrintable(counter.what.join(u'\n'))); // the timer that ends
                                                                             // it
        QCOMPARE(counter.paints, 0);
        QVERIFY2(counter.wakeups <= 3, qPrintable(QString::number(counter.wakeups)));
    }

    void startPageDoesNothing()
    {
        MainWindow window(nullptr);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        calmDown();
        const Counter counter;
        wait(watched);
        QVERIFY2(counter.events <= 1, qPrintable(counter.what.join(u'\n')));
    }

    void changeOutOfSightPaintsNothing()
    {
        model::ProcessListModel model;
        model.setMarkDuration(0);
        ProcessView view;
        view.setProcesses(&model);
        view.resize(500, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const auto show = [&](const snapshot::SnapshotPtr& snapshot) {
            model.setSnapshot(snapshot);
            return QTest::qWaitFor([&] { return !model.isBusy(); }, test::deadline);
        };
        test::TaskSet tasks;
        for (std::uint32_t id = 1; id <= 200; ++id)
            tasks.process(id, 0, "task");
        const auto renameLast = [&](const char* name) {
            tasks.change(200, [&](auto& row) { row.name = name; });
            return tasks.publish();
        };
        QVERIFY(show(tasks.publish()));
        wait(300);
        Counter counter;
        QVERIFY(show(tasks.publish())); // another moment, the same rows
        wait(100);
        QCOMPARE(counter.paints, 0);
        QVERIFY(show(renameLast("renamed"))); // its row is far below
        wait(100);
        QCOMPARE(counter.paints, 0);
        view.scrollToBottom();
        wait(100);
        QVERIFY(counter.paints > 0);
        counter.paints = 0;
        QVERIFY(show(renameLast("again")));
        wait(100);
        QVERIFY(counter.paints > 0); // what is in sight is painted
    }
};

QTEST_MAIN(TestIdle)
#include "tst_idle.moc"
