// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/shell/actions.h>
#include <app/shell/exportbar.h>
#include <app/shell/mainwindow.h>
#include <app/shell/messagebar.h>
#include <app/shell/messageline.h>
#include <model/export/exportjob.h>
#include <model/sources/source.h>

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace sandscope;
using namespace sandscope::app;

/// File > Export, with keys and clicks as a person has them.
class TestExportBar : public QObject
{
    Q_OBJECT

private:
    struct Parts
    {
        explicit Parts(MainWindow& window)
            : bar(window.exportBar())
            , path(bar->findChild<QLineEdit*>(QStringLiteral("export.path")))
            , withholds(bar->findChild<QCheckBox*>(QStringLiteral("export.withholds")))
            , start(bar->findChild<QPushButton*>(QStringLiteral("export.start")))
            , message(bar->findChild<MessageLine*>(QStringLiteral("export.message")))
        {
        }
        ExportBar* bar;
        QLineEdit* path;
        QCheckBox* withholds;
        QPushButton* start;
        MessageLine* message;
    };

    static bool show(MainWindow& window, const QString& source)
    {
        window.resize(1200, 800);
        window.show();
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window) && test::openAndWait(window, source)
            && test::goToStep(window, static_cast<int>(window.session()->source()->stepCount()));
    }
    static QByteArray bytesOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void aFolderWithSecretsWithheld()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("tree"));
        MainWindow window(nullptr);
        QVERIFY(show(window, QStringLiteral("scenario:start")));
        const Parts parts(window);
        QVERIFY(!parts.bar->isVisible());
        QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(parts.bar->isVisible());
        WAIT_VERIFY(parts.path->hasFocus());
        QVERIFY(parts.withholds->isChecked());
        QTest::keyClick(parts.path, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(parts.path, target);
        QTest::keyClick(parts.path, Qt::Key_Return);
        WAIT_VERIFY(!parts.bar->isBusy() && window.messageBar()->isVisible());
        QVERIFY2(window.messageBar()->heading().contains(QStringLiteral("tree")),
                 qPrintable(window.messageBar()->heading()));
        QVERIFY(!parts.bar->isVisible());
        QVERIFY(bytesOf(target + QStringLiteral("/1/status")).startsWith("Name:"));
        const QByteArray environment = bytesOf(target + QStringLiteral("/1/environ"));
        QVERIFY2(environment.contains("=*"), environment.constData());
        // What was written can be opened again, and says the same.
        QVERIFY(test::openAndWait(window, QStringLiteral("proc:") + target));
        QVERIFY(window.session()->taskByNumber(1));
    }

    void withSecretsInTheDialectShown()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("tree"));
        MainWindow window(nullptr);
        QVERIFY(show(window, QStringLiteral("scenario:start")));
        window.session()->setDialect(procfs::Dialect::gvisor2018);
        window.actions()["file.export"]->trigger();
        const Parts parts(window);
        parts.bar->setPath(target);
        QTest::mouseClick(parts.withholds, Qt::LeftButton, {},
                          QPoint(8, parts.withholds->height() / 2));
        QVERIFY(!parts.withholds->isChecked());
        QTest::mouseClick(parts.start, Qt::LeftButton);
        WAIT_VERIFY(!parts.bar->isBusy() && window.messageBar()->isVisible());
        const QByteArray environment = bytesOf(target + QStringLiteral("/1/environ"));
        QVERIFY2(environment.contains("=") && !environment.contains("=*"), environment.constData());
        QVERIFY(bytesOf(target + QStringLiteral("/meta.json")).contains("gvisor-2018"));
    }

    void whatIsThereIsNotOverwritten()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("mine")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
        file.close();
        MainWindow window(nullptr);
        QVERIFY(show(window, QStringLiteral("scenario:start")));
        window.actions()["file.export"]->trigger();
        const Parts parts(window);
        parts.bar->setPath(file.fileName());
        QTest::mouseClick(parts.start, Qt::LeftButton);
        WAIT_VERIFY(!parts.bar->isBusy() && window.messageBar()->isVisible());
        QVERIFY2(window.messageBar()->explanation().contains(QStringLiteral("overwritten")),
                 qPrintable(window.messageBar()->explanation()));
        QVERIFY(parts.bar->isVisible()); // for another try
        QCOMPARE(bytesOf(file.fileName()), QByteArray("mine"));
    }

    void escapeHidesTheLine()
    {
        MainWindow window(nullptr);
        QVERIFY(show(window, QStringLiteral("scenario:start")));
        window.actions()["file.export"]->trigger();
        const Parts parts(window);
        WAIT_VERIFY(parts.path->hasFocus());
        QTest::keyClick(parts.path, Qt::Key_Escape);
        QVERIFY(!parts.bar->isVisible());
    }

    void whoPresentsCannotWriteSecrets()
    {
        MainWindow window(nullptr);
        QVERIFY(show(window, QStringLiteral("scenario:start")));
        const Parts parts(window);
        parts.withholds->setChecked(false);
        window.setPresenting(true);
        QVERIFY(parts.withholds->isChecked());
        QVERIFY(!parts.withholds->isEnabled());
    }

    void stoppingLeavesNothing()
    {
        const auto moment = model::readSource(QStringLiteral("scenario:start"), {}, {});
        QVERIFY(moment);
        bool wasStopped = false;
        for (int tries = 0; tries < 20 && !wasStopped; ++tries) { // it may be the faster one
            const QTemporaryDir folder;
            model::ExportJob job;
            QSignalSpy cancelled(&job, &model::ExportJob::cancelled);
            job.start({.snapshot = moment->snapshot,
                       .view = {},
                       .path = folder.filePath(QStringLiteral("tree")),
                       .isMasked = true});
            job.cancel();
            WAIT_VERIFY(!job.isBusy());
            wasStopped = !cancelled.isEmpty();
            const bool isEmpty
                = QDir(folder.path())
                      .isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
            QCOMPARE(isEmpty, wasStopped);
        }
        QVERIFY(wasStopped);
    }

    void aTarFile()
    {
        const QTemporaryDir folder;
        const auto moment = model::readSource(QStringLiteral("scenario:start"), {}, {});
        QVERIFY(moment);
        const QString target = folder.filePath(QStringLiteral("tree.tar"));
        model::ExportJob job;
        QSignalSpy finished(&job, &model::ExportJob::finished);
        QSignalSpy failed(&job, &model::ExportJob::failed);
        job.start({.snapshot = moment->snapshot, .view = {}, .path = target, .isMasked = true});
        WAIT_VERIFY(!job.isBusy());
        QCOMPARE(finished.size(), model::canExportTar() ? 1 : 0);
        QCOMPARE(failed.size(), model::canExportTar() ? 0 : 1);
        QCOMPARE(QFile::exists(target), model::canExportTar());
    }

    void theSubtreeOfAProcess()
    {
        MainWindow window(nullptr);
        QVERIFY(show(window, QStringLiteral("scenario:start")));
        window.selection()->setTask(window.session()->taskByNumber(1));
        QVERIFY(!window.actions()["file.subtree"]->isEnabled());
        QVERIFY(test::openAndWait(window, QStringLiteral("proc:/proc")));
        const int self = static_cast<int>(QCoreApplication::applicationPid());
        WAIT_VERIFY(window.session()->taskByNumber(self));
        window.selection()->setTask(window.session()->taskByNumber(self));
        WAIT_VERIFY(window.actions()["file.subtree"]->isEnabled());
        window.actions()["file.subtree"]->trigger();
        WAIT_COMPARE(window.session()->source()->name(),
                     QStringLiteral("proc:/proc?root=%1").arg(self));
        QVERIFY(window.session()->taskByNumber(self));
        QVERIFY(!window.session()->taskByNumber(1));
    }
};

QTEST_MAIN(TestExportBar)
#include "tst_exportbar.moc"
