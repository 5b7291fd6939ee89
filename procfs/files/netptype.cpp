// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netptype.h>
#include <procfs/files/nettable.h>

namespace sandscope::procfs {

namespace {

constexpr std::string_view header = "Type Device      Function";
constexpr NetFormat netptypeFormat{{}, {}, {"", header, header, header, header, header}};

}

constinit const ProcFile netptypeFile = NetTableFile<netptypeFormat>::file("ptype");

}
