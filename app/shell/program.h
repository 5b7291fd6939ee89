// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sandscope::app {

/// The program, from its arguments to its exit code.
[[nodiscard]] int run(int argc, char** argv);

}
