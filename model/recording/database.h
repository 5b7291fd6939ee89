// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/recording/problem.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace sandscope::recording {

/// A sum over values in order (FNV-1a, 64 bits), by which damage is told. No protection against
/// who wants to deceive.
class Digest
{
public:
    explicit Digest(std::uint64_t seed = 0) { addNumber(seed); }
    void addNumber(std::uint64_t value);
    void addBytes(std::string_view bytes);
    void addNull() { step(0); }
    [[nodiscard]] std::uint64_t value() const { return m_value; }

private:
    void step(unsigned char byte) { m_value = (m_value ^ byte) * 0x100000001b3ULL; }
    std::uint64_t m_value = 0xcbf29ce484222325ULL;
};

/// A prepared statement. Values are bound, and columns taken, one after the other; a digest that
/// is set hears of each.
class Statement
{
public:
    Statement() = default;

    /// To be bound anew from the first value on. Nothing of before is kept.
    Statement& begin(Digest* digest = nullptr);
    void setDigest(Digest* digest) { m_digest = digest; }
    Statement& number(std::optional<std::int64_t> value);
    /// They have to stay until step() is done.
    Statement& bytes(std::optional<std::string_view> value);
    /// Whether there is a row (more).
    [[nodiscard]] Result<bool> step();
    /// For statements that answer no rows.
    [[nodiscard]] Result<> run();

    [[nodiscard]] std::optional<std::int64_t> takeNumber();
    [[nodiscard]] std::optional<std::string> takeBytes();
    [[nodiscard]] std::string takeText(); ///< as characters, whatever it is; in no digest
    void skip() { ++m_column; }
    /// A column of another type than asked for was taken since begin().
    [[nodiscard]] bool isOdd() const { return m_isOdd; }

private:
    friend class Database;
    struct Finalizer
    {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
    Digest* m_digest = nullptr;
    int m_bound = 0;
    int m_column = 0;
    int m_error = 0; ///< of a binding
    bool m_isOdd = false;
};

/// A connection. One thread at a time.
class Database
{
public:
    /// A new file, for its owner alone.
    [[nodiscard]] static Result<Database> create(const std::string& path);
    /// For reading alone; nothing that stands in the file can make it do anything else. Checks that
    /// it is a recording of a format that is known.
    [[nodiscard]] static Result<Database> open(const std::string& path);

    [[nodiscard]] Result<> run(const char* sql);
    [[nodiscard]] Result<Statement> prepare(const char* sql);
    [[nodiscard]] Result<std::int64_t> number(const char* sql);
    /// From now on what takes long ends once \a stop is requested.
    void setStop(std::stop_token stop);

private:
    explicit Database(sqlite3* connection);
    struct Closer
    {
        void operator()(sqlite3* connection) const;
    };
    // The token first: the connection asks it until it is closed.
    std::unique_ptr<std::stop_token> m_stop;
    std::unique_ptr<sqlite3, Closer> m_connection;
};

}
