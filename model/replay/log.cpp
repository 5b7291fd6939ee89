// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/lexing.h>
#include <model/replay/lines.h>
#include <model/replay/log.h>

#include <algorithm>
#include <set>

namespace sandscope::replay {

using std::chrono::nanoseconds;
using stepping::Problem;

namespace {

constexpr nanoseconds day = std::chrono::hours(24);
constexpr nanoseconds mostTime = std::chrono::hours(24 * 365 * 200); // no log is as long

// Logs may say anything: a sum stays where it can be counted with.
nanoseconds sum(nanoseconds time, nanoseconds more)
{
    return time + std::min(more, mostTime - std::min(time, mostTime));
}

std::string_view lineFrom(std::string_view bytes, std::uint64_t offset)
{
    const std::string_view rest = bytes.substr(offset);
    return rest.substr(0, rest.find('\n'));
}

bool looksLikeGvisor(std::string_view bytes)
{
    for (int line = 0; line < 100 && !bytes.empty(); ++line) {
        const std::string_view text = lineFrom(bytes, 0);
        if (lines::readGvisor(text).clock != lines::Clock::none)
            return true;
        bytes.remove_prefix(std::min(text.size() + 1, bytes.size()));
    }
    return false;
}

}

/// Goes through the lines of a log once, and remembers which calls are open.
class LogReader
{
public:
    LogReader(Log& log, const std::stop_token& stop)
        : m_log(log)
        , m_stop(stop)
    {
    }

    /// False when it was stopped.
    bool read()
    {
        const std::string_view bytes = m_log.m_bytes;
        const bool isGvisor = m_log.m_form == LogForm::gvisor;
        m_log.m_showsSignals = !isGvisor;
        constexpr std::size_t between = 4096;
        for (std::uint64_t at = 0; at < bytes.size();) {
            if (++m_line % between == 0 && m_stop.stop_requested())
                return false;
            const std::string_view text = lineFrom(bytes, at);
            const bool isLast = at + text.size() == bytes.size();
            if (text.size() > Log::maxLineBytes)
                report("a line that is too long");
            else if (isGvisor)
                readGvisor(text, at);
            else
                readStrace(text, at, isLast);
            at += text.size() + 1;
        }
        m_log.m_lineCount = m_line;
        nameTheFirst();
        return true;
    }

private:
    void report(std::string_view why)
    {
        ++m_log.m_problemCount;
        if (m_log.m_problems.size() < Log::maxProblems)
            m_log.m_problems.push_back({m_log.m_fileName,
                                        static_cast<int>(m_line),
                                        1,
                                        "left out: " + std::string(why),
                                        {}});
    }

    nanoseconds timeOf(const lines::Line& line)
    {
        switch (line.clock) {
        case lines::Clock::none:
            return nanoseconds(-1);
        case lines::Clock::relative:
            m_now = sum(m_now, line.time);
            return m_now;
        case lines::Clock::ofDay:
            if (m_hasTime && sum(sum(line.time, m_days), day / 2) < m_last)
                m_days = sum(m_days, day);
            [[fallthrough]];
        case lines::Clock::absolute:
            break;
        }
        const nanoseconds time = sum(line.time, m_days);
        if (!m_hasTime)
            m_first = time;
        m_hasTime = true;
        m_last = std::max(m_last, time);
        return std::max(m_last - m_first, nanoseconds(0)); // lines may be out of order a little
    }

    std::uint32_t add(Log::PlaceKind kind, const lines::Line& line, std::uint64_t at,
                      procfs::Tid tid)
    {
        const auto index = static_cast<std::uint32_t>(m_log.m_places.size());
        m_log.m_places.push_back({.offset = at,
                                  .time = timeOf(line),
                                  .line = m_line,
                                  .other = Log::noPlace,
                                  .tid = tid,
                                  .kind = kind});
        if (m_seen.insert(tid.value).second) {
            m_log.m_appearances.emplace_back(index, tid);
            if (!line.group.isNone())
                m_log.m_groups[tid.value] = line.group.value;
            m_log.m_lastTid = std::max(m_log.m_lastTid, tid.value);
        }
        return index;
    }

    // Without -o, strace leaves the id out while there is but one process.
    procfs::Tid tidOf(const lines::Line& line)
    {
        if (line.tid) {
            if (!m_first0 && !m_attached.contains(line.tid->value) && m_sawUnnamed
                && !m_live.contains(line.tid->value))
                m_first0 = *line.tid;
            m_live.insert(line.tid->value);
            if (m_live.size() > 1 && !m_sawUnnamed && m_log.m_firstTid.isNone())
                m_log.m_firstTid = procfs::Tid{*m_live.begin()};
            return *line.tid;
        }
        m_sawUnnamed = true;
        if (m_live.size() == 1)
            return procfs::Tid{*m_live.begin()};
        return {};
    }

    void noteAttached(std::string_view text)
    {
        constexpr std::string_view word = "strace: Process ";
        const std::size_t at = text.find(word);
        if (at == std::string_view::npos || text.find(" attached") == std::string_view::npos)
            return;
        const auto tid = Argument{{}, std::string(text.substr(at + word.size()))}.number();
        if (tid)
            m_attached.insert(static_cast<std::int32_t>(*tid));
    }

    void readStrace(std::string_view text, std::uint64_t at, bool isLast)
    {
        lines::Line line = lines::readStrace(text, isLast);
        using Kind = lines::Line::Kind;
        if (line.kind == Kind::noise)
            return noteAttached(text);
        if (line.kind == Kind::damaged)
            return report(line.text);
        const procfs::Tid tid = tidOf(line);
        if (m_log.m_firstTid.isNone() && line.tid && !m_sawUnnamed)
            m_log.m_firstTid = *line.tid;
        if (line.kind == Kind::event)
            return addEvent(line, at, tid);
        if (line.kind == Kind::rest) {
            const auto open = m_open.find(tid.value);
            if (open == m_open.end())
                return report("the end of a call that never began");
            // Whatever comes of it: each beginning is looked at once, however long it is.
            const std::uint32_t begin = open->second;
            m_open.erase(open);
            const std::string_view begun = beginText(begin);
            if (begun.substr(0, begun.find('(')) != line.name)
                return report("the end of another call than began");
            const auto call = lines::readCall(std::string(begun) + std::string(line.text), false);
            if (!call)
                return report(call.error());
            return close(begin, line, at, tid);
        }
        const auto call = lines::readCall(line.text, line.kind == Kind::begin);
        if (!call)
            return report(call.error());
        // What was open has lost its end: it stays without one.
        m_open.erase(tid.value);
        if (line.kind == Kind::begin)
            m_open[tid.value] = add(Log::PlaceKind::begin, line, at, tid);
        else
            add(Log::PlaceKind::whole, line, at, tid);
        if (tid.isNone() && call->name == "set_tid_address" && call->result && !m_first0)
            m_first0 = procfs::Tid{static_cast<std::int32_t>(*call->result)};
    }

    void close(std::uint32_t begin, const lines::Line& line, std::uint64_t at, procfs::Tid tid)
    {
        const std::uint32_t rest = add(Log::PlaceKind::rest, line, at, tid);
        m_log.m_places[rest].other = begin;
        m_log.m_places[begin].other = rest;
    }

    void addEvent(const lines::Line& line, std::uint64_t at, procfs::Tid tid)
    {
        if (const auto* supersede = std::get_if<SupersedeEvent>(&line.event)) {
            // The call of execve that it began goes on under the leader's id.
            const auto open = m_open.find(supersede->by.value);
            if (open != m_open.end()) {
                m_open[tid.value] = open->second;
                m_open.erase(supersede->by.value);
            }
            m_live.erase(supersede->by.value);
        } else if (std::holds_alternative<ExitEvent>(line.event)
                   || std::holds_alternative<KillEvent>(line.event)) {
            if (m_log.m_form == LogForm::strace) {
                m_open.erase(tid.value);
                m_live.erase(tid.value);
            }
        }
        add(Log::PlaceKind::event, line, at, tid);
    }

    [[nodiscard]] std::string_view beginText(std::uint32_t place) const
    {
        return lines::readStrace(lineFrom(m_log.m_bytes, m_log.m_places[place].offset), false).text;
    }

    // "main.go:218] Version 0.0~20221219.0", "Version release-20240729.0".
    void noteVersion(std::string_view text)
    {
        constexpr std::string_view word = "] Version ";
        const std::size_t at = text.find(word);
        if (m_log.m_year != 0 || at == std::string_view::npos)
            return;
        text.remove_prefix(at + word.size());
        const std::size_t year = text.find("20");
        if (year == std::string_view::npos || text.size() < year + 8)
            return;
        const auto date = Argument{{}, std::string(text.substr(year, 8))}.number();
        if (date && *date > 20'180'000 && *date < 21'000'000)
            m_log.m_year = static_cast<int>(*date / 10'000);
    }

    void readGvisor(std::string_view text, std::uint64_t at)
    {
        const lines::Line line = lines::readGvisor(text);
        using Kind = lines::Line::Kind;
        m_log.m_showsSignals = m_log.m_showsSignals || line.isRemark;
        if (line.kind == Kind::noise)
            return noteVersion(text);
        if (line.kind == Kind::damaged)
            return report(line.text);
        const procfs::Tid tid = *line.tid;
        if (line.kind == Kind::event) {
            // What was before the first call is the sandbox's own start.
            if (!m_log.m_firstTid.isNone())
                addEvent(line, at, tid);
            return;
        }
        const auto call = lines::readGvisorCall(line.text, line.kind == Kind::rest);
        if (!call)
            return report(call.error());
        if (m_log.m_firstTid.isNone()) {
            m_log.m_firstTid = tid;
            m_log.m_firstName = line.name;
        }
        const auto open = m_open.find(tid.value);
        if (line.kind == Kind::begin) {
            m_open[tid.value] = add(Log::PlaceKind::begin, line, at, tid);
        } else if (open == m_open.end()) {
            // Options of runsc may leave the beginnings out.
            add(Log::PlaceKind::rest, line, at, tid);
        } else {
            close(open->second, line, at, tid);
            m_open.erase(open);
        }
    }

    // Lines without an id were the first process's, whose id the log may tell later.
    void nameTheFirst()
    {
        if (!m_sawUnnamed || m_log.m_form == LogForm::gvisor)
            return;
        m_log.m_firstTid = m_first0;
        for (Log::Place& place : m_log.m_places) {
            if (place.tid.isNone())
                place.tid = m_first0;
        }
    }

    Log& m_log;
    const std::stop_token& m_stop;
    std::uint32_t m_line = 0;
    std::unordered_map<std::int32_t, std::uint32_t> m_open; ///< call begun, by task
    std::set<std::int32_t> m_live, m_attached, m_seen;
    procfs::Tid m_first0{}; ///< who the lines without an id are about
    bool m_sawUnnamed = false;
    nanoseconds m_first{}, m_last{}, m_days{}, m_now{};
    bool m_hasTime = false;
};

std::expected<std::shared_ptr<const Log>, Problem>
Log::parse(std::string bytes, std::string_view fileName, const std::stop_token& stop)
{
    const auto problem = [&](std::string message, std::string suggestion) {
        return std::unexpected(
            Problem{std::string(fileName), 0, 0, std::move(message), std::move(suggestion)});
    };
    if (bytes.size() > maxBytes)
        return problem("the log is larger than 1 GiB", "cut it, or trace with fewer calls");
    auto log = std::make_shared<Log>();
    log->m_bytes = std::move(bytes);
    log->m_fileName = fileName;
    log->m_form = looksLikeGvisor(log->m_bytes) ? LogForm::gvisor : LogForm::strace;
    if (!LogReader(*log, stop).read())
        return problem("reading the log was cancelled", {});
    if (log->m_places.empty())
        return problem("there is no system call in this file",
                       "a log is what strace -f -o FILE or runsc --strace --debug writes");
    return log;
}

procfs::Tid Log::nextNewTid(std::size_t index) const
{
    const auto found = std::ranges::upper_bound(m_appearances, index, {},
                                                [](const auto& entry) { return entry.first; });
    return found == m_appearances.end() ? procfs::Tid{} : found->second;
}

procfs::Tid Log::groupOf(procfs::Tid tid) const
{
    const auto found = m_groups.find(tid.value);
    return found == m_groups.end() ? procfs::Tid{} : procfs::Tid{found->second};
}

std::string_view Log::lineAt(std::uint64_t offset) const
{
    return lineFrom(m_bytes, offset);
}

bool Log::isLastLine(std::string_view line) const
{
    return line.data() + line.size() == m_bytes.data() + m_bytes.size();
}

Event Log::event(std::size_t index) const
{
    const Place& place = m_places.at(index);
    const bool isGvisor = m_form == LogForm::gvisor;
    Event event{.line = place.line, .tid = place.tid, .time = {}, .kind = {}};
    if (place.time.count() >= 0)
        event.time = place.time;
    const std::string_view text = lineAt(place.offset);
    const lines::Line line
        = isGvisor ? lines::readGvisor(text) : lines::readStrace(text, isLastLine(text));
    if (place.kind == PlaceKind::event) {
        event.kind = line.event;
        return event;
    }
    const bool isBegin = place.kind == PlaceKind::begin;
    const bool hasOther = place.other != noPlace;
    const Place& begin = isBegin || !hasOther ? place : m_places[place.other];
    const Place* rest = isBegin ? (hasOther ? &m_places[place.other] : nullptr) : &place;
    std::expected<Call, std::string> call;
    if (isGvisor) {
        call = lines::readGvisorCall(
            rest ? lines::readGvisor(lineAt(rest->offset)).text : line.text, rest != nullptr);
    } else if (rest && rest->kind == PlaceKind::rest) {
        const std::string_view from = lineAt(begin.offset);
        const std::string_view to = lineAt(rest->offset);
        call = lines::readCall(std::string(lines::readStrace(from, false).text)
                                   + std::string(lines::readStrace(to, false).text),
                               false);
    } else {
        call = lines::readCall(line.text, isBegin);
    }
    // They were read once before, when the log was indexed.
    if (!call)
        call = Call{};
    call->line = begin.line;
    call->resumedLine = rest && rest != &begin ? rest->line : 0;
    call->time = event.time;
    call->tid = place.tid;
    if (isBegin)
        event.kind = BeginEvent{*std::move(call)};
    else
        event.kind = EndEvent{*std::move(call), isGvisor ? std::string(line.name) : std::string()};
    return event;
}

}
