// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

/// What can stand in a command line, as this computer and its sources have it.
namespace sandscope::app::usage {

/// Sources that need no file: "scenario:start" … and the sandboxes that run in the usual folder.
[[nodiscard]] QStringList namedSources();

/// What stands before a file in the name of a source: "proc:", "scenario:" … and, of those that
/// have none, "runsc:".
struct SourceKinds
{
    QStringList ofFiles{};
    QStringList others{};
};
[[nodiscard]] SourceKinds sourceKinds();

/// The names in a folder below /proc in a source, at its end, with a '/' behind those of folders.
/// Empty where that is not to be had at once: nothing is replayed, and no sandbox asked, because
/// somebody pressed a key.
[[nodiscard]] QStringList entriesIn(const QString& source, const QString& folder);

}
