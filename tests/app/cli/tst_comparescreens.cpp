// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <app/screens/texttwin.h>

#include <QImage>
#include <QJsonArray>
#include <QJsonObject>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>

using namespace cli;
using namespace sandscope::app;

namespace {

/// Two screens made by hand, of a window of one table: in the second one cell is another.
class Screens
{
public:
    Screens()
    {
        save(QStringLiteral("one"), QStringLiteral("r-xp"), Qt::black);
        save(QStringLiteral("two"), QStringLiteral("rwxp"), Qt::red);
    }
    [[nodiscard]] QString operator()(const char* name) const
    {
        return m_folder.filePath(QLatin1StringView(name));
    }

private:
    void save(const QString& folder, const QString& text, const QColor& colour)
    {
        QDir(m_folder.path()).mkpath(folder);
        QImage image(200, 100, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter(&image).fillRect(110, 42, 10, 5, colour);
        image.save(m_folder.filePath(folder + QStringLiteral("/maps.png")), "PNG");
        TwinNode table{.role = QStringLiteral("table"),
                       .id = {},
                       .name = QStringLiteral("Memory\u202e"),
                       .value = {},
                       .description = {},
                       .states = {},
                       .box = {0, 20, 200, 80},
                       .table = TwinTable{.rowCount = 20,
                                          .columns = {{QStringLiteral("Start"), 0, 100},
                                                      {QStringLiteral("Permissions"), 100, 100}},
                                          .rows = {}},
                       .children = {}};
        table.table->rows.push_back(
            {.number = 14,
             .top = 40,
             .height = 20,
             .level = 0,
             .mark = {},
             .states = {},
             .cells = {{.text = QStringLiteral("7f00"), .state = {}, .was = {}, .badge = {}},
                       {.text = text, .state = {}, .was = {}, .badge = {}}}});
        const TextTwin twin{.size = {200, 100},
                            .scale = 1,
                            .window = {.role = QStringLiteral("window"),
                                       .id = {},
                                       .name = {},
                                       .value = {},
                                       .description = {},
                                       .states = {},
                                       .box = {0, 0, 200, 100},
                                       .table = {},
                                       .children = {table}}};
        write(m_folder.filePath(folder + QStringLiteral("/maps.json")), toJson(twin));
    }

    QTemporaryDir m_folder;
};

Outcome compare(const QString& before, const QString& after, const QStringList& options = {})
{
    return run(QStringList{QStringLiteral("compare-screens"), before, after} + options);
}

}

/// compare-screens, from outside.
class CompareScreensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equal()
    {
        const Screens screens;
        const auto outcome = compare(screens("one"), screens("one"));
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.out, QByteArray("No difference.\n"));
        QVERIFY(outcome.error.isEmpty());
    }

    void cellIsNamed()
    {
        const Screens screens;
        const auto outcome = compare(screens("one"), screens("two"));
        QCOMPARE(outcome.code, 1);
        // The override of the name would turn the rest of the line around.
        QCOMPARE(outcome.out,
                 QByteArray("maps:\n"
                            "  50 of 20,000 pixels differ, by up to 255 of 255, in 1 region:\n"
                            "    10x5 at 110,42: 50 pixels, by up to 255 (Memory\\u{202e}, row 14, "
                            "Permissions)\n"
                            "  The text differs in 1 place:\n"
                            "    Memory\\u{202e}, row 14, Permissions: r-xp → rwxp\n"));
    }

    void pictureFindsItsTwin()
    {
        const Screens screens;
        const auto outcome = compare(screens("one/maps.png"), screens("two/maps.png"));
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.out.contains("r-xp → rwxp"), outcome.out.constData());
    }

    void asJson()
    {
        const Screens screens;
        const auto outcome = compare(screens("one"), screens("two"), {QStringLiteral("--json")});
        QCOMPARE(outcome.code, 1);
        const auto object = json(outcome).object();
        QCOMPARE(object[QStringLiteral("same")].toBool(true), false);
        QCOMPARE(object[QStringLiteral("differing")].toInt(), 1);
        const auto screen = object[QStringLiteral("screens")][0];
        QCOMPARE(screen[QStringLiteral("name")].toString(), QStringLiteral("maps"));
        const auto region = screen[QStringLiteral("picture")][QStringLiteral("regions")][0];
        QCOMPARE(region[QStringLiteral("x")].toInt(), 110);
        QCOMPARE(region[QStringLiteral("pixels")].toInt(), 50);
        const auto text = screen[QStringLiteral("text")][0];
        QCOMPARE(text[QStringLiteral("after")].toString(), QStringLiteral("rwxp"));
        QCOMPARE(text[QStringLiteral("place")][1].toString(), QStringLiteral("row 14"));
    }

    void tolerance()
    {
        const Screens screens;
        QImage pale(screens("one/maps.png"));
        QPainter(&pale).fillRect(0, 0, 20, 20, QColor(250, 250, 250));
        const auto other = screens("pale.png");
        QVERIFY(pale.save(other));
        QFile::copy(screens("one/maps.json"), screens("pale.json"));
        QCOMPARE(compare(screens("one/maps.png"), other).code, 1);
        QCOMPARE(compare(screens("one/maps.png"), other,
                         {QStringLiteral("--tolerance"), QStringLiteral("5")})
                     .code,
                 0);
        // So little may be the work of another font; a block of another colour is not.
        const QStringList fonts{QStringLiteral("--other-fonts")};
        QCOMPARE(compare(screens("one/maps.png"), other, fonts).code, 0);
        QCOMPARE(compare(screens("one/maps.png"), screens("two/maps.png"), fonts).code, 1);
    }

    void differencePicture()
    {
        const Screens screens;
        const auto out = screens("difference.png");
        const QStringList options{QStringLiteral("--difference"), out};
        QCOMPARE(compare(screens("one/maps.png"), screens("one/maps.png"), options).code, 0);
        QVERIFY(!QFile::exists(out)); // there is nothing to show
        QCOMPARE(compare(screens("one/maps.png"), screens("two/maps.png"), options).code, 1);
        QCOMPARE(QImage(out).pixelColor(112, 44), QColor(220, 0, 0));
        QCOMPARE(compare(screens("one"), screens("two"),
                         {QStringLiteral("--difference"), screens("all")})
                     .code,
                 1);
        QVERIFY(QFile::exists(screens("all/maps.png")));
    }

    void onOneSideAlone()
    {
        const Screens screens;
        QFile::remove(screens("two/maps.png"));
        QFile::remove(screens("two/maps.json"));
        write(screens("two/extra.json"), "{}");
        const auto outcome = compare(screens("one"), screens("two"));
        QCOMPARE(outcome.code, 1);
        QCOMPARE(outcome.out,
                 QByteArray("extra:\n  It is on the second side alone.\n"
                            "maps:\n  It is on the first side alone.\n"
                            "2 of 2 screens differ.\n"));
    }

    void otherSize()
    {
        const Screens screens;
        const auto other = screens("other.png");
        QVERIFY(QImage(20, 10, QImage::Format_RGB32).save(other));
        const auto outcome = compare(screens("one/maps.png"), other);
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.out.contains("One picture is 200x100 pixels, the other 20x10."),
                 outcome.out.constData());
    }

    void refused_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const char* name, const char* before, const char* after, int code,
                            const char* error) {
            QTest::newRow(name) << QString::fromLatin1(before) << QString::fromLatin1(after) << code
                                << QByteArray(error);
        };
        row("nothing there", "one/maps.png", "none.png", 3, "There is no file or folder");
        row("file and folder", "one/maps.png", "two", 2, "two files or two folders");
        row("picture and twin", "one/maps.png", "two/maps.json", 2, "two text twins");
        row("neither", "one/maps.png", "notes.txt", 2, "neither a picture");
        row("empty folders", "empty", "empty", 3, "Neither");
        row("damaged picture", "one/maps.png", "half.png", 3, "it is damaged");
        row("no picture", "one/maps.png", "text.png", 3, "it is no PNG");
        row("no twin", "one/maps.json", "bad.json", 3, "it is no text twin");
        row("broken twin", "one/maps.json", "broken.json", 3, "it is no JSON");
    }
    void refused()
    {
        QFETCH(const QString, before);
        QFETCH(const QString, after);
        QFETCH(const int, code);
        QFETCH(const QByteArray, error);
        const Screens screens;
        QFile whole(screens("one/maps.png"));
        QVERIFY(whole.open(QIODevice::ReadOnly));
        write(screens("half.png"), whole.read(whole.size() / 2));
        write(screens("text.png"), "text");
        write(screens("notes.txt"), "text");
        write(screens("bad.json"), "{}");
        write(screens("broken.json"), "{");
        QDir(screens(".")).mkpath(QStringLiteral("empty"));
        const auto outcome = compare(screens(qPrintable(before)), screens(qPrintable(after)));
        QCOMPARE(outcome.code, code);
        QVERIFY2(outcome.error.contains(error), outcome.error.constData());
        // Of a damaged picture libpng has a line of its own to say, in front of ours.
        QVERIFY(outcome.error.count('\n') == 1 || outcome.error.startsWith("libpng error"));
        QVERIFY(outcome.out.isEmpty());
    }
};

QTEST_GUILESS_MAIN(CompareScreensTest)
#include "tst_comparescreens.moc"
