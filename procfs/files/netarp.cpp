// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netarp.h>
#include <procfs/files/nettable.h>

namespace sandscope::procfs {

namespace {

constexpr std::string_view header
    = "IP address       HW type     Flags       HW address            Mask     Device";
constexpr NetFormat netarpFormat{{}, {}, {"", header, header, header, header, header}};

}

constinit const ProcFile netarpFile = NetTableFile<netarpFormat>::file("arp");

}
