// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "exportbar.h"

#include "icons.h"
#include "messageline.h"
#include "session.h"

#include <model/export/exportjob.h>
#include <model/records/escape.h>

#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace sandscope::app {

ExportBar::ExportBar(Session* session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_job(new model::ExportJob(this))
    , m_path(new QLineEdit)
    , m_choose(new QToolButton)
    , m_withholds(new QCheckBox(tr("&Withhold arguments and environment")))
    , m_start(new QPushButton(tr("E&xport")))
    , m_close(new QToolButton)
    , m_message(new MessageLine)
{
    setObjectName(QStringLiteral("exportBar"));
    setAccessibleName(tr("Export"));
    auto* label = new QLabel(tr("Export t&o:"));
    label->setBuddy(m_path);
    m_path->setObjectName(QStringLiteral("export.path"));
    m_path->setAccessibleName(tr("Where to export to"));
    m_path->setPlaceholderText(model::canExportTar() ? tr("A new folder, or a new file *.tar")
                                                     : tr("A new folder"));
    m_path->setToolTip(tr("Where the moment shown is written as a proc tree, which ps, psutil and "
                          "this program can read"));
    m_withholds->setObjectName(QStringLiteral("export.withholds"));
    m_withholds->setChecked(true);
    m_withholds->setToolTip(tr("Puts * in place of each byte of all arguments but the first and of "
                               "all values of the environment, which may hold passwords"));
    m_start->setObjectName(QStringLiteral("export.start"));
    m_start->setToolTip(tr("Write it; nothing is overwritten"));
    m_message->setObjectName(QStringLiteral("export.message"));
    setUpButton(m_choose, "folder", tr("Choose…"), tr("Choose where to export to"));
    setUpButton(m_close, "clear", tr("Close"), tr("Stop the export, or hide this line (Esc)"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 4, 10, 4);
    layout->setSpacing(6);
    layout->addWidget(label);
    layout->addWidget(m_path, 4);
    layout->addWidget(m_choose);
    layout->addWidget(m_withholds);
    layout->addWidget(m_start);
    layout->addSpacing(6);
    layout->addWidget(m_message, 3);
    layout->addWidget(m_close);
    hide();

    connect(m_choose, &QToolButton::clicked, this, &ExportBar::choose);
    connect(m_close, &QToolButton::clicked, this, &ExportBar::dismiss);
    connect(m_start, &QPushButton::clicked, this, &ExportBar::start);
    connect(m_path, &QLineEdit::returnPressed, this, &ExportBar::start);
    connect(m_path, &QLineEdit::textChanged, this, &ExportBar::follow);
    connect(m_session, &Session::sourceChanged, this, &ExportBar::follow);
    connect(m_session, &Session::momentChanged, this, &ExportBar::follow);
    connect(m_session, &Session::optionsChanged, this, &ExportBar::follow);
    connect(m_job, &model::ExportJob::progressed, this,
            [this](qulonglong folders, qulonglong files) {
                m_message->say(tr("Folders: %1, files: %2; Esc stops it").arg(folders).arg(files));
            });
    connect(m_job, &model::ExportJob::finished, this, [this](const model::ExportCounts& counts) {
        m_message->say({});
        hide();
        Q_EMIT done(tr("Exported to “%1”").arg(m_writing), model::summary(counts));
        follow();
    });
    connect(m_job, &model::ExportJob::cancelled, this, [this] {
        m_message->say(tr("Stopped; nothing is left of it"));
        follow();
    });
    connect(m_job, &model::ExportJob::failed, this, [this](const QString& explanation) {
        m_message->say({});
        Q_EMIT failed(tr("Cannot Export"), explanation);
        follow();
    });
    follow();
}

bool ExportBar::isBusy() const
{
    return m_job->isBusy();
}

void ExportBar::setPath(const QString& path)
{
    m_path->setText(path);
}

void ExportBar::open()
{
    if (m_path->text().isEmpty())
        m_path->setText(QDir::home().filePath(QStringLiteral("proc-export")));
    show();
    m_path->setFocus(Qt::ShortcutFocusReason);
    m_path->selectAll();
}

/// What can be done, and what must be.
void ExportBar::follow()
{
    const bool isBusy = m_job->isBusy();
    // Who presents shows no secrets, and does not write them down by accident either.
    if (m_session->isPresenting())
        m_withholds->setChecked(true);
    m_withholds->setEnabled(!isBusy && !m_session->isPresenting());
    m_path->setReadOnly(isBusy);
    m_choose->setEnabled(!isBusy);
    m_start->setEnabled(!isBusy && m_session->now() != nullptr && !m_path->text().isEmpty());
    if (!m_session->player() && !isBusy)
        hide();
}

void ExportBar::choose()
{
    const QString tar = tr("Tar File (*.tar)");
    const QString folder = tr("New Folder (*)");
    QString kind;
    QString path = QFileDialog::getSaveFileName(
        this, tr("Export to"), m_path->text(),
        model::canExportTar() ? folder + QLatin1String(";;") + tar : folder, &kind);
    if (path.isEmpty())
        return;
    if (kind == tar && !path.endsWith(QLatin1String(".tar")))
        path += QLatin1String(".tar");
    m_path->setText(path);
}

void ExportBar::start()
{
    if (!m_start->isEnabled())
        return;
    m_writing = model::escaped(m_path->text().toUtf8());
    m_message->say(tr("Exporting…"));
    auto view = m_session->options();
    view.dialect = m_session->dialect();
    m_job->start({.snapshot = m_session->snapshot(),
                  .view = view,
                  .path = QDir().absoluteFilePath(m_path->text()),
                  .isMasked = m_withholds->isChecked()});
    follow();
}

void ExportBar::dismiss()
{
    if (m_job->isBusy()) {
        m_job->cancel();
        return;
    }
    const bool hadFocus = isAncestorOf(focusWidget());
    m_message->say({});
    hide();
    if (hadFocus && parentWidget())
        parentWidget()->setFocus();
}

void ExportBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QWidget::keyPressEvent(event);
}

}
