// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>
#include <procfs/recordfilesystem.h>

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

/// How an open file answers reads in pieces, while what it tells of moves on (facts, section 4).
namespace sandscope::procfs {

using TextPtr = std::shared_ptr<const FileText>;

/// Where a read rule gets its texts from.
struct TextSource
{
    /// The text as it is now.
    std::function<std::expected<TextPtr, Errno>()> text;
    /// Sequence files: whether records that were read stay good. No file of a task directory says
    /// so: each is asked again whenever a read stands at the start of a record or past the last
    /// one.
    bool needsUpdateOnce = false;
};

/// What one rule remembers between reads.
class ReadState
{
public:
    ReadState() = default;
    ReadState(const ReadState&) = delete;
    ReadState& operator=(const ReadState&) = delete;
    virtual ~ReadState() = default;

    /// Appends at most \a count bytes to \a out and returns how many; 0 is end of file.
    virtual std::expected<std::size_t, Errno> read(std::uint64_t offset, std::size_t count,
                                                   std::string& out, const TextSource& source)
        = 0;
    /// lseek to \a offset.
    virtual std::expected<void, Errno> seek(std::uint64_t, const TextSource&) { return {}; }
};

/// The rule of 2022 and later (gVisor pkg/sentry/vfs/file_description_impl_util.go, facts 4.2): the
/// whole text is made once, and kept while each read begins where the last one ended.
class SnapshotFile final : public ReadState
{
public:
    std::expected<std::size_t, Errno> read(std::uint64_t offset, std::size_t count,
                                           std::string& out, const TextSource& source) override;
    /// To another place than the last one: makes the text at once.
    std::expected<void, Errno> seek(std::uint64_t offset, const TextSource& source) override;

private:
    std::expected<void, Errno> generate(const TextSource& source);

    TextPtr m_text; ///< null, or without bytes: to be made
    std::uint64_t m_lastRead = 0; ///< where the last read or seek ended
};

/// The rule of Linux (fs/seq_file.c, and fs/proc/task_mmu.c since 6.17, facts 4.3): a read takes
/// what is left of the records taken before, then whole records, a page of them at most or a single
/// larger one. It goes on behind the handle of the last one taken: for maps behind its end address,
/// so that no line comes twice, though one that grew comes again as it is now.
class LinuxFile final : public ReadState
{
public:
    std::expected<std::size_t, Errno> read(std::uint64_t offset, std::size_t count,
                                           std::string& out, const TextSource& source) override;
    std::expected<void, Errno> seek(std::uint64_t offset, const TextSource& source) override;

private:
    struct Piece
    {
        TextPtr text;
        std::size_t begin = 0, end = 0;
    };
    void rewind();
    /// Goes through all records up to \a offset and keeps the rest of the one it is in.
    std::expected<void, Errno> skipTo(std::uint64_t offset, const TextSource& source);
    std::size_t takeRest(std::size_t count, std::string& out);

    Piece m_rest; ///< taken, but not given yet
    std::optional<std::uint64_t> m_handle; ///< of the last record taken; none: at the start
    std::uint64_t m_position = 0; ///< where the last read ended
    std::size_t m_room = 4096; ///< of the kernel's buffer; grows with the largest record
};

/// A file that makes its text anew for each read and takes its part of it.
class PlainFile final : public ReadState
{
public:
    std::expected<std::size_t, Errno> read(std::uint64_t offset, std::size_t count,
                                           std::string& out, const TextSource& source) override;
};

/// \a inPlace: a file that the kernels of this rule read without keeping anything.
[[nodiscard]] std::shared_ptr<ReadState> makeReadState(ReadRule rule, bool inPlace);

/// Appends what [offset, offset + count) covers of \a bytes.
std::size_t slice(std::string_view bytes, std::uint64_t offset, std::size_t count,
                  std::string& out);

}
