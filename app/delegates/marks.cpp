// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "marks.h"

#include <app/shell/theme.h>

#include <QCoreApplication>
#include <QPalette>

namespace sandscope::app {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Marks", text);
}

/// A hue in the strength that the palette's lightness asks for.
MarkLook look(QChar glyph, int hue, const QPalette& palette)
{
    const bool dark = isDark(palette);
    const auto ink = dark ? QColor::fromHsl(hue, 170, 165) : QColor::fromHsl(hue, 200, 72);
    auto tint = dark ? QColor::fromHsl(hue, 190, 120) : QColor::fromHsl(hue, 200, 110);
    tint.setAlphaF(dark ? 0.26F : 0.16F);
    return {glyph, tint, ink};
}

}

MarkLook markLook(model::Mark mark, const QPalette& palette)
{
    switch (mark) {
    case model::Mark::added:
        return look(u'+', 145, palette);
    case model::Mark::gone:
        return look(u'\u2212', 0, palette);
    case model::Mark::changed:
        return look(u'\u2022', 38, palette);
    case model::Mark::none:
        break;
    }
    return {};
}

QString markName(model::Mark mark)
{
    switch (mark) {
    case model::Mark::added:
        return say(QT_TRANSLATE_NOOP("Marks", "new"));
    case model::Mark::gone:
        return say(QT_TRANSLATE_NOOP("Marks", "gone"));
    case model::Mark::changed:
        return say(QT_TRANSLATE_NOOP("Marks", "changed"));
    case model::Mark::none:
        break;
    }
    return {};
}

QString markId(model::Mark mark)
{
    static constexpr QLatin1StringView names[]
        = {QLatin1StringView(), QLatin1StringView("added"), QLatin1StringView("changed"),
           QLatin1StringView("gone")};
    return names[static_cast<std::size_t>(mark)];
}

QString stateId(model::CellState state)
{
    using model::CellState;
    switch (state) {
    case CellState::measured:
        break;
    case CellState::derived:
        return QStringLiteral("derived");
    case CellState::constant:
        return QStringLiteral("constant");
    case CellState::notProvided:
        return QStringLiteral("notProvided");
    case CellState::notPermitted:
        return QStringLiteral("notPermitted");
    case CellState::gone:
        return QStringLiteral("gone");
    case CellState::notSampled:
        return QStringLiteral("notSampled");
    case CellState::failed:
        return QStringLiteral("failed");
    case CellState::absent:
        return QStringLiteral("absent");
    case CellState::renamed:
        return QStringLiteral("renamed");
    case CellState::unknown:
        return QStringLiteral("unknown");
    case CellState::withheld:
        return QStringLiteral("withheld");
    }
    return {};
}

QString stateBadge(model::CellState state)
{
    switch (state) {
    case model::CellState::constant:
        return QStringLiteral("=");
    case model::CellState::derived:
        return QStringLiteral("~");
    case model::CellState::absent:
        return QStringLiteral("\u2205");
    case model::CellState::renamed:
        return QStringLiteral("\u2192");
    case model::CellState::unknown:
        return QStringLiteral("?");
    case model::CellState::withheld:
        return QStringLiteral("\u2592");
    default:
        return {};
    }
}

QString stateExplanation(model::CellState state)
{
    using model::CellState;
    switch (state) {
    case CellState::measured:
        return say(QT_TRANSLATE_NOOP("Marks", "Measured or stored by the kernel."));
    case CellState::derived:
        return say(
            QT_TRANSLATE_NOOP("Marks", "Derived from other values, or only an approximation."));
    case CellState::constant:
        return say(QT_TRANSLATE_NOOP(
            "Marks", "Constant in this dialect: it says nothing about the process."));
    case CellState::notProvided:
        return say(QT_TRANSLATE_NOOP("Marks", "Not provided by this source."));
    case CellState::notPermitted:
        return say(QT_TRANSLATE_NOOP("Marks", "Not permitted."));
    case CellState::gone:
        return say(QT_TRANSLATE_NOOP("Marks", "Gone."));
    case CellState::notSampled:
        return say(QT_TRANSLATE_NOOP("Marks", "Not sampled yet."));
    case CellState::failed:
        return say(QT_TRANSLATE_NOOP("Marks", "Could not be read."));
    case CellState::absent:
        return say(QT_TRANSLATE_NOOP("Marks", "Absent: this dialect does not print it."));
    case CellState::renamed:
        return say(
            QT_TRANSLATE_NOOP("Marks", "Renamed: this dialect prints it under another name."));
    case CellState::unknown:
        return say(QT_TRANSLATE_NOOP("Marks", "Unknown: the field table has no fact about it."));
    case CellState::withheld:
        return say(QT_TRANSLATE_NOOP(
            "Marks", "Withheld when it was recorded; the length is that of the original."));
    }
    return {};
}

}
