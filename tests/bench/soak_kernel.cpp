// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The rules of the kernel under very many random operations: each checked on what it touched, and
// everything at every thousandth. soak_kernel [OPERATIONS [SEED]]; 1 at the first broken rule.
#include "../model/kernel/watcheddriver.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace sandscope;

namespace {

struct Named
{
    kernel::Behaviour behaviour;
    const char* name;
};

constexpr std::array behaviours = {Named{kernel::Behaviour::gvisor2018, "gVisor 2018"},
                                   Named{kernel::Behaviour::gvisor2019, "gVisor 2019"},
                                   Named{kernel::Behaviour::gvisor2022, "gVisor 2022"},
                                   Named{kernel::Behaviour::gvisor2024, "gVisor 2024"},
                                   Named{kernel::Behaviour::gvisor2026, "gVisor 2026"},
                                   Named{kernel::Behaviour::linux_, "Linux"}};

bool soak(const Named& which, std::uint64_t operations, std::uint64_t seed)
{
    const auto start = std::chrono::steady_clock::now();
    test::WatchedDriver driver(which.behaviour, seed);
    for (std::uint64_t i = 0; i < operations; ++i) {
        if (const auto problem = driver.step()) {
            std::printf("%s, seed %llu: %s\n", which.name, static_cast<unsigned long long>(seed),
                        problem->c_str());
            return false;
        }
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::printf("%-12s %llu operations, %llu refused, %zu tasks at the end, 0 violations, %.0f s\n",
                which.name, static_cast<unsigned long long>(driver.steps()),
                static_cast<unsigned long long>(driver.failures()), driver.kernel().tasks().size(),
                seconds.count());
    (void)std::fflush(stdout);
    return true;
}

}

int main(int count, char** words)
{
    constexpr std::uint64_t tenMillion = 10'000'000;
    const std::uint64_t operations = count > 1 ? std::strtoull(words[1], nullptr, 10) : tenMillion;
    const std::uint64_t seed = count > 2 ? std::strtoull(words[2], nullptr, 10) : 1;
    for (const Named& which : behaviours) {
        if (!soak(which, operations / behaviours.size(), seed))
            return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
