// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "utf8locale.h"

#include <QtEnvironmentVariables>

#include <clocale>
#include <cstring>
#include <utility>

#include <langinfo.h>

namespace sandscope::app::usage {

namespace {

constexpr auto variable = "LC_ALL";

}

Utf8Locale::Utf8Locale()
{
    // An unknown locale is "C" to the C library.
    if (std::setlocale(LC_CTYPE, "") && std::strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        return;
    if (qEnvironmentVariableIsSet(variable))
        m_before = qgetenv(variable);
    m_isReplaced = qputenv(variable, "C.UTF-8");
}

void Utf8Locale::restore()
{
    if (!std::exchange(m_isReplaced, false))
        return;
    if (m_before)
        qputenv(variable, *m_before);
    else
        qunsetenv(variable);
}

}
