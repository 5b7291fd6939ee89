// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/fileview.h>

namespace sandscope::model {

/// One reading, as values that may cross threads.
struct FileRequest
{
    snapshot::SnapshotPtr snapshot;
    snapshot::ViewOptions options;
    QByteArray path;
    QList<QByteArray> others; ///< see FileContent::others
    std::shared_ptr<procfs::RecordCache> cache;
};

/// readFile() for somebody who has read before with the same options: \a known itself when nothing
/// that the file depends on has another generation.
[[nodiscard]] FileContentPtr readFileAgain(const FileRequest& request, const FileContentPtr& known);

}
