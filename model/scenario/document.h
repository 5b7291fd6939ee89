// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/scenario/scenario.h>

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::scenario {

/// One node of a YAML document with its place in the file.
struct Value
{
    enum class Kind { null, scalar, sequence, map };

    Kind kind = Kind::null;
    int line = 0; ///< from 1
    int column = 0;
    std::string text; ///< of a scalar, raw bytes
    bool isQuoted = false; ///< then it is a string, whatever it looks like
    std::vector<Value> items; ///< of a sequence
    struct Entry;
    std::vector<Entry> entries; ///< of a map, in the order of the file; keys are scalars

    /// The value of a key; null when there is none.
    [[nodiscard]] const Value* find(std::string_view key) const;
};

/// A key and its value. Not a pair: that cannot hold a type that is not complete yet.
struct Value::Entry
{
    Value first;
    Value second;
};

inline constexpr std::size_t maxDocumentBytes = std::size_t{1} << 20U;
inline constexpr std::size_t maxDocumentNodes = 200'000;

/// Reads one YAML document. Anchors, aliases, tags and keys that are not scalars or come twice are
/// refused, so what comes out is never larger than what went in.
[[nodiscard]] std::expected<Value, Problem> readDocument(std::string_view yaml,
                                                         std::string_view fileName);

}
