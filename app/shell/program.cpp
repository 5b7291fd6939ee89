// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "program.h"

#include "commandline.h"
#include "comparebar.h"
#include "crashreports.h"
#include "docks.h"
#include "finddock.h"
#include "language.h"
#include "mainwindow.h"
#include "messagebar.h"
#include "processpage.h"
#include "screenshot.h"

#include <app/usage/usage.h>
#include <app/usage/utf8locale.h>
#include <model/sources/enginesource.h>
#include <model/tree/processlist.h>
#include <procfs/edition.h>

#include <QApplication>
#include <QLineEdit>
#include <QSettings>
#include <QTimer>

#include <chrono>
#include <cstdio>

namespace sandscope::app {

namespace {

void print(std::FILE* stream, const QString& text)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
}

QStringList argumentsOf(int argc, char** argv)
{
    QStringList result;
    for (int place = 1; place < argc; ++place)
        result << QString::fromLocal8Bit(argv[place]);
    return result;
}

int takePicture(QApplication& application, const Options& options)
{
    applyPictureLooks(options.theme);
    MainWindow window(nullptr);
    if (options.dialect)
        window.session()->setDialect(*options.dialect);
    window.setPresenting(options.presents);
    window.showProcTab(options.procTab);
    Photographer photographer(&window, options);
    QString sentence;
    QObject::connect(&photographer, &Photographer::finished, &application,
                     [&](Exit outcome, const QString& text) {
                         sentence = text;
                         QApplication::exit(int(outcome));
                     });
    window.resize(options.size);
    window.show();
    if (!options.pane.isEmpty())
        window.showPane(options.pane);
    if (!options.source.isEmpty())
        QMetaObject::invokeMethod(
            &window, [&] { window.open(options.source); }, Qt::QueuedConnection);
    const int exitCode = QApplication::exec();
    if (!sentence.isEmpty())
        print(stderr, sentence + u'\n');
    return exitCode;
}

void tellMisfit(MainWindow& window, const Options& options)
{
    const auto words = misfit(options, window.session()->capabilities());
    if (!words.isEmpty())
        window.messageBar()->show(
            MessageBar::Kind::warning,
            QCoreApplication::translate("CommandLine", "Options Without Use Here"), words);
}

/// Selects and goes where the options say, once the source is there.
void followOptions(MainWindow& window, const Options& options)
{
    auto* session = window.session();
    auto* once = new QObject(&window);
    const auto finish = [&window, session, once, options] {
        if (options.select) {
            if (const auto task = session->taskByNumber(options.select->pid, options.select->tid))
                window.selection()->setTask(task);
        }
        window.processPage()->filterField()->setText(options.filter);
        if (!options.find.isEmpty()) {
            window.showPane("find");
            if (!options.pane.isEmpty())
                window.showPane(options.pane); // they may share a place
            window.findDock()->find(options.find);
        }
        if (const auto& with = options.compare)
            window.compareBar()->compareWith(with->generation, with->process, with->dialect);
        once->deleteLater();
    };
    QObject::connect(session, &Session::momentChanged, once,
                     [&window, session, once, wanted = options, finish, asked = false]() mutable {
                         if (!std::exchange(asked, true)) {
                             auto* player = session->player();
                             tellMisfit(window, wanted);
                             if (!session->capabilities().canStep) {
                                 wanted.step.reset();
                                 wanted.until.clear();
                             }
                             if (!wanted.until.isEmpty()) {
                                 QObject::connect(player, &model::Player::arrived, once, finish);
                                 player->runUntil(wanted.until, wanted.dialect);
                             } else if (wanted.step) {
                                 player->seek(*wanted.step);
                             } else if (wanted.at) {
                                 player->runTo(*wanted.at);
                             }
                         }
                         const auto& moment = *session->now();
                         const bool there = wanted.until.isEmpty()
                             && (!wanted.step || int(moment.step) == *wanted.step)
                             && (!wanted.at || moment.snapshot->generation >= *wanted.at);
                         if (there)
                             finish();
                     });
}

/// Starts the first sample, which a thread makes while this one builds the window. Null: there is
/// nothing to start, or it cannot be opened, which the window will say.
std::unique_ptr<model::Source> startSampling(const Options& options)
{
    if (options.source.isEmpty())
        return nullptr;
    auto source = model::makeSource(options.source);
    if (!source)
        return nullptr;
    if (auto* engine = qobject_cast<model::EngineSource*>(source->get()))
        engine->prepare();
    return *std::move(source);
}

/// With its processes rather than first with the page for who has opened nothing, and then with an
/// empty list: each of them would be painted. Where that takes longer, without.
void showFilled(MainWindow& window, bool isElsewhere)
{
    constexpr auto patience = std::chrono::milliseconds(150); // nobody takes that for a slow start
    auto* once = new QObject(&window);
    const auto show = [&window, once] {
        window.show();
        once->deleteLater();
    };
    const auto* processes = window.processPage()->processes();
    QObject::connect(processes, &model::ProcessListModel::settled, once,
                     [processes, isElsewhere, show] {
                         if (processes->rowCount() > 0 || !isElsewhere)
                             show();
                     });
    QObject::connect(window.session(), &Session::failed, once, show);
    QTimer::singleShot(patience, once, show);
}

int openWindow(const Options& options)
{
    auto started = startSampling(options); // what it says is in the language of the window
    applyWindowLooks();
    QSettings settings(QStringLiteral("sandscope"), QStringLiteral("sandscope"));
    MainWindow window(&settings);
    const CrashReports reports(&window);
    window.resize(options.size);
    window.restoreState();
    if (options.theme != Theme::system)
        window.setTheme(options.theme);
    if (options.dialect)
        window.session()->setDialect(*options.dialect);
    window.setPresenting(options.presents);
    if (options.procTab)
        window.showProcTab(true);
    if (!options.pane.isEmpty())
        window.showPane(options.pane);
    if (options.source.isEmpty()) {
        window.show();
    } else {
        showFilled(window, options.step || options.at || !options.until.isEmpty());
        followOptions(window, options);
        if (started)
            window.session()->open(std::move(started));
        else
            window.open(options.source);
    }
    return QApplication::exec();
}

}

int run(int argc, char** argv)
{
    const auto arguments = argumentsOf(argc, argv);
    usage::Utf8Locale locale;
    int count = 1;
    if (const auto form = usage::packagedForm(usageOfProgram, arguments)) {
        const QCoreApplication application(count, argv);
        print(stdout, *form);
        return int(Exit::done);
    }
    const auto options = parseCommandLine(arguments);
    if (!options) {
        const QCoreApplication application(count, argv);
        useLanguage({});
        print(stderr, parseCommandLine(arguments).error() + u'\n'); // in that language
        return int(Exit::wrongUsage);
    }
    if (options->show == Options::Show::help) {
        const QCoreApplication application(count, argv);
        useLanguage(options->language);
        print(stdout, helpText());
        return int(Exit::done);
    }
    if (options->show == Options::Show::version) {
        print(stdout, usage::versionText(QStringLiteral("sandscope"), procfs::tablesEdition()));
        return int(Exit::done);
    }
    if (options->isPicture())
        preparePicture(*options);
    // Qt would take options that it knows, such as -style, from ours.
    QApplication application(count, argv);
    locale.restore();
    QApplication::setApplicationName(QStringLiteral("sandscope"));
    QApplication::setApplicationDisplayName(QString());
    QApplication::setApplicationVersion(QStringLiteral(SANDSCOPE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral(SANDSCOPE_APP_ID));
    if (!options->isPicture() || !options->language.isEmpty())
        useLanguage(options->language);
    return options->isPicture() ? takePicture(application, *options) : openWindow(*options);
}

}
