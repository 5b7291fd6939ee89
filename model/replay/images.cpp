// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/images.h>

namespace sandscope::replay {

Images::Images(std::string /*elfFolder*/, std::string /*imageFile*/) {}

}
