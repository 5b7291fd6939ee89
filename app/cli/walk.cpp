// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/walk.h>

namespace sandscope::app::cli {

namespace {

using procfs::Failure;
using procfs::FileKind;

/// Adds the directories below \a directory that were not listed yet, down to \a depth levels.
void findUnlisted(procfs::Node& directory, const std::string& path, qint64 depth,
                  QSet<QByteArray>& unlisted)
{
    const auto entries = entriesOf(directory);
    if (!entries) {
        if (entries.error().kind == Failure::Kind::notSampled)
            unlisted.insert(QByteArray::fromStdString(path));
        return;
    }
    if (depth <= 1)
        return;
    for (const procfs::DirEntry& entry : *entries) {
        const auto child = directory.lookup(entry.name);
        if (child && (*child)->kind() == FileKind::directory)
            findUnlisted(**child, childPath(path, entry.name), depth - 1, unlisted);
    }
}

}

std::string childPath(const std::string& folder, const std::string& name)
{
    return folder.empty() ? name : folder + '/' + name;
}

std::expected<void, Exit> sampleDirectories(View& view, qint64 depth)
{
    if (!view.samplesOnDemand())
        return {};
    // Each round lists one level more.
    QSet<QByteArray> interest;
    for (qint64 level = 1; level < std::min(depth, deepest); ++level) {
        const auto root = view.find("");
        if (!root)
            return {};
        QSet<QByteArray> unlisted;
        findUnlisted(**root, {}, depth, unlisted);
        unlisted.subtract(interest); // what could not be listed before will not be now
        if (unlisted.isEmpty())
            return {};
        interest.unite(unlisted);
        if (auto done = view.setInterest(interest); !done)
            return done;
    }
    return {};
}

}
