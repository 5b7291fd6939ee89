// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sandscope::procfs {

/// Whose text it is. Ascending by date; linux last.
enum class Dialect : std::uint8_t {
    gvisor2018,
    gvisor2019,
    gvisor2022,
    gvisor2024,
    gvisor2026,
    linux_
};

inline constexpr std::array allDialects
    = {Dialect::gvisor2018, Dialect::gvisor2019, Dialect::gvisor2022,
       Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_};

/// The two seeds: entries are rebuilt on each walk and read as sequence files. Later releases share
/// a newer file system.
[[nodiscard]] constexpr bool isEarly(Dialect dialect)
{
    return dialect <= Dialect::gvisor2019;
}
[[nodiscard]] constexpr bool isGvisor(Dialect dialect)
{
    return dialect != Dialect::linux_;
}

/// "gvisor-2018" … "linux".
[[nodiscard]] std::string_view dialectName(Dialect dialect);
[[nodiscard]] std::optional<Dialect> dialectFromName(std::string_view name);

/// A set of dialects.
class DialectSet
{
public:
    constexpr DialectSet() = default;
    template <class... D>
    constexpr explicit DialectSet(D... dialects)
        : m_bits(static_cast<std::uint8_t>((0U | ... | bit(dialects))))
    {
    }
    [[nodiscard]] constexpr bool contains(Dialect dialect) const
    {
        return (m_bits & bit(dialect)) != 0;
    }
    [[nodiscard]] constexpr DialectSet with(Dialect dialect) const
    {
        DialectSet set = *this;
        set.m_bits = static_cast<std::uint8_t>(set.m_bits | bit(dialect));
        return set;
    }
    constexpr bool operator==(const DialectSet&) const = default;

private:
    static constexpr unsigned bit(Dialect dialect) { return 1U << static_cast<unsigned>(dialect); }
    std::uint8_t m_bits = 0;
};

}
