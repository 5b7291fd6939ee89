// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>
#include <model/replay/elffile.h>

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::replay {

/// A map that was printed right after an exec, as the VMAs that it shows; without the page that
/// kernels list last although nothing of the task is there. A sentence when it is no such text or
/// shows no program.
[[nodiscard]] std::expected<std::vector<procfs::Vma>, std::string>
readMapAtExec(std::string_view text, kernel::Behaviour behaviour);

/// One file of such a map, as if its program headers had been read: segments in whole pages. Where
/// what is read-only after relocation ends is not known: that range is empty and starts with the
/// first segment that can be written.
struct MappedFile
{
    std::string path;
    std::uint64_t base = 0; ///< added to the linked addresses
    ElfHeaders headers;
};

/// The program, which comes first, and its interpreter, where there is one.
[[nodiscard]] std::optional<MappedFile> programOf(const std::vector<procfs::Vma>& map);
[[nodiscard]] std::optional<MappedFile> interpreterOf(const std::vector<procfs::Vma>& map);

}
