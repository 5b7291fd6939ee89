// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/shell/manual.h>

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>

using namespace sandscope::app;

class TestManual : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyChapterIsThereWithItsPictures()
    {
        Manual manual;
        auto* chapters = manual.findChild<QListWidget*>();
        auto* browser = manual.browser();
        QVERIFY(chapters->count() >= 6);
        for (int row = 0; row < chapters->count(); ++row) {
            chapters->setCurrentRow(row);
            const auto text = browser->toPlainText();
            QVERIFY2(text.size() > 300, qPrintable(browser->source().toString()));
            QVERIFY(!text.contains(QLatin1String("SPDX")));
            QCOMPARE(browser->document()->firstBlock().blockFormat().headingLevel(), 1);
            static const QRegularExpression image(QStringLiteral("<img src=\"([^\"]+)\""));
            auto found = image.globalMatch(browser->toHtml());
            QVERIFY2(found.hasNext(), qPrintable(browser->source().toString()));
            while (found.hasNext()) {
                const QUrl url(found.next().captured(1));
                const auto loaded
                    = browser->document()->resource(QTextDocument::ImageResource, url);
                QVERIFY2(loaded.value<QImage>().width() > 200, qPrintable(url.toString()));
            }
        }
    }

    void everythingFitsIntoTheWidth()
    {
        Manual manual;
        auto* chapters = manual.findChild<QListWidget*>();
        manual.show();
        QTest::qWait(30);
        QCOMPARE(manual.browser()->horizontalScrollBar()->maximum(), 0); // as it opens
        for (const int width : {960, 1280, 720}) {
            manual.resize(width, 700);
            for (int row = 0; row < chapters->count(); ++row) {
                chapters->setCurrentRow(row);
                QTest::qWait(0);
                (void)manual.browser()->document()->size(); // lays all of it out
                QTest::qWait(0);
                const int cut = manual.browser()->horizontalScrollBar()->maximum();
                QVERIFY2(cut == 0,
                         qPrintable(QStringLiteral("%1 at %2: %3").arg(row).arg(width).arg(cut)));
            }
        }
    }

    void linksLeadToChaptersAndNowhereElse()
    {
        Manual manual;
        auto* browser = manual.browser();
        Q_EMIT browser->anchorClicked(QUrl(QStringLiteral("../../model/query/README.md")));
        QCOMPARE(browser->source().path(), QStringLiteral("/docs/model/query/README.md"));
        QCOMPARE(manual.findChild<QListWidget*>()->currentRow(), 5);
        const auto before = browser->source();
        Q_EMIT browser->anchorClicked(QUrl(QStringLiteral("https://example.org/")));
        Q_EMIT browser->anchorClicked(QUrl(QStringLiteral("file:///etc/passwd")));
        QCOMPARE(browser->source(), before);
    }

    void findsThroughAllChapters()
    {
        Manual manual;
        auto* field = manual.findChild<QLineEdit*>();
        field->setText(QStringLiteral("back references")); // in the last chapter
        Q_EMIT field->returnPressed();
        QCOMPARE(manual.browser()->source().path(), QStringLiteral("/docs/model/query/README.md"));
        QCOMPARE(manual.browser()->textCursor().selectedText(), field->text());
        field->setText(QStringLiteral("no such words in there"));
        Q_EMIT field->returnPressed();
        bool told = false;
        for (const auto* label : manual.findChildren<QLabel*>())
            told = told || label->text().contains(field->text());
        QVERIFY(told);
    }
};

QTEST_MAIN(TestManual)
#include "tst_manual.moc"
