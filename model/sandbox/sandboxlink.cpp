// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/hostside.h>
#include <model/sandbox/sandboxlink.h>

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace sandscope::model {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using Kind = AskFailure::Kind;

constexpr auto patience = std::chrono::milliseconds(10s); ///< for one answer
constexpr auto insidePatience = std::chrono::milliseconds(60s); ///< for hundreds of files

/// Does the list have somebody whom the dump has not?
bool hasOthers(const std::vector<ListedProcess>& listed, const std::vector<DumpedPtr>& dump)
{
    std::vector<std::int32_t> dumped;
    dumped.reserve(dump.size());
    for (const DumpedPtr& process : dump)
        dumped.push_back(process->pid);
    std::ranges::sort(dumped);
    return std::ranges::any_of(listed, [&](const ListedProcess& process) {
        return !std::ranges::binary_search(dumped, process.pid);
    });
}

}

SandboxLink::SandboxLink(RunscPlace place, SandboxState state)
    : m_place(std::move(place))
    , m_state(std::move(state))
{
}

bool SandboxLink::isRunning() const
{
    return model::isRunning(m_state);
}

/// The address differs by release, and the older ones do not write it down.
std::expected<ControlSocket, AskFailure> SandboxLink::connect()
{
    using namespace std::string_literals;
    const std::string folder = QFile::encodeName(m_place.folder).toStdString();
    const std::string addresses[]
        = {m_address, m_state.controlSocket, folder + "/runsc-" + m_state.sandbox + ".sock",
           "\0runsc-sandbox."s + m_state.sandbox + '\0', "\0runsc-sandbox."s + m_state.sandbox};
    AskFailure last{Kind::notFound, ENOENT};
    for (const std::string& address : addresses) {
        if (address.empty())
            continue;
        auto socket = ControlSocket::connect(address);
        if (socket) {
            m_address = address;
            return socket;
        }
        if (socket.error().kind == Kind::notPermitted || last.kind == Kind::notFound)
            last = socket.error();
    }
    return std::unexpected(last);
}

std::expected<SandboxReading, LinkFailure> SandboxLink::read(const SandboxSampler& sampler,
                                                             const std::stop_token& stop)
{
    m_cost = {};
    if (auto socket = connect()) {
        auto reading = readBySocket(*std::move(socket), sampler, stop);
        const bool isFinal = reading || reading.error().ask.kind == Kind::cancelled
            || reading.error().ask.kind == Kind::timedOut || !isRunning();
        if (isFinal)
            return reading;
    }
    return readByCommand(sampler, stop);
}

std::expected<SandboxReading, LinkFailure> SandboxLink::readBySocket(ControlSocket socket,
                                                                     const SandboxSampler& sampler,
                                                                     const std::stop_token& stop)
{
    const auto fail = [this](const AskFailure& failure) {
        return std::unexpected(LinkFailure{.ask = failure, .isRunning = isRunning()});
    };
    const auto damaged = [this](procfs::ParseError error) {
        return std::unexpected(LinkFailure{.damage = std::move(error), .isRunning = isRunning()});
    };
    // No id: of all containers in the sandbox, as the dump.
    constexpr std::string_view method = "containerManager.Processes", everybody = R"("")";
    using List = std::optional<std::vector<ListedProcess>>; // nothing: the sandbox refused
    const auto listIn = [&](const std::expected<std::string, AskFailure>& answer)
        -> std::expected<List, LinkFailure> {
        if (!answer)
            return fail(answer.error());
        if (refusalIn(*answer))
            return List{};
        auto processes = parseProcesses(*answer);
        if (!processes)
            return damaged(std::move(processes).error());
        return List(*std::move(processes));
    };
    SandboxReading reading;
    if (!m_listed) { // later on, the list of the sample before is the one in front of the dump
        const auto start = Clock::now();
        auto listed = listIn(socket.ask(method, everybody, patience, stop));
        m_cost.asking += Clock::now() - start;
        if (!listed)
            return std::unexpected(std::move(listed).error());
        m_listed = *std::move(listed);
    }

    const auto start = Clock::now();
    const auto answer = socket.ask("containerManager.ProcfsDump", "{}", patience, stop);
    const auto end = Clock::now();
    m_cost.asking += end - start;
    if (!answer)
        return fail(answer.error());
    m_cost.bytes = answer->size();
    if (auto refusal = refusalIn(*answer))
        return std::unexpected(LinkFailure{.errors = *std::move(refusal), .isRunning = true});
    // While the sandbox makes its list, what it dumped is taken apart.
    if (const auto sent = socket.send(method, everybody, patience, stop); !sent)
        return fail(sent.error());
    auto dump = parseDump(*answer, sampler.lastDump(), sampler.nextGeneration());
    const auto parsed = Clock::now();
    m_cost.taking = parsed - end;
    auto listed = listIn(socket.receive(patience, stop));
    m_cost.asking += Clock::now() - parsed; // a list takes little beside a dump
    if (!dump)
        return damaged(std::move(dump).error());
    if (!listed)
        return std::unexpected(std::move(listed).error());
    reading.dump = *std::move(dump);
    reading.listed = *std::move(listed);
    reading.listedBefore = std::exchange(m_listed, reading.listed);
    return reading;
}

std::expected<CommandResult, LinkFailure> SandboxLink::started(const QStringList& arguments,
                                                               std::chrono::milliseconds timeout,
                                                               const std::stop_token& stop) const
{
    auto result
        = runRunsc(m_place, arguments, QString::fromStdString(m_state.sandbox), timeout, stop);
    if (result)
        return *std::move(result);
    return std::unexpected(LinkFailure{.ask = result.error(),
                                       .command = commandText(m_place, arguments),
                                       .isRunning = isRunning()});
}

LinkFailure SandboxLink::failureOf(const QStringList& arguments, CommandResult result) const
{
    return {.command = commandText(m_place, arguments),
            .errors = std::move(result.errors),
            .exitCode = result.exitCode,
            .isRunning = isRunning()};
}

std::expected<CommandResult, LinkFailure> SandboxLink::command(const QStringList& arguments,
                                                               const std::stop_token& stop) const
{
    auto result = started(arguments, patience, stop);
    if (result && result->exitCode != 0)
        return std::unexpected(failureOf(arguments, *std::move(result)));
    return result;
}

std::expected<CommandResult, LinkFailure>
SandboxLink::insideCommand(const QStringList& arguments, const std::stop_token& stop) const
{
    auto result = started(arguments, insidePatience, stop);
    if (result && result->exitCode != 0 && result->output.empty())
        return std::unexpected(failureOf(arguments, *std::move(result)));
    return result;
}

std::expected<SandboxReading, LinkFailure> SandboxLink::readByCommand(const SandboxSampler& sampler,
                                                                      const std::stop_token& stop)
{
    m_cost.byCommand = true;
    const QString id = QString::fromStdString(m_state.id);
    const QString sandbox = QString::fromStdString(m_state.sandbox);
    const QStringList ps{QStringLiteral("ps"), QStringLiteral("-format=json"), id};
    const QStringList trace{QStringLiteral("trace"), QStringLiteral("procfs"), sandbox};
    const auto damaged = [this](const QStringList& arguments, procfs::ParseError error) {
        return std::unexpected(LinkFailure{.command = commandText(m_place, arguments),
                                           .exitCode = 0,
                                           .damage = std::move(error),
                                           .isRunning = isRunning()});
    };
    SandboxReading reading;
    const auto list = [&]() -> std::expected<void, LinkFailure> {
        const auto result = command(ps, stop);
        if (!result)
            return std::unexpected(result.error());
        m_cost.asking += result->wall;
        auto processes = parseProcesses(result->output);
        if (!processes)
            return damaged(ps, std::move(processes).error());
        // Ids alone: what they say of the others is that they are there.
        (reading.listedBefore ? reading.listed : reading.listedBefore) = *std::move(processes);
        return {};
    };
    // Of a container that was made and not started, it cannot tell, and ends with an error.
    const auto isFatal = [](const std::expected<void, LinkFailure>& done) {
        return !done && (!done.error().exitCode || done.error().damage);
    };
    if (const auto done = list(); isFatal(done))
        return std::unexpected(done.error());
    const auto result = command(trace, stop);
    if (!result)
        return std::unexpected(result.error());
    m_cost.asking += result->wall;
    m_cost.bytes = result->output.size();
    const auto start = Clock::now();
    auto dump = parseDump(result->output, sampler.lastDump(), sampler.nextGeneration());
    m_cost.taking = Clock::now() - start;
    if (!dump)
        return damaged(trace, std::move(dump).error());
    reading.dump = *std::move(dump);
    if (reading.listedBefore && hasOthers(*reading.listedBefore, reading.dump)) {
        if (const auto done = list(); isFatal(done))
            return std::unexpected(done.error());
    } else { // there is nobody to be confirmed
        reading.listed = reading.listedBefore;
    }
    return reading;
}

}
