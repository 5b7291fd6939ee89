// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <model/kernel/kernel.h>
#include <model/kernel/save.h>
#include <model/sources/messages.h>

#include <QFile>

namespace sandscope::app::cli {

namespace {

/// Nothing that is there is ever overwritten, and no half of a file stays.
bool writeNew(const QString& path, const std::string& bytes)
{
    const QString shown = escaped(QFile::encodeName(path).toStdString());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly)) {
        complain(
            file.exists()
                ? QStringLiteral("“%1” is there already; name a file that is not.").arg(shown)
                : QStringLiteral("“%1” cannot be written: %2.").arg(shown, file.errorString()));
        return false;
    }
    const auto size = static_cast<qint64>(bytes.size());
    if (file.write(bytes.data(), size) == size && file.flush())
        return true;
    complain(QStringLiteral("“%1” cannot be written: %2.").arg(shown, file.errorString()));
    file.remove();
    return false;
}

}

Exit runSave(const Invocation& invocation)
{
    const auto view = View::open(invocation.view);
    if (!view)
        return view.error();
    const kernel::Kernel* const system = view->reader().system();
    if (!system) {
        complain(QStringLiteral("This source shows files; there is no simulated kernel behind them "
                                "to save. Save a scenario, such as scenario:start."));
        return Exit::wrongUsage;
    }
    const snapshot::Moment& moment = view->moment();
    const std::string saved = kernel::save(*system,
                                           {.origin = view->reader().title().toStdString(),
                                            .step = moment.step,
                                            .title = moment.title,
                                            .note = moment.note});
    if (!writeNew(invocation.output, saved))
        return Exit::no;
    printLine(QStringLiteral("%1 bytes: step %2, generation %3, %4 tasks.")
                  .arg(saved.size())
                  .arg(moment.step)
                  .arg(moment.snapshot->generation)
                  .arg(moment.snapshot->tasks.size()));
    return Exit::done;
}

}
