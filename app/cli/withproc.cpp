// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/export.h>
#include <app/cli/privatemount.h>

#include <QDir>
#include <QFile>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <sys/wait.h>
#include <unistd.h>

namespace sandscope::app::cli {

namespace {

// As env, timeout and the shells have them, since 1 to 3 may be the program's own.
constexpr int couldNotPrepare = 125, couldNotRun = 126, notFound = 127, killedBy = 128;

Exit exitWith(int code)
{
    return static_cast<Exit>(code);
}

/// A folder for nobody else, gone with its owner.
class PrivateFolder
{
public:
    PrivateFolder()
        : m_path(QFile::encodeName(QDir::tempPath()).toStdString() + "/sandscope-proc-XXXXXX")
    {
        if (::mkdtemp(m_path.data()) == nullptr)
            m_path.clear();
    }
    ~PrivateFolder()
    {
        std::error_code ignored; // there is nobody to tell any more
        if (!m_path.empty())
            std::filesystem::remove_all(m_path, ignored); // follows no link
    }
    PrivateFolder(const PrivateFolder&) = delete;
    PrivateFolder& operator=(const PrivateFolder&) = delete;

    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    std::string m_path;
};

int codeOf(int status)
{
    return WIFSIGNALED(status) ? killedBy + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Waits for the program; what is sent to this process is for it.
int waitFor(pid_t child, HeldSignals& signals)
{
    for (;;) {
        int status = 0;
        const pid_t ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child)
            return codeOf(status);
        if (ended < 0)
            return couldNotPrepare;
        bool isOurs = false;
        // The terminal sends its signals to the program as well.
        if (const int signal = signals.waitForOneOrChild(isOurs); signal != 0 && isOurs)
            ::kill(child, signal);
    }
}

void complainOfMount(const MountProblem& problem)
{
    const QString error
        = QString::fromStdString(procfs::errnoName(static_cast<procfs::Errno>(problem.error)));
    switch (problem.step) {
    case MountStep::space:
        complain(QStringLiteral("A mount namespace of its own is not permitted here (unshare: %1). "
                                "Run this as root, allow unprivileged user namespaces, or export "
                                "the tree and name its folder to the program.")
                     .arg(error));
        return;
    case MountStep::identity:
        complain(QStringLiteral("The user namespace cannot be set up (uid_map: %1). Run this as "
                                "root, or export the tree and name its folder to the program.")
                     .arg(error));
        return;
    case MountStep::mount:
        complain(
            QStringLiteral("The tree cannot be mounted as /proc (mount: %1). Run this as root, "
                           "or export the tree and name its folder to the program.")
                .arg(error));
        return;
    case MountStep::program:
    case MountStep::none:
        return;
    }
}

}

Exit runWithProc(const Invocation& invocation)
{
    if (invocation.program.empty()) {
        complain(QStringLiteral("Say which program to run, behind “--”: sandscope-cli with-proc "
                                "scenario:start -- ps -ef."));
        return Exit::wrongUsage;
    }
    HeldSignals signals;
    Ended ended;
    {
        auto view = View::open(invocation.view);
        if (!view)
            return view.error();
        const PrivateFolder folder;
        const std::string tree = folder.path() + "/proc";
        // Where the owner of a folder tells whose process it is, root can keep it.
        auto writer = folder.path().empty()
            ? model::Written<std::unique_ptr<model::TreeWriter>>(std::unexpected(
                  model::WriteProblem{.step = "mkdir",
                                      .path = QFile::encodeName(QDir::tempPath()).toStdString(),
                                      .error = errno}))
            : model::makeFolderWriter(
                  tree, ::geteuid() == 0 ? model::Owners::asSeen : model::Owners::mine);
        if (!writer) {
            complain(writer.error());
            return exitWith(couldNotPrepare);
        }
        const auto counts = exportView(*view, **writer, !invocation.unmasked, signals);
        if (counts) {
            const auto started = runOverProc(tree, invocation.program, signals);
            if (started)
                return exitWith(waitFor(*started, signals));
            if (started.error().step != MountStep::program) {
                complainOfMount(started.error());
                return exitWith(couldNotPrepare);
            }
            const bool isThere = started.error().error != ENOENT;
            complain(QStringLiteral("“%1” cannot be run: %2.")
                         .arg(escaped(invocation.program.front()),
                              QString::fromStdString(procfs::errnoName(
                                  static_cast<procfs::Errno>(started.error().error)))));
            return exitWith(isThere ? couldNotRun : notFound);
        }
        ended = counts.error();
    }
    if (ended.signal != 0)
        endBy(ended.signal);
    return exitWith(couldNotPrepare);
}

}
