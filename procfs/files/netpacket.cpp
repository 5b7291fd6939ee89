// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netpacket.h>
#include <procfs/files/nettable.h>

namespace sandscope::procfs {

namespace {

constexpr std::string_view header = "sk       RefCnt Type Proto  Iface R Rmem   User   Inode";
constexpr std::string_view linuxHeader
    = "sk               RefCnt Type Proto  Iface R Rmem   User   Inode";
constexpr NetFormat netpacketFormat{{}, {}, {"", header, header, header, header, linuxHeader}};

}

constinit const ProcFile netpacketFile = NetTableFile<netpacketFormat>::file("packet");

}
