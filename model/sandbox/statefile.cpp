// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/jsontext.h>
#include <model/sandbox/statefile.h>
#include <model/sources/folder.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>

#include <unistd.h>

namespace sandscope::model {

using procfs::Errno;
using procfs::Failure;

namespace {

constexpr std::size_t mostStateBytes = std::size_t{16} << 20U; ///< it holds the whole configuration
constexpr std::string_view suffix = ".state";
constexpr std::string_view separator = "_sandbox:";

bool isIdCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || std::string_view("+-._").contains(c);
}

void readSandbox(JsonText& json, SandboxState& state)
{
    json.object([&](std::string_view key) {
        if (key == "id")
            json.string(state.sandbox);
        else if (key == "pid")
            json.number(state.pid);
        else if (key == "controlSocketPath" || key == "controlAddress")
            json.string(state.controlSocket);
        else if (key == "metricMetadata")
            json.object([&](std::string_view name) {
                if (name == "version")
                    json.string(state.release);
                else if (name == "platform")
                    json.string(state.platform);
                else
                    json.skip();
            });
        else
            json.skip();
    });
}

template <class Int>
bool take(std::string_view& text, std::size_t digits, std::string_view behind, Int& out)
{
    if (text.size() < digits + behind.size())
        return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, out);
    if (error != std::errc{} || end != text.data() + digits
        || text.substr(digits, behind.size()) != behind)
        return false;
    text.remove_prefix(digits + behind.size());
    return true;
}

}

bool isContainerId(std::string_view id)
{
    return !id.empty() && id.size() <= 255 && id.front() != '-' && id.front() != '.'
        && std::ranges::all_of(id, isIdCharacter);
}

std::optional<SandboxState> parseState(std::string_view text)
{
    SandboxState state;
    JsonText json(text);
    json.object([&](std::string_view key) {
        if (key == "id")
            json.string(state.id);
        else if (key == "status")
            json.string(state.status);
        else if (key == "bundleDir")
            json.string(state.bundle);
        else if (key == "createdAt")
            json.string(state.created);
        else if (key == "goferPid")
            json.number(state.gofer);
        else if (key == "sandbox")
            readSandbox(json, state);
        else
            json.skip();
    });
    if (json.failed() || !isContainerId(state.id))
        return std::nullopt;
    if (!isContainerId(state.sandbox))
        state.sandbox = state.id;
    return state;
}

procfs::Answer<std::vector<std::string>> stateFiles(const std::string& path,
                                                    const std::stop_token& stop)
{
    const auto folder = Folder::open(path);
    if (!folder)
        return std::unexpected(folder.error());
    const auto names = folder->list("", false, stop);
    if (!names)
        return std::unexpected(names.error());
    std::vector<std::string> files;
    for (const Listed& listed : *names) {
        if (listed.name.ends_with(suffix) && listed.name.contains(separator))
            files.push_back(listed.name);
    }
    std::ranges::sort(files);
    return files;
}

procfs::Answer<SandboxState> readState(const std::string& path, std::string_view id,
                                       const std::stop_token& stop)
{
    const auto files = stateFiles(path, stop);
    if (!files)
        return std::unexpected(files.error());
    const std::string beginning = std::string(id).append(separator);
    const auto file = std::ranges::find_if(
        *files, [&](const std::string& name) { return name.starts_with(beginning); });
    if (file == files->end())
        return std::unexpected(Failure::of(Errno::noEntry, "open"));
    const auto text = readUserFile(path + '/' + *file, mostStateBytes, stop);
    if (!text)
        return std::unexpected(text.error());
    auto state = parseState(*text);
    if (!state)
        return std::unexpected(Failure::of(Errno::invalid, "read"));
    return *std::move(state);
}

std::optional<std::int64_t> timeIn(std::string_view text)
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    if (!take(text, 4, "-", year) || !take(text, 2, "-", month) || !take(text, 2, "T", day)
        || !take(text, 2, ":", hour) || !take(text, 2, ":", minute) || !take(text, 2, "", second))
        return std::nullopt;
    std::int64_t nanoseconds = 0;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
        if (digits == 0 || digits > 9 || !take(text, digits, "", nanoseconds))
            return std::nullopt;
        for (std::size_t i = digits; i < 9; ++i)
            nanoseconds *= 10;
    }
    std::int64_t ahead = 0; // minutes before UTC
    const bool isBehind = text.starts_with('-');
    if (text.starts_with('+') || isBehind) {
        std::int64_t minutes = 0;
        text.remove_prefix(1);
        if (!take(text, 2, ":", ahead) || !take(text, 2, "", minutes))
            return std::nullopt;
        ahead = (ahead * 60 + minutes) * (isBehind ? -1 : 1);
    } else if (!text.starts_with('Z')) {
        return std::nullopt;
    } else {
        text.remove_prefix(1);
    }
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    if (!text.empty() || !date.ok() || year < 1970 || year > 2200)
        return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    constexpr std::int64_t billion = 1'000'000'000;
    return (((days * 24 + hour) * 60 + minute - ahead) * 60 + second) * billion + nanoseconds;
}

std::string usualStateFolder()
{
    const char* const own = std::getenv("XDG_RUNTIME_DIR");
    if (::geteuid() != 0 && own != nullptr && *own != '\0')
        return std::string(own) + "/runsc";
    return "/var/run/runsc";
}

}
