// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "timelineaccess.h"

#include "timelineview.h"

#include <QAccessibleWidget>

namespace sandscope::app {

namespace {

class TimelineAccess : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    explicit TimelineAccess(TimelineView* view)
        : QAccessibleWidget(view, QAccessible::Slider)
    {
    }

    QString text(QAccessible::Text kind) const override
    {
        const auto* timeline = view();
        if (kind == QAccessible::Value || kind == QAccessible::Description)
            return timeline->positionText(timeline->position());
        return QAccessibleWidget::text(kind);
    }
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ValueInterface ? static_cast<QAccessibleValueInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }

    QVariant currentValue() const override { return view()->position(); }
    void setCurrentValue(const QVariant& value) override { view()->goTo(value.toInt()); }
    QVariant minimumValue() const override { return 0; }
    QVariant maximumValue() const override { return std::max(view()->last(), 0); }
    QVariant minimumStepSize() const override { return 1; }

private:
    [[nodiscard]] TimelineView* view() const { return static_cast<TimelineView*>(object()); }
};

QAccessibleInterface* makeAccess(const QString&, QObject* object)
{
    auto* view = qobject_cast<TimelineView*>(object);
    return view ? new TimelineAccess(view) : nullptr;
}

}

void installTimelineAccess()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeAccess);
        return true;
    }();
    Q_UNUSED(installed)
}

}
