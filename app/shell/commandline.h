// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "goto.h"
#include "theme.h"

#include <app/usage/usage.h>
#include <model/sources/source.h>
#include <procfs/dialect.h>
#include <procfs/ids.h>

#include <QSize>
#include <QStringList>

#include <expected>

namespace sandscope::app {

/// What is shown is compared with; what is absent is as shown.
struct CompareOptions
{
    std::optional<procfs::Generation> generation{};
    std::optional<ProcessNumber> process{};
    std::optional<procfs::Dialect> dialect{};
    bool operator==(const CompareOptions&) const = default;
};

/// What the program was asked to do.
struct Options
{
    enum class Show { window, help, version };
    Show show = Show::window;
    QString source = QStringLiteral("scenario:start"); ///< empty: the start page
    std::optional<procfs::Dialect> dialect;
    std::optional<procfs::Generation> at;
    std::optional<int> step; ///< of a scenario
    QString until; ///< an expression: go to the first moment at which it holds; empty: none
    std::optional<ProcessNumber> select;
    QByteArray pane; ///< id, or the last part of it
    bool procTab = false; ///< the tab "Proc" instead of "Processes"
    QString language; ///< "de"; empty: the desktop's, in pictures English
    QString filter;
    bool presents = false; ///< values of arguments and environment are masked
    QString find; ///< a query to search for; empty: none
    std::optional<CompareOptions> compare;
    QString screenshot; ///< a file name; empty: no picture
    QString textTwin; ///< a file name; empty: no twin. With neither a window is opened
    QSize size{1280, 800}; ///< of the window, in pixels before scaling
    Theme theme = Theme::system;
    double scale = 1;

    /// Written down rather than shown on a display.
    [[nodiscard]] bool isPicture() const { return !screenshot.isEmpty() || !textTwin.isEmpty(); }
};

/// \a arguments without the program's name. The error is one sentence.
[[nodiscard]] std::expected<Options, QString> parseCommandLine(const QStringList& arguments);

/// What of the options a source has no use for, as a sentence; empty: nothing.
[[nodiscard]] QString misfit(const Options& options, const model::Capabilities& can);

[[nodiscard]] QString helpText();

/// The same in English, for manual page and completion.
[[nodiscard]] usage::Program usageOfProgram();

}
