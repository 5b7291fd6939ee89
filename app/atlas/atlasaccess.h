// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sandscope::app {

/// Makes every AtlasView a list for screen readers, with each region as an item in the order of
/// addresses: what it is, how much of it is resident, whether it is selected.
void installAtlasAccess();

}
