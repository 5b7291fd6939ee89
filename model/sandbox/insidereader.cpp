// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/insidereader.h>
#include <procfs/files/ns.h>

#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <format>
#include <optional>

namespace sandscope::model {

using procfs::Errno;
using procfs::Failure;
using procfs::FileKind;
using procfs::ParseError;
using procfs::ParseErrorCode;
using procfs::RecordedEntry;

namespace {

constexpr std::string_view mount = "/proc/";
constexpr std::string_view ownEnvironment = "/proc/self/environ";
/// Of each thread; what hangs on the memory is its leader's.
constexpr std::array<std::string_view, 3> threadFiles = {"stat", "status", "comm"};

bool isUntold(const RecordedEntry& entry)
{
    return entry.failure && entry.failure->kind == Failure::Kind::notProvided;
}

/// The memory itself is nothing to be read.
bool canBeRead(std::string_view name)
{
    return name != "mem";
}

class Planner
{
public:
    explicit Planner(const SandboxTree& tree)
        : m_tree(tree)
    {
    }

    /// \a again: also what was read before.
    void add(const std::string& path, bool again)
    {
        if (m_plan.isCut)
            return;
        m_again = again;
        const bool isProcess = taskNumber(path) != 0;
        const bool isNamespaces = lastName(path) == "ns";
        if (isProcess)
            addProcess(path);
        else if (isNamespaces)
            addLinks(path);
        else
            addFile(path);
        if (!m_plan.isCut)
            m_plan.whole.push_back(path);
    }
    [[nodiscard]] InsidePlan plan() && { return std::move(m_plan); }

private:
    void addFile(const std::string& path)
    {
        const auto entry = m_tree.entry(path);
        const bool isNew = entry && entry->attributes.kind == FileKind::regular
            && (isUntold(*entry) || (m_again && m_tree.insideAt(path))) && canBeRead(lastName(path))
            && !std::ranges::contains(m_plan.files, path);
        if (!isNew)
            return;
        if (m_plan.files.size() < mostInsideFiles)
            m_plan.files.push_back(path);
        else
            m_plan.isCut = true;
    }

    void addLinks(const std::string& folder)
    {
        if (!m_again && m_tree.insideAt(folder))
            return;
        for (const std::string_view name : procfs::nsNames(m_tree.dialect())) {
            std::string link = folder + '/' + std::string(name);
            if (!std::ranges::contains(m_plan.links, link))
                m_plan.links.push_back(std::move(link));
        }
    }

    void addProcess(const std::string& folder)
    {
        for (const std::string& name : taskFileNames(m_tree.dialect(), false))
            addFile(folder + '/' + name);
        addLinks(folder + "/ns");
        const auto tasks = m_tree.entry(folder + "/task");
        const auto infos = m_tree.entry(folder + "/fdinfo");
        if (tasks) {
            for (const std::string& thread : tasks->names) {
                for (const std::string_view name : threadFiles)
                    addFile(folder + "/task/" + thread + '/' + std::string(name));
            }
        }
        if (infos) {
            for (const std::string& number : infos->names)
                addFile(folder + "/fdinfo/" + number);
        }
    }

    const SandboxTree& m_tree;
    InsidePlan m_plan;
    bool m_again = false;
};

/// What a program says of \a path in the lines it wrote to its standard error.
std::optional<Errno> errorOf(std::string_view errors, std::string_view path)
{
    struct Word
    {
        std::string_view text;
        Errno error;
    };
    static constexpr Word words[] = {
        {"Permission denied", Errno::access},   {"No such file or directory", Errno::noEntry},
        {"No such process", Errno::noProcess},  {"Operation not permitted", Errno::perm},
        {"Input/output error", Errno::io},      {"I/O error", Errno::io},
        {"Invalid argument", Errno::invalid},   {"Bad address", Errno::fault},
        {"Is a directory", Errno::isDirectory},
    };
    for (std::size_t at = errors.find(path); at != std::string_view::npos;
         at = errors.find(path, at + 1)) {
        const std::size_t behind = at + path.size();
        const bool isWhole = behind < errors.size()
            && std::string_view(":'\n ").contains(errors[behind]); // not /proc/1/stat in …/status
        if (!isWhole)
            continue;
        const std::string_view line = errors.substr(behind, errors.find('\n', behind) - behind);
        for (const Word& word : words) {
            if (line.contains(word.text))
                return word.error;
        }
        return Errno::io; // said something else
    }
    return std::nullopt;
}

std::unexpected<ParseError> damaged(std::string_view output, std::size_t at)
{
    return std::unexpected(ParseError{ParseErrorCode::badField, at,
                                      std::string(output.substr(std::min(at, output.size()), 40))});
}

}

std::string makeReaderMark()
{
    auto* const random = QRandomGenerator::system();
    return std::format("SANDSCOPE_READER={:016x}{:016x}", random->generate64(),
                       random->generate64());
}

InsidePlan planInside(const SandboxTree& tree, const std::vector<std::string>& wanted,
                      const std::vector<std::string>& once)
{
    Planner planner(tree);
    for (const std::string& path : wanted)
        planner.add(path, true);
    for (const std::string& path : once)
        planner.add(path, false);
    return std::move(planner).plan();
}

bool isReadInside(std::string_view path)
{
    const procfs::ProcFile* const file = procfs::procFileForPath(path);
    return lastName(parentPath(path)) == "ns"
        || (file && file->kind == FileKind::regular && canBeRead(lastName(path)));
}

QStringList readerArguments(const std::vector<std::string>& files)
{
    const auto text = [](std::string_view path) {
        return QString::fromUtf8(path.data(), static_cast<qsizetype>(path.size()));
    };
    // Twice at the beginning: the distance of the two marks is how long it is.
    QStringList arguments{text(ownEnvironment), text(ownEnvironment)};
    for (const std::string& file : files)
        arguments << text(std::string(mount) + file) << text(ownEnvironment);
    return arguments;
}

procfs::Parsed<InsideEntries> parseReader(std::string_view output, std::string_view errors,
                                          std::string_view mark,
                                          const std::vector<std::string>& files)
{
    const std::size_t first = output.find(mark);
    const std::size_t second
        = first == std::string_view::npos ? first : output.find(mark, first + 1);
    if (second == std::string_view::npos)
        return damaged(output, 0);
    const std::string_view delimiter = output.substr(0, second - first);
    if (!output.substr(delimiter.size()).starts_with(delimiter))
        return damaged(output, delimiter.size());

    InsideEntries entries;
    std::size_t at = 2 * delimiter.size();
    for (const std::string& file : files) {
        const std::size_t end = output.find(delimiter, at);
        if (end == std::string_view::npos)
            return damaged(output, at);
        RecordedEntry entry;
        entry.listedAs = procfs::EntryType::file;
        const auto error = end == at ? errorOf(errors, std::string(mount) + file) : std::nullopt;
        if (error)
            entry.failure = Failure::of(*error, "read");
        else
            entry.text = std::make_shared<const procfs::FileText>(
                procfs::FileText{std::string(output.substr(at, end - at)), {}});
        entries.insert_or_assign(
            file, InsideEntry{std::make_shared<const RecordedEntry>(std::move(entry)), 0});
        at = end + delimiter.size();
    }
    if (at != output.size())
        return damaged(output, at);
    return entries;
}

InsideEntries parseLinks(std::string_view output, std::string_view errors,
                         const std::vector<std::string>& links)
{
    InsideEntries entries;
    std::map<std::string, RecordedEntry> folders;
    for (const std::string& link : links) {
        if (errorOf(errors, std::string(mount) + link))
            continue;
        const std::size_t end = output.find('\n');
        const std::string_view name = lastName(link);
        const std::string_view target = output.substr(0, end);
        // A target names its kind, so a line that is missing is noticed.
        if (end == std::string_view::npos || !target.starts_with(std::string(name) + ":["))
            return {};
        output.remove_prefix(end + 1);
        RecordedEntry entry;
        entry.attributes.kind = FileKind::link;
        entry.listedAs = procfs::EntryType::link;
        entry.target = target;
        entries.emplace(link,
                        InsideEntry{std::make_shared<const RecordedEntry>(std::move(entry)), 0});
        RecordedEntry& folder = folders[std::string(parentPath(link))];
        folder.attributes.kind = FileKind::directory;
        folder.listedAs = procfs::EntryType::directory;
        folder.names.emplace_back(name);
    }
    for (auto& [path, folder] : folders)
        entries.emplace(path,
                        InsideEntry{std::make_shared<const RecordedEntry>(std::move(folder)), 0});
    return entries;
}

}
