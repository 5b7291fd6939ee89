// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "usage.h"

namespace sandscope::app::usage {

/// What a word of a command line may become.
struct Candidate
{
    QString text; ///< the whole word; ends with ':', '=' or '/' where more is to follow
    QString meaning{}; ///< for shells that show one
};

/// \a words: those behind the program's name; the last, which may be empty, is to be completed.
/// Names of files come from the file system, at most a thousand of them.
[[nodiscard]] QList<Candidate> complete(const Program& program, const QStringList& words);

/// A script for bash, zsh or fish, which asks the program itself; empty for other shells.
[[nodiscard]] QString completionScript(const Program& program, const QString& shell);

}
