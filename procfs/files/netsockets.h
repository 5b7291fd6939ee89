// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/nettable.h>

#include <algorithm>
#include <array>
#include <string_view>

/// The columns that tcp, tcp6, udp and udp6 share. Those behind inode have no name in the header of
/// tcp; they are called here as in Documentation/networking/proc_net_tcp.rst of Linux.
namespace sandscope::procfs::sockets {

// clang-format off
[[nodiscard]] constexpr std::array<FieldDoc, 19> tcpDocsSince(std::string_view since)
{
    return {{
        netField("sl", "", "Number of the row. gVisor: of the socket.", since),
        netField("local_address", "", "Its own address, last byte first in each word, and port.", since),
        netField("rem_address", "", "The other end's address and port.", since),
        netField("st", "", "State: 1 connected, 7 closed, A listening, and others (include/net/tcp_states.h).", since),
        netConstant("tx_queue", "bytes", "What is not yet taken from it.", "00000000", since),
        netConstant("rx_queue", "bytes", "What is not yet read from it.", "00000000", since),
        netConstant("tr", "", "Which timer runs.", "00", since),
        netConstant("tm->when", "ticks", "When it goes off.", "00000000", since),
        netConstant("retrnsmt", "", "Time-outs that are not made up for.", "00000000", since),
        netField("uid", "", "Its owner.", since),
        netConstant("timeout", "", "Unanswered probes of a closed window.", "0", since),
        netField("inode", "", "Number of its inode, as in socket:[N].", since),
        netField("ref", "", "References to it.", since),
        netConstant("pointer", "", "Its address in the kernel, made unrecognisable.", "0000000000000000", since),
        netConstant("rto", "ticks", "Time until something is sent again.", "0", since),
        netConstant("ato", "ticks", "Time until something is acknowledged at the latest.", "0", since),
        netConstant("quick", "bits", "Acknowledgements that are sent at once, and whether the exchange is interactive.", "0", since),
        netConstant("cwnd", "segments", "How much may be under way.", "0", since),
        netConstant("ssthresh", "segments", "Where slow start ends; -1 for far away.", "-1", since),
    }};
}
/// Those of udp are the same up to the pointer.
[[nodiscard]] constexpr std::array<FieldDoc, 15> udpDocsSince(std::string_view since)
{
    const auto tcp = tcpDocsSince(since);
    std::array<FieldDoc, 15> docs{};
    std::copy_n(tcp.begin(), docs.size() - 1, docs.begin());
    docs.back() = netConstant("drops", "", "Packets that were lost.", "0", since);
    return docs;
}
inline constexpr std::array udp6Docs = {
    linuxNetField("sl", "", "Number of the row. gVisor: of the socket."),
    linuxNetField("local_address", "", "Its own address, last byte first in each word, and port."),
    linuxNetField("rem_address", "", "The other end's address and port."),
    linuxNetField("st", "", "State: 1 connected, 7 closed, A listening, and others (include/net/tcp_states.h)."),
    linuxNetField("tx_queue", "bytes", "What is not yet taken from it."),
    linuxNetField("rx_queue", "bytes", "What is not yet read from it."),
    linuxNetField("tr", "", "Which timer runs."),
    linuxNetField("tm->when", "ticks", "When it goes off."),
    linuxNetField("retrnsmt", "", "Time-outs that are not made up for."),
    linuxNetField("uid", "", "Its owner."),
    linuxNetField("timeout", "", "Unanswered probes of a closed window."),
    linuxNetField("inode", "", "Number of its inode, as in socket:[N]."),
    linuxNetField("ref", "", "References to it."),
    linuxNetField("pointer", "", "Its address in the kernel, made unrecognisable."),
    linuxNetField("drops", "", "Packets that were lost."),
};
inline constexpr std::array tcpDocs = tcpDocsSince("2019-06-24 (94a6bfab5)");
inline constexpr std::array tcp6Docs = tcpDocsSince("2019-09-20 (329b6653f)");
inline constexpr std::array udpDocs = udpDocsSince("2019-08-29 (863e11ac4)");

/// \a numberWidth: of the row's number. \a inodeWidth: 8 in gVisor, 0 on Linux.
template <std::size_t count>
[[nodiscard]] constexpr std::array<NetColumn, count> columnsOf(int numberWidth, int inodeWidth)
{
    using enum NetCell;
    constexpr std::array<NetColumn, 11> first = {{
        {0, decimal, 0, ": "}, {1, address}, {2, address}, {3, hex}, {4, hex, 0, ":"}, {5, hex},
        {6, hex, 0, ":"}, {7, hex}, {8, hex}, {9, decimal, 5}, {10, decimal, 8},
    }};
    std::array<NetColumn, count> columns{};
    for (std::size_t i = 0; i < count; ++i)
        columns[i] = i < first.size() ? first[i] : NetColumn{i, i == 13 ? hex : decimal};
    columns[0].width = numberWidth;
    columns[11].width = inodeWidth;
    columns[count - 1].after = "";
    return columns;
}
inline constexpr int gvisorInode = 8, linuxInode = 0;
inline constexpr std::array tcpColumns = columnsOf<19>(4, gvisorInode);
inline constexpr std::array tcpLinuxColumns = columnsOf<19>(4, linuxInode);
inline constexpr std::array tcpClosingColumns = columnsOf<14>(4, linuxInode); // TIME_WAIT
inline constexpr std::array udpColumns = columnsOf<15>(5, gvisorInode);
inline constexpr std::array udpLinuxColumns = columnsOf<15>(5, linuxInode);
// clang-format on

// Linux pads the rows of IPv4 as it does their header.
inline constexpr std::array tcpLayouts
    = {NetLayout{tcpColumns}, NetLayout{tcpLinuxColumns, 149}, NetLayout{tcpClosingColumns, 149}};
inline constexpr std::array tcp6Layouts
    = {NetLayout{tcpColumns}, NetLayout{tcpLinuxColumns}, NetLayout{tcpClosingColumns}};
inline constexpr std::array udpLayouts = {NetLayout{udpColumns}, NetLayout{udpLinuxColumns, 127}};
inline constexpr std::array udp6Layouts = {NetLayout{udpLinuxColumns}};

}
