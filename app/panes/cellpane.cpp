// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "cellpane.h"

#include <app/delegates/celldelegate.h>
#include <app/shell/tables.h>
#include <app/shell/theme.h>
#include <model/proxies/proxies.h>

#include <QAbstractProxyModel>
#include <QKeyEvent>
#include <QLabel>
#include <QTableView>

namespace sandscope::app {

namespace {

constexpr int longestExplained = 400; ///< characters of a cell

}

CellPane::CellPane(const PaneDescriptor& descriptor, const PaneContext& context,
                   std::span<const model::TableColumn> columns, model::CellTable::RowsOf rowsOf,
                   const Looks& looks)
    : Pane(descriptor, context)
    , m_model(new model::CellTable(columns, rowsOf, this))
    , m_sorted(model::detailTable(m_model, this))
    , m_table(new QTableView)
    , m_delegate(setUpTable(m_table))
{
    m_table->setObjectName(QLatin1String(descriptor.id) + QLatin1String(".table"));
    m_table->setAccessibleName(tr("%1, row by row").arg(paneTitle(descriptor)));
    m_table->setModel(m_sorted);
    addComparison(m_model, m_sorted);
    m_table->installEventFilter(this);
    if (looks.isSortable)
        makeSortable(m_table);
    offerColumns(m_table);
    m_delegate->setMarkColumn(0);
    m_delegate->setMonospaceColumns(looks.monospace);
    m_delegate->setBadgeColumns(looks.badges);
    m_delegate->setPathColumns(looks.paths);
    for (const int column : looks.hidden)
        m_table->setColumnHidden(column, true);
    m_explanation = setExplainedBody(m_table, tr("Meaning of the current row"));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &CellPane::explainCurrent);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &CellPane::explainCurrent);
    connect(m_model, &QAbstractItemModel::modelReset, this, &CellPane::explainCurrent);
    connect(m_table, &QTableView::doubleClicked, this, &CellPane::open);
    connect(context.selection, &Selection::fieldChanged, this, [this] {
        m_wantedField = this->context().selection->field();
        lookForField();
    });
    explainCurrent();
}

QAbstractItemView* CellPane::mainView() const
{
    return m_table;
}

bool CellPane::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && watched == m_table) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
            && (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier
            && m_table->currentIndex().isValid()) {
            open(m_table->currentIndex());
            return true;
        }
    }
    return Pane::eventFilter(watched, event);
}

void CellPane::open(const QModelIndex& index)
{
    const auto& row = m_model->row(m_sorted->mapToSource(index).row());
    const auto path = row.path;
    const auto field = row.field;
    Q_EMIT fileWanted(path, field);
}

void CellPane::showContent(const model::FileContentPtr& content)
{
    m_model->setContent(content);
    sizeColumnsOnce(m_table, m_delegate);
    lookForField();
}

void CellPane::clearContent()
{
    m_model->setContent(nullptr);
}

void CellPane::clearMarks()
{
    m_model->setContent(content());
}

void CellPane::lookForField()
{
    const auto path = context().selection->path();
    if (m_wantedField.isEmpty() || m_model->rowCount() == 0)
        return;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->row(row).path == path && m_model->row(row).field == m_wantedField) {
            m_table->setCurrentIndex(m_sorted->mapFromSource(m_model->index(row, 0)));
            m_wantedField.clear(); // the user may go on from there
            break;
        }
    }
}

void CellPane::explainCurrent()
{
    const auto current = m_table->currentIndex();
    setDimmed(m_explanation, !current.isValid());
    if (!current.isValid()) {
        m_explanation->setText(tr("Choose a row to read what it means."));
        return;
    }
    QStringList cells; // whole, where a column has no room
    for (int column = 0; column < m_sorted->columnCount(); ++column) {
        const auto text = current.siblingAtColumn(column).data().toString();
        if (!text.isEmpty() && !m_table->isColumnHidden(column))
            cells << text.left(longestExplained);
    }
    m_explanation->setText(
        tr("%1 — %2").arg(cells.join(QStringLiteral(" · ")),
                          current.data(Qt::WhatsThisRole).toString().replace(u'\n', u' ')));
}

}
