// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <procfs/filesystem.h>

#include <memory>
#include <string>
#include <string_view>

/// What is kept from an audience: the values of environment variables, and every argument but the
/// first, where passwords and tokens stand. A bullet takes the place of each character.
namespace sandscope::snapshot {

/// U+2022 in UTF-8.
inline constexpr std::string_view bullet = "\xe2\x80\xa2";

/// As many bullets as \a text has characters; a byte that is not of UTF-8 counts as one.
[[nodiscard]] std::string masked(std::string_view text);
/// Arguments joined by blanks: all behind the first blank.
[[nodiscard]] std::string maskedCommand(std::string_view command);
/// The bytes of cmdline. Of a title that a program wrote over its arguments, one string with
/// blanks, the first word stays.
[[nodiscard]] std::string maskedArguments(std::string_view bytes);
/// The bytes of environ: names stay; a string without a name is masked whole.
[[nodiscard]] std::string maskedEnvironment(std::string_view bytes);
/// A step's title that tells of a call of exec: strings in its lists but the very first are masked.
/// Any other comes back as it is.
[[nodiscard]] std::string maskedCall(std::string_view title);
/// Whether a file's text is masked.
[[nodiscard]] bool isSecret(const procfs::ProcFile* file);

/// The same row with its command masked.
[[nodiscard]] TaskSummary withoutSecrets(const TaskSummary& row);
/// The same tree with the texts of cmdline and environ masked. Marks of their records do not
/// survive.
[[nodiscard]] std::unique_ptr<procfs::FileSystem>
withoutSecrets(std::unique_ptr<procfs::FileSystem> files);

}
