// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <csignal>

namespace sandscope::app::cli {

/// While it lives, the signals that ask a program to end wait until they are asked for, so that
/// what was begun can be cleaned away. To be made before any thread.
class HeldSignals
{
public:
    HeldSignals();
    ~HeldSignals();
    HeldSignals(const HeldSignals&) = delete;
    HeldSignals& operator=(const HeldSignals&) = delete;

    /// One that came, or comes \a within that time, or 0. It counts as handled from now on.
    [[nodiscard]] int take(std::chrono::nanoseconds within = {});
    /// Waits for one of them or for a child; 0 for a child. \a isOurs: it was sent to this process
    /// alone, and not by the terminal to everybody.
    [[nodiscard]] int waitForOneOrChild(bool& isOurs);
    /// What was held before: of a child process, before it becomes another program.
    void restore() const;

private:
    sigset_t m_held{};
    sigset_t m_before{};
};

/// Ends this process by \a signal, as if it had not been held.
void endBy(int signal);

}
