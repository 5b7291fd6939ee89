// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/sourceengine.h>

#include <expected>
#include <span>

namespace sandscope::model {

/// Every kind of source, as sources.def lists them.
[[nodiscard]] std::span<const SourceDescriptor* const> sourceDescriptors();

/// "scenario:NAME, scenario:FILE.yaml, proc:FOLDER": how sources are named, of every kind.
[[nodiscard]] QString sourceForms();

/// For people who type one: "proc:", "scenario:", "scenario:start" … Every kind, and every scenario
/// that comes with the program.
[[nodiscard]] QStringList sourceExamples();

/// A kind of source with what it shall open.
struct SourceName
{
    const SourceDescriptor* descriptor = nullptr;
    QString path; ///< never empty
};

/// Takes "proc:/proc" or a bare path apart. Fails with badName, and says what is possible.
[[nodiscard]] std::expected<SourceName, SourceError> parseSourceName(const QString& name);

/// The source that has of \a source one process and its descendants only, whatever part of it \a
/// source has. Empty where its kind knows no such thing.
[[nodiscard]] QString subtreeSource(const QString& source, int pid);

/// The name of the source that a file or folder of this computer is, as people choose one: a folder
/// is a proc tree, a scenario, a saved state and a log of system calls are told by how they are
/// called. Fails for what is not there or none of these; whether it can be read shows later.
[[nodiscard]] std::expected<QString, SourceError> sourceNameOfFile(const QString& path);

}
