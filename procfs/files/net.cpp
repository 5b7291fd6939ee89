// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/net.h>

namespace sandscope::procfs {

constinit const ProcFile netFile = {
    .name = "net",
    .kind = FileKind::directory,
    .modes = {0, 0, 0555, 0555, 0555, 0555},
    .dependencies = static_cast<Dependencies>(Dependency::task),
};

}
