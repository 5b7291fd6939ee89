// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/folder.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include <dirent.h> // DT_DIR
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace sandscope::model {

using procfs::Answer;
using procfs::Attributes;
using procfs::EntryType;
using procfs::Errno;
using procfs::Failure;
using procfs::FileKind;

namespace {

/// Room for more names than a machine has tasks or a task files; past it a folder is refused rather
/// than read for ever.
constexpr std::size_t maxListing = std::size_t{128} << 20U;

Errno lastError()
{
    return static_cast<Errno>(errno);
}

std::unexpected<Failure> failed(Errno error, const char* step)
{
    return std::unexpected(Failure::of(error, step));
}

std::unexpected<Failure> refused(Failure::Kind kind, const char* step)
{
    return std::unexpected(Failure{kind, Errno::ok, step});
}

EntryType entryType(unsigned char type)
{
    switch (type) {
    case DT_REG:
        return EntryType::file;
    case DT_DIR:
        return EntryType::directory;
    case DT_LNK:
        return EntryType::link;
    case DT_UNKNOWN:
        return EntryType::unknown;
    default:
        return EntryType::other;
    }
}

/// No absolute path, no empty, "." or ".." component. "" is the folder itself.
bool isPlainPath(std::string_view path)
{
    if (path.empty())
        return true;
    if (path.contains('\0'))
        return false;
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        const std::string_view name = path.substr(start, end - start);
        if (name.empty() || name == "." || name == "..")
            return false;
        start = end + 1;
    }
    return true;
}

int openat2(int root, const char* path, int flags)
{
    open_how how{};
    how.flags = static_cast<unsigned>(flags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    return static_cast<int>(syscall(SYS_openat2, root, path, &how, sizeof how));
}

/// Files of a proc file system whose reading consumes something, waits, reads devices or has no
/// useful end. On a folder of plain files the same names are harmless.
bool isHarmful(std::string_view path)
{
    static constexpr std::array<std::string_view, 5> top
        = {"kcore", "kmsg", "sysrq-trigger", "vmcore", "acpi/event"};
    static constexpr std::array<std::string_view, 3> ofTask = {"clear_refs", "mem", "pagemap"};
    if (std::ranges::contains(top, path) || path.starts_with("kpage")
        || path.starts_with("bus/pci/"))
        return true;
    const std::size_t slash = path.rfind('/');
    return slash != std::string_view::npos && std::ranges::contains(ofTask, path.substr(slash + 1))
        && path.front() >= '0' && path.front() <= '9';
}

Attributes attributesOf(const struct stat& status)
{
    Attributes attributes;
    attributes.kind = S_ISDIR(status.st_mode) ? FileKind::directory
        : S_ISLNK(status.st_mode)             ? FileKind::link
                                              : FileKind::regular;
    attributes.permissions = status.st_mode & 07777U;
    attributes.links = status.st_nlink;
    attributes.size = static_cast<std::uint64_t>(status.st_size);
    attributes.inode = status.st_ino;
    attributes.uid = status.st_uid;
    attributes.gid = status.st_gid;
    return attributes;
}

Answer<std::string> readTarget(int fd, const char* name)
{
    std::string target(PATH_MAX, '\0');
    const ssize_t size = ::readlinkat(fd, name, target.data(), target.size());
    if (size < 0)
        return failed(lastError(), "readlink");
    target.resize(static_cast<std::size_t>(size));
    return target;
}

Seen lookAt(int directory, const char* name)
{
    Seen seen;
    struct stat status{};
    if (::fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        seen.failure = Failure::of(lastError(), "lstat");
        return seen;
    }
    seen.attributes = attributesOf(status);
    seen.isOther = !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode) && !S_ISLNK(status.st_mode);
    if (S_ISLNK(status.st_mode)) {
        auto target = readTarget(directory, name);
        if (target)
            seen.target = *std::move(target);
        else
            seen.failure = target.error();
    }
    return seen;
}

/// Nothing when the open file is a regular one.
std::optional<Failure> irregular(int fd)
{
    struct stat status{};
    if (::fstat(fd, &status) != 0)
        return Failure::of(lastError(), "open");
    if (S_ISDIR(status.st_mode))
        return Failure::of(Errno::isDirectory, "read");
    if (!S_ISREG(status.st_mode))
        return Failure{Failure::Kind::notProvided, Errno::ok, "open"};
    return std::nullopt;
}

Answer<std::string> readAll(int fd, std::size_t maxBytes, bool isShort, const std::stop_token& stop)
{
    constexpr std::size_t firstChunk = 4096;
    constexpr std::size_t largestChunk = std::size_t{1} << 20U;
    std::string bytes;
    std::size_t chunk = firstChunk;
    for (;;) {
        const std::size_t before = bytes.size();
        ssize_t got = 0;
        int error = 0;
        bytes.resize_and_overwrite(before + chunk, [&](char* to, std::size_t) {
            do
                got = ::read(fd, to + before, chunk);
            while (got < 0 && errno == EINTR && !stop.stop_requested());
            error = errno;
            return before + (got > 0 ? static_cast<std::size_t>(got) : 0);
        });
        if (got < 0)
            return failed(static_cast<Errno>(error), "read");
        if (got == 0 || (isShort && static_cast<std::size_t>(got) < firstChunk)) {
            if (bytes.capacity() > 2 * bytes.size())
                bytes.shrink_to_fit();
            return bytes;
        }
        if (bytes.size() > maxBytes)
            return refused(Failure::Kind::notKept, "read");
        if (stop.stop_requested())
            return refused(Failure::Kind::notSampled, "read");
        if (bytes.size() >= chunk)
            chunk = std::min(2 * chunk, largestChunk);
    }
}

}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept
{
    Descriptor old(std::exchange(m_fd, other.release()));
    return *this;
}

Descriptor::~Descriptor()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

int Descriptor::release()
{
    return std::exchange(m_fd, -1);
}

std::expected<Folder, Failure> Folder::open(const std::string& path)
{
    Folder folder;
    folder.m_root = Descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.m_root.isOpen())
        return failed(lastError(), "open");

    // Kept for isStillThere(): the working directory may change later.
    const std::unique_ptr<char, decltype(&std::free)> absolute(::realpath(path.c_str(), nullptr),
                                                               &std::free);
    if (!absolute)
        return failed(lastError(), "open");
    folder.m_path = absolute.get();

    struct statfs system{};
    folder.m_isProc
        = ::fstatfs(folder.m_root.get(), &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
    // Old kernels and some sandboxes do not have the call.
    const Descriptor probe(openat2(folder.m_root.get(), ".", O_PATH | O_CLOEXEC));
    folder.m_hasOpenat2 = probe.isOpen();
    return folder;
}

bool Folder::isStillThere() const
{
    struct stat named{};
    struct stat held{};
    return ::stat(m_path.c_str(), &named) == 0 && ::fstat(m_root.get(), &held) == 0
        && named.st_dev == held.st_dev && named.st_ino == held.st_ino;
}

std::expected<Descriptor, Errno> Folder::openBelow(std::string_view path, int flags) const
{
    if (!isPlainPath(path))
        return std::unexpected(Errno::invalid);
    flags |= O_NOFOLLOW | O_CLOEXEC;
    const std::string whole(path.empty() ? std::string_view{"."} : path);
    if (m_hasOpenat2) {
        Descriptor file(openat2(m_root.get(), whole.c_str(), flags));
        if (file.isOpen())
            return file;
        return std::unexpected(lastError());
    }
    Descriptor folder;
    int at = m_root.get();
    std::size_t start = 0;
    for (std::size_t slash = whole.find('/'); slash != std::string::npos;
         slash = whole.find('/', start)) {
        const std::string name = whole.substr(start, slash - start);
        folder
            = Descriptor(::openat(at, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!folder.isOpen())
            return std::unexpected(lastError());
        at = folder.get();
        start = slash + 1;
    }
    Descriptor file(::openat(at, whole.c_str() + start, flags));
    if (file.isOpen())
        return file;
    return std::unexpected(lastError());
}

Answer<std::vector<Listed>> Folder::list(std::string_view path, bool details,
                                         const std::stop_token& stop) const
{
    auto directory = openBelow(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    if (!directory)
        return failed(directory.error(), "open");
    std::string bytes;
    if (auto read = listBytes(*directory, bytes, stop); !read)
        return std::unexpected(std::move(read).error());
    std::vector<Listed> names = namesOf(bytes);
    if (!details)
        return names;
    for (Listed& listed : names) {
        if (stop.stop_requested())
            return refused(Failure::Kind::notSampled, "getdents");
        listed.seen = lookAt(directory->get(), listed.name.c_str());
    }
    return names;
}

Answer<void> Folder::listBytes(Descriptor& directory, std::string& bytes,
                               const std::stop_token& stop) const
{
    constexpr std::size_t firstChunk = 4096;
    constexpr std::size_t largestChunk = std::size_t{1} << 18U;
    if (!directory.isOpen()) {
        auto opened = openBelow("", O_RDONLY | O_DIRECTORY | O_NONBLOCK);
        if (!opened)
            return failed(opened.error(), "open");
        directory = *std::move(opened);
    } else if (::lseek(directory.get(), 0, SEEK_SET) != 0) {
        return failed(lastError(), "getdents");
    }
    bytes.clear();
    for (;;) {
        const std::size_t before = bytes.size();
        // What was large the last time has room already.
        const std::size_t chunk = std::clamp(bytes.capacity() - before, firstChunk, largestChunk);
        long got = 0;
        bytes.resize_and_overwrite(before + chunk, [&](char* to, std::size_t) {
            got = ::syscall(SYS_getdents64, directory.get(), to + before, chunk);
            return before + (got > 0 ? static_cast<std::size_t>(got) : 0);
        });
        if (got < 0)
            return failed(lastError(), "getdents");
        if (got == 0)
            return {};
        if (bytes.size() > maxListing)
            return refused(Failure::Kind::notKept, "getdents");
        if (stop.stop_requested())
            return refused(Failure::Kind::notSampled, "getdents");
    }
}

std::vector<Listed> namesOf(std::string_view listing)
{
    // As struct linux_dirent64, which no header of the C library has.
    struct Head
    {
        std::uint64_t inode;
        std::int64_t offset;
        std::uint16_t length;
        unsigned char type;
    };
    constexpr std::size_t nameAt = 19;
    std::vector<Listed> names;
    while (listing.size() > nameAt) {
        Head head{};
        std::memcpy(&head, listing.data(), nameAt);
        if (head.length <= nameAt || head.length > listing.size())
            break;
        const std::string_view padded = listing.substr(nameAt, head.length - nameAt);
        const std::string_view name = padded.substr(0, padded.find('\0'));
        if (name != "." && name != "..")
            names.push_back({std::string(name), entryType(head.type), head.inode, std::nullopt});
        listing.remove_prefix(head.length);
    }
    return names;
}

std::expected<Descriptor, Errno> Folder::openOfTask(const std::string& path) const
{
    Descriptor file(::openat(m_root.get(), path.c_str(),
                             O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC));
    if (file.isOpen())
        return file;
    return std::unexpected(lastError());
}

Seen Folder::look(std::string_view path) const
{
    const std::size_t slash = path.rfind('/');
    const std::string_view parent
        = slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
    const std::string name(slash == std::string_view::npos ? path : path.substr(slash + 1));
    Seen seen;
    if (!isPlainPath(path)) {
        seen.failure = Failure::of(Errno::invalid, "lstat");
        return seen;
    }
    if (parent.empty())
        return lookAt(m_root.get(), name.empty() ? "." : name.c_str());
    const auto folder = openBelow(parent, O_PATH | O_DIRECTORY);
    if (!folder) {
        seen.failure = Failure::of(folder.error(), "lstat");
        return seen;
    }
    return lookAt(folder->get(), name.c_str());
}

Answer<std::string> Folder::read(std::string_view path, std::size_t maxBytes,
                                 const std::stop_token& stop) const
{
    if (m_isProc) {
        if (isHarmful(path))
            return refused(Failure::Kind::notProvided, "open");
    } else {
        // Opening a device may already do something, so look first.
        const Seen seen = look(path);
        if (seen.failure)
            return std::unexpected(*seen.failure);
        if (seen.isOther)
            return refused(Failure::Kind::notProvided, "open");
    }
    const auto file = openBelow(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (!file)
        return failed(file.error(), "open");
    if (auto failure = irregular(file->get()))
        return std::unexpected(*std::move(failure));
    return readAll(file->get(), maxBytes, false, stop);
}

Answer<std::string> Folder::readOfTask(const std::string& path, std::size_t maxBytes,
                                       const std::stop_token& stop) const
{
    if (!m_isProc)
        return read(path, maxBytes, stop); // anything may stand there
    const auto file = openOfTask(path);
    if (!file)
        return failed(file.error(), "open");
    return readAll(file->get(), maxBytes, true, stop);
}

Answer<std::string> readUserFile(const std::string& path, std::size_t maxBytes,
                                 const std::stop_token& stop)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file.isOpen())
        return failed(lastError(), "open");
    if (auto failure = irregular(file.get()))
        return std::unexpected(*std::move(failure));
    return readAll(file.get(), maxBytes, false, stop);
}

}
