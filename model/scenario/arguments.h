// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/scenario/document.h>
#include <procfs/dialect.h>
#include <procfs/records.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::scenario {

/// What a name given with "as" stands for.
enum class NameKind { task, address, descriptor };
[[nodiscard]] std::string_view describe(NameKind kind);

/// What parsing has found so far: problems, and the names that earlier steps gave.
struct Parsing
{
    std::string file;
    std::vector<Problem> problems;
    std::map<std::string, NameKind, std::less<>> names;
    procfs::Dialect dialect = procfs::Dialect::gvisor2019; ///< in which claims are read

    void report(const Value& at, std::string message, std::string suggestion = {});
};

using stepping::suggestionFor;

/// An address as written: a number, or a name with a distance.
struct AddressRef
{
    std::string name; ///< empty: the offset alone
    std::uint64_t offset = 0; ///< added modulo 2^64
};

/// A descriptor as written: a number or a name.
struct FdRef
{
    std::string name;
    int number = -1;
};

/// The arguments of one operation, taken out by name. What is missing, superfluous or malformed
/// becomes a problem of the parsing; a getter then answers its default, so that one run reports
/// everything.
class Arguments
{
public:
    /// \a value is a map, nothing, or where \a mainKey is not empty the value of that key alone.
    Arguments(Parsing& parsing, const Value& value, std::string_view owner,
              std::string_view mainKey = {});
    /// Reports the keys that nobody asked for.
    ~Arguments();
    Arguments(const Arguments&) = delete;
    Arguments& operator=(const Arguments&) = delete;

    [[nodiscard]] const Value* find(std::string_view key);
    /// Reports when it is not there.
    [[nodiscard]] const Value* require(std::string_view key);

    /// Bytes: "4096", "0x1000", "64K", "2M", "1G", "3 pages".
    [[nodiscard]] std::uint64_t size(std::string_view key,
                                     std::optional<std::uint64_t> fallback = std::nullopt);
    [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most,
                                       std::optional<std::int64_t> fallback = std::nullopt);
    [[nodiscard]] bool boolean(std::string_view key, bool fallback);
    [[nodiscard]] std::string text(std::string_view key,
                                   const std::optional<std::string>& fallback = std::nullopt);
    [[nodiscard]] std::vector<std::string> texts(std::string_view key);
    [[nodiscard]] std::chrono::nanoseconds duration(std::string_view key,
                                                    std::chrono::nanoseconds fallback);
    [[nodiscard]] std::vector<std::uint32_t> ids(std::string_view key);
    /// One of \a words, as its index.
    [[nodiscard]] std::size_t choice(std::string_view key, std::span<const std::string_view> words,
                                     std::optional<std::size_t> fallback = std::nullopt);
    /// Some of \a words: a list, or words with blanks or "|" between them; as bits of their
    /// indexes.
    [[nodiscard]] std::uint64_t choices(std::string_view key,
                                        std::span<const std::string_view> words);
    [[nodiscard]] procfs::Access access(std::string_view key, procfs::Access fallback);
    /// The name of a task that an earlier step made.
    [[nodiscard]] std::string task(std::string_view key, bool isOptional = false);
    [[nodiscard]] AddressRef address(std::string_view key, bool isOptional = false);
    [[nodiscard]] FdRef descriptor(std::string_view key);
    [[nodiscard]] bool has(std::string_view key) { return find(key) != nullptr; }

    [[nodiscard]] Parsing& parsing() { return m_parsing; }

private:
    void checkName(const Value& at, const std::string& name, NameKind kind);

    Parsing& m_parsing;
    const Value& m_value;
    std::string m_owner;
    std::string m_mainKey;
    bool m_isBare = false; ///< the value stands for the main key
    std::vector<std::string> m_asked;
};

/// A string: a scalar, or {hex: "66 6f 6f"} for bytes that YAML cannot hold. Nothing and a problem
/// otherwise.
[[nodiscard]] std::optional<std::string> readText(Parsing& parsing, const Value& value);
[[nodiscard]] std::optional<std::int64_t> readInteger(const std::string& text);
[[nodiscard]] std::optional<std::uint64_t> readSize(std::string_view text);
/// "1.5s", "20ms", "3us", "7ns"; not negative.
[[nodiscard]] std::optional<std::chrono::nanoseconds> readDuration(std::string_view text);

}
