// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/heldsignals.h>

#include <algorithm>
#include <cerrno>
#include <initializer_list>

#include <pthread.h>

namespace sandscope::app::cli {

HeldSignals::HeldSignals()
{
    sigemptyset(&m_held);
    for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGCHLD})
        sigaddset(&m_held, signal);
    pthread_sigmask(SIG_BLOCK, &m_held, &m_before);
}

HeldSignals::~HeldSignals()
{
    restore();
}

int HeldSignals::take(std::chrono::nanoseconds within)
{
    sigset_t wanted = m_held;
    sigdelset(&wanted, SIGCHLD);
    const auto left = std::max(within, std::chrono::nanoseconds::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    const timespec time{.tv_sec = static_cast<time_t>(seconds.count()),
                        .tv_nsec = static_cast<long>((left - seconds).count())};
    const int signal = sigtimedwait(&wanted, nullptr, &time);
    return signal > 0 ? signal : 0;
}

int HeldSignals::waitForOneOrChild(bool& isOurs)
{
    siginfo_t info{};
    int signal = 0;
    do {
        signal = sigwaitinfo(&m_held, &info);
    } while (signal < 0 && errno == EINTR); // stopped, and going on
    isOurs = info.si_code == SI_USER || info.si_code == SI_QUEUE || info.si_code == SI_TKILL;
    return signal == SIGCHLD || signal < 0 ? 0 : signal;
}

void HeldSignals::restore() const
{
    pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

void endBy(int signal)
{
    std::signal(signal, SIG_DFL);
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
    std::raise(signal);
}

}
