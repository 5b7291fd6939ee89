// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/source.h>
#include <model/sources/target.h>

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

namespace sandscope::kernel {
class Kernel;
}

namespace sandscope::model {

/// What a source can say of itself. Before it was opened: what its name promises.
struct SourceFacts
{
    QString title;
    QString description;
    Capabilities capabilities;
    std::size_t stepCount = 0;
    QString cost{}; ///< see Source::cost
    QString notice{}; ///< see Source
};

struct SourceRequest
{
    bool restart = false;
    std::set<std::string, std::less<>> interest; ///< paths below /proc
    std::optional<Target> target{}; ///< where there are steps: go there, in place of the next one
    std::function<void(std::size_t step)> progress{}; ///< told on the way to a target; may be empty
    std::set<std::string, std::less<>> inside{}; ///< see Source::readInside
};

struct SourceAnswer
{
    snapshot::Moment moment;
    SourceFacts facts;
    stepping::Arrival arrival = stepping::Arrival::there; ///< at a target
    procfs::TaskId task{}; ///< see Arrived
    std::optional<SourceError> trouble{}; ///< why the way to a target ended at this moment
    std::optional<SourceError> notice{}; ///< see Source::noticed
};

/// The work behind a source, without its thread: opens what the name refers to, and answers one
/// request at a time. The first request opens, whatever it asks for; after a failure to open, so
/// does the next. Each source has its own.
class SourceEngine
{
public:
    SourceEngine() = default;
    SourceEngine(const SourceEngine&) = delete;
    SourceEngine& operator=(const SourceEngine&) = delete;
    virtual ~SourceEngine() = default;

    /// Any thread, one call at a time. An answer after \a stop was requested is thrown away.
    virtual std::expected<SourceAnswer, SourceError> run(const SourceRequest& request,
                                                         std::stop_token stop)
        = 0;
    /// Another run of what it refers to, from its start; null where there are no steps. Any thread.
    [[nodiscard]] virtual std::unique_ptr<stepping::Stepper>
    makeStepper(const std::stop_token& stop) const
    {
        (void)stop;
        return nullptr;
    }
    /// The simulated kernel at the last answer, until the next run(); null when there is none.
    [[nodiscard]] virtual const kernel::Kernel* system() const { return nullptr; }
};

/// One kind of source; one line in sources.def.
struct SourceDescriptor
{
    const char* id; ///< what stands before the colon
    const char* forms; ///< for messages: "scenario:NAME, scenario:FILE.yaml"
    /// Can a bare \a path only be this kind? Looks at the name, at whether there is such a folder,
    /// and at the first bytes of a file.
    bool (*claims)(const QString& path);
    SourceFacts (*promise)(const QString& path);
    std::shared_ptr<SourceEngine> (*makeEngine)(const QString& path);
};

}
