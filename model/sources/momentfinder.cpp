// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/momentfinder.h>

#include <utility>

namespace sandscope::model {

MomentFinder::MomentFinder(QObject* parent)
    : QObject(parent)
{
}

MomentFinder::~MomentFinder() = default;

void MomentFinder::find(const QString& sourceName, const Target& target)
{
    m_wanted = target;
    if (!m_source || m_name != sourceName) {
        auto made = makeSource(sourceName);
        if (!made) {
            m_source.reset();
            QMetaObject::invokeMethod(
                this, [this, error = made.error()] { fail(error); }, Qt::QueuedConnection);
            return;
        }
        m_name = sourceName;
        m_source = std::move(*made);
        connect(m_source.get(), &Source::arrived, this, &MomentFinder::take);
        connect(m_source.get(), &Source::failed, this, &MomentFinder::fail);
    }
    m_source->goTo(target);
}

void MomentFinder::cancel()
{
    if (std::exchange(m_wanted, std::nullopt) && m_source)
        m_source->cancel();
}

void MomentFinder::close()
{
    m_wanted.reset();
    if (m_source)
        m_source.release()->deleteLater(); // it may be just speaking
}

void MomentFinder::take(const Arrived& arrived)
{
    if (!m_wanted || arrived.isStopped) // failed() follows, and says why
        return;
    const Target wanted = *std::exchange(m_wanted, std::nullopt);
    const procfs::Generation there = arrived.moment.snapshot->generation;
    if (wanted.kind == Target::Kind::generation && there != wanted.generation)
        Q_EMIT failed(noSuchGeneration(wanted.generation, there));
    else if (arrived.arrival == stepping::Arrival::there)
        Q_EMIT found(arrived.moment);
    else
        Q_EMIT failed(neverThere(wanted, m_source->stepCount()));
}

void MomentFinder::fail(const SourceError& error)
{
    if (std::exchange(m_wanted, std::nullopt))
        Q_EMIT failed(error);
}

}
