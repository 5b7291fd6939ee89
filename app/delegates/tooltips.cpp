// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "tooltips.h"

namespace sandscope::app {

QString plainToolTip(const QString& text)
{
    if (text.isEmpty())
        return {};
    return QLatin1String("<div style='white-space:pre-wrap'>") + text.toHtmlEscaped()
        + QLatin1String("</div>");
}

QString plainMenuText(const QString& text)
{
    auto result = text;
    return result.replace(u'&', QLatin1String("&&"));
}

}
