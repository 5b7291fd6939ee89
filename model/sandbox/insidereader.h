// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/sandboxtree.h>

#include <QStringList>

#include <expected>
#include <string>
#include <string_view>
#include <vector>

/// Reading files inside a sandbox with what is in there: one `cat` for all of them.
///
/// Between any two files it reads its own environment, which holds a mark that nobody can know
/// beforehand, so the end of each file is found whatever its bytes are.
namespace sandscope::model {

/// The variable that marks a reader of ours: "SANDSCOPE_READER=0f3c…".
[[nodiscard]] std::string makeReaderMark();

/// The paths below /proc that one reader is to read: \a wanted files that the tree does not tell,
/// and of a process ("7") all of those with its threads; of \a once only what was not read yet. At
/// most \a mostInsideFiles; \a isCut says that there were more.
struct InsidePlan
{
    std::vector<std::string> files;
    std::vector<std::string> links; ///< of namespaces
    std::vector<std::string> whole; ///< of what was asked for: nothing of it was left out
    bool isCut = false;
};
inline constexpr std::size_t mostInsideFiles = 1500;
[[nodiscard]] InsidePlan planInside(const SandboxTree& tree, const std::vector<std::string>& wanted,
                                    const std::vector<std::string>& once = {});

/// May a reader be asked for \a path, a file or link below /proc? Not for the memory itself, nor
/// for links but those of namespaces.
[[nodiscard]] bool isReadInside(std::string_view path);

/// The arguments of the reader behind its name.
[[nodiscard]] QStringList readerArguments(const std::vector<std::string>& files);
/// What it printed, as entries by path. An error: it did not print what it would have.
[[nodiscard]] procfs::Parsed<InsideEntries> parseReader(std::string_view output,
                                                        std::string_view errors,
                                                        std::string_view mark,
                                                        const std::vector<std::string>& files);

/// What `readlink` printed of \a links, a line for each; those in \a errors are left out.
[[nodiscard]] InsideEntries parseLinks(std::string_view output, std::string_view errors,
                                       const std::vector<std::string>& links);

}
