// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <tests/app/golden.h>

/// Every pane in light and dark, of a tree recorded on Linux.
class TestLinuxScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pane_data() { sandscope::test::addPanes(); }
    void pane()
    {
        QFETCH(const QString, pane);
        QFETCH(const QString, theme);
        const auto report = sandscope::test::golden(
            QStringLiteral("panes/linux-") + pane, theme,
            {QStringLiteral("proc:deadread/linux-aslr"), QStringLiteral("--pane"), pane,
             QStringLiteral("--size"), QStringLiteral("900x600")},
            QStringLiteral(SANDSCOPE_TEST_DATA "/sources/captures"));
        QVERIFY2(report.isEmpty(), qPrintable(report));
    }
};

QTEST_GUILESS_MAIN(TestLinuxScreens)
#include "tst_linuxscreens.moc"
