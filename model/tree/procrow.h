// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/tree/roles.h>
#include <procfs/filesystem.h>

#include <QByteArray>
#include <QString>

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Rows of the proc tree, and what it takes to know about one. ProcTreeModel alone uses them.
namespace sandscope::model {

/// What the cells of a row show.
struct ProcDetails
{
    QString mode; ///< "dr-xr-xr-x"; empty when unknown
    QString text; ///< size, target, name of the task, or why there is none
    QByteArray raw; ///< of text
    CellState state = CellState::measured;
    bool operator==(const ProcDetails&) const = default;
};

struct ProcRow
{
    ProcRow* parent = nullptr;
    int row = 0; ///< among parent->children
    std::string name; ///< raw bytes; the root's is empty
    bool directory = false; ///< as listed
    bool link = false;
    procfs::NodePtr node; ///< null until something of it was needed; held from then on, so that its
                          ///< numbers stay put

    // Of a directory
    bool asked = false; ///< somebody opened it
    bool atEnd = false;
    std::int64_t nextOffset = 0;
    procfs::Generation listedAt = 0;
    std::optional<procfs::Failure> failure; ///< of the listing
    std::vector<std::unique_ptr<ProcRow>> children;

    std::optional<ProcDetails> details; ///< once somebody saw them
    procfs::Generation detailsAt = 0;
    bool wantsTarget = false; ///< a link that a source must read for us

    [[nodiscard]] QByteArray path() const;
    /// The node, looked up if need be.
    [[nodiscard]] procfs::Answer<procfs::NodePtr> resolve();
    [[nodiscard]] ProcRow* child(std::string_view childName) const; ///< linear; null: not among
                                                                    ///< those fetched
    void renumber(int from);
    /// Lets go of the nodes of this row and of all below it.
    void release();
};

/// Some entries of a directory, "." and ".." left out.
struct ProcListing
{
    std::vector<procfs::DirEntry> entries;
    std::int64_t nextOffset = 0;
    bool atEnd = false;
};

/// At least one entry unless the end is reached; \a count is what is asked for at a time.
[[nodiscard]] procfs::Answer<ProcListing> readSome(procfs::Node& directory, std::int64_t offset,
                                                   std::size_t count);

/// From the start, as far as \a shown was read: until the end, or past its last offset, number and
/// last name.
[[nodiscard]] procfs::Answer<ProcListing> readAgain(procfs::Node& directory, const ProcRow& shown);

/// A row for an entry. Asks the node only where the listing does not tell the type.
[[nodiscard]] std::unique_ptr<ProcRow> makeRow(const procfs::DirEntry& entry, ProcRow* parent);

/// "-r--r--r--" and the like.
[[nodiscard]] QString modeText(const procfs::Attributes& attributes);

/// \a taskName: of the task whose directory it is; empty for any other row.
[[nodiscard]] ProcDetails detailsOf(ProcRow& row, const std::string& taskName);

}
