// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QPoint>
#include <QString>

#include <optional>

namespace sandscope::test {

/// Compares two pictures of a window so that another version of the font engine passes and another
/// text does not.
///
/// Block by block: every pixel must be what it is in the other picture at the same place, one pixel
/// aside (in one direction for the whole block), or between the two. What is left of difference,
/// averaged over the block, must stay small. Nothing when they agree; otherwise one sentence that
/// names the worst block.
[[nodiscard]] std::optional<QString> difference(const QImage& expected, const QImage& actual);

}
