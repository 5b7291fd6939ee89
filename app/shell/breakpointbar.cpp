// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "breakpointbar.h"

#include "icons.h"
#include "session.h"

#include <model/records/tables.h>

#include <QAccessible>
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
    , m_message(new QLabel)
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
    m_message->setTextFormat(Qt::PlainText);
    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);

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
    connect(m_line, &QLineEdit::textEdited, this, [this] { say({}); });
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
    return m_text;
}

void BreakpointBar::followSource()
{
    if (m_player)
        m_player->disconnect(this);
    m_player = m_session->player();
    m_isRunning = false;
    say({});
    if (!m_player || !m_session->capabilities().canStep) {
        hide();
        return;
    }
    connect(m_player, &model::Player::searchEnded, this, &BreakpointBar::finish);
    connect(m_player, &model::Player::progressed, this, [this](int step) {
        if (m_isRunning)
            say(tr("At step %1 of %2; Esc ends the search").arg(step).arg(m_player->range()));
    });
}

void BreakpointBar::run(Direction direction)
{
    if (!m_player)
        return;
    m_player->runToBreakpoint(m_line->text(), m_session->dialect(), direction);
    m_direction = direction;
    m_isRunning = m_player->isSearching();
    say(m_isRunning ? tr("Running…") : QString());
}

void BreakpointBar::finish(Arrival arrival, procfs::TaskId task)
{
    if (!std::exchange(m_isRunning, false)) // a change that somebody else looked for
        return;
    switch (arrival) {
    case Arrival::there: {
        const auto* row = m_session->task(task);
        say(row ? tr("Begins to hold for %1 (%2)")
                      .arg(model::escaped(QByteArray::fromStdString(row->name)))
                      .arg(row->tid.value)
                : QString());
        Q_EMIT hit(task);
        break;
    }
    case Arrival::notFound:
        say(m_direction == Direction::forward ? tr("Begins to hold for no task behind this step")
                                              : tr("Begins to hold for no task before this step"));
        break;
    case Arrival::cancelled:
        say(tr("Stopped"));
        break;
    }
}

bool BreakpointBar::explain(const model::SourceError& error)
{
    if (error.code != model::SourceError::Code::badExpression || isHidden())
        return false;
    m_line->setFocus();
    m_line->setCursorPosition(std::max(error.column - 1, 0));
    say(error.explanation, true);
    return true;
}

void BreakpointBar::say(const QString& text, bool isProblem)
{
    m_text = text;
    auto font = m_message->font();
    font.setBold(isProblem);
    m_message->setFont(font);
    m_message->setToolTip(text);
    m_message->setAccessibleName(text); // what is shown may be cut
    elide();
    if (!text.isEmpty() && QAccessible::isActive()) {
        QAccessibleEvent event(m_message, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
}

void BreakpointBar::elide()
{
    m_message->setText(
        m_message->fontMetrics().elidedText(m_text, Qt::ElideRight, m_message->width()));
}

void BreakpointBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layout()->activate(); // so that the label has its new width
    elide();
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
