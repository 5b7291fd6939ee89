// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pane.h"

class QAbstractItemModel;
class QLabel;
class QTableView;

namespace sandscope::app {

class CellDelegate;

/// A pane of one table with name, value and meaning, and the whole meaning of the current row below
/// it, since a table has no room for sentences.
class TablePane : public Pane
{
    Q_OBJECT

public:
    TablePane(const PaneDescriptor& descriptor, const PaneContext& context,
              QAbstractItemModel* model, const QByteArray& file);
    [[nodiscard]] QAbstractItemView* mainView() const override;

protected:
    [[nodiscard]] QByteArray wantedPath() const override { return taskFile(m_file); }
    void sizeOnce(); ///< the first content decides the widths of the columns

private:
    void explainCurrent();

    QByteArray m_file;
    QTableView* m_table;
    CellDelegate* m_delegate;
    QLabel* m_explanation;
};

}
