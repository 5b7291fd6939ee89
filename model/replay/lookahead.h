// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/elffile.h>
#include <model/replay/log.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::replay {

/// What a log shows of one exec's addresses, from the calls of the same task up to its next exec.
struct ExecTraces
{
    std::optional<std::uint64_t> heapStart; ///< what brk answered first
    std::vector<LinkedRange> readOnly; ///< mprotect to PROT_READ, in order; the first few
    std::vector<LinkedRange> mapped; ///< where mmap put something, in order; the first few
    /// Addresses of buffers, which a program has on its stack mostly; the first few.
    std::vector<std::uint64_t> buffers;
    std::string path; ///< of the program, as execve was given it
    std::string interpreterLine; ///< the first line of the script that it ran, without "#!"
};

/// A log read once from end to end for what later calls tell about an exec, and for files that are
/// copies of others. Immutable.
class LookAhead
{
public:
    LookAhead() = default;
    /// Linear in the log; memory of at most some 16 KiB for each exec.
    explicit LookAhead(const Log& log);

    /// Of the exec that began in \a line; null when there is none.
    [[nodiscard]] const ExecTraces* after(std::uint32_t line) const;
    /// The line of the first exec; 0: there is none.
    [[nodiscard]] std::uint32_t firstExec() const { return m_firstExec; }
    /// The file whose bytes the program at \a path was written with; empty: nobody saw it written.
    [[nodiscard]] std::string_view originOf(std::string_view path) const;

private:
    class Scan;

    std::map<std::uint32_t, ExecTraces> m_execs;
    std::map<std::string, std::string, std::less<>> m_copies;
    std::uint32_t m_firstExec = 0;
};

}
