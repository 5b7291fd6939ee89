// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/filesystem.h>

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sandscope::procfs {

/// What was seen of one entry of a real /proc. Immutable once published.
struct RecordedEntry
{
    Generation generation = 0; ///< when its value last differed from the sample before
    Attributes attributes;
    EntryType listedAs = EntryType::unknown; ///< d_type in its directory's listing
    bool listed = true; ///< false: reached by name only

    /// A directory's names in the order listed, a link's target, or a file's bytes: whatever kind
    /// says.
    std::vector<std::string> names;
    std::string target;
    std::shared_ptr<const FileText> text;
    /// Why there is none of these. Absent when there is.
    std::optional<Failure> failure;
    /// The text has its length, but who wrote it down put something else in place of secrets.
    bool withheld = false;
};

/// A recorded or sampled /proc: entries by path below /proc ("" is /proc itself, "7/status").
/// Immutable.
class RecordedTree
{
public:
    RecordedTree() = default;
    RecordedTree(const RecordedTree&) = delete;
    RecordedTree& operator=(const RecordedTree&) = delete;
    virtual ~RecordedTree() = default;

    [[nodiscard]] virtual Generation generation() const = 0;
    [[nodiscard]] virtual Dialect dialect() const = 0;
    /// Why dialect() is what it is: sentences, the conclusion first; empty where nobody looked.
    [[nodiscard]] virtual std::span<const std::string> dialectReasons() const { return {}; }
    /// Null: nothing known under that path: not sampled, or not there. A directory whose names were
    /// listed tells which.
    [[nodiscard]] virtual std::shared_ptr<const RecordedEntry> entry(std::string_view path) const
        = 0;
    /// The same for whoever lists the folder around it: the content need not be there.
    [[nodiscard]] virtual std::shared_ptr<const RecordedEntry> listed(std::string_view path) const
    {
        return entry(path);
    }
    /// The same for whoever does not read it: its text, or its names, need not be there where
    /// getting them takes long.
    [[nodiscard]] virtual std::shared_ptr<const RecordedEntry>
    withoutContent(std::string_view path) const
    {
        return entry(path);
    }
    /// What is answered where nothing is known: a recording is not sampled again.
    [[nodiscard]] virtual Failure::Kind unknown() const { return Failure::Kind::notSampled; }
    using Visitor
        = std::function<void(const std::string& path, const std::shared_ptr<const RecordedEntry>&)>;
    /// Each entry that is known, once, in no order: what the listings from the root on lead to.
    virtual void forEach(const Visitor& take) const;
};

/// The file system over a recorded tree. Nothing is reformatted: bytes, attributes and errors are
/// those recorded.
[[nodiscard]] std::unique_ptr<FileSystem>
makeRecordedFileSystem(std::shared_ptr<const RecordedTree> tree);

/// One row of a capture folder's proc.index.tsv; see parseCaptureIndex.
struct CaptureRow
{
    std::string path; ///< below /proc, unescaped; "" for /proc itself
    char type = 'F'; ///< F L D O S M, as the index defines them
    EntryType listedAs = EntryType::unknown;
    bool listed = true;
    Attributes attributes;
    /// Result "err" (the error of that step), "skipped" (notProvided), and files that were read
    /// without keeping their bytes (notKept).
    std::optional<Failure> failure;
    std::optional<std::uint64_t> bytes;
    std::string content; ///< unescaped: relative path of the bytes, link target, or "-" for none
    std::vector<std::string> names; ///< of a directory, "=" references resolved
    bool withheld = false; ///< see RecordedEntry
};

/// Parses the index of a capture folder. Rows that are left out of a task directory because they
/// equal the row of its process are filled in, as the format asks for. A damaged row is an error
/// with its offset; rows that stand for far more than the text is long are tooLong.
[[nodiscard]] Parsed<std::vector<CaptureRow>> parseCaptureIndex(std::string_view tsv);

/// The heading line of an index.
void formatCaptureHeading(std::string& out);
/// Appends one row, from which parseCaptureIndex makes the same again. What has no form in an index
/// becomes what is next to it: "not sampled" is written as skipped, and so is "not kept" of a
/// folder or a link.
void formatCaptureRow(const CaptureRow& row, std::string& out);

}
