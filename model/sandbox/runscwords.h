// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/runscname.h>
#include <model/sandbox/sandboxlink.h>

#include <chrono>
#include <stop_token>

/// What there is to say when something goes wrong with a sandbox.
namespace sandscope::model {

/// Its state cannot be read.
[[nodiscard]] SourceError stateError(const RunscName& name, const procfs::Failure& failure,
                                     const std::stop_token& stop);
/// It ended; \a generations: how many are kept.
[[nodiscard]] SourceError stoppedError(const std::string& id, procfs::Generation generations);
/// It did not answer.
[[nodiscard]] SourceError linkError(const std::string& id, const LinkFailure& failure,
                                    procfs::Generation generations);

/// Nothing could be read from inside.
[[nodiscard]] SourceError insideError(const std::string& id, const LinkFailure& failure);
[[nodiscard]] SourceError insideDamage(const std::string& id, const procfs::ParseError& error);
/// So much was read from inside.
[[nodiscard]] SourceError insideNotice(std::size_t entries, std::chrono::nanoseconds wall,
                                       bool isCut);
/// Do the words of runsc say that the sandbox has no such program?
[[nodiscard]] bool isMissingProgram(std::string_view errors);

}
