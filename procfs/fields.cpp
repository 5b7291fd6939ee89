// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/fields.h>

namespace sandscope::procfs {

std::string_view truthName(Truth truth)
{
    constexpr std::array<std::string_view, 6> names
        = {"measured", "derived", "constant", "absent", "renamed", "unknown"};
    return names[static_cast<std::size_t>(truth)];
}

const TruthNote* FieldDoc::noteIn(Dialect dialect) const
{
    for (const TruthNote& note : notes) {
        if (!note.reason.empty() && note.where.contains(dialect))
            return &note;
    }
    return nullptr;
}

std::string_view truthReason(const FieldDoc& doc, Dialect dialect)
{
    if (const TruthNote* const note = doc.noteIn(dialect))
        return note->reason;
    switch (doc.truthIn(dialect)) {
    case Truth::measured:
        return "The kernel counts or stores it.";
    case Truth::derived:
        return "The kernel computes it from something else, or knows it only roughly.";
    case Truth::constant:
        return "The kernel does not keep it and always prints the same.";
    case Truth::absent:
        return "This kernel does not print it.";
    case Truth::renamed:
        return "This kernel prints it under another name.";
    case Truth::unknown:
        break;
    }
    return "Nothing is known about it here.";
}

}
