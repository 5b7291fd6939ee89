// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/recording/reader.h>

#include <algorithm>
#include <utility>

namespace sandscope::recording {

namespace {

/// Rows that are looked through when a recording is opened: about a second.
constexpr std::int64_t mostCheckedRows = 500'000;
constexpr std::size_t mostMoments = 10'000'000;

std::unexpected<Problem> damagedProblem(std::string words)
{
    return std::unexpected(Problem{.kind = Problem::Kind::damaged, .words = std::move(words)});
}

bool isDamage(const Problem& problem)
{
    return problem.kind == Problem::Kind::damaged;
}

/// A view that does not change while several statements look at it.
class ReadTransaction
{
public:
    explicit ReadTransaction(Database& database)
        : m_database(database)
        , m_begun(database.run("BEGIN"))
    {
    }
    ~ReadTransaction()
    {
        if (m_begun)
            (void)m_database.run("COMMIT"); // nothing was changed that could fail
    }
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;
    [[nodiscard]] const Result<>& begun() const { return m_begun; }

private:
    Database& m_database;
    Result<> m_begun;
};

/// \a rows into \a before, both by path.
StoredTree::Entries merged(const StoredTree::Entries& before, std::vector<EntryRow> rows)
{
    StoredTree::Entries after;
    after.reserve(before.size() + rows.size());
    auto old = before.begin();
    for (EntryRow& row : rows) {
        while (old != before.end() && (*old)->path < row.path)
            after.push_back(*old++);
        if (old != before.end() && (*old)->path == row.path)
            ++old;
        if (row.entry)
            after.push_back(std::move(row.entry));
    }
    after.insert(after.end(), old, before.end());
    return after;
}

}

Reader::Reader(std::string path, Database database)
    : m_path(std::move(path))
    , m_database(std::move(database))
    , m_entries(std::make_shared<const StoredTree::Entries>())
{
}

Result<std::unique_ptr<Reader>> Reader::open(const std::string& path, const std::stop_token& stop)
{
    auto database = Database::open(path);
    if (!database)
        return std::unexpected(std::move(database).error());
    std::unique_ptr<Reader> made(new Reader(path, *std::move(database)));
    auto done = made->prepare();
    if (done)
        done = made->readFacts();
    if (done)
        done = made->refresh(stop);
    if (!done)
        return std::unexpected(std::move(done).error());
    if (made->count() == 0)
        return made->damaged() > 0 ? damagedProblem("none of its moments is whole")
                                   : std::unexpected(Problem{.kind = Problem::Kind::isEmpty});
    made->m_texts = std::make_shared<Texts>(path, made->m_salt);
    return made;
}

Result<> Reader::prepare()
{
    const std::pair<Statement*, const char*> all[]
        = {{&m_task, "SELECT * FROM task WHERE moment = ? ORDER BY id"},
           {&m_entry, "SELECT * FROM entry WHERE moment = ? ORDER BY path"},
           {&m_moment, "SELECT * FROM moment WHERE number = ?"},
           {&m_places,
            "SELECT number, whole, tasks, entries FROM moment WHERE number > ?"
            " ORDER BY number"}};
    for (const auto& [statement, sql] : all) {
        auto made = m_database.prepare(sql);
        if (!made)
            return std::unexpected(std::move(made).error());
        *statement = *std::move(made);
    }
    return {};
}

Result<> Reader::readFacts()
{
    auto read = m_database.prepare("SELECT name, value FROM fact");
    if (!read)
        return std::unexpected(std::move(read).error());
    FactRows rows;
    read->begin();
    for (;;) {
        const auto row = read->step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            break;
        auto name = read->takeBytes();
        auto value = read->takeBytes();
        if (!name || !value)
            return damagedProblem("what it says of itself cannot be read");
        rows.insert_or_assign(*std::move(name), *std::move(value));
    }
    if (rows.empty()) // before the first moment
        return std::unexpected(Problem{.kind = Problem::Kind::isEmpty});
    auto known = factsOf(rows);
    if (!known)
        return damagedProblem("what it says of itself is not what was written");
    if (known->facts.dialect != m_facts.dialect || !m_origin
        || known->facts.dialectReasons != m_origin->reasons)
        m_origin = std::make_shared<const StoredTree::Origin>(
            StoredTree::Origin{known->facts.dialect, known->facts.dialectReasons});
    m_facts = std::move(known->facts);
    m_salt = known->salt;
    return {};
}

Result<> Reader::refresh(const std::stop_token& stop)
{
    m_database.setStop(stop);
    auto done = findMoments();
    const bool isAllGone = m_index.empty() && m_damaged == 0 && m_seen > 0;
    if (done && isAllGone) // dropped while it was looked at, and others are there instead
        done = findMoments();
    m_database.setStop({}); // it may be requested long afterwards
    return done;
}

Result<> Reader::findMoments()
{
    std::vector<Place> found;
    std::int64_t rows = 0;
    bool isCut = false; // the list of moments itself is damaged
    m_places.begin().number(m_seen);
    for (std::int64_t last = m_seen; found.size() < mostMoments;) {
        const auto row = m_places.step();
        if (!row && !isDamage(row.error()))
            return std::unexpected(row.error());
        isCut = !row;
        if (!row || !*row)
            break;
        const auto number = m_places.takeNumber();
        const auto isWhole = m_places.takeNumber();
        rows += std::clamp<std::int64_t>(m_places.takeNumber().value_or(0), 0, mostCheckedRows);
        rows += std::clamp<std::int64_t>(m_places.takeNumber().value_or(0), 0, mostCheckedRows);
        if (!number || *number <= last)
            continue;
        last = *number;
        found.push_back({last, isWhole == 1});
    }
    m_places.begin();
    if (isCut && !std::exchange(m_isCut, true))
        ++m_damaged; // at least one
    const bool isChecked = m_seen == 0 && rows <= mostCheckedRows;
    std::int64_t before = m_seen;
    bool isGone = false; // dropped meanwhile, with all that stood before it
    for (const Place& place : found) {
        if (place.isWhole)
            m_isBroken = isGone = false;
        else if (!isGone && place.number != before + 1)
            m_isBroken = true; // one is missing, on which this one builds
        before = place.number;
        if (!isGone && !m_isBroken && isChecked) {
            auto done = apply(place);
            isGone = !done && done.error().kind == Problem::Kind::dropped;
            if (!done && !isGone && !isDamage(done.error()))
                return done;
            m_isBroken = !done && !isGone;
            if (isGone)
                m_index.clear();
        }
        m_seen = place.number;
        if (isGone)
            continue;
        if (m_isBroken)
            ++m_damaged;
        else
            m_index.push_back(place);
    }
    return {};
}

void Reader::forget()
{
    m_number = 0;
    m_tasks = {};
    m_entries = std::make_shared<const StoredTree::Entries>();
}

Result<> Reader::apply(const Place& place)
{
    const ReadTransaction view(m_database);
    if (!view.begun())
        return view.begun();
    auto done = applyRows(place);
    for (Statement* const statement : {&m_task, &m_entry, &m_moment})
        statement->begin();
    if (!done)
        forget();
    return done;
}

Result<> Reader::applyRows(const Place& place)
{
    const auto odd = [&place] {
        return damagedProblem("moment " + std::to_string(place.number)
                              + " is not what was written");
    };
    Digest digest;
    snapshot::IdMap<snapshot::TaskSummary> tasks;
    if (!place.isWhole)
        tasks = m_tasks;
    std::size_t bytes = sizeof(snapshot::Snapshot) + sizeof(StoredTree);
    std::int64_t taskRows = 0;
    m_task.begin().number(place.number);
    m_task.setDigest(&digest);
    for (;; ++taskRows) {
        const auto row = m_task.step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            break;
        const auto taken = takeTask(m_task);
        if (!taken)
            return odd();
        if (taken->summary)
            tasks.set(taken->id, taken->summary);
        else
            tasks.erase(taken->id);
        bytes += sizeof(snapshot::TaskSummary);
    }
    std::vector<EntryRow> entries;
    m_entry.begin().number(place.number);
    m_entry.setDigest(&digest);
    for (;;) {
        const auto row = m_entry.step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            break;
        auto taken = takeEntry(m_entry);
        if (!taken || (!entries.empty() && taken->path <= entries.back().path))
            return odd();
        bytes += sizeof(StoredEntry) + taken->path.size();
        entries.push_back(*std::move(taken));
    }
    m_moment.begin().number(place.number);
    const auto row = m_moment.step();
    if (!row)
        return std::unexpected(row.error());
    if (!*row)
        return std::unexpected(Problem{.kind = Problem::Kind::dropped});
    m_moment.setDigest(&digest);
    auto taken = takeMoment(m_moment);
    m_moment.setDigest(nullptr);
    const auto sum = m_moment.takeNumber();
    if (!taken || !sum || static_cast<std::uint64_t>(*sum) != digest.value()
        || taken->isWhole != place.isWhole || taken->tasks != taskRows
        || taken->entries != std::ssize(entries))
        return odd();

    static const StoredTree::Entries none;
    auto after = merged(place.isWhole ? none : *m_entries, std::move(entries));
    m_newBytes = bytes + after.size() * sizeof(StoredEntryPtr);
    m_entries = std::make_shared<const StoredTree::Entries>(std::move(after));
    m_tasks = std::move(tasks);
    m_row = *std::move(taken);
    m_number = place.number;
    return {};
}

Result<snapshot::Moment> Reader::load(std::size_t position)
{
    if (position >= m_index.size())
        return std::unexpected(Problem{.kind = Problem::Kind::dropped});
    const Place& wanted = m_index[position];
    if (m_number != wanted.number) {
        std::size_t from = position;
        while (!m_index[from].isWhole && from > 0 && m_index[from - 1].number != m_number)
            --from;
        for (; from <= position; ++from) {
            if (auto done = apply(m_index[from]); !done)
                return std::unexpected(std::move(done).error());
        }
    }
    auto snapshot = std::make_shared<snapshot::Snapshot>();
    snapshot->generation = m_row.generation;
    snapshot->time = m_row.time;
    snapshot->tasks = m_tasks;
    snapshot->tree
        = std::make_shared<const StoredTree>(m_row.generation, m_origin, m_entries, m_texts);
    snapshot->ownBytes = m_newBytes;
    return snapshot::Moment{.snapshot = std::move(snapshot),
                            .step = position,
                            .title = m_row.title,
                            .note = m_row.note,
                            .line = m_row.line};
}

}
