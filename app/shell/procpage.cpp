// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "procpage.h"

#include "selection.h"
#include "session.h"

#include <app/delegates/celldelegate.h>
#include <model/tree/proctree.h>

#include <QHeaderView>
#include <QScopedValueRollback>
#include <QTreeView>
#include <QVBoxLayout>

namespace sandscope::app {

using Tree = model::ProcTreeModel;

ProcPage::ProcPage(Session* session, Selection* selection, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_selection(selection)
    , m_tree(new Tree(this))
    , m_view(new QTreeView)
{
    m_view->setObjectName(QStringLiteral("proc"));
    m_view->setAccessibleName(tr("Files below /proc"));
    m_view->setModel(m_tree);
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->header()->setStretchLastSection(true);
    auto* delegate = new CellDelegate(m_view);
    delegate->setKindColumn(Tree::NameColumn);
    delegate->setMonospaceColumns({Tree::ModeColumn});
    delegate->setMarkColumn(Tree::NameColumn);
    m_view->setItemDelegate(delegate);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);

    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (m_following || !current.isValid())
                    return;
                const QScopedValueRollback following(m_following, true);
                const auto path = m_tree->path(current);
                const procfs::TaskId task{current.data(model::TaskIdRole).toUInt()};
                if (task)
                    m_selection->setTask(task);
                m_selection->setPath(path);
                if (static_cast<procfs::FileKind>(current.data(model::KindRole).toInt())
                    != procfs::FileKind::directory)
                    Q_EMIT fileChosen(path);
            });
    connect(m_tree, &Tree::interestChanged, this, &ProcPage::announceInterest);
    connect(m_session, &Session::sourceChanged, this, [this] {
        m_tree->clear();
        announceInterest();
    });
    connect(m_session, &Session::momentChanged, this, &ProcPage::refresh);
    connect(m_session, &Session::optionsChanged, this, &ProcPage::refresh);
    connect(m_selection, &Selection::taskChanged, this, &ProcPage::reveal);
    connect(m_selection, &Selection::pathChanged, this, &ProcPage::reveal);
}

void ProcPage::expandCurrent(bool expanded)
{
    if (m_view->currentIndex().isValid())
        m_view->setExpanded(m_view->currentIndex(), expanded);
}

void ProcPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
    reveal();
    announceInterest();
}

void ProcPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    announceInterest();
}

void ProcPage::refresh()
{
    if (!isVisible() || !m_session->snapshot())
        return;
    const QScopedValueRollback following(m_following, true);
    auto options = m_session->options();
    options.masksSecrets = false; // it shows names alone
    m_tree->setSnapshot(m_session->snapshot(), options);
    if (!m_sized && m_tree->rowCount() > 0) {
        m_sized = true;
        const int character = fontMetrics().averageCharWidth();
        m_view->header()->resizeSection(Tree::NameColumn, 18 * character + 40);
        m_view->header()->resizeSection(Tree::ModeColumn, 14 * character);
        m_view->header()->resizeSection(Tree::ModeColumn + 1, 10 * character); // is stretched
    }
}

void ProcPage::reveal()
{
    if (!isVisible() || m_following)
        return;
    const QScopedValueRollback following(m_following, true);
    const auto* task = m_session->task(m_selection->task());
    if (!task)
        return;
    const auto folder = taskFolder(*task);
    const auto path = m_selection->path();
    const bool sameTask = path == folder || path.startsWith(folder + '/');
    auto index = m_tree->indexOf(sameTask ? path : folder);
    if (!index.isValid())
        index = m_tree->indexOf(folder);
    if (!index.isValid())
        return;
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

void ProcPage::announceInterest()
{
    m_session->setInterest(this, isVisible() ? m_tree->interest() : QSet<QByteArray>());
}

}
