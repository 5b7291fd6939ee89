// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>
#include <model/replay/log.h>
#include <model/stepping/stepper.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sandscope::replay {

struct ReplayOptions
{
    /// Whose kernel wrote the log; none: what gVisor's own log says of its
    /// release (else gvisor2024), and linux_ for strace's.
    std::optional<kernel::Behaviour> behaviour{};
    /// The id of the tracer, which is the parent of the first process; none: three less, since
    /// strace starts two processes of its own first.
    std::optional<std::int32_t> parent{};
    std::string elfFolder{}; ///< with ELF files, or their headers as text; empty: none
    std::string imageFile{}; ///< a map taken right after the first exec; empty: none

    bool operator==(const ReplayOptions&) const = default;
};

/// What came out so far.
struct ReplayCounts
{
    std::size_t steps = 0;
    std::size_t diverged = 0; ///< steps with such a mark
    std::size_t assumed = 0;
    /// The first of them, as sentences: "line 12, task 5, mmap: The log has …".
    std::vector<std::string> divergences;
    std::map<std::string, std::size_t, std::less<>> unknownCalls; ///< by name

    bool operator==(const ReplayCounts&) const = default;
};

/// A log, replayed in a simulated kernel of its own: one step for each event.
class Replayer : public stepping::Stepper
{
public:
    explicit Replayer(LogPtr log, ReplayOptions options = {});
    ~Replayer() override;

    [[nodiscard]] std::size_t position() const override;
    [[nodiscard]] std::size_t stepCount() const override;
    [[nodiscard]] const snapshot::Moment& moment() override;
    /// Never a problem: what cannot be done is a mark of the step.
    [[nodiscard]] std::expected<void, stepping::Problem> step() override;
    [[nodiscard]] stepping::SavedStatePtr save() override;
    [[nodiscard]] std::expected<void, std::string>
    restore(const stepping::SavedState& saved) override;

    [[nodiscard]] const ReplayCounts& counts() const;
    /// How many events were played since it was made, again and again ones included: what going
    /// back and forth cost.
    [[nodiscard]] std::size_t played() const;
    [[nodiscard]] const kernel::Kernel& system() const;
    [[nodiscard]] const kernel::Kernel* simulated() const override { return &system(); }
    /// For the comparison with a capture.
    [[nodiscard]] kernel::Kernel& system();
    /// The tracer and init, which no log shows; none before the first step.
    [[nodiscard]] kernel::TaskId tracer() const;
    [[nodiscard]] kernel::TaskId init() const;
    /// Why the map taken after exec cannot be used, in a sentence; empty: it can, or there is none.
    [[nodiscard]] const std::string& imageProblem() const;
    /// At the end of the log it is between two calls, or in one that never sleeps: the log does not
    /// say what state it is in, which is taken as running.
    [[nodiscard]] bool isUnsettled(kernel::TaskId task) const;
    /// Addresses differ from run to run where the log was taken.
    [[nodiscard]] bool isRandomised() const;
    /// The last mark of a memory call over some of these addresses, in process \a pid or, failing
    /// that, in another one, with the line of the call; empty: there is none.
    [[nodiscard]] std::string markAbout(std::int32_t pid, std::uint64_t start,
                                        std::uint64_t end) const;

private:
    struct Private;
    struct Saved;
    std::unique_ptr<Private> d;
};

}
