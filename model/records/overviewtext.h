// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/celltable.h>

/// Values of status and stat in words, for who does not know the files by heart. What is no such
/// value comes back as it is, escaped.
namespace sandscope::model {

/// "0", or "real 1000, effective 0, saved 0".
[[nodiscard]] QString idsText(std::string_view ids);
/// "none", "all 41", "chown, kill".
[[nodiscard]] QString capabilitiesText(std::string_view bits);
/// Of hundredths of a second: "0.14 s".
[[nodiscard]] QString ticksText(std::string_view ticks);
/// Of pages of 4 kB: "1984 kB".
[[nodiscard]] QString pagesText(std::string_view pages);
/// Of a device number: "none", "136:0".
[[nodiscard]] QString terminalText(std::string_view device);
/// Of a wait status: "code 3", "killed by SIGKILL (9)".
[[nodiscard]] TableCell exitCell(std::string_view status);
/// "Parent", "Its parent", "Above".
[[nodiscard]] QString ancestorName(int distance);

}
