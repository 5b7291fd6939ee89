// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/statefile.h>

#include <QFutureWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <stop_token>
#include <vector>

namespace sandscope::model {

/// A container that runsc knows of.
struct FoundSandbox
{
    std::string folder; ///< of its state
    SandboxState state;
    bool isRunning = false; ///< its process is there, and the state says no other
};

/// Those of a folder, sorted by name: what `runsc list` prints, from the same files, without the
/// cost of starting it. A state that cannot be read is left out, unless all are; no such folder:
/// none.
[[nodiscard]] procfs::Answer<std::vector<FoundSandbox>> sandboxesIn(const std::string& folder,
                                                                    const std::stop_token& stop);

/// The sandboxes of some folders, looked for again while somebody watches: off the GUI thread, one
/// look at a time.
class SandboxList : public QObject
{
    Q_OBJECT

public:
    explicit SandboxList(QObject* parent = nullptr);
    ~SandboxList() override;

    /// Folders that are looked into, in that order, each once.
    void setFolders(const QStringList& folders);
    [[nodiscard]] const QStringList& folders() const { return m_folders; }
    void setWatching(bool watches);
    void refresh();
    /// Running ones only.
    [[nodiscard]] const std::vector<FoundSandbox>& running() const { return m_running; }

Q_SIGNALS:
    /// Others are running than before.
    void changed();
    /// A look is over, whatever it brought.
    void looked();

private:
    void deliver();

    QStringList m_folders;
    std::vector<FoundSandbox> m_running;
    std::stop_source m_stop;
    QFutureWatcher<std::vector<FoundSandbox>> m_watcher;
    QTimer m_timer;
};

}
