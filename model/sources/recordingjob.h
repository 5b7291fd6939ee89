// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/recorder.h>

#include <QObject>

#include <memory>

namespace sandscope::model {

class Player;

/// Records what a player's source shows, on a worker. Of a source with steps every step, by another
/// run from its start; of any other each sample, as it comes to the player, beginning with the
/// newest one there is; while files are read for one, the player waits with the next. It ends where
/// the source is opened anew. Lives on the GUI thread. The destructor writes what was given, ends
/// the recording and waits for that.
class RecordingJob : public QObject
{
    Q_OBJECT

public:
    /// The newest moment that was answered for.
    struct Progress
    {
        qint64 moments = 0; ///< written
        qint64 dropped = 0; ///< of them, since only so much is kept
        quint64 bytes = 0;
        qint64 skipped = 0; ///< samples that came faster than they could be read and written
    };

    RecordingJob(Player* player, RecorderOptions options, QObject* parent = nullptr);
    ~RecordingJob() override;

    /// As a user named it.
    [[nodiscard]] QString path() const;
    [[nodiscard]] const Progress& progress() const;
    /// Steps in all, of a source that has them; 0 otherwise.
    [[nodiscard]] qint64 steps() const;
    /// Until ended() or failed().
    [[nodiscard]] bool isRunning() const;
    void stop(); ///< ended() follows, once all that was given is written

Q_SIGNALS:
    void progressed();
    /// The file is whole.
    void ended();
    /// What was recorded before is whole.
    void failed(const sandscope::model::SourceError& error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
