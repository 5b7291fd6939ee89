// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commandline.h>
#include <app/usage/utf8locale.h>

#include <QCoreApplication>

#include <vector>

int main(int argc, char** argv)
{
    const std::vector<char*> raw(argv, argv + argc);
    sandscope::app::usage::Utf8Locale locale;
    const QCoreApplication application(argc, argv);
    locale.restore();
    QCoreApplication::setApplicationVersion(QStringLiteral(SANDSCOPE_VERSION));
    return static_cast<int>(sandscope::app::cli::run(QCoreApplication::arguments(), raw));
}
