// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "timelinelooks.h"

#include <QWidget>

namespace sandscope::app {

/// What the signs on a timeline mean: those that are on screen, and no others. As high as all of
/// them would need at its width, so that nothing moves when they come and go.
class TimelineLegend : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineLegend(QWidget* parent = nullptr);

    void show(snapshot::Happenings marks, const QList<StripGround>& grounds);
    [[nodiscard]] QStringList words() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Item
    {
        QString letter{}; ///< empty: a ground
        QColor ink{}, tint{};
        StripGround ground = StripGround::notRun;
        QString word{}, explanation{};
        QRect box{}; ///< with its word
    };
    [[nodiscard]] QList<Item> items() const;
    [[nodiscard]] QList<Item> itemsOf(snapshot::Happenings marks,
                                      const QList<StripGround>& grounds) const;
    void reserve();

    snapshot::Happenings m_marks;
    QList<StripGround> m_grounds;
};

}
