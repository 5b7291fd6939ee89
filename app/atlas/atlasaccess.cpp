// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "atlasaccess.h"

#include "atlasview.h"
#include "regiontext.h"

#include <app/shell/accessiblechildren.h>

#include <QAccessibleWidget>
#include <QPointer>

namespace sandscope::app {

namespace {

constexpr std::size_t mostGone = 20; ///< told one by one

/// One region of one address space; invalid once another one is shown.
class RegionAccess : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    RegionAccess(AtlasView* view, std::size_t region)
        : m_view(view)
        , m_space(view->space())
        , m_region(region)
    {
    }

    [[nodiscard]] std::size_t region() const { return m_region; }
    [[nodiscard]] bool isOf(const AtlasView* view) const { return isValid() && m_view == view; }
    bool isValid() const override { return m_view && m_view->space() == m_space; }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    void setText(QAccessible::Text, const QString&) override { }
    QString text(QAccessible::Text kind) const override
    {
        if (!isValid() || kind != QAccessible::Name)
            return {};
        auto region = m_space->space.regions[m_region];
        if (!m_view->marksShown())
            region.change = atlas::Change::none;
        return spokenText(region);
    }
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const auto box = m_view->regionRect(m_region);
        return {m_view->mapToGlobal(box.topLeft()), box.size()};
    }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QAccessible::State state() const override
    {
        QAccessible::State result;
        if (!isValid()) {
            result.invalid = true;
            return result;
        }
        result.selectable = true;
        result.multiSelectable = true;
        result.focusable = true;
        result.readOnly = true;
        result.selected = m_view->isSelected(m_region);
        result.focused = m_view->hasFocus() && m_view->current() == m_region;
        result.offscreen = m_view->regionRect(m_region).isEmpty();
        return result;
    }
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& name) override
    {
        if (isValid() && name == pressAction())
            m_view->choose(m_region);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    QPointer<AtlasView> m_view;
    model::AddressSpacePtr m_space;
    std::size_t m_region;
};

class ViewAccess : public QAccessibleWidget, public QAccessibleSelectionInterface
{
public:
    explicit ViewAccess(AtlasView* view)
        : QAccessibleWidget(view, QAccessible::List)
        , m_view(view)
    {
    }

    int childCount() const override
    {
        return m_view->space() ? static_cast<int>(m_view->space()->space.regions.size()) : 0;
    }
    QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        if (m_of != m_view->space()) {
            m_children.forget();
            m_of = m_view->space();
        }
        return m_children.child(
            index, [&] { return new RegionAccess(m_view, static_cast<std::size_t>(index)); });
    }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        // Without asking every child: a walk over all of them asks this for each.
        const auto* item = dynamic_cast<const RegionAccess*>(child);
        return item && item->isOf(m_view) ? static_cast<int>(item->region()) : -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        const auto region = m_view->regionAt(m_view->mapFromGlobal(QPoint(x, y)));
        return region ? child(static_cast<int>(*region)) : nullptr;
    }
    QAccessibleInterface* focusChild() const override
    {
        return m_view->current() ? child(static_cast<int>(*m_view->current())) : nullptr;
    }
    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Value && m_view->space())
            return sumsText(m_view->selectedSums(), !m_view->selectedRegions().empty());
        auto text = QAccessibleWidget::text(kind);
        if (kind == QAccessible::Description && m_view->space() && m_view->marksShown()) {
            if (const auto gone = goneText(m_view->space()->space, mostGone); !gone.isEmpty())
                text += u'\n' + gone;
        }
        return text;
    }
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::SelectionInterface
            ? static_cast<QAccessibleSelectionInterface*>(this)
            : QAccessibleWidget::interface_cast(type);
    }

    int selectedItemCount() const override
    {
        return static_cast<int>(m_view->selectedRegions().size());
    }
    QList<QAccessibleInterface*> selectedItems() const override
    {
        QList<QAccessibleInterface*> result;
        for (const auto region : m_view->selectedRegions())
            result << child(static_cast<int>(region));
        return result;
    }
    bool select(QAccessibleInterface* item) override { return change(item, false); }
    bool unselect(QAccessibleInterface* item) override { return change(item, true); }
    bool selectAll() override
    {
        m_view->selectAll();
        return true;
    }
    bool clear() override
    {
        m_view->clearSelection();
        return true;
    }

private:
    /// Toggles what is, or is not, selected yet.
    bool change(QAccessibleInterface* item, bool isSelected)
    {
        const int index = indexOfChild(item);
        if (index < 0 || m_view->isSelected(static_cast<std::size_t>(index)) != isSelected)
            return false;
        m_view->choose(static_cast<std::size_t>(index), AtlasView::Choice::toggled);
        return true;
    }

    AtlasView* m_view;
    mutable model::AddressSpacePtr m_of; ///< the space that m_children are of
    mutable AccessibleChildren m_children;
};

QAccessibleInterface* makeAccess(const QString& key, QObject* object)
{
    auto* view = key == QLatin1String("sandscope::app::AtlasView")
        ? qobject_cast<AtlasView*>(object)
        : nullptr;
    return view ? new ViewAccess(view) : nullptr;
}

}

void installAtlasAccess()
{
    static const bool once = (QAccessible::installFactory(makeAccess), true);
    Q_UNUSED(once)
}

}
