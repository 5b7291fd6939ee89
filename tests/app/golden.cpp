// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "golden.h"

#include <app/panes/pane.h>
#include <app/screens/screenfiles.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

namespace sandscope::test {

Outcome runProgram(const QStringList& arguments, const QString& folder)
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(QLatin1StringView(name));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder);
    process.start(QStringLiteral(SANDSCOPE_PROGRAM), arguments);
    if (!process.waitForFinished(120'000))
        return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromLocal8Bit(process.readAllStandardError())};
}

QString golden(const QString& name, const QString& theme, const QStringList& arguments,
               const QString& folder)
{
    // Beside the test program, so that one can look at it.
    const QDir seen(QCoreApplication::applicationDirPath() + QStringLiteral("/seen"));
    const auto base = name + u'-' + theme;
    const app::ScreenFiles made{seen.filePath(base + QStringLiteral(".png")),
                                seen.filePath(base + QStringLiteral(".json"))};
    if (!seen.mkpath(QFileInfo(made.picture).path()))
        return QStringLiteral("%1 cannot be made.").arg(seen.path());
    const auto outcome
        = runProgram(QStringList{QStringLiteral("--theme"), theme, QStringLiteral("--screenshot"),
                                 made.picture, QStringLiteral("--text-twin"), made.twin}
                         + arguments,
                     folder);
    if (outcome.exitCode != 0)
        return outcome.error;
    const QDir data(QStringLiteral(SANDSCOPE_TEST_DATA "/screens"));
    const app::ScreenFiles kept{data.filePath(base + QStringLiteral(".png")),
                                data.filePath(name + QStringLiteral(".json"))};
    if (qEnvironmentVariableIntValue("SANDSCOPE_UPDATE_GOLDEN") == 1) {
        for (const auto& [from, to] :
             {std::pair(made.picture, kept.picture), std::pair(made.twin, kept.twin)}) {
            QFile::remove(to);
            if (!data.mkpath(QFileInfo(to).path()) || !QFile::copy(from, to))
                return QStringLiteral("%1 cannot be written.").arg(to);
        }
        return QStringLiteral(
            "The picture was written; look at it, then run without SANDSCOPE_UPDATE_GOLDEN.");
    }
    if (!QFile::exists(kept.picture))
        return QStringLiteral("There is no %1 (see %2).").arg(kept.picture, made.picture);
    const auto found = app::compareScreens({base, kept, made}, {.otherFonts = true});
    if (!found)
        return found.error();
    const auto lines = app::report(*found);
    if (!lines.isEmpty())
        return lines.join(u'\n') + QStringLiteral("\n(see %1)").arg(made.picture);
    QFile::remove(made.picture);
    QFile::remove(made.twin);
    return {};
}

void addPanes()
{
    QTest::addColumn<QString>("pane");
    QTest::addColumn<QString>("theme");
    QStringList panes;
    for (const auto* descriptor : app::paneDescriptors())
        panes << QString::fromLatin1(descriptor->id).section(u'.', -1);
    panes << QStringLiteral("atlas") << QStringLiteral("proc");
    for (const auto& pane : panes) {
        for (const auto* theme : {"light", "dark"})
            QTest::addRow("%s-%s", qPrintable(pane), theme) << pane << QString::fromLatin1(theme);
    }
}

}
