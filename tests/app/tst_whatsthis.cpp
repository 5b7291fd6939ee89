// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/delegates/celldelegate.h>
#include <app/panes/pane.h>
#include <app/shell/actions.h>
#include <app/shell/docks.h>
#include <app/shell/mainwindow.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QSlider>
#include <QTableView>
#include <QToolButton>
#include <QWhatsThis>

using namespace sandscope;
using namespace sandscope::app;

/// Help > What's This, and Shift+F1.
class TestWhatsThis : public QObject
{
    Q_OBJECT

private:
    static bool show(MainWindow& window)
    {
        window.resize(1200, 900);
        window.show();
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window)
            && test::openAndWait(window, QStringLiteral("scenario:start"))
            && test::goToStep(window, 6);
    }

    static QWidget* balloon()
    {
        for (auto* widget : QApplication::topLevelWidgets()) {
            if (widget->inherits("QWhatsThat") && widget->isVisible())
                return widget;
        }
        return nullptr;
    }

private Q_SLOTS:
    void everyCellIsExplained()
    {
        MainWindow window(nullptr);
        QVERIFY(show(window));
        int cells = 0;
        for (const auto* descriptor : paneDescriptors()) {
            auto* pane = window.docks()->pane(descriptor->id);
            window.docks()->showPane(pane);
            QVERIFY(test::waitUntilSettled(window));
            const auto* model = pane->mainView()->model();
            for (int row = 0; model && row < std::min(model->rowCount(), 20); ++row) {
                for (int column = 0; column < model->columnCount(); ++column) {
                    ++cells;
                    QVERIFY2(!explanationOf(model->index(row, column)).isEmpty(),
                             qPrintable(QStringLiteral("%1, row %2, column %3")
                                            .arg(pane->objectName())
                                            .arg(row)
                                            .arg(column)));
                }
            }
        }
        QVERIFY(cells > 100);
        const auto* list = window.processPage()->view();
        for (int column = 0; column < list->model()->columnCount(); ++column)
            QVERIFY(!explanationOf(list->model()->index(0, column)).isEmpty());
    }

    void everyControlIsExplained()
    {
        MainWindow window(nullptr);
        QVERIFY(show(window));
        for (const auto* widget : window.findChildren<QWidget*>()) {
            const bool control = qobject_cast<const QAbstractItemView*>(widget)
                || qobject_cast<const QComboBox*>(widget) || qobject_cast<const QSlider*>(widget)
                || qobject_cast<const QLineEdit*>(widget)
                || qobject_cast<const QAbstractButton*>(widget);
            if (!control)
                continue;
            bool found = false;
            for (const auto* part = widget; part && !part->isWindow(); part = part->parentWidget())
                found = found || !part->whatsThis().isEmpty();
            // Qt's own button for what does not fit into a toolbar, menus and tab bars.
            const bool isQts = widget->inherits("QToolBarExtension")
                || widget->inherits("QMenuBarExtension") || widget->window() != &window
                || (widget->parentWidget() && widget->parentWidget()->inherits("QTabBar"))
                || (widget->parentWidget() && widget->parentWidget()->inherits("QMenuBar"));
            QVERIFY2(found || isQts,
                     qPrintable(QLatin1String(widget->metaObject()->className()) + u' '
                                + widget->objectName() + u' ' + widget->accessibleName()));
        }
    }

    void theKeyExplainsTheCurrentCell()
    {
        MainWindow window(nullptr);
        QVERIFY(show(window));
        window.showPane("status");
        QVERIFY(test::waitUntilSettled(window));
        auto* table = window.docks()->pane("status")->mainView();
        table->setFocus();
        WAIT_VERIFY(table->hasFocus());
        table->setCurrentIndex(table->model()->index(0, 0));
        QVERIFY(!balloon());
        QTest::keySequence(table, QKeySequence(QStringLiteral("Shift+F1")));
        QVERIFY(!QWhatsThis::inWhatsThisMode());
        WAIT_VERIFY(balloon());
        QWhatsThis::hideText();
        WAIT_VERIFY(!balloon());
        // A field has words of its own, or of the page that it is in.
        window.processPage()->filterField()->setFocus();
        QTest::keySequence(window.processPage()->filterField(),
                           QKeySequence(QStringLiteral("Shift+F1")));
        WAIT_VERIFY(balloon());
        QWhatsThis::hideText();
    }

    void theMenuAsksWhatIsMeant()
    {
        MainWindow window(nullptr);
        QVERIFY(show(window));
        window.actions()["help.whatsThis"]->trigger();
        QVERIFY(QWhatsThis::inWhatsThisMode());
        auto* list = window.processPage()->view();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualRect(list->model()->index(0, 0)).center());
        WAIT_VERIFY(balloon());
        QVERIFY(!QWhatsThis::inWhatsThisMode());
        QWhatsThis::hideText();
    }
};

QTEST_MAIN(TestWhatsThis)
#include "tst_whatsthis.moc"
