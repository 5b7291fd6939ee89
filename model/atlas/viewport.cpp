// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/atlas/viewport.h>

#include <algorithm>

namespace sandscope::atlas {

namespace {

constexpr double nearestBytesPerPixel = 8; ///< a page over 512 pixels
constexpr double margin = 0.1; ///< on each side of what is to be shown

}

Viewport::Viewport(double length, int width)
    : m_length(length)
    , m_width(std::max(width, 1))
{
    fit();
}

double Viewport::farthest() const
{
    return m_length > 0 ? m_length / m_width : 1;
}

double Viewport::nearest() const
{
    return std::min(nearestBytesPerPixel, farthest());
}

void Viewport::set(double begin, double bytesPerPixel)
{
    m_isFitted = bytesPerPixel >= farthest();
    m_bytesPerPixel = std::clamp(bytesPerPixel, nearest(), farthest());
    m_begin = m_isFitted
        ? 0
        : std::clamp(begin, 0.0, std::max(m_length - m_width * m_bytesPerPixel, 0.0));
}

void Viewport::fit()
{
    set(0, farthest());
}

void Viewport::setWidth(int width)
{
    if (width == m_width)
        return;
    m_width = std::max(width, 1);
    set(m_begin, m_isFitted ? farthest() : m_bytesPerPixel);
}

void Viewport::zoom(double factor, double pixel)
{
    const double place = placeOf(pixel);
    const double bytesPerPixel = std::clamp(m_bytesPerPixel / factor, nearest(), farthest());
    set(place - pixel * bytesPerPixel, bytesPerPixel);
}

void Viewport::pan(double pixels)
{
    set(m_begin + pixels * m_bytesPerPixel, m_bytesPerPixel);
}

void Viewport::centre(double place)
{
    set(place - m_width * m_bytesPerPixel / 2, m_bytesPerPixel);
}

void Viewport::show(double begin, double end)
{
    const double bytesPerPixel
        = std::max(end - begin, 0.0) / (1 - 2 * margin) / static_cast<double>(m_width);
    set(0, bytesPerPixel);
    centre((begin + end) / 2);
}

void Viewport::reveal(double begin, double end)
{
    const double seen = m_width * m_bytesPerPixel;
    const bool isLarge = end - begin > seen; // a part of it will do
    if (isLarge ? end <= m_begin || begin >= this->end() : begin < m_begin)
        set(begin - seen * margin, m_bytesPerPixel);
    else if (!isLarge && end > this->end())
        set(end - seen * (1 - margin), m_bytesPerPixel);
}

void Viewport::follow(const Layout& before, const Layout& now)
{
    const auto address = before.addressAt(m_begin);
    m_length = now.length();
    if (m_isFitted)
        fit();
    else
        set(now.placeOf(address), m_bytesPerPixel);
}

}
