// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/export/treewriter.h>
#include <model/sources/folder.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <tuple>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sandscope::model {

namespace {

constexpr mode_t permissionBits = 0777;

std::unexpected<WriteProblem> failed(std::string step, std::string path)
{
    return std::unexpected(WriteProblem{.kind = WriteProblem::Kind::system,
                                        .step = std::move(step),
                                        .path = std::move(path),
                                        .error = errno});
}

std::unexpected<WriteProblem> taken(std::string path)
{
    return std::unexpected(
        WriteProblem{.kind = WriteProblem::Kind::exists, .step = "open", .path = std::move(path)});
}

class FolderWriter final : public TreeWriter
{
public:
    FolderWriter(std::string path, std::string partial, Owners owners)
        : m_path(std::move(path))
        , m_partial(std::move(partial))
        , m_owners(owners)
    {
    }
    ~FolderWriter() override
    {
        m_open.clear();
        std::error_code ignored; // nothing can be done about it, and nobody else can look inside
        std::filesystem::remove_all(m_partial, ignored); // follows no link
    }

    /// Makes the folder that will be renamed.
    Written<> begin()
    {
        Descriptor around(
            ::open(m_partial.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!around.isOpen())
            return failed("open", m_partial);
        m_open.push_back(std::move(around));
        return enter(treeName, permissionBits, {});
    }

    Written<> enter(const std::string& name, std::uint32_t permissions, const Owner& owner) override
    {
        const mode_t mode = (permissions & permissionBits) | S_IRWXU; // it is to be filled
        if (::mkdirat(here(), name.c_str(), mode) != 0)
            return failed("mkdir", name);
        Descriptor folder(
            ::openat(here(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!folder.isOpen())
            return failed("open", name);
        settle(folder.get(), owner);
        m_open.push_back(std::move(folder));
        return {};
    }

    Written<> leave() override
    {
        m_open.pop_back();
        return {};
    }

    Written<> file(const std::string& name, std::uint32_t permissions, const Owner& owner,
                   std::string_view bytes) override
    {
        const mode_t mode = (permissions & permissionBits) | S_IRUSR | S_IWUSR;
        const Descriptor file(::openat(here(), name.c_str(),
                                       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
        if (!file.isOpen())
            return failed("open", name);
        while (!bytes.empty()) {
            const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
            if (written < 0 && errno != EINTR)
                return failed("write", name);
            if (written > 0)
                bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        settle(file.get(), owner);
        return {};
    }

    Written<> link(const std::string& name, const Owner& owner, const std::string& target) override
    {
        if (::symlinkat(target.c_str(), here(), name.c_str()) != 0)
            return failed("symlink", name);
        if (isKept(owner))
            std::ignore = ::fchownat(here(), name.c_str(), *owner.uid, *owner.gid,
                                     AT_SYMLINK_NOFOLLOW); // a wish
        return {};
    }

    Written<> finish() override
    {
        m_open.clear();
        const std::string tree = m_partial + '/' + treeName;
        // Takes the place of an empty folder, and of nothing else.
        if (::rename(tree.c_str(), m_path.c_str()) == 0)
            return {};
        if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR)
            return taken(m_path);
        return failed("rename", m_path);
    }

private:
    static constexpr const char* treeName = "tree";

    [[nodiscard]] int here() const { return m_open.back().get(); }
    [[nodiscard]] bool isKept(const Owner& owner) const
    {
        return m_owners == Owners::asSeen && owner.uid && owner.gid;
    }
    void settle(int fd, const Owner& owner) const
    {
        if (isKept(owner))
            std::ignore = ::fchown(fd, *owner.uid, *owner.gid); // a wish
    }

    std::string m_path;
    std::string m_partial; ///< ours alone; the tree grows in it
    Owners m_owners;
    std::vector<Descriptor> m_open; ///< the folder being written, last, and those around it
};

/// Nothing there, or a folder without entries.
Written<> checkFree(const std::string& path)
{
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder.isOpen()) {
        if (errno == ENOENT)
            return {};
        return errno == ENOTDIR || errno == ELOOP ? taken(path) : failed("open", path);
    }
    std::error_code error;
    const bool isEmpty = std::filesystem::is_empty(path, error);
    if (error) {
        errno = error.value();
        return failed("getdents", path);
    }
    if (!isEmpty)
        return taken(path);
    return {};
}

}

Written<std::unique_ptr<TreeWriter>> makeFolderWriter(const std::string& given, Owners owners)
{
    std::string path = given;
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    if (auto free = checkFree(path); !free)
        return std::unexpected(std::move(free).error());
    std::string partial = path + ".partial-XXXXXX";
    if (::mkdtemp(partial.data()) == nullptr)
        return failed("mkdir", path);
    auto writer = std::make_unique<FolderWriter>(std::move(path), std::move(partial), owners);
    if (auto begun = writer->begin(); !begun)
        return std::unexpected(std::move(begun).error());
    return writer;
}

}
