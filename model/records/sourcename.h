// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <string_view>

namespace sandscope::model {

/// Where a value comes from, as manuals write it: "/proc/[pid]/status:VmRSS" for the path
/// "7/status",
/// "/proc/[pid]/task/[tid]/stat:utime" for "7/task/9/stat". Hostile bytes escaped.
[[nodiscard]] QString sourceName(const QByteArray& path, std::string_view field);

}
