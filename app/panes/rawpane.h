// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pane.h"

#include <model/records/tables.h>

class QAbstractItemModel;
class QComboBox;
class QStackedWidget;
class QTableView;

namespace sandscope::app {

class CellDelegate;

extern const PaneDescriptor rawPaneDescriptor;

/// The exact bytes of one file: as text, in hexadecimal where it is binary, or decoded field by
/// field.
///
/// Shows the path that is selected; when another task is selected, the file of the same name there.
class RawPane : public Pane
{
    Q_OBJECT

public:
    explicit RawPane(const PaneContext& context);
    [[nodiscard]] QAbstractItemView* mainView() const override;
    bool toggleRaw() override;
    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] std::optional<int> differences() const override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    /// Shows the file of that name ("stat", "fd/3") of the selected task.
    void showFile(const QByteArray& name);

protected:
    [[nodiscard]] QByteArray wantedPath() const override;
    [[nodiscard]] bool canShow(const model::FileContent& content) const override;
    void showContent(const model::FileContentPtr& content) override;
    void clearContent() override;
    void clearMarks() override;
    void showBaseline(const model::FileContentPtr& baseline) override;
    void showOnlyDifferences(bool only) override;

private:
    enum class Form { automatic, text, hex, decoded };
    void listFiles();
    void applyForm();
    void fitLines(QTableView* table, const CellDelegate* delegate);
    [[nodiscard]] bool showsDiff() const;
    [[nodiscard]] std::optional<std::size_t> offsetOfRow(int row) const;
    void setUpLines(QTableView* table, QAbstractItemModel* model, CellDelegate* delegate);
    void rememberPath();
    void followAddress(); ///< to the line of the mapping that is selected
    void setAddress();
    void followLine(); ///< to the line that is selected
    void followPointer(); ///< marks the line of the mapping that the mouse is over elsewhere
    void setPointedAt(const QModelIndex& index);
    void goTo(std::size_t offset);
    [[nodiscard]] int rowAtOffset(std::size_t offset) const;

    model::RawModel* m_raw;
    model::RawDiffModel* m_diff; ///< lines of the baseline as well, while comparing
    model::FileContentPtr m_baseline; ///< that is shown beside the content
    model::FieldTableModel* m_fields;
    QComboBox* m_file;
    QComboBox* m_formChoice;
    QStackedWidget* m_tables;
    QTableView* m_rawTable;
    QTableView* m_diffTable;
    QTableView* m_fieldTable;
    CellDelegate* m_rawDelegate;
    CellDelegate* m_diffDelegate;
    CellDelegate* m_fieldDelegate;
    QByteArray m_name = "status"; ///< of the file, below the task's folder; empty: the folder
                                  ///< itself
    bool m_following = false;
    bool m_isLineNew = true; ///< the selected line was not gone to yet
    QByteArray m_elsewhere; ///< a path that belongs to no task ("version"); empty: m_name counts
};

}
