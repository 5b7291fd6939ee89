// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/recording/recordingstepper.h>

#include <chrono>
#include <format>
#include <utility>

namespace sandscope::recording {

namespace {

struct Saved final : stepping::SavedState
{
};

std::string wordsOf(const Problem& problem)
{
    switch (problem.kind) {
    case Problem::Kind::dropped:
        return "this moment was dropped from the recording meanwhile";
    case Problem::Kind::damaged:
        return "this moment is damaged: " + problem.words;
    default:
        return "this moment cannot be read: " + problem.words;
    }
}

}

std::string timeOfDay(std::int64_t clock)
{
    using namespace std::chrono;
    const sys_time<milliseconds> time(floor<milliseconds>(nanoseconds(clock)));
    return std::format("{:%F %T} UTC", time);
}

RecordingStepper::RecordingStepper(std::unique_ptr<Reader> reader)
    : m_reader(std::move(reader))
{
}

Result<std::unique_ptr<RecordingStepper>> RecordingStepper::open(const std::string& path,
                                                                 const std::stop_token& stop)
{
    auto reader = Reader::open(path, stop);
    if (!reader)
        return std::unexpected(std::move(reader).error());
    std::unique_ptr<RecordingStepper> made(new RecordingStepper(*std::move(reader)));
    if (auto done = made->load(0); !done)
        return std::unexpected(std::move(done).error());
    return made;
}

Result<> RecordingStepper::load(std::size_t position)
{
    auto moment = m_reader->load(position);
    if (!moment)
        return std::unexpected(std::move(moment).error());
    if (moment->title.empty() && m_reader->clock())
        moment->title = timeOfDay(*m_reader->clock());
    if (position == 0 && moment->note.empty())
        moment->note = m_introduction;
    m_moment = *std::move(moment);
    return {};
}

void RecordingStepper::introduce(const std::string& note)
{
    m_introduction = note;
    if (m_moment.step == 0 && m_moment.note.empty())
        m_moment.note = note;
}

std::expected<void, stepping::Problem> RecordingStepper::step()
{
    return jump(position() + 1);
}

std::expected<void, stepping::Problem> RecordingStepper::jump(std::size_t position)
{
    auto done = m_reader->refresh({});
    if (done)
        done = load(position);
    if (!done)
        return std::unexpected(
            stepping::Problem{.file = {}, .message = wordsOf(done.error()), .suggestion = {}});
    return {};
}

stepping::SavedStatePtr RecordingStepper::save()
{
    auto saved = std::make_shared<Saved>();
    saved->moment = m_moment;
    saved->ownBytes = sizeof *saved;
    saved->sharedBytes = m_moment.snapshot->ownBytes;
    return saved;
}

std::expected<void, std::string> RecordingStepper::restore(const stepping::SavedState& saved)
{
    if (dynamic_cast<const Saved*>(&saved) == nullptr || saved.moment.step >= m_reader->count())
        return std::unexpected("it is not of this recording");
    m_moment = saved.moment;
    return {};
}

}
