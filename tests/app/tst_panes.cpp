// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/delegates/celldelegate.h>
#include <app/panes/memorypane.h>
#include <app/panes/pane.h>
#include <app/shell/docks.h>
#include <app/shell/icons.h>
#include <app/shell/mainwindow.h>
#include <app/shell/tablecopy.h>

#include <QAbstractItemView>
#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QTableView>
#include <QTest>

using namespace sandscope;
using namespace sandscope::app;

/// The contract of every pane in panes.def. What a pane must show of a scenario stands in
/// tests/data/panes/<name>.json.
class TestPanes : public QObject
{
    Q_OBJECT

private:
    static QString shortName(const PaneDescriptor& pane)
    {
        return QString::fromLatin1(pane.id).section(u'.', -1);
    }

    static void everyPane()
    {
        QTest::addColumn<const PaneDescriptor*>("descriptor");
        for (const auto* pane : paneDescriptors())
            QTest::newRow(pane->id) << pane;
    }

private Q_SLOTS:
    void descriptorsAreWhole()
    {
        QSet<QByteArray> ids;
        for (const auto* pane : paneDescriptors()) {
            QVERIFY(*pane->title != '\0');
            QVERIFY(*pane->description != '\0');
            QVERIFY2(!icon(pane->icon).isNull(), pane->icon);
            QVERIFY2(QByteArrayView(pane->id).contains('.'), pane->id);
            QVERIFY2(!ids.contains(pane->id), pane->id);
            ids.insert(pane->id);
            QCOMPARE(paneDescriptor(pane->id), pane);
            QCOMPARE(paneDescriptor(shortName(*pane).toLatin1()), pane);
        }
        QVERIFY(!paneDescriptor("attic"));
    }

    void withoutSource_data() { everyPane(); }
    void withoutSource()
    {
        QFETCH(const PaneDescriptor*, descriptor);
        Session session;
        Selection selection;
        const std::unique_ptr<Pane> pane(createPane(*descriptor, {&session, &selection}));
        pane->setActive(true);
        pane->show();
        QCOMPARE(pane->emptyHeading(), QStringLiteral("Select a Process"));
        QVERIFY(!pane->accessibleName().isEmpty());
        QVERIFY(!pane->accessibleDescription().isEmpty());
        QVERIFY(pane->path().isEmpty());
    }

    void everythingHasAnAccessibleName_data() { everyPane(); }
    void everythingHasAnAccessibleName()
    {
        QFETCH(const PaneDescriptor*, descriptor);
        Session session;
        Selection selection;
        const std::unique_ptr<Pane> pane(createPane(*descriptor, {&session, &selection}));
        for (const auto* view : pane->findChildren<QAbstractItemView*>()) {
            // Headings belong to their table, the list of a combo box to the box.
            if (!qobject_cast<const QHeaderView*>(view) && !view->inherits("QComboBoxListView"))
                QVERIFY2(!view->accessibleName().isEmpty(), qPrintable(view->objectName()));
        }
        for (const auto* box : pane->findChildren<QComboBox*>())
            QVERIFY(!box->accessibleName().isEmpty());
        for (const auto* label : pane->findChildren<QLabel*>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }

    void emptySnapshot_data() { everyPane(); }
    void emptySnapshot()
    {
        QFETCH(const PaneDescriptor*, descriptor);
        MainWindow window(nullptr);
        window.resize(1000, 700);
        window.show();
        QVERIFY(test::openAndWait(
            window, std::make_unique<test::FakeSource>(std::vector{test::makeSnapshot(1, {})})));
        window.docks()->showPane(window.docks()->pane(descriptor->id));
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(window.docks()->pane(descriptor->id)->emptyHeading(),
                 QStringLiteral("Select a Process"));
    }

    /// The scenario, step, task and texts that the pane's JSON file names.
    void showsWhatItMust_data() { everyPane(); }
    void showsWhatItMust()
    {
        QFETCH(const PaneDescriptor*, descriptor);
        QFile file(QStringLiteral(SANDSCOPE_TEST_DATA "/panes/") + shortName(*descriptor)
                   + QStringLiteral(".json"));
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        const auto expected = QJsonDocument::fromJson(file.readAll()).object();
        QVERIFY(!expected.isEmpty());

        MainWindow window(nullptr);
        window.resize(1200, 900);
        window.show();
        if (const auto dialect
            = procfs::dialectFromName(expected[QLatin1String("dialect")].toString().toStdString()))
            window.session()->setDialect(*dialect);
        QVERIFY(test::openAndWait(window, expected[QLatin1String("source")].toString()));
        QVERIFY(test::goToStep(window, expected[QLatin1String("step")].toInt()));
        const auto task = window.session()->taskByNumber(expected[QLatin1String("pid")].toInt());
        QVERIFY(task);
        window.selection()->setTask(task);
        auto* pane = window.docks()->pane(descriptor->id);
        window.docks()->showPane(pane);
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(pane->emptyHeading(), QString());

        const auto* model = pane->mainView()->model();
        QVERIFY(model->rowCount() >= expected[QLatin1String("atLeastRows")].toInt());
        QStringList lines;
        for (int row = 0; row < model->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < model->columnCount(); ++column)
                cells << model->index(row, column).data().toString();
            lines << cells.join(u'|');
        }
        const auto wanted = expected[QLatin1String("rows")].toArray();
        QVERIFY(!wanted.isEmpty());
        for (const auto& text : wanted) {
            const bool found = std::ranges::any_of(
                lines, [&](const QString& line) { return line.contains(text.toString()); });
            QVERIFY2(
                found,
                qPrintable(text.toString() + QLatin1String(" is not in\n") + lines.join(u'\n')));
        }
    }

    void sumsFollowTheSelection()
    {
        MainWindow window(nullptr);
        window.resize(1200, 900);
        window.show();
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(window, window.session()->player()->range() / 2));
        auto* pane = qobject_cast<MemoryPane*>(window.docks()->pane("smaps"));
        window.docks()->showPane(pane);
        QVERIFY(test::waitUntilSettled(window));
        auto* table = qobject_cast<QTableView*>(pane->mainView());
        const int rows = table->model()->rowCount();
        QVERIFY(rows > 2);
        QVERIFY2(pane->sumsText().startsWith(QStringLiteral("All %1 mapping").arg(rows)),
                 qPrintable(pane->sumsText()));
        table->selectRow(0);
        QVERIFY2(pane->sumsText().startsWith(QLatin1String("1 mapping selected")),
                 qPrintable(pane->sumsText()));
        QVERIFY(pane->sumsText().contains(QLatin1String("Rss")));
    }
};

QTEST_MAIN(TestPanes)
#include "tst_panes.moc"
