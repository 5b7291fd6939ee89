// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/mounttable.h>
#include <procfs/text/paths.h>

namespace sandscope::procfs {

std::expected<std::vector<VisibleMount>, Errno> visibleMounts(const FileContext& ctx)
{
    std::vector<VisibleMount> visible;
    const FsContextRecord* const fs = ctx.records.fsContext(ctx.task.fsContext);
    if (fs == nullptr) {
        if (ctx.dialect == Dialect::gvisor2018)
            return std::unexpected(Errno::io);
        return visible;
    }
    const MountNamespaceRecord* const ns = ctx.records.mountNamespace(ctx.task.mountNamespace);
    if (ns == nullptr)
        return visible;
    for (const Mount& mount : ns->mounts) {
        if (text::isBelow(mount.path, fs->root))
            visible.push_back({&mount, text::seenFrom(fs->root, mount.path)});
    }
    return visible;
}

}
