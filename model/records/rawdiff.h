// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/fileview.h>

#include <QAbstractTableModel>

#include <memory>

namespace sandscope::model {

/// The bytes of two contents of a file, laid side by side on a worker: lines that both have, those
/// that the baseline alone has as Mark::gone, those that it has not as Mark::added; rows of 16
/// bytes, in hexadecimal, are the same where their offset is, and Mark::changed where they differ.
///
/// Columns and texts are those of RawModel. What is shown stays until the next comparison is done,
/// which is a reset.
class RawDiffModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit RawDiffModel(QObject* parent = nullptr);
    ~RawDiffModel() override;

    /// One of them null: no rows. \a hex: in rows of 16 bytes.
    void setContents(const FileContentPtr& content, const FileContentPtr& baseline, bool hex);
    void setOnlyDifferences(bool only); ///< hides lines that both have
    [[nodiscard]] bool isBusy() const; ///< settled() follows
    [[nodiscard]] bool isEmpty() const; ///< nothing is compared, or nothing is ready yet
    [[nodiscard]] bool showsHex() const;
    [[nodiscard]] int differences() const; ///< rows that differ, whether they are shown or not
    /// The row of the content that begins at, or nearest before, an offset; -1: none does.
    [[nodiscard]] int rowAtOffset(std::size_t offset) const;
    /// Absent for a row that the baseline alone has.
    [[nodiscard]] std::optional<std::size_t> offsetOfRow(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void settled(); ///< the contents asked for last are shown

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
