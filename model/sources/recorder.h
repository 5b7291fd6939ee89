// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/recording/writer.h>
#include <model/sources/source.h>

#include <QString>

#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace sandscope::model {

/// Which files of a source that reads on demand are recorded at each moment, besides those that
/// were sampled.
struct RecordedFiles
{
    bool everything = false;
    /// "maps" of each process, "task/stat" of each thread, "/uptime" of /proc itself. A folder is
    /// recorded with what is in it.
    std::vector<std::string> names{};

    /// The usual ones, the rows alone ("none"), "all", a list with commas, or one behind a "+",
    /// which is added to the usual ones. Nothing: it is no list of names.
    [[nodiscard]] static std::optional<RecordedFiles> fromText(const std::string& text);
    [[nodiscard]] static RecordedFiles usual();
    [[nodiscard]] std::string text() const;
    /// The first name that no /proc has, with what may have been meant: "statt; did you mean
    /// "stat"?" Nothing: there is none.
    [[nodiscard]] std::optional<std::string> stranger() const;
};

struct RecorderOptions
{
    std::string path; ///< of the new file, raw bytes
    recording::Keep keep{};
    bool isMasked = true;
    RecordedFiles files = RecordedFiles::usual();
    /// Where the source prints dialects, that which is recorded.
    procfs::Dialect dialect = procfs::Dialect::gvisor2019;
    std::string note{};
    std::vector<std::pair<std::string, std::string>> view{}; ///< what is looked at, by name
};

/// Takes the moments of one source down, each as it is given. One thread at a time, which may be
/// any.
class Recorder
{
public:
    /// \a source and \a title: of what is recorded.
    [[nodiscard]] static std::expected<std::unique_ptr<Recorder>, SourceError>
    create(RecorderOptions options, const QString& source, const QString& title);
    ~Recorder();

    /// Reads what there is to read, masks it, writes it. A moment with the snapshot of the one
    /// before is no moment of its own, and one whose files would be those of a later sample is left
    /// out; answers whether it was written. After \a stop nothing is.
    [[nodiscard]] std::expected<bool, SourceError>
    add(const snapshot::Moment& moment, const Capabilities& source, const std::stop_token& stop);
    [[nodiscard]] std::expected<void, SourceError> finish();

    [[nodiscard]] std::int64_t moments() const { return m_writer->moments(); }
    [[nodiscard]] std::int64_t dropped() const { return m_writer->dropped(); }
    /// Moments that a later sample overtook before all files were read.
    [[nodiscard]] std::int64_t leftOut() const { return m_leftOut; }
    [[nodiscard]] std::uint64_t bytes() const { return m_writer->bytes(); }

private:
    using Entries = decltype(recording::Content::entries);
    Recorder(RecorderOptions options, std::unique_ptr<recording::Writer> writer);
    void readTree(const snapshot::SnapshotPtr& snapshot, const std::stop_token& stop, Entries& out);
    [[nodiscard]] snapshot::IdMap<snapshot::TaskSummary>
    maskedRows(const snapshot::IdMap<snapshot::TaskSummary>& rows);

    RecorderOptions m_options;
    std::unique_ptr<recording::Writer> m_writer;
    recording::Facts m_facts;
    std::shared_ptr<procfs::RecordCache> m_cache;
    snapshot::SnapshotPtr m_last;
    std::int64_t m_leftOut = 0;
    snapshot::IdMap<snapshot::TaskSummary> m_rows, m_maskedRows; ///< of the last moment
    /// Folders of tasks, by path, with the task whose it is: their names never change.
    std::map<std::string, std::pair<procfs::TaskId, std::shared_ptr<const procfs::RecordedEntry>>>
        m_folders;
};

}
