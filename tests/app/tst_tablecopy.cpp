// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/panes/pane.h>
#include <app/shell/actions.h>
#include <app/shell/changesdock.h>
#include <app/shell/docks.h>
#include <app/shell/finddock.h>
#include <app/shell/mainwindow.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>
#include <app/shell/tablecopy.h>
#include <model/records/tabletext.h>

#include <QClipboard>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTreeView>

using namespace sandscope;
using namespace sandscope::app;

/// As many rows as wanted, of two numbers each.
class Numbers : public QAbstractTableModel
{
public:
    explicit Numbers(int count)
        : m_count(count)
    {
    }
    void setCount(int count)
    {
        beginResetModel();
        m_count = count;
        endResetModel();
    }
    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : m_count;
    }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : 2;
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        return role == Qt::DisplayRole ? QVariant(index.row() * (index.column() + 1)) : QVariant();
    }

private:
    int m_count;
};

/// Edit > Copy As, of every table.
class TestTableCopy : public QObject
{
    Q_OBJECT

private:
    static QString clipboard() { return QGuiApplication::clipboard()->text(); }

    static QJsonArray copyJson(MainWindow& window, QAbstractItemView* view)
    {
        QGuiApplication::clipboard()->clear();
        view->setFocus();
        if (!QTest::qWaitFor([&] { return view->hasFocus(); }, test::deadline))
            return {};
        window.actions()["edit.copyJson"]->trigger();
        return QJsonDocument::fromJson(clipboard().toUtf8()).array();
    }

    static bool prepare(MainWindow& window, int step)
    {
        window.resize(1200, 900);
        window.show();
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window)
            && test::openAndWait(window, QStringLiteral("scenario:fork-and-copy"))
            && test::goToStep(window, step);
    }

private Q_SLOTS:
    void cellsOfATree()
    {
        QStandardItemModel model;
        model.setHorizontalHeaderLabels({QStringLiteral("Name"), QStringLiteral("Size")});
        auto* top = new QStandardItem(QStringLiteral("top"));
        auto* below = new QStandardItem(QStringLiteral("below"));
        auto* size = new QStandardItem(QStringLiteral("7 kB"));
        size->setData(7, model::RawValueRole);
        size->setData(int(model::CellState::derived), model::StateRole);
        size->setData(int(Qt::AlignRight), Qt::TextAlignmentRole);
        model.appendRow({top, size});
        auto cells = model::cellsOf({top->index()}, {0, 1});
        QCOMPARE(cells.columns.size(), 2);
        top->appendRow(below);
        cells = model::cellsOf({top->index(), below->index()}, {1, 0});
        QCOMPARE(cells.columns.size(), 3);
        QCOMPARE(cells.columns[0].id, QByteArray("column2"));
        QVERIFY(cells.columns[0].isRightAligned);
        QVERIFY(!cells.columns[1].isRightAligned);
        QCOMPARE(cells.columns[2].id, QByteArray("level"));
        QCOMPARE(cells.rows[0][0].raw, QVariant(7));
        QCOMPARE(cells.rows[0][0].state, model::CellState::derived);
        QCOMPARE(cells.rows[1][1].text, QStringLiteral("below"));
        QCOMPARE(cells.rows[1][2].raw, QVariant(1));
    }

    void theSelectedRowsOrAll()
    {
        QStandardItemModel model;
        model.setHorizontalHeaderLabels({QStringLiteral("Name")});
        for (const auto* name : {"a", "b", "c"})
            model.appendRow(new QStandardItem(QLatin1String(name)));
        QTableView view;
        TableCopy copy;
        QGuiApplication::clipboard()->setText(QStringLiteral("before"));
        copy.start(view, CopyForm::text); // no model
        QVERIFY(!copy.isBusy());
        QCOMPARE(clipboard(), QStringLiteral("before"));
        view.setModel(&model);
        view.setSelectionBehavior(QAbstractItemView::SelectRows);
        const auto text = [&](CopyForm form) {
            copy.start(view, form);
            return clipboard();
        };
        QCOMPARE(text(CopyForm::csv), QStringLiteral("Name\r\na\r\nb\r\nc\r\n"));
        view.selectRow(1);
        QCOMPARE(text(CopyForm::csv), QStringLiteral("Name\r\nb\r\n"));
        QCOMPARE(text(CopyForm::text), QStringLiteral("Name\nb\n"));
        QCOMPARE(text(CopyForm::markdown), QStringLiteral("| Name |\n| --- |\n| b |\n"));
        QCOMPARE(text(CopyForm::json), QStringLiteral("[\n  {\"column1\": \"b\"}\n]\n"));
        copy.start(view, CopyForm::csv);
        QCOMPARE(QGuiApplication::clipboard()->mimeData()->data(QStringLiteral("text/csv")),
                 QByteArray("Name\r\nb\r\n"));
    }

    void aLargeTableInPieces()
    {
        Numbers model(30'000);
        QTableView view;
        view.setModel(&model);
        TableCopy copy;
        QSignalSpy progressed(&copy, &TableCopy::progressed);
        QSignalSpy finished(&copy, &TableCopy::finished);
        QGuiApplication::clipboard()->setText(QStringLiteral("before"));
        copy.start(view, CopyForm::csv);
        QVERIFY(copy.isBusy());
        QCOMPARE(clipboard(), QStringLiteral("before"));
        WAIT_VERIFY(!finished.isEmpty());
        QVERIFY(!copy.isBusy());
        QVERIFY(!progressed.isEmpty());
        QCOMPARE(progressed.last()[1].toLongLong(), 30'000);
        const QStringList lines = clipboard().split(QStringLiteral("\r\n"));
        QCOMPARE(lines.size(), 30'002);
        QCOMPARE(lines[0], QStringLiteral("1,2"));
        QCOMPARE(lines[30'000], QStringLiteral("29999,59998"));
    }

    void aLargeTableThatChanges()
    {
        Numbers model(30'000);
        QTableView view;
        view.setModel(&model);
        TableCopy copy;
        QSignalSpy changed(&copy, &TableCopy::tableChanged);
        QSignalSpy finished(&copy, &TableCopy::finished);
        QGuiApplication::clipboard()->setText(QStringLiteral("before"));
        copy.start(view, CopyForm::json);
        QVERIFY(copy.isBusy());
        model.setCount(7);
        QCOMPARE(changed.size(), 1);
        QVERIFY(!copy.isBusy());
        copy.start(view, CopyForm::text); // what is small is there at once
        QVERIFY(clipboard().startsWith(QStringLiteral("1\t2\n0\t0\n")));

        model.setCount(30'000);
        finished.clear();
        copy.start(view, CopyForm::markdown);
        copy.cancel();
        QVERIFY(!copy.isBusy());
        QCOMPARE(finished.size(), 1);
        QCOMPARE(changed.size(), 1);
        QVERIFY(clipboard().startsWith(QStringLiteral("1\t2\n0\t0\n")));
        {
            TableCopy gone;
            gone.start(view, CopyForm::json);
            QVERIFY(gone.isBusy());
        }
    }

    void processesFromTheMenu()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, 12));
        auto* view = window.processPage()->view();
        view->setFocus();
        WAIT_VERIFY(view->hasFocus());
        view->selectAll();
        // With the keyboard alone: the menu of the list, then Copy As, then its second entry.
        const auto rows = copyJson(window, view);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0][QStringLiteral("tid")], QJsonValue(1));
        QCOMPARE(rows[1][QStringLiteral("tid")], QJsonValue(2));
        QCOMPARE(rows[1][QStringLiteral("level")], QJsonValue(1));
        QCOMPARE(rows[0][QStringLiteral("name")], QJsonValue(QStringLiteral("demo")));
        window.actions()["edit.copyCsv"]->trigger();
        QVERIFY2(clipboard().startsWith(QStringLiteral("Name,PID,")), qPrintable(clipboard()));
        QCOMPARE(clipboard().count(QStringLiteral("\r\n")), 3);
        window.actions()["edit.copyMarkdown"]->trigger();
        QVERIFY(clipboard().startsWith(QStringLiteral("| Name | PID | ")));
    }

    void panesFindAndChanges()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, 12));
        window.selection()->setTask(window.session()->taskByNumber(1));
        window.showPane("maps");
        QVERIFY(test::waitUntilSettled(window));
        const auto maps = copyJson(window, window.docks()->pane("maps")->mainView());
        QVERIFY(!maps.isEmpty());
        QVERIFY(maps[0][QStringLiteral("start")].isDouble());
        QVERIFY(maps[0][QStringLiteral("perms")].isString());

        window.showPane("raw");
        QVERIFY(test::waitUntilSettled(window));
        const auto raw = copyJson(window, window.docks()->pane("raw")->mainView());
        QVERIFY(
            raw[0][QStringLiteral("text")].toString().startsWith(QStringLiteral("Name:\tdemo")));

        window.showPane("find");
        window.findDock()->find(QStringLiteral("status.Pid == 2"));
        QVERIFY(test::waitUntilSettled(window));
        const auto found = copyJson(window, window.findDock()->view());
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0][QStringLiteral("pid")], QJsonValue(2));
        QCOMPARE(found[0][QStringLiteral("field")], QJsonValue(QStringLiteral("Pid")));
        QCOMPARE(found[0][QStringLiteral("text")], QJsonValue(QStringLiteral("2")));

        window.showPane("changes");
        QVERIFY(test::waitUntilSettled(window));
        const auto changes = copyJson(window, window.changesDock()->findChild<QTreeView*>());
        QVERIFY(!changes.isEmpty());
        QVERIFY(!changes[0][QStringLiteral("change")].toString().isEmpty());
    }

    void everyTableOffersIt()
    {
        MainWindow window(nullptr);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        for (const auto* descriptor : paneDescriptors())
            QVERIFY(window.docks()->pane(descriptor->id)); // made when first asked for
        int tables = 0;
        for (const auto* view : window.findChildren<QAbstractItemView*>()) {
            if (!qobject_cast<const QTableView*>(view) && !qobject_cast<const QTreeView*>(view))
                continue;
            QVERIFY2(view->contextMenuPolicy() == Qt::ActionsContextMenu
                         || view->contextMenuPolicy() == Qt::CustomContextMenu,
                     qPrintable(view->objectName()));
            QVERIFY2(view->actions().contains(window.actions().menu("edit/copyAs")->menuAction()),
                     qPrintable(view->objectName()));
            QVERIFY2(view->actions().contains(window.actions()["edit.copy"]),
                     qPrintable(view->objectName()));
            ++tables;
        }
        QVERIFY(tables > 6);
    }
};

QTEST_MAIN(TestTableCopy)
#include "tst_tablecopy.moc"
