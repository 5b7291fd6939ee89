// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/mappingline.h>

#include <algorithm>

namespace sandscope::model {

namespace {

/// Calls \a line with each mapping and where its lines begin, until it answers false.
template <class Fn>
void forEachMapping(const FileContent& content, Fn&& line)
{
    if (!content.text)
        return;
    const std::string_view bytes = content.text->bytes;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < content.maps.size(); ++i) {
        const auto& entry = content.maps[i];
        if (i < content.smaps.size()) {
            const std::string_view block = content.smaps[i].text();
            begin = static_cast<std::size_t>(block.data() - bytes.data());
        }
        if (!line(entry, begin))
            return;
        // gVisor prints the newlines of a name as they are.
        for (auto lines = std::ranges::count(entry.name, '\n') + 1; lines > 0; --lines)
            begin = std::min(bytes.find('\n', begin), bytes.size() - 1) + 1;
    }
}

}

std::optional<std::size_t> offsetOfMapping(const FileContent& content, quint64 address)
{
    std::optional<std::size_t> found;
    forEachMapping(content, [&](const procfs::MapsEntry& entry, std::size_t begin) {
        if (address < entry.start || address >= entry.end)
            return true;
        found = begin;
        return false;
    });
    return found;
}

std::optional<quint64> mappingAtOffset(const FileContent& content, std::size_t offset)
{
    std::optional<quint64> found;
    forEachMapping(content, [&](const procfs::MapsEntry& entry, std::size_t begin) {
        if (begin > offset)
            return false;
        found = entry.start;
        return true;
    });
    return found;
}

}
