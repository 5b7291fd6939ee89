// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/tasklink.h>
#include <procfs/text/paths.h>

namespace sandscope::procfs {

Errno linkStateError(const FileContext& ctx)
{
    const TaskState state = ctx.task.state;
    if (isEarly(ctx.dialect) || (state != TaskState::zombie && state != TaskState::dead))
        return Errno::ok;
    if (!isGvisor(ctx.dialect))
        return Errno::noEntry;
    return state == TaskState::zombie ? Errno::access : Errno::noProcess;
}

std::string linkText(const FileContext& ctx, std::string_view path, bool deleted)
{
    std::string seen(text::seenFrom(ctx.readerRoot, path));
    if (deleted)
        seen += text::deletedSuffix;
    return seen;
}

}
