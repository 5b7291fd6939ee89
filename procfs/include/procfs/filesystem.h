// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The one door to what stands below /proc. Tree model, panes, command line and export are its
/// clients; none of them knows where a file lives or who may read it.
///
/// Two implementations stand behind it: over Records (a simulated kernel, printed in a dialect, see
/// recordfilesystem.h) and over a RecordedTree (files of a real kernel, shown as they are).
namespace sandscope::procfs {

/// What a directory entry says about its type.
enum class EntryType : std::uint8_t { unknown, file, directory, link, other };

/// One answer of stat(2). Numbers that a source does not know are absent, never 0.
struct Attributes
{
    FileKind kind = FileKind::regular;
    std::optional<std::uint32_t> permissions; ///< the low 12 bits of st_mode
    std::optional<std::uint64_t> links, size, inode;
    std::optional<std::uint32_t> uid, gid;
    bool operator==(const Attributes&) const = default;
};

struct DirEntry
{
    std::string name; ///< raw bytes, never empty, never with '/'
    EntryType type = EntryType::unknown;
    std::optional<std::uint64_t> inode;
    std::int64_t offset = 0; ///< d_off: what a getdents reader would find there
    bool operator==(const DirEntry&) const = default;
};

struct Listing
{
    std::vector<DirEntry> entries; ///< "." and ".." included, first
    std::int64_t nextOffset = 0; ///< where the next call resumes
    bool atEnd = false; ///< another call from nextOffset gives nothing
};

/// Why something could not be answered.
struct Failure
{
    enum class Kind : std::uint8_t {
        error, ///< the kernel said so: errno
        notSampled, ///< this source has not read it (yet); asking for it may help
        notKept, ///< it was read when recorded, but its bytes were not stored
        notProvided, ///< this source can never tell
        damaged, ///< it was stored, but what is there now is not what was stored
    };
    Kind kind = Kind::error;
    Errno error = Errno::ok; ///< with Kind::error
    std::string step{}; ///< the call that failed, when known: "open", "read", "readlink" …

    static Failure of(Errno error, std::string step = {})
    {
        return {Kind::error, error, std::move(step)};
    }
    bool operator==(const Failure&) const = default;
};

template <class T>
using Answer = std::expected<T, Failure>;

class Node;
/// Keeps a directory entry alive, as an open file does: while it is held its numbers stay put, and
/// it outlives its task.
using NodePtr = std::shared_ptr<Node>;

/// One entry of the tree. Belongs to the thread of its file system.
class Node
{
public:
    Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;

    [[nodiscard]] virtual FileKind kind() const = 0;
    /// The format of its text or target; null for task directories and files nobody describes.
    [[nodiscard]] virtual const ProcFile* file() const = 0;
    /// The task that it belongs to, where the source knows tasks; none for /proc itself.
    [[nodiscard]] virtual TaskId task() const = 0;

    [[nodiscard]] virtual Answer<Attributes> stat() = 0;
    /// ENOTDIR on anything but a directory.
    [[nodiscard]] virtual Answer<NodePtr> lookup(std::string_view name) = 0;
    /// At most \a count entries from \a offset on, 0 being the start. Negative offset, or count 0:
    /// EINVAL.
    [[nodiscard]] virtual Answer<Listing> readdir(std::int64_t offset, std::size_t count) = 0;
    /// EINVAL on anything but a link.
    [[nodiscard]] virtual Answer<std::string> readlink() = 0;
    /// What open(2) on this entry reaches: a handle of its own for a file or directory, whatever
    /// stands behind a link. A node that was not opened reads as if it were opened at each read
    /// from the start.
    [[nodiscard]] virtual Answer<NodePtr> open() = 0;
    /// pread(2) under the dialect's read rule. Negative offset: EINVAL; at or past the end: no
    /// bytes. Appends to \a out and returns the number of bytes.
    [[nodiscard]] virtual Answer<std::size_t> read(std::int64_t offset, std::size_t count,
                                                   std::string& out)
        = 0;
    /// lseek(2) of an open file to \a offset, from which a read in order then goes on. Some kernels
    /// make the text at once. Answers the offset; EINVAL when that is negative.
    [[nodiscard]] virtual Answer<std::int64_t> seek(std::int64_t offset);
    /// The whole text, as one large read from the start gives it, from the record cache where it is
    /// current.
    [[nodiscard]] virtual Answer<std::shared_ptr<const FileText>> content() = 0;
    /// The greatest generation of everything that the text, target or listing depends on.
    [[nodiscard]] virtual Generation generation() const = 0;
    /// The text has its length, but who recorded it put something else in place of secrets.
    [[nodiscard]] virtual bool isWithheld() const { return false; }
};

class FileSystem
{
public:
    FileSystem() = default;
    FileSystem(const FileSystem&) = delete;
    FileSystem& operator=(const FileSystem&) = delete;
    virtual ~FileSystem() = default;

    [[nodiscard]] virtual NodePtr root() = 0;
    [[nodiscard]] virtual Dialect dialect() const = 0;

    /// From the root, component by component, links not followed. "" , "/" and "." are the root; a
    /// trailing or doubled slash is ignored; "..", which procfs would answer, is refused with
    /// EINVAL.
    [[nodiscard]] Answer<NodePtr> walk(std::string_view path);
};

}
