// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/timeline.h>
#include <model/stepping/navigator.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace sandscope::model {

/// Where to go along a source that has steps.
struct Target
{
    enum class Kind : std::uint8_t {
        step, ///< to the moment after so many steps
        generation, ///< to the last moment of this generation, or of the nearest smaller one
        end,
        nextChange, ///< to where something of a task changes, behind a step
        previousChange, ///< the same in front of it
        nextHit, ///< to where an expression begins to hold for a task, behind a step
        previousHit,
        until, ///< to the first moment, the very first included, at which an expression holds
    };
    Kind kind = Kind::end;
    std::size_t step = 0; ///< where to; of changes and hits: where the search begins
    procfs::Generation generation = 0;
    procfs::TaskId task{}; ///< of changes
    std::string expression{}; ///< of hits, see model/query
    std::optional<procfs::Dialect> dialect{}; ///< of hits; none: the source's own
    bool masksSecrets = false; ///< of hits: as query::SearchOptions has it
    bool operator==(const Target&) const = default;

    [[nodiscard]] bool isSearch() const { return kind >= Kind::nextChange; }
};

/// Where a way along a source ended.
struct Arrived
{
    snapshot::Moment moment;
    stepping::Arrival arrival = stepping::Arrival::there;
    bool isStopped = false; ///< a step was impossible; failed() says why
    procfs::TaskId task{}; ///< of a hit: the first task for which the expression began to hold
};

}
