// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>

class QDropEvent;
class QMimeData;
class QWidget;

namespace sandscope::app {

/// Opens files that are dragged onto a window, also onto fields in it that would take their names
/// as text. While something is above the window, says over it what would happen.
class FileDrop : public QObject
{
    Q_OBJECT

public:
    explicit FileDrop(QWidget* window);

    /// For the event filter of the application. True: the event is dealt with.
    [[nodiscard]] bool handle(QObject* watched, QEvent* event);

Q_SIGNALS:
    void dropped(const QString& source); ///< the name of one
    void refused(const QString& heading, const QString& explanation);

private:
    void showHint(const QMimeData& data);
    void drop(const QMimeData& data);

    QWidget* m_window;
    QPointer<QWidget> m_hint;
};

}
