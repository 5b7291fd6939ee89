// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/recording/rows.h>

#include <limits>
#include <type_traits>
#include <utility>

namespace sandscope::recording {

namespace {

using procfs::Errno;
using procfs::Failure;
using procfs::RecordedEntry;
using snapshot::TaskSummary;

/// All 64 bits, in the numbers that SQLite has.
template <class T>
std::int64_t stored(T value)
{
    return static_cast<std::int64_t>(value);
}

template <class T>
std::optional<std::int64_t> stored(const std::optional<T>& value)
{
    if constexpr (std::is_same_v<T, std::chrono::nanoseconds>)
        return value.transform([](T one) { return one.count(); });
    else
        return value.transform([](T one) { return stored(one); });
}

/// Takes columns of one row, and remembers whether one of them was none that is ever written.
class Columns
{
public:
    explicit Columns(Statement& statement)
        : m_statement(statement)
    {
    }

    template <class T>
    std::optional<T> maybe()
    {
        const auto number = m_statement.takeNumber();
        if (!number)
            return std::nullopt;
        if constexpr (sizeof(T) < sizeof(std::int64_t)) {
            using Limits = std::numeric_limits<T>;
            if (*number < stored(Limits::min()) || *number > stored(Limits::max()))
                m_isOdd = true;
        }
        return static_cast<T>(*number);
    }
    template <class T>
    T number()
    {
        const auto value = maybe<T>();
        m_isOdd = m_isOdd || !value;
        return value.value_or(T{});
    }
    bool flag() { return upTo(1) == 1; }
    /// 0 … \a greatest.
    std::int64_t upTo(std::int64_t greatest)
    {
        const auto value = number<std::int64_t>();
        m_isOdd = m_isOdd || value < 0 || value > greatest;
        return m_isOdd ? 0 : value;
    }
    template <class E>
    E choice(E greatest)
    {
        return static_cast<E>(upTo(static_cast<std::int64_t>(greatest)));
    }
    std::optional<std::string> maybeBytes() { return m_statement.takeBytes(); }
    std::string bytes()
    {
        auto value = m_statement.takeBytes();
        m_isOdd = m_isOdd || !value;
        return std::move(value).value_or(std::string());
    }
    std::optional<std::chrono::nanoseconds> maybeTime()
    {
        return maybe<std::int64_t>().transform(
            [](std::int64_t count) { return std::chrono::nanoseconds(count); });
    }
    void require(bool condition) { m_isOdd = m_isOdd || !condition; }
    [[nodiscard]] bool isOdd() const { return m_isOdd || m_statement.isOdd(); }

private:
    Statement& m_statement;
    bool m_isOdd = false;
};

constexpr int taskColumns = 21, entryColumns = 20;

void putNothing(Statement& statement, int columns)
{
    for (int i = 0; i < columns; ++i)
        statement.number(std::nullopt);
}

TaskSummary summaryOf(Columns& columns, std::uint32_t id)
{
    TaskSummary row;
    row.id = {id};
    row.generation = static_cast<procfs::Generation>(columns.number<std::int64_t>());
    row.parent = {columns.number<std::uint32_t>()};
    row.isThread = columns.flag();
    row.tid = {columns.number<std::int32_t>()};
    row.tgid = {columns.number<std::int32_t>()};
    row.name = columns.bytes();
    row.nameInherited = columns.flag();
    if (const auto state = columns.maybe<std::uint8_t>()) {
        columns.require(*state <= static_cast<std::uint8_t>(procfs::TaskState::dead));
        row.state = static_cast<procfs::TaskState>(*state);
    }
    row.parentTgid = columns.maybe<std::int32_t>();
    row.threads = columns.maybe<std::uint32_t>();
    row.vssBytes = columns.maybe<std::uint64_t>();
    row.rssBytes = columns.maybe<std::uint64_t>();
    row.cpuTime = columns.maybeTime();
    row.startTime = columns.maybeTime();
    row.uid = columns.maybe<std::uint32_t>();
    row.openFiles = columns.maybe<std::uint32_t>();
    row.command = columns.bytes();
    row.commandWithheld = columns.flag();
    return row;
}

}

std::string joined(const std::vector<std::string>& names)
{
    std::string all;
    for (const std::string& name : names) {
        if (name.empty() || name.contains('/'))
            continue;
        all += name;
        all += '/';
    }
    return all;
}

std::vector<std::string> separated(std::string_view all)
{
    std::vector<std::string> names;
    while (!all.empty()) {
        const std::size_t end = std::min(all.find('/'), all.size());
        names.emplace_back(all.substr(0, end));
        all.remove_prefix(std::min(end + 1, all.size()));
    }
    return names;
}

bool tellTheSame(const StoredEntry& a, const StoredEntry& b)
{
    const RecordedEntry& x = a.entry;
    const RecordedEntry& y = b.entry;
    return a.text == b.text && a.hash == b.hash && x.attributes == y.attributes
        && x.listedAs == y.listedAs && x.listed == y.listed && x.target == y.target
        && x.failure == y.failure && x.withheld == y.withheld;
}

void put(Statement& statement, std::int64_t moment, const TaskRow& row)
{
    statement.number(moment).number(row.id).number(row.summary ? 1 : 0);
    if (!row.summary) {
        putNothing(statement, taskColumns - 3);
        return;
    }
    const TaskSummary& task = *row.summary;
    statement.number(stored(task.generation))
        .number(task.parent.value)
        .number(task.isThread)
        .number(task.tid.value)
        .number(task.tgid.value)
        .bytes(task.name)
        .number(task.nameInherited)
        .number(stored(task.state))
        .number(stored(task.parentTgid))
        .number(stored(task.threads))
        .number(stored(task.vssBytes))
        .number(stored(task.rssBytes))
        .number(stored(task.cpuTime))
        .number(stored(task.startTime))
        .number(stored(task.uid))
        .number(stored(task.openFiles))
        .bytes(task.command)
        .number(task.commandWithheld);
}

void put(Statement& statement, std::int64_t moment, const EntryRow& row)
{
    statement.number(moment).bytes(row.path).number(row.entry ? 1 : 0);
    if (!row.entry) {
        putNothing(statement, entryColumns - 3);
        return;
    }
    const RecordedEntry& entry = row.entry->entry;
    const procfs::Attributes& known = entry.attributes;
    statement.number(stored(entry.generation))
        .number(stored(known.kind))
        .number(stored(known.permissions))
        .number(stored(known.links))
        .number(stored(known.size))
        .number(stored(known.inode))
        .number(stored(known.uid))
        .number(stored(known.gid))
        .number(stored(entry.listedAs))
        .number(entry.listed)
        .bytes(known.kind == procfs::FileKind::link ? std::optional<std::string_view>(entry.target)
                                                    : std::nullopt)
        .number(row.entry->text)
        .number(row.entry->text ? std::optional(stored(row.entry->hash)) : std::nullopt)
        .number(entry.failure.transform([](const Failure& f) { return stored(f.kind); }))
        .number(entry.failure.transform([](const Failure& f) { return stored(f.error); }))
        .bytes(entry.failure ? std::optional<std::string_view>(entry.failure->step) : std::nullopt)
        .number(entry.withheld);
}

void put(Statement& statement, const MomentRow& row)
{
    statement.number(row.number)
        .number(stored(row.generation))
        .number(row.time.count())
        .number(row.clock)
        .number(stored(row.step))
        .number(row.line)
        .bytes(row.title)
        .bytes(row.note)
        .number(row.isWhole)
        .number(row.tasks)
        .number(row.entries);
}

std::optional<TaskRow> takeTask(Statement& statement)
{
    Columns columns(statement);
    (void)columns.number<std::int64_t>(); // the moment
    TaskRow row;
    row.id = columns.number<std::uint32_t>();
    columns.require(row.id != 0);
    if (columns.flag())
        row.summary = std::make_shared<const TaskSummary>(summaryOf(columns, row.id));
    else
        for (int i = 3; i < taskColumns; ++i)
            (void)columns.maybe<std::int64_t>();
    if (columns.isOdd())
        return std::nullopt;
    return row;
}

std::optional<EntryRow> takeEntry(Statement& statement)
{
    Columns columns(statement);
    (void)columns.number<std::int64_t>(); // the moment
    EntryRow row;
    row.path = columns.bytes();
    if (!columns.flag()) {
        for (int i = 3; i < entryColumns; ++i)
            (void)columns.maybe<std::int64_t>();
        return columns.isOdd() ? std::nullopt : std::optional(row);
    }
    auto made = std::make_shared<StoredEntry>();
    made->path = row.path;
    RecordedEntry& entry = made->entry;
    procfs::Attributes& known = entry.attributes;
    entry.generation = static_cast<procfs::Generation>(columns.number<std::int64_t>());
    known.kind = columns.choice(procfs::FileKind::link);
    known.permissions = columns.maybe<std::uint32_t>();
    known.links = columns.maybe<std::uint64_t>();
    known.size = columns.maybe<std::uint64_t>();
    known.inode = columns.maybe<std::uint64_t>();
    known.uid = columns.maybe<std::uint32_t>();
    known.gid = columns.maybe<std::uint32_t>();
    entry.listedAs = columns.choice(procfs::EntryType::other);
    entry.listed = columns.flag();
    entry.target = columns.maybeBytes().value_or(std::string());
    made->text = columns.maybe<std::int64_t>();
    made->hash = columns.maybe<std::uint64_t>().value_or(0);
    const auto kind = columns.maybe<std::uint8_t>();
    const auto error = columns.maybe<std::int32_t>();
    auto step = columns.maybeBytes();
    if (kind) {
        columns.require(*kind <= static_cast<std::uint8_t>(Failure::Kind::damaged) && error
                        && step);
        entry.failure
            = Failure{static_cast<Failure::Kind>(*kind), static_cast<Errno>(error.value_or(0)),
                      std::move(step).value_or(std::string())};
    }
    entry.withheld = columns.flag();
    // A file without a text, or a folder without names, says why; and only they have one.
    const bool isLink = known.kind == procfs::FileKind::link;
    columns.require(made->text ? !isLink && !entry.failure : isLink || entry.failure);
    if (columns.isOdd())
        return std::nullopt;
    row.entry = std::move(made);
    return row;
}

std::optional<MomentRow> takeMoment(Statement& statement)
{
    Columns columns(statement);
    MomentRow row;
    row.number = columns.number<std::int64_t>();
    row.generation = static_cast<procfs::Generation>(columns.number<std::int64_t>());
    row.time = columns.maybeTime().value_or(std::chrono::nanoseconds());
    row.clock = columns.maybe<std::int64_t>();
    row.step = static_cast<std::uint64_t>(columns.number<std::int64_t>());
    row.line = columns.number<std::int32_t>();
    row.title = columns.bytes();
    row.note = columns.bytes();
    row.isWhole = columns.flag();
    row.tasks = columns.number<std::int64_t>();
    row.entries = columns.number<std::int64_t>();
    columns.require(row.number >= 1 && row.tasks >= 0 && row.entries >= 0);
    if (columns.isOdd())
        return std::nullopt;
    return row;
}

}
