// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/timeline.h>
#include <procfs/filesystem.h>

#include <map>
#include <string>

namespace sandscope::test {

/// What a reader finds at an entry: the bytes of a file, the target of a link, or why there are
/// none.
[[nodiscard]] inline std::string bytesOf(procfs::Node& node)
{
    const auto refused = [](const procfs::Failure& failure) {
        return "(" + procfs::errnoName(failure.error) + ")";
    };
    if (node.kind() == procfs::FileKind::link) {
        const auto target = node.readlink();
        return target ? *target : refused(target.error());
    }
    const auto text = node.content();
    return text ? (*text)->bytes : refused(text.error());
}

/// Everything below a directory, by path.
inline void readBelow(procfs::Node& directory, const std::string& path,
                      std::map<std::string, std::string>& files)
{
    std::int64_t offset = 0;
    for (;;) {
        const auto listing = directory.readdir(offset, 4096);
        if (!listing) {
            files.emplace(path, "(" + procfs::errnoName(listing.error().error) + ")");
            return;
        }
        for (const procfs::DirEntry& entry : listing->entries) {
            if (entry.name == "." || entry.name == "..")
                continue;
            const std::string child = path.empty() ? entry.name : path + "/" + entry.name;
            const auto node = directory.lookup(entry.name);
            if (!node)
                files.emplace(child, "(" + procfs::errnoName(node.error().error) + ")");
            else if ((*node)->kind() == procfs::FileKind::directory)
                readBelow(**node, child, files);
            else
                files.emplace(child, bytesOf(**node));
        }
        if (listing->atEnd || listing->entries.empty())
            return;
        offset = listing->nextOffset;
    }
}

/// Every file and link of every task and of the system at a moment, by path below /proc.
[[nodiscard]] inline std::map<std::string, std::string>
allFiles(const snapshot::SnapshotPtr& snapshot, procfs::Dialect dialect)
{
    snapshot::ViewOptions view;
    view.dialect = dialect;
    const auto fileSystem = snapshot::makeFileSystem(snapshot, view, nullptr);
    std::map<std::string, std::string> files;
    readBelow(*fileSystem->root(), {}, files);
    return files;
}

}
