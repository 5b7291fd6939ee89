// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;

namespace sandscope::app {

class Actions;
class Session;

/// Time at the foot of the window: buttons, a slider over the steps, where one stands, and beside
/// it what the scenario says about the present step. Hidden for a source in which time does not
/// pass.
class PlayerBar : public QWidget
{
    Q_OBJECT

public:
    PlayerBar(Session* session, const Actions& actions, QWidget* parent = nullptr);

    [[nodiscard]] QString positionText() const;
    [[nodiscard]] QString noteText() const;
    void changeSpeed(int steps); ///< along the speeds offered; positive is faster

private:
    void followState();
    void followMoment();
    void followSource();

    Session* m_session;
    QSlider* m_slider;
    QComboBox* m_speed;
    QLabel* m_position;
    QLabel* m_title;
    QLabel* m_note;
    QWidget* m_noteArea;
};

}
