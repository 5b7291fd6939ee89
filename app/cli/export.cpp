// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/export.h>

#include <QFile>

#include <system_error>

namespace sandscope::app::cli {

namespace {

QString plural(std::uint64_t count, const char* one, const char* many)
{
    return QStringLiteral("%1 %2").arg(count).arg(QLatin1StringView(count == 1 ? one : many));
}

void printCounts(const model::ExportCounts& counts)
{
    printLine(QStringLiteral("%1, %2 of %3, %4.")
                  .arg(plural(counts.folders, "folder", "folders"),
                       plural(counts.files, "file", "files"), plural(counts.bytes, "byte", "bytes"),
                       plural(counts.links, "link", "links")));
    if (counts.withheld > 0)
        printLine(QStringLiteral("Arguments and environment are withheld in %1; --unmasked gives "
                                 "them.")
                      .arg(plural(counts.withheld, "file", "files")));
    if (counts.unread > 0)
        printLine(QStringLiteral("%1 could not be read; proc.index.tsv says why.")
                      .arg(plural(counts.unread, "entry", "entries")));
    if (counts.unplaced > 0)
        printLine(QStringLiteral("%1 of a name or target that no file can have; proc.index.tsv "
                                 "has what is known.")
                      .arg(plural(counts.unplaced, "entry", "entries")));
}

}

void complain(const model::WriteProblem& problem)
{
    using Kind = model::WriteProblem::Kind;
    const QString path = escaped(problem.path);
    switch (problem.kind) {
    case Kind::system:
        complain(QStringLiteral("“%1” cannot be written: %2 failed with %3 (%4).")
                     .arg(path, QString::fromStdString(problem.step),
                          QString::fromStdString(
                              procfs::errnoName(static_cast<procfs::Errno>(problem.error))),
                          QString::fromLocal8Bit(
                              std::generic_category().message(problem.error).c_str())));
        return;
    case Kind::exists:
        complain(QStringLiteral("“%1” is there already; name a new file, or a new or empty folder.")
                     .arg(path));
        return;
    case Kind::notBuilt:
        complain(QStringLiteral("“%1” cannot be written: this build has no libarchive. Export to a "
                                "folder.")
                     .arg(path));
        return;
    case Kind::archive:
        complain(QStringLiteral("“%1” cannot be written: %2.").arg(path, escaped(problem.words)));
        return;
    }
}

std::expected<model::ExportCounts, Ended> exportView(View& view, model::TreeWriter& writer,
                                                     bool isMasked, HeldSignals& signals)
{
    std::stop_source stop;
    Ended ended;
    const auto lookForSignal = [&](const model::ExportCounts&) {
        if (ended.signal == 0)
            ended.signal = signals.take();
        if (ended.signal != 0)
            stop.request_stop();
    };
    const auto counts = model::exportTree({.tree = view.everything(stop.get_token()),
                                           .recorded = view.snapshot()->tree.get(),
                                           .isMasked = isMasked,
                                           .progress = lookForSignal,
                                           .stop = stop.get_token()},
                                          writer);
    if (!counts) {
        complain(counts.error());
        return std::unexpected(ended);
    }
    if (!*counts)
        return std::unexpected(ended);
    if (const auto done = writer.finish(); !done) {
        complain(done.error());
        return std::unexpected(ended);
    }
    return **counts;
}

Exit runExport(const Invocation& invocation)
{
    HeldSignals signals;
    Ended ended;
    {
        auto view = View::open(invocation.view);
        if (!view)
            return view.error();
        const std::string path = QFile::encodeName(invocation.output).toStdString();
        auto writer = invocation.output.endsWith(QLatin1StringView(".tar"))
            ? model::makeTarWriter(path)
            : model::makeFolderWriter(path, model::Owners::mine);
        if (!writer) {
            complain(writer.error());
            return writer.error().kind == model::WriteProblem::Kind::exists ? Exit::wrongUsage
                                                                            : Exit::no;
        }
        const auto counts = exportView(*view, **writer, !invocation.unmasked, signals);
        if (counts) {
            printCounts(*counts);
            return Exit::done;
        }
        ended = counts.error();
    }
    if (ended.signal != 0)
        endBy(ended.signal);
    return ended.exit;
}

}
