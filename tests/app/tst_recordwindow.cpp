// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "fakesource.h"
#include "windowdriver.h"

#include <app/shell/actions.h>
#include <app/shell/mainwindow.h>
#include <app/shell/messagebar.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>
#include <app/shell/recorddialog.h>
#include <model/recording/reader.h>
#include <model/sources/recordingjob.h>
#include <model/sources/source.h>
#include <model/tree/roles.h>

#include <QAbstractItemModel>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace sandscope;
using namespace sandscope::app;

/// File > Record, and what was recorded in the window.
class TestRecordWindow : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] QString path(const char* name) const
    {
        return m_folder.filePath(QLatin1StringView(name) + QLatin1StringView(".sandscope"));
    }
    /// What the status bar says of a recording; empty: nothing.
    static QString state(const MainWindow& window)
    {
        for (const auto* label : window.findChildren<QLabel*>()) {
            if (label->accessibleName() == QLatin1String("Recording"))
                return label->isVisibleTo(&window) ? label->text() : QString();
        }
        return QStringLiteral("(no label)");
    }
    static RecordDialog* dialog(MainWindow& window)
    {
        window.actions()["file.record"]->trigger();
        return window.findChild<RecordDialog*>();
    }
    static void press(RecordDialog* dialog)
    {
        auto* buttons = dialog->findChild<QDialogButtonBox*>();
        for (auto* button : buttons->buttons()) {
            if (buttons->buttonRole(button) == QDialogButtonBox::AcceptRole)
                button->click();
        }
    }

private Q_SLOTS:
    void everyStep()
    {
        MainWindow window(nullptr);
        QVERIFY(!window.actions()["file.record"]->isEnabled());
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        auto* asked = dialog(window);
        QVERIFY(asked);
        QVERIFY(asked->findChild<QLineEdit*>()->text().endsWith(QLatin1String(".sandscope")));
        for (const auto* label : asked->findChildren<QLabel*>()) // one shows the & as it is
            QVERIFY2(!label->text().contains(u'&') || label->buddy(), qPrintable(label->text()));
        asked->setPath(path("steps"));
        // Enter, in the line, is Record.
        QTest::keyClick(asked->findChild<QLineEdit*>(), Qt::Key_Return);
        QVERIFY(window.recording());
        WAIT_VERIFY(!window.recording()->isRunning());
        QCOMPARE(state(window), QString());
        QVERIFY2(window.messageBar()->heading().endsWith(QLatin1String("Moments Recorded")),
                 qPrintable(window.messageBar()->heading()));
        const int steps = int(window.session()->source()->stepCount());
        QCOMPARE(window.recording()->progress().moments, steps + 1);

        // The same window as live: time in both directions, marks, ended tasks.
        QVERIFY(test::openAndWait(window, path("steps")));
        WAIT_COMPARE(window.session()->source()->name(),
                     QStringLiteral("recording:") + path("steps"));
        QCOMPARE(window.session()->player()->range(), steps);
        QVERIFY(test::goToStep(window, steps));
        WAIT_VERIFY(window.session()->history()->at(steps));
        QVERIFY(window.session()->history()->count() == steps + 1);
        WAIT_VERIFY(!window.session()->tombstones()->empty());
        QVERIFY(window.actions()["player.stepBack"]->isEnabled());
        window.actions()["player.stepBack"]->trigger();
        WAIT_COMPARE(window.session()->player()->sliderPosition(), steps - 1);
        window.session()->compareWithGeneration(3);
        WAIT_VERIFY(window.session()->isComparing());
        QCOMPARE(window.session()->baselineSnapshot()->generation, 3U);

        // What was withheld is a state of its own.
        const auto* model = window.processPage()->view()->model();
        bool isAny = false;
        for (int column = 0; column < model->columnCount(); ++column)
            isAny = isAny
                || model->index(0, column).data(model::StateRole).toInt()
                    == int(model::CellState::withheld);
        QVERIFY(isAny);
    }

    void samples()
    {
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("proc/7")));
        const auto write = [this](const char* name, const QByteArray& bytes) {
            QFile file(m_folder.filePath(QLatin1StringView("proc/") + QLatin1StringView(name)));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        };
        write("7/stat",
              "7 (shell) S 0 1 1 0 -1 0 0 0 0 0 0 5 0 0 20 0 1 0 100 8192000 250 1 0 0\n");
        write("7/maps", "");
        MainWindow window(nullptr);
        QVERIFY(test::openAndWait(
            window, QStringLiteral("proc:") + m_folder.filePath(QStringLiteral("proc"))));
        auto* asked = dialog(window);
        asked->setPath(path("samples"));
        asked->findChild<QCheckBox*>()->setChecked(false);
        asked->findChild<QComboBox*>()->setCurrentIndex(1);
        const auto options = asked->options();
        QVERIFY(!options.isMasked);
        QCOMPARE(options.keep.age, std::chrono::minutes(5));
        press(asked);
        WAIT_COMPARE(window.recording()->progress().moments, 1);
        QVERIFY2(state(window).contains(QLatin1String("samples.sandscope")),
                 qPrintable(state(window)));
        QVERIFY(window.actions()["file.record"]->text().contains(QLatin1String("Stop")));
        write("7/stat",
              "7 (shell) S 0 1 1 0 -1 0 0 0 0 0 9 5 0 0 20 0 1 0 100 8192000 250 1 0 0\n");
        window.session()->player()->refresh();
        WAIT_COMPARE(window.recording()->progress().moments, 2);
        window.actions()["file.record"]->trigger();
        WAIT_VERIFY(!window.recording()->isRunning());
        QCOMPARE(state(window), QString());
        const auto reader = recording::Reader::open(path("samples").toStdString(), {});
        QVERIFY(reader);
        QCOMPARE((*reader)->count(), 2U);
        QVERIFY((*reader)->facts().isEnded);

        // What is there is never written over, and the window says so.
        auto* again = dialog(window);
        again->setPath(path("samples"));
        press(again);
        WAIT_COMPARE(window.messageBar()->heading(), QStringLiteral("Cannot Record"));
        QCOMPARE(state(window), QString());
    }

    void whatOnlyTheInsideTells()
    {
        class Inside final : public test::FakeSource
        {
        public:
            Inside()
                : FakeSource({test::makeSnapshot(1, {{1, 0, 1, 0, "init"}})})
            {
            }
            [[nodiscard]] model::Capabilities capabilities() const override
            {
                return {.samplesOnDemand = true, .readsInside = true};
            }
            void setInterest(const QSet<QByteArray>& paths) override { interest = paths; }
            QSet<QByteArray> interest;
        };
        const QByteArray everything("*");
        auto made = std::make_unique<Inside>();
        const auto* const source = made.get();
        MainWindow window(nullptr);
        QVERIFY(test::openAndWait(window, std::move(made)));
        QVERIFY(!source->interest.contains(everything));
        model::RecorderOptions options;
        options.path = path("inside").toStdString();
        window.record(options);
        QVERIFY(source->interest.contains(everything));
        WAIT_COMPARE(window.recording()->progress().moments, 1);
        window.actions()["file.record"]->trigger();
        WAIT_VERIFY(!window.recording()->isRunning());
        QVERIFY(!source->interest.contains(everything)); // nothing more is read in there for nobody
        const auto reader = recording::Reader::open(path("inside").toStdString(), {});
        QVERIFY(reader);
        QCOMPARE((*reader)->facts().files, std::string()); // it was not by that list
    }

    void endsWithTheWindow()
    {
        {
            MainWindow window(nullptr);
            QVERIFY(test::openAndWait(window, QStringLiteral("proc:/proc")));
            model::RecorderOptions options;
            options.path = path("window").toStdString();
            options.files = {};
            window.record(options);
            WAIT_VERIFY(window.recording()->progress().moments > 0);
        }
        const auto reader = recording::Reader::open(path("window").toStdString(), {});
        QVERIFY(reader);
        QVERIFY((*reader)->facts().isEnded);
        QVERIFY(!QFileInfo::exists(path("window") + QLatin1String("-wal")));
    }

    void damaged()
    {
        QFile whole(path("steps"));
        QVERIFY(whole.open(QIODevice::ReadOnly));
        QByteArray bytes = whole.readAll();
        const qsizetype at = bytes.indexOf(": wait4(2) = 2");
        QVERIFY(at > 0);
        bytes[at] = '!';
        QFile file(path("damaged"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        MainWindow window(nullptr);
        QVERIFY(test::openAndWait(window, path("damaged")));
        QCOMPARE(window.messageBar()->heading(), QStringLiteral("Not Everything Is There"));
        QVERIFY(window.session()->source()->stepCount() > 5);
    }
};

QTEST_MAIN(TestRecordWindow)
#include "tst_recordwindow.moc"
