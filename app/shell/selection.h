// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/ids.h>

#include <QByteArray>
#include <QObject>

#include <optional>

namespace sandscope::app {

/// What the viewer looks at: a task, a path below /proc, a line or a field of that file, an address
/// in the task's memory. Views set it and follow it; no view calls another. A signal means another
/// value, so following and setting do not chase each other.
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

    /// Of the file at path(), from 1; none: no line in particular.
    [[nodiscard]] std::optional<quint64> line() const { return m_line; }

    /// Another task: the address, the line and the field are forgotten.
    void setTask(procfs::TaskId task)
    {
        if (task == m_task)
            return;
        m_task = task;
        m_address.reset();
        m_line.reset();
        m_field.clear();
        Q_EMIT taskChanged();
    }
    /// Another file: the line is forgotten.
    void setPath(const QByteArray& path)
    {
        if (path == m_path)
            return;
        m_path = path;
        m_line.reset();
        Q_EMIT pathChanged();
    }
    void setLine(std::optional<quint64> line)
    {
        if (line == m_line)
            return;
        m_line = line;
        Q_EMIT lineChanged();
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
        setLine({});
        setField({});
    }

Q_SIGNALS:
    void taskChanged();
    void pathChanged();
    void addressChanged();
    void pointedAtChanged();
    void fieldChanged();
    void lineChanged();

private:
    procfs::TaskId m_task;
    QByteArray m_path;
    std::optional<quint64> m_address;
    std::optional<quint64> m_pointedAt;
    std::optional<quint64> m_line;
    QByteArray m_field;
};

}
