// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pane.h"

class QAbstractProxyModel;
class QTableView;

namespace sandscope::model {
class SurveyTable;
}

namespace sandscope::app {

class CellDelegate;

extern const PaneDescriptor threadsPaneDescriptor;

/// The threads of the selected process, or of the process of the selected thread. Enter or a double
/// click selects one.
class ThreadsPane : public Pane
{
    Q_OBJECT

public:
    explicit ThreadsPane(const PaneContext& context);
    [[nodiscard]] QAbstractItemView* mainView() const override;

protected:
    [[nodiscard]] QByteArray wantedPath() const override;
    [[nodiscard]] bool canShow(const model::FileContent& content) const override;
    [[nodiscard]] model::FailureText emptyText() const override;
    void showContent(const model::FileContentPtr& content) override;
    void clearContent() override;
    void clearMarks() override;

private:
    void goToThread(const QModelIndex& index);
    void markSelected(); ///< the row of the task that is selected

    model::SurveyTable* m_model;
    QAbstractProxyModel* m_sorted;
    QTableView* m_table;
    CellDelegate* m_delegate;
    QByteArray m_sizedFor; ///< whose rows the columns fit
};

}
