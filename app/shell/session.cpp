// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "session.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace sandscope::app {

namespace {

// Where nothing moves by itself one may look for any of them; in a live list each one more is a row
// that comes and goes.
constexpr int mostTombstones = 1000;
constexpr int mostLiveTombstones = 50;

}

Session::Session(QObject* parent)
    : QObject(parent)
    , m_cache(std::make_shared<procfs::RecordCache>())
    , m_baselineCache(std::make_shared<procfs::RecordCache>())
    , m_finder(new model::MomentFinder(this))
{
    connect(m_finder, &model::MomentFinder::found, this, [this](const snapshot::Moment& moment) {
        m_comingBaseline.snapshot = moment.snapshot;
        setBaseline(m_comingBaseline);
    });
    connect(m_finder, &model::MomentFinder::failed, this, &Session::baselineFailed);
}

Session::~Session()
{
    for (auto* player : {m_player.get(), m_coming.get()}) {
        if (player)
            player->disconnect(this);
    }
}

void Session::open(const QString& sourceName)
{
    auto made = model::makeSource(sourceName);
    if (made)
        open(std::move(*made));
    else
        Q_EMIT failed(made.error());
}

void Session::open(std::unique_ptr<model::Source> source)
{
    m_coming = std::make_unique<model::Player>(std::move(source));
    connect(m_coming.get(), &model::Player::nowChanged, this, &Session::takeOver);
    connect(m_coming.get(), &model::Player::failed, this, [this](const model::SourceError& error) {
        m_coming->disconnect(this);
        m_coming.release()->deleteLater(); // it is just speaking
        Q_EMIT failed(error);
    });
    m_coming->start();
}

void Session::takeOver()
{
    m_coming->disconnect(this);
    const auto former = std::exchange(m_player, std::move(m_coming));
    if (former)
        former->disconnect(this);
    m_tombstones.reset();
    m_cache = std::make_shared<procfs::RecordCache>();
    forgetBaseline();
    connect(m_player.get(), &model::Player::nowChanged, this, [this] {
        noticePosition();
        const bool isOtherPast = updateTombstones(); // before anybody looks at the moment
        Q_EMIT momentChanged();
        if (isOtherPast)
            Q_EMIT tombstonesChanged();
    });
    connect(m_player.get(), &model::Player::stateChanged, this, [this] {
        if (updateTombstones()) // fewer are kept while it is live
            Q_EMIT tombstonesChanged();
        Q_EMIT stateChanged();
    });
    m_history = std::make_unique<model::History>(m_player.get()); // hears of a moment after us
    connect(m_history.get(), &model::History::changed, this, [this] {
        if (updateTombstones())
            Q_EMIT tombstonesChanged();
        Q_EMIT historyChanged();
    });
    connect(m_player.get(), &model::Player::failed, this, &Session::failed);
    connect(m_player->source(), &model::Source::noticed, this, &Session::noticed);
    const auto can = capabilities();
    const bool isOther
        = can.printsDialects && !m_isDialectChosen && can.dialect != m_options.dialect;
    if (isOther)
        m_options.dialect = can.dialect;
    Q_EMIT sourceChanged();
    updateTombstones();
    Q_EMIT historyChanged();
    if (isOther)
        Q_EMIT optionsChanged();
    Q_EMIT stateChanged();
    noticePosition();
    Q_EMIT momentChanged();
    announceInterest();
    if (can.isLive)
        m_player->play();
}

void Session::close()
{
    m_coming.reset();
    m_history.reset();
    m_tombstones.reset();
    const auto former = std::exchange(m_player, nullptr);
    if (!former)
        return;
    former->disconnect(this);
    forgetBaseline();
    Q_EMIT sourceChanged();
    Q_EMIT stateChanged();
}

model::Source* Session::source() const
{
    return m_player ? m_player->source() : nullptr;
}

model::Capabilities Session::capabilities() const
{
    return m_player ? m_player->source()->capabilities() : model::Capabilities{};
}

const snapshot::Moment* Session::now() const
{
    return m_player ? m_player->now() : nullptr;
}

snapshot::SnapshotPtr Session::snapshot() const
{
    const auto* moment = now();
    return moment ? moment->snapshot : nullptr;
}

procfs::Dialect Session::dialect() const
{
    const auto can = capabilities();
    return !m_player || can.printsDialects ? m_options.dialect : can.dialect;
}

void Session::setDialect(procfs::Dialect dialect)
{
    m_isDialectChosen = true;
    if (dialect == m_options.dialect)
        return;
    m_options.dialect = dialect;
    Q_EMIT optionsChanged();
}

void Session::setBaseline(std::optional<Baseline> baseline)
{
    m_finder->cancel();
    if (!m_player || (baseline && !baseline->isAny()))
        baseline.reset();
    if (baseline == m_baseline)
        return;
    m_baseline = std::move(baseline);
    Q_EMIT baselineChanged();
}

/// Of the source before. Nobody is told: sourceChanged() says more.
void Session::forgetBaseline()
{
    m_finder->close();
    m_baselineCache = std::make_shared<procfs::RecordCache>();
    m_baseline.reset();
}

void Session::compareWithGeneration(procfs::Generation generation, const Baseline& baseline)
{
    if (!now())
        return;
    const auto& timeline = m_player->timeline();
    const auto& known = timeline.at(timeline.indexOf(generation));
    // Of several moments of one generation the last one counts, which may not be known yet.
    if (known.snapshot->generation == generation
        && (!capabilities().canStep || known.snapshot != timeline.last().snapshot
            || known.step == m_player->source()->stepCount())) {
        auto next = baseline;
        next.snapshot = known.snapshot;
        setBaseline(next);
    } else if (capabilities().canStep) {
        m_comingBaseline = baseline;
        m_finder->find(m_player->source()->name(),
                       {.kind = model::Target::Kind::generation, .generation = generation});
    } else {
        Q_EMIT baselineFailed(model::noSuchGeneration(generation, known.snapshot->generation));
    }
}

procfs::TaskId Session::swapBaseline(procfs::TaskId selected)
{
    if (!m_baseline || !now())
        return selected;
    const Baseline former = *m_baseline;
    if (former.snapshot && former.snapshot->generation != 0 && !capabilities().canStep) {
        const auto& timeline = m_player->timeline();
        const auto& known = timeline.at(timeline.indexOf(former.snapshot->generation)).snapshot;
        if (known->generation != former.snapshot->generation) { // it is not kept any more
            Q_EMIT baselineFailed(
                model::noSuchGeneration(former.snapshot->generation, known->generation));
            return selected;
        }
    }
    Baseline next;
    if (former.snapshot)
        next.snapshot = snapshot();
    if (former.task)
        next.task = selected;
    if (former.dialect)
        next.dialect = dialect();
    if (former.dialect)
        setDialect(*former.dialect);
    if (former.snapshot && former.snapshot->generation != 0)
        m_player->runTo(former.snapshot->generation);
    else if (former.snapshot)
        m_player->seek(0);
    setBaseline(next);
    return former.task ? former.task : selected;
}

snapshot::SnapshotPtr Session::baselineSnapshot() const
{
    if (!m_baseline)
        return nullptr;
    return m_baseline->snapshot ? m_baseline->snapshot : snapshot();
}

snapshot::ViewOptions Session::baselineOptions() const
{
    auto options = m_options;
    if (m_baseline && m_baseline->dialect)
        options.dialect = *m_baseline->dialect;
    return options;
}

const snapshot::TaskSummary* Session::counterpart(procfs::TaskId selected) const
{
    const auto compared = baselineSnapshot();
    if (!compared)
        return nullptr;
    const auto task = m_baseline->task ? m_baseline->task : selected;
    return task ? compared->tasks.find(task.value) : nullptr;
}

void Session::setPresenting(bool presents)
{
    if (presents == m_options.masksSecrets)
        return;
    m_options.masksSecrets = presents;
    Q_EMIT optionsChanged();
}

const snapshot::TaskSummary* Session::task(procfs::TaskId id) const
{
    // The player keeps the moment, and the moment the row.
    const auto* moment = now();
    return moment && moment->snapshot && id ? moment->snapshot->tasks.find(id.value) : nullptr;
}

const model::Tombstone* Session::tombstone(procfs::TaskId id) const
{
    return id && !task(id) ? model::tombstone(m_tombstones, id) : nullptr;
}

const snapshot::TaskSummary* Session::knownTask(procfs::TaskId id) const
{
    const auto* ended = tombstone(id);
    return ended ? ended->row.get() : task(id);
}

snapshot::SnapshotPtr Session::snapshotOf(procfs::TaskId id) const
{
    const auto* ended = tombstone(id);
    return ended ? ended->last : snapshot();
}

void Session::noticePosition()
{
    const int position = m_player->sliderPosition();
    const int former = std::exchange(m_position, position);
    // Steps run through to get there are those that the marks tell of; samples passed over are not.
    m_isNeighbour
        = capabilities().canStep ? position >= former - 1 : std::abs(position - former) <= 1;
}

bool Session::updateTombstones()
{
    const bool isFollowed = capabilities().isLive && m_player->isPlaying();
    auto ended = m_history->endedBefore(m_player->sliderPosition(),
                                        isFollowed ? mostLiveTombstones : mostTombstones);
    return std::exchange(m_tombstones, ended) != ended;
}

procfs::TaskId Session::taskByNumber(int pid, std::optional<int> tid) const
{
    const auto shown = snapshot();
    auto found = shown ? taskNumbered(*shown, pid, tid) : procfs::TaskId{};
    if (found || !m_tombstones)
        return found;
    for (const model::Tombstone& ended : *m_tombstones) {
        const auto& row = *ended.row;
        if (tid ? row.tid.value == *tid && row.tgid.value == pid : row.tid.value == pid)
            found = row.id;
    }
    return found;
}

void Session::setInterest(QObject* viewer, const QSet<QByteArray>& paths)
{
    if (!m_interest.contains(viewer)) {
        connect(viewer, &QObject::destroyed, this, [this, viewer] {
            m_interest.remove(viewer);
            announceInterest();
        });
    } else if (m_interest.value(viewer) == paths) {
        return;
    }
    m_interest.insert(viewer, paths);
    announceInterest();
}

void Session::readInside(const QByteArray& path)
{
    if (m_player)
        m_player->source()->readInside(path);
}

void Session::announceInterest()
{
    if (!m_player || !capabilities().samplesOnDemand)
        return;
    QSet<QByteArray> all;
    for (const auto& paths : std::as_const(m_interest))
        all |= paths;
    m_player->source()->setInterest(all);
}

procfs::TaskId taskNumbered(const snapshot::Snapshot& snapshot, int pid, std::optional<int> tid)
{
    procfs::TaskId found;
    snapshot.tasks.forEach([&](auto, const auto& shared) {
        const auto& row = *shared;
        if (tid ? row.tid.value == *tid && row.tgid.value == pid : row.tid.value == pid)
            found = row.id;
    });
    return found;
}

QByteArray taskFolder(const snapshot::TaskSummary& task)
{
    auto path = QByteArray::number(task.tgid.value);
    if (task.isThread)
        path += "/task/" + QByteArray::number(task.tid.value);
    return path;
}

}
