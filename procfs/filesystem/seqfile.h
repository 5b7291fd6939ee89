// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "readrules.h"

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

namespace sandscope::procfs {

/// The read rule of sequence files (gVisor pkg/sentry/fs/proc/seqfile/seqfile.go at 901ed5da4,
/// facts 4.1), the same in 2018 and 2019.
///
/// The state belongs to the inode: everybody who has it open shares the records read so far and the
/// offset at which the last read began.
class SeqFile final : public ReadState
{
public:
    using Source = TextSource;

    std::expected<std::size_t, Errno> read(std::uint64_t offset, std::size_t count,
                                           std::string& out, const Source& source) override;

private:
    /// A piece of a text, which is kept alive instead of copied.
    struct Record
    {
        std::shared_ptr<const FileText> text;
        std::size_t begin = 0, end = 0;
        std::uint64_t handle = 0;
        [[nodiscard]] std::size_t size() const { return end - begin; }
    };
    struct Position
    {
        std::size_t record = 0; ///< m_records.size() when past the end
        std::uint64_t offset = 0; ///< inside the record, or what remains past the end
    };

    [[nodiscard]] bool needsUpdate(const Source& source) const
    {
        return !source.needsUpdateOnce || !m_filled;
    }
    [[nodiscard]] Position locate(std::size_t first, std::uint64_t distance) const;
    /// Drops the records from \a first on and reads those that follow the one before it.
    std::expected<void, Errno> update(std::size_t first, const Source& source);

    std::vector<Record> m_records;
    std::uint64_t m_lastRead = 0;
    bool m_filled = false;
};

}
