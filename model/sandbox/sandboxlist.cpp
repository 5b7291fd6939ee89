// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/hostside.h>
#include <model/sandbox/sandboxlist.h>

#include <QFile>
#include <QtConcurrentRun>

#include <algorithm>
#include <chrono>

namespace sandscope::model {

using namespace std::chrono_literals;

namespace {

constexpr auto interval = 2s; ///< between two looks

bool areSame(const std::vector<FoundSandbox>& a, const std::vector<FoundSandbox>& b)
{
    return std::ranges::equal(a, b, [](const FoundSandbox& one, const FoundSandbox& other) {
        return one.folder == other.folder && one.state.id == other.state.id
            && one.state.pid == other.state.pid;
    });
}

}

procfs::Answer<std::vector<FoundSandbox>> sandboxesIn(const std::string& folder,
                                                      const std::stop_token& stop)
{
    const auto files = stateFiles(folder, stop);
    if (!files && files.error().error == procfs::Errno::noEntry)
        return std::vector<FoundSandbox>{};
    if (!files)
        return std::unexpected(files.error());
    std::vector<FoundSandbox> found;
    std::optional<procfs::Failure> failure;
    for (const std::string& file : *files) {
        auto state = readState(folder, file.substr(0, file.find("_sandbox:")), stop);
        if (!state) {
            failure = state.error();
            continue;
        }
        FoundSandbox& one = found.emplace_back();
        one.folder = folder;
        one.state = *std::move(state);
        one.isRunning = one.state.status != "stopped" && isRunning(one.state);
    }
    if (found.empty() && failure)
        return std::unexpected(*failure);
    return found;
}

SandboxList::SandboxList(QObject* parent)
    : QObject(parent)
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &SandboxList::deliver);
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &SandboxList::refresh);
}

SandboxList::~SandboxList()
{
    m_watcher.disconnect(this);
    m_stop.request_stop();
    m_watcher.waitForFinished(); // it reads a few small files
}

void SandboxList::setFolders(const QStringList& folders)
{
    QStringList others = folders;
    others.removeDuplicates();
    if (others == m_folders)
        return;
    m_folders = others;
    if (m_timer.isActive())
        refresh();
}

void SandboxList::setWatching(bool watches)
{
    if (watches == m_timer.isActive())
        return;
    if (watches) {
        m_timer.start();
        refresh();
    } else {
        m_timer.stop();
    }
}

void SandboxList::refresh()
{
    if (m_watcher.isRunning())
        return;
    m_watcher.setFuture(QtConcurrent::run([folders = m_folders, stop = m_stop.get_token()] {
        std::vector<FoundSandbox> running;
        for (const QString& folder : folders) {
            auto found = sandboxesIn(QFile::encodeName(folder).toStdString(), stop);
            if (!found)
                continue;
            for (FoundSandbox& one : *found) {
                if (one.isRunning)
                    running.push_back(std::move(one));
            }
        }
        return running;
    }));
}

void SandboxList::deliver()
{
    auto running = m_watcher.result();
    const bool isOther = !areSame(running, m_running);
    m_running = std::move(running);
    if (isOther)
        Q_EMIT changed();
    Q_EMIT looked();
}

}
