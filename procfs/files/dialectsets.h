// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/dialect.h>

/// Sets that the notes of several field tables speak of.
namespace sandscope::procfs::dialects {

inline constexpr DialectSet early{Dialect::gvisor2018, Dialect::gvisor2019};
inline constexpr DialectSet later{Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026};
inline constexpr DialectSet gvisor{Dialect::gvisor2018, Dialect::gvisor2019, Dialect::gvisor2022,
                                   Dialect::gvisor2024, Dialect::gvisor2026};
/// All but the newest gVisor.
inline constexpr DialectSet before2026{Dialect::gvisor2018, Dialect::gvisor2019,
                                       Dialect::gvisor2022, Dialect::gvisor2024};
inline constexpr DialectSet only2026{Dialect::gvisor2026};
inline constexpr DialectSet onlyLinux{Dialect::linux_};

}
