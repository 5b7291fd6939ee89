// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <string_view>

namespace sandscope::model {

/// Bytes of a process, a path or a file as a message may show them: valid UTF-8 that prints stays,
/// everything else (controls, line ends, marks that turn the writing direction, broken bytes)
/// appears escaped.
[[nodiscard]] QString escapedText(std::string_view bytes);

/// The same for a sentence that quotes: tabs and quotation marks do no harm and stay.
[[nodiscard]] QString sentenceText(std::string_view bytes);

/// With a full stop, unless \a text ends as sentences do.
[[nodiscard]] QString asSentence(const QString& text);

/// The column of a QString, from 1, where a parser counted the bytes of \a text from 1.
[[nodiscard]] int characterColumn(std::string_view text, std::size_t byteColumn);

/// The word of \a candidates that is most like \a word; empty when none is like it.
[[nodiscard]] QString mostSimilar(const QString& word, const QStringList& candidates);

}
