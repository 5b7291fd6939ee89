// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/shell/actions.h>
#include <app/shell/mainwindow.h>
#include <app/shell/messagebar.h>
#include <app/shell/processpage.h>
#include <app/shell/startpage.h>
#include <model/sources/source.h>
#include <model/sources/sourcename.h>

#include <QApplication>
#include <QDragEnterEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QTemporaryDir>
#include <QUrl>
#include <QWindow>

using namespace sandscope;
using namespace sandscope::app;

/// Files dragged onto the window, with the events that the window system sends.
class TestFileDrop : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString write(const char* name, const QByteArray& bytes)
    {
        const QString path = m_folder.filePath(QString::fromUtf8(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return {};
        return path;
    }

    static std::unique_ptr<QMimeData> files(const QStringList& paths)
    {
        auto data = std::make_unique<QMimeData>();
        QList<QUrl> urls;
        for (const QString& path : paths)
            urls << QUrl::fromLocalFile(path);
        data->setUrls(urls);
        return data;
    }

    static bool enter(MainWindow& window, const QMimeData& data, QPoint place = {300, 300})
    {
        QDragEnterEvent event(place, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(window.windowHandle(), &event);
        return event.isAccepted();
    }

    static bool drop(MainWindow& window, const QMimeData& data, QPoint place = {300, 300})
    {
        if (!enter(window, data, place))
            return false;
        QDragMoveEvent move(place, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(window.windowHandle(), &move);
        QDropEvent event(place, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(window.windowHandle(), &event);
        return event.isAccepted() && event.dropAction() == Qt::CopyAction;
    }

    static QWidget* hint(const MainWindow& window)
    {
        return window.findChild<QWidget*>(QStringLiteral("dropHint"));
    }

    static bool show(MainWindow& window)
    {
        window.resize(1000, 700);
        window.show();
        return QTest::qWaitForWindowExposed(&window);
    }

private Q_SLOTS:
    void whatAPathIs()
    {
        const QString folder = m_folder.path();
        const auto name
            = [](const QString& path) { return model::sourceNameOfFile(path).value_or(QString()); };
        QCOMPARE(name(folder), QLatin1String("proc:") + folder);
        const QString scenario = write("a.yaml", "title: A\n");
        QCOMPARE(name(scenario), QLatin1String("scenario:") + scenario);
        const QString saved = write("b.saved", "x");
        QCOMPARE(name(saved), QLatin1String("saved:") + saved);
        for (const auto* log : {"c.strace", "d.log", "e.TXT"}) {
            const QString path = write(log, "x");
            QCOMPARE(name(path), QLatin1String("strace:") + path);
        }
        const auto picture = model::sourceNameOfFile(write("f.png", "x"));
        QVERIFY(!picture);
        QCOMPARE(picture.error().code, model::SourceError::Code::badName);
        const auto missing = model::sourceNameOfFile(folder + QLatin1String("/missing.yaml"));
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, model::SourceError::Code::notFound);
    }

    void aScenarioOntoTheStartPage()
    {
        const QString path
            = write("mine.yaml", "title: Mine\nsteps:\n  - start: {program: /bin/sh}\n");
        MainWindow window(nullptr);
        QVERIFY(show(window));
        QVERIFY(window.showsStartPage());
        const auto data = files({path});
        QVERIFY(enter(window, *data));
        QVERIFY(hint(window) && hint(window)->isVisible());
        QCOMPARE(hint(window)->accessibleName(), QStringLiteral("Open “mine.yaml”"));
        QDragLeaveEvent leave;
        QApplication::sendEvent(window.windowHandle(), &leave);
        QVERIFY(!hint(window));
        QVERIFY(drop(window, *data));
        QVERIFY(!hint(window));
        WAIT_VERIFY(!window.showsStartPage() || !window.messageBar()->isHidden());
        QCOMPARE(window.messageBar()->explanation(), QString());
        QCOMPARE(window.session()->source()->name(), QLatin1String("scenario:") + path);
    }

    void aFolderAndALogOntoTheWorkspace()
    {
        QDir(m_folder.path()).mkpath(QStringLiteral("tree/7"));
        write("tree/7/status", "Name:\tsh\nState:\tS (sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t0\n");
        write("tree/7/stat",
              "7 (sh) S 0 7 7 0 -1 0 0 0 0 0 5 6 0 0 20 0 1 0 100 4096 1 0 0 0 0 0 0 0 "
              "0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
        MainWindow window(nullptr);
        QVERIFY(show(window));
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(drop(window, *files({m_folder.filePath(QStringLiteral("tree"))})));
        WAIT_VERIFY(window.session()->source()->name().startsWith(QLatin1String("proc:")));

        const QString log = write("run.log",
                                  "7 execve(\"/bin/sh\", [\"sh\"], 0x0) = 0\n"
                                  "7 getpid() = 7\n7 exit_group(0) = ?\n");
        // Onto a field that takes text: it gets none.
        auto* field = window.processPage()->filterField();
        QVERIFY(drop(window, *files({log}), field->mapTo(&window, field->rect().center())));
        QCOMPARE(field->text(), QString());
        WAIT_VERIFY(window.session()->source()->name().startsWith(QLatin1String("strace:"))
                    || !window.messageBar()->isHidden());
        QCOMPARE(window.messageBar()->explanation(), QString());
    }

    void whatCannotBeOpenedIsSaid()
    {
        MainWindow window(nullptr);
        QVERIFY(show(window));
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        const QString before = window.session()->source()->name();
        const auto several = files({write("a.yaml", "title: A\n"), m_folder.path()});
        QVERIFY(drop(window, *several));
        QCOMPARE(window.messageBar()->heading(), QStringLiteral("One Source at a Time"));
        QVERIFY(window.messageBar()->explanation().contains(u'2'));

        const auto picture = files({write("f\n.png", "x")});
        QVERIFY(enter(window, *picture));
        QCOMPARE(hint(window)->accessibleName(), QStringLiteral("Cannot Be Opened"));
        QVERIFY(drop(window, *picture));
        QCOMPARE(window.messageBar()->heading(), QStringLiteral("Cannot Be Opened"));
        QVERIFY(!window.messageBar()->explanation().contains(u'\n'));

        QMimeData elsewhere;
        elsewhere.setUrls({QUrl(QStringLiteral("https://example.org/a.yaml"))});
        QVERIFY(drop(window, elsewhere));
        QCOMPARE(window.messageBar()->heading(), QStringLiteral("Not a File of This Computer"));

        QMimeData text;
        text.setText(QStringLiteral("libc"));
        QVERIFY(!enter(window, text));
        QVERIFY(!hint(window));
        QCOMPARE(window.session()->source()->name(), before);
    }

    // What was opened is offered again, says what it is, and can be forgotten.
    void recentSources()
    {
        QSettings settings(m_folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        const QString path
            = write("an & other.yaml", "title: A\nsteps:\n  - start: {program: /bin/sh}\n");
        {
            MainWindow window(&settings);
            QVERIFY(show(window));
            QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
            QVERIFY(test::openAndWait(window, path));
            window.close();
        }
        MainWindow window(&settings);
        QVERIFY(show(window));
        auto* menu = window.actions().menu("file/recent");
        QVERIFY(menu->isEnabled());
        QCOMPARE(menu->actions().size(), 4); // two, a line, and what clears them
        QCOMPARE(menu->actions()[0]->text(),
                 QStringLiteral("Scenario: %1").arg(path).replace(u'&', QLatin1String("&&")));
        QCOMPARE(menu->actions()[1]->text(), QStringLiteral("Scenario: start"));
        int cards = 0;
        for (const auto* card : window.findChildren<CardButton*>())
            cards += card->accessibleDescription() == QLatin1String("Scenario") ? 1 : 0;
        QCOMPARE(cards, 2);
        menu->actions()[0]->trigger();
        WAIT_VERIFY(!window.showsStartPage());
        QCOMPARE(window.session()->source()->name(), QLatin1String("scenario:") + path);
        menu->actions().last()->trigger();
        WAIT_VERIFY(!menu->isEnabled());
        QVERIFY(settings.value(QStringLiteral("recent")).toStringList().isEmpty());
    }

    void textStillGoesIntoAField()
    {
        MainWindow window(nullptr);
        QVERIFY(show(window));
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        auto* field = window.processPage()->filterField();
        QMimeData text;
        text.setText(QStringLiteral("demo"));
        QVERIFY(drop(window, text, field->mapTo(&window, field->rect().center())));
        QCOMPARE(field->text(), QStringLiteral("demo"));
    }
};

QTEST_MAIN(TestFileDrop)
#include "tst_filedrop.moc"
