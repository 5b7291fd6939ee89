// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <tests/app/golden.h>

/// Every pane in light and dark, of a tree recorded in a gVisor sandbox.
class TestGvisorScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pane_data() { sandscope::test::addPanes(); }
    void pane()
    {
        QFETCH(const QString, pane);
        QFETCH(const QString, theme);
        const auto report = sandscope::test::golden(
            QStringLiteral("panes/gvisor-") + pane, theme,
            {QStringLiteral("proc:threads8/gvisor-20240729-systrap"), QStringLiteral("--pane"),
             pane, QStringLiteral("--size"), QStringLiteral("900x600")},
            QStringLiteral(SANDSCOPE_TEST_DATA "/sources/captures"));
        QVERIFY2(report.isEmpty(), qPrintable(report));
    }
};

QTEST_GUILESS_MAIN(TestGvisorScreens)
#include "tst_gvisorscreens.moc"
