// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/logname.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <array>
#include <format>
#include <set>
#include <utility>

namespace sandscope::replay {

namespace {

using kernel::Behaviour;

constexpr std::array<std::pair<std::string_view, Behaviour>, 6> kernels = {{
    {"gvisor-2018", Behaviour::gvisor2018},
    {"gvisor-2019", Behaviour::gvisor2019},
    {"gvisor-2022", Behaviour::gvisor2022},
    {"gvisor-2024", Behaviour::gvisor2024},
    {"gvisor-2026", Behaviour::gvisor2026},
    {"linux", Behaviour::linux_},
}};

std::string decoded(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            procfs::text::Scanner scanner(text.substr(i + 1, 2));
            const std::uint64_t byte = scanner.hex();
            if (!scanner.failed() && scanner.atEnd()) {
                result += static_cast<char>(byte);
                i += 2;
                continue;
            }
        }
        result += text[i];
    }
    return result;
}

std::string set(LogName& name, std::string_view key, std::string value)
{
    if (key == "elf") {
        name.options.elfFolder = std::move(value);
    } else if (key == "image") {
        name.options.imageFile = std::move(value);
    } else if (key == "against") {
        name.against = std::move(value);
    } else if (key == "kernel") {
        const auto known = std::ranges::find(kernels, value, &decltype(kernels)::value_type::first);
        if (known == kernels.end())
            return std::format("there is no kernel \"{}\"; possible are gvisor-2018, gvisor-2019, "
                               "gvisor-2022, gvisor-2024, gvisor-2026 and linux",
                               value);
        name.options.behaviour = known->second;
    } else if (key == "parent") {
        procfs::text::Scanner scanner(value);
        const std::uint64_t id = scanner.decimal(0x3fffffff);
        if (scanner.failed() || !scanner.atEnd() || id == 0)
            return std::format("\"{}\" is no process id", value);
        name.options.parent = static_cast<std::int32_t>(id);
    } else {
        return std::format("there is no option \"{}\"; possible are elf, image, kernel, parent and "
                           "against",
                           key);
    }
    return {};
}

}

std::expected<LogName, std::string> parseLogName(std::string_view name)
{
    LogName result;
    const std::size_t question = std::min(name.find('?'), name.size());
    result.log = decoded(name.substr(0, question));
    if (result.log.empty())
        return std::unexpected("it does not say which log");
    std::string_view rest = name.substr(std::min(question + 1, name.size()));
    std::set<std::string_view> seen;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || equals + 1 == pair.size())
            return std::unexpected(std::format("\"{}\" gives no value", pair));
        const std::string_view key = pair.substr(0, equals);
        if (!seen.insert(key).second)
            return std::unexpected(std::format("\"{}\" stands there twice", key));
        if (std::string problem = set(result, key, decoded(pair.substr(equals + 1)));
            !problem.empty())
            return std::unexpected(std::move(problem));
    }
    return result;
}

}
