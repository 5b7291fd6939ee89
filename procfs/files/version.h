// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

namespace sandscope::procfs {

/// /proc/version. What a text does not have is absent; gVisor names neither builder nor compiler.
struct KernelVersion
{
    std::string_view system; ///< "Linux"
    std::string_view release; ///< "4.4.0"
    std::string_view builder; ///< "user@host", without its parentheses
    std::string_view compiler; ///< without its outermost parentheses
    std::string_view version; ///< "#1 SMP …"
    bool operator==(const KernelVersion&) const = default;
};

/// Views into \a text, a line with its newline.
[[nodiscard]] Parsed<KernelVersion> parseKernelVersion(std::string_view text);
void formatKernelVersion(const KernelVersion& value, std::string& out);

extern const ProcFile versionFile;

}
