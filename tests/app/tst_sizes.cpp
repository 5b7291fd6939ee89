// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/shell/docks.h>
#include <app/shell/legend.h>
#include <app/shell/mainwindow.h>
#include <app/shell/processpage.h>

#include <QLabel>
#include <QStatusBar>
#include <QTest>

using namespace sandscope;
using namespace sandscope::app;

class TestSizes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingHasRoom_data()
    {
        QTest::addColumn<QSize>("size");
        for (const auto size :
             {QSize(640, 480), QSize(900, 600), QSize(1280, 800), QSize(2560, 1440)})
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }
    void everythingHasRoom()
    {
        QFETCH(const QSize, size);
        MainWindow window(nullptr);
        window.resize(size);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(window, 12));
        for (const auto* descriptor : paneDescriptors()) {
            window.showPane(descriptor->id);
            QVERIFY(test::waitUntilSettled(window));
            QVERIFY2(window.size() == size, descriptor->id); // no pane makes the window larger
        }
        // The state is whole, and the legend beside it, with words or without.
        const QLabel* state = nullptr;
        for (const auto* label : window.statusBar()->findChildren<QLabel*>()) {
            if (label->accessibleName() == QLatin1String("State"))
                state = label;
        }
        QVERIFY(state);
        QVERIFY(state->fontMetrics().horizontalAdvance(state->text())
                <= state->contentsRect().width());
        const auto* legend = window.findChild<Legend*>();
        QVERIFY(legend->isVisible());
        QVERIFY(legend->width() >= legend->minimumSizeHint().width());
        QVERIFY(state->geometry().right() < legend->geometry().left());
        QVERIFY(legend->mapTo(&window, QPoint(legend->width(), 0)).x() <= size.width());
        // The panes get at least three fifths, and what the list cannot use.
        const int list = window.processPage()->width();
        QVERIFY2(list <= std::max(size.width() * 2 / 5, 570), qPrintable(QString::number(list)));
        QVERIFY2(list >= 200, qPrintable(QString::number(list)));
    }
};

QTEST_MAIN(TestSizes)
#include "tst_sizes.moc"
