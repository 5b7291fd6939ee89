// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netipv6route.h>
#include <procfs/files/nettable.h>

namespace sandscope::procfs {

namespace {

// clang-format off
constexpr std::array docs = {
    linuxNetField("destination", "", "Where packets go to: an address."),
    linuxNetField("destination length", "bits", "How many bits of it count."),
    linuxNetField("source", "", "Where they come from: an address."),
    linuxNetField("source length", "bits", "How many bits of it count."),
    linuxNetField("next hop", "", "Address of the gateway; all zeros for none."),
    linuxNetField("metric", "", "Its cost."),
    linuxNetField("references", "", "References to it."),
    linuxNetField("uses", "", "How often it was looked up."),
    linuxNetField("flags", "bits", "RTF_ flags."),
    linuxNetField("device", "", "Name of the interface."),
};
using enum NetCell;
constexpr std::array columns = {
    NetColumn{0, hex}, NetColumn{1, hex}, NetColumn{2, hex}, NetColumn{3, hex}, NetColumn{4, hex},
    NetColumn{5, hex}, NetColumn{6, hex}, NetColumn{7, hex}, NetColumn{8, hex}, NetColumn{9, word, 8, ""},
};
// clang-format on
constexpr std::array layouts = {NetLayout{columns}};
constexpr NetFormat netipv6routeFormat{docs, layouts, {}};

}

constinit const ProcFile netipv6routeFile = NetTableFile<netipv6routeFormat>::file("ipv6_route");

}
