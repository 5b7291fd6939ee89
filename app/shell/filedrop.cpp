// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "filedrop.h"

#include "emptystate.h"

#include <model/records/escape.h>
#include <model/sources/sourcename.h>

#include <QDropEvent>
#include <QFileInfo>
#include <QFrame>
#include <QMimeData>
#include <QUrl>
#include <QVBoxLayout>
#include <QWidget>

namespace sandscope::app {

namespace {

constexpr int hintMargin = 24; ///< pixels of the window that stay visible around it
constexpr int hintLine = 3;

struct Refusal
{
    QString heading;
    QString explanation;
};

/// The source that was dragged here, or why there is none.
std::expected<QString, Refusal> sourceIn(const QMimeData& data)
{
    const auto urls = data.urls();
    if (urls.size() != 1)
        return std::unexpected(
            Refusal{FileDrop::tr("One Source at a Time"),
                    FileDrop::tr("%n files were dropped. Drop one file or folder.", nullptr,
                                 int(urls.size()))});
    const QUrl& url = urls.first();
    if (!url.isLocalFile())
        return std::unexpected(
            Refusal{FileDrop::tr("Not a File of This Computer"),
                    FileDrop::tr("%1 is somewhere else. Download it first, then drop the file.")
                        .arg(model::escaped(url.toDisplayString().toUtf8()))});
    auto name = model::sourceNameOfFile(url.toLocalFile());
    if (!name)
        return std::unexpected(Refusal{name.error().heading, name.error().explanation});
    return *name;
}

/// Lets what it covers keep the mouse, so that the window stays what is dropped upon.
QWidget* makeHint(QWidget* window, const QString& heading, const QString& explanation)
{
    auto* hint = new QFrame(window);
    hint->setObjectName(QStringLiteral("dropHint"));
    hint->setAttribute(Qt::WA_TransparentForMouseEvents);
    hint->setAutoFillBackground(true);
    hint->setFrameStyle(QFrame::Box | QFrame::Plain);
    hint->setLineWidth(hintLine);
    auto colors = hint->palette();
    colors.setColor(QPalette::WindowText, colors.color(QPalette::Highlight)); // the frame
    hint->setPalette(colors);
    hint->setAccessibleName(heading);
    hint->setAccessibleDescription(explanation);
    auto* text = new EmptyState;
    text->setText(heading, explanation);
    auto ink = window->palette();
    ink.setColor(QPalette::WindowText, ink.color(QPalette::Text)); // not the frame's
    text->setPalette(ink);
    auto* layout = new QVBoxLayout(hint);
    layout->addWidget(text);
    hint->setGeometry(window->rect().adjusted(hintMargin, hintMargin, -hintMargin, -hintMargin));
    hint->raise();
    hint->show();
    return hint;
}

}

FileDrop::FileDrop(QWidget* window)
    : QObject(window)
    , m_window(window)
{
    window->setAcceptDrops(true);
}

bool FileDrop::handle(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove:
    case QEvent::DragLeave:
    case QEvent::Drop:
        break;
    default:
        return false;
    }
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (!widget || (widget != m_window && !m_window->isAncestorOf(widget)))
        return false;
    if (event->type() == QEvent::DragLeave) {
        delete m_hint;
        return false;
    }
    auto* dropping = static_cast<QDropEvent*>(event);
    if (!dropping->mimeData()->hasUrls())
        return false;
    dropping->setDropAction(Qt::CopyAction); // nothing is moved
    dropping->accept();
    if (event->type() == QEvent::DragEnter)
        showHint(*dropping->mimeData());
    else if (event->type() == QEvent::Drop)
        drop(*dropping->mimeData());
    return true;
}

void FileDrop::showHint(const QMimeData& data)
{
    delete m_hint;
    const auto source = sourceIn(data);
    m_hint = source
        ? makeHint(m_window,
                   tr("Open “%1”").arg(model::escaped(data.urls().first().fileName().toUtf8())),
                   tr("Drop it here: %1").arg(model::escaped(source->toUtf8())))
        : makeHint(m_window, source.error().heading, source.error().explanation);
}

void FileDrop::drop(const QMimeData& data)
{
    delete m_hint;
    if (const auto source = sourceIn(data))
        Q_EMIT dropped(*source);
    else
        Q_EMIT refused(source.error().heading, source.error().explanation);
}

}
