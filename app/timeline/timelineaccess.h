// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sandscope::app {

/// From now on screen readers meet each TimelineView as a slider that says what happened where it
/// stands. To be called as often as one likes.
void installTimelineAccess();

}
