// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/query/expression.h>
#include <procfs/filesystem.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sandscope::query {

/// One thing that makes an expression hold for a task: a field of a line, an entry, a word about
/// the task. Texts are raw bytes; of a long one, a piece of at most maxTextBytes that has what was
/// looked for.
struct Match
{
    static constexpr std::size_t maxTextBytes = 1024;

    /// Below /proc: "7/maps", "7/fd/3"; the task's folder where no file tells it.
    std::string path{};
    std::string file{}; ///< "maps", "net/tcp"; empty: what is known of the task without a file
    std::optional<std::size_t> line{}; ///< from 1, where rows are lines of the text
    std::string field{}; ///< "perms", "argv[1]", "count"; empty: the task as such
    std::string text{}; ///< its value
    std::string row{}; ///< the whole line, its values with blanks between; else the same as text
    std::optional<std::uint64_t> address{}; ///< the first one of a mapping

    bool operator==(const Match&) const = default;
};

/// A file that an answer depends on and that could not be read.
struct Unread
{
    std::string path; ///< below /proc
    procfs::Failure failure;
};

struct TaskMatches
{
    std::vector<Match> matches;
    bool isCut = false; ///< there are more
};

}
