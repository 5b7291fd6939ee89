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
#include <QWidget>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace sandscope::app {

namespace {

constexpr int pictureFontPixels = 12;
bool pictureFonts = false; ///< GUI thread; set once by applyPictureLooks()

/// Fusion, which for each dock reads a dozen files for its two buttons, and for each line a few for
/// the one that clears it: a tenth of the time in which the window starts.
class QuickFusion : public QProxyStyle
{
public:
    QuickFusion()
        : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
    {
    }

    QIcon standardIcon(StandardPixmap which, const QStyleOption* option,
                       const QWidget* widget) const override
    {
        if (which != SP_TitleBarNormalButton && which != SP_TitleBarCloseButton
            && which != SP_LineEditClearButton)
            return QProxyStyle::standardIcon(which, option, widget);
        auto& known = m_icons[which];
        if (known.isNull())
            known = QProxyStyle::standardIcon(which, option, widget);
        return known;
    }

private:
    mutable QHash<StandardPixmap, QIcon> m_icons;
};

/// Without anything that moves by itself, and with frames and buttons that show in the dark,
/// where it draws them darker than the window.
class StillStyle : public QuickFusion
{
public:
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

void applyWindowLooks()
{
    if (QApplication::style()->name() == QLatin1String("fusion"))
        QApplication::setStyle(new QuickFusion);
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

namespace {

double luminance(const QColor& colour)
{
    // Worked out once: each frame asks for some hundreds.
    static const auto parts = [] {
        std::array<double, 256> result{};
        for (std::size_t byte = 0; byte < result.size(); ++byte) {
            const double value = static_cast<double>(byte) / 255;
            result[byte]
                = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        }
        return result;
    }();
    const auto part = [](int byte) { return parts[static_cast<std::size_t>(byte)]; };
    return 0.2126 * part(colour.red()) + 0.7152 * part(colour.green())
        + 0.0722 * part(colour.blue());
}

}

QColor mixed(const QColor& ground, const QColor& colour, double strength)
{
    const auto part = [&](int from, int to) {
        return from + static_cast<int>(std::lround((to - from) * strength));
    };
    return {part(ground.red(), colour.red()), part(ground.green(), colour.green()),
            part(ground.blue(), colour.blue())};
}

double contrast(const QColor& one, const QColor& other)
{
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::WindowText).lightness()
        > palette.color(QPalette::Window).lightness();
}

namespace {

/// The colour of disabled text, or as much nearer to that of other text as it takes.
QColor readableDim(const QPalette& palette)
{
    constexpr double least = 4.5;
    constexpr int steps = 16;
    const auto text = palette.color(QPalette::Active, QPalette::Text);
    const auto dim = palette.color(QPalette::Disabled, QPalette::Text);
    const auto isReadable = [&](const QColor& color) {
        return contrast(color, palette.color(QPalette::Active, QPalette::Base)) >= least
            && contrast(color, palette.color(QPalette::Active, QPalette::Window)) >= least
            && contrast(color, palette.color(QPalette::Active, QPalette::AlternateBase)) >= least;
    };
    for (int step = 0; step < steps; ++step) {
        const auto color = mixed(dim, text, double(step) / steps);
        if (isReadable(color))
            return color;
    }
    return text;
}

/// Keeps the text of a label dimmed, whatever the colours are.
class Dimmer : public QObject
{
public:
    explicit Dimmer(QWidget* label)
        : QObject(label)
        , m_label(label)
    {
        label->installEventFilter(this);
    }
    void setDimmed(bool dimmed)
    {
        m_isDimmed = dimmed;
        follow();
    }
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (watched == m_label && event->type() == QEvent::PaletteChange)
            follow();
        return false;
    }

private:
    void follow()
    {
        if (std::exchange(m_isFollowing, true))
            return;
        auto palette = QApplication::palette(m_label);
        const auto text = m_isDimmed ? dimmedText(palette) : palette.color(QPalette::WindowText);
        palette.setColor(QPalette::WindowText, text);
        if (m_label->palette().color(QPalette::WindowText) != text)
            m_label->setPalette(palette);
        m_isFollowing = false;
    }

    QWidget* m_label;
    bool m_isDimmed = false;
    bool m_isFollowing = false;
};

}

QColor dimmedText(const QPalette& palette)
{
    static std::pair<qint64, QColor> last; // asked for each cell; GUI thread
    if (last.first != palette.cacheKey() || !last.second.isValid())
        last = {palette.cacheKey(), readableDim(palette)};
    return last.second;
}

void setDimmed(QWidget* label, bool dimmed)
{
    constexpr QLatin1StringView name("dimmer");
    auto* dimmer
        = static_cast<Dimmer*>(label->findChild<QObject*>(name, Qt::FindDirectChildrenOnly));
    if (!dimmer) {
        dimmer = new Dimmer(label);
        dimmer->setObjectName(name);
    }
    dimmer->setDimmed(dimmed);
}

}
