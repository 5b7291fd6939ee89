// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/recording/database.h>
#include <model/recording/schema.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <format>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sandscope::recording {

namespace {

using Kind = Problem::Kind;

std::unexpected<Problem> failed(Kind kind, std::string words = {})
{
    return std::unexpected(Problem{.kind = kind, .words = std::move(words)});
}

std::unexpected<Problem> systemProblem(int error)
{
    const std::string words = std::generic_category().message(error);
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return failed(Kind::notFound, words);
    case EACCES:
    case EPERM:
    case EROFS:
        return failed(Kind::notPermitted, words);
    case EEXIST:
        return failed(Kind::exists, words);
    case ENOSPC:
    case EDQUOT:
        return failed(Kind::full, words);
    default:
        return failed(Kind::failed, words);
    }
}

Problem problemOf(int code, sqlite3* connection)
{
    const char* const words = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
    const auto kind = [code] {
        switch (code & 0xff) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_FORMAT:
        case SQLITE_TOOBIG:
            return Kind::damaged;
        case SQLITE_FULL:
            return Kind::full;
        case SQLITE_INTERRUPT:
            return Kind::cancelled;
        case SQLITE_PERM:
        case SQLITE_READONLY:
        case SQLITE_AUTH:
            return Kind::notPermitted;
        default:
            return Kind::failed;
        }
    }();
    return {.kind = kind, .words = words ? words : ""};
}

/// An open file, closed with its owner.
class OpenFile
{
public:
    OpenFile(const std::string& path, int flags, mode_t mode = 0)
        : m_fd(::open(path.c_str(), flags | O_CLOEXEC, mode))
        , m_error(m_fd < 0 ? errno : 0)
    {
    }
    ~OpenFile()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] int error() const { return m_error; }

private:
    int m_fd;
    int m_error;
};

std::uint32_t bigEndian(const unsigned char* at)
{
    return std::uint32_t{at[0]} << 24U | std::uint32_t{at[1]} << 16U | std::uint32_t{at[2]} << 8U
        | std::uint32_t{at[3]};
}

/// What the first bytes of the file say of it, before anything else looks at it.
Result<> checkHeader(const std::string& path)
{
    const OpenFile file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (file.error() != 0)
        return systemProblem(file.error());
    struct stat found{};
    if (::fstat(file.get(), &found) != 0)
        return systemProblem(errno);
    if (!S_ISREG(found.st_mode))
        return failed(Kind::notAFile);
    if (found.st_size == 0)
        return failed(Kind::isEmpty);
    std::array<unsigned char, 100> header{};
    const ssize_t got = ::pread(file.get(), header.data(), header.size(), 0);
    if (got < 0)
        return systemProblem(errno);
    constexpr std::string_view magic("SQLite format 3\0", 16);
    constexpr std::size_t versionAt = 60, applicationAt = 68;
    const auto have = static_cast<std::size_t>(got);
    if (have < magic.size() || std::memcmp(header.data(), magic.data(), magic.size()) != 0)
        return failed(Kind::notARecording);
    if (have < header.size())
        return failed(Kind::damaged);
    const std::uint32_t application = bigEndian(header.data() + applicationAt);
    if (application != applicationId)
        return failed(Kind::notARecording);
    const std::uint32_t version = bigEndian(header.data() + versionAt);
    if (version > formatVersion)
        return failed(Kind::newer, std::to_string(version));
    if (version < 1)
        return failed(Kind::damaged);
    return {};
}

/// The name of a file as a URI, with the file said to be of no other kind than it is now.
std::string immutableUri(const std::string& path)
{
    std::string uri = path.starts_with('/') ? "file://" : "file:";
    for (const char c : path) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '-' || c == '_';
        if (isPlain)
            uri += c;
        else
            uri += std::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return uri + "?immutable=1";
}

bool hasRest(const std::string& path)
{
    struct stat found{};
    return ::stat((path + "-wal").c_str(), &found) == 0 && found.st_size > 0;
}

}

void Digest::addNumber(std::uint64_t value)
{
    step(1);
    for (unsigned shift = 0; shift < 64; shift += 8)
        step(static_cast<unsigned char>(value >> shift));
}

void Digest::addBytes(std::string_view bytes)
{
    step(2);
    for (const char c : bytes)
        step(static_cast<unsigned char>(c));
    addNumber(bytes.size());
}

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

Statement& Statement::begin(Digest* digest)
{
    sqlite3_reset(m_statement.get());
    sqlite3_clear_bindings(m_statement.get());
    m_digest = digest;
    m_bound = 0;
    m_column = 0;
    m_error = SQLITE_OK;
    m_isOdd = false;
    return *this;
}

Statement& Statement::number(std::optional<std::int64_t> value)
{
    ++m_bound;
    const int code = value ? sqlite3_bind_int64(m_statement.get(), m_bound, *value)
                           : sqlite3_bind_null(m_statement.get(), m_bound);
    if (code != SQLITE_OK)
        m_error = code;
    if (m_digest && value)
        m_digest->addNumber(static_cast<std::uint64_t>(*value));
    else if (m_digest)
        m_digest->addNull();
    return *this;
}

Statement& Statement::bytes(std::optional<std::string_view> value)
{
    ++m_bound;
    // Null data would be NULL, which is not the same as no bytes.
    const int code = value
        ? sqlite3_bind_blob64(m_statement.get(), m_bound, value->empty() ? "" : value->data(),
                              value->size(), SQLITE_STATIC)
        : sqlite3_bind_null(m_statement.get(), m_bound);
    if (code != SQLITE_OK)
        m_error = code;
    if (m_digest && value)
        m_digest->addBytes(*value);
    else if (m_digest)
        m_digest->addNull();
    return *this;
}

Result<bool> Statement::step()
{
    m_column = 0;
    sqlite3* const connection = sqlite3_db_handle(m_statement.get());
    if (m_error != SQLITE_OK)
        return std::unexpected(problemOf(m_error, connection));
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(m_statement.get());
        return false;
    }
    auto problem = problemOf(code, connection);
    sqlite3_reset(m_statement.get());
    return std::unexpected(std::move(problem));
}

Result<> Statement::run()
{
    return step().transform([](bool) { });
}

std::optional<std::int64_t> Statement::takeNumber()
{
    const int column = m_column++;
    const int type = sqlite3_column_type(m_statement.get(), column);
    if (type != SQLITE_INTEGER) {
        m_isOdd = m_isOdd || type != SQLITE_NULL;
        if (m_digest)
            m_digest->addNull();
        return std::nullopt;
    }
    const std::int64_t value = sqlite3_column_int64(m_statement.get(), column);
    if (m_digest)
        m_digest->addNumber(static_cast<std::uint64_t>(value));
    return value;
}

std::optional<std::string> Statement::takeBytes()
{
    const int column = m_column++;
    const int type = sqlite3_column_type(m_statement.get(), column);
    if (type != SQLITE_BLOB) {
        m_isOdd = m_isOdd || type != SQLITE_NULL;
        if (m_digest)
            m_digest->addNull();
        return std::nullopt;
    }
    const auto* const data
        = static_cast<const char*>(sqlite3_column_blob(m_statement.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column));
    std::string value = data ? std::string(data, size) : std::string();
    if (m_digest)
        m_digest->addBytes(value);
    return value;
}

std::string Statement::takeText()
{
    const auto* const text = sqlite3_column_text(m_statement.get(), m_column++);
    return text ? reinterpret_cast<const char*>(text) : "";
}

Database::Database(sqlite3* connection)
    : m_connection(connection)
{
}

void Database::Closer::operator()(sqlite3* connection) const
{
    sqlite3_close_v2(connection);
}

Result<Database> Database::create(const std::string& path)
{
    {
        const OpenFile file(path, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (file.error() != 0)
            return systemProblem(file.error());
    }
    sqlite3* connection = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &connection,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database made(connection);
    if (code != SQLITE_OK)
        return std::unexpected(problemOf(code, connection));
    // The header is written whole with the first transaction; only then others may read beside us.
    auto done = made.run(schemaText());
    if (done)
        done = made.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                        "PRAGMA journal_size_limit = 4194304; PRAGMA wal_autocheckpoint = 128;");
    if (!done)
        return std::unexpected(std::move(done).error());
    return made;
}

Result<Database> Database::open(const std::string& path)
{
    if (const auto checked = checkHeader(path); !checked)
        return std::unexpected(checked.error());
    const auto connect = [](const std::string& name, int flags) -> Result<Database> {
        sqlite3* connection = nullptr;
        const int code = sqlite3_open_v2(
            name.c_str(), &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | flags, nullptr);
        Database opened(connection);
        if (code != SQLITE_OK)
            return std::unexpected(problemOf(code, connection));
        int* const noAnswer = nullptr;
        sqlite3_busy_timeout(connection, 5000);
        sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, noAnswer);
        sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, noAnswer);
        sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, noAnswer);
        sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, noAnswer);
        if (auto done = opened.run("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0"); !done)
            return std::unexpected(std::move(done).error());
        // The first look into the file; the schema has to be the one that is written.
        auto tables = opened.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL");
        if (!tables)
            return std::unexpected(std::move(tables).error());
        if (auto same = isOurSchema(*tables); !same)
            return std::unexpected(std::move(same).error());
        else if (!*same)
            return failed(Kind::damaged, "its tables are not those of a recording");
        return opened;
    };
    auto opened = connect(path, 0);
    // On media that cannot be written there is no place for what readers and a writer agree with.
    if (!opened && opened.error().kind != Kind::damaged) {
        if (hasRest(path))
            return failed(Kind::besideOnly);
        opened = connect(immutableUri(path), SQLITE_OPEN_URI);
    }
    return opened;
}

Result<> Database::run(const char* sql)
{
    const int code = sqlite3_exec(m_connection.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return std::unexpected(problemOf(code, m_connection.get()));
    return {};
}

Result<Statement> Database::prepare(const char* sql)
{
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(m_connection.get(), sql, -1, SQLITE_PREPARE_PERSISTENT,
                                        &made, nullptr);
    Statement statement;
    statement.m_statement.reset(made);
    if (code != SQLITE_OK)
        return std::unexpected(problemOf(code, m_connection.get()));
    return statement;
}

Result<std::int64_t> Database::number(const char* sql)
{
    auto statement = prepare(sql);
    if (!statement)
        return std::unexpected(std::move(statement).error());
    auto row = statement->begin().step();
    if (!row)
        return std::unexpected(std::move(row).error());
    return *row ? statement->takeNumber().value_or(0) : 0;
}

void Database::setStop(std::stop_token stop)
{
    constexpr int instructions = 10'000; // between two looks
    m_stop = std::make_unique<std::stop_token>(std::move(stop));
    sqlite3_progress_handler(
        m_connection.get(), instructions,
        [](void* token) {
            return static_cast<const std::stop_token*>(token)->stop_requested() ? 1 : 0;
        },
        m_stop.get());
}

}
