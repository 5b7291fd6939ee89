// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/panes/memorypane.h>
#include <app/shell/docks.h>
#include <app/shell/hostsection.h>
#include <app/shell/mainwindow.h>

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <tests/model/sandbox/sentryprocess.h>

using namespace sandscope;
using namespace sandscope::app;

namespace {

/// Says that it is a running sandbox.
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

    procfs::Generation lastOfSecond = 0; ///< process 2 is gone from then on

private:
    procfs::Generation m_generation = 0;

    void answer()
    {
        QMetaObject::invokeMethod(
            this,
            [this] {
                snapshot::Moment moment;
                std::vector<test::Row> rows{{1, 0, 1, 0, "init"}};
                if (++m_generation < lastOfSecond)
                    rows.push_back({2, 1, 2, 0, "second"});
                moment.snapshot = test::makeSnapshot(m_generation, rows);
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
    void memoryIsThatOfNow();

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
    const test::SentryProcess sentry;
    const QTemporaryDir folder;
    MainWindow window(nullptr);
    window.resize(1280, 800);
    window.show();
    QVERIFY(test::openAndWait(window, std::make_unique<Sandbox>(sandbox(folder, sentry.pid()))));
    auto* section = window.findChild<HostSection*>();
    QVERIFY(section->isVisible());
    QVERIFY(!section->isUnfolded());
    QCOMPARE(section->view()->model()->rowCount(), 0); // nobody has asked yet
    section->setUnfolded(true);
    WAIT_VERIFY(section->view()->model()->rowCount() > 0);
    const auto cell
        = [&](int column) { return section->view()->model()->index(0, column).data().toString(); };
    QCOMPARE(cell(0), QStringLiteral("Sentry"));
    QCOMPARE(cell(1), QString::number(sentry.pid()));
    QCOMPARE(cell(2), QStringLiteral("sh"));
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

void TestHostSide::memoryIsThatOfNow()
{
    const test::SentryProcess sentry;
    const QTemporaryDir folder;
    MainWindow window(nullptr);
    window.resize(1280, 800);
    window.show();
    auto made = std::make_unique<Sandbox>(sandbox(folder, sentry.pid()));
    auto* source = made.get();
    source->lastOfSecond = 1000;
    QVERIFY(test::openAndWait(window, std::move(made)));
    auto* player = window.session()->player();
    auto* selection = window.selection();
    selection->setTask({2});
    auto* pane = qobject_cast<MemoryPane*>(window.docks()->pane("host"));
    window.docks()->showPane(pane);
    pane->showForm("host");
    const auto says
        = [&](const char* text) { return pane->hostText().contains(QLatin1StringView(text)); };
    WAIT_VERIFY(says("mappings of this process are not known")); // it has been asked
    WAIT_VERIFY(player->range() > 1);
    player->pause();
    player->seek(0);
    WAIT_VERIFY(says("newest moment only"));
    QVERIFY(!says("not known, so"));
    source->lastOfSecond = 0;
    player->play();
    WAIT_VERIFY(says("has ended"));
    selection->setTask({1});
    WAIT_VERIFY(says("mappings of this process are not known"));
}

QTEST_MAIN(TestHostSide)
#include "tst_hostside.moc"
