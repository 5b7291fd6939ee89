// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/clues.h>
#include <procfs/detect.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace sandscope::procfs {

namespace {

using namespace clues;
using Weight = DetectionReason::Weight;

/// So many tasks from each end of the listing: the first ones of a Linux host are threads of its
/// kernel, which tell little.
constexpr std::size_t tasksFromEachEnd = 8;
/// Of files as large as an address space.
constexpr std::size_t maxLargeFiles = 4;
constexpr std::size_t listingStep = 256;
constexpr std::size_t maxListing = 100'000;

bool isTaskName(std::string_view name)
{
    return !name.empty() && name.size() <= 10
        && name.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What was seen in answer to one question, over all tasks that had an answer.
class Observations
{
public:
    void add(std::string_view file, std::vector<Clue> clues)
    {
        for (Clue& clue : clues) {
            const auto same = [&](const Entry& entry) {
                return entry.clue.question == clue.question && entry.clue.seen == clue.seen;
            };
            if (const auto found = std::ranges::find_if(m_entries, same);
                found != m_entries.end()) {
                found->tasks += 1;
                found->votes += clue.votes;
                continue;
            }
            const std::size_t votes = clue.votes;
            m_entries.push_back({std::move(clue), std::string(file), 1, votes});
        }
    }

    /// The answer that most tasks give keeps its weight; what other tasks answer is a hint, since a
    /// program may have a hand in it.
    [[nodiscard]] std::vector<DetectionReason> reasons() const
    {
        std::vector<DetectionReason> all;
        for (const Entry& entry : m_entries) {
            const bool isOutvoted = std::ranges::any_of(m_entries, [&](const Entry& other) {
                return other.clue.question == entry.clue.question && other.votes > entry.votes;
            });
            all.push_back({.file = entry.file,
                           .seen = entry.clue.seen,
                           .fits = entry.clue.fits,
                           .weight = isOutvoted ? Weight::hint : entry.clue.weight,
                           .tasks = entry.tasks});
        }
        return all;
    }

private:
    struct Entry
    {
        Clue clue;
        std::string file;
        std::size_t tasks, votes;
    };
    std::vector<Entry> m_entries; // some 60 at most
};

/// Asks one view, and keeps what it learns.
class Detective
{
public:
    explicit Detective(const DetectionView& view)
        : m_view(view)
    {
    }

    Observations look()
    {
        const auto names = namesOf("");
        if (names)
            m_seen.add("", cluesOfRoot(*names));
        for (const FileClues& file : systemFiles())
            read(std::string(file.name), file);
        for (const std::string& task : chosenTasks(names.value_or(std::vector<std::string>())))
            lookAtTask(task);
        if (m_view.label)
            m_seen.add("", cluesOfLabel(*m_view.label));
        return std::move(m_seen);
    }

private:
    [[nodiscard]] std::optional<std::vector<std::string>> namesOf(std::string_view path) const
    {
        return m_view.names ? m_view.names(path) : std::nullopt;
    }

    static std::vector<std::string> chosenTasks(const std::vector<std::string>& names)
    {
        std::vector<std::string> tasks;
        std::ranges::copy_if(names, std::back_inserter(tasks), isTaskName);
        // As numbers, so that the choice does not depend on the order of the listing.
        std::ranges::sort(tasks, {}, [](const std::string& name) {
            return std::pair(name.size(), std::string_view(name));
        });
        const auto duplicates = std::ranges::unique(tasks);
        tasks.erase(duplicates.begin(), duplicates.end());
        if (tasks.size() > 2 * tasksFromEachEnd)
            tasks.erase(tasks.begin() + tasksFromEachEnd, tasks.end() - tasksFromEachEnd);
        return tasks;
    }

    void lookAtTask(const std::string& task)
    {
        if (const auto names = namesOf(task))
            m_seen.add(task, cluesOfTask(*names));
        for (const FileClues& file : taskFiles())
            read(task + '/' + std::string(file.name), file);
        if (const auto names = namesOf(task + "/ns"))
            m_seen.add(task + "/ns", cluesOfNamespaces(*names));
        if (const auto names = namesOf(task + "/fdinfo"); names && !names->empty()) {
            const std::string path = task + "/fdinfo/" + names->front();
            if (const auto text = textOf(path))
                m_seen.add(path, cluesOfFdinfo(*text));
        }
        if (const auto threads = namesOf(task + "/task"); threads && !threads->empty()) {
            const std::string path = task + "/task/" + threads->front();
            if (const auto names = namesOf(path))
                m_seen.add(path, cluesOfThread(*names));
        }
    }

    [[nodiscard]] std::optional<std::string> textOf(const std::string& path) const
    {
        return m_view.text ? m_view.text(path) : std::nullopt;
    }

    void read(const std::string& path, const FileClues& file)
    {
        if (file.isLarge && m_largeFiles >= maxLargeFiles)
            return;
        const auto text = textOf(path);
        if (!text)
            return;
        std::vector<Clue> clues = file.read(*text);
        if (file.isLarge && !clues.empty())
            ++m_largeFiles;
        m_seen.add(path, std::move(clues));
    }

    const DetectionView& m_view;
    Observations m_seen;
    std::size_t m_largeFiles = 0;
};

/// What contradicts each dialect, hints apart.
struct Contradictions
{
    std::array<int, 6> weights{}, hints{};

    explicit Contradictions(const std::vector<DetectionReason>& reasons)
    {
        for (const DetectionReason& reason : reasons) {
            auto& sums = reason.weight == Weight::hint ? hints : weights;
            for (const Dialect dialect : allDialects) {
                if (!reason.fits.contains(dialect))
                    sums[static_cast<std::size_t>(dialect)] += static_cast<int>(reason.weight);
            }
        }
    }
    [[nodiscard]] int weight(Dialect dialect) const
    {
        return weights[static_cast<std::size_t>(dialect)];
    }
    [[nodiscard]] int all(Dialect dialect) const
    {
        return weight(dialect) + hints[static_cast<std::size_t>(dialect)];
    }
};

Detection conclude(std::vector<DetectionReason> reasons)
{
    Detection result;
    if (reasons.empty())
        return result;
    const Contradictions against(reasons);
    int least = against.all(allDialects.front());
    for (const Dialect dialect : allDialects)
        least = std::min(least, against.all(dialect));
    std::size_t count = 0;
    for (const Dialect dialect : allDialects) {
        if (against.all(dialect) != least)
            continue;
        result.possible = result.possible.with(dialect);
        ++count;
        if (isGvisor(dialect) || count == 1)
            result.dialect = dialect; // ascending, so the newest stays
        else
            result.dialect.reset();
    }
    if (result.dialect) {
        const Dialect found = *result.dialect;
        result.certain = against.weight(found) == 0;
        for (const Dialect other : allDialects)
            result.certain = result.certain && (other == found || against.weight(other) > 0);
        std::ranges::stable_sort(reasons, [&](const auto& a, const auto& b) {
            const bool fitsA = a.fits.contains(found), fitsB = b.fits.contains(found);
            return fitsA != fitsB ? fitsA : a.weight > b.weight;
        });
    }
    result.reasons = std::move(reasons);
    return result;
}

/// "linux", "gvisor-2018 and gvisor-2019", "gvisor-2018, gvisor-2019 and linux"
std::string listOf(DialectSet set)
{
    std::string list;
    std::size_t left = 0;
    for (const Dialect dialect : allDialects)
        left += set.contains(dialect) ? 1U : 0U;
    for (const Dialect dialect : allDialects) {
        if (!set.contains(dialect))
            continue;
        --left;
        list += dialectName(dialect);
        list += left > 1 ? ", " : left == 1 ? " and " : "";
    }
    return list;
}

std::optional<std::vector<std::string>> listingOf(FileSystem& tree, std::string_view path)
{
    const auto node = tree.walk(path);
    if (!node || (*node)->kind() != FileKind::directory)
        return std::nullopt;
    std::vector<std::string> names;
    std::int64_t offset = 0;
    for (;;) {
        const auto listing = (*node)->readdir(offset, listingStep);
        if (!listing)
            return std::nullopt;
        for (const DirEntry& entry : listing->entries) {
            if (entry.name != "." && entry.name != "..")
                names.push_back(entry.name);
        }
        if (listing->atEnd || listing->entries.empty() || names.size() >= maxListing)
            return names;
        offset = listing->nextOffset;
    }
}

std::optional<std::string> contentOf(FileSystem& tree, std::string_view path)
{
    const auto node = tree.walk(path);
    if (!node || (*node)->kind() != FileKind::regular)
        return std::nullopt;
    const auto text = (*node)->content();
    return text && *text ? std::optional((*text)->bytes) : std::nullopt;
}

}

std::string DetectionReason::sentence() const
{
    std::string text = file.empty() ? "/proc" : file;
    text += ' ';
    text += seen;
    text += ", as in ";
    text += listOf(fits);
    text += '.';
    return text;
}

std::vector<std::string> Detection::explanation() const
{
    std::vector<std::string> sentences;
    if (reasons.empty())
        return {"Nothing here tells whose /proc this is."};
    if (!dialect) {
        sentences.push_back("What stands here fits " + listOf(possible) + " alike.");
    } else {
        std::string conclusion = certain ? "This is " : "This looks like ";
        conclusion += dialectName(*dialect);
        if (certain) {
            conclusion += ": nothing contradicts it, and something every other dialect";
        } else if (possible != DialectSet(*dialect)) {
            conclusion += ", but what stands here fits " + listOf(possible) + " alike";
        } else {
            conclusion += ", which fits best but not in everything";
        }
        sentences.push_back(conclusion + '.');
    }
    for (const DetectionReason& reason : reasons) {
        const bool isAgainst = dialect && !reason.fits.contains(*dialect);
        sentences.push_back((isAgainst ? "But " : "") + reason.sentence());
    }
    return sentences;
}

Detection detectDialect(const DetectionView& view)
{
    return conclude(Detective(view).look().reasons());
}

Detection detectDialect(FileSystem& tree, std::optional<Dialect> label)
{
    return detectDialect(DetectionView{
        .text = [&tree](std::string_view path) { return contentOf(tree, path); },
        .names = [&tree](std::string_view path) { return listingOf(tree, path); },
        .label = label,
    });
}

}
