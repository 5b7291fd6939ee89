// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/smaps.h>

#include <algorithm>

namespace sandscope::procfs {

SmapsEntry Smaps::operator[](std::size_t index) const
{
    return {*this, index};
}

SmapsEntry Smaps::front() const
{
    return {*this, 0};
}

SmapsEntry Smaps::back() const
{
    return {*this, size() - 1};
}

Smaps::Iterator Smaps::begin() const
{
    return {*this, 0};
}

Smaps::Iterator Smaps::end() const
{
    return {*this, size()};
}

std::uint64_t SmapsEntry::valueAt(std::size_t place) const
{
    const std::uint32_t value = m_smaps->m_values[place];
    if (value != Smaps::isWide)
        return value;
    const auto& wide = m_smaps->m_wide;
    return std::ranges::lower_bound(wide, place, {}, &std::pair<std::size_t, std::uint64_t>::first)
        ->second;
}

std::optional<std::uint64_t> SmapsEntry::value(SmapsKey key) const
{
    const std::uint8_t place = layout().placeOf[static_cast<std::size_t>(key)];
    if (place == Smaps::noPlace)
        return std::nullopt;
    return valueAt(block().firstValue + place);
}

SmapsValues SmapsEntry::values() const
{
    SmapsValues all;
    for (std::size_t i = 0; i < smapsKeyCount; ++i) {
        const auto key = static_cast<SmapsKey>(i);
        if (const auto number = value(key))
            all.setValue(key, *number);
    }
    return all;
}

std::optional<std::string_view> SmapsEntry::vmFlags() const
{
    std::string_view flags = block().flags;
    if (flags.data() == nullptr)
        return std::nullopt;
    flags.remove_prefix(std::string_view("VmFlags:").size());
    flags.remove_prefix(std::min(flags.find_first_not_of(' '), flags.size()));
    return flags.substr(0, flags.find_last_not_of(' ') + 1);
}

std::size_t SmapsEntry::firstOther() const
{
    const auto& others = m_smaps->m_others;
    const auto at = std::ranges::lower_bound(others, m_index, {},
                                             &std::pair<std::size_t, SmapsOtherLine>::first);
    return static_cast<std::size_t>(at - others.begin());
}

std::vector<SmapsOtherLine> SmapsEntry::otherLines() const
{
    std::vector<SmapsOtherLine> lines;
    const auto& others = m_smaps->m_others;
    for (std::size_t i = firstOther(); i < others.size() && others[i].first == m_index; ++i)
        lines.push_back(others[i].second);
    return lines;
}

std::size_t SmapsEntry::endInText() const
{
    return m_index + 1 < m_smaps->size() ? m_smaps->m_blocks[m_index + 1].begin
                                         : m_smaps->m_text.size();
}

std::string_view SmapsEntry::text() const
{
    return m_smaps->m_text.substr(block().begin, endInText() - block().begin);
}

std::string_view SmapsEntry::lines() const
{
    return m_smaps->m_text.substr(block().linesBegin, endInText() - block().linesBegin);
}

bool operator==(const SmapsEntry& a, const SmapsEntry& b)
{
    return a.mapping() == b.mapping() && a.vmFlags() == b.vmFlags() && a.values() == b.values()
        && a.otherLines() == b.otherLines();
}

std::vector<std::string_view> smapsFlags(std::string_view flags)
{
    std::vector<std::string_view> words;
    while (!flags.empty()) {
        const std::size_t begin = std::min(flags.find_first_not_of(' '), flags.size());
        const std::size_t end = std::min(flags.find(' ', begin), flags.size());
        if (begin != end)
            words.push_back(flags.substr(begin, end - begin));
        flags.remove_prefix(end);
    }
    return words;
}

}
