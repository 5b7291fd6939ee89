// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/uidmap.h>

namespace sandscope::procfs {

namespace {

Errno render(const FileContext& ctx, FileText& out)
{
    return renderIdMap(uidMapOf(ctx), ctx.dialect, out);
}

}

constinit const ProcFile uidmapFile = {
    .name = "uid_map",
    .modes = {0644, 0644, 0644, 0644, 0644, 0644},
    .dependencies = Dependency::task | Dependency::userNamespace,
    .render = render,
    .decode = decodeIdMap,
    .reformat = reformatIdMap,
    .fields = idMapDocs,
};

}
