// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/screens/picturecompare.h>
#include <app/shell/theme.h>

#include <QApplication>
#include <QBuffer>
#include <QFile>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <optional>

using namespace sandscope::app;

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

/// As golden pictures are compared. Nothing when they agree.
std::optional<PictureRegion> difference(const QImage& expected, const QImage& actual)
{
    const auto found = comparePictures(expected, actual, {.otherFonts = true});
    return !found || found->isNone() ? std::nullopt : std::optional(found->regions.front());
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
        QVERIFY(!found);
        const auto dark = difference(picture(text, {}, true), picture(text, shift, true));
        QVERIFY(!dark);
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

    void exactlyWhatDiffers()
    {
        QImage before(size, QImage::Format_RGB32);
        before.fill(QColor(100, 100, 100));
        auto after = before;
        after.setPixelColor(3, 4, QColor(100, 130, 100));
        after.setPixelColor(4, 4, QColor(100, 100, 90));
        after.setPixelColor(200, 50, QColor(101, 100, 100));
        const auto found = comparePictures(before, after, {});
        QVERIFY(found);
        QCOMPARE(found->pixels, 3);
        QCOMPARE(found->greatest, 30);
        QCOMPARE(found->regions.size(), 2U);
        QCOMPARE(found->regions[0], (PictureRegion{QRect(3, 4, 2, 1), 2, 30}));
        QCOMPARE(found->regions[1], (PictureRegion{QRect(200, 50, 1, 1), 1, 1}));

        const auto tolerant = comparePictures(before, after, {.level = 10});
        QCOMPARE(tolerant->pixels, 1);
        QCOMPARE(tolerant->regions.front().box, QRect(3, 4, 1, 1));
        QVERIFY(comparePictures(before, after, {.level = 30})->isNone());

        const auto shown = differencePicture(after, before, *found);
        QCOMPARE(shown.size(), size);
        QCOMPARE(shown.pixelColor(3, 4), QColor(220, 0, 0));
        QCOMPARE(shown.pixelColor(100, 30).saturation(), 0);
    }

    void regionsThatTouchAreOne()
    {
        QImage before(size, QImage::Format_RGB32);
        before.fill(Qt::black);
        auto after = before;
        QPainter(&after).fillRect(5, 5, 100, 3, Qt::white);
        const auto found = comparePictures(before, after, {});
        QCOMPARE(found->regions.size(), 1U);
        QCOMPARE(found->regions[0], (PictureRegion{QRect(5, 5, 100, 3), 300, 255}));
    }

    void otherSize()
    {
        const auto found = comparePictures(QImage(10, 10, QImage::Format_RGB32),
                                           QImage(10, 11, QImage::Format_RGB32), {});
        QVERIFY(!found);
        QVERIFY2(found.error().contains(QLatin1String("10x11")), qPrintable(found.error()));
    }
    void noPicture() { QVERIFY(!comparePictures(QImage(), QImage(), {})); }

    void filesThatAreNone()
    {
        QTemporaryDir folder;
        const auto write = [&](const char* name, const QByteArray& bytes) {
            QFile file(folder.filePath(QLatin1StringView(name)));
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                qFatal("%s cannot be written", name);
            return file.fileName();
        };
        const auto error = [](const QString& name) {
            const auto read = readPicture(name);
            return read ? QString() : read.error();
        };
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        QVERIFY(picture(QStringLiteral("1234 kB")).save(&buffer, "PNG"));
        QCOMPARE(error(write("whole.png", png)), QString());
        QVERIFY(error(folder.filePath(QStringLiteral("none.png")))
                    .startsWith(QLatin1String("it cannot be read")));
        QCOMPARE(error(write("empty.png", {})), QStringLiteral("it is no PNG"));
        QCOMPARE(error(write("text.png", "not a picture at all")), QStringLiteral("it is no PNG"));
        QVERIFY(error(write("half.png", png.first(png.size() / 2)))
                    .startsWith(QLatin1String("it is damaged")));
        // Width and height stand at the bytes 16 to 23, their checksum at 29 to 32.
        auto huge = png;
        huge.replace(16, 8, QByteArray::fromHex("7fffffff7fffffff"));
        QVERIFY2(!error(write("huge.png", huge)).isEmpty(), "a claim of 2 gigapixels a side");
        auto large = png;
        large.replace(16, 8, QByteArray::fromHex("0000a0000000a000"));
        large.replace(29, 4, checksum(large.sliced(12, 17)));
        QVERIFY2(error(write("large.png", large)).contains(QLatin1String("too large")),
                 qPrintable(error(folder.filePath(QStringLiteral("large.png")))));
    }

private:
    /// Of a piece of a PNG, as its four last bytes.
    static QByteArray checksum(const QByteArray& bytes)
    {
        quint32 sum = 0xffffffffU;
        for (const char byte : bytes) {
            sum ^= quint8(byte);
            for (int bit = 0; bit < 8; ++bit)
                sum = (sum >> 1) ^ ((sum & 1U) != 0 ? 0xedb88320U : 0U);
        }
        QByteArray result(4, 0);
        qToBigEndian(~sum, result.data());
        return result;
    }
};

QTEST_MAIN(TestPictureCompare)
#include "tst_picturecompare.moc"
