// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

namespace sandscope::procfs {

/// One line of /proc/cpuinfo; an empty line ends a processor.
///
/// Keys are padded with tabs to 16 columns, then a colon follows, and a blank where there is a
/// value (gVisor pkg/cpuid; Linux arch/x86/kernel/cpu/proc.c). Only those of x86 are known.
struct CpuinfoLine
{
    std::string_view key; ///< empty: the empty line
    std::string_view value; ///< raw; may be empty
    bool operator==(const CpuinfoLine&) const = default;
};

/// A line without its newline; views into it.
[[nodiscard]] Parsed<CpuinfoLine> parseCpuinfoLine(std::string_view line);
void formatCpuinfoLine(const CpuinfoLine& value, std::string& out);

extern const ProcFile cpuinfoFile;

}
