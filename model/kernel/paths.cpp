// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Paths that files are found by, the directories they start at, and what becomes of the names that
// are shown when files are removed and renamed. The kernel knows no files, only who shows a path;
// what they show then is as captured of gVisor in 2022 and 2024 and of Linux.
#include <model/kernel/state.h>

#include <algorithm>
#include <format>
#include <map>

namespace sandscope::kernel {

using procfs::FdKind;
using procfs::MappingIdentity;

namespace {

/// From one path, and whatever lies below it, to another one or to nothing.
class Move
{
public:
    Move(const std::string& from, const std::string& to)
        : m_from(from)
        , m_below(from + '/')
        , m_to(to)
    {
    }

    [[nodiscard]] bool deletes() const { return m_to.empty(); }
    [[nodiscard]] bool concerns(std::string_view path) const
    {
        return path == m_from || (!deletes() && path.starts_with(m_below));
    }
    /// \a deleted becomes true, or the path another one. Whether something changed.
    bool apply(std::string& path, bool& deleted) const
    {
        if (deleted || !concerns(path))
            return false;
        if (deletes())
            deleted = true;
        else
            path.replace(0, m_from.size(), m_to);
        return true;
    }

private:
    std::string m_from, m_below, m_to;
};

// Identities are shared with what was published, so others take their place. One that no path leads
// to any more keeps its number, and its place in the list keeps new ones from getting it.
void moveIdentities(Kernel::State& state, const Move& move)
{
    std::map<const MappingIdentity*, std::shared_ptr<const MappingIdentity>> made;
    const auto next = [&](const std::shared_ptr<const MappingIdentity>& identity) {
        if (!identity || identity->kind != procfs::MappingKind::file || identity->deleted
            || !move.concerns(identity->path))
            return std::shared_ptr<const MappingIdentity>();
        auto& result = made[identity.get()];
        if (!result) {
            auto changed = std::make_shared<MappingIdentity>(*identity);
            (void)move.apply(changed->path, changed->deleted);
            result = std::move(changed);
        }
        return result;
    };
    std::vector<std::pair<std::string, std::shared_ptr<const MappingIdentity>>> moved;
    for (const auto& [key, identity] : state.files) {
        if (auto changed = next(identity))
            moved.emplace_back(key, std::move(changed));
    }
    for (auto& [key, identity] : moved) {
        auto node = state.files.extract(key);
        node.key() = identity->path;
        if (identity->deleted)
            node.key().append("\0deleted", 8);
        if (state.files.contains(node.key()))
            node.key().append(std::format("\0{}", identity->inode));
        node.mapped() = std::move(identity);
        state.files.insert(std::move(node));
    }
    state.memories.forEach([&](Memory& memory) {
        const bool isMapped = memory.space.replaceMappings(next);
        const bool isExecutable = move.apply(memory.executable, memory.executableDeleted);
        if (isMapped || isExecutable)
            state.touch(memory);
    });
}

}

std::string absolutePath(std::string_view path, std::string_view root, std::string_view from)
{
    const auto withoutSlash
        = [](std::string_view folder) { return folder == "/" ? std::string_view() : folder; };
    const std::string_view top = withoutSlash(root);
    std::string at(path.starts_with('/') ? top : withoutSlash(from));
    for (std::string_view rest = path; !rest.empty();) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        const std::string_view part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (part == "..") {
            if (!at.empty() && at != top)
                at.resize(at.rfind('/'));
        } else if (!part.empty() && part != ".") {
            at.append("/").append(part);
        }
    }
    return at.empty() ? "/" : at;
}

std::string Kernel::State::locate(const Task& task, std::string_view path,
                                  std::string_view directory) const
{
    return absolutePath(path, task.fs->root,
                        directory.empty() ? task.fs->workingDirectory : directory);
}

std::string Kernel::State::resolve(const Task& task, std::string_view path,
                                   std::string_view directory) const
{
    std::string target = locate(task, path, directory);
    // The few links that are the same everywhere.
    constexpr std::string_view self = "/proc/self";
    constexpr std::string_view ownThread = "/proc/thread-self";
    const std::int32_t process = kernel::tidIn(*task.group->leader, *rootPid).value;
    const auto leads = [&target](std::string_view link) {
        return target.starts_with(link) && target.size() > link.size()
            && target[link.size()] == '/';
    };
    if (leads(self))
        target.replace(0, self.size(), std::format("/proc/{}", process));
    else if (leads(ownThread))
        target.replace(
            0, ownThread.size(),
            std::format("/proc/{}/task/{}", process, kernel::tidIn(task, *rootPid).value));
    else if (target == "/dev/ptmx")
        target = "/dev/pts/ptmx";
    return target;
}

void Kernel::State::movePath(const std::string& from, const std::string& to)
{
    const Move move(from, to);
    std::vector<const OpenFile*> changed;
    fdTables.forEach([&](FdTable& table) {
        for (const Descriptor& entry : table.entries) {
            OpenFile& file = *entry.file;
            if (auto* inotify = std::get_if<Inotify>(&file.special); inotify && !move.deletes()) {
                bool isGone = false;
                for (InotifyWatch& watch : inotify->watches)
                    (void)move.apply(watch.path, isGone);
            }
            if (file.entry.kind == FdKind::path && move.apply(file.entry.path, file.entry.deleted))
                changed.push_back(&file);
            if (std::ranges::contains(changed, &file))
                touch(table);
        }
    });
    fsContexts.forEach([&](FsContext& context) {
        const bool isRoot = move.apply(context.root, context.rootDeleted);
        const bool isDirectory
            = move.apply(context.workingDirectory, context.workingDirectoryDeleted);
        if (isRoot || isDirectory)
            touch(context);
    });
    moveIdentities(*this, move);
}

std::string Kernel::locate(TaskId id, std::string_view path, std::string_view directory) const
{
    const Task* task = d->tasks.find(id);
    return task && task->fs ? d->locate(*task, path, directory) : std::string();
}

namespace {

// The directory is \a path from now on. Whether that is another one.
bool moveTo(std::string path, std::string& directory, bool& deleted)
{
    if (directory == path && !deleted)
        return false;
    directory = std::move(path);
    deleted = false;
    return true;
}

}

Result<void> Kernel::chdir(TaskId id, std::string_view path, std::string_view directory)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (path.empty())
        return std::unexpected(Errno::noEntry);
    d->entered(**found);
    FsContext& fs = *(*found)->fs;
    if (moveTo(d->locate(**found, path, directory), fs.workingDirectory,
               fs.workingDirectoryDeleted))
        d->touch(fs);
    return {};
}

Result<void> Kernel::chroot(TaskId id, std::string_view path)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (path.empty())
        return std::unexpected(Errno::noEntry);
    if (!d->hasCapability(**found, capability::sysChroot))
        return std::unexpected(Errno::perm);
    d->entered(**found);
    FsContext& fs = *(*found)->fs;
    if (moveTo(d->locate(**found, path), fs.root, fs.rootDeleted))
        d->touch(fs);
    return {};
}

Result<void> Kernel::unlink(TaskId id, std::string_view path)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    if (path.empty())
        return std::unexpected(Errno::noEntry);
    const std::string target = d->resolve(**task, path);
    if (target == "/")
        return std::unexpected(Errno::isDirectory);
    d->entered(**task);
    d->movePath(target, {});
    return {};
}

Result<void> Kernel::rename(TaskId id, std::string_view from, std::string_view to)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    if (from.empty() || to.empty())
        return std::unexpected(Errno::noEntry);
    const std::string source = d->resolve(**task, from);
    const std::string target = d->resolve(**task, to);
    // A directory cannot be moved to below itself.
    if (target.starts_with(source == "/" ? source : source + '/'))
        return std::unexpected(Errno::invalid);
    d->entered(**task);
    if (source == target)
        return {};
    d->movePath(target, {});
    d->movePath(source, target);
    return {};
}

}
