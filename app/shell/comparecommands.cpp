// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What the window does about comparing.

#include "actions.h"
#include "comparebar.h"
#include "docks.h"
#include "mainwindow.h"
#include "words.h"

#include <app/atlas/atlasdock.h>
#include <app/atlas/atlaspane.h>

#include <QApplication>
#include <QMenu>

namespace sandscope::app {

void MainWindow::connectCompareCommands()
{
    auto& actions = *m_actions;
    using Field = CompareBar::Field;
    connect(actions["compare.generation"], &QAction::triggered, m_compareBar,
            [this] { m_compareBar->open(Field::generation); });
    connect(actions["compare.task"], &QAction::triggered, m_compareBar,
            [this] { m_compareBar->open(Field::process); });
    connect(actions["compare.mark"], &QAction::triggered, this, [this] {
        auto baseline = m_session->baseline().value_or(Baseline{});
        baseline.snapshot = m_session->snapshot();
        m_session->setBaseline(baseline);
    });
    connect(actions["compare.swap"], &QAction::triggered, this,
            [this] { m_selection->setTask(m_session->swapBaseline(m_selection->task())); });
    connect(actions["compare.stop"], &QAction::triggered, this,
            [this] { m_session->setBaseline(std::nullopt); });
    connect(actions["compare.next"], &QAction::triggered, this,
            [this] { comparedPane()->goToDifference(1); });
    connect(actions["compare.previous"], &QAction::triggered, this,
            [this] { comparedPane()->goToDifference(-1); });
    auto* dialects = m_actions->menu("view/compare/dialect");
    for (const auto dialect : procfs::allDialects) {
        auto* action = dialects->addAction(dialectTitle(dialect));
        connect(action, &QAction::triggered, this, [this, dialect] {
            auto baseline = m_session->baseline().value_or(Baseline{});
            baseline.dialect = dialect;
            m_session->setBaseline(baseline);
        });
    }
    connect(dialects, &QMenu::aboutToShow, this, [this, dialects] {
        for (auto* action : dialects->actions())
            action->setEnabled(m_session->capabilities().printsDialects);
    });

    connect(m_session, &Session::baselineChanged, this, &MainWindow::followState);
    connect(m_session, &Session::baselineChanged, this, &MainWindow::countDifferences);
    connect(qApp, &QApplication::focusChanged, this, &MainWindow::countDifferences);
}

/// The one that was used last; the atlas while it has the keyboard.
Pane* MainWindow::comparedPane() const
{
    return m_atlas->isAncestorOf(QApplication::focusWidget()) ? m_atlas->pane()
                                                              : m_docks->currentPane();
}

void MainWindow::countDifferences()
{
    if (!m_session->isComparing()) { // no pane is made for that
        m_compareBar->setDifferences({}, std::nullopt);
        return;
    }
    const auto* pane = comparedPane();
    m_compareBar->setDifferences(paneTitle(pane->descriptor()), pane->differences());
}

}
