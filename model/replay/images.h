// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sandscope::replay {

/// What exec loads, and where: from ELF files, their headers as text, or a map taken after exec.
class Images
{
public:
    Images(std::string elfFolder, std::string imageFile);
};

}
