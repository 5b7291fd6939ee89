// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/atlas/use.h>
#include <model/snapshot/snapshot.h>
#include <model/tree/roles.h>
#include <procfs/files/maps.h>
#include <procfs/files/smaps.h>

#include <QList>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace sandscope::survey {
struct Descriptors;
struct NamespaceMatrix;
struct Threads;
}

namespace sandscope::model {

struct UserIds;

/// What one proc file holds at one generation, read and parsed on a worker. Immutable.
struct FileContent
{
    QByteArray path; ///< below /proc
    procfs::FileKind kind = procfs::FileKind::regular;
    procfs::Generation generation = 0;
    procfs::TaskId task; ///< whose file it is, where the source knows
    procfs::Dialect dialect = procfs::Dialect::gvisor2019;
    /// Null when there is none, as for a directory; a link's target counts as its text.
    std::shared_ptr<const procfs::FileText> text;
    procfs::Fields fields; ///< decoded, where the format is known
    std::vector<procfs::MapsEntry> maps; ///< of maps, and of smaps' headings; they look into text
    std::vector<atlas::Use> uses; ///< of maps, one each
    procfs::Smaps smaps; ///< looks into text
    std::vector<procfs::AuxEntry> auxv;
    std::vector<procfs::DirEntry> entries; ///< of a directory, without "." and ".."
    bool isMasked = false; ///< values were replaced, see snapshot/masking.h
    // Of folders that a reader of their own (see FileReader) goes through: what it found.
    std::shared_ptr<const survey::Descriptors> descriptors; ///< of fd
    std::shared_ptr<const survey::NamespaceMatrix> namespaces; ///< of ns, and of all processes
    std::shared_ptr<const UserIds> userIds; ///< of ns, and of its task
    std::shared_ptr<const survey::Threads> threads; ///< of task
    bool isWithheld = false; ///< values were replaced when it was recorded
    std::optional<procfs::Failure> failure; ///< why there is no text
    std::optional<std::uint32_t> owner; ///< of what may not be read, where it is known
    std::optional<procfs::ParseError> parseError; ///< the text is not what its format says; text is
                                                  ///< kept
    /// Of a view that follows several files: the others, in the order asked for. Never null.
    std::vector<std::shared_ptr<const FileContent>> others;
};
using FileContentPtr = std::shared_ptr<const FileContent>;

/// One reading, as values that may cross threads.
struct FileRequest
{
    snapshot::SnapshotPtr snapshot;
    snapshot::ViewOptions options;
    QByteArray path;
    QList<QByteArray> others; ///< see FileContent::others
    std::shared_ptr<procfs::RecordCache> cache;
};

/// Reads more than one file for a view. \a known: what it answered before with the same options,
/// null if nothing; to be answered again where it still holds. Runs on a worker; null, or anything,
/// when it was stopped.
using FileReader = std::function<FileContentPtr(const FileRequest& request,
                                                const FileContentPtr& known, std::stop_token stop)>;

/// Reads and parses one path in the calling thread. What FileView does on its worker.
[[nodiscard]] FileContentPtr readFile(const snapshot::SnapshotPtr& snapshot,
                                      const snapshot::ViewOptions& options, const QByteArray& path,
                                      const std::shared_ptr<procfs::RecordCache>& cache);

/// Heading and explanation of a failure or parse error, in words for an empty pane; raw bytes
/// escaped.
struct FailureText
{
    QString heading; ///< "Cannot Read /proc/812/smaps"
    QString explanation; ///< "The kernel returned EACCES: …"
    CellState state = CellState::failed;
};
[[nodiscard]] std::optional<FailureText> failureText(const FileContent& content);

/// Follows one file, or several as one content, over snapshots: reads it again only when the
/// generation of what it depends on rose (or fell, when the viewer steps back). Finding that out is
/// a worker's job as well. A view that is not active (its pane is hidden) reads nothing and catches
/// up when it becomes active.
class FileView : public QObject
{
    Q_OBJECT

public:
    explicit FileView(QObject* parent = nullptr);
    ~FileView() override;

    void setCache(std::shared_ptr<procfs::RecordCache> cache);
    /// Instead of reading the file: at each snapshot, but of a real /proc no more often than lets
    /// it work a tenth of the time.
    void setReader(FileReader reader);
    void setSnapshot(const snapshot::SnapshotPtr& snapshot, const snapshot::ViewOptions& options);
    /// Empty: nothing; changed(nullptr) follows at once. \a others: files that are read with it,
    /// each again only when its own generation rose; their contents are FileContent::others.
    void setPath(const QByteArray& path, const QList<QByteArray>& others = {});
    /// Another way to read what is shown already, of a task that has ended since.
    void setOptions(const snapshot::ViewOptions& options);
    [[nodiscard]] QByteArray path() const;
    void setActive(bool active); ///< default true
    [[nodiscard]] FileContentPtr content() const; ///< the newest; null when nothing is selected or
                                                  ///< nothing came yet
    [[nodiscard]] bool isBusy() const; ///< an answer is still to come; false while it is not active
    [[nodiscard]] quint64 readCount() const; ///< how often a worker read the file

Q_SIGNALS:
    /// Another content. Not emitted when a snapshot did not raise the file's generation.
    void changed(const sandscope::model::FileContentPtr& content);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
