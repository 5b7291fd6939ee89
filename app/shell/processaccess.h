// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sandscope::app {

/// Lets assistive technology meet the process list as the tree that it shows: rows are tree items
/// with a level, folded or unfolded, and can be toggled; the other cells tell column and value.
/// Once per program; more often does nothing.
void installProcessAccess();

}
