// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "usage.h"

namespace sandscope::app::usage {

/// A page of section 1, in the macros of man(7).
[[nodiscard]] QString manPage(const Program& program);

}
