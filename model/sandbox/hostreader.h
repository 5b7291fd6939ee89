// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/hostmemory.h>
#include <model/sandbox/hostside.h>
#include <model/snapshot/snapshot.h>

#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>
#include <stop_token>

namespace sandscope::model {

/// What is asked about the host side of a sandbox.
struct HostWish
{
    QString source{}; ///< "runsc:ID?root=DIR"
    snapshot::SnapshotPtr snapshot{}; ///< of that source, where a guest is asked for
    std::int32_t guest = 0; ///< whose memory is asked for, too; 0: nobody's
    procfs::TaskId task{}; ///< the guest's, where its number may be another's in between
    bool operator==(const HostWish&) const = default;
};

struct HostAnswer
{
    std::vector<HostProcess> processes{};
    HostMemoryPtr memory{}; ///< null: not asked for, or not to be told
    QString trouble{}; ///< what is not known, and why, in sentences; empty: nothing
};

/// Reads it from \a procFolder, the /proc of this computer.
[[nodiscard]] HostAnswer readHost(const HostWish& wish, const std::string& procFolder,
                                  const std::stop_token& stop);

[[nodiscard]] QString hostRoleName(HostProcess::Role role); ///< "Sentry"
[[nodiscard]] QString hostRoleMeaning(HostProcess::Role role); ///< a sentence
/// Which process of this computer the guest's memory belongs to, as a sentence.
[[nodiscard]] QString hostSpaceText(const HostMemory& memory);
/// "12 kB", "12–16 kB"; empty where it is not known.
[[nodiscard]] QString hostBytesText(const std::optional<HostBytes>& bytes);
/// Of one mapping, in a sentence or two.
[[nodiscard]] QString hostMappingText(const HostMapping& mapping);

/// Reads on a worker, one reading at a time; of the wishes meanwhile, the last one. Since each
/// reading goes through all processes of this computer, the same is read again after two seconds,
/// or fifty times what the last one took; while it follows, without being asked.
class HostReader : public QObject
{
    Q_OBJECT

public:
    explicit HostReader(QObject* parent = nullptr);
    ~HostReader() override;

    void read(const HostWish& wish);
    void setFollowing(bool follows);
    void clear(); ///< what was read is forgotten, and nobody asks any more
    /// To the last wish that was answered.
    [[nodiscard]] const HostAnswer& answer() const { return m_answer; }
    [[nodiscard]] bool isBusy() const { return m_watcher.isRunning(); }

Q_SIGNALS:
    void changed();

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] std::chrono::milliseconds rest() const;
    void start();
    void deliver();

    HostWish m_wish;
    std::optional<HostWish> m_next;
    HostAnswer m_answer;
    bool m_follows = false;
    bool m_isUrgent = false; ///< what is wished was not read yet
    Clock::time_point m_begun, m_ended;
    Clock::duration m_cost{};
    std::stop_source m_stop;
    QFutureWatcher<HostAnswer> m_watcher;
    QTimer m_timer;
};

}
