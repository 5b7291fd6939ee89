// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/snmp: counters of the network as SNMP defines them (RFC 1213). The records
/// know no traffic, so that what is printed is what a network without any has counted.
extern const ProcFile netsnmpFile;

}
