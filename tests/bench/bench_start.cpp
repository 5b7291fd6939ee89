// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// How long the window takes to its first filled process list, as a multiple of an empty Qt window.
//
// The program starts itself: as what `sandscope SOURCE` runs, and as a window with one word. Each
// child ends as soon as the paint in question is done. Launches are interleaved, so that what else
// the machine does falls on all alike; figures are medians. "filled": rows of the process list are
// painted. "settled": the panes in front show their files, too. Settings and the desktop's theme
// are left out, the platform is offscreen unless QT_QPA_PLATFORM names another.
//
//     bench_start [RUNS]       15 without one
#include <app/shell/mainwindow.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>
#include <app/shell/program.h>
#include <app/shell/screenshot.h>

#include <QApplication>
#include <QLabel>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace sandscope;

namespace {

const char* awaited = ""; ///< what ends this child: "empty", "filled", "settled"

/// Ends the program after the paint that it waits for.
class Watcher : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && isAwaited(watched) && !m_ending) {
            m_ending = true;
            // Behind the paint, and the flush of the window that ends it.
            QMetaObject::invokeMethod(this, [] { ::_exit(0); }, Qt::QueuedConnection);
        }
        return false;
    }

private:
    static bool isAwaited(QObject* watched)
    {
        const std::string_view what(awaited);
        if (what == "empty")
            return qobject_cast<QLabel*>(watched) != nullptr;
        const auto* view = qobject_cast<app::ProcessView*>(watched->parent());
        const bool filled = view && view->model() && view->model()->rowCount() > 0;
        if (what == "filled")
            return filled;
        for (const auto* widget : QApplication::topLevelWidgets()) {
            if (const auto* window = qobject_cast<const app::MainWindow*>(widget))
                return window->session()->snapshot() && app::Photographer::isSettled(*window);
        }
        return false;
    }
    bool m_ending = false;
};

void watch()
{
    if (*awaited != '\0')
        QCoreApplication::instance()->installEventFilter(new Watcher(QCoreApplication::instance()));
}

int child(const char* what, char* program, char* source)
{
    awaited = what;
    if (std::string_view(what) != "empty") {
        // Before its first step a scenario has no process.
        char option[] = "--step", number[] = "3";
        const bool hasSteps = std::string_view(source).starts_with("scenario:");
        char* arguments[] = {program, source, option, number, nullptr};
        return app::run(hasSteps ? 4 : 2, arguments);
    }
    int count = 1;
    char* arguments[] = {program, nullptr};
    const QApplication application(count, arguments);
    QLabel label(QStringLiteral("Hello"));
    label.resize(1280, 800);
    label.show();
    return QApplication::exec();
}

struct Launch
{
    const char* what;
    const char* source;
    std::vector<double> wall = {}, processor = {}, memory = {}; ///< ms, ms, MiB
};

void launch(const char* program, Launch& launch)
{
    const auto begin = std::chrono::steady_clock::now();
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::execl(program, program, "--child", launch.what, launch.source, nullptr);
        ::_exit(127);
    }
    int status = 0;
    rusage usage{};
    if (::wait4(pid, &status, 0, &usage) != pid || status != 0)
        std::fprintf(stderr, "%s %s ended with %d\n", launch.what, launch.source, status);
    const auto time = std::chrono::steady_clock::now() - begin;
    const auto milliseconds = [](const timeval& value) {
        return double(value.tv_sec) * 1e3 + double(value.tv_usec) * 1e-3;
    };
    launch.wall.push_back(std::chrono::duration<double, std::milli>(time).count());
    launch.processor.push_back(milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime));
    launch.memory.push_back(double(usage.ru_maxrss) / 1024);
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

}

Q_COREAPP_STARTUP_FUNCTION(watch)

int main(int argc, char** argv)
{
    if (argc == 4 && std::string_view(argv[1]) == "--child")
        return child(argv[2], argv[0], argv[3]);
    // Options are those of the other benchmarks, and mean nothing here.
    const int given = argc > 1 ? std::atoi(argv[1]) : 0;
    const int runs = given > 0 ? given : 15;
    const QTemporaryDir settings; // nothing of the user's is read or written
    qputenv("XDG_CONFIG_HOME", settings.path().toLocal8Bit());
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    std::vector<Launch> launches = {{.what = "empty", .source = "-"},
                                    {.what = "filled", .source = "scenario:start"},
                                    {.what = "settled", .source = "scenario:start"},
                                    {.what = "filled", .source = "proc:/proc"},
                                    {.what = "settled", .source = "proc:/proc"}};
    for (int run = 0; run < runs + 1; ++run) {
        for (auto& each : launches)
            launch(argv[0], each);
    }
    std::printf("%-9s %-16s %9s %7s %9s %7s %9s\n", "until", "source", "wall ms", "ratio", "CPU ms",
                "ratio", "peak MiB");
    for (auto& each : launches) {
        for (auto* values : {&each.wall, &each.processor, &each.memory})
            values->erase(values->begin()); // the first round only warms caches
        std::printf("%-9s %-16s %9.1f %6.2fx %9.1f %6.2fx %9.1f\n", each.what, each.source,
                    median(each.wall), median(each.wall) / median(launches[0].wall),
                    median(each.processor), median(each.processor) / median(launches[0].processor),
                    median(each.memory));
    }
}
