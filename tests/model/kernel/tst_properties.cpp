// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "watcheddriver.h"

#include <QObject>
#include <QTest>

#include <vector>

#include <rapidcheck.h>

using namespace sandscope;

Q_DECLARE_METATYPE(sandscope::kernel::Behaviour)

/// The rules of the kernel under lists of random operations. RapidCheck shortens a list that breaks
/// one before it shows it.
class PropertiesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyRuleHolds_data();
    void everyRuleHolds();
};

void PropertiesTest::initTestCase()
{
    // The same lists on every machine, unless somebody asks for others.
    if (!qEnvironmentVariableIsSet("RC_PARAMS"))
        qputenv("RC_PARAMS", "seed=20240729 max_success=40 max_size=1700");
}

void PropertiesTest::everyRuleHolds_data()
{
    QTest::addColumn<kernel::Behaviour>("behaviour");
    using enum kernel::Behaviour;
    QTest::newRow("gVisor 2018") << gvisor2018;
    QTest::newRow("gVisor 2019") << gvisor2019;
    QTest::newRow("gVisor 2022") << gvisor2022;
    QTest::newRow("gVisor 2024") << gvisor2024;
    QTest::newRow("gVisor 2026") << gvisor2026;
    QTest::newRow("Linux") << linux_;
}

// Lists of up to 1,700 operations: 100,000 in all, each checked on what it touched.
void PropertiesTest::everyRuleHolds()
{
    QFETCH(kernel::Behaviour, behaviour);
    std::uint64_t steps = 0;
    std::uint64_t failures = 0;
    const bool holds = rc::check([&](const std::vector<std::uint64_t>& choices) {
        test::WatchedDriver driver(behaviour, 1);
        for (const std::uint64_t choice : choices) {
            if (const auto problem = driver.step(choice))
                RC_FAIL(*problem);
        }
        if (const auto problem = driver.everything())
            RC_FAIL(*problem);
        steps += driver.steps();
        failures += driver.failures();
    });
    QVERIFY(holds);
    QVERIFY2(steps > 16'000, qPrintable(QString::number(steps)));
    QVERIFY(failures > steps / 20); // careless callers are part of it
    QVERIFY(failures < steps / 2);
}

QTEST_APPLESS_MAIN(PropertiesTest)
#include "tst_properties.moc"
