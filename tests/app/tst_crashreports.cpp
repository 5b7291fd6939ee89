// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/shell/crashreports.h>

#include <QFile>
#include <QGuiApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QWidget>

#include <csignal>

using namespace sandscope;
using namespace sandscope::app;

/// Crashes are reported where a session of KDE has what it takes, and nothing is lost elsewhere.
class TestCrashReports : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    static bool show(QWidget& window)
    {
        window.show();
        return QTest::qWaitForWindowExposed(&window) && !window.grab().isNull();
    }

    /// Whether a process has a handler of its own for a signal.
    static bool handles(qint64 process, int signal)
    {
        // Empty until it is another program than this test, whose handlers it began with.
        QFile arguments(QStringLiteral("/proc/%1/cmdline").arg(process));
        if (!arguments.open(QIODevice::ReadOnly) || arguments.readAll().isEmpty())
            return false;
        QFile status(QStringLiteral("/proc/%1/status").arg(process));
        if (!status.open(QIODevice::ReadOnly))
            return false;
        for (const auto& line : status.readAll().split('\n')) {
            if (line.startsWith("SigCgt:"))
                return line.sliced(7).trimmed().toULongLong(nullptr, 16) >> (signal - 1) & 1;
        }
        return false;
    }

private Q_SLOTS:
    void init() { qputenv("XDG_CURRENT_DESKTOP", "KDE"); }

    void otherSessionsLoadNothing()
    {
        qputenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME");
        QWidget window;
        const CrashReports reports(&window);
        QVERIFY(show(window));
        QTest::qWait(0);
        QVERIFY(!reports.areOn());
        QCOMPARE(reports.problem(), QString());
    }

    void aWindowOpensWithoutThePlugin()
    {
        QWidget window;
        const CrashReports reports(&window, m_folder.filePath(QStringLiteral("nothing")));
        QVERIFY(show(window));
        WAIT_VERIFY(!reports.problem().isEmpty());
        QVERIFY(!reports.areOn());
        QVERIFY(window.isVisible());
    }

    void theBuildShipsItWhereItHasKCrash()
    {
        QCOMPARE(!CrashReports::shippedModule().isEmpty(), bool(SANDSCOPE_HAS_KCRASH));
    }

#if SANDSCOPE_HAS_KCRASH
    void itIsLoadedBehindTheFirstPaint()
    {
        QGuiApplication::setApplicationDisplayName({});
        const auto title = QGuiApplication::applicationDisplayName();
        QWidget window;
        const CrashReports reports(&window);
        QTest::qWait(0);
        QVERIFY(!reports.areOn());
        QVERIFY(show(window));
        WAIT_VERIFY(reports.areOn());
        QCOMPARE(QGuiApplication::applicationDisplayName(), title);
    }

    /// The program dies; what KDE starts then is told of what, and where reports go.
    void aCrashIsTold()
    {
        const auto said = m_folder.filePath(QStringLiteral("said"));
        QFile reporter(m_folder.filePath(QStringLiteral("drkonqi")));
        QVERIFY(reporter.open(QIODevice::WriteOnly));
        reporter.write(
            "#!/bin/sh\nprintf '%s ' \"$@\" >\"$SAID.part\"\nmv \"$SAID.part\" \"$SAID\"\n");
        reporter.close();
        QVERIFY(reporter.setPermissions(QFile::ReadOwner | QFile::ExeOwner));

        QProcess program;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("SAID"), said);
        environment.insert(QStringLiteral("LIBEXEC_PATH"), m_folder.path());
        environment.insert(QStringLiteral("KCRASH_JIT_DRKONQI"), QStringLiteral("1"));
        // A sanitizer would take the signal for itself.
        environment.insert(QStringLiteral("ASAN_OPTIONS"), QStringLiteral("handle_segv=0"));
        environment.remove(QStringLiteral("KDE_DEBUG"));
        environment.remove(QStringLiteral("KCRASH_DUMP_ONLY"));
        for (const auto* place : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"})
            environment.insert(QLatin1StringView(place), m_folder.path());
        program.setProcessEnvironment(environment);
        program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        program.start(QStringLiteral(SANDSCOPE_PROGRAM), {QStringLiteral("scenario:start")});
        QVERIFY(program.waitForStarted());
        WAIT_VERIFY(handles(program.processId(), SIGSEGV));
        QTest::qWait(1000); // nobody tells when the handler knows, right behind that, whom to start
        QCOMPARE(::kill(pid_t(program.processId()), SIGSEGV), 0);
        QVERIFY(program.waitForFinished(test::deadline));
        WAIT_VERIFY(QFile::exists(said));
        QFile words(said);
        QVERIFY(words.open(QIODevice::ReadOnly));
        const auto text = words.readAll();
        QVERIFY2(text.contains("--appname sandscope "), text.constData());
        QVERIFY2(text.contains("--programname Sandscope "), text.constData());
        QVERIFY2(text.contains("--signal 11 "), text.constData());
        QVERIFY2(text.contains("--bugaddress " SANDSCOPE_CONTACT " "), text.constData());
    }
#endif
};

QTEST_MAIN(TestCrashReports)
#include "tst_crashreports.moc"
