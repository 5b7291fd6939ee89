// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/dump.h>
#include <model/snapshot/snapshot.h>
#include <model/sources/sampledtree.h>
#include <procfs/recordedtree.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sandscope::model {

/// One process of a sandbox, as a sample knows it. Shared by the samples in which it is the same.
struct SandboxProcess
{
    std::int32_t pid = 0;
    DumpedPtr dump; ///< null: it has no memory any more (a zombie), or was not there yet
    std::string comm; ///< of one without a dump, where it is known
    std::optional<std::vector<std::int32_t>> threads; ///< ascending; with the leader
    procfs::Generation since = 0; ///< the first that had it
    procfs::Generation threadsChanged = 0;
    bool operator==(const SandboxProcess&) const = default;
};
using SandboxProcessPtr = std::shared_ptr<const SandboxProcess>;

/// What was read from inside, once: it does not follow what goes on in there.
struct InsideEntry
{
    EntryPtr entry;
    procfs::Generation readAt = 0;
};
using InsideEntries = std::map<std::string, InsideEntry, std::less<>>; ///< by path below /proc

/// The /proc of a sandbox as far as its dump tells it. Files are made when they are asked for, so a
/// sample of many processes costs no more than their list.
class SandboxTree final : public procfs::RecordedTree
{
public:
    struct Contents
    {
        procfs::Generation generation = 0;
        std::shared_ptr<const SampledTree::Origin> origin; ///< never null
        std::vector<SandboxProcessPtr> processes; ///< ascending by pid
        procfs::Generation listChanged = 0; ///< when one came or went
        std::shared_ptr<const InsideEntries> inside; ///< never null
    };

    explicit SandboxTree(Contents contents)
        : m_contents(std::move(contents))
    {
    }

    [[nodiscard]] procfs::Generation generation() const override { return m_contents.generation; }
    [[nodiscard]] procfs::Dialect dialect() const override { return m_contents.origin->dialect; }
    [[nodiscard]] std::span<const std::string> dialectReasons() const override
    {
        return m_contents.origin->reasons;
    }
    [[nodiscard]] EntryPtr entry(std::string_view path) const override;
    [[nodiscard]] EntryPtr listed(std::string_view path) const override;

    [[nodiscard]] const Contents& contents() const { return m_contents; }
    /// When it was read from inside; nothing: it was not.
    [[nodiscard]] std::optional<procfs::Generation> insideAt(std::string_view path) const;

private:
    enum class Want { content, kind };
    [[nodiscard]] EntryPtr made(std::string_view path, Want want) const;
    [[nodiscard]] EntryPtr ofProcess(const SandboxProcess& process, std::string_view path,
                                     Want want) const;
    [[nodiscard]] EntryPtr ofThread(const SandboxProcess& process, std::string_view path,
                                    Want want) const;
    [[nodiscard]] const SandboxProcess* process(std::int32_t pid) const;

    Contents m_contents;
};

/// Whose file it is: 7 of "7" and of "7/task/9/stat"; 0: no process's.
[[nodiscard]] std::int32_t processIn(std::string_view path);

/// When a file of a moment was read from inside a sandbox; nothing: it was not.
[[nodiscard]] std::optional<procfs::Generation> readInsideAt(const snapshot::Snapshot& snapshot,
                                                             std::string_view path);

/// The names in a task directory of that release. \a isThread: below "task".
[[nodiscard]] std::vector<std::string> taskFileNames(procfs::Dialect dialect, bool isThread);

}
