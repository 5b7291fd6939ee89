// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "manualpage.h"

#include "theme.h"

#include <QEvent>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextCursor>

namespace sandscope::app {

namespace {

bool isCommands(const QTextBlock& block)
{
    const auto format = block.blockFormat();
    return format.hasProperty(QTextFormat::BlockCodeFence)
        || format.hasProperty(QTextFormat::BlockCodeLanguage) || format.nonBreakableLines();
}

}

void ManualPage::doSetSource(const QUrl& url, QTextDocument::ResourceType type)
{
    QTextBrowser::doSetSource(url, type);
    layOut();
}

void ManualPage::layOut()
{
    const int line = fontMetrics().lineSpacing();
    const auto families = monospaceFont().families();
    document()->setDocumentMargin(line * 0.75);
    QTextCursor cursor(document());
    cursor.beginEditBlock(); // laid out once, at its end
    for (auto block = document()->begin(); block.isValid(); block = block.next()) {
        QTextBlockFormat format;
        QList<QPair<int, int>> words; // in the font of commands
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const auto fragment = it.fragment();
            if (isCommands(block) || fragment.charFormat().fontFixedPitch())
                words.emplaceBack(fragment.position(), fragment.length());
        }
        const bool ends = !block.next().isValid();
        if (isCommands(block)) {
            format.setNonBreakableLines(false); // a long one is wrapped, not cut
            format.setProperty(QTextFormat::BlockCodeLanguage, true); // still a command then
            format.setBackground(palette().alternateBase());
            format.setTopMargin(isCommands(block.previous()) ? 0 : line * 0.25);
            format.setBottomMargin(!ends && isCommands(block.next()) ? 0 : line * 0.75);
        } else if (block.blockFormat().headingLevel() > 0) {
            format.setTopMargin(block == document()->begin() ? 0 : line);
            format.setBottomMargin(line * 0.5);
        } else if (QTextCursor(block).currentTable()) {
            format.setBottomMargin(0);
        } else {
            const bool listed = block.textList() && !ends && block.next().textList();
            format.setBottomMargin(line * (listed ? 0.25 : 0.75));
        }
        cursor.setPosition(block.position());
        cursor.mergeBlockFormat(format);
        for (const auto& [begin, length] : words) {
            QTextCharFormat command;
            command.setFontFamilies(families);
            cursor.setPosition(begin);
            cursor.setPosition(begin + length, QTextCursor::KeepAnchor);
            cursor.mergeCharFormat(command);
        }
    }
    cursor.endEditBlock();
    fitPictures();
}

QVariant ManualPage::loadResource(int type, const QUrl& url)
{
    auto resource = QTextBrowser::loadResource(type, url);
    if (type != QTextDocument::ImageResource)
        return resource;
    return fitted(resource.canConvert<QImage>() && !resource.value<QImage>().isNull()
                      ? resource.value<QImage>()
                      : QImage::fromData(resource.toByteArray()));
}

QImage ManualPage::fitted(const QImage& picture) const
{
    const double ratio = devicePixelRatioF();
    // Room for the bar, too, which may come with the picture.
    const auto* bar = verticalScrollBar();
    const int barWidth = bar->isVisible() ? 0 : bar->sizeHint().width();
    const double width
        = viewport()->width() - barWidth - 2 * document()->documentMargin() - 1; // of a cursor
    const int room = int(width * ratio);
    auto image = picture;
    if (room > 0 && picture.width() > room)
        image = picture.scaledToWidth(room, Qt::SmoothTransformation);
    image.setDevicePixelRatio(ratio);
    return image;
}

void ManualPage::fitPictures()
{
    QStringList names;
    for (auto block = document()->begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            if (const auto format = it.fragment().charFormat(); format.isImageFormat())
                names << format.toImageFormat().name();
        }
    }
    for (const auto& name : std::as_const(names)) {
        const auto url = document()->baseUrl().resolved(QUrl(name));
        document()->addResource(QTextDocument::ImageResource, url,
                                loadResource(QTextDocument::ImageResource, url));
    }
    if (!names.isEmpty())
        document()->markContentsDirty(0, document()->characterCount());
}

void ManualPage::resizeEvent(QResizeEvent* event)
{
    QTextBrowser::resizeEvent(event);
    fitPictures();
}

void ManualPage::changeEvent(QEvent* event)
{
    QTextBrowser::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        layOut();
}

}
