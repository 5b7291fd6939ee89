// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/panes/pane.h>
#include <model/records/kindtable.h>

class QSplitter;
class QTableView;

namespace sandscope::app {

class AtlasView;

extern const PaneDescriptor atlasPaneDescriptor;

/// The address space of the selected task as a picture, with its sums: of what is selected below
/// it, by kind beside it. Made of smaps, or of maps where there is no smaps to be had; what is
/// resident is then unknown.
class AtlasPane : public Pane
{
    Q_OBJECT

public:
    explicit AtlasPane(const PaneContext& context);
    [[nodiscard]] QAbstractItemView* mainView() const override; ///< the sums by kind
    [[nodiscard]] AtlasView* view() const { return m_view; }
    [[nodiscard]] QString sumsText() const;
    /// Mappings that differ, gone ones included.
    [[nodiscard]] std::optional<int> differences() const override;
    bool goToDifference(int direction) override;
    /// The picture of what was read is on screen, too.
    [[nodiscard]] bool isSpaceSettled() const { return isSettled() && !m_maker->isBusy(); }

protected:
    [[nodiscard]] QByteArray wantedPath() const override;
    [[nodiscard]] model::FailureText emptyText() const override;
    void showContent(const model::FileContentPtr& content) override;
    void clearContent() override;
    void clearMarks() override;
    void showBaseline(const model::FileContentPtr& baseline) override;

private:
    [[nodiscard]] bool isSmapsMissing() const;
    void showSpace(const model::AddressSpacePtr& space);
    void fitTable();
    void followAddress();
    void updateSums();

    /// For whom smaps could not be had.
    struct Reader
    {
        procfs::TaskId task;
        procfs::Dialect dialect{};
        const void* source = nullptr;
        bool operator==(const Reader&) const = default;
    };
    [[nodiscard]] Reader reader() const;

    std::optional<Reader> m_withoutSmaps;
    model::SpaceMaker* m_maker;
    model::KindTableModel* m_kinds;
    AtlasView* m_view;
    QTableView* m_table;
    QLabel* m_sums;
    QSplitter* m_splitter;
    int m_tableWidth = 0; ///< that the table was given room for
};

}
