// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fieldpane.h"

namespace sandscope::app {

extern const PaneDescriptor statusPaneDescriptor;

}
