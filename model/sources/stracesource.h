// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sandscope::model {

struct SourceDescriptor;

/// `strace:`: a log of system calls, replayed in a simulated kernel. The path may be followed by
/// options, see replay/logname.h.
extern const SourceDescriptor straceSource;

}
