// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/recording/reader.h>
#include <model/stepping/stepper.h>

namespace sandscope::recording {

/// Goes along a recording: each moment is a step, and as near as any other. One that was taken
/// without a title is called by the time of day.
class RecordingStepper final : public stepping::Stepper
{
public:
    /// At its first moment.
    [[nodiscard]] static Result<std::unique_ptr<RecordingStepper>>
    open(const std::string& path, const std::stop_token& stop);

    [[nodiscard]] const Reader& reader() const { return *m_reader; }
    /// The note of the first moment, where it was taken without one.
    void introduce(const std::string& note);
    [[nodiscard]] std::size_t position() const override { return m_moment.step; }
    /// Of a recording that is being written, more with every step.
    [[nodiscard]] std::size_t stepCount() const override { return m_reader->count() - 1; }
    [[nodiscard]] const snapshot::Moment& moment() override { return m_moment; }
    [[nodiscard]] std::expected<void, stepping::Problem> step() override;
    [[nodiscard]] stepping::SavedStatePtr save() override;
    [[nodiscard]] std::expected<void, std::string>
    restore(const stepping::SavedState& saved) override;
    [[nodiscard]] bool canJump() const override { return true; }
    [[nodiscard]] std::expected<void, stepping::Problem> jump(std::size_t position) override;

private:
    explicit RecordingStepper(std::unique_ptr<Reader> reader);
    [[nodiscard]] Result<> load(std::size_t position);

    std::unique_ptr<Reader> m_reader;
    std::string m_introduction;
    snapshot::Moment m_moment;
};

/// "2026-11-22 14:03:07.512 UTC", of ns since 1970.
[[nodiscard]] std::string timeOfDay(std::int64_t clock);

}
