// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/source.h>

namespace sandscope::app {

/// Exit codes of both programs.
enum class Exit {
    done = 0,
    no = 1, ///< the answer is no; a read failed; there is no picture
    wrongUsage = 2,
    sourceFailed = 3
};

/// That of a program whose source says \a error.
[[nodiscard]] inline Exit exitOf(const model::SourceError& error)
{
    using Code = model::SourceError::Code;
    switch (error.code) {
    case Code::badName:
    case Code::badExpression:
        return Exit::wrongUsage;
    case Code::neverThere:
        return Exit::no;
    default:
        return Exit::sourceFailed;
    }
}

}
