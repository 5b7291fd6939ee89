// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/changetext.h>
#include <model/snapshot/steptext.h>

#include <algorithm>
#include <array>
#include <format>
#include <utility>

namespace sandscope::snapshot {

using procfs::Errno;

namespace {

constexpr std::size_t fewest = 4; ///< of a group; fewer are told one by one

// What alone is said of a file that was there and has nothing to say any more.
std::string lossOf(const FileChange& file)
{
    if (file.change == EntryChange::vanished)
        return "vanished";
    if (file.change != EntryChange::changed || file.errorBefore != Errno::ok)
        return {};
    if (file.errorAfter != Errno::ok)
        return "now cannot be read: " + errnoText(file.errorAfter);
    return file.isEmptyNow ? "empty now" : "";
}

std::string linkText(const FileChange& file)
{
    const auto target = [](const std::string& text, Errno error) {
        return error == Errno::ok ? text : "what cannot be read: " + errnoText(error);
    };
    switch (file.change) {
    case EntryChange::vanished:
        return "vanished; it led to " + target(file.targetBefore, file.errorBefore);
    case EntryChange::appeared:
        return "appeared -> " + target(file.targetAfter, file.errorAfter);
    case EntryChange::changed:
        break;
    }
    if (file.errorAfter != Errno::ok)
        return "now cannot be read: " + errnoText(file.errorAfter);
    if (file.errorBefore != Errno::ok)
        return std::format("can be read now -> {}; before, it answered {}", file.targetAfter,
                           errnoText(file.errorBefore));
    return std::format("leads elsewhere: {} -> {}", file.targetBefore, file.targetAfter);
}

}

std::string fileText(const FileChange& file)
{
    if (file.kind == procfs::FileKind::link)
        return linkText(file);
    if (file.change == EntryChange::vanished)
        return "vanished";
    std::string text = file.change == EntryChange::appeared ? "appeared" : "";
    const auto add
        = [&text](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
    if (file.errorAfter != Errno::ok)
        add("now cannot be read: " + errnoText(file.errorAfter));
    else if (file.errorBefore != Errno::ok)
        add("can be read now; before, it answered " + errnoText(file.errorBefore));
    else if (file.isEmptyNow)
        add("is empty now");
    return text;
}

bool isToldByFields(const FileChange& file)
{
    if (!file.file || file.fields.empty() || file.change != EntryChange::changed)
        return false;
    const std::string_view name = file.file->name;
    constexpr std::array<std::string_view, 6> files
        = {"auxv", "stat", "statm", "oom_score", "loadavg", "uptime"};
    const bool isPaired = std::ranges::all_of(
        file.hunks, [](const LineHunk& hunk) { return hunk.removed.size() == hunk.added.size(); });
    return std::ranges::contains(files, name)
        || (file.file->scope == procfs::Scope::system && isPaired);
}

std::string fieldText(const FieldChange& field)
{
    const auto value = [](const std::optional<std::string>& of) -> std::string {
        if (!of)
            return "(absent)";
        return of->empty() ? "\"\"" : *of;
    };
    std::string text
        = std::format("{}: {} -> {}", field.name, value(field.before), value(field.after));
    constexpr std::array<std::string_view, 4> units = {"bytes", "kB", "pages", "ticks"};
    if (field.doc && std::ranges::contains(units, field.doc->unit))
        text.append(" ").append(field.doc->unit);
    return text;
}

ToldFiles toldFiles(const TaskChange& task)
{
    std::vector<std::pair<std::string, std::vector<const FileChange*>>> losses;
    for (const FileChange& file : task.files) {
        if (const std::string loss = lossOf(file); !loss.empty()) {
            auto found = std::ranges::find(losses, loss, &decltype(losses)::value_type::first);
            if (found == losses.end())
                found = losses.insert(found, {loss, {}});
            found->second.push_back(&file);
        }
    }
    std::erase_if(losses, [](const auto& loss) { return loss.second.size() < fewest; });
    ToldFiles told;
    const auto isInGroup = [&losses](const FileChange& file) {
        return std::ranges::any_of(losses, [&file](const auto& loss) {
            return std::ranges::contains(loss.second, &file);
        });
    };
    for (const FileChange& file : task.files) {
        if (!isInGroup(file))
            told.singles.push_back(&file);
    }
    // A task's end: what it is now comes before what it lost.
    if (!losses.empty())
        std::ranges::stable_partition(told.singles,
                                      [](const FileChange* file) { return lossOf(*file).empty(); });
    for (auto& [loss, files] : losses) {
        FileGroup group;
        group.text = std::format("{} files of {}/ {}{}", files.size(), task.path,
                                 loss.starts_with("empty") ? "are " : "", loss);
        for (const FileChange* const file : files)
            group.names.push_back(file->path.substr(task.path.size() + 1));
        group.files = std::move(files);
        told.groups.push_back(std::move(group));
    }
    return told;
}

}
