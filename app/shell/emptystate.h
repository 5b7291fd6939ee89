// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace sandscope::app {

/// Stands where a view has nothing to show: a heading, an explanation, at most one thing to do.
/// Text is literal.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget* parent = nullptr);

    void setText(const QString& heading, const QString& explanation);
    void setAction(const QString& text); ///< empty: no button
    [[nodiscard]] QString heading() const;
    [[nodiscard]] QString explanation() const;

Q_SIGNALS:
    void triggered();

private:
    QLabel* m_heading;
    QLabel* m_explanation;
    QPushButton* m_button;
};

}
