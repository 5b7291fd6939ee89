// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/capturedend.h>
#include <model/replay/elffolder.h>
#include <procfs/recordedtree.h>
#include <procfs/text/scanner.h>

#include <array>
#include <filesystem>
#include <optional>
#include <vector>

namespace sandscope::replay {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longestFile = std::size_t{64} << 20U;
constexpr std::size_t mostEntries = 100'000;

std::optional<std::int32_t> idOf(std::string_view name)
{
    procfs::text::Scanner scanner(name);
    const std::uint64_t id = scanner.decimal(0x7fffffff);
    if (scanner.failed() || !scanner.atEnd())
        return std::nullopt;
    return static_cast<std::int32_t>(id);
}

std::vector<std::string_view> partsOf(std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        parts.push_back(path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return parts;
}

/// Takes the file at \a path below /proc, if it is one of those that matter.
void take(CapturedEnd& end, std::string_view path, const std::string& file)
{
    const auto parts = partsOf(path);
    const auto pid = parts.empty() ? std::nullopt : idOf(parts.front());
    if (!pid)
        return;
    const auto read = [&file] { return readFileStart(file, longestFile).value_or(std::string()); };
    if (parts.size() == 2 && parts[1] == "stat") {
        end.processes[*pid].stat = read();
    } else if (parts.size() == 2 && parts[1] == "maps") {
        auto& process = end.processes[*pid];
        process.maps = read();
        process.hasMaps = true;
    } else if (parts.size() == 4 && parts[1] == "task" && parts[3] == "stat") {
        const auto tid = idOf(parts[2]);
        if (tid && tid != pid)
            end.processes[*pid].threads[*tid] = read();
    }
}

/// A path of an index that leads nowhere but below its folder.
bool isBelow(std::string_view path)
{
    if (path.empty() || path.starts_with('/'))
        return false;
    for (const std::string_view part : partsOf(path)) {
        if (part == "..")
            return false;
    }
    return true;
}

std::expected<CapturedEnd, std::string> readIndexed(const std::string& folder,
                                                    const std::string& index)
{
    const auto text = readFileStart(index, longestFile);
    if (!text)
        return std::unexpected("the index " + index + " cannot be read");
    const auto rows = procfs::parseCaptureIndex(*text);
    if (!rows)
        return std::unexpected("the index " + index
                               + " is damaged: " + procfs::describe(rows.error()));
    CapturedEnd end;
    for (const procfs::CaptureRow& row : *rows) {
        if (row.attributes.kind == procfs::FileKind::regular && !row.failure
            && isBelow(row.content))
            take(end, row.path, folder + '/' + row.content);
    }
    return end;
}

CapturedEnd readPlain(const std::string& folder)
{
    CapturedEnd end;
    std::error_code error;
    std::size_t count = 0;
    fs::recursive_directory_iterator at(folder, error);
    for (; !error && at != fs::recursive_directory_iterator() && ++count < mostEntries;
         at.increment(error)) {
        std::error_code unread;
        if (at->symlink_status(unread).type() == fs::file_type::regular)
            take(end, fs::path(at->path()).lexically_relative(folder).string(),
                 at->path().string());
    }
    return end;
}

// One of the two trees of a capture; without a process: it is not there.
std::expected<CapturedEnd, std::string> readPart(const std::string& folder, const std::string& name)
{
    const std::string index = folder + name + ".index.tsv";
    std::error_code error;
    if (fs::is_regular_file(index, error))
        return readIndexed(folder, index);
    if (fs::is_directory(folder + name, error))
        return readPlain(folder + name);
    return CapturedEnd{};
}

}

std::expected<CapturedEnd, std::string> readCapturedEnd(const std::string& folder)
{
    auto end = readPart(folder, "/proc");
    if (!end)
        return end;
    auto later = readPart(folder, "/proc-untraced");
    if (!later)
        return later;
    if (end->processes.empty()) {
        end = std::move(later);
        end->isUntraced = true;
    } else {
        // Who went with the tracer is not there any more, and who came since is of no log.
        for (auto& [pid, process] : end->processes) {
            const auto found = later->processes.find(pid);
            if (found != later->processes.end() && !found->second.maps.empty())
                process.maps = std::move(found->second.maps);
        }
    }
    if (end->processes.empty()) {
        end = readPlain(folder);
        end->isUntraced = false;
    }
    if (end->processes.empty())
        return std::unexpected("there is no process in " + folder);
    return end;
}

}
