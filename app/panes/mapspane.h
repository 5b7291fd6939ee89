// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "vmapane.h"

namespace sandscope::app {

extern const PaneDescriptor mapsPaneDescriptor;

}
