// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/coredumpfilter.h>
#include <procfs/files/maps.h>
#include <procfs/files/onevalue.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

using enum Dialect;

constexpr std::array<FieldDoc, 1> docs = {{
    {"coredump_filter",
     "hexadecimal",
     "Which kinds of mapping a core dump holds: bit 0 private anonymous, 1 shared anonymous, 2 "
     "private file, 3 shared file, 4 ELF headers, 5 and 6 huge pages, 7 and 8 DAX.",
     truths("----MM"),
     {{{DialectSet(gvisor2026), "The number is kept and inherited, but has no effect.",
        "2026-07-07 (f4d1f303b)"}}}},
}};
struct Description
{
    static constexpr NumberSyntax form
        = {.base = NumberSyntax::Base::hex8, .most = 0xffff'ffff, .mayBeEmpty = true};
    static constexpr const FieldDoc& doc = docs[0];
};
using Text = OneNumber<Description>;

constexpr std::uint32_t initialOnLinux = 0x33; // as captured
constexpr std::uint32_t initialInGvisor = 0;

Errno render(const FileContext& ctx, FileText& out)
{
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    if (ctx.task.state == TaskState::dead || group == nullptr)
        return Errno::noProcess;
    const bool onLinux = ctx.dialect == linux_;
    if (onLinux && memoryOf(ctx) == nullptr)
        return Errno::ok; // it is kept with the memory
    Text::render(group->coredumpFilter.value_or(onLinux ? initialOnLinux : initialInGvisor), out);
    return Errno::ok;
}

}

constinit const ProcFile coredumpfilterFile = {
    .name = "coredump_filter",
    .modes = {0, 0, 0, 0, 0644, 0644},
    .dependencies = Dependency::task | Dependency::group | Dependency::memory,
    .render = render,
    .decode = Text::decode,
    .reformat = Text::reformat,
    .fields = docs,
};

}
