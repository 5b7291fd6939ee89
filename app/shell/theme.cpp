// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "theme.h"

#include "icons.h"

#include <QApplication>
#include <QFontDatabase>
#include <QLocale>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleHints>
#include <QStyleOption>

namespace sandscope::app {

namespace {

constexpr int pictureFontPixels = 12;
bool pictureFonts = false; ///< GUI thread; set once by applyPictureLooks()

/// Fusion without anything that moves by itself, and with frames and buttons that show in the dark,
/// where it draws them darker than the window.
class StillStyle : public QProxyStyle
{
public:
    StillStyle()
        : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
    {
    }

    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override
    {
        switch (hint) {
        case SH_Widget_Animate:
        case SH_Widget_Animation_Duration:
        case SH_BlinkCursorWhenTextSelected:
            return 0;
        default:
            return QProxyStyle::styleHint(hint, option, widget, data);
        }
    }

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        if (element != PE_IndicatorCheckBox || !isDark(option->palette))
            return;
        painter->save();
        painter->setPen(dimmedText(option->palette));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5));
        painter->restore();
    }

    QIcon standardIcon(StandardPixmap which, const QStyleOption* option,
                       const QWidget* widget) const override
    {
        if (which == SP_TitleBarCloseButton)
            return icon("clear");
        if (which == SP_TitleBarNormalButton)
            return icon("float");
        return QProxyStyle::standardIcon(which, option, widget);
    }
};

QFont pictureFont(const QString& family)
{
    QFont font(family);
    font.setPixelSize(pictureFontPixels);
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(static_cast<QFont::StyleStrategy>(
        QFont::PreferAntialias | QFont::NoSubpixelAntialias | QFont::NoFontMerging));
    return font;
}

struct Shades
{
    QColor window, base, alternate, text, dim, button, highlight, highlightedText, link, tip, line;
};

}

QPalette picturePalette(Theme theme)
{
    const auto shades = theme == Theme::dark
        ? Shades{QColor(0x24272b), QColor(0x1b1d20), QColor(0x202327), QColor(0xe4e7ea),
                 QColor(0x9aa3ab), QColor(0x2e3237), QColor(0x2a5f9e), QColor(0xffffff),
                 QColor(0x7ab4f5), QColor(0x33383e), QColor(0x3c4147)}
        : Shades{QColor(0xf1f3f5), QColor(0xffffff), QColor(0xf7f8fa), QColor(0x1d2125),
                 QColor(0x5a636c), QColor(0xfafbfc), QColor(0x2a6cb8), QColor(0xffffff),
                 QColor(0x1f5fa8), QColor(0xfffbe6), QColor(0xc9ced4)};
    QPalette palette(shades.button, shades.window);
    const auto set = [&](QPalette::ColorRole role, const QColor& color) {
        palette.setColor(QPalette::All, role, color);
    };
    set(QPalette::Window, shades.window);
    set(QPalette::Base, shades.base);
    set(QPalette::AlternateBase, shades.alternate);
    set(QPalette::WindowText, shades.text);
    set(QPalette::Text, shades.text);
    set(QPalette::ButtonText, shades.text);
    set(QPalette::Button, shades.button);
    set(QPalette::Highlight, shades.highlight);
    set(QPalette::Accent, shades.highlight);
    set(QPalette::HighlightedText, shades.highlightedText);
    set(QPalette::Link, shades.link);
    set(QPalette::ToolTipBase, shades.tip);
    set(QPalette::ToolTipText, shades.text);
    set(QPalette::PlaceholderText, shades.dim);
    set(QPalette::Mid, shades.line);
    set(QPalette::Light, theme == Theme::dark ? shades.button.lighter(115) : QColor(Qt::white));
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
        palette.setColor(QPalette::Disabled, role, shades.dim);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, shades.line);
    return palette;
}

void applyPictureLooks(Theme theme)
{
    for (const auto* file :
         {"DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSansMono-Bold"})
        QFontDatabase::addApplicationFont(QLatin1String(":/fonts/") + QLatin1String(file)
                                          + QLatin1String(".ttf"));
    pictureFonts = true;
    QLocale::setDefault(QLocale::c());
    QApplication::setStyle(new StillStyle);
    QApplication::setPalette(picturePalette(theme));
    QApplication::setFont(pictureFont(QStringLiteral("DejaVu Sans")));
    QApplication::setCursorFlashTime(0);
    for (const auto effect :
         {Qt::UI_AnimateMenu, Qt::UI_AnimateCombo, Qt::UI_AnimateTooltip, Qt::UI_AnimateToolBox})
        QApplication::setEffectEnabled(effect, false);
}

void applyTheme(Theme theme)
{
    switch (theme) {
    case Theme::system:
        QGuiApplication::styleHints()->unsetColorScheme();
        break;
    case Theme::light:
        QGuiApplication::styleHints()->setColorScheme(Qt::ColorScheme::Light);
        break;
    case Theme::dark:
        QGuiApplication::styleHints()->setColorScheme(Qt::ColorScheme::Dark);
        break;
    }
}

QFont monospaceFont()
{
    if (pictureFonts)
        return pictureFont(QStringLiteral("DejaVu Sans Mono"));
    return QFontDatabase::systemFont(QFontDatabase::FixedFont);
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::WindowText).lightness()
        > palette.color(QPalette::Window).lightness();
}

QColor dimmedText(const QPalette& palette)
{
    return palette.color(QPalette::Disabled, QPalette::Text);
}

}
