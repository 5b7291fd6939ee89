// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "words.h"

#include <model/records/escape.h>

#include <QCoreApplication>
#include <QLocale>

namespace sandscope::app {

QString dialectTitle(procfs::Dialect dialect)
{
    const char* title = nullptr;
    switch (dialect) {
    case procfs::Dialect::gvisor2018:
        title = QT_TRANSLATE_NOOP("Words", "gVisor 2018");
        break;
    case procfs::Dialect::gvisor2019:
        title = QT_TRANSLATE_NOOP("Words", "gVisor 2019");
        break;
    case procfs::Dialect::gvisor2022:
        title = QT_TRANSLATE_NOOP("Words", "gVisor 2022");
        break;
    case procfs::Dialect::gvisor2024:
        title = QT_TRANSLATE_NOOP("Words", "gVisor 2024");
        break;
    case procfs::Dialect::gvisor2026:
        title = QT_TRANSLATE_NOOP("Words", "gVisor 2026");
        break;
    case procfs::Dialect::linux_:
        title = QT_TRANSLATE_NOOP("Words", "Linux");
        break;
    }
    return QCoreApplication::translate("Words", title);
}

QString durationText(std::chrono::nanoseconds time)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    const QLocale locale;
    if (seconds < 60) {
        const auto precise = std::chrono::duration<double>(time).count();
        return QCoreApplication::translate("Words", "%1 s")
            .arg(locale.toString(precise, 'f', precise < 10 ? 2 : 1));
    }
    if (seconds < 3600)
        return QCoreApplication::translate("Words", "%1 min %2 s")
            .arg(seconds / 60)
            .arg(seconds % 60);
    return QCoreApplication::translate("Words", "%1 h %2 min")
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60);
}

QString endHeading(const model::Tombstone& ended)
{
    if (!ended.waitStatus)
        return endHeading(ended.last ? ended.last->generation : ended.row->generation);
    const auto outcome = model::outcomeOf(*ended.waitStatus);
    const auto heading = outcome.signal.isEmpty()
        ? QCoreApplication::translate("Words", "Exited with Code %1 at Generation %2")
              .arg(outcome.code)
        : QCoreApplication::translate("Words", "Killed by %1 at Generation %2").arg(outcome.signal);
    return heading.arg(ended.generation);
}

QString endHeading(procfs::Generation lastSeen)
{
    return QCoreApplication::translate("Words", "Ended After Generation %1").arg(lastSeen);
}

QString sizeText(quint64 bytes)
{
    const QLocale locale;
    if (bytes < 1024 * 1024)
        return QCoreApplication::translate("Words", "%1 kB").arg(locale.toString(bytes / 1024));
    if (bytes < quint64{10} << 30U)
        return QCoreApplication::translate("Words", "%1 MB")
            .arg(locale.toString(double(bytes) / (1024 * 1024), 'f', 1));
    const double gigabytes = double(bytes) / (1024.0 * 1024 * 1024);
    const auto [text, value] = gigabytes < 10 * 1024
        ? std::pair(QCoreApplication::translate("Words", "%1 GB"), gigabytes)
        : gigabytes < 1024.0 * 1024 * 1024
        ? std::pair(QCoreApplication::translate("Words", "%1 TB"), gigabytes / 1024)
        : std::pair(QCoreApplication::translate("Words", "%1 EB"),
                    gigabytes / (1024.0 * 1024 * 1024));
    return text.arg(locale.toString(value, 'f', 1));
}

SourceWords sourceWords(const QString& name)
{
    struct Kind
    {
        const char* id;
        const char* title;
        const char* icon;
    };
    static constexpr Kind kinds[] = {
        {"scenario", QT_TRANSLATE_NOOP("Words", "Scenario"), "scenario"},
        {"strace", QT_TRANSLATE_NOOP("Words", "System-Call Log"), "list"},
        {"runsc", QT_TRANSLATE_NOOP("Words", "Sandbox"), "process"},
        {"saved", QT_TRANSLATE_NOOP("Words", "Saved State"), "restart"},
        {"recording", QT_TRANSLATE_NOOP("Words", "Recording"), "record"},
        {"proc", QT_TRANSLATE_NOOP("Words", "Folder"), "folder"},
    };
    if (name == QLatin1String("proc:/proc"))
        return {.icon = "computer",
                .kind = QCoreApplication::translate("Words", "This Computer"),
                .what = QStringLiteral("/proc")};
    const auto what = model::escaped(name.section(u':', 1).toUtf8());
    for (const auto& kind : kinds) {
        if (name.section(u':', 0, 0) == QLatin1String(kind.id))
            return {.icon = kind.icon,
                    .kind = QCoreApplication::translate("Words", kind.title),
                    .what = what};
    }
    return {.icon = "recent", .kind = {}, .what = model::escaped(name.toUtf8())};
}

}
