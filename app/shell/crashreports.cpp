// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "crashreports.h"

#include "desktopmodule.h"

#include <QCoreApplication>
#include <QEvent>
#include <QWidget>

namespace sandscope::app {

QString CrashReports::shippedModule()
{
#ifdef SANDSCOPE_CRASH_MODULE
    return QCoreApplication::applicationDirPath() + QStringLiteral("/" SANDSCOPE_CRASH_MODULE);
#else
    return {};
#endif
}

CrashReports::CrashReports(QWidget* window, const QString& module)
{
    if (module.isEmpty() || !isKdeSession())
        return;
    m_loader.setFileName(module);
    window->installEventFilter(this);
}

bool CrashReports::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Paint) {
        watched->removeEventFilter(this);
        // Behind the paint of its children, and the flush that ends it.
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_loader.instance()) // made, it has done all it does
                    m_problem = m_loader.errorString();
            },
            Qt::QueuedConnection);
    }
    return false;
}

}
