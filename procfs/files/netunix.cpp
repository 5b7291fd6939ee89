// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/nettable.h>
#include <procfs/files/netunix.h>

namespace sandscope::procfs {

namespace {

// clang-format off
constexpr std::string_view since = "2019-02-07 (2ba74f84b)";
constexpr std::array docs = {
    netConstant("Num", "", "Address of the socket in the kernel, made unrecognisable.", "0000000000000000", since),
    netField("RefCount", "", "References to it.", since),
    netConstant("Protocol", "", "Always 0.", "00000000", since),
    netField("Flags", "bits", "10000 where it listens.", since),
    netField("Type", "", "1 stream, 2 datagram, 5 packets in sequence.", since),
    netField("St", "", "State: 1 unconnected, 2 connecting, 3 connected, 4 disconnecting.", since),
    netField("Inode", "", "Number of its inode, as in socket:[N].", since),
    netField("Path", "", "What it is bound to; @ begins an abstract name.", since),
};
using enum NetCell;
constexpr std::array<NetColumn, 8> columnsOf(int inodeWidth)
{
    return {{{0, hex, 0, ": "}, {1, hex}, {2, hex}, {3, hex}, {4, hex}, {5, hex},
             {6, decimal, inodeWidth}, {7, rest, 0, ""}}};
}
constexpr std::array<NetColumn, 7> unboundColumnsOf(int inodeWidth)
{
    return {{{0, hex, 0, ": "}, {1, hex}, {2, hex}, {3, hex}, {4, hex}, {5, hex},
             {6, decimal, inodeWidth, ""}}};
}
// clang-format on
constexpr int width = 8, linuxWidth = 5;
constexpr std::array bound = columnsOf(width), linuxBound = columnsOf(linuxWidth);
constexpr std::array unbound = unboundColumnsOf(width), linuxUnbound = unboundColumnsOf(linuxWidth);
constexpr std::array layouts
    = {NetLayout{unbound}, NetLayout{bound}, NetLayout{linuxUnbound}, NetLayout{linuxBound}};
constexpr std::string_view header = "Num       RefCount Protocol Flags    Type St Inode Path";
constexpr NetFormat netunixFormat{docs, layouts, {"", "", header, header, header, header}};

}

constinit const ProcFile netunixFile = [] {
    ProcFile file = NetTableFile<netunixFormat>::file("unix");
    file.modes[static_cast<std::size_t>(Dialect::gvisor2019)] = 0;
    return file;
}();

}
