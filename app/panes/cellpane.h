// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pane.h"

#include <model/records/celltable.h>

#include <QSet>

class QAbstractProxyModel;
class QLabel;
class QTableView;

namespace sandscope::app {

class CellDelegate;

/// A pane of one CellTable, with what the current row means below it. Enter or a double click on a
/// row asks for the file that it is from.
class CellPane : public Pane
{
    Q_OBJECT

public:
    struct Looks
    {
        QSet<int> monospace{}, badges{}, paths{}; ///< columns
        QSet<int> hidden{}; ///< at first
        bool isSortable = true; ///< otherwise the order of rows tells something
    };
    CellPane(const PaneDescriptor& descriptor, const PaneContext& context,
             std::span<const model::TableColumn> columns, model::CellTable::RowsOf rowsOf,
             const Looks& looks);
    [[nodiscard]] QAbstractItemView* mainView() const override;
    bool eventFilter(QObject* watched, QEvent* event) override;

protected:
    void showContent(const model::FileContentPtr& content) override;
    void clearContent() override;
    void clearMarks() override;

private:
    void explainCurrent();
    void lookForField();
    void open(const QModelIndex& index);

    model::CellTable* m_model;
    QAbstractProxyModel* m_sorted; ///< what the table shows
    QTableView* m_table;
    CellDelegate* m_delegate;
    QLabel* m_explanation = nullptr;
    QByteArray m_wantedField; ///< chosen elsewhere, not found yet; empty: none
};

}
