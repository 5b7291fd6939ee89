// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/root.h>
#include <procfs/files/tasklink.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

using enum Dialect;

constexpr std::array<FieldDoc, 1> docs = {{
    {"root",
     "",
     "Path of the task's root directory, as the reader's root directory shows it.",
     truths("--MMMM"),
     {{{DialectSet(gvisor2022, gvisor2024, gvisor2026), "The kernel keeps it.",
        "2022-09 (479784577)"}}}},
}};

std::expected<std::string, Errno> target(const FileContext& ctx)
{
    if (const Errno error = linkStateError(ctx); error != Errno::ok)
        return std::unexpected(error);
    const FsContextRecord* const fs = ctx.records.fsContext(ctx.task.fsContext);
    if (fs == nullptr)
        return std::unexpected(isGvisor(ctx.dialect) ? Errno::noProcess : Errno::noEntry);
    return linkText(ctx, fs->root, fs->rootDeleted);
}

}

constinit const ProcFile rootFile = {
    .name = "root",
    .kind = FileKind::link,
    .modes = {0, 0, 0777, 0777, 0777, 0777},
    .dependencies = Dependency::task | Dependency::fsContext | Dependency::readerRoot,
    .target = target,
    .fields = docs,
};

}
