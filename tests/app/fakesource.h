// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/source.h>

namespace sandscope::test {

/// One row of the process list, in short.
struct Row
{
    std::uint32_t id = 0; ///< TaskId
    std::uint32_t parent = 0;
    int tid = 0;
    int tgid = 0; ///< another than tid: a thread
    std::string name;
};

[[nodiscard]] snapshot::SnapshotPtr makeSnapshot(procfs::Generation generation,
                                                 const std::vector<Row>& rows);

/// A source with snapshots made by hand, one a step, without any files.
class FakeSource : public model::Source
{
    Q_OBJECT

public:
    explicit FakeSource(std::vector<snapshot::SnapshotPtr> snapshots,
                        QString title = QStringLiteral("fake"));

    [[nodiscard]] QString title() const override { return m_title; }
    [[nodiscard]] model::Capabilities capabilities() const override
    {
        return {.canStep = true, .printsDialects = true};
    }
    [[nodiscard]] std::size_t stepCount() const override { return m_snapshots.size() - 1; }
    void advance() override;
    void restart() override;
    void goTo(const model::Target& target) override;

private:
    void answer();
    [[nodiscard]] snapshot::Moment momentAt(std::size_t step) const;

    std::vector<snapshot::SnapshotPtr> m_snapshots;
    QString m_title;
    std::size_t m_next = 0;
};

}
