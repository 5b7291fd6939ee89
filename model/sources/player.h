// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/source.h>

#include <QTimer>

namespace sandscope::model {

/// Time over one source: the timeline, where the viewer stands on it, and whether it runs.
///
/// "Now" is the moment shown. Stepping forward moves along the timeline and, at its end, asks the
/// source for more. A moment that fell out of the memory budget is made again by running the
/// scenario from its start.
class Player : public QObject
{
    Q_OBJECT

public:
    explicit Player(std::unique_ptr<Source> source, QObject* parent = nullptr);
    ~Player() override;

    [[nodiscard]] Source* source() const;
    [[nodiscard]] const snapshot::Timeline& timeline() const;
    /// Index on the timeline of the moment shown; -1 before the first sample.
    [[nodiscard]] int position() const;
    [[nodiscard]] const snapshot::Moment* now() const;
    [[nodiscard]] bool isPlaying() const;
    /// Steps, or samples, a second: 0.25 … 16.
    [[nodiscard]] double speed() const;
    [[nodiscard]] bool canStepForward() const;
    [[nodiscard]] bool canStepBack() const;
    /// For a slider: 0 … range(). Of a scenario its steps (also those not run yet), otherwise the
    /// moments kept.
    [[nodiscard]] int range() const;
    [[nodiscard]] int sliderPosition() const;

public Q_SLOTS:
    void start(); ///< the first sample
    void restart();
    void step();
    void stepBack();
    void play();
    void pause();
    void setSpeed(double perSecond);
    /// To a slider position; a scenario is run up to it where it has not been yet. Cancels what is
    /// still under way.
    void seek(int sliderPosition);
    /// Runs to the end of a scenario, or to generation \a generation where it is not 0; then emits
    /// arrived().
    void runTo(sandscope::procfs::Generation generation);
    void refresh(); ///< one more sample of a live source, without playing

Q_SIGNALS:
    /// The moment shown is another one. Not emitted when a sample brought the same snapshot object.
    void nowChanged();
    void stateChanged(); ///< playing, speed, range or what can be done
    void arrived();
    void failed(const sandscope::model::SourceError& error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
