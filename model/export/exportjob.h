// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/export/treeexport.h>
#include <model/snapshot/snapshot.h>

#include <QFutureWatcher>
#include <QObject>
#include <QString>
#include <QTimer>

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>

namespace sandscope::model {

/// Why nothing was written, for a person: a full sentence or two.
[[nodiscard]] QString explain(const WriteProblem& problem);
/// "Files: 312, folders: 40, 20.5 kB in all. …"
[[nodiscard]] QString summary(const ExportCounts& counts);
/// Can this build write tar files?
[[nodiscard]] bool canExportTar();

/// Exports a moment on a thread of its own, one at a time. The destructor stops it and waits;
/// whatever was not finished leaves nothing behind.
class ExportJob : public QObject
{
    Q_OBJECT

public:
    explicit ExportJob(QObject* parent = nullptr);
    ~ExportJob() override;

    struct Request
    {
        snapshot::SnapshotPtr snapshot; ///< never null
        snapshot::ViewOptions view{}; ///< how it is shown; of masking isMasked says
        QString path; ///< a new tar file where it ends in ".tar", else a new or empty folder
        bool isMasked = true; ///< arguments and environment are withheld
    };
    /// Precondition: not isBusy().
    void start(const Request& request);
    void cancel();
    [[nodiscard]] bool isBusy() const { return m_isBusy; }

Q_SIGNALS:
    /// Now and then: what is written so far.
    void progressed(qulonglong folders, qulonglong files);
    void finished(const sandscope::model::ExportCounts& counts);
    void cancelled();
    void failed(const QString& explanation);

private:
    using Result = Written<std::optional<ExportCounts>>;
    struct Progress
    {
        std::atomic<std::uint64_t> folders = 0, files = 0;
    };
    static Result run(const Request& request, Progress& progress, const std::stop_token& stop);
    void deliver();

    QFutureWatcher<Result> m_watcher;
    QTimer m_timer; ///< looks at the progress
    std::shared_ptr<Progress> m_progress; ///< of the export under way, written on its thread
    std::stop_source m_stop;
    bool m_isBusy = false;
};

}
