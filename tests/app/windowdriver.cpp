// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/shell/mainwindow.h>
#include <app/shell/screenshot.h>

namespace sandscope::test {

bool waitUntilSettled(const app::MainWindow& window)
{
    int calm = 0;
    return QTest::qWaitFor(
        [&] {
            calm = app::Photographer::isSettled(window) ? calm + 1 : 0;
            return calm > 2;
        },
        deadline);
}

bool openAndWait(app::MainWindow& window, const QString& source)
{
    window.open(source);
    return QTest::qWaitFor([&] { return window.session()->snapshot() != nullptr; }, deadline)
        && waitUntilSettled(window);
}

bool openAndWait(app::MainWindow& window, std::unique_ptr<model::Source> source)
{
    const auto* wanted = source.get();
    window.session()->open(std::move(source));
    return QTest::qWaitFor(
               [&] {
                   return window.session()->source() == wanted
                       && window.session()->snapshot() != nullptr;
               },
               deadline)
        && waitUntilSettled(window);
}

bool goToStep(app::MainWindow& window, int step)
{
    window.session()->player()->seek(step);
    return QTest::qWaitFor([&] { return int(window.session()->now()->step) == step; }, deadline)
        && waitUntilSettled(window);
}

}
