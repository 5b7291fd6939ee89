// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pane.h"

#include <model/records/tables.h>

class QAbstractProxyModel;
class QLabel;
class QPlainTextEdit;
class QTableView;

namespace sandscope::app {

class CellDelegate;

/// The mappings of a task as a table, with the sums of the selected ones below; for smaps also the
/// whole block of the current one, as the file has it.
class VmaPane : public Pane
{
    Q_OBJECT

public:
    enum class Form { maps, smaps };
    VmaPane(const PaneDescriptor& descriptor, const PaneContext& context, Form form);
    [[nodiscard]] QAbstractItemView* mainView() const override;
    /// The line below the table.
    [[nodiscard]] QString sumsText() const;

    bool eventFilter(QObject* watched, QEvent* event) override;

protected:
    [[nodiscard]] QByteArray wantedPath() const override;
    void showContent(const model::FileContentPtr& content) override;
    void showBaseline(const model::FileContentPtr& baseline) override;
    void clearContent() override;
    void clearMarks() override;

private:
    void hideColumns();
    [[nodiscard]] int rowOf(const QModelIndex& shown) const; ///< in the model
    void followAddress();
    void setAddress();
    void followPointer();
    void updateSums();
    void updateBlock();

    Form m_form;
    model::VmaTableModel* m_model;
    QAbstractProxyModel* m_sorted; ///< what the table shows
    QTableView* m_table;
    CellDelegate* m_delegate;
    QLabel* m_sums;
    QPlainTextEdit* m_block = nullptr; ///< smaps only
    bool m_following = false;
};

}
