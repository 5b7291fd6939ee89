// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "picturecompare.h"

#include <app/shell/theme.h>

#include <QApplication>
#include <QPainter>
#include <QTest>

using sandscope::test::difference;

namespace {

constexpr QSize size(360, 60);

/// A piece of a table: lines that stay, and text that may be moved or changed.
QImage picture(const QString& text, QPointF shift = {}, bool dark = false, bool monospace = false)
{
    const auto palette = sandscope::app::picturePalette(dark ? sandscope::app::Theme::dark
                                                             : sandscope::app::Theme::light);
    QImage image(size, QImage::Format_RGB32);
    image.fill(palette.color(QPalette::Base));
    QPainter painter(&image);
    painter.fillRect(0, 20, size.width(), 20, palette.color(QPalette::AlternateBase));
    painter.setPen(palette.color(QPalette::Mid));
    painter.drawLine(120, 0, 120, size.height());
    painter.setPen(palette.color(QPalette::Text));
    painter.setFont(monospace ? sandscope::app::monospaceFont() : QApplication::font());
    painter.drawText(QPointF(8, 15) + shift, QStringLiteral("VmSize:"));
    painter.drawText(QPointF(128, 15) + shift, text);
    painter.drawText(QPointF(128, 35) + shift, QStringLiteral("7f0000001000-7f0000002000"));
    return image;
}

}

class TestPictureCompare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { sandscope::app::applyPictureLooks(sandscope::app::Theme::light); }

    void equal()
    {
        QVERIFY(
            !difference(picture(QStringLiteral("1234 kB")), picture(QStringLiteral("1234 kB"))));
    }

    void shifted_data()
    {
        QTest::addColumn<QPointF>("shift");
        for (const auto& [name, shift] : std::initializer_list<std::pair<const char*, QPointF>>{
                 {"right", {1, 0}},
                 {"left", {-1, 0}},
                 {"up", {0, -1}},
                 {"down", {0, 1}},
                 {"both", {1, 1}},
                 {"a quarter of a pixel", {0.25, 0}}})
            QTest::newRow(name) << shift;
    }
    void shifted()
    {
        QFETCH(const QPointF, shift);
        const auto text = QStringLiteral("1234 kB");
        const auto found = difference(picture(text), picture(text, shift));
        QVERIFY2(!found, qPrintable(found.value_or(QString())));
        const auto dark = difference(picture(text, {}, true), picture(text, shift, true));
        QVERIFY2(!dark, qPrintable(dark.value_or(QString())));
    }

    void anotherDigit_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        for (int from = 0; from < 10; ++from) {
            for (int to = from + 1; to < 10; ++to)
                QTest::addRow("%d for %d", to, from) << from << to;
        }
    }
    void anotherDigit()
    {
        QFETCH(const int, from);
        QFETCH(const int, to);
        const auto text = [](int digit) { return QStringLiteral("12%1 kB").arg(digit); };
        for (const bool dark : {false, true}) {
            for (const bool monospace : {false, true}) {
                QVERIFY(difference(picture(text(from), {}, dark, monospace),
                                   picture(text(to), {}, dark, monospace)));
                // A font that sits a pixel aside must not hide it.
                QVERIFY(difference(picture(text(from), {}, dark, monospace),
                                   picture(text(to), {1, 0}, dark, monospace)));
            }
        }
    }

    void missingMark()
    {
        auto marked = picture(QStringLiteral("1234 kB"));
        QPainter painter(&marked);
        painter.fillRect(120, 0, 180, 20, QColor(255, 160, 0, 40));
        painter.end();
        QVERIFY(difference(picture(QStringLiteral("1234 kB")), marked));
    }

    void otherSize()
    {
        QVERIFY(
            difference(QImage(10, 10, QImage::Format_RGB32), QImage(10, 11, QImage::Format_RGB32)));
    }
    void noPicture() { QVERIFY(difference(QImage(), QImage())); }
};

QTEST_MAIN(TestPictureCompare)
#include "tst_picturecompare.moc"
