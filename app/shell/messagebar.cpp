// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "messagebar.h"

#include "icons.h"
#include "theme.h"

#include <QAccessible>
#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace sandscope::app {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent)
    , m_icon(new QLabel)
    , m_heading(new QLabel)
    , m_explanation(new QLabel)
    , m_buttons(new QHBoxLayout)
    , m_close(new QToolButton)
{
    setObjectName(QStringLiteral("messageBar"));
    setAccessibleName(tr("Message"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);

    auto font = m_heading->font();
    font.setBold(true);
    m_heading->setFont(font);
    for (auto* label : {m_heading, m_explanation}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    m_close->setIcon(icon("clear"));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(tr("Close Message"));
    connect(m_close, &QToolButton::clicked, this, &MessageBar::clear);

    auto* text = new QVBoxLayout;
    text->setSpacing(2);
    text->addWidget(m_heading);
    text->addWidget(m_explanation);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 7, 7, 7);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addLayout(text, 1);
    layout->addLayout(m_buttons);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    setVisible(false);
}

void MessageBar::show(Kind kind, const QString& heading, const QString& explanation)
{
    clear();
    m_kind = kind;
    m_heading->setText(heading);
    m_explanation->setText(explanation);
    m_explanation->setVisible(!explanation.isEmpty());
    applyColors();
    setVisible(true);
    setAccessibleDescription(heading + QLatin1String(". ") + explanation);
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::clear()
{
    setVisible(false);
    m_heading->clear();
    m_explanation->clear();
    while (auto* item = m_buttons->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
}

void MessageBar::addAction(QAction* action)
{
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    m_buttons->addWidget(button);
    if (action->parent() == this || !action->parent())
        action->setParent(button);
}

QString MessageBar::heading() const
{
    return m_heading->text();
}

QString MessageBar::explanation() const
{
    return m_explanation->text();
}

void MessageBar::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_applying)
        applyColors();
}

void MessageBar::applyColors()
{
    const bool dark = isDark(QPalette());
    const int hue = m_kind == Kind::error ? 0 : m_kind == Kind::warning ? 38 : 210;
    const char* name = m_kind == Kind::error ? "error"
        : m_kind == Kind::warning            ? "warning"
                                             : "info";
    const auto ink = dark ? QColor::fromHsl(hue, 170, 175) : QColor::fromHsl(hue, 200, 80);
    auto colors = QPalette();
    colors.setColor(QPalette::Window,
                    dark ? QColor::fromHsl(hue, 60, 48) : QColor::fromHsl(hue, 150, 242));
    m_applying = true;
    setPalette(colors);
    m_applying = false;
    m_icon->setPixmap(icon(name, ink).pixmap(QSize(16, 16), devicePixelRatioF()));
}

}
