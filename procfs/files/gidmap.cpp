// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/gidmap.h>

namespace sandscope::procfs {

namespace {

Errno render(const FileContext& ctx, FileText& out)
{
    return renderIdMap(ctx, &UserNamespaceRecord::gidMap, out);
}

}

constinit const ProcFile gidmapFile = {
    .name = "gid_map",
    .modes = {0644, 0644, 0644, 0644, 0644, 0644},
    .dependencies = Dependency::task | Dependency::userNamespace | Dependency::readerUsers,
    .render = render,
    .decode = decodeIdMap,
    .reformat = reformatIdMap,
    .fields = idMapDocs,
};

}
