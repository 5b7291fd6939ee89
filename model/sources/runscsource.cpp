// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/insidereader.h>
#include <model/sandbox/runscname.h>
#include <model/sandbox/runscwords.h>
#include <model/sandbox/sandboxlink.h>
#include <model/sources/messages.h>
#include <model/sources/runscsource.h>
#include <model/sources/sourceengine.h>
#include <model/sources/tasksweep.h>

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace sandscope::model {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// Of what the sandbox does, one part in so many may be answering us.
constexpr int share = 100;
/// What a sample costs the sandbox besides the time until it answers, which threads of it spend
/// waking up and looking for work: measured, see the README. Its garbage collector runs beside, and
/// takes half as long as the answer.
constexpr auto wakingCost = 2ms;
constexpr auto ofByte = 20ns; ///< of a dump, at most: three times what was measured
/// Of a reading of the inside that failed, so many times what it took until it is tried again.
constexpr int insideRest = 20;
constexpr std::size_t mostCosts = 3; ///< the least of the last few counts: the machine may be busy

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::RunscSource", text);
}

QString milliseconds(std::chrono::nanoseconds time)
{
    const double value = std::chrono::duration<double, std::milli>(time).count();
    return QString::number(value, 'f', value < 10 ? 1 : 0);
}

class RunscEngine : public SourceEngine
{
public:
    explicit RunscEngine(const QString& path)
        : m_name(parseRunscName(path))
        , m_readerMark(makeReaderMark())
    {
    }

    std::expected<SourceAnswer, SourceError> run(const SourceRequest& request,
                                                 std::stop_token stop) override
    {
        if (!m_name)
            return std::unexpected(m_name.error());
        if (request.restart)
            m_link.reset();
        if (!m_link) {
            if (auto error = open(stop))
                return std::unexpected(*std::move(error));
        }
        auto snapshot = sample(stop);
        if (!snapshot)
            return std::unexpected(std::move(snapshot).error());
        SourceAnswer answer;
        if (const auto wanted = wantedInside(request); !wanted.isEmpty()) {
            const auto& tree = static_cast<const SandboxTree&>(*(*snapshot)->tree);
            answer.notice = readInside(tree, wanted, stop);
            // Once more, so that nothing of the reader itself is in what is shown.
            snapshot = sample(stop);
            if (!snapshot)
                return std::unexpected(std::move(snapshot).error());
        }
        answer.moment.snapshot = *std::move(snapshot);
        answer.moment.step = m_sampleNumber++;
        answer.facts = facts();
        return answer;
    }

private:
    std::optional<SourceError> open(const std::stop_token& stop)
    {
        auto name = *m_name;
        const auto folder = QFile::encodeName(name.place.folder).toStdString();
        auto state = readState(folder, name.id, stop);
        if (!state)
            return stateError(name, state.error(), stop);
        if (state->status == "stopped")
            return stoppedError(name.id, m_generations);
        m_link.emplace(name.place, *std::move(state));
        m_origin = originOf();
        m_sampler.emplace(m_origin, timeIn(m_link->state().created));
        m_sampler->setReaderMark(m_readerMark);
        m_opened = Clock::now();
        m_sampleNumber = 0;
        m_generations = 0;
        m_costs.clear();
        m_asked.clear();
        m_hasReader = true;
        m_insideAgain = {};
        m_insideTrouble.clear();
        return std::nullopt;
    }

    /// Whose /proc it is, by what runsc wrote down when it made the sandbox; the program that is
    /// installed now may be another one.
    [[nodiscard]] std::shared_ptr<const SampledTree::Origin> originOf() const
    {
        const std::string& release = m_link->state().release;
        const std::optional<procfs::Dialect> dialect
            = release.empty() ? procfs::Dialect::gvisor2022 : dialectOfRelease(release);
        auto origin = std::make_shared<SampledTree::Origin>();
        origin->dialect = dialect.value_or(procfs::Dialect::gvisor2026);
        const std::string shown(procfs::dialectName(origin->dialect));
        const std::string made = escapedText(release).toStdString();
        if (release.empty())
            origin->reasons
                = {"This is " + shown + ": runsc wrote down no release, as later ones do."};
        else if (dialect)
            origin->reasons
                = {"This is " + shown + ": the sandbox was made by runsc " + made + "."};
        else
            origin->reasons
                = {"This is taken for " + shown + ", the newest: the sandbox was made by runsc “"
                   + made + "”, which names no date."};
        return origin;
    }

    std::expected<snapshot::SnapshotPtr, SourceError> sample(const std::stop_token& stop)
    {
        auto reading = m_link->read(*m_sampler, stop);
        if (!reading)
            return std::unexpected(linkError(m_name->id, reading.error(), m_generations));
        const auto start = Clock::now();
        auto snapshot = m_sampler->sample(*std::move(reading), start - m_opened);
        m_generations = snapshot->generation;
        m_making = m_link->cost().taking + (Clock::now() - start);
        m_costs.push_back(m_link->cost().asking);
        if (m_costs.size() > mostCosts)
            m_costs.erase(m_costs.begin());
        return snapshot;
    }

    /// When each process of the sandbox began, by number; 0: nobody tells.
    using Beginnings = std::unordered_map<std::int32_t, std::int64_t>;
    [[nodiscard]] Beginnings beginnings() const
    {
        Beginnings all;
        for (const DumpedPtr& process : m_sampler->lastDump())
            all.emplace(process->pid, process->startNanoseconds.value_or(0));
        return all;
    }
    /// Of the process whose file it is; nothing: it is of none that is there.
    static std::optional<std::int64_t> beginningIn(const Beginnings& all, std::string_view path)
    {
        const auto found = all.find(processIn(path));
        return found == all.end() ? std::nullopt : std::optional(found->second);
    }

    struct Wanted
    {
        std::vector<std::string> again; ///< somebody asks for it right now
        std::vector<std::string> once;
        [[nodiscard]] bool isEmpty() const { return again.empty() && once.empty(); }
    };

    [[nodiscard]] Wanted wantedInside(const SourceRequest& request)
    {
        Wanted wanted{.again = {request.inside.begin(), request.inside.end()}, .once = {}};
        if (!m_name->readsInside || !m_hasReader || Clock::now() < m_insideAgain)
            return wanted;
        // Who has ended is forgotten, and whoever gets the number is asked for.
        std::erase_if(m_asked, [all = beginnings()](const auto& asked) {
            return beginningIn(all, asked.first) != asked.second;
        });
        if (request.interest.contains("*")) {
            for (const DumpedPtr& process : m_sampler->lastDump()) {
                if (auto path = std::to_string(process->pid); !m_asked.contains(path))
                    wanted.once.push_back(std::move(path));
            }
        }
        for (const std::string& path : request.interest) {
            if (taskNumber(path) == 0 && path != "*" && path != everyTask
                && !m_asked.contains(path))
                wanted.once.push_back(path);
        }
        return wanted;
    }

    /// Answers what is to be told of it.
    std::optional<SourceError> readInside(const SandboxTree& tree, const Wanted& wanted,
                                          const std::stop_token& stop)
    {
        const InsidePlan plan = planInside(tree, wanted.again, wanted.once);
        const auto start = Clock::now();
        auto read = readPlanned(plan, stop);
        const auto wall = Clock::now() - start;
        if (!read) {
            m_insideAgain = stop.stop_requested() ? start : Clock::now() + insideRest * wall;
            const bool isTold = wanted.again.empty()
                && std::exchange(m_insideTrouble, read.error().explanation)
                    == read.error().explanation;
            return isTold ? std::nullopt : std::optional(std::move(read).error());
        }
        m_insideAgain = start;
        m_insideTrouble.clear();
        const Beginnings all = beginnings();
        for (const std::string& path : plan.whole)
            m_asked.insert_or_assign(path, beginningIn(all, path));
        if (plan.files.empty() && plan.links.empty())
            return std::nullopt;
        const std::size_t count = read->size();
        m_sampler->addInside(*std::move(read));
        return insideNotice(count, wall, plan.isCut);
    }

    std::expected<InsideEntries, SourceError> readPlanned(const InsidePlan& plan,
                                                          const std::stop_token& stop)
    {
        InsideEntries read;
        if (!plan.files.empty()) {
            const auto result = runReader({"cat", "busybox cat", "toybox cat"},
                                          readerArguments(plan.files), stop);
            m_hasReader = result || !isMissing(result.error());
            if (!result)
                return std::unexpected(insideError(m_name->id, result.error()));
            auto entries = parseReader(result->output, result->errors, m_readerMark, plan.files);
            if (!entries)
                return std::unexpected(insideDamage(m_name->id, entries.error()));
            read = *std::move(entries);
        }
        if (!plan.links.empty()) {
            QStringList links{QStringLiteral("-v")};
            for (const std::string& link : plan.links)
                links << QStringLiteral("/proc/") + QString::fromStdString(link);
            // Whoever has no such program sees no namespaces, and the files all the same.
            if (const auto result = runReader({"readlink", "busybox readlink"}, links, stop))
                read.merge(parseLinks(result->output, result->errors, plan.links));
        }
        return read;
    }

    /// It has no program of that name.
    static bool isMissing(const LinkFailure& failure)
    {
        return failure.exitCode && isMissingProgram(failure.errors);
    }

    /// The first of the programs that the sandbox has. A reader that could not read something ends
    /// with 1, which is no failure of the command.
    std::expected<CommandResult, LinkFailure> runReader(std::initializer_list<const char*> programs,
                                                        const QStringList& arguments,
                                                        const std::stop_token& stop)
    {
        std::expected<CommandResult, LinkFailure> result = std::unexpected(LinkFailure{});
        for (const char* program : programs) {
            const QStringList command = QStringList{QStringLiteral("exec"), QStringLiteral("-env"),
                                                    QString::fromStdString(m_readerMark),
                                                    QString::fromStdString(m_link->state().id)}
                + QString::fromLatin1(program).split(QLatin1Char(' ')) + arguments;
            result = m_link->insideCommand(command, stop);
            if (result || !isMissing(result.error()))
                break;
        }
        return result;
    }

    [[nodiscard]] std::chrono::milliseconds period() const
    {
        if (m_costs.empty())
            return {};
        // What a command takes is mostly its own start, which the sandbox does not pay.
        constexpr auto ofProcess = std::chrono::microseconds(110);
        const auto estimate = std::chrono::nanoseconds(
            ofProcess * static_cast<std::int64_t>(m_sampler->lastDump().size() + 1));
        // A sandbox that waits for a processor answers late, and does not pay for that.
        const std::chrono::nanoseconds most
            = ofByte * static_cast<std::int64_t>(m_link->cost().bytes);
        const auto least = std::min(*std::ranges::min_element(m_costs), most);
        const auto cost = m_link->cost().byCommand ? estimate : least;
        return std::chrono::ceil<std::chrono::milliseconds>((cost + cost / 2 + wakingCost) * share);
    }

    [[nodiscard]] SourceFacts facts() const
    {
        SourceFacts facts = runscSource.promise(m_name->path);
        facts.capabilities.isLive = true;
        facts.capabilities.samplesOnDemand = m_name->readsInside;
        facts.capabilities.readsInside = true;
        facts.capabilities.dialect = m_origin->dialect;
        for (const std::string& reason : m_origin->reasons)
            facts.capabilities.dialectReasons.push_back(QString::fromStdString(reason));
        facts.capabilities.period = period();
        const LinkCost& cost = m_link->cost();
        facts.cost = (cost.byCommand
                          ? say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                                  "asked by runsc in %1 ms, read in %2 ms"))
                          : say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                                  "asked over its socket in %1 ms, read in %2 ms")))
                         .arg(milliseconds(cost.asking), milliseconds(m_making));
        return facts;
    }

    std::expected<RunscName, SourceError> m_name;
    std::string m_readerMark;
    std::optional<SandboxLink> m_link;
    std::shared_ptr<const SampledTree::Origin> m_origin;
    std::optional<SandboxSampler> m_sampler;
    /// What was read from inside, and when the process began whose it is.
    std::map<std::string, std::optional<std::int64_t>> m_asked;
    bool m_hasReader = true; ///< the sandbox has a program that reads files
    Clock::time_point m_insideAgain; ///< not to be read before
    QString m_insideTrouble; ///< why the last reading failed; empty: it did not
    std::vector<std::chrono::nanoseconds> m_costs; ///< of the last samples, to the sandbox
    std::chrono::nanoseconds m_making{}; ///< of the last snapshot
    Clock::time_point m_opened;
    std::size_t m_sampleNumber = 0;
    procfs::Generation m_generations = 0;
};

}

const SourceDescriptor runscSource{
    .id = "runsc",
    .forms = "runsc:SANDBOX?root=FOLDER",
    .claims = [](const QString&) { return false; },
    .promise =
        [](const QString& path) {
            SourceFacts facts;
            const auto name = parseRunscName(path);
            facts.title = say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "sandbox %1"))
                              .arg(name ? escapedText(name->id) : escapedText(path.toStdString()));
            facts.capabilities.samplesOnDemand = name && name->readsInside;
            facts.capabilities.readsInside = name.has_value();
            facts.capabilities.dialect = procfs::Dialect::gvisor2024;
            return facts;
        },
    .makeEngine = [](const QString& path) -> std::shared_ptr<SourceEngine> {
        return std::make_shared<RunscEngine>(path);
    },
};

}
