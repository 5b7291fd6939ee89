// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/sourcename.h>
#include <model/sources/sourcereader.h>

#include <utility>

namespace sandscope::model {

struct SourceReader::Private
{
    std::shared_ptr<SourceEngine> engine;
    SourceFacts facts;
    std::optional<std::size_t> position; ///< of next(): the step that it answered last
    std::optional<SourceError> trouble;
};

SourceReader::SourceReader(std::unique_ptr<Private> members)
    : d(std::move(members))
{
}
SourceReader::SourceReader(SourceReader&&) noexcept = default;
SourceReader& SourceReader::operator=(SourceReader&&) noexcept = default;
SourceReader::~SourceReader() = default;

std::expected<SourceReader, SourceError> SourceReader::open(const QString& name)
{
    auto parsed = parseSourceName(name);
    if (!parsed)
        return std::unexpected(std::move(parsed).error());
    auto members = std::make_unique<Private>();
    members->engine = parsed->descriptor->makeEngine(parsed->path);
    members->facts = parsed->descriptor->promise(parsed->path);
    return SourceReader(std::move(members));
}

Capabilities SourceReader::capabilities() const
{
    return d->facts.capabilities;
}

std::expected<std::optional<snapshot::Moment>, SourceError> SourceReader::next()
{
    if (d->position && *d->position >= d->facts.stepCount)
        return std::nullopt;
    SourceRequest request;
    request.restart = !d->position;
    auto answer = d->engine->run(request, {});
    if (!answer)
        return std::unexpected(std::move(answer).error());
    d->facts = std::move(answer->facts);
    d->position = answer->moment.step;
    return std::move(answer->moment);
}

std::optional<SourceError> SourceReader::trouble() const
{
    return d->trouble;
}

QString SourceReader::title() const
{
    return d->facts.title;
}

QString SourceReader::description() const
{
    return d->facts.description;
}

QString SourceReader::notice() const
{
    return d->facts.notice;
}

const kernel::Kernel* SourceReader::system() const
{
    return d->engine->system();
}

std::size_t SourceReader::stepCount() const
{
    return d->facts.stepCount;
}

std::expected<snapshot::Moment, SourceError> SourceReader::read(const Target& target,
                                                                const QSet<QByteArray>& interest)
{
    SourceRequest request;
    for (const QByteArray& path : interest)
        request.interest.emplace(path.constData(), static_cast<std::size_t>(path.size()));
    if (d->facts.capabilities.canStep)
        request.target = target;
    auto answer = d->engine->run(request, {});
    if (!answer)
        return std::unexpected(std::move(answer).error());
    d->facts = std::move(answer->facts);
    d->trouble.reset();
    if (answer->notice && answer->notice->code != SourceError::Code::informed)
        d->trouble = answer->notice;
    if (answer->trouble)
        return std::unexpected(*std::move(answer->trouble));

    const procfs::Generation generation = answer->moment.snapshot->generation;
    const bool isThere = d->facts.capabilities.canStep
        ? answer->arrival == stepping::Arrival::there
        : target.kind != Target::Kind::generation || generation == target.generation;
    if (isThere)
        return std::move(answer->moment);
    if (target.kind == Target::Kind::generation)
        return std::unexpected(noSuchGeneration(target.generation, generation));
    return std::unexpected(neverThere(target, d->facts.stepCount));
}

}
