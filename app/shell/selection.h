// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/ids.h>

#include <QByteArray>
#include <QObject>

#include <optional>

namespace sandscope::app {

/// What the viewer looks at: a task, a path below /proc, a field of that file, an address in the
/// task's memory. Views set
/// it and follow it; no view calls another. A signal means another value, so following and setting
/// do not chase each other.
class Selection : public QObject
{
    Q_OBJECT

public:
    explicit Selection(QObject* parent = nullptr)
        : QObject(parent)
    {
    }

    [[nodiscard]] procfs::TaskId task() const { return m_task; } ///< none: nothing selected
    [[nodiscard]] QByteArray path() const
    {
        return m_path;
    } ///< of a file or folder: "7/status"; empty: none
    [[nodiscard]] std::optional<quint64> address() const { return m_address; }
    [[nodiscard]] QByteArray field() const { return m_field; } ///< by name, raw bytes; empty: none

    /// Another task: the address and the field are forgotten.
    void setTask(procfs::TaskId task)
    {
        if (task == m_task)
            return;
        m_task = task;
        m_address.reset();
        m_field.clear();
        Q_EMIT taskChanged();
    }
    void setPath(const QByteArray& path)
    {
        if (path == m_path)
            return;
        m_path = path;
        Q_EMIT pathChanged();
    }
    void setAddress(std::optional<quint64> address)
    {
        if (address == m_address)
            return;
        m_address = address;
        Q_EMIT addressChanged();
    }
    /// What the mouse is over in one view, for the others to point at; of no consequence
    /// otherwise.
    [[nodiscard]] std::optional<quint64> pointedAt() const { return m_pointedAt; }
    void setPointedAt(std::optional<quint64> address)
    {
        if (address == m_pointedAt)
            return;
        m_pointedAt = address;
        Q_EMIT pointedAtChanged();
    }
    void setField(const QByteArray& field)
    {
        if (field == m_field)
            return;
        m_field = field;
        Q_EMIT fieldChanged();
    }
    void clear()
    {
        setPath({});
        setTask({});
        setAddress({});
        setPointedAt({});
        setField({});
    }

Q_SIGNALS:
    void taskChanged();
    void pathChanged();
    void addressChanged();
    void pointedAtChanged();
    void fieldChanged();

private:
    procfs::TaskId m_task;
    QByteArray m_path;
    std::optional<quint64> m_address;
    std::optional<quint64> m_pointedAt;
    QByteArray m_field;
};

}
