// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "messageline.h"

#include <QAccessible>

namespace sandscope::app {

MessageLine::MessageLine(QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
}

void MessageLine::say(const QString& text, bool isProblem)
{
    if (text == m_message && isProblem == m_isProblem)
        return;
    m_message = text;
    m_isProblem = isProblem;
    auto changed = font();
    changed.setBold(isProblem);
    setFont(changed);
    setToolTip(text);
    setAccessibleName(text); // what is shown may be cut
    elide();
    if (!text.isEmpty() && QAccessible::isActive()) {
        QAccessibleEvent event(this, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
}

void MessageLine::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    elide();
}

void MessageLine::elide()
{
    setText(fontMetrics().elidedText(m_message, Qt::ElideRight, width()));
}

}
