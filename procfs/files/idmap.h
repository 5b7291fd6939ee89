// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <array>
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

/// Ascending by the first id inside. Null when the user namespace is unknown.
[[nodiscard]] const std::vector<IdMapEntry>* uidMapOf(const FileContext& ctx);
[[nodiscard]] const std::vector<IdMapEntry>* gidMapOf(const FileContext& ctx);

/// What both descriptors share.
[[nodiscard]] Errno renderIdMap(const std::vector<IdMapEntry>* map, Dialect dialect, FileText& out);
[[nodiscard]] Parsed<Fields> decodeIdMap(std::string_view bytes, Dialect dialect);
[[nodiscard]] Parsed<Reformatted> reformatIdMap(std::string_view bytes, Dialect dialect);
extern const std::array<FieldDoc, 3> idMapDocs;

}
