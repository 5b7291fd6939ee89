// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/mounttable.h>
#include <procfs/text/paths.h>

namespace sandscope::procfs {

namespace {

using enum Dialect;

bool listsSubtreeAlone(Dialect dialect)
{
    return isGvisor(dialect) && !isEarly(dialect);
}

/// Is \a mount the one that holds the root, or one below it?
bool isInSubtree(const Mount& mount, const Mount& top)
{
    return &mount == &top || (mount.path != top.path && text::isBelow(mount.path, top.path));
}

std::string linuxFlags(const Mount& mount, bool isInfo)
{
    // /proc/mounts mixes the mount's rights with those of its file system.
    std::string flags = mount.readOnly || (!isInfo && mount.superReadOnly) ? "ro" : "rw";
    if (mount.noSetUid)
        flags += ",nosuid";
    if (mount.noDevices)
        flags += ",nodev";
    if (mount.noExecute)
        flags += ",noexec";
    flags += mount.noAccessTime ? ",noatime" : ",relatime"; // the kernel's own default
    return flags;
}

}

std::expected<std::vector<VisibleMount>, Errno> visibleMounts(const FileContext& ctx,
                                                              Unreachable unreachable)
{
    std::vector<VisibleMount> visible;
    const FsContextRecord* const fs = ctx.records.fsContext(ctx.task.fsContext);
    const MountNamespaceRecord* const ns
        = fs != nullptr ? ctx.records.mountNamespace(ctx.task.mountNamespace) : nullptr;
    if (ctx.dialect == linux_ && ns == nullptr)
        return std::unexpected(Errno::invalid);
    if (ctx.dialect == gvisor2018 && fs == nullptr)
        return std::unexpected(Errno::io);
    if (ns == nullptr)
        return visible;
    const Mount* const top
        = listsSubtreeAlone(ctx.dialect) ? innermostMount(ns->mounts, fs->root) : nullptr;
    if (listsSubtreeAlone(ctx.dialect) && top == nullptr)
        return visible;
    for (const Mount& mount : ns->mounts) {
        if (top != nullptr && !isInSubtree(mount, *top))
            continue;
        if (text::isBelow(mount.path, fs->root))
            visible.push_back({&mount, text::seenFrom(fs->root, mount.path)});
        else if (unreachable == Unreachable::stopThere)
            break;
    }
    return visible;
}

const Mount* innermostMount(const std::vector<Mount>& mounts, std::string_view path)
{
    const Mount* innermost = nullptr;
    for (const Mount& mount : mounts) {
        if (text::isBelow(path, mount.path)
            && (innermost == nullptr || mount.path.size() >= innermost->path.size()))
            innermost = &mount;
    }
    return innermost;
}

std::string_view typeName(const Mount& mount)
{
    return mount.fileSystemType.empty() ? std::string_view("none") : mount.fileSystemType;
}

std::string octalEscaped(std::string_view text, std::string_view more)
{
    constexpr std::string_view always = " \t\n\\";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (!always.contains(c) && !more.contains(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '\\';
        for (const unsigned shift : {6U, 3U, 0U})
            out += static_cast<char>('0' + ((byte >> shift) & 7U));
    }
    return out;
}

std::string mountFlags(const Mount& mount, Dialect dialect, bool isInfo)
{
    if (dialect == linux_)
        return linuxFlags(mount, isInfo);
    std::string flags = mount.readOnly ? "ro" : "rw";
    if (isEarly(dialect)) {
        if (isInfo && mount.noAccessTime)
            flags += ",noatime";
        return flags;
    }
    // They assign where they should append; the latest does so in mounts alone.
    if (mount.noAccessTime)
        flags = isInfo && dialect == gvisor2026 ? flags + ",noatime" : ",noatime";
    if (mount.noExecute)
        flags += ",noexec";
    if (mount.noSetUid && dialect == gvisor2026)
        flags += ",nosuid";
    return flags;
}

}
