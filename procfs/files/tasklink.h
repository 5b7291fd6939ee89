// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

/// What cwd, exe and root have in common.
namespace sandscope::procfs {

/// What readlink answers for a task that ended, whatever the link; ok while it lives. EACCES for a
/// zombie and ESRCH for a dead task in gVisor since 2022, ENOENT on Linux; 2018 and 2019 do not ask
/// (facts 2.0.1 and 2.4).
[[nodiscard]] Errno linkStateError(const FileContext& ctx);

/// A path as seen from ctx.readerRoot, marked when it was deleted.
[[nodiscard]] std::string linkText(const FileContext& ctx, std::string_view path, bool deleted);

}
