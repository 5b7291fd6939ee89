// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The command Record, and what the window tells of a recording that runs.

#include "actions.h"
#include "docks.h"
#include "icons.h"
#include "mainwindow.h"
#include "messagebar.h"
#include "recorddialog.h"
#include "words.h"

#include <model/records/escape.h>
#include <model/sources/recordingjob.h>

#include <QFileInfo>
#include <QLabel>
#include <QLocale>

namespace sandscope::app {

void MainWindow::connectRecordCommand()
{
    m_recordingState->setTextFormat(Qt::PlainText);
    m_recordingState->setAccessibleName(tr("Recording"));
    m_recordingState->setVisible(false);
    connect((*m_actions)["file.record"], &QAction::triggered, this, [this] {
        if (m_recording && m_recording->isRunning()) {
            m_recording->stop();
            return;
        }
        if (!m_session->source())
            return;
        auto* dialog = new RecordDialog(m_session->source()->title(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this, dialog] { record(dialog->options()); });
        dialog->open();
    });
}

void MainWindow::record(model::RecorderOptions options)
{
    if (!m_session->player())
        return;
    m_messages->clear();
    options.dialect = m_session->dialect();
    if (const auto* task = m_session->knownTask(m_selection->task()))
        options.view.emplace_back("task", taskFolder(*task).toStdString());
    if (const auto* pane = m_docks->currentPane())
        options.view.emplace_back("pane", pane->descriptor().id);
    m_recording = std::make_unique<model::RecordingJob>(m_session->player(), std::move(options));
    auto* job = m_recording.get();
    connect(job, &model::RecordingJob::progressed, this, &MainWindow::followRecording);
    connect(job, &model::RecordingJob::failed, this, &MainWindow::showFailure);
    connect(job, &model::RecordingJob::ended, this, [this, job] {
        const auto kept = job->progress().moments - job->progress().dropped;
        m_messages->show(
            MessageBar::Kind::information,
            kept == 1 ? tr("1 Moment Recorded") : tr("%1 Moments Recorded").arg(kept),
            tr("File > Open File shows what is in “%1” (%2).")
                .arg(model::escaped(job->path().toUtf8()), sizeText(job->progress().bytes)));
    });
    const auto can = m_session->capabilities();
    if (can.readsInside && can.samplesOnDemand) { // a sandbox that was named to be
        m_session->setInterest(job, {QByteArrayLiteral("*")});
        const auto end = [this, job] { m_session->setInterest(job, {}); };
        connect(job, &model::RecordingJob::ended, this, end);
        connect(job, &model::RecordingJob::failed, this, end);
        connect(m_session, &Session::sourceChanged, job, end);
    }
    followRecording();
}

void MainWindow::followRecording()
{
    const bool runs = m_recording && m_recording->isRunning();
    auto* action = (*m_actions)["file.record"];
    action->setText(runs ? tr("Stop Recor&ding") : tr("Recor&d…"));
    m_recordingState->setVisible(runs);
    if (!runs)
        return;
    const auto& progress = m_recording->progress();
    const QLocale locale;
    QStringList parts{
        tr("● %1").arg(model::escaped(QFileInfo(m_recording->path()).fileName().toUtf8()))};
    parts << (m_recording->steps() > 0
                  ? tr("%1 of %2 steps").arg(progress.moments).arg(m_recording->steps())
                  : tr("%1 moments").arg(locale.toString(progress.moments - progress.dropped)));
    parts << sizeText(progress.bytes);
    if (progress.skipped > 0)
        parts << tr("%1 left out").arg(progress.skipped);
    m_recordingState->setText(parts.join(QStringLiteral(" · ")));
    m_recordingState->setToolTip(
        progress.skipped > 0
            ? tr("Samples came faster than they could be written, and some were left out.")
            : tr("What is sampled is written to this file; %1 ends it.")
                  .arg(action->shortcut().toString(QKeySequence::NativeText)));
}

}
