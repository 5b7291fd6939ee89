// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netnetlink.h>
#include <procfs/files/nettable.h>

namespace sandscope::procfs {

namespace {

// clang-format off
constexpr std::array docs = {
    linuxNetField("sk", "", "Address of the socket in the kernel, made unrecognisable."),
    linuxNetField("Eth", "", "Which netlink protocol."),
    linuxNetField("Pid", "", "Number that the socket is addressed by."),
    linuxNetField("Groups", "bits", "Multicast groups that it listens to."),
    linuxNetField("Rmem", "bytes", "Memory taken for receiving."),
    linuxNetField("Wmem", "bytes", "Memory taken for sending."),
    linuxNetField("Dump", "", "1 while a dump is under way."),
    linuxNetField("Locks", "", "References to it."),
    linuxNetField("Drops", "", "Messages that were lost."),
    linuxNetField("Inode", "", "Number of its inode, as in socket:[N]."),
};
using enum NetCell;
constexpr std::array columns = {
    NetColumn{0, hex}, NetColumn{1, decimal, -3}, NetColumn{2, decimal, -10}, NetColumn{3, hex},
    NetColumn{4, decimal, -8}, NetColumn{5, decimal, -8}, NetColumn{6, decimal, -5}, NetColumn{7, decimal, -8},
    NetColumn{8, decimal, -8}, NetColumn{9, decimal, -8, ""},
};
// clang-format on
constexpr std::array layouts = {NetLayout{columns}};
constexpr std::string_view header
    = "sk       Eth Pid    Groups   Rmem     Wmem     Dump     Locks     Drops     Inode";
constexpr std::string_view linuxHeader
    = "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode";
constexpr NetFormat netnetlinkFormat{
    docs, layouts, {"", header, header, header, header, linuxHeader}};

}

constinit const ProcFile netnetlinkFile = NetTableFile<netnetlinkFormat>::file("netlink");

}
