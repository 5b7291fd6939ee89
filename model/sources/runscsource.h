// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sandscope::model {

struct SourceDescriptor;

/// `runsc:ID?root=DIR`: a running gVisor sandbox, sampled from outside. Further options:
/// `runsc=PROGRAM` where it is not on PATH, `inside=yes` to read what is asked for and only the
/// inside can tell, once each.
extern const SourceDescriptor runscSource;

}
