// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pane.h"

#include <model/records/spacemaker.h>
#include <model/records/tables.h>
#include <model/sandbox/hostreader.h>

class QAbstractProxyModel;
class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QSplitter;
class QTableView;

namespace sandscope::app {

class CellDelegate;

extern const PaneDescriptor memoryPaneDescriptor;

/// The mappings of a task as one table: of maps, or with "Residency" of smaps, then with what of
/// them is resident and the whole block of the current one beside the table. Below it the sums of
/// the selected ones and of each kind.
///
/// Of a running sandbox it tells, when asked, what this computer has committed to each mapping.
///
/// smaps costs the kernel a walk over the page tables, so of a live source it is read only when
/// somebody asks for it; and where there is none, maps is shown and the reason said.
class MemoryPane : public Pane
{
    Q_OBJECT

public:
    explicit MemoryPane(const PaneContext& context);
    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] QAbstractItemView* mainView() const override;
    void showForm(QByteArrayView name) override;
    /// The line below the table.
    [[nodiscard]] QString sumsText() const;
    /// What there is of each kind; empty while it is not counted yet.
    [[nodiscard]] QString kindsText() const;

    /// What this computer has of the memory, in sentences; empty: not asked.
    [[nodiscard]] QString hostText() const;

    bool eventFilter(QObject* watched, QEvent* event) override;

protected:
    [[nodiscard]] QByteArray wantedPath() const override;
    void showContent(const model::FileContentPtr& content) override;
    void showBaseline(const model::FileContentPtr& baseline) override;
    void clearContent() override;
    void clearMarks() override;
    void resizeEvent(QResizeEvent* event) override;

private:
    /// For whom smaps could not be had.
    struct Reader
    {
        procfs::TaskId task;
        procfs::Dialect dialect = procfs::Dialect::gvisor2019;
        const void* source = nullptr;
        bool operator==(const Reader&) const = default;
    };
    [[nodiscard]] Reader reader() const;
    [[nodiscard]] bool wantsResidency() const;
    void setResidency(bool wanted);
    void followSource();
    [[nodiscard]] bool wantsHost() const;
    void askHost(); ///< what this computer has of the memory, if somebody wants to know
    [[nodiscard]] QString noHost() const; ///< why it cannot be asked, as a sentence; empty: it can
    void updateHost();
    void hideColumns();
    void placeBlock(); ///< beside the table, or below it where the pane is narrow
    [[nodiscard]] int rowOf(const QModelIndex& shown) const; ///< in the model
    void followAddress();
    void setAddress();
    void followPointer();
    void updateSums();
    void updateKinds(const model::AddressSpacePtr& space);
    void updateBlock();

    model::VmaTableModel* m_model;
    model::SpaceMaker* m_maker;
    QAbstractProxyModel* m_sorted; ///< what the table shows
    QTableView* m_table;
    CellDelegate* m_delegate;
    QCheckBox* m_residency;
    QCheckBox* m_host;
    model::HostReader* m_hostReader;
    QLabel* m_hostLine;
    QLabel* m_missing; ///< why there is no smaps
    QLabel* m_sums;
    QLabel* m_kinds;
    QSplitter* m_splitter;
    QPlainTextEdit* m_block;
    std::optional<bool> m_chosen; ///< what the user wants; absent: what suits the source
    struct Form
    {
        bool hasResidency = false;
        bool hasHost = false;
        int room = 0; ///< 0: for the fewest columns
        bool operator==(const Form&) const = default;
    };
    std::optional<Form> m_columnsFor;
    Reader m_withoutSmaps;
    bool m_following = false;
};

}
