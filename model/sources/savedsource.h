// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sandscope::model {

struct SourceDescriptor;

/// `saved:`: one state of a simulated kernel, in a file that `sandscope-cli save` wrote.
extern const SourceDescriptor savedSource;

}
