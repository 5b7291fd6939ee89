// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPluginLoader>

class QWidget;

namespace sandscope::app {

/// In a session of KDE, has that session tell of a crash and offer to report it. The plugin for it
/// is loaded behind the first paint of a window, so that it does not keep anybody waiting.
class CrashReports : public QObject
{
public:
    explicit CrashReports(QWidget* window, const QString& module = shippedModule());
    /// Where the plugin is; empty in a build without it.
    [[nodiscard]] static QString shippedModule();
    [[nodiscard]] bool areOn() const { return m_loader.isLoaded(); }
    /// Why they are not on. Nobody is told: it only matters when the program crashes.
    [[nodiscard]] QString problem() const { return m_problem; }

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QPluginLoader m_loader;
    QString m_problem;
};

}
