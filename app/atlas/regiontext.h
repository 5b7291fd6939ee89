// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/atlas/picture.h>
#include <model/tree/roles.h>

#include <QString>

#include <array>

namespace sandscope::app {

/// What is said of the pieces of an address space. Hostile names escaped, and cut where they are
/// longer than anybody reads.

/// As the kernel prints it: "7f7ed4608000", at least eight digits.
[[nodiscard]] QString addressText(quint64 address);
/// The last part of a path, or what stands instead of a name: "libc.so.6", "[heap]", "anonymous".
[[nodiscard]] QString shortName(const atlas::Region& region);
/// "code /usr/lib/libc.so.6, 1368 kB, r-x, 7f7ed4608000 to 7f7ed475e000, resident 80 %, new".
[[nodiscard]] QString spokenText(const atlas::Region& region);
/// The same over several lines, for a tooltip.
[[nodiscard]] QString regionText(const atlas::Region& region);
/// "[heap]  ·  rw-p  ·  5626802a3000-5626802c4000".
[[nodiscard]] QString placeText(const atlas::Region& region);
/// Which mark a change has in tables.
[[nodiscard]] model::Mark markOf(atlas::Change change);
/// "grown", for a legend.
[[nodiscard]] QString changeTitle(atlas::Change change);
/// "2 new, 1 grown, 1 gone" of a comparison; empty where nothing differs.
[[nodiscard]] QString differencesText(const atlas::Space& space);
/// In the order of legends.
inline constexpr std::array shownChanges
    = {atlas::Change::added,  atlas::Change::changed,   atlas::Change::gone,
       atlas::Change::grown,  atlas::Change::shrunk,    atlas::Change::split,
       atlas::Change::merged, atlas::Change::protection};
/// What is not mapped.
[[nodiscard]] QString gapText(const atlas::Piece& piece);
/// The mappings that are gone, at most \a most of them and how many more; empty for none.
[[nodiscard]] QString goneText(const atlas::Space& space, std::size_t most);
/// "2 mappings selected · size 12 kB · Rss 8 kB …"; \a selected: rather than all; \a what: of the
/// one that is selected.
[[nodiscard]] QString sumsText(const atlas::Sums& sums, bool selected, const QString& what = {});

}
