// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cli/output.h>
#include <model/sources/sourcereader.h>

#include <QSet>

#include <expected>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace sandscope::app::cli {

/// What the common options say.
struct ViewRequest
{
    QString source;
    std::optional<procfs::Dialect> dialect;
    model::Target target; ///< --at, --step, --until; a source with steps is at its end without
    std::optional<std::int32_t> reader; ///< --as: a pid in the root PID namespace
    std::optional<std::int32_t> mount; ///< --pidns: a pid in the root PID namespace
    std::optional<procfs::ReadRule> readRule; ///< --read-rule; none: that of the dialect
    QSet<QByteArray> interest{}; ///< of a source that reads on demand, what to begin with
    bool asKernelLists = false; ///< with the repetitions of a listing in pieces

    /// Only the source is named.
    [[nodiscard]] bool isPlain() const
    {
        return !dialect && target == model::Target{} && !reader && !mount && !readRule;
    }
};

/// A source at one point, as a file system. A source that samples on demand is read again when
/// something is asked for that was not sampled; nodes handed out before stay as they were.
class View
{
public:
    /// Opens and reads the source. Failing, it says why on standard error.
    [[nodiscard]] static std::expected<View, Exit> open(const ViewRequest& request);

    [[nodiscard]] const snapshot::SnapshotPtr& snapshot() const { return m_moment.snapshot; }
    [[nodiscard]] const snapshot::Moment& moment() const { return m_moment; }
    /// Right from the moment on.
    [[nodiscard]] const model::SourceReader& reader() const { return m_reader; }
    [[nodiscard]] procfs::Dialect dialect() const { return m_fileSystem->dialect(); }
    [[nodiscard]] model::Capabilities capabilities() const { return m_reader.capabilities(); }
    [[nodiscard]] bool samplesOnDemand() const { return m_reader.capabilities().samplesOnDemand; }

    /// The entry at a path below /proc, sampled if it can be.
    [[nodiscard]] procfs::Answer<procfs::NodePtr> walk(const std::string& path);
    /// The same moment, printed in another dialect from now on. Fails where the source cannot.
    [[nodiscard]] std::expected<void, Exit> setDialect(procfs::Dialect dialect);
    /// What is sampled from now on besides the process list; nothing to do for other sources.
    [[nodiscard]] std::expected<void, Exit> setInterest(const QSet<QByteArray>& paths);
    /// Its file system from now on: of a source that samples on demand, everything is read when it
    /// is asked for, and not kept.
    [[nodiscard]] procfs::FileSystem& everything(std::stop_token stop);
    /// As walk, without sampling.
    [[nodiscard]] procfs::Answer<procfs::NodePtr> find(std::string_view path)
    {
        return m_fileSystem->walk(path);
    }

private:
    View(model::SourceReader reader, ViewRequest request);
    [[nodiscard]] std::expected<void, Exit> read();
    [[nodiscard]] std::expected<void, Exit> mountView();

    model::SourceReader m_reader;
    ViewRequest m_request;
    QSet<QByteArray> m_interest;
    snapshot::Moment m_moment;
    std::unique_ptr<procfs::FileSystem> m_fileSystem;
};

/// A path as users write it ("/proc/7//maps", "7/maps/") as the path below /proc: "7/maps".
[[nodiscard]] std::string pathBelowProc(std::string_view path);

/// The sentence for a source that failed.
void complain(const model::SourceError& error);
/// The sentence for an entry that failed, and how to name the source where it need not.
void complain(const View& view, std::string_view path, const procfs::Failure& failure);

}
