// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>
#include <QToolButton>

namespace sandscope::app {

namespace {

/// Monochrome drawings are stored in black; the colour is put in before they are rendered.
class GlyphEngine : public QIconEngine
{
public:
    GlyphEngine(QString name, QByteArray svg, QColor color)
        : m_name(std::move(name))
        , m_svg(std::move(svg))
        , m_color(color)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const auto ratio
            = painter->device() != nullptr ? painter->device()->devicePixelRatio() : 1.0;
        painter->drawPixmap(rect, render(rect.size(), mode, ratio));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        return render(size, mode, 1.0);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        return render(size, mode, scale);
    }

    QIconEngine* clone() const override { return new GlyphEngine(*this); }
    bool isNull() override { return m_svg.isEmpty(); }
    QString key() const override { return QStringLiteral("sandscope-glyph"); }

private:
    QColor color(QIcon::Mode mode) const
    {
        const auto palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::WindowText);
        if (mode == QIcon::Selected)
            return palette.color(QPalette::HighlightedText);
        return m_color.isValid() ? m_color : palette.color(QPalette::WindowText);
    }

    QPixmap render(const QSize& size, QIcon::Mode mode, qreal ratio) const
    {
        const auto ink = color(mode).name();
        const auto key = QStringLiteral("sandscope/%1/%2/%3x%4/%5")
                             .arg(m_name, ink)
                             .arg(size.width())
                             .arg(size.height())
                             .arg(ratio);
        QPixmap result;
        if (QPixmapCache::find(key, &result)) // parsing it costs more than anything else here
            return result;
        auto svg = m_svg;
        svg.replace("#000000", ink.toLatin1());
        result = QPixmap((QSizeF(size) * ratio).toSize());
        result.setDevicePixelRatio(ratio);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        painter.setRenderHint(QPainter::Antialiasing);
        QSvgRenderer(svg).render(&painter, QRectF(QPointF(), QSizeF(size)));
        painter.end();
        QPixmapCache::insert(key, result);
        return result;
    }

    QString m_name;
    QByteArray m_svg;
    QColor m_color;
};

}

QIcon icon(const char* name, const QColor& color)
{
    QFile file(QLatin1String(":/icons/") + QLatin1String(name) + QLatin1String(".svg"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new GlyphEngine(QLatin1String(name), file.readAll(), color));
}

QIcon icon(const char* name)
{
    return icon(name, QColor());
}

void setUpButton(QToolButton* button, const char* iconName, const QString& name, const QString& tip)
{
    button->setIcon(icon(iconName));
    button->setIconSize(QSize(18, 18));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(name);
    button->setToolTip(tip);
}

QIcon programIcon()
{
    QIcon result;
    QSvgRenderer large(QStringLiteral(":/icons/sandscope.svg"));
    QSvgRenderer small(QStringLiteral(":/icons/sandscope-small.svg"));
    for (const int size : {16, 24, 32, 48, 64, 128}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        (size < 32 ? small : large).render(&painter);
        painter.end();
        result.addPixmap(pixmap);
    }
    return result;
}

}
