// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/dialect.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sandscope::recording {

/// What a recording says of itself as a whole.
struct Facts
{
    std::string program; ///< that wrote it, with its version
    std::string source; ///< its name: "proc:/proc"
    std::string title; ///< of the source
    procfs::Dialect dialect = procfs::Dialect::linux_;
    std::vector<std::string> dialectReasons{};
    bool isMasked = true; ///< secrets were withheld
    std::string files{}; ///< which were read of each task; empty: all
    std::string note{}; ///< of who recorded
    std::vector<std::pair<std::string, std::string>> view{}; ///< what was looked at, by name
    std::optional<std::int64_t> begun{}; ///< ns since 1970
    bool isEnded = false; ///< the recording was ended; otherwise its program was, or it runs
    bool operator==(const Facts&) const = default;
};

/// Facts as the table holds them, with the salt of the hashes of texts, and with a sum over all of
/// it.
using FactRows = std::map<std::string, std::string>;
[[nodiscard]] FactRows factRows(const Facts& facts, std::uint64_t salt);
struct KnownFacts
{
    Facts facts;
    std::uint64_t salt = 0;
};
/// Nothing: they are damaged, or not all there.
[[nodiscard]] std::optional<KnownFacts> factsOf(const FactRows& rows);

/// By which a text is found again.
[[nodiscard]] std::uint64_t textHash(std::uint64_t salt, std::string_view text);

}
