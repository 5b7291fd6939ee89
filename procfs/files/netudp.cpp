// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netsockets.h>
#include <procfs/files/netudp.h>

namespace sandscope::procfs {

namespace {

constexpr std::string_view header2019 = "  sl  local_address rem_address   st tx_queue rx_queue tr "
                                        "tm->when retrnsmt   uid  timeout inode ref pointer drops";
constexpr std::string_view header = "  sl  local_address rem_address   st tx_queue rx_queue tr "
                                    "tm->when retrnsmt   uid  timeout inode ref pointer drops"
                                    "             ";
constexpr std::string_view linuxHeader
    = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
      "inode ref pointer drops"
      "            ";
static_assert(header.size() == 127 && linuxHeader.size() == 127);
constexpr NetFormat netudpFormat{
    sockets::udpDocs, sockets::udpLayouts, {"", header2019, header, header, header, linuxHeader}};

}

constinit const ProcFile netudpFile = NetTableFile<netudpFormat>::file("udp");

}
