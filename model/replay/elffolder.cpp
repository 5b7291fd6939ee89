// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/elffolder.h>
#include <model/replay/readelf.h>

#include <array>
#include <filesystem>
#include <format>
#include <set>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sandscope::replay {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longestText = std::size_t{1} << 20U;
constexpr int mostLinks = 40; // as Linux has it

/// A regular file, open for reading.
class InputFile
{
public:
    explicit InputFile(const std::string& path)
        : m_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY))
    {
        struct stat status{};
        if (m_fd >= 0 && (::fstat(m_fd, &status) != 0 || !S_ISREG(status.st_mode))) {
            ::close(m_fd);
            m_fd = -1;
        }
    }
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;
    ~InputFile()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

    [[nodiscard]] std::string read(std::uint64_t offset, std::size_t length) const
    {
        constexpr std::uint64_t highest = std::uint64_t{1} << 62U;
        std::string bytes;
        while (bytes.size() < length && offset + bytes.size() < highest) {
            std::array<char, 65536> part{};
            const ssize_t count
                = ::pread(m_fd, part.data(), std::min(part.size(), length - bytes.size()),
                          static_cast<off_t>(offset + bytes.size()));
            if (count <= 0)
                break;
            bytes.append(part.data(), static_cast<std::size_t>(count));
        }
        return bytes;
    }

private:
    int m_fd;
};

/// Where \a path leads below \a root, as if that were the root directory. What does not exist is
/// taken as it is written.
std::string resolvedBelow(const std::string& root, std::string_view path)
{
    std::string rest(path);
    std::string done;
    int links = 0;
    while (!rest.empty()) {
        const std::size_t start = rest.find_first_not_of('/');
        if (start == std::string::npos)
            break;
        const std::size_t end = std::min(rest.find('/', start), rest.size());
        const std::string part = rest.substr(start, end - start);
        rest.erase(0, end);
        if (part == ".")
            continue;
        if (part == "..") {
            done.resize(done.empty() ? 0 : done.rfind('/'));
            continue;
        }
        const std::string next = done + '/' + part;
        std::error_code error;
        const fs::path target = fs::read_symlink(root + next, error);
        if (error || ++links > mostLinks) {
            done = next;
            continue;
        }
        if (target.is_absolute())
            done.clear();
        rest = target.string() + rest;
    }
    return done;
}

std::optional<FoundFile> readProgram(const std::string& file, std::string realPath)
{
    const InputFile input(file);
    if (!input.isOpen())
        return std::nullopt;
    FoundFile found{std::move(realPath), {}, {}, {}};
    const std::string start = input.read(0, 256);
    if (start.starts_with("#!")) {
        const std::size_t end = start.find('\n');
        found.interpreterLine = start.substr(2, end == std::string::npos ? end : end - 2);
        return found;
    }
    auto headers = readElf(
        [&input](std::uint64_t offset, std::size_t length) { return input.read(offset, length); });
    if (!headers)
        return std::nullopt;
    found.headers = *std::move(headers);
    return found;
}

}

std::optional<std::string> readFileStart(const std::string& path, std::size_t length)
{
    const InputFile input(path);
    if (!input.isOpen())
        return std::nullopt;
    return input.read(0, length);
}

ElfFolder::ElfFolder(std::string_view folders)
{
    while (!folders.empty()) {
        const std::size_t end = std::min(folders.find(':'), folders.size());
        if (end > 0)
            m_folders.emplace_back(folders.substr(0, end));
        folders.remove_prefix(std::min(end + 1, folders.size()));
    }
}

std::string ElfFolder::missingFolder() const
{
    for (const std::string& folder : m_folders) {
        std::error_code error;
        if (!std::filesystem::is_directory(folder, error))
            return folder;
    }
    return {};
}

std::optional<FoundFile> ElfFolder::inFolders(const std::string& path) const
{
    for (const std::string& folder : m_folders) {
        const std::string real = resolvedBelow(folder, path);
        if (const auto text = readFileStart(folder + real + ".txt", longestText)) {
            if (auto headers = readReadelf(*text))
                return FoundFile{real, *std::move(headers), {}, {}};
        }
        if (auto found = readProgram(folder + real, real))
            return found;
    }
    return std::nullopt;
}

/// The only file beside \a path that is called like it with a version behind: python3.11 for
/// python3. Links to such files are what copies of programs leave out most.
std::optional<FoundFile> ElfFolder::versionOf(const std::string& path) const
{
    const fs::path wanted(path);
    const std::string name = wanted.filename().string();
    std::set<std::string> names;
    for (const std::string& folder : m_folders) {
        std::error_code error;
        for (fs::directory_iterator at(folder + wanted.parent_path().string(), error), end;
             !error && at != end && names.size() < 2; at.increment(error)) {
            std::string other = at->path().filename().string();
            if (other.ends_with(".txt"))
                other.resize(other.size() - 4);
            if (other.starts_with(name) && other != name
                && other.find_first_not_of("0123456789.-", name.size()) == std::string::npos)
                names.insert(other);
        }
    }
    if (name.empty() || names.size() != 1)
        return std::nullopt;
    auto found = inFolders((wanted.parent_path() / *names.begin()).string());
    if (found)
        found->assumption
            = std::format("{} is taken to be {}, the only one called so.", path, found->path);
    return found;
}

std::optional<FoundFile> ElfFolder::lookUp(const std::string& path) const
{
    if (auto found = inFolders(path))
        return found;
    for (const std::string_view folder : {"/bin/", "/sbin/", "/lib/", "/lib64/"}) {
        if (!path.starts_with(folder))
            continue;
        if (auto found = inFolders("/usr" + path)) {
            found->assumption = std::format("{} is taken to be {}.", path, found->path);
            return found;
        }
    }
    if (auto found = versionOf(path))
        return found;
    std::error_code error;
    const std::string real = fs::canonical(path, error).string();
    if (error)
        return std::nullopt;
    if (real != path) {
        if (auto found = inFolders(real)) {
            found->assumption
                = std::format("{} is taken to be {}, where it leads on this machine.", path, real);
            return found;
        }
    }
    auto found = readProgram(real, real);
    if (found)
        found->assumption = std::format("{} is taken to be this machine's {}.", path, real);
    return found;
}

std::string ElfFolder::realPath(const std::string& path) const
{
    std::error_code error;
    if (path.starts_with("/proc/"))
        return path;
    for (const std::string& folder : m_folders) {
        std::string real = resolvedBelow(folder, path);
        if (fs::exists(folder + real, error) || fs::exists(folder + real + ".txt", error))
            return real;
    }
    if (m_folders.empty()) {
        std::string real = fs::canonical(path, error).string();
        return error ? path : real;
    }
    for (const std::string_view folder : {"/bin/", "/sbin/", "/lib/", "/lib64/"}) {
        if (path.starts_with(folder))
            return "/usr" + path;
    }
    return path;
}

const FoundFile* ElfFolder::find(const std::string& path)
{
    const auto [at, isNew] = m_found.try_emplace(path);
    if (isNew)
        at->second = lookUp(path);
    return at->second ? &*at->second : nullptr;
}

}
