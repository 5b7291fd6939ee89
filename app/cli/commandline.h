// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cli/output.h>

#include <QStringList>

namespace sandscope::app::cli {

/// Runs the command that the arguments ask for; the first of them is the program's name.
Exit run(const QStringList& arguments);

}
