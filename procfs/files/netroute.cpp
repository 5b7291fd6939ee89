// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netroute.h>
#include <procfs/files/nettable.h>

namespace sandscope::procfs {

namespace {

// clang-format off
constexpr std::string_view since = "2019-10-15 (b94505ecc)";
constexpr std::array docs = {
    netField("Iface", "", "Name of the interface.", since),
    netField("Destination", "", "Where packets go to: an address, its last byte first.", since),
    netField("Gateway", "", "Address of the gateway, its last byte first; 0 for none.", since),
    netField("Flags", "bits", "RTF_ flags: 1 up, 2 gateway.", since),
    netConstant("RefCnt", "", "Unused.", "0", since),
    netConstant("Use", "", "How often it was used.", "0", since),
    netConstant("Metric", "", "Its cost.", "0", since),
    netField("Mask", "", "Which bits of the destination count, its last byte first.", since),
    netConstant("MTU", "bytes", "Largest packet; 0 where nothing is set.", "0", since),
    netConstant("Window", "bytes", "Largest window of TCP; 0 where nothing is set.", "0", since),
    netConstant("IRTT", "", "First estimate of the round trip; 0 where nothing is set.", "0", since),
};
using enum NetCell;
constexpr std::array columns = {
    NetColumn{0, word, 0, "\t"}, NetColumn{1, hex, 0, "\t"}, NetColumn{2, hex, 0, "\t"}, NetColumn{3, hex, 0, "\t"},
    NetColumn{4, decimal, 0, "\t"}, NetColumn{5, decimal, 0, "\t"}, NetColumn{6, decimal, 0, "\t"},
    NetColumn{7, hex, 0, "\t"}, NetColumn{8, decimal, 0, "\t"}, NetColumn{9, decimal, 0, "\t"}, NetColumn{10, decimal, 0, ""},
};
// clang-format on
constexpr std::array layouts = {NetLayout{columns, 127}};
constexpr std::string_view header2019 = "Iface   Destination     Gateway         Flags   RefCnt  "
                                        "Use     Metric  Mask            MTU     Window  IRTT";
constexpr std::string_view header
    = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT"
      "                                                         ";
constexpr std::string_view linuxHeader
    = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT"
      "                                                       ";
static_assert(header.size() == 127 && linuxHeader.size() == 127);
constexpr NetFormat netrouteFormat{
    docs, layouts, {"", header2019, header, header, header, linuxHeader}};

}

constinit const ProcFile netrouteFile = NetTableFile<netrouteFormat>::file("route");

}
