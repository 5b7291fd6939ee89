// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>
#include <QString>

namespace sandscope::model {

/// Bytes as one line for people: valid UTF-8 stays, every control character, broken byte, invisible
/// format character (bidirectional overrides among them), line separator and backslash becomes an
/// escape (\n, \x1b, \u202e, \\). Never interpreted as rich text by anyone who shows it as plain
/// text.
[[nodiscard]] QString escaped(QByteArrayView bytes);

}
