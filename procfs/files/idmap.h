// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// The text of uid_map and gid_map: a line for each range, three columns of ten (facts 2.6;
/// user_namespaces(7)).
[[nodiscard]] Parsed<std::vector<IdMapEntry>> parseIdMap(std::string_view text);
/// Appends the lines, and the end of each as a mark when \a out is a FileText. The same in every
/// dialect.
void formatIdMap(const std::vector<IdMapEntry>& value, Dialect dialect, std::string& out);
void formatIdMap(const std::vector<IdMapEntry>& value, Dialect dialect, FileText& out);

/// The map of users or of groups.
using IdMapMember = std::vector<IdMapEntry> UserNamespaceRecord::*;

/// The ranges as ctx.dialect prints them; nothing when the user namespace is unknown. gVisor: in
/// ascending order, ids outside as the parent namespace sees them. Linux: up to five in the order
/// in which they were written, more in ascending order; ids outside as ctx.readerUsers sees them,
/// or as the parent does when that is the reader's own namespace; 4294967295 where it does not map
/// them (kernel/user_namespace.c at v6.18).
[[nodiscard]] std::optional<std::vector<IdMapEntry>> printedIdMap(const FileContext& ctx,
                                                                  IdMapMember map);

/// What Linux prints for an id that a user namespace does not map.
inline constexpr std::uint32_t noId = ~std::uint32_t{0};
/// An id of the root user namespace as \a ns sees it; none: as the root one does. Nothing when it
/// is not mapped there, or the namespace is unknown.
[[nodiscard]] std::optional<std::uint32_t> idSeenFrom(const Records& records, UserNamespaceId ns,
                                                      std::uint32_t id, IdMapMember map);

/// What both descriptors share.
[[nodiscard]] Errno renderIdMap(const FileContext& ctx, IdMapMember map, FileText& out);
[[nodiscard]] Parsed<Fields> decodeIdMap(std::string_view bytes, Dialect dialect);
[[nodiscard]] Parsed<Reformatted> reformatIdMap(std::string_view bytes, Dialect dialect);
extern const std::array<FieldDoc, 3> idMapDocs;

}
