// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/celltable.h>

/// Reading rows out of a content that is made of several files.
namespace sandscope::model {

/// The file of that name below the folder of the content's first file ("ns/net" of what begins with
/// "7/status"); null: it was not asked for.
[[nodiscard]] const FileContent* partOf(const FileContent& content, const QByteArray& file);

/// The field of that name; null: there is none.
[[nodiscard]] const procfs::Field* fieldOf(const FileContent* file, std::string_view name);

/// The dialect has no such file: nothing to say, rather than something missing.
[[nodiscard]] bool isAbsent(const FileContent& file);

/// A cell without a value that says why: "not permitted".
[[nodiscard]] TableCell failureCell(const FileContent& file);
/// The same in a sentence or two.
[[nodiscard]] QString failureWords(const FileContent& file);

}
