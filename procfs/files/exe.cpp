// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/exe.h>
#include <procfs/files/maps.h>
#include <procfs/text/paths.h>

namespace sandscope::procfs {

namespace {

std::expected<std::string, Errno> target(const FileContext& ctx)
{
    const MemoryRecord* const memory = memoryOf(ctx);
    if (memory == nullptr)
        return std::unexpected(Errno::access);
    if (!memory->hasExecutable)
        return std::unexpected(Errno::noEntry);
    if (ctx.readerRoot.empty())
        return std::unexpected(Errno::invalid);
    std::string path(text::seenFrom(ctx.readerRoot, memory->executable));
    if (memory->executableDeleted)
        path += text::deletedSuffix;
    return path;
}

}

constinit const ProcFile exeFile = {
    .name = "exe",
    .kind = FileKind::link,
    .modes = {0777, 0777, 0777, 0777, 0777, 0777},
    .dependencies = Dependency::memory | Dependency::readerRoot,
    .target = target,
};

}
