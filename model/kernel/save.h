// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>

#include <expected>
#include <string>
#include <string_view>

namespace sandscope::kernel {

/// The kernel's whole state as bytes: versioned, with a checksum, the same on every machine. Equal
/// states give equal bytes. What was published is no part of it.
[[nodiscard]] std::string save(const Kernel& kernel);

/// A kernel in the state that save() wrote. Every file of it has the same bytes as before, and so
/// has what the same operations lead to. A sentence when the bytes are damaged, cut short, or of a
/// newer version. Costs a walk over everything: no rule of the kernel may be broken.
[[nodiscard]] std::expected<Kernel, std::string> restore(std::string_view saved);

/// A copy in the same state, which shares nothing with \a kernel.
[[nodiscard]] Kernel copyOf(const Kernel& kernel);

}
