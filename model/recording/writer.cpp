// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/recording/writer.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

namespace sandscope::recording {

namespace {

/// So many rows more than twice those of a whole moment stand between two of them.
constexpr std::size_t leastRows = 256;
/// A bounded recording is dropped in pieces of this part of what it keeps.
constexpr int pieces = 8;

constexpr std::size_t bytesOfRow = 128; // about, without its texts

std::size_t bytesOf(const StoredEntry& entry)
{
    return bytesOfRow + entry.path.size() + entry.entry.target.size();
}

}

struct Writer::Changes
{
    std::vector<TaskRow> tasks; ///< ascending
    std::vector<EntryRow> entries; ///< ascending
    std::map<std::string, StoredEntryPtr, std::less<>> state; ///< of all entries afterwards
    std::uint64_t bytes = 0; ///< about
};

Writer::Writer(Database database, const Keep& keep)
    : m_database(std::move(database))
    , m_keep(keep)
{
    std::random_device random;
    m_salt = std::uint64_t{random()} << 32U | random();
}

Writer::~Writer() = default;

Result<std::unique_ptr<Writer>> Writer::create(const std::string& path, const Keep& keep)
{
    auto database = Database::create(path);
    if (!database)
        return std::unexpected(std::move(database).error());
    std::unique_ptr<Writer> made(new Writer(*std::move(database), keep));
    if (auto done = made->prepare(); !done)
        return std::unexpected(std::move(done).error());
    if (auto done = made->measure(); !done)
        return std::unexpected(std::move(done).error());
    return made;
}

Result<> Writer::prepare()
{
    const std::pair<Statement*, const char*> all[]
        = {{&m_task, insertTask},
           {&m_entry, insertEntry},
           {&m_moment, insertMoment},
           {&m_findText, "SELECT id FROM text WHERE hash = ? AND bytes = ?"},
           {&m_addText, "INSERT INTO text(hash, bytes) VALUES(?, ?) RETURNING id"}};
    for (const auto& [statement, sql] : all) {
        auto made = m_database.prepare(sql);
        if (!made)
            return std::unexpected(std::move(made).error());
        *statement = *std::move(made);
    }
    return {};
}

void Writer::setFacts(Facts facts)
{
    m_hasNewFacts = m_hasNewFacts || facts != m_facts;
    m_facts = std::move(facts);
}

bool Writer::needsWhole(const Content& content) const
{
    if (m_segments.empty())
        return true;
    const std::size_t ofWhole = m_tasks.size() + m_entries.size();
    if (m_rowsInSegment >= leastRows + 2 * ofWhole)
        return true;
    const auto age = content.moment.snapshot->time - m_segments.back().time;
    return (m_keep.age && age >= *m_keep.age / pieces)
        || (m_keep.bytes && m_bytesInSegment >= *m_keep.bytes / pieces);
}

Result<std::int64_t> Writer::store(std::string_view text, std::uint64_t hash)
{
    const auto stored = static_cast<std::int64_t>(hash);
    for (Statement* const statement : {&m_findText, &m_addText}) {
        auto row = statement->begin().number(stored).bytes(text).step();
        if (!row)
            return std::unexpected(std::move(row).error());
        if (!*row)
            continue;
        const auto id = statement->takeNumber();
        statement->begin(); // lets go of the row
        if (id)
            return *id;
    }
    return std::unexpected(Problem{.kind = Problem::Kind::failed, .words = "a text got no number"});
}

/// Stores texts on the way.
Result<Writer::Changes> Writer::changesTo(const Content& content, bool isWhole)
{
    Changes changes;
    const auto& tasks = content.moment.snapshot->tasks;
    const auto addTask = [&](std::uint32_t id, const auto& row) {
        changes.tasks.push_back({id, row});
        changes.bytes += bytesOfRow + (row ? row->name.size() + row->command.size() : 0);
    };
    if (isWhole)
        tasks.forEach(addTask);
    else
        snapshot::IdMap<snapshot::TaskSummary>::diff(
            m_tasks, tasks, [&](std::uint32_t id, const auto* was, const auto* is) {
                if (!was || !is || *was != *is)
                    addTask(id, tasks.share(id));
            });

    for (const auto& [path, entry] : content.entries) {
        auto made = std::make_shared<StoredEntry>();
        made->path = path;
        made->entry = *entry;
        made->entry.text.reset();
        const auto before = m_entries.find(path);
        const StoredEntry* const was = before == m_entries.end() ? nullptr : before->second.get();
        made->entry.names.clear();
        if (made->entry.generation == 0) // whoever read it did not compare
            made->entry.generation = content.moment.snapshot->generation;
        std::string names;
        std::optional<std::string_view> text;
        if (entry->text) {
            text = entry->text->bytes;
        } else if (entry->attributes.kind == procfs::FileKind::directory && !entry->failure) {
            names = joined(entry->names);
            text = names;
        }
        if (text) {
            made->hash = textHash(m_salt, *text);
            made->size = text->size();
            if (was && was->text && was->hash == made->hash && was->size == made->size) {
                made->text = was->text;
            } else {
                auto id = store(*text, made->hash);
                if (!id)
                    return std::unexpected(std::move(id).error());
                made->text = *id;
                changes.bytes += text->size();
            }
        }
        const bool isSame = was && tellTheSame(*was, *made);
        StoredEntryPtr is = isSame ? before->second : std::move(made);
        if (!isSame || isWhole) {
            changes.bytes += bytesOf(*is);
            changes.entries.push_back({path, is});
        }
        changes.state.emplace_hint(changes.state.end(), path, std::move(is));
    }
    if (!isWhole) {
        for (const auto& [path, entry] : m_entries) {
            if (!changes.state.contains(path))
                changes.entries.push_back({path, nullptr});
        }
        std::ranges::sort(changes.entries, {}, &EntryRow::path);
    }
    return changes;
}

Result<> Writer::write(const Content& content, const Changes& changes, bool isWhole)
{
    const std::int64_t number = m_last + 1;
    Digest digest;
    for (const TaskRow& row : changes.tasks) {
        m_task.begin(&digest);
        put(m_task, number, row);
        if (auto done = m_task.run(); !done)
            return done;
    }
    for (const EntryRow& row : changes.entries) {
        m_entry.begin(&digest);
        put(m_entry, number, row);
        if (auto done = m_entry.run(); !done)
            return done;
    }
    const snapshot::Moment& moment = content.moment;
    const MomentRow row{.number = number,
                        .generation = moment.snapshot->generation,
                        .time = moment.snapshot->time,
                        .clock = content.clock,
                        .step = moment.step,
                        .line = moment.line,
                        .title = moment.title,
                        .note = moment.note,
                        .isWhole = isWhole,
                        .tasks = std::ssize(changes.tasks),
                        .entries = std::ssize(changes.entries)};
    m_moment.begin(&digest);
    put(m_moment, row);
    const auto sum = static_cast<std::int64_t>(digest.value());
    return m_moment.number(sum).run();
}

Result<> Writer::append(const Content& content)
{
    const bool isWhole = needsWhole(content);
    auto done = m_database.run("BEGIN IMMEDIATE");
    if (!done)
        return done;
    auto changes = changesTo(content, isWhole);
    done
        = changes ? write(content, *changes, isWhole) : std::unexpected(std::move(changes).error());
    if (done && m_hasNewFacts)
        done = writeFacts();
    if (done)
        done = m_database.run("COMMIT");
    if (!done) {
        for (Statement* const statement : {&m_task, &m_entry, &m_moment, &m_findText, &m_addText})
            statement->begin();
        (void)m_database.run("ROLLBACK"); // what went wrong is told already
        return done;
    }
    m_hasNewFacts = false;
    ++m_last;
    m_tasks = content.moment.snapshot->tasks;
    m_entries = std::move(changes->state);
    if (isWhole) {
        m_segments.push_back({m_last, content.moment.snapshot->time});
        m_rowsInSegment = 0;
        m_bytesInSegment = 0;
    } else {
        m_rowsInSegment += changes->tasks.size() + changes->entries.size();
    }
    m_bytesInSegment += changes->bytes;
    done = measure();
    const auto oldEnough = [&] {
        return m_keep.age && content.moment.snapshot->time - m_segments[1].time >= *m_keep.age;
    };
    while (done && m_segments.size() > 1
           && (oldEnough() || (m_keep.bytes && m_bytes > *m_keep.bytes)))
        done = drop();
    return done;
}

Result<> Writer::writeFacts()
{
    auto add = m_database.prepare("INSERT OR REPLACE INTO fact VALUES(?, ?)");
    if (!add)
        return std::unexpected(std::move(add).error());
    if (auto done = m_database.run("DELETE FROM fact"); !done)
        return done;
    for (const auto& [name, value] : factRows(m_facts, m_salt)) {
        if (auto done = add->begin().bytes(name).bytes(value).run(); !done)
            return done;
    }
    return {};
}

/// The oldest segment goes, and what nobody else needs of it.
Result<> Writer::drop()
{
    m_segments.pop_front();
    const std::string first = std::to_string(m_segments.front().first);
    std::string sql = "BEGIN IMMEDIATE;";
    for (const char* const table : {"task", "entry"})
        sql.append("DELETE FROM ")
            .append(table)
            .append(" WHERE moment < ")
            .append(first)
            .append(";");
    sql.append("DELETE FROM moment WHERE number < ").append(first).append(";");
    sql += "DELETE FROM text WHERE id NOT IN (SELECT text FROM entry WHERE text IS NOT NULL);"
           "COMMIT;";
    if (auto done = m_database.run(sql.c_str()); !done) {
        (void)m_database.run("ROLLBACK");
        return done;
    }
    return measure();
}

Result<> Writer::measure()
{
    std::int64_t values[3] = {};
    const char* const pragmas[]
        = {"PRAGMA page_count", "PRAGMA freelist_count", "PRAGMA page_size"};
    for (std::size_t i = 0; i < std::size(pragmas); ++i) {
        const auto value = m_database.number(pragmas[i]);
        if (!value)
            return std::unexpected(value.error());
        values[i] = *value;
    }
    m_bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(values[0] - values[1], 0))
        * static_cast<std::uint64_t>(values[2]);
    return {};
}

Result<> Writer::finish()
{
    auto done = m_database.run("BEGIN IMMEDIATE");
    m_facts.isEnded = true;
    if (done)
        done = writeFacts();
    if (done)
        done = m_database.run("COMMIT");
    if (!done)
        return done;
    // While somebody reads, it stays two files until the last of them is gone.
    (void)m_database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    (void)m_database.run("PRAGMA journal_mode = DELETE");
    return {};
}

}
