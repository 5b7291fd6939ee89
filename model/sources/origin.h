// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/folder.h>
#include <model/sources/sampledtree.h>
#include <procfs/detect.h>

#include <memory>
#include <stop_token>
#include <vector>

namespace sandscope::model {

/// What a detection makes of \a view; Linux where nothing tells. Never null.
[[nodiscard]] std::shared_ptr<const SampledTree::Origin>
originFrom(const procfs::DetectionView& view);

/// The same of a folder that looks like /proc, in which \a names stand: some 20 files of a few
/// tasks are read once.
[[nodiscard]] std::shared_ptr<const SampledTree::Origin>
originOf(const Folder& folder, const std::vector<Listed>& names, const std::stop_token& stop);

}
