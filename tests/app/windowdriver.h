// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fakesource.h"

#include <QTest>

/// As QTRY_VERIFY and QTRY_COMPARE, which convert between numbers in ways that our warnings refuse,
/// and with time enough for a loaded machine.
#define WAIT_VERIFY(condition)                                                                     \
    QVERIFY(QTest::qWaitFor([&] { return bool(condition); }, sandscope::test::deadline))
#define WAIT_COMPARE(actual, expected)                                                             \
    do {                                                                                           \
        (void)QTest::qWaitFor([&] { return (actual) == (expected); }, sandscope::test::deadline);  \
        QCOMPARE(actual, expected);                                                                \
    } while (false)

namespace sandscope::app {
class MainWindow;
}

namespace sandscope::test {

inline constexpr int deadline = 20'000; ///< ms; a loaded machine under a sanitizer is slow

/// Waits until the window shows everything that it was asked for. False after a deadline.
[[nodiscard]] bool waitUntilSettled(const app::MainWindow& window);

/// Opens a source and waits until it is shown.
[[nodiscard]] bool openAndWait(app::MainWindow& window, const QString& source);
[[nodiscard]] bool openAndWait(app::MainWindow& window, std::unique_ptr<model::Source> source);

/// Goes to a step of a scenario and waits until it is shown.
[[nodiscard]] bool goToStep(app::MainWindow& window, int step);

}
