// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/uidmap.h>

namespace sandscope::procfs {

namespace {

Errno render(const FileContext& ctx, FileText& out)
{
    return renderIdMap(ctx, &UserNamespaceRecord::uidMap, out);
}

}

constinit const ProcFile uidmapFile = {
    .name = "uid_map",
    .modes = {0644, 0644, 0644, 0644, 0644, 0644},
    .dependencies = Dependency::task | Dependency::userNamespace | Dependency::readerUsers,
    .render = render,
    .decode = decodeIdMap,
    .reformat = reformatIdMap,
    .fields = idMapDocs,
};

}
