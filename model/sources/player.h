// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/source.h>

#include <QTimer>

namespace sandscope::model {

/// Time over one source: the timeline, where the viewer stands on it, and whether it runs.
///
/// "Now" is the moment shown. Where time passes by itself, stepping forward moves along the
/// timeline and, at its end, asks for another sample. To play is to follow the newest sample;
/// pausing then keeps what is shown, and samples go on being taken behind it (recording) until the
/// timeline would have to drop what is shown. Where the source has steps of its own, the
/// timeline holds the neighbours of the present moment that are known; any other moment is asked
/// for, and stays where it is until that one is there.
class Player : public QObject
{
    Q_OBJECT

public:
    enum class Direction { forward, backward };
    Q_ENUM(Direction)

    explicit Player(std::unique_ptr<Source> source, QObject* parent = nullptr);
    ~Player() override;

    [[nodiscard]] Source* source() const;
    [[nodiscard]] const snapshot::Timeline& timeline() const;
    /// Index on the timeline of the moment shown; -1 before the first sample.
    [[nodiscard]] int position() const;
    [[nodiscard]] const snapshot::Moment* now() const;
    [[nodiscard]] bool isPlaying() const;
    /// Of a live source that is paused: samples are taken all the same.
    [[nodiscard]] bool isRecording() const;
    /// It was, until there was no room left for another sample.
    [[nodiscard]] bool isFull() const;
    /// Moments kept that are newer than the one shown; of a source with steps: 0.
    [[nodiscard]] int newer() const;
    /// Steps, or samples, a second: 0.25 … 16.
    [[nodiscard]] double speed() const;
    [[nodiscard]] bool canStepForward() const;
    [[nodiscard]] bool canStepBack() const;
    /// For a slider: 0 … range(). Of a scenario its steps (also those not run yet), otherwise the
    /// moments kept.
    [[nodiscard]] int range() const;
    [[nodiscard]] int sliderPosition() const;
    /// On the way to a change or a breakpoint; cancelSearch() ends that.
    [[nodiscard]] bool isSearching() const;

public Q_SLOTS:
    void start(); ///< the first sample
    void restart();
    void step();
    void stepBack();
    void play();
    void pause();
    void halt(); ///< pauses, and records nothing either
    /// To the newest sample of a source without steps; follows what comes where it is live.
    void goToNewest();
    void setSpeed(double perSecond);
    /// To a slider position; a scenario is run up to it where it has not been yet. Cancels what is
    /// still under way.
    void seek(int sliderPosition);
    /// Runs to the end of a scenario, or to generation \a generation where it is not 0; then emits
    /// arrived().
    void runTo(sandscope::procfs::Generation generation);
    /// To the nearest moment behind, or in front of, the one shown at which something of \a task
    /// changes; then emits searchEnded(). Where the source has no steps, of the moments kept, and
    /// processor time alone is no change.
    void runToChange(sandscope::procfs::TaskId task, sandscope::model::Player::Direction direction);
    /// The same for \a expression beginning to hold for a task, in \a dialect; \a masksSecrets:
    /// asked about what an audience sees.
    void runToBreakpoint(const QString& expression, sandscope::procfs::Dialect dialect,
                         sandscope::model::Player::Direction direction, bool masksSecrets = false);
    /// To the first moment of all at which it holds; none: in the source's own dialect. Then emits
    /// arrived(), or failed().
    void runUntil(const QString& expression, std::optional<sandscope::procfs::Dialect> dialect);
    void cancelSearch(); ///< what is shown stays
    void refresh(); ///< one more sample of a live source, without playing
    /// Until it is let go, no sample is asked for because time passes: the last one is still read.
    void setHeld(bool isHeld);

Q_SIGNALS:
    /// The moment shown is another one. Not emitted when a sample brought the same snapshot object.
    void nowChanged();
    void stateChanged(); ///< playing, speed, range or what can be done
    /// The source was opened anew: what was known of its moments is so no longer. Before
    /// nowChanged().
    void restarted();
    void arrived();
    /// A search found its moment, which is shown now, or none, or was cancelled or replaced. \a
    /// task: for which the expression began to hold.
    void searchEnded(sandscope::stepping::Arrival arrival, sandscope::procfs::TaskId task);
    void progressed(int step); ///< on a way that takes long
    void failed(const sandscope::model::SourceError& error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
