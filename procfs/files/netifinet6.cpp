// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/netifinet6.h>
#include <procfs/files/nettable.h>

namespace sandscope::procfs {

namespace {

// clang-format off
constexpr FieldDoc zero(std::string_view name, std::string_view unit, std::string_view meaning)
{
    return {name, unit, meaning, truths("CCCCCM"), {{{dialects::gvisor, "gVisor prints 0."}}}, "00"};
}
constexpr std::array docs = {
    FieldDoc{"address", "", "The address, without colons.", truths("MMMMMM")},
    FieldDoc{"index", "", "Number of the interface.", truths("MMMMMM")},
    FieldDoc{"prefix length", "bits", "How many bits of the address are the network's.", truths("DDMMMM"), {{
        {dialects::early, "It is the length of the whole address."}}}},
    zero("scope", "", "How far the address holds: 0 everywhere, 10 this machine, 20 this link."),
    zero("flags", "bits", "IFA_F_ flags."),
    FieldDoc{"device", "", "Name of the interface.", truths("MMMMMM")},
};
using enum NetCell;
constexpr std::array columns = {
    NetColumn{0, hex}, NetColumn{1, hex}, NetColumn{2, hex},
    NetColumn{3, hex}, NetColumn{4, hex}, NetColumn{5, word, 8, ""},
};
// clang-format on
constexpr std::array layouts = {NetLayout{columns}};
constexpr NetFormat netifinet6Format{docs, layouts, {}};

Errno render(const FileContext& ctx, FileText& out)
{
    // Scope "this machine", permanent: as on Linux; gVisor knows neither.
    out.bytes += "00000000000000000000000000000001 01 80 ";
    out.bytes += isGvisor(ctx.dialect) ? "00 00" : "10 80";
    out.bytes += "       lo\n";
    out.mark(1);
    return Errno::ok;
}

}

constinit const ProcFile netifinet6File = [] {
    ProcFile file = NetTableFile<netifinet6Format>::file("if_inet6");
    file.modes.fill(0444);
    file.render = render;
    return file;
}();

}
