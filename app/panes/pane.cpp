// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "pane.h"

#include <app/delegates/marks.h>
#include <app/shell/baseline.h>
#include <app/shell/elidedlabel.h>
#include <app/shell/emptystate.h>
#include <app/shell/endnotice.h>
#include <app/shell/theme.h>
#include <app/shell/words.h>
#include <model/proxies/proxies.h>
#include <model/records/tables.h>
#include <model/sandbox/sandboxtree.h>

#include <QAbstractItemView>
#include <QAbstractProxyModel>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace sandscope::app {

namespace {

/// The generation of a content that may be made of several files.
procfs::Generation newestPart(const model::FileContent& content)
{
    auto newest = content.generation;
    for (const auto& other : content.others)
        newest = std::max(newest, other->generation);
    return newest;
}

}

#define PANE(name) extern const PaneDescriptor name##PaneDescriptor;
#include "panes.def"
#undef PANE

std::span<const PaneDescriptor* const> paneDescriptors()
{
    static constexpr const PaneDescriptor* all[] = {
#define PANE(name) &name##PaneDescriptor,
#include "panes.def"
#undef PANE
    };
    return all;
}

const PaneDescriptor* paneDescriptor(QByteArrayView name)
{
    for (const auto* pane : paneDescriptors()) {
        const QByteArrayView id(pane->id);
        if (id == name || id.sliced(id.lastIndexOf('.') + 1) == name
            || (!name.isEmpty()
                && QByteArray(pane->aliases).split(' ').contains(name.toByteArray())))
            return pane;
    }
    return nullptr;
}

QString paneTitle(const PaneDescriptor& pane)
{
    return QCoreApplication::translate("Panes", pane.title);
}

Pane* createPane(const PaneDescriptor& pane, const PaneContext& context)
{
    auto* made = pane.create(context);
    made->followMoment(); // not in the constructor, where what derives from Pane is not there yet
    return made;
}

namespace {

/// Nobody had looked at the file yet, or at one of the others.
bool isUnread(const model::FileContent& content)
{
    const auto isOne = [](const model::FileContent& each) {
        return each.failure && each.failure->kind == procfs::Failure::Kind::notSampled;
    };
    return isOne(content)
        || std::ranges::any_of(content.others, [&](const auto& each) { return isOne(*each); });
}

}

Pane::Pane(const PaneDescriptor& descriptor, const PaneContext& context)
    : m_descriptor(descriptor)
    , m_context(context)
    , m_view(new model::FileView(this))
    , m_baseView(new model::FileView(this))
    , m_headingLine(new QHBoxLayout)
    , m_pathLabel(new ElidedLabel(Qt::ElideMiddle))
    , m_sideLabel(new ElidedLabel)
    , m_notice(new EndNotice)
    , m_stack(new QStackedLayout)
    , m_empty(new EmptyState)
{
    setObjectName(QLatin1String(descriptor.id));
    setAccessibleName(paneTitle(descriptor));
    setAccessibleDescription(QCoreApplication::translate("Panes", descriptor.description));
    setWhatsThis(accessibleDescription());

    m_pathLabel->setFont(monospaceFont());
    m_pathLabel->setAccessibleName(tr("File shown"));
    setDimmed(m_sideLabel);
    for (auto* label : {m_pathLabel, m_sideLabel})
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_sideLabel->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    connect(m_empty, &EmptyState::triggered, this, [this] {
        if (canReadInside())
            m_context.session->readInside(path().startsWith(processFolder() + '/') ? processFolder()
                                                                                   : path());
        else if (auto* player = m_context.session->player())
            player->refresh(); // what is paused stays so, at the newest moment
    });
    connect(m_notice, &EndNotice::parentWanted, this, [this] {
        if (const auto* row = m_context.session->knownTask(m_context.selection->task()))
            m_context.selection->setTask(row->parent);
    });
    connect(m_notice, &EndNotice::lastMomentWanted, this, [this] {
        const auto* ended = m_context.session->tombstone(m_context.selection->task());
        if (ended)
            m_context.session->player()->seek(ended->position - 1);
    });

    m_headingLine->setContentsMargins(8, 3, 6, 3);
    m_headingLine->setSpacing(8);
    m_headingLine->addWidget(m_pathLabel, 3);
    m_headingLine->addWidget(m_sideLabel, 3);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(m_headingLine);
    layout->addWidget(m_notice);
    layout->addLayout(m_stack, 1); // first: what it is given without a parent becomes a window
    m_stack->addWidget(m_empty);

    m_view->setActive(false);
    connect(m_view, &model::FileView::changed, this, [this] {
        const auto before = m_presented.content;
        present();
        // What differs from a moment far off, or from what was shown long ago, happened at others;
        // and what was not read before has not changed.
        if (std::exchange(m_isFar, false) || (before && isUnread(*before)))
            clearMarks();
        if (m_context.session->capabilities().isLive)
            m_marks.start(liveMarkMilliseconds);
    });
    m_baseView->setActive(false);
    connect(m_baseView, &model::FileView::changed, this, &Pane::present);
    m_marks.setSingleShot(true);
    connect(&m_marks, &QTimer::timeout, this, &Pane::clearMarks);
    connect(m_context.session, &Session::sourceChanged, this, [this] {
        m_folder.clear();
        m_ended = false;
        m_isToCome = false;
        m_view->setCache(m_context.session->cache());
        m_view->setPath({});
        m_view->setSnapshot(nullptr, m_context.session->options());
        m_baseView->setCache(m_context.session->baselineCache());
        m_baseView->setPath({});
        m_baseView->setSnapshot(nullptr, m_context.session->options());
        follow();
    });
    connect(m_context.session, &Session::baselineChanged, this, &Pane::followBaseline);
    connect(m_context.session, &Session::momentChanged, this, &Pane::followMoment);
    connect(m_context.session, &Session::optionsChanged, this, [this] {
        if (m_context.session->isPresenting() && !m_active) {
            // When it is shown, its last content would be seen until it is read again.
            m_view->setPath({});
            m_baseView->setPath({});
        }
        followMoment();
    });
    connect(m_context.session, &Session::tombstonesChanged, this, [this] {
        if (m_ended)
            follow();
    });
    connect(m_context.selection, &Selection::taskChanged, this, &Pane::follow);
    m_view->setCache(m_context.session->cache());
    m_baseView->setCache(m_context.session->baselineCache());
}

Pane::~Pane() = default;

void Pane::setBody(QWidget* body)
{
    Q_ASSERT(!m_body);
    m_body = body;
    m_stack->addWidget(body);
}

QLabel* Pane::setExplainedBody(QWidget* table, const QString& name)
{
    auto* explanation = new QLabel;
    explanation->setTextFormat(Qt::PlainText);
    explanation->setWordWrap(true);
    explanation->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    explanation->setTextInteractionFlags(Qt::TextSelectableByMouse);
    explanation->setContentsMargins(8, 4, 8, 4);
    explanation->setMinimumHeight(2 * explanation->fontMetrics().lineSpacing() + 8);
    explanation->setAccessibleName(name);
    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(table, 1);
    layout->addWidget(explanation);
    setBody(body);
    return explanation;
}

QByteArray Pane::path() const
{
    return m_view->path();
}

bool Pane::isSettled() const
{
    return !m_view->isBusy() && !m_baseView->isBusy();
}

bool Pane::isWaiting() const
{
    const auto shown = m_view->content();
    const auto isComing = [](const model::FileContentPtr& file) {
        return file->failure && file->failure->kind == procfs::Failure::Kind::notSampled;
    };
    return shown && (isComing(shown) || std::ranges::any_of(shown->others, isComing));
}

QString Pane::emptyHeading() const
{
    return m_stack->currentWidget() == m_empty ? m_empty->heading() : QString();
}

QString Pane::notice() const
{
    return m_notice->isHidden() ? QString() : m_notice->text();
}

QByteArray Pane::taskFile(const QByteArray& file) const
{
    return m_folder.isEmpty() ? QByteArray() : m_folder + '/' + file;
}

bool Pane::canShow(const model::FileContent& content) const
{
    return content.text != nullptr && !content.text->bytes.empty() && !content.failure
        && !content.parseError;
}

model::FailureText Pane::emptyText() const
{
    return {tr("Nothing to Show"), tr("The file is empty.")};
}

void Pane::follow()
{
    const auto* session = m_context.session;
    const auto task = m_context.selection->task();
    const bool wasToCome = m_isToCome;
    if (const auto* row = session->knownTask(task)) {
        const auto read = session->snapshotOf(task);
        m_folder = taskFolder(*row);
        m_lastSeen = read ? read->generation : 0;
        m_ended = session->tombstone(task) != nullptr;
        m_isToCome = false;
    } else if (!task || !session->snapshot()) {
        m_folder.clear();
        m_ended = false;
        m_isToCome = false;
    } else {
        m_isToCome = !m_folder.isEmpty() && session->snapshot()->generation < m_lastSeen;
        m_ended = !m_folder.isEmpty() && !m_isToCome;
    }
    readFromSnapshot(); // before the path: what is read of the former path is not shown
    auto wanted = wantedPath();
    if (m_isToCome && isOfTask(wanted))
        wanted.clear();
    if (wanted.isEmpty())
        m_others.clear();
    else if (const auto read = session->snapshotOf(task)) { // null: nothing is kept of it
        if (const auto* row = session->knownTask(task))
            m_others = othersOf(*read, *row);
    }
    m_view->setPath(wanted, m_others);
    followBaseline();
    if (m_isToCome != wasToCome && wanted.isEmpty())
        present(); // other words for the same empty path
}

/// Is it the folder of the selected task, or below it?
bool Pane::isOfTask(const QByteArray& path) const
{
    return !m_folder.isEmpty() && (path == m_folder || path.startsWith(m_folder + '/'));
}

/// The moment shown; of files of a task that ended the last one that had it.
void Pane::readFromSnapshot()
{
    const auto* session = m_context.session;
    const auto task = m_context.selection->task();
    const bool isTasks = isOfTask(wantedPath());
    const auto read = isTasks ? session->snapshotOf(task) : session->snapshot();
    // Where nothing is kept of a task that ended, what was last read of it stays.
    if (read && !(isTasks && m_ended && !session->tombstone(task)))
        m_view->setSnapshot(read, session->options());
    else
        m_view->setOptions(session->options());
}

void Pane::followMoment()
{
    m_isFar = !m_active || !m_context.session->isNeighbour() || (m_isFar && m_view->isBusy());
    if (m_view->content() && !m_context.session->capabilities().isLive)
        clearMarks();
    follow();
}

void Pane::announceInterest()
{
    QSet<QByteArray> paths;
    if (m_active && !path().isEmpty()) {
        paths.insert(path());
        for (const auto& other : std::as_const(m_others))
            paths.insert(other);
        // A thread is known as long as somebody lists those of its process.
        if (const auto thread = m_folder.lastIndexOf('/'); thread > 0)
            paths.insert(m_folder.first(thread));
    }
    if (m_active && !m_baseView->path().isEmpty()) {
        paths.insert(m_baseView->path());
        for (const auto& other : std::as_const(m_baseOthers))
            paths.insert(other);
    }
    m_context.session->setInterest(this, paths);
}

void Pane::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    announceInterest();
    m_view->setActive(active);
    m_baseView->setActive(active);
}

QByteArray Pane::counterpartPath(const QByteArray& path) const
{
    const auto* session = m_context.session;
    if (!session->isComparing() || path.isEmpty())
        return {};
    const bool isOfTask
        = !m_folder.isEmpty() && (path == m_folder || path.startsWith(m_folder + '/'));
    if (!isOfTask)
        return path;
    const auto* row = session->counterpart(m_context.selection->task());
    return row ? taskFolder(*row) + path.sliced(m_folder.size()) : QByteArray();
}

void Pane::followBaseline()
{
    const auto* session = m_context.session;
    const auto counterpart = counterpartPath(path());
    m_baseOthers.clear();
    if (const auto* row
        = counterpart.isEmpty() ? nullptr : session->counterpart(m_context.selection->task()))
        m_baseOthers = othersOf(*session->baselineSnapshot(), *row);
    m_baseView->setPath(counterpart, m_baseOthers);
    if (session->isComparing())
        m_baseView->setSnapshot(session->baselineSnapshot(), session->baselineOptions());
    announceInterest();
    // What is shown comes by the views, whose content is another then.
    const bool isAsShown = m_presented.content == m_view->content()
        && m_presented.baseline == usableBaseline() && m_presented.path == path()
        && m_presented.ended == m_ended && m_presented.content && !session->isComparing();
    if (!isAsShown)
        present();
}

void Pane::addComparison(model::RowTable* table, QAbstractProxyModel* shown)
{
    m_comparisons.append({table, shown});
}

void Pane::showBaseline(const model::FileContentPtr& baseline)
{
    for (const auto& each : std::as_const(m_comparisons))
        each.table->setBaseline(baseline);
}

void Pane::showOnlyDifferences(bool only)
{
    for (const auto& each : std::as_const(m_comparisons)) {
        if (each.shown)
            model::setOnlyMarked(each.shown, only);
    }
}

std::optional<int> Pane::differences() const
{
    int count = 0;
    bool isComparing = false;
    for (const auto& each : m_comparisons) {
        isComparing = isComparing || each.table->isComparing();
        count += each.table->differences();
    }
    return isComparing ? std::optional(count) : std::nullopt;
}

void Pane::setOnlyDifferences(bool only)
{
    if (std::exchange(m_onlyDifferences, only) != only)
        present();
}

bool Pane::goToDifference(int direction)
{
    auto* view = mainView();
    const auto* shown = view->model();
    const int count = shown ? shown->rowCount() : 0;
    const int from = view->currentIndex().isValid() ? view->currentIndex().row()
        : direction > 0                             ? -1
                                                    : count;
    for (int passed = 1; passed <= count; ++passed) {
        const int row = ((from + direction * passed) % count + count) % count;
        const auto index = shown->index(row, 0);
        if (static_cast<model::Mark>(index.data(model::MarkRole).toInt()) == model::Mark::none)
            continue;
        view->setCurrentIndex(index.siblingAtColumn(std::max(view->currentIndex().column(), 0)));
        view->scrollTo(index);
        return true;
    }
    return false;
}

model::FileContentPtr Pane::usableBaseline() const
{
    const auto base = m_context.session->isComparing() ? m_baseView->content() : nullptr;
    return base && !base->failure && !base->parseError ? base : nullptr;
}

/// The moment shown is the newest of a running sandbox, which does not tell the file from outside.
bool Pane::canReadInside() const
{
    const auto shown = m_view->content();
    const auto* player = m_context.session->player();
    return player && m_context.session->capabilities().readsInside && !m_ended
        && player->newer() == 0 && shown && shown->failure
        && shown->failure->kind == procfs::Failure::Kind::notProvided;
}

/// What there is to say of a task that ended.
QString Pane::endNotice() const
{
    const auto* ended = m_context.session->tombstone(m_context.selection->task());
    const bool isKept = !ended || ended->last;
    return tr("%1. %2").arg(
        ended ? endHeading(*ended) : endHeading(m_lastSeen),
        isKept ? tr("This is its last state.")
               : tr("Its last state is not kept; go to its last moment to see it."));
}

void Pane::present()
{
    if (!m_body)
        return;
    const auto shown = m_view->content();
    const auto base = usableBaseline();
    m_presented = {.content = shown, .baseline = base, .path = path(), .ended = m_ended};
    m_pathLabel->setText(path().isEmpty() ? QString()
                                          : QLatin1String("/proc/") + model::escaped(path()));
    m_empty->setAction({});
    if (path().isEmpty() && m_isToCome) {
        m_empty->setText(tr("Not Started Yet"),
                         tr("The process that is selected starts at a later moment."));
    } else if (path().isEmpty()) {
        m_empty->setText(tr("Select a Process"), tr("Its status, memory and files appear here."));
    } else if (!shown && m_view->isBusy()) {
        return; // what was there stays for the moment that reading takes
    } else if (!shown) {
        m_empty->setText(QString(), QString());
    } else if (canShow(*shown)
               || (base && !shown->failure && !shown->parseError && canShow(*base))) {
        showContent(shown); // empty, it has all rows of the baseline as gone ones
        compare();
        return;
    } else {
        const auto* player = m_context.session->player();
        const bool isPast = isWaiting() && (player->isRecording() || player->newer() > 0);
        const auto failure = model::failureText(*shown).value_or(emptyText());
        if (isPast)
            m_empty->setText(tr("Not Read at This Moment"),
                             tr("Nobody looked at it when this sample was taken."));
        else
            m_empty->setText(failure.heading, failure.explanation);
        if (isPast) {
            m_empty->setAction(tr("Read It Now"));
        } else if (canReadInside()) {
            m_empty->setText(failure.heading,
                             tr("The sandbox does not tell it from outside. Inside it can be read, "
                                "which starts a process in there for a moment."));
            m_empty->setAction(tr("Read From Inside"));
        }
    }
    showBaseline(nullptr);
    clearContent();
    m_stack->setCurrentWidget(m_empty);
    describe();
}

void Pane::compare()
{
    showBaseline(usableBaseline());
    showDifferences();
}

void Pane::showDifferences()
{
    const auto count = differences();
    showOnlyDifferences(m_onlyDifferences && count);
    if (m_onlyDifferences && count == 0) {
        const auto* session = m_context.session;
        m_empty->setText(noDifferenceHeading(*session),
                         tr("Diff shows what a program changed: pick two generations around the "
                            "event."));
        m_stack->setCurrentWidget(m_empty);
    } else {
        m_stack->setCurrentWidget(m_body);
    }
    describe();
    Q_EMIT differencesChanged();
}

/// The line above the content, and what is to be said of it as a whole.
void Pane::describe()
{
    const auto shown = m_view->content();
    const auto* session = m_context.session;
    const auto count = differences();
    QString side;
    if (shown && count)
        side = *count == 0 ? tr("no difference")
            : *count == 1  ? tr("1 difference")
                           : tr("%1 differences").arg(*count);
    else if (shown)
        side = tr("%1 · generation %2").arg(dialectTitle(shown->dialect)).arg(newestPart(*shown));
    m_sideLabel->setText(side);

    QStringList notices;
    if (m_ended)
        notices << endNotice();
    if (session->isComparing() && shown && !path().isEmpty()) {
        const auto base = m_baseView->content();
        const auto failure = base && !usableBaseline() ? model::failureText(*base) : std::nullopt;
        if (m_baseView->path().isEmpty())
            notices << tr("Nothing to compare with: there is no such task in %1.")
                           .arg(baselineText(*session));
        else if (failure)
            notices << tr("Nothing to compare with. %1: %2")
                           .arg(failure->heading, failure->explanation);
    }
    if (shown
        && (shown->isMasked || std::ranges::any_of(shown->others, &model::FileContent::isMasked)))
        notices << tr("Values are masked while presenting. View > Presentation Mode shows them.");
    const auto snapshot = session->snapshotOf(m_context.selection->task());
    if (const auto at
        = shown && snapshot ? model::readInsideAt(*snapshot, path().toStdString()) : std::nullopt)
        notices << tr("Read from inside at generation %1, and as it was then.").arg(*at);
    if (shown
        && (shown->isWithheld
            || std::ranges::any_of(shown->others, &model::FileContent::isWithheld)))
        notices << tr("%1 Withheld: when this was recorded, * was put in place of each byte of "
                      "arguments or environment. The length is that of the original.")
                       .arg(stateBadge(model::CellState::withheld));
    m_notice->setVisible(!notices.isEmpty());
    m_notice->setText(notices.join(u'\n'));
    const auto* ended = m_ended ? session->tombstone(m_context.selection->task()) : nullptr;
    m_notice->setAvailable(ended && session->knownTask(ended->row->parent),
                           ended && ended->position > 0);
}

}
