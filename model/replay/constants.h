// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/call.h>

#include <span>

/// The constants of calls by the names that plain logs use, of Linux on x86-64. One table per
/// family.
namespace sandscope::replay::constants {

[[nodiscard]] std::span<const Constant> cloneFlags(); ///< and the signals
[[nodiscard]] std::span<const Constant> signals();
[[nodiscard]] std::span<const Constant> openFlags(); ///< also those of pipe2, dup3, eventfd2 …
[[nodiscard]] std::span<const Constant> protections();
[[nodiscard]] std::span<const Constant> mapFlags();
[[nodiscard]] std::span<const Constant> remapFlags();
[[nodiscard]] std::span<const Constant> adviceWords();
[[nodiscard]] std::span<const Constant> lockFlags(); ///< of mlock2 and mlockall
[[nodiscard]] std::span<const Constant> sharedMemoryFlags(); ///< of shmget and shmat
[[nodiscard]] std::span<const Constant> processControls(); ///< of prctl, and their own first
                                                           ///< arguments
[[nodiscard]] std::span<const Constant> archControls(); ///< of arch_prctl
[[nodiscard]] std::span<const Constant> limits();
[[nodiscard]] std::span<const Constant> fileControls(); ///< commands of fcntl
[[nodiscard]] std::span<const Constant> seekOrigins();
[[nodiscard]] std::span<const Constant> socketTypes(); ///< and their flags
[[nodiscard]] std::span<const Constant> socketFamilies();
[[nodiscard]] std::span<const Constant> capabilities(); ///< numbers
[[nodiscard]] std::span<const Constant> schedulers();
[[nodiscard]] std::span<const Constant> priorities(); ///< whose, of setpriority
[[nodiscard]] std::span<const Constant> waitOptions();
[[nodiscard]] std::span<const Constant> waitTargets(); ///< of waitid
[[nodiscard]] std::span<const Constant> traceRequests();
[[nodiscard]] std::span<const Constant> maskChanges(); ///< of rt_sigprocmask
[[nodiscard]] std::span<const Constant> signalActions(); ///< SIG_DFL, SIG_IGN, and the flags
[[nodiscard]] std::span<const Constant> memoryFileFlags(); ///< of memfd_create
/// Error numbers, with those that a program never sees from 512 on.
[[nodiscard]] std::span<const Constant> errors();
[[nodiscard]] std::span<const Constant> atFlags(); ///< and those of close_range and renameat2

}
