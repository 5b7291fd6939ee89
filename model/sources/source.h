// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/target.h>

#include <QObject>
#include <QSet>
#include <QString>
#include <QStringList>

#include <chrono>
#include <expected>
#include <memory>

namespace sandscope::model {

/// What went wrong, for a person. The app words nothing of its own around it.
struct SourceError
{
    enum class Code {
        badName,
        notFound,
        notPermitted,
        badScenario,
        badExpression,
        neverThere, ///< no moment of the run is the one asked for
        damaged,
        gone,
        failed,
        informed ///< nothing: it is only to be told
    };
    Code code = Code::failed;
    QString heading; ///< Title Case, short: "Cannot Open Folder"
    QString explanation; ///< full sentences: what happened and what to do; raw bytes escaped
    QString file; ///< of a scenario problem
    int line = 0;
    int column = 0; ///< of a bad expression, in characters from 1; 0: not known
};

struct Capabilities
{
    bool canStep = false; ///< has steps of its own (a scenario); otherwise time passes by itself or
                          ///< not at all
    bool isLive = false; ///< a new sample may differ: a live /proc
    bool printsDialects = false; ///< text is made from records, so a dialect can be chosen
    bool samplesOnDemand = false; ///< files are read only while somebody is interested in them
    /// Of the text recorded; where printsDialects, of the kernel that is simulated: what is shown
    /// unless another one is chosen.
    procfs::Dialect dialect = procfs::Dialect::gvisor2019;
    /// Why dialect is what it is, one English sentence each, raw bytes escaped: a
    /// conclusion first, what speaks for it, then what speaks against it. Empty where
    /// printsDialects is true.
    QStringList dialectReasons{};
    /// What only the inside of a sandbox can tell is read when readInside() asks for it.
    bool readsInside = false;
    /// Where isLive: samples are taken no more often, since each costs what is looked at. Zero:
    /// as often as somebody likes. May change with every sample.
    std::chrono::milliseconds period{};
};

/// Where data comes from. Lives on the GUI thread; works on its own thread pool; one flight at a
/// time. The destructor cancels and waits.
class Source : public QObject
{
    Q_OBJECT

public:
    ~Source() override = default;

    /// As it was named: "scenario:start", "proc:/proc".
    [[nodiscard]] QString name() const { return m_name; }
    /// For window titles: "start", "/proc on this computer".
    [[nodiscard]] virtual QString title() const = 0;
    [[nodiscard]] virtual QString description() const { return {}; }
    /// What the last sample cost, and whom, for a status line; empty where nobody counts.
    [[nodiscard]] virtual QString cost() const { return {}; }
    /// What somebody should know before they believe what they see: that some of it is missing.
    /// Empty: nothing.
    [[nodiscard]] virtual QString notice() const { return {}; }
    [[nodiscard]] virtual Capabilities capabilities() const = 0;
    /// Steps in all, where canStep; 0 otherwise.
    [[nodiscard]] virtual std::size_t stepCount() const { return 0; }

    /// Asks for the next moment: a scenario's next step, another sample otherwise. Answered by
    /// sampled() or failed(), never from inside the call. A request while one is in flight is
    /// remembered once.
    virtual void advance() = 0;
    /// Goes back to the state before the first step. Answered by sampled() with step 0.
    virtual void restart() = 0;
    /// Where canStep: goes to a moment, forward or back, in place of whatever is under way.
    /// Answered by arrived() or failed(); by both where a step on the way is impossible.
    virtual void goTo(const sandscope::model::Target& target) = 0;
    /// Ends the way to a target where it is: arrived() says cancelled.
    virtual void cancel() { }
    /// The paths below /proc that somebody looks at now ("7/maps"); matters where samplesOnDemand.
    /// A new interest in something never sampled brings a sample by itself.
    virtual void setInterest(const QSet<QByteArray>& paths) { Q_UNUSED(paths) }
    /// Where readsInside: reads, once, a file below /proc or all of a process ("7") from inside,
    /// which starts a process in there. Answered by sampled(), and by noticed() where it was in
    /// vain.
    virtual void readInside(const QByteArray& path) { Q_UNUSED(path) }

Q_SIGNALS:
    /// A moment is there. For a source without counters whose sample equals the last one, the
    /// snapshot is the same object as before.
    void sampled(const sandscope::snapshot::Moment& moment);
    void arrived(const sandscope::model::Arrived& arrived);
    /// On the way to a target, now and then: the step reached.
    void progressed(qsizetype step);
    /// Something is to be told, or something besides the sample was in vain; samples go on.
    void noticed(const sandscope::model::SourceError& notice);
    /// A request failed; what was sampled before stays valid.
    void failed(const sandscope::model::SourceError& error);

protected:
    explicit Source(QString name)
        : m_name(std::move(name))
    {
    }

private:
    QString m_name;
};

/// Makes a source by its name: "scenario:NAME", "scenario:path.yaml", "proc:PATH"; a bare path of a
/// .yaml file or a folder is taken for the one it can only be. Only the name is looked at; what it
/// refers to is opened by the first advance()/restart().
[[nodiscard]] std::expected<std::unique_ptr<Source>, SourceError> makeSource(const QString& name);

/// What to say of a source without the generation \a wanted, \a nearest being what there is.
[[nodiscard]] SourceError noSuchGeneration(procfs::Generation wanted, procfs::Generation nearest);
/// What to say of a source with \a steps steps that has no such moment.
[[nodiscard]] SourceError neverThere(const Target& target, std::size_t steps);

/// A scenario that comes with the program.
struct ShippedScenario
{
    QString id; ///< "start"
    QString title{};
    QString description{};
    int lesson = 0; ///< its place in the course, from 1; 0 when it is none of it
};
/// Read from the compiled-in resources when first asked: "start", the course, the others by title.
[[nodiscard]] const QList<ShippedScenario>& shippedScenarios();

/// Everything a source gives, for programs without an event loop (the command line, tests): opens
/// it and returns the last moment, or that with generation \a at where given. Blocks.
[[nodiscard]] std::expected<snapshot::Moment, SourceError>
readSource(const QString& name, std::optional<procfs::Generation> at,
           const QSet<QByteArray>& interest);

}
