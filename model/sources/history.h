// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/happening.h>
#include <model/sources/player.h>

#include <QObject>

#include <memory>
#include <vector>

namespace sandscope::model {

/// A task that ended, and where to find what is left of it.
struct Tombstone
{
    std::shared_ptr<const snapshot::TaskSummary> row; ///< its last one; never null
    snapshot::SnapshotPtr last; ///< the last snapshot that had it; null: not kept any more
    procfs::Generation generation = 0; ///< at which it was not there any more
    std::optional<int> waitStatus; ///< absent: nobody recorded it
    int position = 0; ///< of the moment at which it was not there any more
};
/// Ascending by id. Immutable once made.
using Tombstones = std::vector<Tombstone>;
using TombstonesPtr = std::shared_ptr<const Tombstones>;
/// Null when the task is not among them.
[[nodiscard]] const Tombstone* tombstone(const TombstonesPtr& among, procfs::TaskId task);

/// What happened along a source, by the positions of its player's slider.
///
/// Of a source with steps all of it is found out ahead, by another run on a worker of its own; of
/// any other what its samples tell, as they come. What the player's timeline drops of a live source
/// is dropped here.
class History : public QObject
{
    Q_OBJECT

public:
    explicit History(Player* player, QObject* parent = nullptr);
    ~History() override;

    /// Positions are 0 … count() - 1.
    [[nodiscard]] int count() const;
    /// Null: not known (yet).
    [[nodiscard]] snapshot::HappenedPtr at(int position) const;
    /// Moments that stood before position 0 and were dropped to save memory.
    [[nodiscard]] int dropped() const;
    /// The furthest position that was shown.
    [[nodiscard]] int reached() const;
    /// Something more is about to be known.
    [[nodiscard]] bool isBusy() const;
    /// Raised by whatever changed(); lets who keeps a picture know that it is old.
    [[nodiscard]] quint64 version() const;

    /// The \a most tasks that ended last up to \a position. The same object when nothing differs
    /// from the answer before.
    [[nodiscard]] TombstonesPtr endedBefore(int position, int most) const;

Q_SIGNALS:
    void changed();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// "Exited with code 3", "Killed by SIGKILL"; empty where nobody recorded it.
[[nodiscard]] QString exitWords(std::optional<int> waitStatus);

}
