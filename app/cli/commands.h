// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cli/view.h>

#include <QStringList>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sandscope::app::cli {

/// A command line, read.
struct Invocation
{
    ViewRequest view;
    QString folder; ///< of commands on a folder of files
    std::optional<std::string> file; ///< of the field table; none: all of it
    std::vector<procfs::Dialect> dialects; ///< each --dialect, of commands that take several
    QString output; ///< a file or folder to be written
    std::vector<std::string> program; ///< with its arguments, raw bytes
    bool unmasked = false; ///< --unmasked: with arguments and environment
    std::string path; ///< below /proc
    QString query; ///< an expression
    bool json = false;
    bool isLong = false; ///< -l
    bool all = false; ///< --all: what is equal, too
    std::optional<qint64> offset, count, chunk;
    std::optional<qint64> depth;
    std::optional<qint64> from, to; ///< numbers of steps
    std::optional<qint64> task; ///< a pid in the root PID namespace
    bool environment = false; ///< --environ: plain texts are looked for there, too
    QString length, period, keep, files, note; ///< of recording
    QString before, after; ///< two files or folders to compare
    std::optional<qint64> tolerance; ///< of 255
    bool otherFonts = false; ///< --other-fonts
    bool every = false, none = false; ///< of which tasks an expression is to hold
};

/// What a command may be told besides its operands.
enum class Option {
    json,
    longFormat,
    all,
    offset,
    count,
    chunk,
    depth,
    readRule,
    steps, ///< --from, --to and --task
    environment, ///< --environ
    pictures, ///< --tolerance, --other-fonts and --difference
    unmasked, ///< --unmasked
    recording, ///< --for, --every, --keep, --files and --note
    program, ///< what stands behind "--"
    quantity, ///< --every and --none
    dialect, ///< --dialect alone
    moment, ///< --at, --step and --until
    view, ///< those, --dialect, --as and --pidns
    dialects, ///< any number of --dialect
    twoDialects, ///< exactly two
};

/// One command; the help, the checks of the command line and the dispatch are made of these.
struct Command
{
    const char* name;
    const char* operands; ///< "SOURCE PATH"; what may be left out stands in brackets: "[FILE]"
    std::vector<Option> options;
    const char* summary; ///< one line
    Exit (*run)(const Invocation& invocation);

    [[nodiscard]] bool takes(Option option) const;
};

[[nodiscard]] std::span<const Command> commands();

// The commands, by the file that holds them.
Exit runTree(const Invocation& invocation);
Exit runLs(const Invocation& invocation);
Exit runStat(const Invocation& invocation);
Exit runReadlink(const Invocation& invocation);
Exit runOpen(const Invocation& invocation);
Exit runCat(const Invocation& invocation);
Exit runShow(const Invocation& invocation);
Exit runFields(const Invocation& invocation);
Exit runLens(const Invocation& invocation);
Exit runCheck(const Invocation& invocation);
Exit runCheckCaptures(const Invocation& invocation);
Exit runTrace(const Invocation& invocation);
Exit runFind(const Invocation& invocation);
Exit runAssert(const Invocation& invocation);
Exit runCompareScreens(const Invocation& invocation);
Exit runSave(const Invocation& invocation);
Exit runExport(const Invocation& invocation);
Exit runRecord(const Invocation& invocation);
Exit runWithProc(const Invocation& invocation);
Exit runSandboxes(const Invocation& invocation);
Exit runHost(const Invocation& invocation);
Exit runScenarios(const Invocation& invocation);

}
