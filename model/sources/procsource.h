// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sandscope::model {

struct SourceDescriptor;

/// `proc:`: a live /proc, a folder of plain files that looks like one, or a capture folder.
extern const SourceDescriptor procSource;

}
