// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/panes/pane.h>
#include <app/shell/actions.h>
#include <app/shell/icons.h>
#include <app/shell/mainwindow.h>
#include <app/shell/shortcutsheet.h>

#include <QMenu>
#include <QMenuBar>
#include <QMetaMethod>
#include <QTableWidget>
#include <QTest>

using namespace sandscope::app;

namespace {

/// Opens a protected question.
struct Connections : QAction
{
    using QAction::isSignalConnected;
};

}

class TestActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void identifiersAreUnique()
    {
        QSet<QByteArray> ids;
        for (const auto& command : commands()) {
            QVERIFY2(!ids.contains(command.id), command.id);
            ids.insert(command.id);
        }
    }

    void shortcutsAreUnique()
    {
        // Across commands and panes: Qt would answer a key that two of them want with neither.
        QMap<QString, QString> owners;
        const auto add = [&](const QString& key, const QString& owner) {
            QVERIFY2(!key.isEmpty(), qPrintable(owner));
            QVERIFY2(!owners.contains(key),
                     qPrintable(key + QLatin1String(": ") + owner + QLatin1String(" and ")
                                + owners.value(key)));
            owners.insert(key, owner);
        };
        const Actions actions;
        for (const auto* action : actions.all()) {
            for (const auto& key : action->shortcuts())
                add(key.toString(QKeySequence::PortableText), action->objectName());
        }
        for (const auto* pane : paneDescriptors())
            add(QKeySequence::fromString(QLatin1String(pane->shortcut), QKeySequence::PortableText)
                    .toString(QKeySequence::PortableText),
                QLatin1String(pane->id));
    }

    void iconsResolve()
    {
        for (const auto& command : commands()) {
            if (*command.icon != '\0')
                QVERIFY2(!icon(command.icon).isNull(), command.icon);
        }
        QVERIFY(icon("there-is-none").isNull());
        QVERIFY(!programIcon().isNull());
    }

    void everyCommandIsInAMenuAndDoesSomething()
    {
        MainWindow window(nullptr);
        for (const auto& command : commands()) {
            auto* action = window.actions()[command.id];
            QVERIFY2(window.actions().menu(command.menu), command.id);
            QVERIFY2(window.actions().menu(command.menu)->actions().contains(action), command.id);
            QVERIFY2((action->*&Connections::isSignalConnected)(
                         QMetaMethod::fromSignal(&QAction::triggered))
                         || (action->*&Connections::isSignalConnected)(
                             QMetaMethod::fromSignal(&QAction::toggled)),
                     command.id);
        }
    }

    void noMenuIsEmpty()
    {
        MainWindow window(nullptr);
        for (const auto* id : {"file", "file/scenarios", "edit", "view", "view/panes",
                               "view/dialect", "view/theme", "go", "player", "help"}) {
            Q_EMIT window.actions().menu(id)->aboutToShow(); // some are filled when opened
            QVERIFY2(!window.actions().menu(id)->isEmpty(), id);
        }
    }

    void withoutSourceOnlyWhatNeedsNoneIsOffered()
    {
        MainWindow window(nullptr);
        for (const auto& command : commands())
            QCOMPARE(window.actions()[command.id]->isEnabled(), command.needs == needsNothing);
    }

    void sheetListsEveryShortcut()
    {
        const Actions actions;
        const ShortcutSheet sheet(actions.all(), nullptr);
        const auto* table = sheet.findChild<QTableWidget*>();
        QVERIFY(table);
        QString all;
        for (int row = 0; row < table->rowCount(); ++row)
            all += table->item(row, 1)->text() + u'\n';
        for (const auto* action : actions.all()) {
            for (const auto& key : action->shortcuts())
                QVERIFY2(all.contains(key.toString(QKeySequence::NativeText)),
                         qPrintable(action->objectName()));
        }
    }
};

QTEST_MAIN(TestActions)
#include "tst_actions.moc"
