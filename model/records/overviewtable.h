// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/celltable.h>

namespace sandscope::model {

/// What a task is, in rows of few words: group, name, value. A value that cannot be read says so.
///
/// The content is that of [folder]/status with overviewFiles() as its others; behind those, for
/// each ancestor, nearest first, its comm.
[[nodiscard]] std::span<const TableColumn> overviewColumns();
[[nodiscard]] QList<TableRow> overviewRows(const FileContent& content);

/// The files that tell of a task, its status left out. \a parent: folder of the process that made
/// it, whose namespaces are compared; empty: none.
[[nodiscard]] QList<QByteArray> overviewFiles(const QByteArray& folder, const QByteArray& parent);

}
