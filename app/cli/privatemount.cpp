// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/privatemount.h>

#include <cerrno>
#include <cstdlib>
#include <tuple>
#include <utility>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sandscope::app::cli {

namespace {

/// Both ends of a pipe that exec closes.
struct Pipe
{
    int ends[2] = {-1, -1};

    Pipe()
    {
        if (::pipe2(ends, O_CLOEXEC) != 0)
            ends[0] = ends[1] = -1;
    }
    ~Pipe()
    {
        close(0);
        close(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    [[nodiscard]] bool isOpen() const { return ends[0] >= 0; }
    void close(int end)
    {
        if (ends[end] >= 0)
            ::close(std::exchange(ends[end], -1));
    }
};

bool writeAll(int fd, const void* bytes, std::size_t count)
{
    return ::write(fd, bytes, count) == static_cast<ssize_t>(count);
}

bool readAll(int fd, void* bytes, std::size_t count)
{
    ssize_t got = 0;
    do {
        got = ::read(fd, bytes, count);
    } while (got < 0 && errno == EINTR);
    return got == static_cast<ssize_t>(count);
}

bool writeFile(const char* path, const std::string& text)
{
    const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
    const bool done = fd >= 0 && writeAll(fd, text.data(), text.size());
    const int error = errno;
    if (fd >= 0)
        ::close(fd);
    errno = error;
    return done;
}

/// What the child does between fork and exec, in strings that were made before the fork.
class Child
{
public:
    Child(std::string tree, const std::vector<std::string>& program)
        : m_tree(std::move(tree))
        , m_program(program)
    {
        for (const std::string& argument : m_program)
            m_arguments.push_back(const_cast<char*>(argument.c_str())); // exec changes nothing
        m_arguments.push_back(nullptr);
    }

    /// Comes back only when something failed.
    MountProblem become(const HeldSignals& signals)
    {
        const pid_t pid = ::getpid();
        const std::string own = '/' + std::to_string(pid);
        if (::unshare(CLONE_NEWNS) != 0) {
            if (errno != EPERM || ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
                return {MountStep::space, errno};
            if (!keepIds())
                return {MountStep::identity, errno};
        }
        // Nothing of what follows may reach the namespace that this came from. Where / is no mount,
        // as in a changed root, it is enough that /proc is one.
        if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
            && (errno != EINVAL
                || ::mount(nullptr, "/proc", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0))
            return {MountStep::mount, errno};
        const std::string real = "/proc" + own, shown = m_tree + own;
        if (::mount(m_tree.c_str(), m_tree.c_str(), nullptr, MS_BIND, nullptr) != 0
            || ::mount(real.c_str(), shown.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0
            || ::mount(m_tree.c_str(), "/proc", nullptr, MS_BIND | MS_REC, nullptr) != 0)
            return {MountStep::mount, errno};
        signals.restore();
        ::execvp(m_arguments.front(), m_arguments.data());
        return {MountStep::program, errno};
    }

private:
    [[nodiscard]] bool keepIds() const
    {
        // gid_map takes a line of an ordinary user only where groups cannot be dropped any more.
        return writeFile("/proc/self/setgroups", "deny")
            && writeFile("/proc/self/uid_map", m_uidMap)
            && writeFile("/proc/self/gid_map", m_gidMap);
    }
    static std::string sameId(unsigned id)
    {
        return std::to_string(id) + ' ' + std::to_string(id) + " 1\n";
    }

    const std::string m_tree;
    const std::vector<std::string>& m_program;
    std::vector<char*> m_arguments;
    std::string m_uidMap = sameId(::geteuid()), m_gidMap = sameId(::getegid());
};

/// Puts a process and what leads to it into the tree. False, with EEXIST, where the tree has a
/// process of that number.
bool addProcess(const std::string& tree, pid_t pid)
{
    constexpr mode_t folderMode = 0555;
    const std::string name = std::to_string(pid);
    if (::mkdir((tree + '/' + name).c_str(), folderMode) != 0)
        return false;
    for (const auto& [link, target] :
         {std::pair{"/self", name}, std::pair{"/thread-self", name + "/task/" + name}}) {
        const std::string path = tree + link;
        if ((::unlink(path.c_str()) != 0 && errno != ENOENT)
            || ::symlink(target.c_str(), path.c_str()) != 0)
            return false;
    }
    return true;
}

}

std::expected<pid_t, MountProblem> runOverProc(const std::string& tree,
                                               const std::vector<std::string>& program,
                                               const HeldSignals& signals)
{
    Child child(tree, program);
    // A pid that the tree has for another process will not do; the next one will.
    constexpr int attempts = 1000;
    for (int attempt = 0;; ++attempt) {
        Pipe go, problems;
        if (!go.isOpen() || !problems.isOpen())
            return std::unexpected(MountProblem{MountStep::space, errno});
        const pid_t pid = ::fork();
        if (pid < 0)
            return std::unexpected(MountProblem{MountStep::space, errno});
        if (pid == 0) {
            go.close(1);
            problems.close(0);
            char ready = 0;
            if (!readAll(go.ends[0], &ready, 1))
                ::_exit(0); // this one is not wanted
            const MountProblem problem = child.become(signals);
            std::ignore = writeAll(problems.ends[1], &problem, sizeof problem);
            ::_exit(1);
        }
        go.close(0);
        problems.close(1);
        if (!addProcess(tree, pid)) {
            const int error = errno;
            go.close(1);
            ::waitpid(pid, nullptr, 0);
            if (error == EEXIST && attempt < attempts)
                continue;
            return std::unexpected(MountProblem{MountStep::mount, error});
        }
        std::ignore = writeAll(go.ends[1], "g", 1);
        MountProblem problem;
        if (!readAll(problems.ends[0], &problem, sizeof problem))
            return pid; // exec closed the pipe
        ::waitpid(pid, nullptr, 0);
        return std::unexpected(problem);
    }
}

}
