// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/exe.h>
#include <procfs/files/maps.h>
#include <procfs/files/tasklink.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

constexpr std::array<FieldDoc, 1> docs = {{
    {"exe", "", "Path of the program that runs, as the reader's root directory shows it.",
     truths("MMMMMM")},
}};

std::expected<std::string, Errno> target(const FileContext& ctx)
{
    if (const Errno error = linkStateError(ctx); error != Errno::ok)
        return std::unexpected(error);
    const bool onLinux = !isGvisor(ctx.dialect);
    const MemoryRecord* const memory = memoryOf(ctx);
    if (memory == nullptr)
        return std::unexpected(onLinux ? Errno::noEntry : Errno::access);
    if (!memory->hasExecutable)
        return std::unexpected(onLinux || isEarly(ctx.dialect) ? Errno::noEntry : Errno::noProcess);
    if (isEarly(ctx.dialect) && ctx.readerRoot.empty())
        return std::unexpected(Errno::invalid);
    return linkText(ctx, memory->executable, memory->executableDeleted);
}

}

constinit const ProcFile exeFile = {
    .name = "exe",
    .kind = FileKind::link,
    .modes = {0777, 0777, 0777, 0777, 0777, 0777},
    .dependencies = Dependency::task | Dependency::memory | Dependency::readerRoot,
    .target = target,
    .fields = docs,
};

}
