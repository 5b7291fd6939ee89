// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
//
// Saved kernels, as they are and behind a right checksum: they are taken or refused. What is taken
// breaks no rule, shows every file, and is saved again as the same kernel.
#include <model/kernel/kernelrecords.h>
#include <model/kernel/save.h>
#include <procfs/procfile.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace sandscope;

namespace {

void expect(bool holds, const char* what)
{
    if (!holds) {
        std::fprintf(stderr, "BROKEN: %s\n", what);
        std::abort();
    }
}

void showEveryFile(const procfs::Records& records, procfs::Dialect dialect)
{
    const auto& maps = static_cast<const kernel::KernelRecords&>(records).maps();
    maps.tasks.forEach([&](std::uint32_t, const auto& task) {
        const procfs::FileContext context{.records = records,
                                          .task = *task,
                                          .dialect = dialect,
                                          .mount = records.rootPidNamespace()};
        for (const procfs::ProcFile* file : procfs::procFiles()) {
            procfs::FileText text;
            if (file->render)
                (void)file->render(context, text);
        }
    });
}

}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    (void)kernel::restore(bytes);
    auto system = kernel::restore(kernel::sealed(bytes));
    if (!system)
        return 0;
    const auto moment = system->publish();
    const auto stale = kernel::checkPublished(*system);
    expect(!stale, stale.value_or("").c_str());
    showEveryFile(*moment->records, static_cast<procfs::Dialect>(system->options().behaviour));
    const std::string saved = kernel::save(*system);
    const auto again = kernel::restore(saved);
    expect(again.has_value(), again ? "" : again.error().c_str());
    expect(kernel::save(*again) == saved, "it is another one when it is saved again");
    return 0;
}
