// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "breakpointbar.h"

#include "icons.h"
#include "messageline.h"
#include "session.h"

#include <model/records/tables.h>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace sandscope::app {

using Direction = model::Player::Direction;
using stepping::Arrival;

BreakpointBar::BreakpointBar(Session* session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_line(new QLineEdit)
    , m_back(new QToolButton)
    , m_forward(new QToolButton)
    , m_close(new QToolButton)
    , m_message(new MessageLine)
{
    setAccessibleName(tr("Breakpoint"));
    auto* label = new QLabel(tr("Run &to:"));
    label->setBuddy(m_line);
    m_line->setAccessibleName(tr("Breakpoint expression"));
    m_line->setPlaceholderText(tr("status.Threads > 4, or maps.perms == \"rwx\""));
    m_line->setToolTip(tr("Where to stop: FILE.FIELD, a comparison (== != < > : ~) and a value; "
                          "joined by and, or, not"));
    m_line->setClearButtonEnabled(true);
    m_line->installEventFilter(this);
    setUpButton(m_back, "step-back", tr("Run Back"),
                tr("Back to where it last began to hold (Shift+Enter)"));
    setUpButton(m_forward, "step", tr("Run"), tr("On to where it begins to hold (Enter)"));
    setUpButton(m_close, "clear", tr("Close"), tr("Hide this line (Esc)"));
    m_message->setObjectName(QStringLiteral("breakpoint.message"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 4, 10, 4);
    layout->setSpacing(6);
    layout->addWidget(label);
    layout->addWidget(m_line, 3);
    layout->addWidget(m_back);
    layout->addWidget(m_forward);
    layout->addSpacing(6);
    layout->addWidget(m_message, 4);
    layout->addWidget(m_close);
    hide();

    connect(m_back, &QToolButton::clicked, this, [this] { run(Direction::backward); });
    connect(m_forward, &QToolButton::clicked, this, [this] { run(Direction::forward); });
    connect(m_close, &QToolButton::clicked, this, &BreakpointBar::dismiss);
    connect(m_line, &QLineEdit::textEdited, this, [this] { m_message->say({}); });
    connect(m_session, &Session::sourceChanged, this, &BreakpointBar::followSource);
    followSource();
}

void BreakpointBar::open()
{
    show();
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

QString BreakpointBar::expression() const
{
    return m_line->text();
}

void BreakpointBar::setExpression(const QString& text)
{
    m_line->setText(text);
}

QString BreakpointBar::message() const
{
    return m_message->message();
}

void BreakpointBar::followSource()
{
    if (m_player)
        m_player->disconnect(this);
    m_player = m_session->player();
    m_isRunning = false;
    m_message->say({});
    if (!m_player || !m_session->capabilities().canStep) {
        hide();
        return;
    }
    connect(m_player, &model::Player::searchEnded, this, &BreakpointBar::finish);
    connect(m_player, &model::Player::progressed, this, [this](int step) {
        if (m_isRunning)
            m_message->say(
                tr("At step %1 of %2; Esc ends the search").arg(step).arg(m_player->range()));
    });
}

void BreakpointBar::run(Direction direction)
{
    if (!m_player)
        return;
    m_player->runToBreakpoint(m_line->text(), m_session->dialect(), direction,
                              m_session->isPresenting());
    m_direction = direction;
    m_isRunning = m_player->isSearching();
    m_message->say(m_isRunning ? tr("Running…") : QString());
}

void BreakpointBar::finish(Arrival arrival, procfs::TaskId task)
{
    if (!std::exchange(m_isRunning, false)) // a change that somebody else looked for
        return;
    switch (arrival) {
    case Arrival::there: {
        const auto* row = m_session->task(task);
        m_message->say(row ? tr("Begins to hold for %1 (%2)")
                                 .arg(model::escaped(QByteArray::fromStdString(row->name)),
                                      QString::number(row->tid.value))
                           : QString());
        Q_EMIT hit(task);
        break;
    }
    case Arrival::notFound:
        m_message->say(m_direction == Direction::forward
                           ? tr("Begins to hold for no task after this step")
                           : tr("Begins to hold for no task before this step"));
        break;
    case Arrival::cancelled:
        m_message->say(tr("Stopped"));
        break;
    }
}

bool BreakpointBar::explain(const model::SourceError& error)
{
    if (error.code != model::SourceError::Code::badExpression || isHidden())
        return false;
    m_line->setFocus();
    m_line->setCursorPosition(std::max(error.column - 1, 0));
    m_message->say(error.explanation, true);
    return true;
}

void BreakpointBar::dismiss()
{
    if (m_isRunning && m_player) {
        m_player->cancelSearch();
        return;
    }
    const bool hadFocus = isAncestorOf(focusWidget());
    hide();
    if (hadFocus && parentWidget())
        parentWidget()->setFocus();
}

bool BreakpointBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isShifted = key->modifiers().testFlag(Qt::ShiftModifier);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            run(isShifted ? Direction::backward : Direction::forward);
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            dismiss();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}
