// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
//
// Program headers: whatever a file, a text of readelf or a map holds, it gives headers that a
// loader may look at, or a sentence.
#include <model/replay/elffile.h>
#include <model/replay/mapsimage.h>
#include <model/replay/readelf.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace sandscope;

namespace {

std::string brokenLaw(const std::expected<replay::ElfHeaders, std::string>& headers)
{
    if (!headers)
        return headers.error().empty() ? "refused without a reason" : std::string();
    const replay::LinkedRange span = headers->span();
    if (headers->segments.empty() || span.start >= span.end)
        return "taken, though it loads nothing";
    if (headers->relro && headers->relro->start >= headers->relro->end)
        return "an empty range becomes read-only";
    (void)kernel::problemOf(replay::imageOf(*headers, "/fuzz"));
    return {};
}

std::string brokenLaw(std::string_view bytes)
{
    for (const auto& headers : {replay::readElf(bytes), replay::readReadelf(bytes)}) {
        if (std::string broken = brokenLaw(headers); !broken.empty())
            return broken;
    }
    const auto map = replay::readMapAtExec(bytes, kernel::Behaviour::linux_);
    if (map && !replay::programOf(*map))
        return "a map without a program was taken";
    if (map)
        (void)replay::interpreterOf(*map);
    return {};
}

}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto broken = brokenLaw(std::string_view{reinterpret_cast<const char*>(data), size});
    if (!broken.empty()) {
        std::fprintf(stderr, "BROKEN: %s\n", broken.c_str());
        std::abort();
    }
    return 0;
}
