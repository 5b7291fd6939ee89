// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/filechanges.h>
#include <model/snapshot/timeline.h>
#include <procfs/dialect.h>

#include <QJsonObject>

#include <set>
#include <string>

namespace sandscope::app::cli {

/// One step, with everything that is told of it.
struct TracedStep
{
    const snapshot::Moment& before;
    const snapshot::Moment& after;
    const snapshot::FileChanges& changes;
    procfs::Dialect dialect;
};

/// Steps as text for a reader who has nothing else.
class TraceText
{
public:
    /// \a all: every line of every file. \a colour: removed and added lines are coloured as well.
    TraceText(bool all, bool colour)
        : m_all(all)
        , m_colour(colour)
    {
    }
    void print(const TracedStep& step);

private:
    void printFiles(const snapshot::TaskChange& task);
    void printFile(const snapshot::FileChange& file);
    void printHunks(const snapshot::FileChange& file);
    void printFields(const snapshot::FileChange& file);
    void printNewTask(const snapshot::TaskChange& task);
    void printLine(char sign, std::size_t number, std::string_view line);
    void explain(const snapshot::FileChange& file, const snapshot::FieldChange& field);

    bool m_all;
    bool m_colour;
    bool m_saidBegins = false; ///< what that means is told once
    std::set<const procfs::FieldDoc*> m_explained; ///< what a field means is told once
};

[[nodiscard]] QJsonObject toJson(const TracedStep& step);

}
