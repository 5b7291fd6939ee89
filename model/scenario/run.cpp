// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/save.h>
#include <model/scenario/steps.h>

#include <format>
#include <optional>
#include <utility>

namespace sandscope::scenario {

using procfs::Errno;

namespace {

// Who is about to act, from outside when nobody is.
snapshot::StepReport reportOf(const Machine& machine, const snapshot::Snapshot& before)
{
    snapshot::StepReport report;
    report.by = machine.caller;
    if (const snapshot::TaskSummary* row = before.tasks.find(machine.caller.value)) {
        report.byTid = row->tid;
        report.byName = row->name;
    }
    return report;
}

// What a person can do about an operation that the kernel refused.
std::string adviceFor(const Machine& machine, Errno error)
{
    const std::string expected = "if that is meant, add expect: " + procfs::errnoName(error);
    if (!machine.caller)
        return expected;
    const auto state = machine.system.state(machine.caller);
    if (!state)
        return "the task was reaped before; " + expected;
    if (*state == procfs::TaskState::zombie)
        return "the task has exited before; " + expected;
    if (!machine.system.canCall(machine.caller))
        return "the task is stopped or waits for its vfork child; let it run first";
    return expected;
}

}

struct Run::Saved : stepping::SavedState
{
    ScenarioPtr scenario;
    kernel::Checkpoint system;
    Names names;
    std::optional<Problem> failure;
};

struct Run::Private
{
    ScenarioPtr scenario;
    Machine machine;
    std::size_t position = 0;
    snapshot::Moment moment;
    std::optional<Problem> failure; ///< of the next step: a run that went wrong stays where it was
    std::weak_ptr<const stepping::SavedState> last; ///< made or taken up, if anybody keeps it
    std::size_t published = 0; ///< bytes of snapshots since then

    explicit Private(ScenarioPtr toRun);
    std::expected<void, Problem> step();
};

Run::Private::Private(ScenarioPtr toRun)
    : scenario(std::move(toRun))
{
    machine.system = kernel::Kernel(scenario->options);
    for (const kernel::Program& program : scenario->programs)
        machine.system.addProgram(program);
    if (scenario->hasMounts)
        machine.system.setMounts(scenario->mounts);
    if (scenario->machine)
        machine.system.setMachine(*scenario->machine);
    (void)machine.system.advanceClock(scenario->start); // from zero: cannot fail
    moment.snapshot = machine.system.publish();
    moment.title = scenario->about.title;
    moment.note = scenario->about.description;
}

/// Failing, it leaves the kernel where the step got to.
std::expected<void, Problem> Run::Private::step()
{
    const Step& next = scenario->steps[position];
    machine.caller = next.by.empty() ? kernel::TaskId{} : machine.task(next.by);
    machine.given = next.given;
    snapshot::StepReport report = reportOf(machine, *moment.snapshot);
    (void)machine.system.advanceClock(next.time); // steps are in order, checked when they were read
    Outcome done = next.action(machine);
    if (done.error != next.expected) {
        std::string message = done.call.text;
        if (done.error != Errno::ok)
            message += " failed with " + procfs::errnoName(done.error);
        else
            message += " was expected to fail with " + procfs::errnoName(next.expected)
                + ", and it did not";
        return std::unexpected(
            Problem{scenario->file, next.line, next.column, message,
                    done.error == Errno::ok ? std::string{} : adviceFor(machine, done.error)});
    }
    ++position;
    report.objects = machine.system.touched();
    moment.before = std::exchange(moment.snapshot, machine.system.publish());
    if (moment.snapshot != moment.before)
        published += moment.snapshot->ownBytes;
    moment.step = position;
    moment.title = std::format("{}: {}", position, done.call.text);
    if (done.error != Errno::ok)
        moment.title += " = " + procfs::errnoName(done.error);
    else if (!done.result.empty())
        moment.title += " = " + done.result;
    moment.note = next.note;
    moment.line = next.line;
    report.call = std::move(done.call.name);
    report.arguments = std::move(done.call.arguments);
    report.text = std::move(done.call.text);
    report.result = std::move(done.result);
    report.error = done.error;
    if (!report.call.empty() && report.result.empty() && report.error == Errno::ok)
        report.outcome = snapshot::CallOutcome::never; // as silent() says it
    moment.report = std::make_shared<const snapshot::StepReport>(std::move(report));
    return {};
}

Run::Run(ScenarioPtr scenario)
    : d(std::make_unique<Private>(std::move(scenario)))
{
}

Run::~Run() = default;

std::size_t Run::position() const
{
    return d->position;
}

std::size_t Run::stepCount() const
{
    return d->scenario->steps.size();
}

const snapshot::Moment& Run::moment()
{
    return d->moment;
}

const kernel::Kernel& Run::system() const
{
    return d->machine.system;
}

procfs::TaskId Run::taskNamed(std::string_view name) const
{
    return d->machine.task(std::string(name));
}

std::expected<void, Problem> Run::step()
{
    if (d->failure)
        return std::unexpected(*d->failure);
    if (atEnd())
        return std::unexpected(Problem{d->scenario->file, 0, 0, "the scenario is at its end", {}});
    auto done = d->step();
    if (!done) {
        // What was done in vain, and the time that passed, are undone by doing anew what is before
        // it, from the last saved state on.
        const std::size_t position = d->position;
        const snapshot::Moment shown = d->moment;
        if (const auto last = d->last.lock())
            (void)restore(*last); // its own
        else
            d = std::make_unique<Private>(d->scenario);
        while (d->position < position)
            (void)d->step(); // as it went before
        d->moment = shown;
        d->failure = done.error();
    }
    return done;
}

stepping::SavedStatePtr Run::save()
{
    auto saved = std::make_shared<Saved>();
    saved->scenario = d->scenario;
    saved->names = d->machine.names;
    saved->failure = d->failure;
    saved->moment = d->moment;
    saved->system = kernel::checkpointOf(d->machine.system);
    constexpr std::size_t bytesPerName = 96; // in a map, with what it stands for
    saved->ownBytes = saved->system.bytes() + saved->names.size() * bytesPerName;
    saved->sharedBytes = std::exchange(d->published, 0);
    d->last = saved;
    return saved;
}

std::expected<void, std::string> Run::restore(const stepping::SavedState& saved)
{
    const auto* state = dynamic_cast<const Saved*>(&saved);
    if (!state)
        return std::unexpected("this is no saved state of a scenario");
    if (state->scenario->fingerprint != d->scenario->fingerprint)
        return std::unexpected("this state belongs to another scenario, or to another text of it");
    d->machine.system = kernel::resume(state->system);
    d->machine.names = state->names;
    d->position = state->moment.step;
    d->moment = state->moment;
    d->failure = state->failure;
    d->last = saved.weak_from_this();
    d->published = 0;
    return {};
}

std::vector<Problem> checkClaims(const ScenarioPtr& scenario)
{
    std::vector<Problem> problems;
    Run run(scenario);
    for (const Step& step : scenario->steps) {
        if (const auto done = run.step(); !done) {
            problems.push_back(done.error());
            break;
        }
        for (const Claim& claim : step.claims) {
            if (auto problem = brokenClaim(claim, scenario->file, run.moment().snapshot,
                                           run.taskNamed(claim.task), scenario->about.dialect))
                problems.push_back(*std::move(problem));
        }
    }
    return problems;
}

}
