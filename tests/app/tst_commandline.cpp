// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/shell/commandline.h>

#include <QTest>

using namespace sandscope::app;

Q_DECLARE_METATYPE(std::optional<Destination>)

class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingOpensTheStartScenario()
    {
        const auto options = parseCommandLine({});
        QVERIFY(options);
        QCOMPARE(options->source, QStringLiteral("scenario:start"));
        QVERIFY(options->screenshot.isEmpty());
    }

    void everything()
    {
        const auto options = parseCommandLine(
            QStringLiteral("proc:/tmp/x --dialect gvisor-2018 --at 41 --select 7/9 --pane smaps "
                           "--screenshot out.png --size 1000x700 --theme dark --scale=1.5")
                .split(u' '));
        QVERIFY2(options, options ? "" : qPrintable(options.error()));
        QCOMPARE(options->source, QStringLiteral("proc:/tmp/x"));
        QCOMPARE(options->dialect, sandscope::procfs::Dialect::gvisor2018);
        QCOMPARE(options->at, std::optional<quint64>(41));
        QCOMPARE(options->select, (ProcessNumber{7, 9}));
        QCOMPARE(options->pane, "smaps");
        QCOMPARE(options->screenshot, QStringLiteral("out.png"));
        QCOMPARE(options->size, QSize(1000, 700));
        QCOMPARE(options->theme, Theme::dark);
        QCOMPARE(options->scale, 1.5);
    }

    void comparison()
    {
        using sandscope::procfs::Dialect;
        const auto with = [](const char* text) {
            return parseCommandLine({QStringLiteral("--compare"), QLatin1String(text)})->compare;
        };
        QCOMPARE(with("generation:12"), (CompareOptions{.generation = 12}));
        QCOMPARE(with("task:7/9"), (CompareOptions{.process = ProcessNumber{7, 9}}));
        QCOMPARE(with("dialect:linux,generation:0"),
                 (CompareOptions{.generation = 0, .dialect = Dialect::linux_}));
        QVERIFY(!parseCommandLine({})->compare);
    }

    void startPage()
    {
        QVERIFY(parseCommandLine({QStringLiteral("--start-page")})->source.isEmpty());
    }

    void refused_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("named");
        QTest::newRow("unknown option") << "--frobnicate" << "--frobnicate";
        QTest::newRow("value missing") << "--at" << "--at";
        QTest::newRow("size without x") << "--size 1000" << "1000";
        QTest::newRow("size of nothing") << "--size 0x0" << "0x0";
        QTest::newRow("size beyond reason") << "--size 1000000x1000000" << "1000000x1000000";
        QTest::newRow("theme") << "--theme blue" << "blue";
        QTest::newRow("scale") << "--scale 3" << "3";
        QTest::newRow("dialect") << "--dialect klingon" << "klingon";
        QTest::newRow("pane") << "--pane attic" << "attic";
        QTest::newRow("generation") << "--at yesterday" << "yesterday";
        QTest::newRow("process") << "--select init" << "init";
        QTest::newRow("two sources") << "scenario:start proc:/proc" << "proc:/proc";
        QTest::newRow("generation and step") << "--at 4 --step 2" << "--step";
        QTest::newRow("step and expression") << "--step 2 --until pid==1" << "--until";
        QTest::newRow("comparison") << "--compare yesterday" << "yesterday";
        QTest::newRow("comparison with nobody") << "--compare task:init" << "task:init";
        QTest::newRow("half a comparison") << "--compare generation:3,dialect:" << "dialect:";
        QTest::newRow("no PNG") << "--screenshot x.jpg" << "x.jpg";
        QTest::newRow("no expression") << "--until=" << "--until";
    }
    void refused()
    {
        QFETCH(const QString, line);
        QFETCH(const QString, named);
        const auto options = parseCommandLine(line.split(u' '));
        QVERIFY(!options);
        QVERIFY2(options.error().contains(named), qPrintable(options.error()));
        QVERIFY(!options.error().contains(u'\n'));
    }

    void destination_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<std::optional<Destination>>("expected");
        const auto row = [](const char* text, std::optional<Destination> expected) {
            QTest::newRow(text) << QString::fromLatin1(text) << expected;
        };
        row("7", ProcessNumber{7, {}});
        row(" 7 ", ProcessNumber{7, {}});
        row("7/9", ProcessNumber{7, 9});
        row("0x7f00", Address{0x7f00});
        row("7f0000001000", Address{0x7f0000001000});
        row("0xffffffffffffffff", Address{0xffffffffffffffff});
        row("0x10000000000000000", std::nullopt);
        row("-7", std::nullopt);
        row("0", Address{0});
        row("7/", std::nullopt);
        row("7/x", std::nullopt);
        row("", std::nullopt);
        row("init", std::nullopt);
    }
    void destination()
    {
        QFETCH(const QString, text);
        QFETCH(const std::optional<Destination>, expected);
        QCOMPARE(parseDestination(text), expected);
    }

    void helpNamesEveryOption()
    {
        for (const auto* option : {"--start-page", "--dialect", "--at", "--step", "--until",
                                   "--select", "--pane", "--filter", "--compare", "--theme",
                                   "--size", "--screenshot", "--scale", "--help", "--version"})
            QVERIFY2(helpText().contains(QLatin1String(option)), option);
    }
};

QTEST_MAIN(TestCommandLine)
#include "tst_commandline.moc"
