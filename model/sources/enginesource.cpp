// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/enginesource.h>

#include <QPointer>
#include <QThread>
#include <QtConcurrentRun>

#include <algorithm>
#include <utility>

namespace sandscope::model {

EngineSource::EngineSource(QString name, SourceFacts promise, std::shared_ptr<SourceEngine> engine)
    : Source(std::move(name))
    , m_facts(std::move(promise))
    , m_engine(std::move(engine))
{
    m_pool.setMaxThreadCount(1); // an engine answers one request at a time
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &EngineSource::deliver);
}

EngineSource::~EngineSource()
{
    m_watcher.disconnect(this);
    m_stop.request_stop();
    m_watcher.cancel();
    m_pool.waitForDone();
}

void EngineSource::advance()
{
    if (m_isBusy)
        m_again = true;
    else
        launch(false);
}

void EngineSource::restart()
{
    // Whatever is under way ends soon and is not listened to any more; the pool's one thread keeps
    // the order.
    m_stop.request_stop();
    m_watcher.cancel();
    m_again = false;
    launch(true);
}

void EngineSource::setInterest(const QSet<QByteArray>& paths)
{
    m_interest.clear();
    for (const QByteArray& path : paths)
        m_interest.emplace(path.constData(), static_cast<std::size_t>(path.size()));
    if (m_isOpen && m_facts.capabilities.samplesOnDemand && hasNewInterest())
        advance();
}

bool EngineSource::hasNewInterest() const
{
    return !std::ranges::includes(m_asked, m_interest);
}

void EngineSource::launch(bool restart)
{
    Q_ASSERT(QThread::currentThread() == thread());
    m_isBusy = true;
    m_stop = std::stop_source();
    m_asked = m_interest;
    m_watcher.setFuture(
        QtConcurrent::run(&m_pool,
                          [engine = m_engine, request = SourceRequest{restart, m_interest},
                           stop = m_stop.get_token()] { return engine->run(request, stop); }));
}

void EngineSource::deliver()
{
    QFuture<Result> future = m_watcher.future();
    if (future.isCanceled() || future.resultCount() == 0)
        return;
    const Result result = future.takeResult();
    m_isBusy = false;
    const QPointer<EngineSource> guard(this); // a receiver may delete its source
    if (result) {
        const bool wasOpen = std::exchange(m_isOpen, true);
        m_facts = result->facts;
        // Interest that came while the source was being opened could not be judged before.
        if (m_facts.capabilities.samplesOnDemand && !wasOpen && hasNewInterest())
            m_again = true;
        Q_EMIT sampled(result->moment);
    } else {
        Q_EMIT failed(result.error());
    }
    if (!guard.isNull() && !m_isBusy && std::exchange(m_again, false))
        launch(false);
}

}
