// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/filesystem.h>

#include <cstddef>
#include <expected>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::model {

/// An open file descriptor, closed with its owner.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    Descriptor(Descriptor&& other) noexcept
        : m_fd(other.release())
    {
    }
    Descriptor& operator=(Descriptor&& other) noexcept;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();

    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    int release();

private:
    int m_fd = -1;
};

/// What lstat(2) and, for a link, readlink(2) say about an entry.
struct Seen
{
    procfs::Attributes attributes; ///< kind regular, with isOther set, for pipes, sockets and
                                   ///< devices
    bool isOther = false;
    std::string target;
    std::optional<procfs::Failure> failure; ///< of lstat or readlink
    bool operator==(const Seen&) const = default;
};

/// One name of a directory.
struct Listed
{
    std::string name;
    procfs::EntryType type = procfs::EntryType::unknown;
    std::uint64_t inode = 0;
    std::optional<Seen> seen; ///< where details were asked for
    bool operator==(const Listed&) const = default;
};

/// A folder whose entries are read and never changed, reached by paths below it.
///
/// No link is followed, neither at the end of a path nor on the way, so nothing outside is ever
/// opened. Only regular files are read: an entry that could block, act or never end (a pipe, a
/// device, /proc/kmsg) answers "not provided". Reads are bounded and watch their stop token.
///
/// Thread-safe as far as const goes. Errors are errno values with the call that failed.
class Folder
{
public:
    /// Opens the folder at \a path, relative to the working directory of now; links in \a path
    /// itself are followed.
    [[nodiscard]] static std::expected<Folder, procfs::Failure> open(const std::string& path);

    /// Is it a proc file system (statfs)?
    [[nodiscard]] bool isProc() const { return m_isProc; }
    /// False once the path leads elsewhere or nowhere.
    [[nodiscard]] bool isStillThere() const;

    /// Names in the order of the directory, without "." and ".."; with \a details also what each of
    /// them is.
    [[nodiscard]] procfs::Answer<std::vector<Listed>> list(std::string_view path, bool details,
                                                           const std::stop_token& stop) const;
    /// A listing as the kernel writes it, for namesOf(): of the open \a directory, or of the folder
    /// itself, which is opened then and stays so.
    [[nodiscard]] procfs::Answer<void> listBytes(Descriptor& directory, std::string& bytes,
                                                 const std::stop_token& stop) const;
    [[nodiscard]] Seen look(std::string_view path) const;
    /// At most \a maxBytes; a longer file answers "not kept".
    [[nodiscard]] procfs::Answer<std::string> read(std::string_view path, std::size_t maxBytes,
                                                   const std::stop_token& stop) const;
    /// The same for the files of a task that the kernel prints at one go (stat, status, cmdline),
    /// of which thousands are read. \a path: made of the task's number and such a name, so that on
    /// a proc file system the kernel itself vouches for what stands there, and for its end where a
    /// read does not fill 4 KiB.
    [[nodiscard]] procfs::Answer<std::string>
    readOfTask(const std::string& path, std::size_t maxBytes, const std::stop_token& stop) const;
    /// Opens such a file, of a proc file system only.
    [[nodiscard]] std::expected<Descriptor, procfs::Errno>
    openOfTask(const std::string& path) const;

private:
    Folder() = default;
    [[nodiscard]] std::expected<Descriptor, procfs::Errno> openBelow(std::string_view path,
                                                                     int flags) const;

    Descriptor m_root;
    std::string m_path; ///< absolute
    bool m_isProc = false;
    bool m_hasOpenat2 = false;
};

/// The names in what Folder::listBytes() gave, in its order, without "." and "..".
[[nodiscard]] std::vector<Listed> namesOf(std::string_view listing);

/// The bytes of a regular file of the user's own, links followed; "not provided" for anything else.
[[nodiscard]] procfs::Answer<std::string>
readUserFile(const std::string& path, std::size_t maxBytes, const std::stop_token& stop);

}
