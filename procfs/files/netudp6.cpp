// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netsockets.h>
#include <procfs/files/netudp6.h>

namespace sandscope::procfs {

namespace {

constexpr std::string_view header
    = "  sl  local_address                         remote_address                        st "
      "tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
constexpr std::string_view linuxHeader
    = "  sl  local_address                         remote_address                        st "
      "tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops";
constexpr NetFormat netudp6Format{
    sockets::udp6Docs, sockets::udp6Layouts, {"", header, header, header, header, linuxHeader}};

}

constinit const ProcFile netudp6File = NetTableFile<netudp6Format>::file("udp6");

}
