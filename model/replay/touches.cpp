// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Which memory was written to, as far as a log shows it: no call tells of a program's own writes,
// but many give the address of something that was written.
#include <model/replay/constants.h>
#include <model/replay/replaying.h>

#include <algorithm>
#include <array>

namespace sandscope::replay {

namespace {

constexpr std::uint64_t furthestStack = std::uint64_t{8} << 20U; // below its present start

void touch(Replaying& replaying, std::uint64_t address)
{
    // What may not be written was not.
    (void)replaying.system.touch(replaying.caller, address, 1, true);
}

/// A call whose argument points to what the program, or the kernel, wrote.
struct Pointer
{
    std::string_view call;
    std::size_t argument = 0;
};

constexpr std::array<Pointer, 5> pointers = {{
    {"arch_prctl", 1}, // the thread's control block
    {"rseq", 0},
    {"set_robust_list", 0},
    {"set_tid_address", 0},
    {"sigaltstack", 0},
}};

/// The stack of the caller, if it grows.
std::optional<procfs::Vma> stackOf(const Replaying& replaying)
{
    for (procfs::Vma& vma : replaying.system.vmas(replaying.caller)) {
        if (vma.hint == procfs::VmaHint::stack)
            return std::move(vma);
    }
    return std::nullopt;
}

}

void assumeWritten(Replaying& replaying)
{
    if (replaying.system.options().behaviour != kernel::Behaviour::linux_)
        return;
    for (const procfs::Vma& vma : replaying.system.vmas(replaying.caller)) {
        if (vma.isPrivate && vma.real.write)
            touch(replaying, vma.start);
    }
    replaying.assumed("All private memory that may be written is taken to have been.");
}

void touchBeforeFork(Replaying& replaying, const Call& call)
{
    if (call.name == "fork")
        return assumeWritten(replaying);
    if (call.name != "clone" && call.name != "clone3")
        return;
    std::optional<std::uint64_t> flags;
    if (const Argument* named = call.named("flags"))
        flags = named->flags(constants::cloneFlags());
    else if (const auto member = call.argument(0).member("flags"))
        flags = member->flags(constants::cloneFlags());
    if (flags && (*flags & kernel::clone::vm) == 0)
        assumeWritten(replaying);
}

void touchShown(Replaying& replaying, const Call& call)
{
    for (const Pointer& pointer : pointers) {
        if (call.name != pointer.call)
            continue;
        if (const auto address = call.argument(pointer.argument).number())
            touch(replaying, *address);
        return;
    }
    if (call.name == "clone3") { // the C library wrote what the thread begins with
        const Argument& of = call.argument(0);
        const auto stack = of.member("stack");
        const auto size = of.member("stack_size");
        const auto start = stack ? stack->number() : std::nullopt;
        const auto length = size ? size->number() : std::nullopt;
        if (start && length && *length > 0)
            touch(replaying, *start + *length - 1);
        if (const auto storage = of.member("tls"))
            touch(replaying, storage->number().value_or(0));
        return;
    }
    // Buffers are on the stack, mostly; it grows down to them.
    std::optional<procfs::Vma> stack;
    for (const Argument& argument : call.arguments) {
        if (!argument.text.starts_with("0x7"))
            continue;
        const auto address = argument.number();
        if (!stack)
            stack = stackOf(replaying);
        if (address && stack && *address < stack->end
            && *address >= stack->start - std::min(stack->start, furthestStack))
            touch(replaying, *address);
    }
}

}
