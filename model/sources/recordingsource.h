// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/recording/problem.h>
#include <model/sources/source.h>

#include <string>

namespace sandscope::model {

struct SourceDescriptor;

/// `recording:`: the moments of another source, as a recorder wrote them into a file. Goes along
/// them in both directions; they are read when they are asked for.
extern const SourceDescriptor recordingSource;

/// Why the recording at \a path cannot be opened, for a person.
[[nodiscard]] SourceError openError(const recording::Problem& problem, const std::string& path);
/// Why it cannot be written (any more).
[[nodiscard]] SourceError writeError(const recording::Problem& problem, const std::string& path);

}
