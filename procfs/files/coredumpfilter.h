// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/coredump_filter: which kinds of memory a core dump holds, eight hexadecimal digits
/// and a newline (core(5)). Empty for a process of Linux without memory. gVisor has it since
/// 2026-07-07 (f4d1f303b) and dumps nothing (pkg/sentry/kernel/thread_group.go at 3c5eee17d).
extern const ProcFile coredumpfilterFile;

}
