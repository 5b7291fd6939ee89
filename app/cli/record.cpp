// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/heldsignals.h>
#include <app/cli/view.h>
#include <model/sources/messages.h>
#include <model/sources/recorder.h>

#include <QFile>

#include <chrono>
#include <cmath>

namespace sandscope::app::cli {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

/// A number and the unit behind it: 90, "MB".
struct Quantity
{
    double number = 0;
    QString unit;
};

std::optional<Quantity> quantityOf(const QString& text)
{
    qsizetype end = 0;
    while (end < text.size() && (text[end].isDigit() || text[end] == QLatin1Char('.')))
        ++end;
    bool isNumber = false;
    const double number = text.first(end).toDouble(&isNumber);
    constexpr double greatest = 1e9;
    if (!isNumber || !(number > 0) || number > greatest)
        return std::nullopt;
    return Quantity{number, text.sliced(end)};
}

nanoseconds secondsOf(double seconds)
{
    return nanoseconds(std::llround(seconds * 1e9));
}

/// "5min", "100MB", or both with a comma.
std::optional<recording::Keep> keepOf(const QString& text)
{
    constexpr double leastBytes = 1 << 20;
    recording::Keep keep;
    for (const QString& part : text.split(QLatin1Char(','))) {
        const auto quantity = quantityOf(part.trimmed());
        if (!quantity)
            return std::nullopt;
        const auto isUnit
            = [&](const char* unit) { return quantity->unit == QLatin1StringView(unit); };
        const double time = isUnit("s") ? 1 : isUnit("min") ? 60 : isUnit("h") ? 3600 : 0;
        const double bytes = isUnit("MB") ? 1 << 20 : isUnit("GB") ? 1 << 30 : 0;
        if (time > 0 && !keep.age)
            keep.age = secondsOf(quantity->number * time);
        else if (bytes > 0 && quantity->number * bytes >= leastBytes && !keep.bytes)
            keep.bytes = static_cast<std::uint64_t>(quantity->number * bytes);
        else
            return std::nullopt;
    }
    return keep;
}

/// Besides the rows of processes, those of threads; of a sandbox that is read from inside, all
/// files of each process once.
QSet<QByteArray> sampled(const model::Capabilities& source)
{
    QSet<QByteArray> paths{QByteArrayLiteral("*/task")};
    if (source.readsInside)
        paths << QByteArrayLiteral("*");
    return paths;
}

Exit wrong(const QString& sentence)
{
    complain(sentence);
    return Exit::wrongUsage;
}

/// How a recording goes along: every step, or a sample every so often.
class Run
{
public:
    Run(model::SourceReader reader, std::unique_ptr<model::Recorder> recorder, HeldSignals& signals)
        : m_reader(std::move(reader))
        , m_recorder(std::move(recorder))
        , m_signals(signals)
    {
    }

    Exit steps(std::optional<snapshot::Moment> moment)
    {
        while (moment) {
            if (const auto done = m_recorder->add(*moment, m_reader.capabilities(), {}); !done)
                return fail(done.error(), Exit::no);
            if (m_signals.take() != 0)
                break;
            auto next = m_reader.next();
            if (!next)
                return fail(next.error(), Exit::sourceFailed);
            moment = *std::move(next);
        }
        return finish();
    }

    Exit samples(snapshot::Moment moment, nanoseconds period, std::optional<nanoseconds> length)
    {
        const auto begin = Clock::now();
        for (auto due = begin;;) {
            tellTrouble();
            const model::Capabilities can = m_reader.capabilities();
            if (const auto done = m_recorder->add(moment, can, {}); !done)
                return fail(done.error(), Exit::no);
            if (!can.isLive && !can.samplesOnDemand) // it is never another
                return finish();
            const auto now = Clock::now();
            // One that would be late is left out, and nobody is asked more often than it bears.
            due = std::max(due + std::max<nanoseconds>(period, can.period), now);
            const auto end = length ? begin + *length : Clock::time_point::max();
            if (m_signals.take(std::min(due, end) - now) != 0 || due >= end)
                return finish();
            auto next = m_reader.read({}, sampled(can));
            if (!next)
                return fail(next.error(), exitOf(next.error()));
            moment = *std::move(next);
        }
    }

private:
    Exit finish(Exit exit = Exit::done)
    {
        if (const auto done = m_recorder->finish(); !done) {
            complain(done.error());
            return Exit::no;
        }
        const std::int64_t kept = m_recorder->moments() - m_recorder->dropped();
        QString text
            = kept == 1 ? QStringLiteral("1 moment") : QStringLiteral("%1 moments").arg(kept);
        text += QStringLiteral(", %1 bytes").arg(m_recorder->bytes());
        if (m_recorder->dropped() > 0)
            text += QStringLiteral("; %1 older ones were dropped").arg(m_recorder->dropped());
        printLine(text + QLatin1Char('.'));
        return exit;
    }
    /// What was in vain at the sample just read, unless it was told before.
    void tellTrouble()
    {
        const auto trouble = m_reader.trouble();
        if (trouble && trouble->explanation != m_told) {
            complain(*trouble);
            m_told = trouble->explanation;
        }
    }
    /// What was recorded until then stays, and is told.
    Exit fail(const model::SourceError& error, Exit exit)
    {
        complain(error);
        return m_recorder->moments() > 0 ? finish(exit) : exit;
    }

    model::SourceReader m_reader;
    std::unique_ptr<model::Recorder> m_recorder;
    HeldSignals& m_signals;
    QString m_told; ///< the last trouble
};

}

Exit runRecord(const Invocation& invocation)
{
    const auto secondsIn = [](const QString& text) {
        const auto quantity = quantityOf(text);
        return quantity && (quantity->unit.isEmpty() || quantity->unit == QLatin1StringView("s"))
            ? std::optional(secondsOf(quantity->number))
            : std::nullopt;
    };
    const auto length = secondsIn(invocation.length);
    if (!invocation.length.isEmpty() && !length)
        return wrong(
            QStringLiteral("--for takes a number of seconds, not “%1”.").arg(invocation.length));
    const auto period
        = invocation.period.isEmpty() ? std::optional(secondsOf(1)) : secondsIn(invocation.period);
    if (!period || *period < std::chrono::milliseconds(10))
        return wrong(QStringLiteral("--every takes a number of seconds of at least 0.01, not “%1”.")
                         .arg(invocation.period));
    const auto keep
        = invocation.keep.isEmpty() ? std::optional(recording::Keep{}) : keepOf(invocation.keep);
    if (!keep)
        return wrong(QStringLiteral("--keep takes an age (90s, 5min, 2h), a size of at least 1 MB "
                                    "(100MB, 2GB) or both (5min,100MB), not “%1”.")
                         .arg(invocation.keep));
    const auto files = invocation.files.isEmpty()
        ? std::optional(model::RecordedFiles::usual())
        : model::RecordedFiles::fromText(QFile::encodeName(invocation.files).toStdString());
    if (!files)
        return wrong(QStringLiteral("--files takes names with commas (stat,maps,/meminfo), names "
                                    "behind a + that come to the usual ones (+smaps,fd), all or "
                                    "none, not “%1”.")
                         .arg(invocation.files));
    if (const auto stranger = files->stranger())
        return wrong(QStringLiteral("No /proc has a file %1").arg(model::sentenceText(*stranger)));

    HeldSignals signals;
    auto reader = model::SourceReader::open(invocation.view.source);
    if (!reader) {
        complain(reader.error());
        return Exit::wrongUsage;
    }
    // What a source is shows when it is read first; a file is made only then.
    const bool steps = reader->capabilities().canStep;
    if (steps && (length || !invocation.period.isEmpty()))
        return wrong(QStringLiteral("This source has steps, and all of them are recorded; leave "
                                    "--for and --every out."));
    const auto first = [&]() -> std::expected<std::optional<snapshot::Moment>, model::SourceError> {
        if (steps)
            return reader->next();
        return reader->read({}, sampled(reader->capabilities()));
    }();
    if (!first) {
        complain(first.error());
        return exitOf(first.error());
    }
    const model::Capabilities can = reader->capabilities();
    if (invocation.view.dialect && !can.printsDialects && *invocation.view.dialect != can.dialect)
        return wrong(QStringLiteral("This source shows what was recorded, in the dialect %1; leave "
                                    "--dialect out.")
                         .arg(QString::fromUtf8(procfs::dialectName(can.dialect))));
    auto recorder
        = model::Recorder::create({.path = QFile::encodeName(invocation.output).toStdString(),
                                   .keep = *keep,
                                   .isMasked = !invocation.unmasked,
                                   .files = *files,
                                   .dialect = invocation.view.dialect.value_or(can.dialect),
                                   .note = invocation.note.toStdString()},
                                  invocation.view.source, reader->title());
    if (!recorder) {
        complain(recorder.error());
        return recorder.error().code == model::SourceError::Code::badName ? Exit::wrongUsage
                                                                          : Exit::no;
    }
    Run run(*std::move(reader), *std::move(recorder), signals);
    return steps ? run.steps(*first) : run.samples(**first, *period, length);
}

}
