// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pane.h"

#include <QColor>

class QAbstractProxyModel;
class QCheckBox;
class QLabel;
class QTableView;

namespace sandscope::model {
class NamespaceTable;
}

namespace sandscope::app {

class CellDelegate;

extern const PaneDescriptor namespacesPaneDescriptor;

/// What is behind the letter of the \a group -th namespace of a kind; every letter is readable on
/// it.
[[nodiscard]] QColor namespaceGround(int group, const QPalette& palette);

/// Which processes share which namespaces: equal ones have one letter and colour. Below, who the
/// selected task is in its user and PID namespaces. Enter or a double click selects a process.
class NamespacesPane : public Pane
{
    Q_OBJECT

public:
    explicit NamespacesPane(const PaneContext& context);
    [[nodiscard]] QAbstractItemView* mainView() const override;
    /// The lines below the table.
    [[nodiscard]] QString identityText() const;

protected:
    [[nodiscard]] QByteArray wantedPath() const override;
    [[nodiscard]] bool canShow(const model::FileContent& content) const override;
    void showContent(const model::FileContentPtr& content) override;
    void clearContent() override;
    void clearMarks() override;

private:
    void markSelected(); ///< the row of the process that is selected

    model::NamespaceTable* m_model;
    QAbstractProxyModel* m_sorted;
    QTableView* m_table;
    CellDelegate* m_delegate;
    QByteArray m_sizedFor; ///< whose rows the columns fit
    QCheckBox* m_different;
    QLabel* m_identity;
};

}
