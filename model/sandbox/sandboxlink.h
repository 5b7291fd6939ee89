// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/runsccommand.h>
#include <model/sandbox/sandboxsampler.h>
#include <model/sandbox/statefile.h>

#include <chrono>
#include <expected>
#include <optional>
#include <stop_token>
#include <string>

namespace sandscope::model {

/// Why a sandbox did not answer.
struct LinkFailure
{
    AskFailure ask{}; ///< of whoever was asked last
    QString command{}; ///< that failed; empty: the control socket
    std::string errors{}; ///< what the command wrote to its standard error
    std::optional<int> exitCode{}; ///< of a command that ended by itself
    std::optional<procfs::ParseError> damage{}; ///< it answered, but not as it should
    bool isRunning = false; ///< the sandbox process is there
};

/// What one reading cost, for whom looks at a sandbox and for the sandbox itself.
struct LinkCost
{
    std::chrono::nanoseconds asking{}; ///< from the first question to the last answer
    std::chrono::nanoseconds taking{}; ///< apart
    std::size_t bytes = 0;
    bool byCommand = false;
};

/// Asks one sandbox: over its control socket where we may, otherwise by the program runsc.
class SandboxLink
{
public:
    SandboxLink(RunscPlace place, SandboxState state);

    [[nodiscard]] std::expected<SandboxReading, LinkFailure> read(const SandboxSampler& sampler,
                                                                  const std::stop_token& stop);
    [[nodiscard]] const LinkCost& cost() const { return m_cost; }
    [[nodiscard]] const SandboxState& state() const { return m_state; }
    [[nodiscard]] const RunscPlace& place() const { return m_place; }
    /// Runs a command on it; a failure of the command itself is one of ours, too.
    [[nodiscard]] std::expected<CommandResult, LinkFailure>
    command(const QStringList& arguments, const std::stop_token& stop) const;
    /// The same for one that runs in the sandbox: with more patience, and what it ends with says
    /// little as long as it wrote something.
    [[nodiscard]] std::expected<CommandResult, LinkFailure>
    insideCommand(const QStringList& arguments, const std::stop_token& stop) const;
    /// Is the sandbox process there?
    [[nodiscard]] bool isRunning() const;

private:
    [[nodiscard]] std::expected<SandboxReading, LinkFailure>
    readBySocket(ControlSocket socket, const SandboxSampler& sampler, const std::stop_token& stop);
    [[nodiscard]] std::expected<SandboxReading, LinkFailure>
    readByCommand(const SandboxSampler& sampler, const std::stop_token& stop);
    [[nodiscard]] std::expected<ControlSocket, AskFailure> connect();
    [[nodiscard]] std::expected<CommandResult, LinkFailure>
    started(const QStringList& arguments, std::chrono::milliseconds timeout,
            const std::stop_token& stop) const;
    [[nodiscard]] LinkFailure failureOf(const QStringList& arguments, CommandResult result) const;

    RunscPlace m_place;
    SandboxState m_state;
    std::string m_address; ///< that answered before
    /// Over the socket, the last time; absent: not yet, or refused.
    std::optional<std::vector<ListedProcess>> m_listed;
    LinkCost m_cost;
};

}
