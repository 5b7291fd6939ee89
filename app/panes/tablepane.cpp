// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "tablepane.h"

#include <app/delegates/celldelegate.h>
#include <app/delegates/marks.h>
#include <app/shell/tables.h>
#include <app/shell/theme.h>
#include <model/proxies/proxies.h>
#include <model/records/tables.h>

#include <QAbstractProxyModel>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>

namespace sandscope::app {

using Column = model::FieldTableModel::Column;
static_assert(int(Column::MeaningColumn) == int(model::AuxvTableModel::MeaningColumn));
static_assert(int(Column::WasColumn) == int(model::AuxvTableModel::WasColumn));

TablePane::TablePane(const PaneDescriptor& descriptor, const PaneContext& context,
                     model::RowTable* model, const QByteArray& file)
    : Pane(descriptor, context)
    , m_file(file)
    , m_table(new QTableView)
    , m_delegate(setUpTable(m_table))
{
    m_table->setObjectName(QLatin1String(descriptor.id) + QLatin1String(".table"));
    m_table->setAccessibleName(tr("%1, field by field").arg(paneTitle(descriptor)));
    auto* sorted = model::detailTable(model, this);
    m_table->setModel(sorted);
    m_table->setColumnHidden(Column::WasColumn, true);
    addComparison(model, sorted);
    makeSortable(m_table);
    offerColumns(m_table);
    m_delegate->setMarkColumn(Column::NameColumn);
    m_delegate->setMonospaceColumns({Column::ValueColumn, Column::WasColumn});
    m_delegate->setBadgeColumns({Column::ValueColumn});
    m_delegate->setListColumns({Column::ValueColumn, Column::WasColumn});
    m_explanation = setExplainedBody(m_table, tr("Meaning of the current field"));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &TablePane::explainCurrent);
    connect(model, &QAbstractItemModel::dataChanged, this, &TablePane::explainCurrent);
    connect(context.selection, &Selection::fieldChanged, this, [this] {
        m_wantedField = this->context().selection->field();
        lookForField();
    });
    explainCurrent();
}

QAbstractItemView* TablePane::mainView() const
{
    return m_table;
}

void TablePane::showBaseline(const model::FileContentPtr& baseline)
{
    Pane::showBaseline(baseline);
    if (m_table->isColumnHidden(Column::WasColumn) == (baseline == nullptr))
        return;
    m_table->setColumnHidden(Column::WasColumn, !baseline);
    m_table->setColumnWidth(Column::WasColumn, m_table->columnWidth(Column::ValueColumn));
}

void TablePane::sizeOnce()
{
    sizeColumnsOnce(m_table, m_delegate);
    lookForField();
}

void TablePane::lookForField()
{
    const auto shown = content();
    if (m_wantedField.isEmpty() || !shown || shown->path != context().selection->path())
        return;
    const QString wanted = model::escaped(m_wantedField);
    const auto* table = m_table->model();
    for (int row = 0; row < table->rowCount(); ++row) {
        const auto index = table->index(row, Column::NameColumn);
        if (index.data().toString() == wanted) {
            m_table->setCurrentIndex(index);
            break;
        }
    }
    m_wantedField.clear(); // the user may go on from there
}

void TablePane::explainCurrent()
{
    const auto current = m_table->currentIndex();
    if (!current.isValid()) {
        m_explanation->setText(tr("Choose a row to read what it means."));
        setDimmed(m_explanation);
        return;
    }
    const auto value = current.siblingAtColumn(Column::ValueColumn);
    const auto state = static_cast<model::CellState>(value.data(model::StateRole).toInt());
    auto text = tr("%1: %2").arg(current.siblingAtColumn(Column::NameColumn).data().toString(),
                                 current.siblingAtColumn(Column::MeaningColumn).data().toString());
    if (state != model::CellState::measured) {
        // Behind the meaning; the last line says where the value stands, which the row shows.
        const auto about = value.data(Qt::WhatsThisRole).toString().split(u'\n');
        text += u' ' + (about.size() > 2 ? about[about.size() - 2] : stateExplanation(state));
    }
    setDimmed(m_explanation, false);
    m_explanation->setText(text);
}

}
