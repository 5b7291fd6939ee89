// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "endnotice.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace sandscope::app {

EndNotice::EndNotice(QWidget* parent)
    : QWidget(parent)
    , m_label(new QLabel)
    , m_toParent(new QToolButton)
    , m_toLastMoment(new QToolButton)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    m_label->setForegroundRole(QPalette::ToolTipText);
    m_label->setAccessibleName(tr("End of the task"));
    m_toParent->setText(tr("Go to Parent"));
    m_toParent->setObjectName(QStringLiteral("end.toParent"));
    m_toLastMoment->setText(tr("Go to Its Last Moment"));
    m_toLastMoment->setObjectName(QStringLiteral("end.toLastMoment"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 2, 6, 2);
    layout->setSpacing(6);
    layout->addWidget(m_label, 1);
    for (auto* button : {m_toParent, m_toLastMoment}) {
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::TabFocus);
        button->hide();
        layout->addWidget(button);
    }
    connect(m_toParent, &QToolButton::clicked, this, &EndNotice::parentWanted);
    connect(m_toLastMoment, &QToolButton::clicked, this, &EndNotice::lastMomentWanted);
    hide();
}

void EndNotice::setText(const QString& text)
{
    m_label->setText(text);
    m_label->setAccessibleDescription(text);
}

QString EndNotice::text() const
{
    return m_label->text();
}

void EndNotice::setAvailable(bool toParent, bool toLastMoment)
{
    m_toParent->setVisible(toParent);
    m_toLastMoment->setVisible(toLastMoment);
}

}
