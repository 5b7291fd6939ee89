// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netsockets.h>
#include <procfs/files/nettcp.h>

namespace sandscope::procfs {

namespace {

constexpr std::string_view header2019 = "  sl  local_address rem_address   st tx_queue rx_queue tr "
                                        "tm->when retrnsmt   uid  timeout inode";
constexpr std::string_view header = "  sl  local_address rem_address   st tx_queue rx_queue tr "
                                    "tm->when retrnsmt   uid  timeout inode"
                                    "                                                     ";
static_assert(header.size() == 149);
constexpr NetFormat nettcpFormat{
    sockets::tcpDocs, sockets::tcpLayouts, {"", header2019, header, header, header, header}};

}

constinit const ProcFile nettcpFile = NetTableFile<nettcpFormat>::file("tcp");

}
