// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
//
// What stands around the files: the index of a capture, the tree made of it, names and paths.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <fuzz/laws.h>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    auto broken = sandscope::fuzz::brokenCaptureLaw(input);
    if (broken.empty())
        broken = sandscope::fuzz::brokenNameLaw(input.substr(0, 200));
    if (!broken.empty()) {
        std::fprintf(stderr, "BROKEN: %s\n", broken.c_str());
        std::abort();
    }
    return 0;
}
