// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "manual.h"

#include "manualpage.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace sandscope::app {

namespace {

struct Chapter
{
    const char* path;
    const char* title;
};

constexpr Chapter chapters[] = {
    {"resources/manual/README.md", QT_TRANSLATE_NOOP("sandscope::app::Manual", "Contents")},
    {"resources/manual/tutorial.md", QT_TRANSLATE_NOOP("sandscope::app::Manual", "Tutorial")},
    {"resources/manual/commandline.md",
     QT_TRANSLATE_NOOP("sandscope::app::Manual", "The Command Line")},
    {"resources/manual/dialects.md", QT_TRANSLATE_NOOP("sandscope::app::Manual", "Dialects")},
    {"resources/scenarios/README.md",
     QT_TRANSLATE_NOOP("sandscope::app::Manual", "The Language of Scenarios")},
    {"model/query/README.md",
     QT_TRANSLATE_NOOP("sandscope::app::Manual", "The Language of Questions")},
};
constexpr int chapterCount = int(std::size(chapters));

QUrl urlOf(const QString& path)
{
    return QUrl(QLatin1String("qrc:/docs/") + path);
}

}

Manual::Manual(QWidget* parent)
    : QDialog(parent)
    , m_chapters(new QListWidget)
    , m_browser(new ManualPage)
    , m_field(new QLineEdit)
    , m_answer(new QLabel)
{
    setWindowTitle(tr("Manual"));
    setObjectName(QStringLiteral("manual"));
    for (const auto& chapter : chapters)
        m_chapters->addItem(tr(chapter.title));
    m_chapters->setAccessibleName(tr("Chapters"));
    m_chapters->setMaximumWidth(fontMetrics().averageCharWidth() * 34);
    m_browser->setAccessibleName(windowTitle());
    m_browser->setOpenLinks(false);
    m_field->setPlaceholderText(tr("Find in the manual"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->setClearButtonEnabled(true);
    m_answer->setTextFormat(Qt::PlainText);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* lower = new QHBoxLayout;
    lower->addWidget(m_field, 1);
    lower->addWidget(m_answer, 1);
    lower->addWidget(buttons);
    auto* upper = new QHBoxLayout;
    upper->addWidget(m_chapters);
    upper->addWidget(m_browser, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(upper, 1);
    layout->addLayout(lower);
    resize(960, 680);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_chapters, &QListWidget::currentRowChanged, this, [this](int row) {
        showChapter(QLatin1String(chapters[qBound(0, row, chapterCount - 1)].path));
    });
    connect(m_browser, &QTextBrowser::anchorClicked, this, &Manual::follow);
    connect(m_browser, &QTextBrowser::sourceChanged, this, &Manual::markChapter);
    connect(m_field, &QLineEdit::returnPressed, this, &Manual::findNext);
    m_chapters->setCurrentRow(0);
    m_browser->setFocus();
}

void Manual::showChapter(const QString& chapter)
{
    if (m_browser->source() != urlOf(chapter))
        m_browser->setSource(urlOf(chapter), QTextDocument::MarkdownResource);
}

void Manual::markChapter(const QUrl& shown)
{
    for (int row = 0; row < chapterCount; ++row) {
        if (shown == urlOf(QLatin1String(chapters[row].path)))
            m_chapters->setCurrentRow(row);
    }
    m_answer->clear();
}

void Manual::follow(const QUrl& link)
{
    const auto target = m_browser->source().resolved(link);
    for (const auto& chapter : chapters) {
        if (target.path() == urlOf(QLatin1String(chapter.path)).path()) {
            showChapter(QLatin1String(chapter.path));
            return;
        }
    }
    m_answer->setText(tr("%1 comes with the source text, not with the program.")
                          .arg(target.path().section(u'/', 2)));
}

void Manual::findNext()
{
    const auto wanted = m_field->text();
    m_answer->clear();
    if (wanted.isEmpty() || m_browser->find(wanted))
        return;
    const int first = m_chapters->currentRow();
    for (int offset = 1; offset <= chapterCount; ++offset) {
        m_chapters->setCurrentRow((first + offset) % chapterCount);
        m_browser->moveCursor(QTextCursor::Start);
        if (m_browser->find(wanted))
            return;
    }
    m_answer->setText(tr("The manual does not say “%1”.").arg(wanted));
}

}
