// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "language.h"

#include <QCoreApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace sandscope::app {

namespace {

const QString ownTexts = QStringLiteral(":/translations");

bool install(const QLocale& locale, const QString& name, const QString& folder)
{
    auto* translator = new QTranslator(QCoreApplication::instance());
    if (translator->load(locale, name, QStringLiteral("_"), folder)
        && QCoreApplication::installTranslator(translator))
        return true;
    delete translator;
    return false;
}

}

void useLanguage(const QString& language)
{
    const auto locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    if (!language.isEmpty())
        QLocale::setDefault(locale);
    // Qt's texts alone would make a window of two languages.
    if (install(locale, QStringLiteral("sandscope"), ownTexts))
        install(locale, QStringLiteral("qtbase"),
                QLibraryInfo::path(QLibraryInfo::TranslationsPath));
}

bool speaksLanguage(const QString& language)
{
    const auto code = language.section(u'_', 0, 0);
    return code == QLatin1String("en")
        || QFile::exists(ownTexts + QLatin1String("/sandscope_") + code + QLatin1String(".qm"));
}

}
