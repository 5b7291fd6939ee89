// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/smaps.h>

#include <array>

namespace sandscope::procfs {

std::string_view vmFlagMeaning(std::string_view flag)
{
    struct Meaning
    {
        std::string_view flag, text;
    };
    static constexpr std::array meanings = {
        Meaning{"rd", "readable"},
        Meaning{"wr", "writable"},
        Meaning{"ex", "executable"},
        Meaning{"sh", "shared"},
        Meaning{"mr", "may be made readable"},
        Meaning{"mw", "may be made writable"},
        Meaning{"me", "may be made executable"},
        Meaning{"ms", "may be shared"},
        Meaning{"gd", "grows downwards"},
        Meaning{"pf", "page frames without page structures"},
        Meaning{"dw", "writes to the mapped file are refused"},
        Meaning{"lo", "locked in memory"},
        Meaning{"io", "memory of a device"},
        Meaning{"sr", "advised: read in sequence"},
        Meaning{"rr", "advised: read at random"},
        Meaning{"dc", "not copied on fork"},
        Meaning{"de", "not expanded by mremap"},
        Meaning{"ac", "counted against the commit limit"},
        Meaning{"nr", "no swap reserved"},
        Meaning{"ht", "huge pages of hugetlbfs"},
        Meaning{"sf", "synchronous page faults"},
        Meaning{"nl", "non-linear"},
        Meaning{"ar", "depends on the processor"},
        Meaning{"wf", "wiped on fork"},
        Meaning{"dd", "left out of core dumps"},
        Meaning{"sd", "written pages are tracked"},
        Meaning{"mm", "a mixed map"},
        Meaning{"hg", "advised: huge pages"},
        Meaning{"nh", "advised: no huge pages"},
        Meaning{"mg", "advised: may be merged"},
        Meaning{"bt", "guarded branch targets"},
        Meaning{"mt", "tagged memory"},
        Meaning{"um", "missing pages are reported"},
        Meaning{"uw", "writes are reported"},
        Meaning{"ss", "shadow stack"},
        Meaning{"sl", "sealed"},
        Meaning{"??",
                "a flag that this kernel has no letters for; in gVisor, locked when first touched"},
    };
    for (const Meaning& meaning : meanings) {
        if (meaning.flag == flag)
            return meaning.text;
    }
    return {};
}

}
