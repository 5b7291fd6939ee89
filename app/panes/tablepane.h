// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pane.h"

class QLabel;
class QTableView;

namespace sandscope::app {

class CellDelegate;

/// A pane of one table with name, value, what it was, and meaning, and the whole meaning of the
/// current row below it, since a table has no room for sentences.
class TablePane : public Pane
{
    Q_OBJECT

public:
    TablePane(const PaneDescriptor& descriptor, const PaneContext& context, model::RowTable* model,
              const QByteArray& file);
    [[nodiscard]] QAbstractItemView* mainView() const override;

protected:
    [[nodiscard]] QByteArray wantedPath() const override { return taskFile(m_file); }
    void showBaseline(const model::FileContentPtr& baseline) override;
    /// After each content: the first one decides the widths of the columns.
    void sizeOnce();

private:
    void explainCurrent();
    /// Goes to the row of the field that was chosen elsewhere, once it is there.
    void lookForField();

    QByteArray m_file;
    QTableView* m_table;
    CellDelegate* m_delegate;
    QLabel* m_explanation = nullptr;
    QByteArray m_wantedField; ///< not found yet; empty: none
};

}
