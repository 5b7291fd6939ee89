// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/fileview.h>
#include <model/records/rawlines.h>

#include <QAbstractTableModel>

#include <memory>

namespace sandscope::model {

/// The exact bytes of a file as lines: text where it is text (controls escaped), offset/hex/ASCII
/// rows of 16 bytes where it is binary. One column in text mode, three in hex mode. Lines are made
/// when asked for, so a file of many megabytes costs a search for newlines until it is scrolled.
///
/// In text mode a row ends behind a newline or NUL (as in environ), or after maxLineBytes; the
/// newline itself is not shown, tabs stand as blanks up to the next multiple of 8. RawValueRole is
/// the row's bytes as they are, in both modes.
class RawModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Mode { automatic, text, hex };
    enum HexColumn { OffsetColumn, BytesColumn, TextColumn };
    static constexpr int maxLineBytes = static_cast<int>(longestRawLine);
    explicit RawModel(QObject* parent = nullptr);
    ~RawModel() override;
    void setContent(const FileContentPtr& content);
    void setMode(Mode mode);
    [[nodiscard]] bool showsHex() const;
    [[nodiscard]] QByteArray bytes() const; ///< unescaped, all
    [[nodiscard]] int rowAtOffset(std::size_t offset) const; ///< -1: behind the end
    [[nodiscard]] std::size_t offsetOfRow(int row) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    /// Of a column, for every model with the columns of this one.
    [[nodiscard]] static QVariant heading(int section, bool hex, int role);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
