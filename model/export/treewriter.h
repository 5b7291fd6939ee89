// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sandscope::model {

/// What could not be written, and why.
struct WriteProblem
{
    enum class Kind : std::uint8_t {
        system, ///< errno, of the call \a step
        exists, ///< something stands there already that may not be replaced
        notBuilt, ///< this build has no libarchive
        archive, ///< libarchive says it in \a words
    };
    Kind kind = Kind::system;
    std::string step{}; ///< "mkdir", "write" …
    std::string path{}; ///< raw bytes
    int error = 0;
    std::string words{};
};

template <class T = void>
using Written = std::expected<T, WriteProblem>;

/// Who an entry is to belong to, where the writer keeps that.
struct Owner
{
    std::optional<std::uint32_t> uid, gid;
};

/// Puts a tree down somewhere: directories one in the other, each left before its sibling is
/// entered, with files and links. Names are single components that were not used in that directory
/// before. Nothing is there until finish(); a writer that goes before that leaves nothing.
class TreeWriter
{
public:
    TreeWriter() = default;
    TreeWriter(const TreeWriter&) = delete;
    TreeWriter& operator=(const TreeWriter&) = delete;
    virtual ~TreeWriter() = default;

    [[nodiscard]] virtual Written<> enter(const std::string& name, std::uint32_t permissions,
                                          const Owner& owner)
        = 0;
    [[nodiscard]] virtual Written<> leave() = 0;
    [[nodiscard]] virtual Written<> file(const std::string& name, std::uint32_t permissions,
                                         const Owner& owner, std::string_view bytes)
        = 0;
    [[nodiscard]] virtual Written<> link(const std::string& name, const Owner& owner,
                                         const std::string& target)
        = 0;
    [[nodiscard]] virtual Written<> finish() = 0;
};

enum class Owners : std::uint8_t {
    mine, ///< everything belongs to whoever writes
    asSeen, ///< as the source says, where the system lets us
};

/// Into the folder \a path, which must be new or empty. It is written beside it, under a name of
/// its own and for nobody else to read, and renamed when whole. No link is followed: entries are
/// made by name in open folders.
[[nodiscard]] Written<std::unique_ptr<TreeWriter>> makeFolderWriter(const std::string& path,
                                                                    Owners owners);

/// Into the new tar file \a path, below the folder "proc": as GNU tar writes, so that names and
/// targets may be of any bytes and any length. Times are 0, owners root: the same tree gives the
/// same bytes. Written beside it and renamed when whole.
[[nodiscard]] Written<std::unique_ptr<TreeWriter>> makeTarWriter(const std::string& path);

}
