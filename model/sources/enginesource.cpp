// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/enginesource.h>

#include <QPointer>
#include <QThread>
#include <QtConcurrentRun>

#include <algorithm>
#include <chrono>
#include <utility>

namespace sandscope::model {

using namespace std::chrono_literals;

namespace {

constexpr auto progressInterval = 150ms; ///< a shorter way needs no progress

}

EngineSource::EngineSource(QString name, SourceFacts promise, std::shared_ptr<SourceEngine> engine)
    : Source(std::move(name))
    , m_facts(std::move(promise))
    , m_engine(std::move(engine))
{
    m_pool.setMaxThreadCount(1); // an engine answers one request at a time
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &EngineSource::deliver);
    m_progressTimer.setInterval(progressInterval);
    connect(&m_progressTimer, &QTimer::timeout, this,
            [this] { Q_EMIT progressed(static_cast<qsizetype>(m_reached->load())); });
}

EngineSource::~EngineSource()
{
    m_watcher.disconnect(this);
    m_stop.request_stop();
    m_watcher.cancel();
    m_pool.waitForDone();
}

void EngineSource::prepare()
{
    if (m_isBusy || m_isOpen || m_prepared)
        return;
    std::optional<Target> first;
    if (m_facts.capabilities.canStep)
        first = {.kind = Target::Kind::step};
    m_stop = std::stop_source();
    SourceRequest request;
    request.target = first;
    m_prepared = Prepared{first, start(std::move(request))};
}

/// Is \a target what was prepared? Then that is the flight under way from now on.
bool EngineSource::takePrepared(const std::optional<Target>& target)
{
    const auto prepared = std::exchange(m_prepared, std::nullopt);
    if (!prepared || prepared->target != target || !m_interest.empty())
        return false;
    m_isBusy = true;
    m_hasTarget = target.has_value();
    m_watcher.setFuture(prepared->answer);
    return true;
}

void EngineSource::advance()
{
    if (takePrepared({}))
        return;
    if (m_isBusy)
        m_again = true;
    else
        launch(false);
}

void EngineSource::restart()
{
    replace(true, {});
}

void EngineSource::goTo(const Target& target)
{
    if (!takePrepared(target))
        replace(false, target);
}

void EngineSource::cancel()
{
    if (m_isBusy && m_hasTarget)
        m_stop.request_stop();
}

void EngineSource::replace(bool restart, const std::optional<Target>& target)
{
    // Whatever is under way ends soon and is not listened to any more; the pool's one thread keeps
    // the order.
    m_stop.request_stop();
    m_watcher.cancel();
    m_again = false;
    launch(restart, target);
}

void EngineSource::setInterest(const QSet<QByteArray>& paths)
{
    m_interest.clear();
    for (const QByteArray& path : paths)
        m_interest.emplace(path.constData(), static_cast<std::size_t>(path.size()));
    if (m_isOpen && m_facts.capabilities.samplesOnDemand && hasNewInterest())
        advance();
}

void EngineSource::readInside(const QByteArray& path)
{
    if (!m_facts.capabilities.readsInside)
        return;
    m_inside.emplace(path.constData(), static_cast<std::size_t>(path.size()));
    advance();
}

bool EngineSource::hasNewInterest() const
{
    return !std::ranges::includes(m_asked, m_interest);
}

void EngineSource::launch(bool restart, const std::optional<Target>& target)
{
    Q_ASSERT(QThread::currentThread() == thread());
    m_isBusy = true;
    m_stop = std::stop_source();
    m_asked = m_interest;
    m_hasTarget = target.has_value();
    SourceRequest request{.restart = restart, .interest = m_interest, .target = target};
    request.inside = std::exchange(m_inside, {});
    if (m_hasTarget) {
        m_reached = std::make_shared<std::atomic<std::size_t>>(0);
        request.progress = [reached = m_reached](std::size_t step) { reached->store(step); };
        m_progressTimer.start();
    } else {
        m_progressTimer.stop();
    }
    m_watcher.setFuture(start(std::move(request)));
}

QFuture<EngineSource::Result> EngineSource::start(SourceRequest request)
{
    return QtConcurrent::run(&m_pool,
                             [engine = m_engine, request = std::move(request),
                              stop = m_stop.get_token()] { return engine->run(request, stop); });
}

void EngineSource::deliver()
{
    QFuture<Result> future = m_watcher.future();
    if (future.isCanceled() || future.resultCount() == 0)
        return;
    const Result result = future.takeResult();
    m_isBusy = false;
    m_progressTimer.stop();
    const QPointer<EngineSource> guard(this); // a receiver may delete its source
    if (result) {
        const bool wasOpen = std::exchange(m_isOpen, true);
        m_facts = result->facts;
        // Interest that came while the source was being opened could not be judged before.
        if (m_facts.capabilities.samplesOnDemand && !wasOpen && hasNewInterest())
            m_again = true;
        if (m_hasTarget)
            Q_EMIT arrived({.moment = result->moment,
                            .arrival = result->arrival,
                            .isStopped = result->trouble.has_value(),
                            .task = result->task});
        else
            Q_EMIT sampled(result->moment);
        if (!guard.isNull() && result->notice)
            Q_EMIT noticed(*result->notice);
        if (!guard.isNull() && result->trouble)
            Q_EMIT failed(*result->trouble);
    } else {
        Q_EMIT failed(result.error());
    }
    if (!guard.isNull() && !m_isBusy && std::exchange(m_again, false))
        launch(false);
}

}
