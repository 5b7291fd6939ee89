// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// One group of counters in net/snmp or net/netstat: a line of names and a line of numbers, both
/// behind "<group>:". gVisor before 2026 prints a line of names alone in netstat, and 2019 that
/// without a newline.
struct NetCounterGroup
{
    std::string_view name; ///< "Tcp"
    std::vector<std::string_view> names, values; ///< values may have a minus sign
    bool hasValues = true;
    bool hasNewline = true;
};

/// Views into \a text.
[[nodiscard]] Parsed<std::vector<NetCounterGroup>> parseNetCounters(std::string_view text);
void formatNetCounters(std::span<const NetCounterGroup> groups, std::string& out);

/// Named "<group>.<counter>" and explained by the row of \a docs that has the group's name.
[[nodiscard]] Parsed<Fields> decodeNetCounters(std::string_view bytes,
                                               std::span<const FieldDoc> docs);
[[nodiscard]] Parsed<Reformatted> reformatNetCounters(std::string_view bytes,
                                                      std::span<const FieldDoc> docs);

}
