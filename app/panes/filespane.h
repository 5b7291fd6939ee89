// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pane.h"

#include <model/survey/descriptors.h>

class QAbstractProxyModel;
class QAction;
class QLabel;
class QMenu;
class QTableView;

namespace sandscope::model {
class SurveyTable;
}

namespace sandscope::app {

extern const PaneDescriptor filesPaneDescriptor;

/// The descriptors of a task, and who holds the other ends of its pipes and sockets: Enter, a
/// double click or the context menu go there.
class FilesPane : public Pane
{
    Q_OBJECT

public:
    explicit FilesPane(const PaneContext& context);
    [[nodiscard]] QAbstractItemView* mainView() const override;
    /// The line below the table: how far the search for other ends came.
    [[nodiscard]] QString searchText() const;

protected:
    [[nodiscard]] QByteArray wantedPath() const override;
    [[nodiscard]] bool canShow(const model::FileContent& content) const override;
    [[nodiscard]] model::FailureText emptyText() const override;
    void showContent(const model::FileContentPtr& content) override;
    void clearContent() override;
    void clearMarks() override;

private:
    /// The descriptor in the current row; null: none.
    [[nodiscard]] const survey::Descriptor* current() const;
    void fitColumns(); ///< anew for each task, but no column narrower
    void offerHolders();
    void goToOtherEnd();
    void goTo(const survey::Holder& holder);
    void lookForDescriptor();

    model::SurveyTable* m_model;
    QAbstractProxyModel* m_sorted;
    QTableView* m_table;
    QLabel* m_search;
    QMenu* m_holders; ///< where one can go from the current row
    QAction* m_go;
    procfs::TaskId m_wantedTask; ///< whose descriptor is to be made current, once it is there
    int m_wantedFd = -1;
    QByteArray m_sizedFor;
};

}
