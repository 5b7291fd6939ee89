// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
//
// Logs of system calls in both forms: they are read or refused, and a replay of them leaves a
// kernel whose rules hold.
#include <model/replay/replayer.h>

#include <cstdio>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace sandscope;
    auto log = replay::Log::parse(std::string(reinterpret_cast<const char*>(data), size), "log");
    if (!log)
        return 0;
    replay::Replayer replayer(*log);
    while (!replayer.atEnd())
        (void)replayer.step();
    auto broken = kernel::checkInvariants(replayer.system());
    if (!broken)
        broken = kernel::checkPublished(replayer.system());
    if (broken) {
        std::fprintf(stderr, "BROKEN: %s\n", broken->c_str());
        std::abort();
    }
    return 0;
}
