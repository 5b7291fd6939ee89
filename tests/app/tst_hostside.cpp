// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/panes/memorypane.h>
#include <app/shell/hostsection.h>
#include <app/shell/mainwindow.h>

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <sys/prctl.h>
#include <unistd.h>

using namespace sandscope;
using namespace sandscope::app;

namespace {

/// Says that it is a running sandbox, whose process on this computer is this test.
class Sandbox : public model::Source
{
public:
    explicit Sandbox(const QString& name)
        : Source(name)
    {
    }
    QString title() const override { return QStringLiteral("sandbox"); }
    model::Capabilities capabilities() const override
    {
        return {.isLive = true, .readsInside = true};
    }
    void advance() override { answer(); }
    void restart() override { answer(); }
    void goTo(const model::Target&) override { }

private:
    void answer()
    {
        QMetaObject::invokeMethod(
            this,
            [this] {
                snapshot::Moment moment;
                moment.snapshot = test::makeSnapshot(1, {{1, 0, 1, 0, "init"}});
                Q_EMIT sampled(moment);
            },
            Qt::QueuedConnection);
    }
};

}

/// What the window tells of the processes of this computer behind a sandbox.
class TestHostSide : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void otherSourcesHaveNone();
    void unfoldedItTellsWhoTheyAre();
    void whatCannotBeSeenIsSaid();

private:
    static QString sandbox(const QTemporaryDir& folder, qint64 pid)
    {
        QFile file(folder.filePath(QStringLiteral("box_sandbox:box.state")));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write(
            QByteArrayLiteral(R"({"id":"box","status":"running","sandbox":{"id":"box","pid":)")
            + QByteArray::number(pid) + "}}");
        return QStringLiteral("runsc:box?root=") + folder.path();
    }
};

void TestHostSide::otherSourcesHaveNone()
{
    MainWindow window(nullptr);
    window.show();
    QVERIFY(test::openAndWait(window,
                              std::make_unique<test::FakeSource>(
                                  std::vector{test::makeSnapshot(1, {{1, 0, 1, 0, "init"}})})));
    QVERIFY(!window.findChild<HostSection*>());
    for (auto* box : window.findChildren<QCheckBox*>(QStringLiteral("memory.maps.host")))
        QVERIFY(!box->isVisible());
}

void TestHostSide::unfoldedItTellsWhoTheyAre()
{
    QCOMPARE(::prctl(PR_SET_NAME, "runsc-sandbox"), 0); // or it would not be taken for one
    const QTemporaryDir folder;
    MainWindow window(nullptr);
    window.resize(1280, 800);
    window.show();
    QVERIFY(test::openAndWait(window, std::make_unique<Sandbox>(sandbox(folder, ::getpid()))));
    auto* section = window.findChild<HostSection*>();
    QVERIFY(section->isVisible());
    QVERIFY(!section->isUnfolded());
    QCOMPARE(section->view()->model()->rowCount(), 0); // nobody has asked yet
    section->setUnfolded(true);
    WAIT_VERIFY(section->view()->model()->rowCount() > 0);
    const auto cell
        = [&](int column) { return section->view()->model()->index(0, column).data().toString(); };
    QCOMPARE(cell(0), QStringLiteral("Sentry"));
    QCOMPARE(cell(1), QString::number(::getpid()));
    QCOMPARE(cell(2), QStringLiteral("runsc-sandbox"));
    QVERIFY(cell(3).endsWith(QStringLiteral("kB")));
    QVERIFY(section->view()->isVisible());
    QVERIFY(section->trouble().isEmpty());
    section->setUnfolded(false);
    QVERIFY(!section->view()->isVisible());
}

void TestHostSide::whatCannotBeSeenIsSaid()
{
    const QTemporaryDir folder;
    MainWindow window(nullptr);
    window.show();
    constexpr qint64 nobody = 0x7fff'fff0; // beyond what Linux gives
    QVERIFY(test::openAndWait(window, std::make_unique<Sandbox>(sandbox(folder, nobody))));
    auto* section = window.findChild<HostSection*>();
    section->setUnfolded(true);
    WAIT_VERIFY(section->trouble().contains(QString::number(nobody)));
    QVERIFY(!section->view()->isVisible());
}

QTEST_MAIN(TestHostSide)
#include "tst_hostside.moc"
