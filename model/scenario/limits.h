// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/scenario/operations.h>

namespace sandscope::scenario {

/// The limits of a process that starts: a map of names with a value each, or {soft, hard}. What is
/// left out, all of it with null, is ordinary; a soft limit above the ordinary hard one raises
/// that.
[[nodiscard]] procfs::ResourceLimits readLimits(Parsing& parsing, const Value* value);

/// limit: {of, to, hard, task}
[[nodiscard]] Action parseLimit(Parsing& parsing, const Value& value);

}
