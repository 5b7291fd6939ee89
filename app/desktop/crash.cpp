// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <KAboutData>
#include <KCrash>

#include <QGuiApplication>

namespace sandscope::app {

/// A plugin whose object, once made, has KDE's session tell of a crash.
class Crash : public QObject
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.sandscope.Crash/1")

public:
    Crash()
    {
        // Who is not told where to, sends reports to KDE.
        KAboutData about(QGuiApplication::applicationName(), QStringLiteral("Sandscope"),
                         QGuiApplication::applicationVersion());
        about.setBugAddress(SANDSCOPE_CONTACT);
        about.setDesktopFileName(QGuiApplication::desktopFileName());
        about.setOrganizationDomain(QGuiApplication::organizationDomain().toUtf8());
        KAboutData::setApplicationData(about);
        QGuiApplication::setApplicationDisplayName({}); // is in the titles of windows already
        KCrash::initialize();
    }
};

}

#include "crash.moc"
