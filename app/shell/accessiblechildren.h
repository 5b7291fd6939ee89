// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAccessible>
#include <QHash>

namespace sandscope::app {

/// The accessible children of a view that have been asked for, by number. It owns them.
class AccessibleChildren
{
public:
    AccessibleChildren() = default;
    ~AccessibleChildren() { forget(); }
    Q_DISABLE_COPY_MOVE(AccessibleChildren)

    /// The child \a index, made by \a make (a new QAccessibleInterface) when first asked for.
    template <class Make>
    QAccessibleInterface* child(int index, Make make)
    {
        auto& id = m_ids[index];
        if (id == 0)
            id = QAccessible::registerAccessibleInterface(make());
        return QAccessible::accessibleInterface(id);
    }
    /// Numbers mean others from now on.
    void forget()
    {
        for (const auto id : std::as_const(m_ids))
            QAccessible::deleteAccessibleInterface(id);
        m_ids.clear();
    }

private:
    QHash<int, QAccessible::Id> m_ids;
};

}
