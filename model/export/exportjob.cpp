// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/export/exportjob.h>
#include <model/export/treewriter.h>
#include <model/sources/messages.h>
#include <model/sources/readingtree.h>
#include <procfs/error.h>

#include <QCoreApplication>
#include <QFile>
#include <QLocale>
#include <QStringList>
#include <QtConcurrentRun>

#include <chrono>
#include <system_error>
#include <utility>

namespace sandscope::model {

using namespace std::chrono_literals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Export", text);
}

}

QString explain(const WriteProblem& problem)
{
    const QString path = escapedText(problem.path);
    switch (problem.kind) {
    case WriteProblem::Kind::system:
        return say(QT_TRANSLATE_NOOP("Export",
                                     "“%1” cannot be written: %2 failed with %3 (%4). Choose a "
                                     "folder that you may write to, with room enough."))
            .arg(path, QString::fromStdString(problem.step),
                 QString::fromStdString(
                     procfs::errnoName(static_cast<procfs::Errno>(problem.error))),
                 QString::fromLocal8Bit(std::generic_category().message(problem.error).c_str()));
    case WriteProblem::Kind::exists:
        return say(QT_TRANSLATE_NOOP("Export",
                                     "“%1” is there already, and nothing is overwritten. Name a "
                                     "new file, or a new or empty folder."))
            .arg(path);
    case WriteProblem::Kind::notBuilt:
        return say(QT_TRANSLATE_NOOP("Export",
                                     "“%1” cannot be written: this program was built without "
                                     "libarchive. Export to a folder."))
            .arg(path);
    case WriteProblem::Kind::archive:
        return say(QT_TRANSLATE_NOOP("Export", "“%1” cannot be written: %2."))
            .arg(path, escapedText(problem.words));
    }
    return {};
}

QString summary(const ExportCounts& counts)
{
    QStringList sentences{say(QT_TRANSLATE_NOOP("Export", "Files: %1, folders: %2, %3 in all."))
                              .arg(QString::number(counts.files), QString::number(counts.folders),
                                   QLocale().formattedDataSize(static_cast<qint64>(counts.bytes)))};
    if (counts.withheld > 0)
        sentences << say(QT_TRANSLATE_NOOP("Export",
                                           "Files with arguments or environment withheld: %1."))
                         .arg(counts.withheld);
    if (counts.unread > 0)
        sentences << say(QT_TRANSLATE_NOOP(
                             "Export",
                             "Entries that could not be read: %1; proc.index.tsv says why."))
                         .arg(counts.unread);
    if (counts.unplaced > 0)
        sentences << say(QT_TRANSLATE_NOOP("Export",
                                           "Entries of a name or target that no file can have: %1; "
                                           "proc.index.tsv has what is known."))
                         .arg(counts.unplaced);
    return sentences.join(u' ');
}

bool canExportTar()
{
#ifdef SANDSCOPE_HAS_LIBARCHIVE
    return true;
#else
    return false;
#endif
}

ExportJob::ExportJob(QObject* parent)
    : QObject(parent)
{
    m_timer.setInterval(100ms);
    connect(&m_timer, &QTimer::timeout, this,
            [this] { Q_EMIT progressed(m_progress->folders, m_progress->files); });
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &ExportJob::deliver);
}

ExportJob::~ExportJob()
{
    m_watcher.disconnect(this);
    m_stop.request_stop();
    m_watcher.waitForFinished();
}

void ExportJob::start(const Request& request)
{
    m_isBusy = true;
    m_stop = std::stop_source();
    m_progress = std::make_shared<Progress>();
    m_timer.start();
    m_watcher.setFuture(
        QtConcurrent::run([request, progress = m_progress, stop = m_stop.get_token()] {
            return run(request, *progress, stop);
        }));
}

void ExportJob::cancel()
{
    m_stop.request_stop();
}

ExportJob::Result ExportJob::run(const Request& request, Progress& progress,
                                 const std::stop_token& stop)
{
    const std::string path = QFile::encodeName(request.path).toStdString();
    auto writer = request.path.endsWith(QLatin1StringView(".tar"))
        ? makeTarWriter(path)
        : makeFolderWriter(path, Owners::mine);
    if (!writer)
        return std::unexpected(std::move(writer).error());
    snapshot::ViewOptions view = request.view;
    view.masksSecrets = false; // what is withheld keeps its length
    const auto tree
        = snapshot::makeFileSystem(readingOnDemand(request.snapshot, stop, true), view, nullptr);
    auto counts = exportTree({.tree = *tree,
                              .recorded = request.snapshot->tree.get(),
                              .isMasked = request.isMasked,
                              .progress =
                                  [&progress](const ExportCounts& so) {
                                      progress.folders = so.folders;
                                      progress.files = so.files;
                                  },
                              .stop = stop},
                             **writer);
    if (!counts || !*counts)
        return counts;
    if (auto done = (*writer)->finish(); !done)
        return std::unexpected(std::move(done).error());
    return counts;
}

void ExportJob::deliver()
{
    m_timer.stop();
    m_isBusy = false;
    const Result result = m_watcher.result();
    if (!result)
        Q_EMIT failed(explain(result.error()));
    else if (!*result)
        Q_EMIT cancelled();
    else
        Q_EMIT finished(**result);
}

}
