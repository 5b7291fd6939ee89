// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace sandscope::app {

/// A message at the top of the window: what happened, what it means, what to do. Part of the
/// layout, not a dialog. All text is literal. Hidden until something is shown.
class MessageBar : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { information, warning, error };

    explicit MessageBar(QWidget* parent = nullptr);

    void show(Kind kind, const QString& heading, const QString& explanation);
    void clear();
    /// Adds a button to the message shown; gone with it.
    void addAction(QAction* action);

    [[nodiscard]] QString heading() const;
    [[nodiscard]] QString explanation() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyColors();

    Kind m_kind = Kind::information;
    QLabel* m_icon;
    QLabel* m_heading;
    QLabel* m_explanation;
    QHBoxLayout* m_buttons;
    QToolButton* m_close;
    bool m_applying = false;
};

}
