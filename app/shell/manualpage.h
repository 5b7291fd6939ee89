// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTextBrowser>

namespace sandscope::app {

/// A chapter of the manual, laid out: room between paragraphs, commands in a box of their own in
/// the font of commands, and pictures as wide as there is room for.
class ManualPage : public QTextBrowser
{
public:
    using QTextBrowser::QTextBrowser;

protected:
    void doSetSource(const QUrl& url, QTextDocument::ResourceType type) override;
    QVariant loadResource(int type, const QUrl& url) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void layOut();
    void fitPictures();
    [[nodiscard]] QImage fitted(const QImage& picture) const;
};

}
