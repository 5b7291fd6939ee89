// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <tests/app/golden.h>

/// Every pane in light and dark, of a scenario at a step that changes something in most files.
class TestScenarioScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pane_data() { sandscope::test::addPanes(); }
    void pane()
    {
        QFETCH(const QString, pane);
        QFETCH(const QString, theme);
        const auto report = sandscope::test::golden(
            QStringLiteral("panes/scenario-") + pane, theme,
            {QStringLiteral("scenario:fork-and-copy"), QStringLiteral("--step"),
             QStringLiteral("12"), QStringLiteral("--pane"), pane, QStringLiteral("--size"),
             QStringLiteral("900x600")},
            QString());
        QVERIFY2(report.isEmpty(), qPrintable(report));
    }
};

QTEST_GUILESS_MAIN(TestScenarioScreens)
#include "tst_scenarioscreens.moc"
