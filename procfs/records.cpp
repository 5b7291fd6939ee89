// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/records.h>

namespace sandscope::procfs {

Tid tidIn(const std::vector<NamespacedTid>& tids, PidNamespaceId ns)
{
    for (const NamespacedTid& entry : tids) {
        if (entry.ns == ns)
            return entry.tid;
    }
    return {};
}

}
