// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netsockets.h>
#include <procfs/files/nettcp6.h>

namespace sandscope::procfs {

namespace {

constexpr std::string_view header
    = "  sl  local_address                         remote_address                        st "
      "tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
constexpr NetFormat nettcp6Format{
    sockets::tcp6Docs, sockets::tcp6Layouts, {"", header, header, header, header, header}};

}

constinit const ProcFile nettcp6File = NetTableFile<nettcp6Format>::file("tcp6");

}
