// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/exit.h>
#include <model/sources/source.h>
#include <procfs/lensentry.h>

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <optional>
#include <string>
#include <string_view>

namespace sandscope::app::cli {

/// Bytes to standard output, as they are. Anything printed before them comes out first.
void print(std::string_view bytes);
/// A line of text to standard output.
void printLine(const QString& text);
void print(const QJsonValue& document);
/// A sentence to standard error; lines of it are kept.
void complain(const QString& sentence);
/// Did everything printed so far reach standard output?
[[nodiscard]] bool flushOutput();

/// "7/foo: lookup failed with ENOENT: there is no such entry."
[[nodiscard]] QString sentence(std::string_view path, const procfs::Failure& failure);
[[nodiscard]] QJsonObject toJson(const procfs::Failure& failure);

/// Sets \a key to the text, where it is UTF-8; otherwise to its escaped form, and \a key + "Base64"
/// to the bytes.
void setBytes(QJsonObject& object, const QString& key, std::string_view bytes);
[[nodiscard]] QString escaped(std::string_view bytes);
/// The reverse of escaped(), as far as it is one; nothing when an escape is not one.
[[nodiscard]] std::optional<std::string> unescaped(const QString& text);

[[nodiscard]] QString typeName(procfs::EntryType type);
[[nodiscard]] inline procfs::EntryType entryType(procfs::FileKind kind)
{
    return procfs::entryTypeOf(kind);
}
[[nodiscard]] QString stateName(procfs::TaskState state);

}
