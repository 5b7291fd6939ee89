// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::kernel {

/// What a person is told of a saved kernel. Raw bytes.
struct Caption
{
    std::string origin; ///< what drove it: "Fork and exec"
    std::uint64_t step = 0; ///< how many steps of it were done
    std::string title, note; ///< of that moment, see snapshot::Moment
    bool operator==(const Caption&) const = default;
};

/// The kernel's whole state as bytes: versioned, with a checksum, the same on every machine. Equal
/// states and captions give equal bytes. What was published is no part of it.
[[nodiscard]] std::string save(const Kernel& kernel, const Caption& caption = {});

/// \a body with the head and the checksum that save() puts around what it wrote: for whoever wants
/// to damage that.
[[nodiscard]] std::string sealed(std::string_view body);

/// A kernel in the state that save() wrote. Every file of it has the same bytes as before, and so
/// has what the same operations lead to. A sentence when the bytes are damaged, cut short, or of a
/// newer version. Costs a walk over everything: no rule of the kernel may be broken. The caption is
/// put into \a caption, if there is one.
[[nodiscard]] std::expected<Kernel, std::string> restore(std::string_view saved,
                                                         Caption* caption = nullptr);

/// The state of a kernel as this process keeps it to go back to: with what it published then, and
/// with the parts that never change, which are shared.
struct Checkpoint
{
    std::string state;
    std::vector<std::shared_ptr<const void>> shared;
    snapshot::SnapshotPtr published;

    /// Without what is shared.
    [[nodiscard]] std::size_t bytes() const { return state.size() + shared.size() * 16; }
};
/// Publishes.
[[nodiscard]] Checkpoint checkpointOf(Kernel& kernel);

/// The kernel goes on from there as if it had published that itself, so that rows and files keep
/// their generations. Nothing is checked.
[[nodiscard]] Kernel resume(const Checkpoint& checkpoint);

/// A copy in the same state, which shares with \a kernel what never changes.
[[nodiscard]] Kernel copyOf(const Kernel& kernel);

/// What a copy costs grows with this: tasks, areas of memory and descriptors, together.
[[nodiscard]] std::size_t weightOf(const Kernel& kernel);

}
