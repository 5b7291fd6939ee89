// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/atlas/layout.h>
#include <model/atlas/space.h>
#include <model/records/fileview.h>

#include <QObject>

#include <memory>

namespace sandscope::model {

/// The mappings of a content of maps or smaps, ready to be drawn. Immutable.
struct AddressSpace
{
    FileContentPtr content;
    FileContentPtr baseline; ///< that the space was compared with; null: with none
    atlas::Space space;
    atlas::Layout layout;
};
using AddressSpacePtr = std::shared_ptr<const AddressSpace>;

/// Makes one in the calling thread. \a before: the content shown before; marks what differs from
/// it where it is the same task's in the same dialect.
[[nodiscard]] AddressSpacePtr makeAddressSpace(const FileContentPtr& content,
                                               const FileContentPtr& before);
/// The same with what differs from a baseline, whatever that is of. What is gone has its place.
[[nodiscard]] AddressSpacePtr compareAddressSpace(const FileContentPtr& content,
                                                  const FileContentPtr& baseline);

/// Makes address spaces of one content after the other on a worker. The last request wins.
class SpaceMaker : public QObject
{
    Q_OBJECT

public:
    explicit SpaceMaker(QObject* parent = nullptr);
    ~SpaceMaker() override;

    /// Null: none; changed() follows at once. The content made of last: nothing happens.
    void setContent(const FileContentPtr& content);
    /// Null: what the content shown before differs in is marked.
    void setBaseline(const FileContentPtr& baseline);
    [[nodiscard]] AddressSpacePtr space() const; ///< the newest that is ready; null: none
    [[nodiscard]] bool isBusy() const;

Q_SIGNALS:
    void changed(const sandscope::model::AddressSpacePtr& space);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
