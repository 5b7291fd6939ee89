// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/runsccommand.h>

#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

#include <cerrno>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace sandscope::model {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using Kind = AskFailure::Kind;

constexpr auto stopInterval = 50ms; ///< how long a request to stop may go unheard
constexpr auto killPatience = 2s;
constexpr std::size_t mostErrorBytes = std::size_t{1} << 20U;

/// Whose turn it is, by sandbox.
std::shared_ptr<std::timed_mutex> turnOf(const QString& sandbox)
{
    static std::mutex guard;
    static std::map<QString, std::weak_ptr<std::timed_mutex>> turns;
    const std::scoped_lock lock(guard);
    std::erase_if(turns, [](const auto& turn) { return turn.second.expired(); });
    auto turn = turns[sandbox].lock();
    if (!turn) {
        turn = std::make_shared<std::timed_mutex>();
        turns[sandbox] = turn;
    }
    return turn;
}

QStringList wholeArguments(const RunscPlace& place, const QStringList& arguments)
{
    return place.folder.isEmpty() ? arguments
                                  : QStringList{QStringLiteral("--root"), place.folder} + arguments;
}

std::expected<QString, AskFailure> programOf(const RunscPlace& place)
{
    const QString found = QStandardPaths::findExecutable(place.program);
    if (!found.isEmpty())
        return found;
    return std::unexpected(QFileInfo::exists(place.program) ? AskFailure{Kind::notPermitted, EACCES}
                                                            : AskFailure{Kind::notFound, ENOENT});
}

void collect(QProcess& process, CommandResult& result)
{
    result.output += process.readAllStandardOutput().toStdString();
    result.errors += process.readAllStandardError().toStdString();
}

}

std::expected<CommandResult, AskFailure>
runRunsc(const RunscPlace& place, const QStringList& arguments, const QString& sandbox,
         std::chrono::milliseconds timeout, const std::stop_token& stop)
{
    const auto program = programOf(place);
    if (!program)
        return std::unexpected(program.error());
    const auto turn = turnOf(place.folder + QLatin1Char('\n') + sandbox);
    std::unique_lock lock(*turn, std::defer_lock);
    const auto start = Clock::now();
    const auto until = start + timeout;
    while (!lock.try_lock_for(stopInterval)) {
        if (stop.stop_requested())
            return std::unexpected(AskFailure{Kind::cancelled, 0});
        if (Clock::now() > until)
            return std::unexpected(AskFailure{Kind::timedOut, 0});
    }

    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(*program, wholeArguments(place, arguments), QIODevice::ReadOnly);
    CommandResult result;
    std::optional<AskFailure> failure;
    if (!process.waitForStarted(static_cast<int>(timeout.count())))
        failure = process.error() == QProcess::Timedout ? AskFailure{Kind::timedOut, 0}
                                                        : AskFailure{Kind::failed, ENOEXEC};
    while (!failure && process.state() != QProcess::NotRunning) {
        process.waitForReadyRead(static_cast<int>(stopInterval.count()));
        collect(process, result);
        if (stop.stop_requested())
            failure = AskFailure{Kind::cancelled, 0};
        else if (Clock::now() > until)
            failure = AskFailure{Kind::timedOut, 0};
        else if (result.output.size() > mostAnswerBytes || result.errors.size() > mostErrorBytes)
            failure = AskFailure{Kind::tooLong, 0};
    }
    if (failure) {
        process.kill();
        process.waitForFinished(static_cast<int>(std::chrono::milliseconds(killPatience).count()));
        return std::unexpected(*failure);
    }
    collect(process, result);
    if (process.exitStatus() != QProcess::NormalExit)
        return std::unexpected(AskFailure{Kind::broken, 0});
    result.exitCode = process.exitCode();
    result.wall = Clock::now() - start;
    return result;
}

QString commandText(const RunscPlace& place, const QStringList& arguments)
{
    return (QStringList{place.program} + wholeArguments(place, arguments)).join(QLatin1Char(' '));
}

}
