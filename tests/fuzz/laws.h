// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

/// What must hold whatever bytes a parser is given. Each answers with one line that tells which law
/// is broken and how, or with nothing.
namespace sandscope::fuzz {

/// Of a descriptor: both parsers take a text or both refuse it, with an offset in it; what was put
/// together again is taken, means the same and stays as it is; fields are found where they stand; a
/// text has no difference from itself. Preconditions: the file has decode and reformat.
[[nodiscard]] std::string brokenLaw(const procfs::ProcFile& file, procfs::Dialect dialect,
                                    std::string_view bytes);

/// Of a text that is no file of /proc: the index of a capture and the tree made of it, paths, names
/// of errors and dialects, the escaping of odd bytes.
[[nodiscard]] std::string brokenCaptureLaw(std::string_view index);
[[nodiscard]] std::string brokenNameLaw(std::string_view name);

}
