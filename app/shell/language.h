// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sandscope::app {

/// Lets the program speak \a language ("de", "de_AT"), or that of the desktop when it is empty;
/// English where there is no translation. Also Qt's own texts, where they are installed. Numbers
/// are written as the language does. Precondition: the application object is there and nothing
/// was shown yet.
void useLanguage(const QString& language);

/// Whether there is a translation, or none is needed.
[[nodiscard]] bool speaksLanguage(const QString& language);

}
