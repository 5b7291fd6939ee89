// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/hostreader.h>
#include <model/sandbox/runscname.h>
#include <model/sandbox/runscwords.h>
#include <model/sources/messages.h>

#include <QCoreApplication>
#include <QFile>
#include <QStringList>
#include <QtConcurrentRun>

#include <algorithm>
#include <utility>

namespace sandscope::model {

namespace {

using namespace std::chrono_literals;
using Kind = HostMemoryFailure::Kind;
using Role = HostProcess::Role;

constexpr auto leastRest = 2s; ///< between two readings
constexpr int restShare = 50;

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::HostReader", text);
}

QString nameOf(const procfs::Failure& failure)
{
    return QString::fromStdString(procfs::errnoName(failure.error));
}

bool isForbidden(const procfs::Failure& failure)
{
    return failure.error == procfs::Errno::access || failure.error == procfs::Errno::perm;
}

QString troubleOf(const HostMemoryFailure& failure, const SandboxState& state)
{
    switch (failure.kind) {
    case Kind::noGuest:
        return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                     "The mappings of this process are not known, so nobody can "
                                     "say where this computer has them."));
    case Kind::unreadable:
        if (isForbidden(failure.failure))
            return say(QT_TRANSLATE_NOOP(
                           "sandscope::model::HostReader",
                           "You may not read the mappings of process %1 of this computer (%2). "
                           "Run this program as the user who started the sandbox, or as root."))
                .arg(QString::number(failure.pid), nameOf(failure.failure));
        return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                     "Reading the mappings of process %1 of this computer failed "
                                     "with %2."))
            .arg(QString::number(failure.pid), nameOf(failure.failure));
    case Kind::noSpaces:
        if (!state.platform.empty() && state.platform != "systrap" && state.platform != "ptrace")
            return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                         "No process of this computer maps memory of the sandbox "
                                         "at the addresses of a guest: the platform %1 has no "
                                         "stubs."))
                .arg(escapedText(state.platform));
        return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                     "No process of this computer maps memory of the sandbox at "
                                     "the addresses of a guest."));
    case Kind::noneFits:
        break;
    }
    return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                 "No process of this computer maps what this process of the "
                                 "sandbox has: it changed in between, or has not run yet. Refresh "
                                 "to look once more."));
}

}

HostAnswer readHost(const HostWish& wish, const std::string& procFolder,
                    const std::stop_token& stop)
{
    HostAnswer answer;
    const auto name = parseRunscName(wish.source.section(u':', 1));
    if (!name) {
        answer.trouble = name.error().explanation;
        return answer;
    }
    const auto state
        = readState(QFile::encodeName(name->place.folder).toStdString(), name->id, stop);
    if (!state) {
        answer.trouble = stateError(*name, state.error(), stop).explanation;
        return answer;
    }
    auto processes = hostProcesses(*state, procFolder, stop);
    if (!processes) {
        answer.trouble = say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                               "The processes of this computer cannot be listed: "
                                               "%1."))
                             .arg(nameOf(processes.error()));
        return answer;
    }
    answer.processes = *std::move(processes);
    const auto has = [&](Role role) {
        return std::ranges::contains(answer.processes, role, &HostProcess::role);
    };
    QStringList missing;
    for (const auto& [role, pid] :
         {std::pair(Role::sentry, state->pid), {Role::gofer, state->gofer}}) {
        if (pid > 0 && !has(role))
            missing << say(QT_TRANSLATE_NOOP(
                               "sandscope::model::HostReader",
                               "%1 (process %2) cannot be seen: it has ended, or this "
                               "computer hides processes of other users (hidepid)."))
                           .arg(hostRoleName(role), QString::number(pid));
    }
    answer.trouble = missing.join(u'\n');
    if (wish.guest == 0 || !has(Role::sentry))
        return answer;
    const auto* sandbox
        = wish.snapshot ? dynamic_cast<const SandboxTree*>(wish.snapshot->tree.get()) : nullptr;
    auto memory = sandbox
        ? hostMemory(*sandbox, wish.guest, answer.processes, procFolder, stop)
        : std::expected<HostMemory, HostMemoryFailure>(std::unexpected(HostMemoryFailure{}));
    if (!memory)
        answer.trouble = troubleOf(memory.error(), *state);
    else
        answer.memory = std::make_shared<const HostMemory>(*std::move(memory));
    return answer;
}

QString hostRoleName(Role role)
{
    switch (role) {
    case Role::sentry:
        return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader", "Sentry"));
    case Role::gofer:
        return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader", "Gofer"));
    case Role::stub:
        return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader", "Stub"));
    case Role::helper:
        break;
    }
    return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader", "Helper"));
}

QString hostRoleMeaning(Role role)
{
    switch (role) {
    case Role::sentry:
        return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                     "The kernel of the sandbox, and all of its memory."));
    case Role::gofer:
        return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                     "Opens files of this computer for the sandbox."));
    case Role::stub:
        return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                     "Lends the sandbox an address space in which the code of a "
                                     "guest runs. Its memory is that of the sentry, so sizes of "
                                     "both count it."));
    case Role::helper:
        break;
    }
    return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader", "A child of the gofer."));
}

QString hostSpaceText(const HostMemory& memory)
{
    QStringList numbers;
    constexpr qsizetype most = 6;
    for (const std::int32_t stub : memory.stubs)
        numbers << QString::number(stub);
    if (numbers.size() > most) {
        numbers.resize(most);
        numbers << QStringLiteral("…");
    }
    QString text = memory.stubs.size() == 1
        ? say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                "On this computer, process %1 has this memory."))
              .arg(numbers.first())
        : say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                "On this computer, one of the processes %1 has this memory; which "
                                "one cannot be told, since their addresses are the same."))
              .arg(numbers.join(QStringLiteral(", ")));
    if (memory.fileFailure)
        text += u' '
            + say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                    "The memory file of the sandbox may not be looked at (%1), so "
                                    "what of it is committed is not known."))
                  .arg(nameOf(*memory.fileFailure));
    return text;
}

QString hostBytesText(const std::optional<HostBytes>& bytes)
{
    if (!bytes)
        return {};
    const QString least = QString::number(bytes->least / 1024);
    return (bytes->least == bytes->most ? least
                                        : least + u'–' + QString::number(bytes->most / 1024))
        + QLatin1StringView(" kB");
}

QString hostMappingText(const HostMapping& mapping)
{
    const QString size
        = QString::number((mapping.end - mapping.start) / 1024) + QLatin1StringView(" kB");
    if (mapping.memory.most == 0 && mapping.files.most == 0)
        return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                     "Host: nothing of these %1 is mapped."))
            .arg(size);
    QStringList parts;
    if (mapping.memory.most > 0)
        parts << (mapping.committed
                      ? say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                              "%1 of the memory file, %2 of it committed"))
                            .arg(hostBytesText(mapping.memory), hostBytesText(mapping.committed))
                      : say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                              "%1 of the memory file"))
                            .arg(hostBytesText(mapping.memory)));
    if (mapping.files.most > 0)
        parts << say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                       "%1 of files of this computer"))
                     .arg(hostBytesText(mapping.files));
    return say(QT_TRANSLATE_NOOP("sandscope::model::HostReader",
                                 "Host: of these %1 are mapped: %2."))
        .arg(size, parts.join(QStringLiteral("; ")));
}

HostReader::HostReader(QObject* parent)
    : QObject(parent)
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &HostReader::deliver);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HostReader::start);
}

HostReader::~HostReader()
{
    m_watcher.disconnect(this);
    m_stop.request_stop();
    m_watcher.waitForFinished();
}

void HostReader::read(const HostWish& wish)
{
    m_next = wish;
    if (wish.source != m_wish.source || wish.guest != m_wish.guest || wish.task != m_wish.task) {
        // Nothing that was read of somebody else is taken for the answer.
        m_wish = wish;
        m_isUrgent = true;
        m_stop.request_stop();
        m_answer = {};
        Q_EMIT changed();
    }
    if (m_watcher.isRunning())
        return;
    if (m_isUrgent)
        start();
    else if (!m_timer.isActive())
        m_timer.start(rest());
}

void HostReader::setFollowing(bool follows)
{
    m_follows = follows;
    if (follows && !m_wish.source.isEmpty())
        read(m_wish);
}

void HostReader::clear()
{
    if (m_wish.source.isEmpty())
        return;
    m_next.reset();
    m_timer.stop();
    m_stop.request_stop();
    m_wish = {};
    m_answer = {};
    Q_EMIT changed();
}

/// Until it may be read again.
std::chrono::milliseconds HostReader::rest() const
{
    const auto until = m_ended + std::max<Clock::duration>(leastRest, m_cost * restShare);
    return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()));
}

void HostReader::start()
{
    if (!m_next)
        return;
    m_timer.stop();
    m_isUrgent = false;
    m_wish = *std::exchange(m_next, {});
    m_begun = Clock::now();
    m_stop = std::stop_source();
    m_watcher.setFuture(QtConcurrent::run(
        [wish = m_wish, stop = m_stop.get_token()] { return readHost(wish, "/proc", stop); }));
}

void HostReader::deliver()
{
    m_ended = Clock::now();
    m_cost = m_ended - m_begun;
    if (!m_stop.stop_requested()) {
        m_answer = m_watcher.result();
        if (m_follows && !m_next)
            m_next = m_wish;
        Q_EMIT changed();
    }
    if (const auto next = std::exchange(m_next, {}))
        read(*next);
}

}
