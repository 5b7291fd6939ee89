// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/runsccommand.h>
#include <model/sources/source.h>

#include <QString>

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace sandscope::model {

/// What stands behind "runsc:".
struct RunscName
{
    QString path; ///< all of it
    std::string id;
    RunscPlace place;
    bool readsInside = false; ///< inside=yes
};

/// Takes "ID?root=DIR&runsc=PROGRAM&inside=yes" apart; options are percent-encoded where they have
/// to be.
[[nodiscard]] std::expected<RunscName, SourceError> parseRunscName(const QString& path);

/// The name of the source: "runsc:ID?root=DIR".
[[nodiscard]] QString runscSourceName(const QString& id, const RunscPlace& place);

/// The dialect of a release as runsc writes it: "0.0~20240729.0", "release-20240729.0".
[[nodiscard]] std::optional<procfs::Dialect> dialectOfRelease(std::string_view release);

}
