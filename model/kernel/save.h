// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>

#include <expected>
#include <string>
#include <string_view>

namespace sandscope::kernel {

/// The kernel's whole state as bytes: versioned, with a checksum, the same on every machine. Equal
/// states give equal bytes.
[[nodiscard]] std::string save(const Kernel& kernel);

/// A kernel in the state that save() wrote. Every file of it has the same bytes as before, and so
/// has what the same operations lead to. A sentence when the bytes are damaged, cut short, or of a
/// newer version.
[[nodiscard]] std::expected<Kernel, std::string> restore(std::string_view saved);

}
