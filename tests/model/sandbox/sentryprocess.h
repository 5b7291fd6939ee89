// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <string>

#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sandscope::test {

/// A process of this computer that was started with the arguments of a sandbox, and waits until the
/// test ends.
class SentryProcess
{
public:
    explicit SentryProcess(std::string sandbox = "box", std::string name = "runsc-sandbox")
    {
        int ends[2] = {-1, -1};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            return;
        m_words = ends[0];
        std::string option = "-c", wait = "echo; read line";
        char* const arguments[]
            = {name.data(), option.data(), wait.data(), sandbox.data(), nullptr};
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        if (::posix_spawn(&m_pid, "/bin/sh", &actions, nullptr, arguments, nullptr) != 0)
            m_pid = 0;
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        // The kernel shows no arguments when posix_spawn() comes back, only a little later.
        char newline = 0;
        if (::read(m_words, &newline, 1) != 1)
            end();
    }
    SentryProcess(const SentryProcess&) = delete;
    SentryProcess& operator=(const SentryProcess&) = delete;
    ~SentryProcess()
    {
        end();
        ::close(m_words);
    }
    [[nodiscard]] ::pid_t pid() const { return m_pid; } ///< 0: it could not be started

private:
    void end()
    {
        if (m_pid > 0) {
            ::kill(m_pid, SIGKILL);
            ::waitpid(m_pid, nullptr, 0);
        }
        m_pid = 0;
    }

    int m_words = -1; ///< the other end of its standard input and output
    ::pid_t m_pid = 0;
};

}
