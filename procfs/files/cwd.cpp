// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/cwd.h>
#include <procfs/files/tasklink.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

using enum Dialect;

constexpr std::array<FieldDoc, 1> docs = {{
    {"cwd",
     "",
     "Path of the working directory, as the reader's root directory shows it.",
     truths("--MMMM"),
     {{{DialectSet(gvisor2022, gvisor2024, gvisor2026), "The kernel keeps it.",
        "2020-09-29 (4a428b13b)"}}}},
}};

std::expected<std::string, Errno> target(const FileContext& ctx)
{
    if (const Errno error = linkStateError(ctx); error != Errno::ok)
        return std::unexpected(error);
    const FsContextRecord* const fs = ctx.records.fsContext(ctx.task.fsContext);
    if (fs == nullptr)
        return std::unexpected(isGvisor(ctx.dialect) ? Errno::noProcess : Errno::noEntry);
    return linkText(ctx, fs->workingDirectory, fs->workingDirectoryDeleted);
}

}

constinit const ProcFile cwdFile = {
    .name = "cwd",
    .kind = FileKind::link,
    .modes = {0, 0, 0777, 0777, 0777, 0777},
    .dependencies = Dependency::task | Dependency::fsContext | Dependency::readerRoot,
    .target = target,
    .fields = docs,
};

}
