// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/filesystem.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Whose /proc a tree is, found from what it says and not from what it is called.
namespace sandscope::procfs {

/// What a detection may look at. Paths are those below /proc: "" is /proc itself, "7/status".
/// Functions may be called in any order, each path at most once; an empty function answers nothing.
struct DetectionView
{
    /// The bytes of a file; nothing where they are not known.
    std::function<std::optional<std::string>(std::string_view path)> text;
    /// The names in a directory, without "." and ".."; nothing where they are not known.
    std::function<std::optional<std::vector<std::string>>(std::string_view path)> names;
    /// What somebody wrote on the tree. The weakest of all reasons.
    std::optional<Dialect> label{};
};

/// One observation.
struct DetectionReason
{
    /// How much an observation counts against the dialects that it does not fit.
    enum class Weight : int {
        hint = 1, ///< something is missing that a copy may have left out, or few tasks say so
        usual = 2, ///< a program or a setting could make it look so
        format = 4, ///< the kernel prints it, and no program has a say in it
    };

    std::string file; ///< path below /proc of the first file that shows it; "" is /proc itself
    std::string seen; ///< as a predicate without its full stop: "has a line SigQ"; raw bytes
                      ///< escaped
    DialectSet fits; ///< speaks for these and against all others
    Weight weight = Weight::format;
    std::size_t tasks = 1; ///< in how many of the tasks that were looked at

    /// "7/status has a line SigQ, as in linux."
    [[nodiscard]] std::string sentence() const;
    bool operator==(const DetectionReason&) const = default;
};

struct Detection
{
    /// Nothing: no observation was made, or they fit Linux and gVisor alike. Where several releases
    /// of gVisor fit equally well, the newest of them.
    std::optional<Dialect> dialect;
    DialectSet possible; ///< all that fit equally well; empty without any observation
    /// Nothing but hints contradicts the dialect, and every other one is contradicted by more.
    bool certain = false;
    std::vector<DetectionReason> reasons; ///< those that fit the dialect first, heaviest first

    /// The conclusion, then a sentence for each reason; those that contradict it begin with "But".
    [[nodiscard]] std::vector<std::string> explanation() const;
};

/// Looks at a few tasks and the files of /proc itself, at some 20 files of a task. What a program
/// chooses (its name, its paths, its arguments) is stepped over wherever the format tells it apart,
/// and counts less where it does not.
[[nodiscard]] Detection detectDialect(const DetectionView& view);

/// The same over any file system, which is to be used by nobody else meanwhile.
[[nodiscard]] Detection detectDialect(FileSystem& tree, std::optional<Dialect> label = {});

}
