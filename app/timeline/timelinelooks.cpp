// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "timelinelooks.h"

#include <app/shell/theme.h>

#include <QCoreApplication>
#include <QPainter>
#include <QPalette>
#include <QStringList>

namespace sandscope::app {

using snapshot::Happening;

namespace {

// In the order of Happening, each told apart by people who see fewer colours.
constexpr QRgb lightInks[] = {0xff0b62a3, 0xff00724f, 0xffb03a00, 0xff6f42b5,
                              0xff7d5c00, 0xff186874, 0xffa1407b, 0xff5a636c};
constexpr QRgb darkInks[] = {0xff62abf0, 0xff35c99f, 0xffff9450, 0xffbd97ea,
                             0xffe2b547, 0xff5cc6d2, 0xffe8a0ca, 0xffa4acb5};
constexpr char16_t letters[] = u"CEXUMFS\u00b7";

constexpr double tintStrength = 0.18;

struct Words
{
    const char* name;
    const char* explanation;
};
// clang-format off
constexpr Words words[] = {
    {QT_TRANSLATE_NOOP("Timeline", "clone"), QT_TRANSLATE_NOOP("Timeline", "A task began: fork, vfork, clone, or from outside.")},
    {QT_TRANSLATE_NOOP("Timeline", "exec"), QT_TRANSLATE_NOOP("Timeline", "A task began to run another program.")},
    {QT_TRANSLATE_NOOP("Timeline", "exit"), QT_TRANSLATE_NOOP("Timeline", "A task became a zombie, or is not there any more.")},
    {QT_TRANSLATE_NOOP("Timeline", "credentials"), QT_TRANSLATE_NOOP("Timeline", "User or group ids or capabilities changed.")},
    {QT_TRANSLATE_NOOP("Timeline", "memory"), QT_TRANSLATE_NOOP("Timeline", "Mappings changed, or what of them is resident.")},
    {QT_TRANSLATE_NOOP("Timeline", "files"), QT_TRANSLATE_NOOP("Timeline", "Descriptors, the working folder or the root changed.")},
    {QT_TRANSLATE_NOOP("Timeline", "signals"), QT_TRANSLATE_NOOP("Timeline", "Signals came, or are treated otherwise; a task stopped or went on.")},
    {QT_TRANSLATE_NOOP("Timeline", "other"), QT_TRANSLATE_NOOP("Timeline", "Something else of a task changed: its name, parent, namespaces, limits.")},
};
// clang-format on

QString say(const char* text)
{
    return QCoreApplication::translate("Timeline", text);
}

std::size_t placeOf(Happening kind)
{
    return static_cast<std::size_t>(kind);
}

}

HappeningLook happeningLook(Happening kind, const QPalette& palette)
{
    const QColor ink((isDark(palette) ? darkInks : lightInks)[placeOf(kind)]);
    return {ink, mixed(palette.color(QPalette::Base), ink, tintStrength), letters[placeOf(kind)]};
}

QString happeningName(Happening kind)
{
    return say(words[placeOf(kind)].name);
}

QString happeningsText(snapshot::Happenings kinds)
{
    QStringList names;
    for (const Happening kind : snapshot::allHappenings) {
        if (kinds.has(kind))
            names << happeningName(kind);
    }
    return names.isEmpty() ? say(QT_TRANSLATE_NOOP("Timeline", "nothing that has a mark"))
                           : names.join(QLatin1StringView(", "));
}

QString happeningExplanation(Happening kind)
{
    return say(words[placeOf(kind)].explanation);
}

QString groundName(StripGround ground)
{
    switch (ground) {
    case StripGround::notRun:
        return say(QT_TRANSLATE_NOOP("Timeline", "not run yet"));
    case StripGround::gap:
        return say(QT_TRANSLATE_NOOP("Timeline", "not sampled"));
    case StripGround::dropped:
        return say(QT_TRANSLATE_NOOP("Timeline", "dropped from memory"));
    case StripGround::unknown:
        break;
    }
    return say(QT_TRANSLATE_NOOP("Timeline", "not known"));
}

void paintGround(QPainter* painter, const QRect& area, StripGround ground, const QPalette& palette)
{
    const auto line = mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.45);
    painter->save();
    painter->setClipRect(area, Qt::IntersectClip);
    switch (ground) {
    case StripGround::notRun:
        painter->fillRect(area, palette.color(QPalette::Window));
        painter->setPen(mixed(palette.color(QPalette::Window), palette.color(QPalette::Text), 0.2));
        for (int x = area.left() - area.left() % 8 - area.height(); x <= area.right(); x += 8)
            painter->drawLine(x, area.bottom(), x + area.height(), area.top());
        break;
    case StripGround::gap:
        painter->fillRect(area, palette.color(QPalette::Window));
        break;
    case StripGround::dropped:
        painter->fillRect(area, palette.color(QPalette::Window));
        painter->setPen(line);
        for (int y = area.top() + 1; y <= area.bottom(); y += 3)
            painter->drawLine(area.left(), y, area.right(), y);
        break;
    case StripGround::unknown:
        painter->setPen(QPen(line, 1, Qt::DotLine));
        painter->drawLine(area.left(), area.center().y(), area.right(), area.center().y());
        break;
    }
    painter->restore();
}

}
