// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/dump.h>
#include <model/sandbox/jsontext.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace sandscope::model {

using procfs::Generation;
using procfs::ParseError;
using procfs::ParseErrorCode;

namespace {

constexpr std::string_view dumpHeading = "PROCFS DUMP\n";
constexpr std::size_t mostCommandBytes = std::size_t{64} << 10U; ///< of a row; the file has all
constexpr std::size_t mostFound = 40;

std::unexpected<ParseError> damage(std::string_view text, std::size_t offset)
{
    const std::size_t at = std::min(offset, text.size());
    return std::unexpected(
        ParseError{at == text.size() ? ParseErrorCode::truncated : ParseErrorCode::badField, at,
                   std::string(text.substr(at, mostFound))});
}

std::optional<DumpedProcess::Part> partNamed(std::string_view key)
{
    static constexpr std::array<std::string_view, DumpedProcess::partCount> names
        = {"exe", "args", "env", "cwd", "fdlist", "cgroup", "status", "stat", "maps"};
    const auto found = std::ranges::find(names, key);
    if (found == names.end())
        return std::nullopt;
    return static_cast<DumpedProcess::Part>(found - names.begin());
}

bool readStatus(std::string_view part, DumpedProcess& process)
{
    JsonText json(part);
    std::string text;
    json.object([&](std::string_view key) {
        if (key == "comm")
            json.string(process.comm);
        else if (key == "pid")
            json.number(process.pid);
        else if (key == "ppid")
            json.number(process.parent);
        else if (key == "vm_size")
            json.number(process.vssKilobytes);
        else if (key == "vm_rss")
            json.number(process.rssKilobytes);
        else if (key == "uid")
            json.object([&](std::string_view which) {
                if (which == "effective")
                    json.number(process.uid);
                else
                    json.skip();
            });
        else
            json.skip();
    });
    return !json.failed() && process.pid > 0 && process.parent >= 0;
}

bool readCommand(std::string_view part, std::string& command)
{
    JsonText json(part);
    std::string argument;
    bool isFirst = true;
    json.array([&] {
        if (command.size() > mostCommandBytes) {
            json.skip();
            return;
        }
        json.string(argument);
        if (!std::exchange(isFirst, false))
            command += ' ';
        command += argument;
    });
    return !json.failed();
}

bool readFiles(std::string_view part, std::vector<DumpedProcess::OpenFile>& files)
{
    JsonText json(part);
    json.array([&] {
        DumpedProcess::OpenFile& file = files.emplace_back();
        json.object([&](std::string_view key) {
            if (key == "number")
                json.number(file.number);
            else if (key == "path")
                json.string(file.path);
            else
                json.skip();
        });
    });
    std::ranges::stable_sort(files, {}, &DumpedProcess::OpenFile::number);
    const auto twice = std::ranges::unique(files, {}, &DumpedProcess::OpenFile::number);
    files.erase(twice.begin(), twice.end());
    return !json.failed() && (files.empty() || files.front().number >= 0);
}

/// Null where \a text is no process.
std::shared_ptr<DumpedProcess> processIn(std::string_view text)
{
    auto process = std::make_shared<DumpedProcess>();
    process->text = text;
    JsonText json(process->text);
    json.object([&](std::string_view key) {
        if (key == "clone_ts") {
            json.number(process->startNanoseconds.emplace());
            return;
        }
        const auto part = partNamed(key);
        const std::string_view value = json.skip();
        if (part)
            process->parts[*part] = value;
    });
    const bool isWhole = !json.failed() && json.atEnd()
        && readStatus(process->parts[DumpedProcess::status], *process)
        && (process->parts[DumpedProcess::args].empty()
            || readCommand(process->parts[DumpedProcess::args], process->command))
        && (process->parts[DumpedProcess::fdlist].empty()
            || readFiles(process->parts[DumpedProcess::fdlist], process->openFiles));
    return isWhole ? process : nullptr;
}

constexpr std::string_view startKey = R"("clone_ts":)"; ///< in no string: quotes are escaped there

/// The digits behind the first key of a start at or behind \a from; empty: none.
std::string_view startBehind(std::string_view text, std::size_t from)
{
    const std::size_t key = text.find(startKey, from);
    if (key == std::string_view::npos)
        return {};
    const std::size_t begin = key + startKey.size();
    const std::size_t end = text.find_first_not_of("0123456789", begin);
    return text.substr(begin, std::min(end, text.size()) - begin);
}

/// The dump before. A process is found again by its start, which stands near the beginning of its
/// text, so that what is the same is compared and not taken apart.
class Before
{
public:
    explicit Before(std::span<const DumpedPtr> processes)
    {
        m_byStart.reserve(processes.size());
        m_byPid.reserve(processes.size());
        for (const DumpedPtr& process : processes) {
            if (const auto start = startBehind(process->text, 0); !start.empty())
                m_byStart.emplace(start, &process);
            m_byPid.emplace(process->pid, &process);
        }
    }
    /// Whose text may stand at \a offset of a dump, if it is the same; offsets ascend.
    [[nodiscard]] const DumpedPtr* at(std::string_view dump, std::size_t offset)
    {
        const bool isPassed
            = !m_next || (!m_next->empty() && m_next->data() < dump.data() + offset);
        if (isPassed) // each byte is looked at once
            m_next = startBehind(dump, offset);
        const auto found = m_byStart.find(*m_next);
        return found == m_byStart.end() ? nullptr : found->second;
    }
    /// The same process, as it was then.
    [[nodiscard]] const DumpedPtr* sameAs(const DumpedProcess& process) const
    {
        const auto found = m_byPid.find(process.pid);
        const bool isSame = found != m_byPid.end()
            && (*found->second)->startNanoseconds == process.startNanoseconds;
        return isSame ? found->second : nullptr;
    }

private:
    std::unordered_map<std::string_view, const DumpedPtr*> m_byStart;
    std::unordered_map<std::int32_t, const DumpedPtr*> m_byPid;
    std::optional<std::string_view> m_next; ///< start in the dump
};

DumpedPtr taken(std::string_view text, const Before& before, Generation now)
{
    const auto process = processIn(text);
    if (!process)
        return nullptr;
    const DumpedPtr* const former = before.sameAs(*process);
    if (former && (*former)->text == text)
        return *former;
    for (std::size_t part = 0; part < DumpedProcess::partCount; ++part) {
        const bool isSame = former && (*former)->parts[part] == process->parts[part];
        process->changed[part] = isSame ? (*former)->changed[part] : now;
    }
    return process;
}

}

procfs::Parsed<std::vector<DumpedPtr>> parseDump(std::string_view answer,
                                                 std::span<const DumpedPtr> before, Generation now)
{
    Before known(before);
    std::vector<DumpedPtr> processes;
    processes.reserve(before.size() + 16);
    bool isBroken = false;
    const auto take = [&](JsonText& json) {
        const DumpedPtr* const same = known.at(json.text(), json.offset());
        if (same && json.skip((*same)->text)) {
            processes.push_back(*same);
            return;
        }
        const std::string_view text = json.skip();
        auto process = json.failed() ? nullptr : taken(text, known, now);
        isBroken = isBroken || !process;
        if (process)
            processes.push_back(std::move(process));
    };

    JsonText json(answer);
    if (answer.starts_with(dumpHeading)) {
        json = JsonText(answer.substr(dumpHeading.size()));
        while (!isBroken && !json.atEnd())
            take(json);
        if (isBroken)
            return damage(answer, json.offset() + dumpHeading.size());
    } else {
        bool hasResult = false;
        json.object([&](std::string_view key) {
            if (key != "result" || hasResult) {
                json.skip();
                return;
            }
            hasResult = true;
            json.array([&] {
                if (isBroken)
                    json.skip();
                else
                    take(json);
            });
        });
        if (isBroken || !hasResult || json.failed())
            return damage(answer, json.offset());
    }
    return processes;
}

procfs::Parsed<std::vector<ListedProcess>> parseProcesses(std::string_view answer)
{
    std::vector<ListedProcess> processes;
    JsonText json(answer);
    const auto readId = [&] { json.number(processes.emplace_back().pid); };
    const auto readProcess = [&] {
        ListedProcess& process = processes.emplace_back();
        json.object([&](std::string_view key) {
            if (key == "pid")
                json.number(process.pid);
            else if (key == "ppid")
                json.number(process.parent.emplace());
            else if (key == "uid")
                json.number(process.uid.emplace());
            else if (key == "cmd")
                json.string(process.comm);
            else if (key == "threads")
                json.array([&, threads = &process.threads] {
                    if (!*threads)
                        threads->emplace();
                    json.number((*threads)->emplace_back());
                });
            else
                json.skip();
        });
    };
    bool hasResult = true;
    if (answer.substr(std::min(answer.find_first_not_of(" \n"), answer.size())).starts_with('{')) {
        hasResult = false;
        json.object([&](std::string_view key) {
            if (key == "result") {
                hasResult = true;
                json.array(readProcess);
            } else {
                json.skip();
            }
        });
    } else {
        json.array(readId);
    }
    const bool areIds = std::ranges::all_of(processes, [](const ListedProcess& process) {
        return process.pid > 0
            && (!process.threads
                || std::ranges::all_of(*process.threads, [](auto tid) { return tid > 0; }));
    });
    if (json.failed() || !json.atEnd() || !hasResult || !areIds)
        return damage(answer, json.offset());
    std::ranges::sort(processes, {}, &ListedProcess::pid);
    for (ListedProcess& process : processes) {
        if (process.threads)
            std::ranges::sort(*process.threads);
    }
    return processes;
}

std::optional<std::string> refusalIn(std::string_view answer)
{
    if (answer.starts_with(R"({"success":true)")) // rather than stepping over megabytes
        return std::nullopt;
    JsonText json(answer);
    bool isSuccess = true;
    std::string reason;
    json.object([&](std::string_view key) {
        if (key == "success")
            json.boolean(isSuccess);
        else if (key == "err")
            json.string(reason);
        else
            json.skip();
    });
    if (json.failed() || isSuccess)
        return std::nullopt;
    return reason;
}

}
