// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "emptystate.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sandscope::app {

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent)
    , m_heading(new QLabel)
    , m_explanation(new QLabel)
    , m_button(new QPushButton)
{
    auto font = m_heading->font();
    font.setBold(true);
    m_heading->setFont(font);
    for (auto* label : {m_heading, m_explanation}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignCenter);
    }
    m_button->setVisible(false);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::triggered);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(6);
    layout->addStretch(2);
    layout->addWidget(m_heading);
    layout->addWidget(m_explanation);
    layout->addSpacing(4);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
}

void EmptyState::setText(const QString& heading, const QString& explanation)
{
    m_heading->setText(heading);
    m_explanation->setText(explanation);
    setAccessibleName(heading);
    setAccessibleDescription(explanation);
}

void EmptyState::setAction(const QString& text)
{
    m_button->setText(text);
    m_button->setVisible(!text.isEmpty());
}

QString EmptyState::heading() const
{
    return m_heading->text();
}

QString EmptyState::explanation() const
{
    return m_explanation->text();
}

}
