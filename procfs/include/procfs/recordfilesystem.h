// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/filesystem.h>
#include <procfs/records.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace sandscope::procfs {

/// Texts by what they were made of. Safe to use from any thread; bounded; shared by all file
/// systems of one source. A text is formatted again only when the generation of something it
/// depends on rose; going back to a generation that is still here formats nothing. A cache must not
/// be shared by kernels that give equal generations to unequal values.
class RecordCache
{
public:
    explicit RecordCache(std::size_t maxBytes = std::size_t{64} << 20U);
    ~RecordCache();
    RecordCache(const RecordCache&) = delete;
    RecordCache& operator=(const RecordCache&) = delete;

    /// How often a formatter of a file ran since the start.
    [[nodiscard]] std::uint64_t formatCount() const;
    /// What it holds, overhead included; never more than maxBytes.
    [[nodiscard]] std::size_t bytes() const;

private:
    friend class RecordFileSystem;
    struct Private;
    std::unique_ptr<Private> d;
};

/// How a handle answers reads in pieces (facts, section 4).
enum class ReadRule : std::uint8_t {
    sequence, ///< records with handles; a read may resume in the middle, of newer records
    snapshot, ///< the whole text is made at the first read and kept while reads follow each other
    linux_, ///< single texts as snapshot; maps and smaps resume by address, whole lines at a time
};
[[nodiscard]] ReadRule readRuleOf(Dialect dialect);
/// "sequence", "snapshot", "linux"
[[nodiscard]] std::string_view readRuleName(ReadRule rule);
[[nodiscard]] std::optional<ReadRule> readRuleFromName(std::string_view name);

/// /proc over the records of a simulated kernel.
///
/// As mounted in one PID namespace, read by one task. Directory objects are rebuilt on each walk
/// unless somebody holds them, and each new one takes inode numbers from one counter, as in the
/// seeds (facts 1.4). Numbers start where this mount does: a real sandbox has used up some before.
///
/// It and its nodes belong to one thread; several may share a cache. Nodes may outlive it.
class RecordFileSystem : public FileSystem
{
public:
    struct Options
    {
        Dialect dialect = Dialect::gvisor2019;
        PidNamespaceId mount{}; ///< none: the root PID namespace
        /// Known to the records given first. None: an outside observer who may read everything and
        /// whose root is "/".
        TaskId reader{};
        /// None: the rule of the dialect.
        std::optional<ReadRule> readRule{};
        bool readerHasRoot = true; ///< false: readlink of exe answers EINVAL, as for a
                                   ///< kernel-internal reader
        /// gVisor from 2022 on gives some processes twice when a listing of /proc does not fit in
        /// the reader's buffer (facts 1.5). false: each once.
        bool repeatsProcesses = true;
        std::uint64_t seed = 0; ///< of the listing order where that is random
    };

    RecordFileSystem(std::shared_ptr<const Records> records, Options options,
                     std::shared_ptr<RecordCache> cache = nullptr);
    ~RecordFileSystem() override;

    [[nodiscard]] NodePtr root() override;
    [[nodiscard]] Dialect dialect() const override;

    /// Moves on to another generation of the same kernel. Held nodes stay; those whose task is gone
    /// answer as for a reaped task, from its last record.
    void setRecords(std::shared_ptr<const Records> records);
    [[nodiscard]] const std::shared_ptr<const Records>& records() const;

    struct Private;

private:
    std::shared_ptr<Private> d;
};

/// May \a reader look into \a target (facts 2.20, 2018 and 2019 rules)? A none reader is an outside
/// observer: true.
[[nodiscard]] bool canTrace(const Records& records, TaskId reader, const TaskRecord& target);
/// The same under the rules of \a dialect. \a attach: to control it, not only to read.
[[nodiscard]] bool canTrace(const Records& records, TaskId reader, const TaskRecord& target,
                            Dialect dialect, bool attach = false);

/// The capability rule over user namespaces (facts 2.20, last paragraph). \a capability is a bit
/// number.
[[nodiscard]] bool hasCapabilityIn(const Records& records, const Credentials& reader,
                                   UserNamespaceId target, int capability);

}
