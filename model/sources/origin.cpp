// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/origin.h>

#include <utility>

namespace sandscope::model {

namespace {

/// A file above this size tells nothing that a smaller one of another task would not.
constexpr std::size_t maxDetectionBytes = std::size_t{16} << 20U;

}

std::shared_ptr<const SampledTree::Origin> originFrom(const procfs::DetectionView& view)
{
    const procfs::Detection found = procfs::detectDialect(view);
    SampledTree::Origin origin;
    origin.dialect = found.dialect.value_or(procfs::Dialect::linux_);
    if (!found.reasons.empty())
        origin.reasons = found.explanation();
    return std::make_shared<const SampledTree::Origin>(std::move(origin));
}

std::shared_ptr<const SampledTree::Origin>
originOf(const Folder& folder, const std::vector<Listed>& names, const std::stop_token& stop)
{
    procfs::DetectionView view;
    view.text = [&](std::string_view path) -> std::optional<std::string> {
        auto text = folder.read(path, maxDetectionBytes, stop);
        return text ? std::optional(*std::move(text)) : std::nullopt;
    };
    view.names = [&](std::string_view path) -> std::optional<std::vector<std::string>> {
        const auto namesIn = [](const std::vector<Listed>& listed) {
            std::vector<std::string> found;
            found.reserve(listed.size());
            for (const Listed& entry : listed)
                found.push_back(entry.name);
            return found;
        };
        if (path.empty())
            return namesIn(names);
        const auto listed = folder.list(path, false, stop);
        return listed ? std::optional(namesIn(*listed)) : std::nullopt;
    };
    return originFrom(view);
}

}
