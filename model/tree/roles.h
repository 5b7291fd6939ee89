// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Qt>

namespace sandscope::model {

/// What rows are marked with after a change; the app chooses colour and glyph.
enum class Mark { none, added, changed, gone };

/// How much a cell's value can be trusted (design: truth before looks). The app chooses the glyph.
enum class CellState {
    measured,
    derived,
    constant,
    notProvided,
    notPermitted,
    gone,
    notSampled,
    failed,
    absent, ///< the field table says that this dialect does not print it
    renamed, ///< the same, under this name
    unknown, ///< nothing is known about it
    withheld, ///< who recorded it put something else in its place, of the same length
};

/// Roles of every model in this room and in records/. DisplayRole is text for people, with hostile
/// bytes escaped and never rich text.
enum Role {
    RawValueRole = Qt::UserRole + 1, ///< what sorting and copying use: a number, or the raw bytes
                                     ///< as QByteArray
    UnitRole, ///< QString: "kB", "bytes" …
    StateRole, ///< int of CellState
    MarkRole, ///< int of Mark
    TaskIdRole, ///< uint: procfs::TaskId value; 0 for none
    PathRole, ///< QByteArray below /proc: "7/task/9/maps"
    KindRole, ///< int of procfs::FileKind
    DepthRole, ///< int, process list: 0 at the top
    ExpandableRole, ///< bool, process list
    ExpandedRole, ///< bool, process list
    IsThreadRole, ///< bool, process list
    FilterHitRole, ///< bool: matches the filter itself, rather than being an ancestor of a match
    EndedRole, ///< bool, process list: it ended, and not just now; marked as gone all the same
    ColumnIdRole, ///< headers: QByteArray, stable id such as "vm.rss"
    WasRole, ///< QString, while comparing: what stands in this cell in the baseline, where it
             ///< differs; invalid otherwise
    RoleEnd,
};

}
