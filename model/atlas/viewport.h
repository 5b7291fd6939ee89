// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/atlas/layout.h>

namespace sandscope::atlas {

/// Which part of a layout is seen, and how large: places to pixels and back.
///
/// It never leaves the layout, and goes no nearer than a page over half a screen. While it is
/// fitted it stays so when the layout or the width becomes another one.
class Viewport
{
public:
    Viewport() = default;
    Viewport(double length, int width);

    [[nodiscard]] int width() const { return m_width; } ///< pixels
    [[nodiscard]] double begin() const { return m_begin; } ///< place of the left edge
    [[nodiscard]] double end() const { return m_begin + m_width * m_bytesPerPixel; }
    [[nodiscard]] double bytesPerPixel() const { return m_bytesPerPixel; }
    [[nodiscard]] bool isFitted() const { return m_isFitted; } ///< everything is seen

    [[nodiscard]] double pixelOf(double place) const { return (place - m_begin) / m_bytesPerPixel; }
    [[nodiscard]] double placeOf(double pixel) const { return m_begin + pixel * m_bytesPerPixel; }

    void fit();
    /// Another width: what is at the left edge stays there, and the scale.
    void setWidth(int width);
    /// Greater than 1: nearer. What is at \a pixel stays there.
    void zoom(double factor, double pixel);
    void pan(double pixels); ///< > 0: towards higher addresses
    void centre(double place);
    /// As large as fits, with a margin of a tenth on each side.
    void show(double begin, double end);
    /// Moves, without zooming, no further than needed to have it in view.
    void reveal(double begin, double end);
    /// Another layout of the same address space: the address at the left edge stays there.
    void follow(const Layout& before, const Layout& now);

private:
    void set(double begin, double bytesPerPixel);
    [[nodiscard]] double farthest() const; ///< bytes per pixel
    [[nodiscard]] double nearest() const;

    double m_length = 0;
    int m_width = 1;
    double m_begin = 0;
    double m_bytesPerPixel = 1;
    bool m_isFitted = true;
};

}
