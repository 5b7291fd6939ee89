// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/dialect.h>
#include <procfs/error.h>
#include <procfs/fields.h>
#include <procfs/records.h>

#include <array>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sandscope::procfs {

/// Where one record of a sequence file ends, and the handle from which a reader asks for what
/// follows it.
struct RecordMark
{
    std::size_t end = 0; ///< byte offset in the text, exclusive
    std::uint64_t handle = 0; ///< for maps and smaps the end address of the VMA; otherwise the
                              ///< record's number from 1
    bool operator==(const RecordMark&) const = default;
};

/// The whole text of a file, as one read from start to end gives it, with its records.
struct FileText
{
    std::string bytes;
    std::vector<RecordMark> marks;

    /// Ends a record at the present end of the bytes.
    void mark(std::uint64_t handle) { marks.push_back({bytes.size(), handle}); }
    bool operator==(const FileText&) const = default;
};

/// Everything a formatter may look at.
struct FileContext
{
    const Records& records;
    const TaskRecord& task; ///< its last record, with state dead, when it was reaped
    Dialect dialect = Dialect::gvisor2019;
    PidNamespaceId mount; ///< the PID namespace of the proc mount: every id is printed as it sees
                          ///< it
    std::string_view readerRoot = "/"; ///< empty: the reader has no root
    bool wholeGroup = true; ///< reached as /proc/PID (tgstats), not as task/TID
    UserNamespaceId readerUsers{}; ///< whose ids 2022 and later print; none: the root user
                                   ///< namespace
    bool readerMayTrace = true; ///< Linux prints addresses and an exit code to no one else
};

/// What a text depends on: its generation is the greatest of theirs.
enum class Dependency : std::uint16_t {
    task = 1, ///< the task itself, its credentials included
    group = 2,
    parent = 4, ///< the parent's task and thread group
    tracer = 8,
    fdTable = 16,
    memory = 32,
    fsContext = 64, ///< of the target
    readerRoot = 128,
    userNamespace = 256,
    mountNamespace = 512,
    readerUsers = 1024, ///< the reader's user namespace
    machine = 2048,
    everything = 4096, ///< any change, and the passing of time
};
using Dependencies = std::uint16_t;
[[nodiscard]] constexpr Dependencies operator|(Dependency a, Dependency b)
{
    return static_cast<Dependencies>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr Dependencies operator|(Dependencies a, Dependency b)
{
    return static_cast<Dependencies>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr bool dependsOn(Dependencies set, Dependency one)
{
    return (set & static_cast<unsigned>(one)) != 0;
}

enum class FileKind : std::uint8_t { regular, directory, link };

/// A text put together again from what a parser made of it.
struct Reformatted
{
    std::string bytes;
    /// How many of them come from lines or fields that no table knows and that were kept as they
    /// were.
    std::size_t unknownBytes = 0;

    Reformatted(std::string newBytes, std::size_t newUnknownBytes = 0)
        : bytes(std::move(newBytes))
        , unknownBytes(newUnknownBytes)
    {
    }
};

/// Where a file stands.
enum class Scope : std::uint8_t {
    task, ///< in /proc/PID or task/TID
    system, ///< in /proc itself
    net, ///< in the net directory of a task
};

/// The descriptor of one entry of /proc or of a task directory. One per pair in files/, listed in
/// files.def.
struct ProcFile
{
    std::string_view name;
    Scope scope = Scope::task;
    FileKind kind = FileKind::regular;
    bool onlyUnderProcess = false; ///< /proc/PID has it, task/TID has not
    bool onlyUnderThread = false;
    bool wrapped = true; ///< its owner is the task's effective ids; false: stays root (mounts,
                         ///< mountinfo)
    std::array<std::uint16_t, 6> modes{}; ///< permission bits by Dialect; 0: absent there
    Dependencies dependencies = 0;

    /// Regular files: the whole text in ctx.dialect, appended to \a out. For a system or net file
    /// ctx.task is the reader's, or an empty record. An error stands for what a
    /// read at offset 0 answers; ok with no bytes is end of file. Never fails on a dead task unless
    /// facts 2.0.1 say so.
    Errno (*render)(const FileContext& ctx, FileText& out) = nullptr;
    /// Links: what readlink answers, permission to trace already checked where the dialect checks
    /// it.
    std::expected<std::string, Errno> (*target)(const FileContext& ctx) = nullptr;

    /// Splits a text, of whatever dialect, into named fields. \a dialect chooses among meanings
    /// only.
    Parsed<Fields> (*decode)(std::string_view bytes, Dialect dialect) = nullptr;
    /// format(parse(bytes)): equal to the input for every text a known kernel printed.
    Parsed<Reformatted> (*reformat)(std::string_view bytes, Dialect dialect) = nullptr;
    /// The field table of the file; empty where it has no fields.
    std::span<const FieldDoc> fields{};

    [[nodiscard]] bool existsIn(Dialect dialect) const { return mode(dialect) != 0; }
    [[nodiscard]] std::uint16_t mode(Dialect dialect) const
    {
        return modes[static_cast<std::size_t>(dialect)];
    }
};

/// Every descriptor of a scope, ascending by name.
[[nodiscard]] std::span<const ProcFile* const> procFiles(Scope scope = Scope::task);
/// By exact name; null when there is none.
[[nodiscard]] const ProcFile* procFile(std::string_view name, Scope scope = Scope::task);
/// By path below /proc ("7/status", "7/task/9/status", "7/fdinfo/3" gives fdinfo): the descriptor
/// that knows the format of what is there; null when there is none.
[[nodiscard]] const ProcFile* procFileForPath(std::string_view path);

}
