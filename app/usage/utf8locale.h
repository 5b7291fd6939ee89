// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <optional>

namespace sandscope::app::usage {

/// Where the locale is not one of UTF-8, as "C" on a build machine, Qt says so in four lines at
/// each start, and takes UTF-8 all the same. To be made before the application: gives it such a
/// locale. Main thread.
class Utf8Locale
{
public:
    Utf8Locale();
    ~Utf8Locale() { restore(); }
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;
    /// Once the application is there, so that programs that it starts have the user's locale.
    void restore();

private:
    bool m_isReplaced = false;
    std::optional<QByteArray> m_before; ///< LC_ALL; none: it was not set
};

}
