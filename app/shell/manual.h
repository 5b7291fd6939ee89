// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QListWidget;
class QTextBrowser;

namespace sandscope::app {

/// The manual: chapters of resources/manual and the descriptions of the languages, compiled in as
/// they stand in the repository. Nothing is loaded from anywhere else.
class Manual : public QDialog
{
    Q_OBJECT

public:
    explicit Manual(QWidget* parent = nullptr);

    /// \a chapter: a path in the repository, "resources/manual/tutorial.md".
    void showChapter(const QString& chapter);
    [[nodiscard]] QTextBrowser* browser() const { return m_browser; }

private:
    /// The next place of the text in the field, from this chapter on through all of them.
    void findNext();
    void follow(const QUrl& link);
    void markChapter(const QUrl& shown);

    QListWidget* m_chapters = nullptr;
    QTextBrowser* m_browser = nullptr;
    QLineEdit* m_field = nullptr;
    QLabel* m_answer = nullptr;
};

}
