// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/folder.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace sandscope::model {

/// How much a thread has run so far, as its `schedstat` says: on a processor and waiting for one,
/// in ns, and how often. Where these stand still, it has not run.
struct Runs
{
    std::uint64_t ran = 0, waited = 0, turns = 0;
    bool operator==(const Runs&) const = default;
};
/// Nothing for what is no such line, and for three zeros, which a kernel that does not count
/// prints.
[[nodiscard]] std::optional<Runs> readRuns(std::string_view schedstat);

/// Where the files of a process or thread are.
struct TaskPlace
{
    std::int32_t tgid = 0, tid = 0;

    [[nodiscard]] bool isThread() const { return tid != tgid; }
    /// Of no other one.
    [[nodiscard]] std::uint64_t key() const
    {
        return (std::uint64_t{static_cast<std::uint32_t>(tgid)} << 32U)
            | static_cast<std::uint32_t>(tid);
    }
    [[nodiscard]] std::string folder() const; ///< "7", "7/task/9"
};

/// Files of one task that are kept open. They are those of the task they were opened for: once that
/// is gone, reading fails with ESRCH, whoever has its number then.
struct KeptFiles
{
    Descriptor stat, schedstat;
};

/// Neither the program nor the system has a descriptor left: that says nothing of the file.
[[nodiscard]] bool meansNoDescriptors(const procfs::Failure& failure);

/// Reads the `stat` and `schedstat` of tasks again and again.
///
/// On a live /proc opening and closing cost as much as reading, so files stay open from the second
/// round on while there are descriptors to spare; where there are none, each is opened, read and
/// closed. In any other folder a file that stays open would tell of what stood there before, so
/// there nothing is kept.
class TaskReader
{
public:
    explicit TaskReader(std::shared_ptr<const Folder> folder);

    /// Another round begins: how many descriptors this program may have is looked at anew. False:
    /// there were none left in the last one, so that all kept files are better closed.
    [[nodiscard]] bool beginRound();

    /// Valid until the next call.
    [[nodiscard]] procfs::Answer<std::string_view> stat(const TaskPlace& place, KeptFiles& files,
                                                        const std::stop_token& stop);
    [[nodiscard]] procfs::Answer<std::string_view>
    schedstat(const TaskPlace& place, KeptFiles& files, const std::stop_token& stop);

private:
    [[nodiscard]] procfs::Answer<std::string_view> read(Descriptor& kept, const TaskPlace& place,
                                                        std::string_view name, int keepBelow,
                                                        const std::stop_token& stop);

    std::shared_ptr<const Folder> m_folder; ///< never null
    std::uint64_t m_round = 0;
    /// Who reads once, such as a command line, needs neither more descriptors nor open ones.
    std::uint64_t m_keepFrom = 2;
    /// Descriptors above these numbers are closed again: the kernel gives the lowest that is free,
    /// so a number tells how many there are.
    int m_keepStatBelow = 0, m_keepSchedstatBelow = 0;
    bool m_ranOut = false; ///< of descriptors, in this round
    std::string m_bytes;
};

}
