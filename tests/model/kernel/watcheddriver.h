// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernelrecords.h>
#include <model/kernel/randomdriver.h>
#include <procfs/procfile.h>
#include <procfs/recordfilesystem.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sandscope::test {

/// A kernel under random operations that are checked as they are done: after each of them what it
/// touched, and everything at every thousandth.
class WatchedDriver
{
public:
    static constexpr std::uint64_t everythingEach = 1000;

    WatchedDriver(kernel::Behaviour behaviour, std::uint64_t seed)
        : m_kernel({.seed = seed, .behaviour = behaviour})
        , m_driver(m_kernel, seed)
        , m_before(m_kernel.publish())
    {
    }

    /// Does one operation: the rule that it broke, in a sentence, or nothing.
    [[nodiscard]] std::optional<std::string> step() { return checked(&WatchedDriver::next, 0); }
    [[nodiscard]] std::optional<std::string> step(std::uint64_t choice)
    {
        return checked(&WatchedDriver::chosen, choice);
    }

    /// Every rule there is, of every object there is.
    [[nodiscard]] std::optional<std::string> everything()
    {
        if (auto problem = kernel::checkInvariants(m_kernel))
            return problem;
        if (auto problem = kernel::checkPublished(m_kernel))
            return problem;
        return checkSums();
    }

    [[nodiscard]] std::uint64_t failures() const { return m_failures; }
    [[nodiscard]] std::uint64_t steps() const { return m_steps; }
    [[nodiscard]] kernel::Kernel& kernel() { return m_kernel; }

private:
    void next(std::uint64_t) { m_driver.step(); }
    void chosen(std::uint64_t choice) { m_driver.step(choice); }

    std::optional<std::string> checked(void (WatchedDriver::*act)(std::uint64_t),
                                       std::uint64_t choice)
    {
        const auto generation = m_kernel.generation();
        (this->*act)(choice);
        ++m_steps;
        if (m_driver.lastFailed())
            ++m_failures;
        auto problem = rulesAfterStep(generation);
        if (problem)
            problem = "step " + std::to_string(m_steps) + ", " + m_driver.lastOperation() + ": "
                + *problem;
        return problem;
    }

    std::optional<std::string> rulesAfterStep(procfs::Generation generation)
    {
        if (m_driver.lastFailed() && !m_driver.mayFailHalfway()
            && m_kernel.generation() != generation)
            return "it failed and raised the generation";
        if (auto problem = kernel::checkTouched(m_kernel))
            return problem;
        const auto after = m_kernel.publish();
        auto problem = kernel::checkRaised(mapsOf(*m_before), mapsOf(*after));
        m_before = after;
        if (!problem && m_steps % everythingEach == 0)
            problem = everything();
        return problem;
    }

    static const kernel::RecordMaps& mapsOf(const snapshot::Snapshot& snapshot)
    {
        return static_cast<const kernel::KernelRecords&>(*snapshot.records).maps();
    }

    // What smaps adds up to is what statm says: read from the text, as any tool would. The vsyscall
    // page is in the one and not in the other.
    std::optional<std::string> checkSums()
    {
        const auto snapshot = m_kernel.publish();
        snapshot::ViewOptions options;
        options.dialect = dialect();
        const auto files
            = snapshot::makeFileSystem(snapshot, options, std::make_shared<procfs::RecordCache>());
        std::optional<std::string> problem;
        snapshot->tasks.forEach([&](std::uint32_t, const auto& row) {
            if (row->isThread || problem)
                return;
            const std::string folder = std::to_string(row->tid.value);
            const std::string smaps = textOf(*files, folder + "/smaps");
            const std::string statm = textOf(*files, folder + "/statm");
            if (!smaps.empty() && sumsOf(smaps) != pagesOf(statm)) // a zombie has no smaps
                problem = "the sums of " + folder + "/smaps are not what statm says";
        });
        return problem;
    }

    static std::string textOf(procfs::FileSystem& files, const std::string& path)
    {
        const auto node = files.walk(path);
        const auto text
            = node ? (*node)->content() : std::unexpected(procfs::Failure(node.error()));
        return text ? (*text)->bytes : std::string();
    }

    struct Pages
    {
        std::uint64_t size = 0, resident = 0;
        bool operator==(const Pages&) const = default;
    };

    static std::uint64_t numberIn(std::string_view text)
    {
        text.remove_prefix(std::min(text.size(), text.find_first_of("0123456789")));
        std::uint64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }

    static Pages sumsOf(std::string_view smaps)
    {
        constexpr std::uint64_t kibPerPage = 4;
        Pages sums;
        bool isVsyscall = false;
        while (!smaps.empty()) {
            const std::string_view line = smaps.substr(0, smaps.find('\n'));
            smaps.remove_prefix(std::min(smaps.size(), line.size() + 1));
            if (line.find('-') < line.find(':'))
                isVsyscall = line.starts_with("ffffffffff600000");
            else if (!isVsyscall && line.starts_with("Size:"))
                sums.size += numberIn(line) / kibPerPage;
            else if (!isVsyscall && line.starts_with("Rss:"))
                sums.resident += numberIn(line) / kibPerPage;
        }
        return sums;
    }

    static Pages pagesOf(std::string_view statm)
    {
        return {numberIn(statm), numberIn(statm.substr(std::min(statm.size(), statm.find(' '))))};
    }

    [[nodiscard]] procfs::Dialect dialect() const
    {
        return static_cast<procfs::Dialect>(m_kernel.options().behaviour);
    }

    kernel::Kernel m_kernel;
    kernel::RandomDriver m_driver;
    snapshot::SnapshotPtr m_before;
    std::uint64_t m_steps = 0;
    std::uint64_t m_failures = 0;
};

}
