// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;

namespace sandscope::app {

class Actions;
class Selection;
class Session;
class TimelineLegend;
class TimelineView;

/// Time at the foot of the window: a timeline with what its signs mean, buttons, where one stands,
/// and beside them what the scenario says about the present step. Hidden for a source in which time
/// does not pass.
class PlayerBar : public QWidget
{
    Q_OBJECT

public:
    PlayerBar(Session* session, Selection* selection, const Actions& actions,
              QWidget* parent = nullptr);

    [[nodiscard]] TimelineView* timeline() const { return m_timeline; }
    [[nodiscard]] TimelineLegend* legend() const { return m_legend; }
    [[nodiscard]] QString positionText() const;
    [[nodiscard]] QString noteText() const;
    void changeSpeed(int steps); ///< along the speeds offered; positive is faster

private:
    void followState();
    void followMoment();
    void followPosition();
    void followSource();
    void followLegend();

    Session* m_session;
    TimelineView* m_timeline;
    TimelineLegend* m_legend;
    QComboBox* m_speed;
    QLabel* m_position;
    QLabel* m_title;
    QLabel* m_note;
    QWidget* m_noteArea;
};

}
