// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/dialect.h>

#include <QString>

#include <chrono>

namespace sandscope::app {

/// "gVisor 2019" … "Linux", for menus and captions.
[[nodiscard]] QString dialectTitle(procfs::Dialect dialect);

/// "2.5 s", "1 min 4 s"; the same in every locale's digits.
[[nodiscard]] QString durationText(std::chrono::nanoseconds time);

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
