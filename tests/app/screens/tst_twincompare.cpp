// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/screens/twincompare.h>

#include <QTest>

using namespace sandscope::app;

namespace {

TwinCell cell(const char* text)
{
    return {.text = QString::fromUtf8(text), .state = {}, .was = {}, .badge = {}};
}

TwinRow row(int number, const char* start, const char* permissions)
{
    return {.number = number,
            .top = number * 20,
            .height = 20,
            .level = 0,
            .mark = {},
            .states = {},
            .cells = {cell(start), cell(permissions)}};
}

TwinNode node(const char* role, const char* name, QRect box)
{
    return {.role = QString::fromLatin1(role),
            .id = {},
            .name = QString::fromUtf8(name),
            .value = {},
            .description = {},
            .states = {},
            .box = box,
            .table = {},
            .children = {}};
}

/// A window with a dock, in it a table, and a label beside.
TextTwin sample()
{
    auto table = node("table", "Memory, one mapping a row", {0, 20, 300, 80});
    table.table = TwinTable{
        .rowCount = 3,
        .columns = {{QStringLiteral("Start"), 0, 100}, {QStringLiteral("Permissions"), 100, 100}},
        .rows = {row(1, "1000", "r-xp"), row(2, "2000", "rw-p"), row(3, "3000", "---p")}};
    auto dock = node("window", "Memory", {0, 0, 300, 100});
    dock.children = {table};
    auto label = node("staticText", "State", {0, 100, 300, 20});
    label.value = QStringLiteral("paused");
    auto window = node("window", "title", {0, 0, 300, 120});
    window.children = {dock, label};
    return {.size = {300, 120}, .scale = 1, .window = window};
}

TwinTable& tableOf(TextTwin& twin)
{
    return *twin.window.children[0].children[0].table;
}

QStringList lines(const TextTwin& before, const TextTwin& after)
{
    QStringList result;
    for (const auto& difference : compareTwins(before, after))
        result << describe(difference);
    return result;
}

}

class TestTwinCompare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equal() { QCOMPARE(lines(sample(), sample()), QStringList()); }

    void cellNamed()
    {
        auto after = sample();
        tableOf(after).rows[1].cells[1] = cell("rwxp");
        QCOMPARE(lines(sample(), after),
                 QStringList{
                     QStringLiteral("Memory, one mapping a row, row 2, Permissions: rw-p → rwxp")});
        const auto found = compareTwins(sample(), after);
        QCOMPARE(found.front().place,
                 (QStringList{QStringLiteral("Memory, one mapping a row"), QStringLiteral("row 2"),
                              QStringLiteral("Permissions")}));
    }

    void marksAndStates()
    {
        auto after = sample();
        tableOf(after).rows[0].mark = QStringLiteral("changed");
        tableOf(after).rows[0].states = {QStringLiteral("selected")};
        tableOf(after).rows[2].cells[1].badge = QStringLiteral("=");
        QCOMPARE(lines(sample(), after).size(), 3);
        QCOMPARE(lines(sample(), after).first(),
                 QStringLiteral("Memory, one mapping a row, row 1, mark: (nothing) → changed"));
    }

    void newRowChangesNoOther()
    {
        auto after = sample();
        auto& rows = tableOf(after).rows;
        rows.insert(rows.begin() + 1, row(2, "1800", "rw-p"));
        rows[2].number = 3;
        rows[3].number = 4;
        tableOf(after).rowCount = 4;
        QCOMPARE(
            lines(sample(), after),
            (QStringList{QStringLiteral("Memory, one mapping a row, row 2 appeared: 1800 | rw-p"),
                         QStringLiteral("Memory, one mapping a row, number of rows: 3 → 4")}));
        QVERIFY(lines(after, sample()).first().contains(QLatin1String("row 2 vanished")));
    }

    void renamedRowIsOneRow()
    {
        auto after = sample();
        tableOf(after).rows[1].cells[0] = cell("2100");
        QCOMPARE(
            lines(sample(), after),
            QStringList{QStringLiteral("Memory, one mapping a row, row 2, Start: 2000 → 2100")});
    }

    void columns()
    {
        auto after = sample();
        tableOf(after).columns[1].heading = QStringLiteral("Mode");
        QCOMPARE(
            lines(sample(), after),
            (QStringList{QStringLiteral("Memory, one mapping a row, column Permissions vanished"),
                         QStringLiteral("Memory, one mapping a row, column Mode appeared")}));
        after = sample();
        tableOf(after).columns[0].width = 120;
        QCOMPARE(lines(sample(), after).size(), 1);
    }

    void otherThings()
    {
        auto after = sample();
        after.window.children[1].value = QStringLiteral("live");
        QCOMPARE(lines(sample(), after),
                 QStringList{QStringLiteral("State, value: paused → live")});
        after.window.children.pop_back();
        QCOMPARE(lines(sample(), after), QStringList{QStringLiteral("State vanished: paused")});
        QCOMPARE(lines(after, sample()), QStringList{QStringLiteral("State appeared: paused")});
        after = sample();
        after.window.name = QStringLiteral("other");
        QCOMPARE(lines(sample(), after),
                 QStringList{QStringLiteral("The window, title: title → other")});
    }

    void whatMovedIsToldOnce()
    {
        auto after = sample();
        after.window.children[0].box.setWidth(280);
        after.window.children[0].children[0].box.setWidth(280);
        QCOMPARE(lines(sample(), after),
                 QStringList{QStringLiteral("Memory, box: 300x100 at 0,0 → 280x100 at 0,0")});
        after.size = {280, 120}; // of windows of two sizes everything may stand elsewhere
        QCOMPARE(lines(sample(), after),
                 QStringList{QStringLiteral("The window, size: 300x120 → 280x120")});
    }

    void places()
    {
        QCOMPARE(placeAt(sample(), {120, 45}),
                 (QStringList{QStringLiteral("Memory, one mapping a row"), QStringLiteral("row 2"),
                              QStringLiteral("Permissions")}));
        QCOMPARE(placeAt(sample(), {10, 110}), QStringList{QStringLiteral("State")});
        QCOMPARE(placeAt(sample(), {1000, 1000}), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestTwinCompare)
#include "tst_twincompare.moc"
