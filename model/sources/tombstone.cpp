// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/signalnames.h>
#include <model/sources/tombstone.h>

#include <QCoreApplication>

#include <algorithm>

namespace sandscope::model {

const Tombstone* tombstone(const TombstonesPtr& among, procfs::TaskId task)
{
    if (!among)
        return nullptr;
    const auto at = std::ranges::lower_bound(*among, task, {},
                                             [](const Tombstone& stone) { return stone.row->id; });
    return at != among->end() && at->row->id == task ? &*at : nullptr;
}

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::History", text);
}

}

Outcome outcomeOf(int waitStatus)
{
    const int signal = waitStatus & 0x7f;
    if (signal == 0)
        return {.code = (waitStatus >> 8) & 0xff};
    const auto place = static_cast<std::size_t>(signal - 1);
    if (place >= kernel::signalNames.size())
        return {.signal
                = say(QT_TRANSLATE_NOOP("sandscope::model::History", "signal %1")).arg(signal)};
    const std::string_view name = kernel::signalNames[place];
    return {.signal = QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()))};
}

QString endText(const Tombstone& ended)
{
    if (!ended.waitStatus)
        return say(QT_TRANSLATE_NOOP("sandscope::model::History", "ended after generation %1"))
            .arg(ended.last ? ended.last->generation : ended.row->generation);
    const Outcome outcome = outcomeOf(*ended.waitStatus);
    const QString how = outcome.signal.isEmpty()
        ? say(QT_TRANSLATE_NOOP("sandscope::model::History",
                                "exited with code %1 at generation %2"))
              .arg(outcome.code)
        : say(QT_TRANSLATE_NOOP("sandscope::model::History", "killed by %1 at generation %2"))
              .arg(outcome.signal);
    return how.arg(ended.generation);
}

QString shortEndText(const Tombstone& ended)
{
    if (!ended.waitStatus)
        return say(QT_TRANSLATE_NOOP("sandscope::model::History", "ended"));
    const Outcome outcome = outcomeOf(*ended.waitStatus);
    return outcome.signal.isEmpty()
        ? say(QT_TRANSLATE_NOOP("sandscope::model::History", "exited (%1)")).arg(outcome.code)
        : outcome.signal;
}

}
