// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "processview.h"

#include "processaccess.h"
#include "tables.h"

#include <app/delegates/celldelegate.h>
#include <model/tree/columns.h>

#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace sandscope::app {

namespace {

constexpr int typingPause = 1000; ///< ms; a digit that comes later begins another number

}

ProcessView::ProcessView(QWidget* parent)
    : QTableView(parent)
    , m_cells(setUpTable(this))
{
    installProcessAccess();
    setObjectName(QStringLiteral("processes"));
    setAccessibleName(tr("Processes and threads"));
    setAccessibleDescription(tr("Left and Right fold and unfold, digits jump to a process id."));
    setVerticalScrollMode(ScrollPerItem);
    m_cells->setMarkColumn(0);
    m_cells->setTreeColumn(0);
    QSet<int> monospace;
    const auto columns = model::processColumns();
    for (std::size_t column = 0; column < columns.size(); ++column) {
        if (columns[column].monospace)
            monospace.insert(int(column));
    }
    m_cells->setMonospaceColumns(monospace);
    showBadges();

    auto* header = horizontalHeader();
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    connect(header, &QHeaderView::sectionClicked, this, [this, header](int column) {
        auto order = header->sortIndicatorOrder();
        if (std::exchange(m_sortedBy, column) != column)
            order = model::processColumns()[std::size_t(column)].descendingFirst
                ? Qt::DescendingOrder
                : Qt::AscendingOrder;
        header->setSortIndicator(column, order);
        model()->sort(column, order);
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (m_quiet == 0)
            m_top = value > 0 && model() ? model()->index(value, 0) : QModelIndex();
    });
}

void ProcessView::setProcesses(model::ProcessListModel* processes)
{
    m_processes = processes;
    setModel(processes);
    connect(processes, &model::ProcessListModel::settled, this, &ProcessView::showBadges);
    connect(processes, &model::ProcessListModel::settled, this, &ProcessView::keepPlace);
}

void ProcessView::showBadges()
{
    QSet<int> badges{model::processColumn("command")}; // it may be withheld
    const auto shown = m_processes ? m_processes->snapshot() : nullptr;
    if (shown && shown->tree && shown->tree->dialect() == procfs::Dialect::linux_)
        badges.insert(model::processColumn("vm.rss")); // it may be near
    m_cells->setBadgeColumns(badges);
}

void ProcessView::showTask(procfs::TaskId task)
{
    const QScopedValueRollback quiet(m_quiet, m_quiet + 1);
    const auto current = currentIndex();
    if (current.isValid() && m_processes->taskAt(current) == task
        && selectionModel()->isSelected(current))
        return;
    const auto index = task ? m_processes->indexOf(task) : QModelIndex();
    if (index.isValid())
        goTo(index);
    else
        selectionModel()->clear();
}

void ProcessView::expandCurrent(bool expanded)
{
    if (currentIndex().isValid())
        m_processes->setExpanded(currentIndex(), expanded);
}

void ProcessView::goTo(const QModelIndex& index)
{
    const auto cell = index.siblingAtColumn(std::max(currentIndex().column(), 0));
    selectionModel()->setCurrentIndex(
        cell, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(cell);
}

void ProcessView::keyPressEvent(QKeyEvent* event)
{
    const auto current = currentIndex();
    const bool plain
        = (event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) == Qt::NoModifier;
    const auto text = event->text();
    if (!m_processes || !plain) {
        QTableView::keyPressEvent(event);
        return;
    }
    if (text.size() == 1 && text.front().isDigit()) {
        if (!m_typing.isValid() || m_typing.hasExpired(typingPause))
            m_typed.clear();
        m_typed += text;
        m_typing.start();
        Q_EMIT numberTyped(m_typed);
        return;
    }
    const bool expandable = current.data(model::ExpandableRole).toBool();
    const bool expanded = current.data(model::ExpandedRole).toBool();
    if (event->key() == Qt::Key_Right && current.isValid()
        && event->modifiers() == Qt::NoModifier) {
        if (expandable && !expanded)
            m_processes->setExpanded(current, true);
        else if (expandable && current.row() + 1 < model()->rowCount())
            goTo(current.siblingAtRow(current.row() + 1));
    } else if (event->key() == Qt::Key_Left && current.isValid()
               && event->modifiers() == Qt::NoModifier) {
        if (expandable && expanded)
            m_processes->setExpanded(current, false);
        else if (const auto above = m_processes->parentRow(current); above.isValid())
            goTo(above);
    } else if (text == QLatin1String("+") || text == QLatin1String("-")) {
        expandCurrent(text == QLatin1String("+"));
    } else if (text == QLatin1String("*")) {
        m_processes->setAllExpanded(true);
    } else {
        QTableView::keyPressEvent(event);
    }
}

bool ProcessView::toggleAt(QPoint position)
{
    const auto index = indexAt(position);
    if (!index.isValid() || index.column() != 0 || !index.data(model::ExpandableRole).toBool())
        return false;
    if (!m_cells->expanderRect(visualRect(index), index.data(model::DepthRole).toInt())
             .contains(position))
        return false;
    m_processes->setExpanded(index, !index.data(model::ExpandedRole).toBool());
    return true;
}

void ProcessView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !toggleAt(event->position().toPoint()))
        QTableView::mousePressEvent(event);
}

void ProcessView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const auto position = event->position().toPoint();
    if (event->button() != Qt::LeftButton || toggleAt(position))
        return;
    QTableView::mouseDoubleClickEvent(event);
    const auto index = indexAt(position);
    if (index.data(model::ExpandableRole).toBool())
        m_processes->setExpanded(index, !index.data(model::ExpandedRole).toBool());
}

void ProcessView::rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end)
{
    // The view would make a neighbour current, and the panes would jump to another process.
    const QScopedValueRollback quiet(m_quiet, m_quiet + 1);
    const int current = currentIndex().row();
    if (current >= start && current <= end)
        selectionModel()->clear();
    QTableView::rowsAboutToBeRemoved(parent, start, end);
}

void ProcessView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (m_quiet == 0 && current.isValid() && current.row() != previous.row())
        Q_EMIT taskChosen(m_processes->taskAt(current));
}

void ProcessView::keepPlace()
{
    if (!m_top.isValid() || verticalScrollBar()->value() == m_top.row())
        return;
    const QScopedValueRollback quiet(m_quiet, m_quiet + 1);
    updateGeometries();
    verticalScrollBar()->setValue(m_top.row());
}

}
