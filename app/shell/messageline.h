// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>

namespace sandscope::app {

/// One line that says how something went: cut where there is no room, whole in the tool tip and to
/// screen readers, who are told of each new text. Problems are bold.
class MessageLine : public QLabel
{
    Q_OBJECT

public:
    explicit MessageLine(QWidget* parent = nullptr);

    void say(const QString& text, bool isProblem = false);
    [[nodiscard]] QString message() const { return m_message; }
    [[nodiscard]] bool isProblem() const { return m_isProblem; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void elide();

    QString m_message; ///< in full
    bool m_isProblem = false;
};

}
