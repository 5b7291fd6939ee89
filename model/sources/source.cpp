// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/enginesource.h>
#include <model/sources/source.h>
#include <model/sources/sourcename.h>
#include <model/sources/sourcereader.h>

namespace sandscope::model {

std::expected<std::unique_ptr<Source>, SourceError> makeSource(const QString& name)
{
    auto parsed = parseSourceName(name);
    if (!parsed)
        return std::unexpected(std::move(parsed).error());
    const auto& [descriptor, path] = *parsed;
    // As in "proc:/proc", also where a bare path was given: names are compared and kept.
    const QString whole = QLatin1StringView(descriptor->id) + QLatin1Char(':') + path;
    return std::make_unique<EngineSource>(whole, descriptor->promise(path),
                                          descriptor->makeEngine(path));
}

std::expected<snapshot::Moment, SourceError> readSource(const QString& name,
                                                        std::optional<procfs::Generation> at,
                                                        const QSet<QByteArray>& interest)
{
    auto reader = SourceReader::open(name);
    if (!reader)
        return std::unexpected(std::move(reader).error());
    return reader->read(at, interest);
}

}
