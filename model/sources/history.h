// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/happening.h>
#include <model/sources/player.h>
#include <model/sources/tombstone.h>

#include <QObject>

#include <memory>

namespace sandscope::model {

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

}
