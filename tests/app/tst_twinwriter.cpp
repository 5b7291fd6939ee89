// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/delegates/marks.h>
#include <app/shell/mainwindow.h>
#include <app/shell/twinwriter.h>
#include <model/scenario/schema.h>

#include <QFile>
#include <QTest>

using namespace sandscope;
using namespace sandscope::app;

namespace {

/// The first node with this id, depth first.
const TwinNode* nodeWith(const TwinNode& node, const QString& id)
{
    if (node.id == id)
        return &node;
    for (const auto& child : node.children) {
        if (const auto* found = nodeWith(child, id))
            return found;
    }
    return nullptr;
}

const TwinRow* rowWith(const TwinTable& table, const QString& text)
{
    const auto found = std::ranges::find_if(
        table.rows, [&](const TwinRow& row) { return row.cells.front().text == text; });
    return found == table.rows.end() ? nullptr : &*found;
}

QString textOf(const TwinTable& table, const TwinRow& row, const char* heading)
{
    const auto column
        = std::ranges::find(table.columns, QLatin1StringView(heading), &TwinColumn::heading);
    return column == table.columns.end()
        ? QString()
        : row.cells[std::size_t(column - table.columns.begin())].text;
}

bool allInside(const TwinNode& node, const QRect& window)
{
    return node.box.intersects(window)
        && std::ranges::all_of(node.children,
                               [&](const TwinNode& child) { return allInside(child, window); });
}

}

class TestTwinWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatTheWindowShows()
    {
        MainWindow window(nullptr);
        window.resize(1280, 800);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(window, 12));
        window.selection()->setTask(window.session()->taskByNumber(2));
        window.showPane("status");
        QVERIFY(test::waitUntilSettled(window));

        const auto twin = textTwinOf(&window, 1);
        QCOMPARE(twin.size, QSize(1280, 800));
        QVERIFY(allInside(twin.window, QRect(0, 0, 1280, 800)));
        QCOMPARE(textTwinOf(&window, 1), twin);

        const auto* processes = nodeWith(twin.window, QStringLiteral("processes"));
        QVERIFY(processes && processes->table);
        const auto& list = *processes->table;
        QCOMPARE(list.rowCount, int(window.session()->snapshot()->tasks.size()));
        QCOMPARE(int(list.rows.size()), list.rowCount); // it all fits
        QCOMPARE(std::ranges::count_if(list.rows,
                                       [](const TwinRow& row) {
                                           return row.states.contains(QLatin1String("selected"));
                                       }),
                 1);
        const auto* status = nodeWith(twin.window, QStringLiteral("task.status.table"));
        QVERIFY(status && status->table);
        const auto* name = rowWith(*status->table, QStringLiteral("Pid"));
        QVERIFY(name);
        QCOMPARE(textOf(*status->table, *name, "Value"), QStringLiteral("2"));
        // What is behind another tab is not on screen.
        QVERIFY(!nodeWith(twin.window, QStringLiteral("memory.auxv.table")));
        QVERIFY(!nodeWith(twin.window, QStringLiteral("file.raw.table")));
    }

    void hostileNamesStayEscaped()
    {
        MainWindow window(nullptr);
        window.resize(900, 600);
        window.show();
        QVERIFY(test::openAndWait(
            window,
            std::make_unique<test::FakeSource>(std::vector{test::makeSnapshot(
                1, {{.id = 1, .tid = 1, .name = "evil\033[31m\n<b>\xe2\x80\xae"}})})));
        const auto twin = textTwinOf(&window, 1);
        const auto* processes = nodeWith(twin.window, QStringLiteral("processes"));
        QVERIFY(processes && processes->table);
        QCOMPARE(processes->table->rows.front().cells.front().text,
                 QStringLiteral("evil\\x1b[31m\\n<b>\\u202e"));
        for (const QChar c : QString::fromUtf8(toJson(twin)))
            QVERIFY(c == u'\n' || c.isPrint());
    }

    void obeysTheSchema()
    {
        if (!scenario::Schema::canCheck())
            QSKIP("This build is without jsoncons.");
        QFile file(QStringLiteral(SANDSCOPE_SOURCE_DIR "/resources/screens/texttwin.schema.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const scenario::Schema schema(file.readAll().toStdString());
        MainWindow window(nullptr);
        window.resize(900, 600);
        window.show();
        const auto problems = [&](const QByteArray& json) {
            QByteArray all;
            for (const auto& problem : schema.check(json.toStdString(), "twin"))
                all += QByteArray::fromStdString(describe(problem)) + '\n';
            return all;
        };
        QCOMPARE(problems(toJson(textTwinOf(&window, 1))), QByteArray()); // the start page
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(window, 12));
        window.selection()->setTask(window.session()->taskByNumber(2));
        for (const auto* pane : paneDescriptors()) {
            window.showPane(pane->id);
            QVERIFY(test::waitUntilSettled(window));
            const auto json = toJson(textTwinOf(&window, 1));
            QCOMPARE(problems(json), QByteArray());
            const auto read = textTwinFromJson(json);
            QVERIFY2(read, pane->id);
            QCOMPARE(*read, textTwinOf(&window, 1));
        }
        QVERIFY(!problems("{\"format\": \"sandscope-text-twin\", \"version\": 1}").isEmpty());
        // Every state and mark that a cell can have is one that the schema knows.
        const auto text = QString::fromUtf8((file.seek(0), file.readAll()));
        for (int state = 1; state <= int(model::CellState::withheld); ++state)
            QVERIFY(text.contains(u'"' + stateId(static_cast<model::CellState>(state)) + u'"'));
        for (const auto mark : {model::Mark::added, model::Mark::changed, model::Mark::gone})
            QVERIFY(text.contains(u'"' + markId(mark) + u'"'));
    }
};

QTEST_MAIN(TestTwinWriter)
#include "tst_twinwriter.moc"
