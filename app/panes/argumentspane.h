// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cellpane.h"

namespace sandscope::app {

extern const PaneDescriptor argumentsPaneDescriptor;

/// What the program was started with: [pid]/cmdline, environ, exe, cwd, root and comm, one string a
/// row.
class ArgumentsPane : public CellPane
{
    Q_OBJECT

public:
    explicit ArgumentsPane(const PaneContext& context);

protected:
    [[nodiscard]] QByteArray wantedPath() const override { return taskFile("cmdline"); }
    [[nodiscard]] QList<QByteArray> othersOf(const snapshot::Snapshot& moment,
                                             const snapshot::TaskSummary& task) const override;
    [[nodiscard]] bool canShow(const model::FileContent& content) const override;
};

}
