// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "goto.h"

namespace sandscope::app {

std::optional<Destination> parseDestination(QStringView text)
{
    text = text.trimmed();
    bool good = false;
    if (text.startsWith(QLatin1String("0x"), Qt::CaseInsensitive)) {
        const auto value = text.sliced(2).toULongLong(&good, 16);
        return good ? std::optional<Destination>(Address{value}) : std::nullopt;
    }
    const auto slash = text.indexOf(u'/');
    const auto pid = text.first(slash < 0 ? text.size() : slash).toInt(&good);
    if (good && pid > 0 && text.size() <= 21) {
        if (slash < 0)
            return ProcessNumber{pid, {}};
        const auto tid = text.sliced(slash + 1).toInt(&good);
        return good && tid > 0 ? std::optional<Destination>(ProcessNumber{pid, tid}) : std::nullopt;
    }
    const auto value = text.toULongLong(&good, 16);
    return good ? std::optional<Destination>(Address{value}) : std::nullopt;
}

}
