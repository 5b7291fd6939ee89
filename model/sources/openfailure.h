// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/source.h>
#include <procfs/filesystem.h>

#include <string>

namespace sandscope::model {

/// What a kind of source says of the files that it opens.
struct FileWords
{
    QString heading; ///< "Cannot Open Scenario"
    QString isFile; ///< "A scenario is a YAML file."
    QString isTooLarge; ///< "“%1” is larger than 16 MiB. A scenario is a short YAML file."
};

/// Why readUserFile could not read \a path, for a person.
[[nodiscard]] SourceError openFailure(const FileWords& words, const std::string& path,
                                      const procfs::Failure& failure);

}
