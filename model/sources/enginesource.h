// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/sourceengine.h>

#include <QFutureWatcher>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>

namespace sandscope::model {

/// A source whose engine runs on a thread of its own: one request at a time, the newest restart
/// wins.
class EngineSource : public Source
{
    Q_OBJECT

public:
    EngineSource(QString name, SourceFacts promise, std::shared_ptr<SourceEngine> engine);
    ~EngineSource() override;

    [[nodiscard]] QString title() const override { return m_facts.title; }
    [[nodiscard]] QString description() const override { return m_facts.description; }
    [[nodiscard]] QString cost() const override { return m_facts.cost; }
    [[nodiscard]] QString notice() const override { return m_facts.notice; }
    [[nodiscard]] Capabilities capabilities() const override { return m_facts.capabilities; }
    [[nodiscard]] std::size_t stepCount() const override { return m_facts.stepCount; }

    /// Begins what a player will ask for first, so that it is under way, or done, when it does.
    /// Once the language of the application is chosen, in which errors and titles are said.
    void prepare();

    void advance() override;
    void restart() override;
    void goTo(const Target& target) override;
    void cancel() override;
    void setInterest(const QSet<QByteArray>& paths) override;
    void readInside(const QByteArray& path) override;

private:
    using Result = std::expected<SourceAnswer, SourceError>;
    using Paths = decltype(SourceRequest::interest);

    void launch(bool restart, const std::optional<Target>& target = {});
    void replace(bool restart, const std::optional<Target>& target);
    [[nodiscard]] QFuture<Result> start(SourceRequest request);
    [[nodiscard]] bool takePrepared(const std::optional<Target>& target);
    void deliver();
    [[nodiscard]] bool hasNewInterest() const;

    struct Prepared
    {
        std::optional<Target> target;
        QFuture<Result> answer;
    };

    SourceFacts m_facts;
    std::shared_ptr<SourceEngine> m_engine; ///< used by the flight under way only
    Paths m_interest;
    Paths m_asked; ///< the interest of the newest flight
    Paths m_inside; ///< to be read from inside by the next flight
    std::stop_source m_stop; ///< of the newest flight
    QFutureWatcher<Result> m_watcher;
    std::optional<Prepared> m_prepared; ///< begun, and not asked for yet
    QThreadPool m_pool;
    /// The step that the newest flight has reached; written on its thread.
    std::shared_ptr<std::atomic<std::size_t>> m_reached;
    QTimer m_progressTimer; ///< looks at it, while there is a target
    bool m_hasTarget = false; ///< of the newest flight
    bool m_isOpen = false; ///< an answer came
    bool m_isBusy = false;
    bool m_again = false;
};

}
