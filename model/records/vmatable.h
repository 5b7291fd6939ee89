// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/rowtable.h>
#include <model/sandbox/hostmemory.h>

#include <memory>
#include <optional>

namespace sandscope::model {

/// Sums over VMAs. Only what every VMA summed over has; absent otherwise.
struct VmaSums
{
    int count = 0;
    quint64 sizeBytes = 0;
    std::optional<quint64> rssKb, pssKb, dirtyKb; ///< dirty: shared and private together
};

/// VMAs of maps (address, size, permissions, offset, device, inode, use, name) and, from smaps,
/// also Rss, Pss, dirty, swap and the other values as columns. Rows are matched by start address
/// between generations; a new or gone one that stood, or stands, inside another says so. A whole
/// smaps block is blockText().
class VmaTableModel : public RowTable
{
    Q_OBJECT

public:
    enum Column {
        StartColumn,
        EndColumn,
        SizeColumn,
        PermissionsColumn,
        OffsetColumn,
        DeviceColumn,
        InodeColumn,
        RssColumn,
        PssColumn,
        DirtyColumn, ///< shared and private
        SwapColumn,
        PrivateDirtyColumn,
        PrivateCleanColumn,
        SharedDirtyColumn,
        SharedCleanColumn,
        ReferencedColumn,
        AnonymousColumn,
        LockedColumn,
        FlagsColumn,
        HostColumn, ///< of a sandbox: how much this computer has committed to it
        UseColumn, ///< in words: heap, stack of a thread, program code …
        NameColumn,
        ColumnCount
    };
    explicit VmaTableModel(QObject* parent = nullptr);
    ~VmaTableModel() override;
    /// Null: no rows. The content shown already: its marks end.
    void setContent(const FileContentPtr& content);
    void setBaseline(const FileContentPtr& baseline) override;
    /// What this computer has of the mappings of the content; null: nothing is known of it, and the
    /// column has no heading.
    void setHost(const HostMemoryPtr& host);
    [[nodiscard]] bool hasSmaps() const; ///< otherwise the columns from smaps stay empty: hide them
    /// Those that only smaps fills.
    [[nodiscard]] static QList<int> smapsColumns();
    /// The sum of all rows for an empty list. Rows that the baseline alone has do not count.
    [[nodiscard]] VmaSums sums(const QList<int>& rows) const;
    [[nodiscard]] QString blockText(int row) const; ///< the lines of the file for that VMA, escaped
    [[nodiscard]] quint64 startAddress(int row) const;
    [[nodiscard]] int rowOfAddress(quint64 address) const; ///< -1 when no VMA holds it;
                                                           ///< one of the baseline only where
                                                           ///< none of the content does
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QVariant hostCell(int row, int role) const;

    struct Private;
    std::unique_ptr<Private> d;
};

/// "stack of thread 9".
[[nodiscard]] QString useText(const atlas::Use& use);

}
