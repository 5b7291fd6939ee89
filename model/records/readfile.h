// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/fileview.h>

namespace sandscope::model {

/// readFile() for somebody who has read before with the same options: \a known itself when nothing
/// that the file depends on has another generation.
[[nodiscard]] FileContentPtr readFileAgain(const FileRequest& request, const FileContentPtr& known);

}
