// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/masking.h>
#include <model/snapshot/snapshot.h>
#include <procfs/recordedtree.h>
#include <procfs/recordfilesystem.h>

#include <cassert>

namespace sandscope::snapshot {

std::unique_ptr<procfs::FileSystem> makeFileSystem(const SnapshotPtr& snapshot,
                                                   const ViewOptions& options,
                                                   std::shared_ptr<procfs::RecordCache> cache)
{
    assert(snapshot && (snapshot->records || snapshot->tree));
    if (options.masksSecrets) {
        ViewOptions plain = options;
        plain.masksSecrets = false;
        return withoutSecrets(makeFileSystem(snapshot, plain, std::move(cache)));
    }
    if (snapshot->tree)
        return procfs::makeRecordedFileSystem(snapshot->tree);
    procfs::RecordFileSystem::Options view;
    view.dialect = options.dialect;
    view.mount = options.mount;
    view.reader = options.reader;
    view.readRule = options.readRule;
    view.repeatsProcesses = options.repeatsProcesses;
    return std::make_unique<procfs::RecordFileSystem>(snapshot->records, view, std::move(cache));
}

}
