// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/folderentry.h>

#include <memory>
#include <utility>

namespace sandscope::model {

using procfs::EntryType;
using procfs::Errno;
using procfs::Failure;
using procfs::FileKind;
using procfs::RecordedEntry;

namespace {

constexpr std::size_t maxFileBytes = std::size_t{256} << 20U;

EntryType typeOf(const Seen& seen)
{
    if (seen.isOther)
        return EntryType::other;
    switch (seen.attributes.kind) {
    case FileKind::directory:
        return EntryType::directory;
    case FileKind::link:
        return EntryType::link;
    case FileKind::regular:
        return EntryType::file;
    }
    return EntryType::unknown;
}

Failure notProvided()
{
    return {Failure::Kind::notProvided, Errno::ok, "open"};
}

}

Failure notSampled()
{
    return {Failure::Kind::notSampled, Errno::ok, {}};
}

FileKind kindOf(EntryType type)
{
    switch (type) {
    case EntryType::directory:
        return FileKind::directory;
    case EntryType::link:
        return FileKind::link;
    default:
        return FileKind::regular;
    }
}

RecordedEntry entryOf(const Seen& seen)
{
    RecordedEntry entry;
    entry.attributes = seen.attributes;
    entry.target = seen.target;
    if (seen.failure)
        entry.failure = seen.failure;
    else if (seen.isOther)
        entry.failure = notProvided();
    else if (seen.attributes.kind != FileKind::link)
        entry.failure = notSampled();
    entry.listedAs = typeOf(seen);
    return entry;
}

void readText(const Folder& folder, const std::string& path, const std::stop_token& stop,
              RecordedEntry& entry)
{
    auto bytes = folder.read(path, maxFileBytes, stop);
    if (!bytes) {
        entry.failure = std::move(bytes).error();
        return;
    }
    entry.failure.reset();
    entry.text = std::make_shared<const procfs::FileText>(procfs::FileText{*std::move(bytes), {}});
}

}
