// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "baseline.h"

#include "session.h"
#include "words.h"

#include <QCoreApplication>
#include <QStringList>

namespace sandscope::app {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Baseline", text);
}

}

QString baselineText(const Session& session)
{
    const auto& baseline = session.baseline();
    if (!baseline)
        return {};
    QStringList parts;
    if (baseline->snapshot)
        parts << say(QT_TRANSLATE_NOOP("Baseline", "generation %1"))
                     .arg(baseline->snapshot->generation);
    if (baseline->task) {
        const auto* row = session.counterpart(baseline->task);
        const bool isThread = row && row->isThread;
        parts << (isThread ? say(QT_TRANSLATE_NOOP("Baseline", "thread %1"))
                           : say(QT_TRANSLATE_NOOP("Baseline", "process %1")))
                     .arg(row ? QString::number(row->tid.value) : QStringLiteral("?"));
    }
    if (baseline->dialect)
        parts << dialectTitle(*baseline->dialect);
    return parts.join(QLatin1String(", "));
}

QString noDifferenceHeading(const Session& session)
{
    const auto& baseline = session.baseline();
    if (!baseline)
        return {};
    const auto between = say(QT_TRANSLATE_NOOP("Baseline", "No Difference Between %1 and %2"));
    if (baseline->snapshot && !baseline->task && !baseline->dialect && session.snapshot())
        return between.arg(baseline->snapshot->generation).arg(session.snapshot()->generation);
    if (baseline->dialect && !baseline->task && !baseline->snapshot)
        return between.arg(dialectTitle(*baseline->dialect), dialectTitle(session.dialect()));
    return say(QT_TRANSLATE_NOOP("Baseline", "No Difference From %1")).arg(baselineText(session));
}

}
