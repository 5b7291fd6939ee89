// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "lookup.h"

#include <model/sandbox/runscname.h>
#include <model/sandbox/sandboxlist.h>
#include <model/sandbox/statefile.h>
#include <model/snapshot/snapshot.h>
#include <model/sources/sourcename.h>
#include <model/sources/sourcereader.h>
#include <procfs/lensentry.h>

#include <QFile>
#include <QSet>

namespace sandscope::app::usage {

QStringList namedSources()
{
    QStringList sources;
    for (const auto& example : model::sourceExamples()) {
        if (!example.endsWith(u':'))
            sources << example;
    }
    if (const auto sandboxes = model::sandboxesIn(model::usualStateFolder(), {})) {
        for (const auto& sandbox : *sandboxes) {
            if (sandbox.isRunning)
                sources << model::runscSourceName(QString::fromStdString(sandbox.state.id), {});
        }
    }
    return sources;
}

SourceKinds sourceKinds()
{
    SourceKinds kinds;
    for (const auto* descriptor : model::sourceDescriptors()) {
        const QString id = QLatin1StringView(descriptor->id);
        (id == QLatin1StringView("runsc") ? kinds.others : kinds.ofFiles) << id + u':';
    }
    return kinds;
}

QStringList entriesIn(const QString& source, const QString& folder)
{
    const auto name = model::parseSourceName(source);
    if (!name)
        return {};
    const QLatin1StringView kind(name->descriptor->id);
    if (kind != QLatin1StringView("scenario") && kind != QLatin1StringView("proc")
        && kind != QLatin1StringView("saved"))
        return {};
    auto reader = model::SourceReader::open(source);
    if (!reader)
        return {};
    const auto path = QFile::encodeName(folder);
    const auto moment = reader->read({}, path.isEmpty() ? QSet<QByteArray>() : QSet{path});
    if (!moment)
        return {};
    const auto can = reader->capabilities();
    snapshot::ViewOptions options;
    if (can.printsDialects)
        options.dialect = can.dialect;
    const auto files = snapshot::makeFileSystem(
        moment->snapshot, options,
        can.printsDialects ? std::make_shared<procfs::RecordCache>() : nullptr);
    const auto node = files->walk(path.toStdString());
    if (!node)
        return {};
    const auto entries = procfs::entriesOf(**node);
    if (!entries)
        return {};
    QStringList names;
    for (const auto& entry : *entries) {
        const auto child = (*node)->lookup(entry.name);
        const bool isFolder = child && (*child)->kind() == procfs::FileKind::directory;
        names << QString::fromStdString(entry.name) + (isFolder ? QStringLiteral("/") : QString());
    }
    return names;
}

}
