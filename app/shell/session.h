// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "baseline.h"

#include <model/sources/history.h>
#include <model/sources/momentfinder.h>
#include <model/sources/player.h>
#include <procfs/recordfilesystem.h>

#include <QHash>

#include <optional>

namespace sandscope::app {

/// What the window looks at: one source with its player, the moment shown, and how its files are
/// printed.
///
/// Panes and pages follow a session and never meet a source themselves. It outlives every change of
/// source.
class Session : public QObject
{
    Q_OBJECT

public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    /// Makes a source by name and starts it. The one before stays until the first sample of the new
    /// one is there, so a source that cannot be opened changes nothing; failed() says why.
    void open(const QString& sourceName);
    void open(std::unique_ptr<model::Source> source);
    void close();

    [[nodiscard]] model::Player* player() const { return m_player.get(); } ///< null: no source
    [[nodiscard]] model::Source* source() const;
    [[nodiscard]] model::Capabilities capabilities() const;
    [[nodiscard]] const snapshot::Moment* now() const; ///< null before the first sample
    [[nodiscard]] snapshot::SnapshotPtr snapshot() const; ///< of now; null before the first sample
    [[nodiscard]] const snapshot::ViewOptions& options() const { return m_options; }
    [[nodiscard]] const std::shared_ptr<procfs::RecordCache>& cache() const { return m_cache; }
    /// The dialect of the text shown: the one recorded or simulated, unless another was chosen.
    [[nodiscard]] procfs::Dialect dialect() const;
    /// Kept for the next source.
    [[nodiscard]] std::optional<procfs::Dialect> chosenDialect() const
    {
        return m_isDialectChosen ? std::optional(m_options.dialect) : std::nullopt;
    }
    void setDialect(procfs::Dialect dialect);

    /// While presenting, values of environment variables and all arguments but the first are
    /// masked wherever they stand; see snapshot/masking.h.
    [[nodiscard]] bool isPresenting() const { return m_options.masksSecrets; }
    void setPresenting(bool presents);

    /// The task's row in the moment shown; null when it is not there (any more).
    [[nodiscard]] const snapshot::TaskSummary* task(procfs::TaskId id) const;
    /// Its last row where it ended and the timeline still remembers it; null otherwise.
    [[nodiscard]] const snapshot::TaskSummary* knownTask(procfs::TaskId id) const;
    /// The tombstone of a task that is not in the moment shown any more; null: it is, or is not
    /// remembered.
    [[nodiscard]] const model::Tombstone* tombstone(procfs::TaskId id) const;
    /// Of every task that ended before the moment shown, the newest where there are many.
    /// Whether what differs from the moment shown before is what happened just before the one shown
    /// now; not so after a jump along a live source, or back.
    [[nodiscard]] bool isNeighbour() const { return m_isNeighbour; }
    [[nodiscard]] const model::TombstonesPtr& tombstones() const { return m_tombstones; }
    /// Where to read files of a task: the moment shown, or the last one that had it. Null: nothing
    /// is kept of it.
    [[nodiscard]] snapshot::SnapshotPtr snapshotOf(procfs::TaskId id) const;
    /// What happened along the source; null: no source.
    [[nodiscard]] model::History* history() const { return m_history.get(); }
    /// By the numbers that the root PID namespace gives; \a tid: of a thread of it, otherwise the
    /// leader. Of several that ended the last one, and only where nobody else has the number.
    [[nodiscard]] procfs::TaskId taskByNumber(int pid, std::optional<int> tid = {}) const;

    /// What the moment shown is compared with; absent: nothing. Ends with the source.
    [[nodiscard]] const std::optional<Baseline>& baseline() const { return m_baseline; }
    [[nodiscard]] bool isComparing() const { return m_baseline.has_value(); }
    /// One that names nothing ends comparing.
    void setBaseline(std::optional<Baseline> baseline);
    /// Compares with another moment, and with what else \a baseline names. The moment is found on
    /// the timeline, or fetched without moving what is shown; baselineChanged() or
    /// baselineFailed() follows, from inside the call where it is known.
    void compareWithGeneration(procfs::Generation generation, const Baseline& baseline = {});
    /// A moment of the baseline is still to come.
    [[nodiscard]] bool isFindingBaseline() const { return m_finder->isBusy(); }
    /// The other way round: goes to the baseline's moment, task and dialect, and compares with
    /// what was shown. \a selected: the task shown. Answers the task to select.
    procfs::TaskId swapBaseline(procfs::TaskId selected);
    /// Its moment, or the one shown; null while nothing is compared.
    [[nodiscard]] snapshot::SnapshotPtr baselineSnapshot() const;
    [[nodiscard]] snapshot::ViewOptions baselineOptions() const;
    [[nodiscard]] const std::shared_ptr<procfs::RecordCache>& baselineCache() const
    {
        return m_baselineCache;
    }
    /// What stands for a task in the baseline; null: it has no such task.
    [[nodiscard]] const snapshot::TaskSummary* counterpart(procfs::TaskId selected) const;

    /// Paths that \a viewer shows now; a source that reads on demand is told those of all viewers.
    void setInterest(QObject* viewer, const QSet<QByteArray>& paths);
    /// Of a sandbox: reads all files of a process, or one of /proc itself, from inside, once.
    void readInside(const QByteArray& path);

Q_SIGNALS:
    void sourceChanged(); ///< another source or none; momentChanged() follows when there is one
    void momentChanged();
    void optionsChanged();
    void baselineChanged();
    void baselineFailed(const sandscope::model::SourceError& error);
    void stateChanged(); ///< what the player can do
    void tombstonesChanged();
    void historyChanged(); ///< more is known of what happened, or it is another source
    void failed(const sandscope::model::SourceError& error);
    void noticed(const sandscope::model::SourceError& notice); ///< see Source::noticed

private:
    void announceInterest();
    void takeOver();
    void forgetBaseline();
    void noticePosition();
    bool updateTombstones(); ///< whether they are others now

    std::unique_ptr<model::Player> m_player;
    std::unique_ptr<model::Player> m_coming; ///< started, nothing to show yet
    std::unique_ptr<model::History> m_history; ///< of m_player; goes before it
    int m_position = 0; ///< of the moment shown, on the slider
    bool m_isNeighbour = true;
    model::TombstonesPtr m_tombstones;
    snapshot::ViewOptions m_options;
    bool m_isDialectChosen = false;
    std::shared_ptr<procfs::RecordCache> m_cache;
    QHash<QObject*, QSet<QByteArray>> m_interest;
    std::optional<Baseline> m_baseline;
    std::shared_ptr<procfs::RecordCache> m_baselineCache;
    Baseline m_comingBaseline; ///< whose moment is being looked for
    model::MomentFinder* m_finder;
};

/// By the numbers that the root PID namespace gives; none: there is no such task.
[[nodiscard]] procfs::TaskId taskNumbered(const snapshot::Snapshot& snapshot, int pid,
                                          std::optional<int> tid = {});

/// Below /proc, without a slash at its end: "7", of a thread "7/task/9".
[[nodiscard]] QByteArray taskFolder(const snapshot::TaskSummary& task);

}
