// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

namespace sandscope::model {

/// May the text of \a file hold secrets? So may the arguments (cmdline) and the environment
/// (environ) of a process. Null: a file that nobody describes may not.
[[nodiscard]] bool mayHoldSecrets(const procfs::ProcFile* file);

/// Puts `*` in place of each byte of what may be secret in a text of that file: of every argument
/// but the first, and of the value of every variable. The length stays, and so do NULs. Where a
/// program wrote a title over its arguments, one string with blanks, its first word stays. A string
/// of the environment that does not begin as a variable does (NAME=) is masked as a whole.
///
/// Answers whether a byte was masked.
[[nodiscard]] bool withholdSecrets(const procfs::ProcFile* file, std::string& bytes);

}
