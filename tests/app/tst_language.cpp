// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/shell/actions.h>
#include <app/shell/commandline.h>
#include <app/shell/language.h>
#include <app/shell/mainwindow.h>
#include <model/records/fieldtable.h>

#include <QMenu>
#include <QMenuBar>
#include <QTabWidget>

using namespace sandscope;
using namespace sandscope::app;

/// The window in another language.
class TestLanguage : public QObject
{
    Q_OBJECT

private:
    /// "menu: two entries" for each letter that two entries of one menu want.
    static QStringList clashes(const QList<QAction*>& actions, const QString& where)
    {
        QStringList found;
        QHash<QChar, QString> owners;
        for (const auto* action : actions) {
            auto text = action->text();
            text.replace(QLatin1String("&&"), QString());
            const auto place = text.indexOf(u'&');
            if (place >= 0 && place + 1 < text.size()) {
                const auto letter = text[place + 1].toLower();
                if (owners.contains(letter))
                    found << QStringLiteral("%1: %2, %3").arg(where, owners.value(letter), text);
                owners.insert(letter, text);
            }
            if (action->menu())
                found += clashes(action->menu()->actions(), text);
        }
        return found;
    }

    static QStringList clashes(MainWindow& window)
    {
        return clashes(window.menuBar()->actions(), QStringLiteral("menu bar"));
    }

private Q_SLOTS:
    void englishMnemonicsAreUnique()
    {
        MainWindow window(nullptr);
        QCOMPARE(clashes(window).join(u'\n'), QString());
    }

    void theOption()
    {
        QVERIFY(speaksLanguage(QStringLiteral("de")));
        QVERIFY(speaksLanguage(QStringLiteral("en")));
        QVERIFY(!speaksLanguage(QStringLiteral("tlh")));
        const auto options = parseCommandLine({QStringLiteral("--language=de")});
        QVERIFY(options);
        QCOMPARE(options->language, QStringLiteral("de"));
        QVERIFY(!parseCommandLine({QStringLiteral("--language=tlh")}));
    }

    void theGermanWindow()
    {
        useLanguage(QStringLiteral("de"));
        MainWindow window(nullptr);
        window.show();
        QCOMPARE(clashes(window).join(u'\n'), QString());
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QCOMPARE(window.actions()["file.quit"]->text().remove(u'&'), QStringLiteral("Beenden"));
        QCOMPARE(window.findChild<QTabWidget*>()->tabText(0).remove(u'&'),
                 QStringLiteral("Prozesse"));
        // In the model room, too, whose contexts are others.
        const model::FieldTableModel table;
        QCOMPARE(table.headerData(0, Qt::Horizontal).toString(), QStringLiteral("Feld"));
        // Plural forms.
        const auto hidden = [](int count) {
            return QCoreApplication::translate("sandscope::app::ProcessPage",
                                               "%n hidden by the filter.", nullptr, count);
        };
        QCOMPARE(hidden(1), QStringLiteral("1 durch den Filter ausgeblendet."));
        QCOMPARE(hidden(3), QStringLiteral("3 durch den Filter ausgeblendet."));
    }
};

QTEST_MAIN(TestLanguage)
#include "tst_language.moc"
