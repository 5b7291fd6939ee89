// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Files of /proc by how they are written, so that one fuzz target tries all of a kind and what it
/// learns from one file helps with the next.
namespace sandscope::fuzz {

struct Grammar
{
    std::string_view name; ///< the target is fuzz_<name>
    /// Every descriptor with a parser that is written this way, task files first. Never empty.
    std::vector<const procfs::ProcFile*> files;
};

/// Each descriptor with a parser belongs to exactly one of them.
[[nodiscard]] std::span<const Grammar> grammars();
/// Null when there is none of that name.
[[nodiscard]] const Grammar* grammar(std::string_view name);
/// Null when the file has no parser.
[[nodiscard]] const Grammar* grammarOf(const procfs::ProcFile& file);

/// One try of a parser.
struct Trial
{
    const procfs::ProcFile* file = nullptr;
    procfs::Dialect dialect = procfs::Dialect::linux_;
    std::string_view bytes; ///< into the input
};

/// The first two bytes of an input choose file and dialect, the rest is the text. Absent: there are
/// no two bytes.
[[nodiscard]] std::optional<Trial> trialOf(const Grammar& grammar, std::string_view input);
/// The other way round, for seeds. Preconditions: the file belongs to the grammar.
[[nodiscard]] std::string inputOf(const Grammar& grammar, const Trial& trial);

}
