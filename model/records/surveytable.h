// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/rowtable.h>

#include <functional>
#include <span>

namespace sandscope::model {

/// Titles and meanings are translated in the context "Surveys".
struct SurveyColumn
{
    const char* id;
    const char* title;
    const char* meaning; ///< a sentence: the tool tip where a cell has none of its own
    bool isRightAligned = false;
};

struct SurveyCell
{
    QString text{}; ///< hostile bytes escaped
    QVariant raw{}; ///< what is sorted by; a text stands for itself
    CellState state = CellState::measured;
    QString about{}; ///< the tool tip; empty: the column's meaning
};

/// A row made whole, so that it can be compared with that of any other moment.
struct SurveyRow
{
    quint64 key = 0;
    QList<SurveyCell> cells{}; ///< one for each column
    quint32 task = 0; ///< TaskIdRole
    QByteArray path{}; ///< PathRole
    Mark mark = Mark::none;
    int was = -1;

    [[nodiscard]] bool sameCells(const SurveyRow& other) const;
};

/// A table of what was found out about some tasks: of FileContents that a FileReader made. The rows
/// of a content are a pure function of it.
class SurveyTable : public RowTable
{
    Q_OBJECT

public:
    using Rows = std::function<QList<SurveyRow>(const FileContent& content)>;

    SurveyTable(std::span<const SurveyColumn> columns, Rows rows, QObject* parent = nullptr);

    /// Null: no rows. The content shown already: its marks end.
    void setContent(const FileContentPtr& content);
    void setBaseline(const FileContentPtr& baseline) override;
    [[nodiscard]] const FileContentPtr& content() const { return m_content; }
    [[nodiscard]] const SurveyRow& row(int row) const { return m_rows.shown.at(row); }
    /// The row with that key, of those that the baseline alone has only where no other has it; -1:
    /// none.
    [[nodiscard]] int rowOfKey(quint64 key) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    std::span<const SurveyColumn> m_columns;
    Rows m_rowsOf;
    FileContentPtr m_content;
    ComparedRows<SurveyRow> m_rows;
};

/// "Not permitted: …" of a failure, and the cell that stands for a value it kept from us.
[[nodiscard]] SurveyCell failedCell(const procfs::Failure& failure);

}
