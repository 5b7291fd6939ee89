// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commandline.h"

#include <app/exit.h>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace sandscope::app {

class MainWindow;

/// To be called before QApplication is made, where a picture is wanted: no display, no fonts or
/// settings of the machine, the scale asked for.
void preparePicture(const Options& options);

/// Drives a window to the moment and selection that the options name, waits until everything is
/// shown, and saves a picture of it, its text twin, or both. The same arguments give the same
/// bytes.
///
/// A step is shown by going to the one before it and taking it, so that exactly its changes are
/// marked, however the steps before were run.
class Photographer : public QObject
{
    Q_OBJECT

public:
    Photographer(MainWindow* window, const Options& options);
    /// Everything asked for is on screen; only then is it worth looking at.
    static bool isSettled(const MainWindow& window);

Q_SIGNALS:
    /// The sentence is empty when all went well.
    void finished(sandscope::app::Exit outcome, const QString& sentence);

private:
    /// Each is left when everything is settled for a while.
    enum class Stage { opening, arriving, before, selected, stepped, finishing };
    void advance();
    void open();
    void checkGeneration();
    void proceed();
    void leave(Exit outcome, const QString& sentence);
    bool select();
    void save();
    [[nodiscard]] bool isCalm();

    MainWindow* m_window;
    Options m_options;
    Stage m_stage = Stage::opening;
    int m_target = 0; ///< the step to show
    int m_calm = 0; ///< checks in a row that found everything settled
    bool m_selected = false;
    bool m_done = false;
    QTimer m_check;
    QElapsedTimer m_since;
};

}
