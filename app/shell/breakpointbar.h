// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/player.h>

#include <QPointer>
#include <QWidget>

class QLineEdit;
class QToolButton;

namespace sandscope::app {

class MessageLine;
class Session;

/// One line for an expression, above the player: Enter runs to where it begins to hold, Shift+Enter
/// back to where it last began, Escape ends the search, or hides the line. Says below what came of
/// it. Hidden until open().
class BreakpointBar : public QWidget
{
    Q_OBJECT

public:
    explicit BreakpointBar(Session* session, QWidget* parent = nullptr);

    void open(); ///< shows it, with the keyboard in the line
    [[nodiscard]] QString expression() const;
    void setExpression(const QString& text);
    [[nodiscard]] QString message() const;
    /// Says in the line what is wrong with the expression. False: the line is hidden, or \a error
    /// is about something else.
    bool explain(const model::SourceError& error);

Q_SIGNALS:
    void hit(sandscope::procfs::TaskId task); ///< the moment shown is one where it begins to hold

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void run(model::Player::Direction direction);
    void followSource();
    void finish(stepping::Arrival arrival, procfs::TaskId task);
    void dismiss();

    Session* m_session;
    QLineEdit* m_line;
    QToolButton* m_back;
    QToolButton* m_forward;
    QToolButton* m_close;
    MessageLine* m_message;
    QPointer<model::Player> m_player;
    model::Player::Direction m_direction = model::Player::Direction::forward;
    bool m_isRunning = false; ///< the search under way is ours
};

}
