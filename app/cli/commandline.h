// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cli/output.h>

#include <QStringList>

#include <span>

namespace sandscope::app::cli {

/// Runs the command that the arguments ask for; the first of them is the program's name. \a raw:
/// the same as bytes, for a program that is to get some of them.
Exit run(const QStringList& arguments, std::span<char* const> raw);

}
