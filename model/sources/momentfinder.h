// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/source.h>

#include <memory>
#include <optional>

namespace sandscope::model {

/// Fetches single moments of a source that has steps, while whoever else shows it stays where it
/// is: it opens the source a second time. Runs are deterministic, so tasks have the same ids in
/// both.
class MomentFinder : public QObject
{
    Q_OBJECT

public:
    explicit MomentFinder(QObject* parent = nullptr);
    ~MomentFinder() override;

    /// Answered by found() or failed(), never from inside the call; the last request wins. The
    /// source stays open for the next request, until another one is named.
    void find(const QString& sourceName, const Target& target);
    void cancel(); ///< nothing is answered any more
    void close(); ///< the same, and the source is let go
    [[nodiscard]] bool isBusy() const { return m_wanted.has_value(); }

Q_SIGNALS:
    void found(const sandscope::snapshot::Moment& moment);
    void failed(const sandscope::model::SourceError& error);

private:
    void take(const Arrived& arrived);
    void fail(const SourceError& error);

    QString m_name;
    std::unique_ptr<Source> m_source;
    std::optional<Target> m_wanted;
};

}
