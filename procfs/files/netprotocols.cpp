// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netprotocols.h>
#include <procfs/files/nettable.h>

namespace sandscope::procfs {

namespace {

constexpr std::string_view header = "protocol  size sockets  memory press maxhdr  slab module     "
                                    "cl co di ac io in de sh ss gs se re sp bi br ha uh gp em";
constexpr std::string_view linuxHeader
    = "protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss gs "
      "se re bi br ha uh gp em";
constexpr NetFormat netprotocolsFormat{{}, {}, {"", header, header, header, header, linuxHeader}};

}

constinit const ProcFile netprotocolsFile = NetTableFile<netprotocolsFormat>::file("protocols");

}
