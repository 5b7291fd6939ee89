// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>

namespace sandscope::model {

struct SourceDescriptor;

/// `proc:`: a live /proc, a folder of plain files that looks like one, or a capture folder.
extern const SourceDescriptor procSource;

/// "/proc?root=7" taken apart.
struct ProcName
{
    QString folder;
    std::int32_t subtree = 0; ///< the process that is looked at with its descendants; 0: all
};
[[nodiscard]] ProcName parseProcName(const QString& path);

}
