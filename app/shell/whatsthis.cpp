// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What's This: of what the mouse points at, or of what has the keyboard.

#include "actions.h"
#include "mainwindow.h"
#include "playerbar.h"
#include "processpage.h"
#include "procpage.h"
#include "startpage.h"

#include <app/delegates/celldelegate.h>
#include <app/delegates/tooltips.h>

#include <QAbstractItemView>
#include <QApplication>
#include <QStatusBar>
#include <QTextDocument>
#include <QToolBar>
#include <QWhatsThis>

namespace sandscope::app {

void MainWindow::explainControls()
{
    connect((*m_actions)["help.whatsThis"], &QAction::triggered, this,
            [] { QWhatsThis::enterWhatsThisMode(); });
    const std::pair<QWidget*, QString> parts[] = {
        {m_startPage,
         tr("What there is to open: files of your own, this computer, and scenarios "
            "that come with the program.")},
        {m_processPage,
         tr("The processes and threads of the moment shown. What is selected here is "
            "shown in the panes at the right.")},
        {m_procPage,
         tr("/proc as files and folders, as programs in the sandbox see it. A file that "
            "is chosen is shown by the pane Raw.")},
        {m_playerBar,
         tr("Moves along the time of the source, forward and back. The note says what "
            "the step did.")},
        {statusBar(),
         tr("The source, the generation and its time, whether time passes, and what "
            "the signs in the window mean.")},
        {m_toolBar,
         tr("The commands used most. Which ones is up to you: Settings > Configure "
            "Toolbars.")},
    };
    for (const auto& [part, text] : parts)
        part->setWhatsThis(text);
    explainWidgets(this);
    for (auto* action : m_actions->all()) {
        if (action->whatsThis().isEmpty())
            action->setWhatsThis(action->toolTip());
    }
}

void MainWindow::explainWidgets(const QWidget* within)
{
    // What says it in its description or tip already.
    for (auto* widget : within->findChildren<QWidget*>()) {
        if (!widget->whatsThis().isEmpty())
            continue;
        const auto text = widget->accessibleDescription().isEmpty()
            ? widget->toolTip()
            : widget->accessibleDescription();
        if (!text.isEmpty() && !Qt::mightBeRichText(text))
            widget->setWhatsThis(text);
    }
}

bool MainWindow::explainFocus()
{
    auto* focus = QApplication::focusWidget();
    if (const auto* view = focusedTable()) {
        const auto current = view->currentIndex();
        const auto text = current.isValid() ? explanationOf(current) : QString();
        if (!text.isEmpty()) {
            QWhatsThis::showText(
                view->viewport()->mapToGlobal(view->visualRect(current).bottomLeft()),
                plainToolTip(text), focus);
            return true;
        }
    }
    for (auto* widget = focus; widget; widget = widget->parentWidget()) {
        if (widget->whatsThis().isEmpty())
            continue;
        QWhatsThis::showText(focus->mapToGlobal(focus->rect().bottomLeft()),
                             plainToolTip(widget->whatsThis()), focus);
        return true;
    }
    return false;
}

}
