// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/dialect.h>

namespace sandscope::test {

/// What was recorded from a kernel: files below tests/data/captured/FOLDER, "WORKLOAD/proc/…".
struct Capture
{
    const char* folder;
    procfs::Dialect dialect;
};
inline constexpr Capture captures[] = {
    {"gvisor-20221219", procfs::Dialect::gvisor2022},
    {"gvisor-20240729", procfs::Dialect::gvisor2024},
    {"linux-6.18", procfs::Dialect::linux_},
};

}
