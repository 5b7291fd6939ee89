// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace sandscope::app {

/// The line above what is left of a task that ended: how it ended, and where one may want to go.
class EndNotice : public QWidget
{
    Q_OBJECT

public:
    explicit EndNotice(QWidget* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] QString text() const;
    void setAvailable(bool toParent, bool toLastMoment);

Q_SIGNALS:
    void parentWanted();
    void lastMomentWanted();

private:
    QLabel* m_label;
    QToolButton* m_toParent;
    QToolButton* m_toLastMoment;
};

}
