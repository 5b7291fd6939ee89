// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/maps.h>
#include <procfs/files/mem.h>

namespace sandscope::procfs {

namespace {

Errno render(const FileContext& ctx, FileText&)
{
    const bool onLinux = ctx.dialect == Dialect::linux_;
    if (ctx.task.state == TaskState::dead)
        return Errno::noProcess;
    if (ctx.task.state == TaskState::zombie)
        return onLinux ? Errno::noProcess : Errno::access;
    const MemoryRecord* const memory = memoryOf(ctx);
    if (memory == nullptr || memory->users == 0)
        return onLinux ? Errno::noProcess : Errno::ok;
    return Errno::io;
}

}

constinit const ProcFile memFile = {
    .name = "mem",
    .modes = {0, 0, 0400, 0400, 0600, 0600},
    .dependencies = Dependency::task | Dependency::memory,
    .render = render,
};

}
