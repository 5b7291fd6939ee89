// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/atlas/atlaslooks.h>
#include <app/atlas/atlasview.h>
#include <app/shell/theme.h>
#include <model/records/spacemaker.h>

#include <QPalette>
#include <QSet>
#include <QTest>

#include <tests/model/filecontents.h>

using namespace sandscope;
using namespace sandscope::app;

namespace {

constexpr auto themes = {Theme::light, Theme::dark};

QList<QColor> coloursOf(const QImage& image)
{
    QSet<QRgb> found;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            found.insert(image.pixel(x, y));
    }
    QList<QColor> colours;
    for (const QRgb each : found)
        colours << QColor(each);
    return colours;
}

/// A region of 24 pixels on ground of 6.
QImage bandOf(atlas::Kind kind, atlas::Permission permission, double resident,
              const QPalette& palette)
{
    const atlas::Bar bar{.begin = 0,
                         .end = 24,
                         .region = 0,
                         .regions = 1,
                         .kind = kind,
                         .permission = permission,
                         .resident = resident};
    return bandImage({&bar, 1}, 30, 24, palette, 1, true);
}

}

/// What the colours and patterns of the atlas tell, in pixels.
class TestAtlasLooks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unknownDoesNotLookLikeNothing()
    {
        atlas::Bar bar{.begin = 0,
                       .end = 20,
                       .region = 0,
                       .regions = 1,
                       .permission = atlas::Permission::readWrite};
        const auto palette = picturePalette(Theme::light);
        const auto unknown = bandImage({&bar, 1}, 20, 20, palette, 1, true);
        bar.resident = 0;
        const auto none = bandImage({&bar, 1}, 20, 20, palette, 1, true);
        bar.resident = 1;
        QVERIFY(unknown != none);
        QVERIFY(bandImage({&bar, 1}, 20, 20, palette, 1, true) != none);
        // Permissions are told apart without colour.
        QList<QImage> pictures;
        for (const auto permission : atlas::allPermissions) {
            bar.permission = permission;
            const auto picture = bandImage({&bar, 1}, 20, 20, palette, 1, true);
            QVERIFY(!pictures.contains(picture));
            pictures << picture;
        }
    }

    // 3:1 is what graphics need; letters and names are written in the colours of text.
    void coloursStandOut()
    {
        for (const auto theme : themes) {
            const auto palette = picturePalette(theme);
            QSet<QRgb> colours;
            QSet<QChar> letters;
            for (const auto kind : atlas::allKinds) {
                const auto look = kindLook(kind, palette);
                QVERIFY2(contrast(look.full, palette.color(QPalette::Base)) >= 3,
                         qPrintable(look.letter));
                QVERIFY2(contrast(look.full, look.tint) >= 3, qPrintable(look.letter));
                colours.insert(look.full.rgb());
                letters.insert(look.letter);
            }
            QCOMPARE(colours.size(), qsizetype(atlas::allKinds.size()));
            QCOMPARE(letters.size(), qsizetype(atlas::allKinds.size()));
        }
    }

    void contrastIsThatOfTheStandard()
    {
        QCOMPARE(qRound(contrast(Qt::black, Qt::white) * 100), 2100);
        QCOMPARE(contrast(Qt::red, Qt::red), 1.0);
        QCOMPARE(qRound(contrast(Qt::white, QColor(0x777777)) * 100), 448);
    }

    // Nothing else in the picture shows permissions.
    void patternsStandOut()
    {
        for (const auto theme : themes) {
            const auto palette = picturePalette(theme);
            for (const auto kind : atlas::allKinds) {
                for (const auto permission : atlas::allPermissions) {
                    if (permission == atlas::Permission::readWrite)
                        continue; // plain
                    for (const double resident : {0.0, 1.0}) {
                        const auto image = bandOf(kind, permission, resident, palette);
                        // Right of the edge, below the line along the top.
                        const auto colours = coloursOf(image.copy(1, 1, 23, 23));
                        QCOMPARE(colours.size(), qsizetype{2});
                        QVERIFY2(contrast(colours[0], colours[1]) >= 3,
                                 qPrintable(QString(permissionText(permission)
                                                    + kindLook(kind, palette).letter)));
                    }
                }
            }
        }
    }

    void whatIsMappedStandsOutFromWhatIsNot()
    {
        for (const auto theme : themes) {
            const auto palette = picturePalette(theme);
            const auto image = bandOf(atlas::Kind::data, atlas::Permission::readWrite, 0, palette);
            const auto ground = image.pixelColor(27, 0);
            QCOMPARE(ground, palette.color(QPalette::Base));
            for (int x = 0; x < 24; ++x)
                QVERIFY(contrast(image.pixelColor(x, 0), ground) >= 3);
            QVERIFY(contrast(image.pixelColor(0, 12), image.pixelColor(1, 12)) >= 3); // the edge
        }
    }

    void aFoldIsNoGapHoweverNarrow()
    {
        const auto palette = picturePalette(Theme::light);
        for (int width = 1; width < leastSigned; ++width) {
            const atlas::Bar fold{.begin = 0, .end = width, .isFold = true};
            const auto image = bandImage({&fold, 1}, width, 8, palette, 1, true);
            QVERIFY2(image.pixelColor(0, 4) != palette.color(QPalette::Base),
                     qPrintable(QString::number(width)));
        }
    }

    void theSelectionAndTheFocusStandOut()
    {
        const auto space = model::makeAddressSpace(
            test::contentOf("7/maps",
                            "10000-20000 r--p 00000000 00:0c 17 /lib/one\n"
                            "20000-20100 r-xp 00000000 00:0c 17 /lib/one\n"
                            "20100-30000 rw-p 00000000 00:00 0 [heap]\n",
                            procfs::Dialect::linux_),
            nullptr);
        for (const auto theme : themes) {
            const auto palette = picturePalette(theme);
            AtlasView view;
            view.setPalette(palette);
            view.resize(600, 200);
            view.setSpace(space);
            view.choose(2);
            auto image = view.grab().toImage();
            auto rect = view.regionRect(2);
            QVERIFY(rect.width() > 8);
            QVERIFY(contrast(image.pixelColor(rect.left() + 1, rect.center().y()),
                             image.pixelColor(rect.left() + 2, rect.center().y()))
                    >= 3);
            const QPoint arrow(rect.left() + rect.width() / 2, rect.bottom() + 5);
            QVERIFY(contrast(image.pixelColor(arrow), palette.color(QPalette::Base)) >= 3);
            view.choose(1);
            image = view.grab().toImage();
            rect = view.regionRect(1);
            QVERIFY(rect.width() <= 8);
            QVERIFY(contrast(image.pixelColor(rect.left() - 1, rect.center().y()),
                             image.pixelColor(rect.left(), rect.center().y()))
                    >= 3);
            QVERIFY(
                contrast(standingOut(palette.color(QPalette::Highlight),
                                     palette.color(QPalette::Base), palette.color(QPalette::Text)),
                         palette.color(QPalette::Base))
                >= 3);
        }
    }
};

QTEST_MAIN(TestAtlasLooks)
#include "tst_atlaslooks.moc"
