// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "screenshot.h"

#include "changesdock.h"
#include "comparebar.h"
#include "docks.h"
#include "finddock.h"
#include "mainwindow.h"
#include "processpage.h"
#include "session.h"
#include "twinwriter.h"

#include <app/atlas/atlasdock.h>

#include <QAbstractAnimation>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QLineEdit>
#include <QPixmap>

#include <cstdio>
#include <cstdlib>

namespace sandscope::app {

namespace {

constexpr int checkInterval = 10; ///< ms
constexpr int calmChecks = 4;
constexpr int deadline = 60'000; ///< ms, for everything
constexpr int patience = 5'000; ///< ms, for a source that reads on demand

}

void preparePicture(const Options& options)
{
    // The offscreen platform complains of itself for each window; standard error is for what
    // matters.
    qInstallMessageHandler(
        [](QtMsgType type, const QMessageLogContext& where, const QString& text) {
            if (!text.startsWith(QLatin1String("This plugin does not support")))
                std::fprintf(stderr, "%s\n", qPrintable(qFormatLogMessage(type, where, text)));
        });
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", QByteArray::number(options.scale));
    qunsetenv("QT_FONT_DPI");
    qunsetenv("QT_STYLE_OVERRIDE");
    qputenv("QT_QPA_PLATFORMTHEME", "none");
    // Fontconfig would bring the machine's fonts, and its taste in hinting and antialiasing.
    static const auto config = QDir::temp().filePath(
        QStringLiteral("sandscope-fonts-%1.conf").arg(QCoreApplication::applicationPid()));
    QFile file(config);
    if (file.open(QIODevice::WriteOnly)) {
        file.write("<?xml version=\"1.0\"?><fontconfig></fontconfig>");
        file.close();
        qputenv("FONTCONFIG_FILE", QFile::encodeName(config));
        std::atexit([] { QFile::remove(config); });
    }
}

Photographer::Photographer(MainWindow* window, const Options& options)
    : QObject(window)
    , m_window(window)
    , m_options(options)
{
    m_since.start();
    connect(&m_check, &QTimer::timeout, this, &Photographer::advance);
    connect(window->session(), &Session::failed, this, [this](const model::SourceError& error) {
        auto place = error.file.isEmpty() ? QString()
            : error.line > 0 ? tr(" (%1, line %2)").arg(error.file, QString::number(error.line))
                             : tr(" (%1)").arg(error.file);
        leave(exitOf(error), tr("%1: %2%3").arg(error.heading, error.explanation, place));
    });
    window->processPage()->setSelectsFirst(false);
    m_check.start(checkInterval);
}

bool Photographer::isSettled(const MainWindow& window)
{
    const auto* history = window.session()->history();
    return !(history && history->isBusy()) && window.processPage()->isSettled()
        && window.docks()->isSettled() && window.changesDock()->isSettled()
        && window.findDock()->isSettled() && window.atlasDock()->isSettled()
        && !window.session()->isFindingBaseline();
}

void Photographer::leave(Exit outcome, const QString& sentence)
{
    if (std::exchange(m_done, true))
        return;
    m_check.stop();
    Q_EMIT finished(outcome, sentence);
}

bool Photographer::select()
{
    if (m_selected)
        return true;
    if (!m_options.select) {
        m_window->processPage()->setSelectsFirst(true);
        m_selected = true;
        return true;
    }
    const auto task
        = m_window->session()->taskByNumber(m_options.select->pid, m_options.select->tid);
    m_window->selection()->setTask(task);
    m_selected = bool(task);
    return m_selected;
}

bool Photographer::isCalm()
{
    const auto* session = m_window->session();
    const bool waiting = m_window->docks()->isWaiting() && !m_since.hasExpired(patience);
    const bool steps = session->capabilities().canStep;
    const int wanted = m_stage == Stage::before ? std::max(m_target - 1, 0) : m_target;
    const bool there = !steps || m_stage == Stage::selected || int(session->now()->step) == wanted;
    m_calm = there && !waiting && isSettled(*m_window) ? m_calm + 1 : 0;
    if (m_calm < calmChecks)
        return false;
    m_calm = 0;
    return true;
}

void Photographer::advance()
{
    if (m_since.hasExpired(deadline)) {
        leave(Exit::no,
              tr("The source gave nothing to show within %1 seconds.").arg(deadline / 1000));
        return;
    }
    if (m_options.source.isEmpty()) {
        if (++m_calm > calmChecks)
            save();
        return;
    }
    if (!m_window->session()->snapshot() || m_stage == Stage::arriving)
        return;
    if (m_stage == Stage::opening)
        open();
    else if (isCalm())
        proceed();
}

void Photographer::open()
{
    auto* player = m_window->session()->player();
    player->halt();
    m_stage = Stage::before;
    const auto can = m_window->session()->capabilities();
    if (const auto words = misfit(m_options, can); !words.isEmpty()) {
        leave(Exit::wrongUsage, words);
        return;
    }
    if (!can.canStep) {
        checkGeneration();
        return;
    }
    if (m_options.step) {
        m_target = *m_options.step;
        if (m_target > player->range())
            leave(Exit::sourceFailed,
                  tr("The scenario has %1 steps, so there is no step %2.")
                      .arg(player->range())
                      .arg(m_target));
        else
            player->seek(std::max(m_target - 1, 0));
        return;
    }
    m_stage = Stage::arriving;
    connect(player, &model::Player::arrived, this, [this, player] {
        if (m_stage != Stage::arriving)
            return;
        m_stage = Stage::before;
        checkGeneration();
        m_target = int(m_window->session()->now()->step);
        player->seek(std::max(m_target - 1, 0));
    });
    if (m_options.until.isEmpty())
        player->runTo(m_options.at.value_or(0));
    else
        player->runUntil(m_options.until, m_options.dialect);
}

/// A picture of another moment than the one asked for would mislead.
void Photographer::checkGeneration()
{
    const auto there = m_window->session()->snapshot()->generation;
    if (m_options.at && *m_options.at != 0 && *m_options.at != there)
        leave(Exit::sourceFailed, model::noSuchGeneration(*m_options.at, there).explanation);
}

void Photographer::proceed()
{
    auto* session = m_window->session();
    switch (m_stage) {
    case Stage::before:
        select();
        m_window->processPage()->filterField()->setText(m_options.filter);
        m_stage = Stage::selected;
        break;
    case Stage::selected:
        m_stage = Stage::stepped;
        if (session->capabilities().canStep && int(session->now()->step) != m_target)
            session->player()->step();
        break;
    case Stage::stepped:
        // What the step itself brought could not be selected before it.
        if (!select()) {
            leave(Exit::no,
                  tr("There is no process %1 at generation %2.")
                      .arg(m_options.select->pid)
                      .arg(session->snapshot()->generation));
            return;
        }
        if (!m_options.find.isEmpty()) {
            m_window->showPane("find");
            if (!m_options.pane.isEmpty())
                m_window->showPane(m_options.pane); // they may share a place
            m_window->findDock()->find(m_options.find);
        }
        if (const auto& with = m_options.compare)
            m_window->compareBar()->compareWith(with->generation, with->process, with->dialect);
        m_stage = Stage::finishing;
        break;
    case Stage::finishing:
        if (m_options.compare && !session->isComparing())
            leave(Exit::no, m_window->compareBar()->message());
        else if (m_window->findDock()->hasProblem())
            leave(Exit::wrongUsage, m_window->findDock()->message());
        else
            save();
        break;
    case Stage::opening:
    case Stage::arriving:
        break;
    }
}

void Photographer::save()
{
    if (auto* focus = QApplication::focusWidget())
        focus->clearFocus();
    // Qt fades the button of a field in, whatever the style says of animations.
    for (auto* fading : m_window->findChildren<QAbstractAnimation*>()) {
        if (fading->totalDuration() > 0)
            fading->setCurrentTime(fading->totalDuration());
    }
    const auto written = [this](const QString& name, const auto& write) {
        QFile file(name);
        const bool done = file.open(QIODevice::WriteOnly) && write(file) && file.flush();
        if (!done)
            leave(Exit::no, tr("Cannot write %1; choose another file or folder.").arg(name));
        return done;
    };
    if (!m_options.screenshot.isEmpty() && !written(m_options.screenshot, [this](QFile& file) {
            const auto picture = m_window->grab().toImage().convertToFormat(QImage::Format_RGB32);
            return picture.save(&file, "PNG");
        }))
        return;
    if (!m_options.textTwin.isEmpty() && !written(m_options.textTwin, [this](QFile& file) {
            return file.write(toJson(textTwinOf(m_window, m_options.scale))) >= 0;
        }))
        return;
    leave(Exit::done, {});
}

}
