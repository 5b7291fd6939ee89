// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/task.h>

namespace sandscope::procfs {

constinit const ProcFile taskFile = {
    .name = "task",
    .kind = FileKind::directory,
    .onlyUnderProcess = true,
    .modes = {0555, 0555, 0555, 0555, 0555, 0555},
    .dependencies = static_cast<Dependencies>(Dependency::group),
};

}
