// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/history.h>
#include <procfs/dialect.h>

#include <QString>

#include <chrono>

namespace sandscope::app {

/// "gVisor 2019" … "Linux", for menus and captions.
[[nodiscard]] QString dialectTitle(procfs::Dialect dialect);

/// "2.5 s", "1 min 4 s"; the same in every locale's digits.
[[nodiscard]] QString durationText(std::chrono::nanoseconds time);

/// "Exited with Code 3 at Generation 41", "Killed by SIGKILL at Generation 41"; "Ended After
/// Generation 40" where nobody recorded how.
[[nodiscard]] QString endHeading(const model::Tombstone& ended);
/// The same where no more is known than the last generation that had it.
[[nodiscard]] QString endHeading(procfs::Generation lastSeen);

/// "12 kB", "1.5 MB" … "16.0 EB" (1024 bytes each): for sums, beside which the exact number stands.
[[nodiscard]] QString sizeText(quint64 bytes);

/// What a source is, by its name ("scenario:start"), for lists of them.
struct SourceWords
{
    const char* icon;
    QString kind; ///< "Scenario"
    QString what; ///< "start"; escaped
};
[[nodiscard]] SourceWords sourceWords(const QString& name);

}
