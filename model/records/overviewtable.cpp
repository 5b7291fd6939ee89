// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/records/overviewtable.h>
#include <model/records/overviewtext.h>
#include <model/records/parts.h>

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <array>

namespace sandscope::model {

namespace {

constexpr std::array columns = {
    TableColumn{"group", ""},
    TableColumn{"name", QT_TRANSLATE_NOOP("Tables", "Name")},
    TableColumn{"value", QT_TRANSLATE_NOOP("Tables", "Value")},
};

constexpr std::array namespaces = {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"};

QString say(const char* text)
{
    return QCoreApplication::translate("Overview", text);
}

/// Linux prints a backslash and a newline of a name as "\\\\" and "\\n".
std::string unescapedName(std::string_view printed)
{
    std::string name;
    for (std::size_t i = 0; i < printed.size(); ++i) {
        const char next = i + 1 < printed.size() ? printed[i + 1] : '\0';
        const bool isEscape = printed[i] == '\\' && (next == 'n' || next == '\\');
        name += isEscape && next == 'n' ? '\n' : printed[i];
        i += isEscape ? 1 : 0;
    }
    return name;
}

class OverviewRows
{
public:
    explicit OverviewRows(const FileContent& content)
        : m_content(content)
        , m_folder(content.path.first(content.path.lastIndexOf('/')))
        , m_stat(partOf(content, "stat"))
    {
    }

    QList<TableRow> made()
    {
        addIdentity();
        addOddities();
        addAncestors();
        addMemory();
        addTimes();
        addRights();
        addNamespaces();
        addSession();
        return std::move(m_rows);
    }

private:
    void begin(const QString& group)
    {
        m_group = group;
        m_isFirst = true;
    }

    TableRow& add(const QByteArray& key, const QString& name, TableCell value,
                  const QByteArray& path)
    {
        TableRow row;
        row.key = key;
        row.path = path;
        row.dialect = m_content.dialect;
        row.task = m_content.task;
        row.group = m_group;
        // The heading stands in the first row of its group.
        row.cells = {{m_isFirst ? m_group : QString(), m_group.toUtf8()},
                     {name, name.toUtf8()},
                     std::move(value)};
        m_isFirst = false;
        m_rows.append(row);
        return m_rows.last();
    }

    /// A value without a field of its own in the table of fields.
    void addSaying(const QByteArray& key, const QString& name, TableCell value,
                   const QByteArray& path, const QString& about)
    {
        add(key, name, std::move(value), path).about = about;
    }

    /// A file that was to tell something, and has not: why.
    void addFailure(const QByteArray& key, const QString& name, const FileContent* file)
    {
        if (!file || isAbsent(*file))
            return;
        add(key, name, failureCell(*file), file->path).about = failureWords(*file);
    }

    /// A field of a file; \a textOf says the value in words. Without the file: why. Without the
    /// field: what the field table says of that.
    template <class TextOf>
    void addField(const QString& name, const FileContent* file, std::string_view fieldName,
                  const TextOf& textOf)
    {
        const QByteArray key(fieldName.data(), static_cast<qsizetype>(fieldName.size()));
        if (!file || (file->fields.empty() && (file->failure || file->parseError))) {
            addFailure(key, name, file);
            return;
        }
        const procfs::Field* const field = fieldOf(file, fieldName);
        if (!field && file->failure) { // what is known comes from the list of processes
            addFailure(key, name, file);
            return;
        }
        if (!field) {
            addAbsent(key, name, *file);
            return;
        }
        TableCell cell = bytesCell(field->value, fieldState(field->doc, m_content.dialect));
        bool isNumber = false;
        if (const quint64 number = cell.value.toByteArray().toULongLong(&isNumber); isNumber)
            cell.value = number;
        cell.text = textOf(*field);
        TableRow& row = add(key, name, std::move(cell), file->path);
        row.field = key;
        row.doc = field->doc;
        if (file->failure)
            row.about = say(QT_TRANSLATE_NOOP("Overview",
                                              "As the list of processes has it: this source does "
                                              "not provide the file itself."));
    }

    void addField(const QString& name, const FileContent* file, std::string_view fieldName)
    {
        addField(name, file, fieldName,
                 [](const procfs::Field& field) { return escaped(field.value); });
    }

    /// A line that this text does not have: of another dialect, or without reason.
    void addAbsent(const QByteArray& key, const QString& name, const FileContent& file)
    {
        const procfs::ProcFile* const described = procfs::procFileForPath(file.path.toStdString());
        const procfs::FieldDoc* doc = nullptr;
        if (described) {
            const auto found
                = std::ranges::find(described->fields, key.toStdString(), &procfs::FieldDoc::name);
            doc = found == described->fields.end() ? nullptr : &*found;
        }
        const CellState state = fieldState(doc, m_content.dialect);
        const bool isOfOthers = state == CellState::absent || state == CellState::renamed;
        TableRow& row
            = add(key, name,
                  {isOfOthers ? say(QT_TRANSLATE_NOOP("Overview", "not told by this kernel"))
                              : say(QT_TRANSLATE_NOOP("Overview", "none")),
                   {},
                   isOfOthers ? CellState::absent : CellState::measured},
                  file.path);
        row.field = key;
        row.doc = doc;
    }

    void addLink(const char* file, const QString& name)
    {
        const FileContent* const link = partOf(m_content, file);
        if (!link || !link->text) {
            addFailure(file, name, link);
            return;
        }
        TableRow& row = add(file, name, bytesCell(link->text->bytes), link->path);
        if (const auto* described = procfs::procFileForPath(link->path.toStdString());
            described && !described->fields.empty())
            row.doc = &described->fields.front();
    }

    [[nodiscard]] bool isThread() const { return m_folder.contains('/'); }
    [[nodiscard]] QByteArray process() const { return m_folder.first(m_folder.indexOf('/')); }

    [[nodiscard]] char stateLetter() const
    {
        const procfs::Field* const field = fieldOf(&m_content, "State");
        return field && !field->value.empty() ? field->value.front() : '?';
    }

    void addIdentity()
    {
        begin(isThread() ? say(QT_TRANSLATE_NOOP("Overview", "Thread"))
                         : say(QT_TRANSLATE_NOOP("Overview", "Process")));
        addField(say(QT_TRANSLATE_NOOP("Overview", "Name")), &m_content, "Name",
                 [this](const procfs::Field& field) {
                     return escaped(isEscaped() ? unescapedName(field.value) : field.value);
                 });
        addField(isThread() ? say(QT_TRANSLATE_NOOP("Overview", "Thread id"))
                            : say(QT_TRANSLATE_NOOP("Overview", "Process id")),
                 &m_content, "Pid", [this](const procfs::Field& field) { return idText(field); });
        if (isThread())
            addSaying(
                "process", say(QT_TRANSLATE_NOOP("Overview", "Thread of")),
                {say(QT_TRANSLATE_NOOP("Overview", "process %1"))
                     .arg(QString::fromLatin1(process())),
                 process()},
                process(),
                say(QT_TRANSLATE_NOOP(
                    "Overview", "The process that this thread belongs to. Enter goes there.")));
        addField(say(QT_TRANSLATE_NOOP("Overview", "State")), &m_content, "State");
        if (stateLetter() == 'Z' || stateLetter() == 'X')
            addExit();
        addCommand();
        addLink("exe", say(QT_TRANSLATE_NOOP("Overview", "Executable")));
        addField(say(QT_TRANSLATE_NOOP("Overview", "Threads")), &m_content, "Threads");
        addOpenFiles();
    }

    /// Linux escapes the name in `status`; what comes from the list of processes is raw.
    [[nodiscard]] bool isEscaped() const
    {
        return m_content.dialect == procfs::Dialect::linux_ && !m_content.failure;
    }

    /// "812, inside 7": in nested PID namespaces, where the kernel tells.
    [[nodiscard]] QString idText(const procfs::Field& field) const
    {
        const procfs::Field* const nested = fieldOf(&m_content, "NSpid");
        const QStringList ids = nested
            ? QString::fromStdString(nested->value).split(u'\t', Qt::SkipEmptyParts)
            : QStringList();
        return ids.size() < 2 ? escaped(field.value)
                              : say(QT_TRANSLATE_NOOP("Overview", "%1, in its own namespace %2"))
                                    .arg(escaped(field.value), ids.last());
    }

    void addExit()
    {
        const procfs::Field* const code = fieldOf(m_stat, "exit_code");
        if (!code) {
            addFailure("exit_code", say(QT_TRANSLATE_NOOP("Overview", "Exit")), m_stat);
            return;
        }
        // A number that is always the same says nothing of this process.
        const bool isTold = fieldState(code->doc, m_content.dialect) == CellState::measured;
        // Linux prints 0, too, to who may not trace the process; a simulation hides nothing.
        if (isTold && code->value == "0" && m_content.dialect == procfs::Dialect::linux_
            && !m_stat->task) {
            TableRow& hidden
                = add("exit_code", say(QT_TRANSLATE_NOOP("Overview", "Exit")),
                      TableCell{say(QT_TRANSLATE_NOOP("Overview", "code 0, or hidden from us")),
                                {},
                                CellState::unknown},
                      m_stat->path);
            hidden.field = "exit_code";
            hidden.doc = code->doc;
            return;
        }
        TableRow& row
            = add("exit_code", say(QT_TRANSLATE_NOOP("Overview", "Exit")),
                  isTold ? exitCell(code->value)
                         : TableCell{say(QT_TRANSLATE_NOOP("Overview", "not told by this kernel")),
                                     {},
                                     CellState::absent},
                  m_stat->path);
        row.field = "exit_code";
        row.doc = code->doc;
    }

    void addCommand()
    {
        const FileContent* const file = partOf(m_content, "cmdline");
        if (!file || !file->text) {
            addFailure("cmdline", say(QT_TRANSLATE_NOOP("Overview", "Command")), file);
            return;
        }
        std::string joined = file->text->bytes;
        while (joined.ends_with('\0'))
            joined.pop_back();
        std::ranges::replace(joined, '\0', ' ');
        const bool isWithheld = file->isWithheld && joined.contains('*');
        TableCell cell = bytesCell(joined, isWithheld ? CellState::withheld : CellState::measured);
        if (joined.empty())
            cell.text = say(QT_TRANSLATE_NOOP("Overview", "(none)"));
        addSaying("cmdline", say(QT_TRANSLATE_NOOP("Overview", "Command")), std::move(cell),
                  file->path,
                  say(QT_TRANSLATE_NOOP(
                      "Overview",
                      "The arguments, joined by blanks. The pane Arguments has them one by one.")));
    }

    void addOpenFiles()
    {
        const FileContent* const folder = partOf(m_content, "fd");
        if (!folder || folder->failure) {
            addFailure("fd", say(QT_TRANSLATE_NOOP("Overview", "Open files")), folder);
            return;
        }
        addSaying("fd", say(QT_TRANSLATE_NOOP("Overview", "Open files")),
                  numberCell(folder->entries.size()), folder->path,
                  say(QT_TRANSLATE_NOOP("Overview", "How many descriptors are open.")));
    }

    /// What is rare enough to be worth a look. Cheap to find out, so nothing is left out.
    void addOddities()
    {
        begin(say(QT_TRANSLATE_NOOP("Overview", "Worth a look")));
        const FileContent* const exe = partOf(m_content, "exe");
        if (exe && exe->text && exe->text->bytes.ends_with(" (deleted)"))
            addSaying("odd.exe", say(QT_TRANSLATE_NOOP("Overview", "Executable")),
                      {say(QT_TRANSLATE_NOOP("Overview", "deleted since it was started")), 1},
                      exe->path,
                      say(QT_TRANSLATE_NOOP(
                          "Overview", "The file that runs is not there any more under its name.")));
        const FileContent* const maps = partOf(m_content, "maps");
        const auto both = maps
            ? std::ranges::count_if(maps->maps,
                                    [](const procfs::MapsEntry& entry) {
                                        return entry.perms.write && entry.perms.execute;
                                    })
            : 0;
        if (both > 0)
            addSaying(
                "odd.rwx", say(QT_TRANSLATE_NOOP("Overview", "Memory")),
                {both == 1
                     ? say(QT_TRANSLATE_NOOP("Overview", "1 mapping is writable and executable"))
                     : say(QT_TRANSLATE_NOOP("Overview", "%1 mappings are writable and executable"))
                           .arg(both),
                 qint64(both)},
                maps->path,
                say(QT_TRANSLATE_NOOP(
                    "Overview", "What can be written can be run: of interest to attackers.")));
        const FileContent* const fd = partOf(m_content, "fd");
        if (fd && !fd->failure && stateLetter() != 'Z' && stateLetter() != 'X'
            && !isKernelThread()) {
            QStringList closed;
            for (const char* number : {"0", "1", "2"}) {
                if (!std::ranges::contains(fd->entries, std::string_view(number),
                                           &procfs::DirEntry::name))
                    closed << QLatin1StringView(number);
            }
            if (!closed.isEmpty())
                addSaying("odd.fd", say(QT_TRANSLATE_NOOP("Overview", "Standard files")),
                          {say(QT_TRANSLATE_NOOP("Overview", "closed: %1"))
                               .arg(closed.join(QLatin1StringView(", "))),
                           closed.size()},
                          fd->path,
                          say(QT_TRANSLATE_NOOP(
                              "Overview",
                              "Descriptors 0 to 2 are input, output and errors; the next file "
                              "opened takes the place of one that is closed.")));
        }
    }

    [[nodiscard]] bool isKernelThread() const
    {
        const procfs::Field* const field = fieldOf(&m_content, "Kthread");
        return field && field->value == "1";
    }

    void addAncestors()
    {
        begin(say(QT_TRANSLATE_NOOP("Overview", "Parents")));
        const QByteArray own = isThread() ? process() : m_folder;
        int distance = 0;
        for (const FileContentPtr& file : m_content.others) {
            const qsizetype slash = file->path.indexOf('/');
            const QByteArray folder = file->path.first(std::max<qsizetype>(slash, 0));
            if (folder == own || file->path.sliced(slash + 1) != "comm")
                continue;
            std::string name = file->text ? file->text->bytes : std::string();
            if (name.ends_with('\n'))
                name.pop_back();
            TableCell cell = file->text ? bytesCell(name) : failureCell(*file);
            cell.text = say(QT_TRANSLATE_NOOP("Overview", "%1 (%2)"))
                            .arg(cell.text, QString::fromLatin1(folder));
            addSaying("parent." + folder, ancestorName(distance++), std::move(cell), folder,
                      say(QT_TRANSLATE_NOOP("Overview", "Enter goes to this process.")));
        }
        if (distance == 0)
            addField(say(QT_TRANSLATE_NOOP("Overview", "Parent")), &m_content, "PPid",
                     [](const procfs::Field& field) {
                         return field.value == "0"
                             ? say(QT_TRANSLATE_NOOP("Overview", "none in sight"))
                             : escaped(field.value);
                     });
    }

    void addMemory()
    {
        begin(say(QT_TRANSLATE_NOOP("Overview", "Memory")));
        addField(say(QT_TRANSLATE_NOOP("Overview", "Virtual")), &m_content, "VmSize");
        addField(say(QT_TRANSLATE_NOOP("Overview", "Resident")), &m_content, "VmRSS");
        const FileContent* const statm = partOf(m_content, "statm");
        addField(say(QT_TRANSLATE_NOOP("Overview", "Shared")), statm, "shared",
                 [](const procfs::Field& field) { return pagesText(field.value); });
        const FileContent* const maps = partOf(m_content, "maps");
        if (maps && maps->text)
            addSaying("maps", say(QT_TRANSLATE_NOOP("Overview", "Mappings")),
                      numberCell(maps->maps.size()), maps->path,
                      say(QT_TRANSLATE_NOOP("Overview", "How many pieces the address space has.")));
        else
            addFailure("maps", say(QT_TRANSLATE_NOOP("Overview", "Mappings")), maps);
    }

    void addTimes()
    {
        begin(say(QT_TRANSLATE_NOOP("Overview", "Time")));
        const auto seconds = [](const procfs::Field& field) { return ticksText(field.value); };
        addField(say(QT_TRANSLATE_NOOP("Overview", "Started")), m_stat, "starttime",
                 [](const procfs::Field& field) {
                     return say(QT_TRANSLATE_NOOP("Overview", "%1 after boot"))
                         .arg(ticksText(field.value));
                 });
        addField(say(QT_TRANSLATE_NOOP("Overview", "In user mode")), m_stat, "utime", seconds);
        addField(say(QT_TRANSLATE_NOOP("Overview", "In the kernel")), m_stat, "stime", seconds);
    }

    void addRights()
    {
        begin(say(QT_TRANSLATE_NOOP("Overview", "Rights")));
        const auto ids = [](const procfs::Field& field) { return idsText(field.value); };
        addField(say(QT_TRANSLATE_NOOP("Overview", "User")), &m_content, "Uid", ids);
        addField(say(QT_TRANSLATE_NOOP("Overview", "Group")), &m_content, "Gid", ids);
        addField(say(QT_TRANSLATE_NOOP("Overview", "Other groups")), &m_content, "Groups",
                 [](const procfs::Field& field) {
                     const QString list = escaped(field.value).simplified();
                     return list.isEmpty() ? say(QT_TRANSLATE_NOOP("Overview", "none")) : list;
                 });
        const auto names = [](const procfs::Field& field) { return capabilitiesText(field.value); };
        addField(say(QT_TRANSLATE_NOOP("Overview", "Capabilities")), &m_content, "CapEff", names);
        const procfs::Field* const effective = fieldOf(&m_content, "CapEff");
        const procfs::Field* const permitted = fieldOf(&m_content, "CapPrm");
        if (effective && permitted && effective->value != permitted->value)
            addField(say(QT_TRANSLATE_NOOP("Overview", "Permitted")), &m_content, "CapPrm", names);
        addField(say(QT_TRANSLATE_NOOP("Overview", "No new rights")), &m_content, "NoNewPrivs",
                 [](const procfs::Field& field) {
                     return field.value == "1"
                         ? say(QT_TRANSLATE_NOOP("Overview", "yes: exec adds none"))
                         : field.value == "0"
                         ? say(QT_TRANSLATE_NOOP("Overview", "no: exec may add some"))
                         : escaped(field.value);
                 });
        addField(say(QT_TRANSLATE_NOOP("Overview", "Seccomp")), &m_content, "Seccomp",
                 [](const procfs::Field& field) {
                     return field.value == "0" ? say(QT_TRANSLATE_NOOP("Overview", "0 (off)"))
                         : field.value == "1"  ? say(QT_TRANSLATE_NOOP("Overview", "1 (strict)"))
                         : field.value == "2"  ? say(QT_TRANSLATE_NOOP("Overview", "2 (filter)"))
                                               : escaped(field.value);
                 });
    }

    void addNamespaces()
    {
        begin(say(QT_TRANSLATE_NOOP("Overview", "Namespaces")));
        const procfs::ProcFile* const folder = procfs::procFile("ns");
        for (const char* name : namespaces) {
            const auto doc = std::ranges::find(folder->fields, std::string_view(name),
                                               &procfs::FieldDoc::name);
            const CellState state = fieldState(&*doc, m_content.dialect);
            const FileContent* const link = partOf(m_content, QByteArray("ns/") + name);
            if (!link || state == CellState::absent)
                continue;
            if (!link->text) {
                // A kernel can be built without some of them.
                if (link->failure && link->failure->kind == procfs::Failure::Kind::error
                    && link->failure->error == procfs::Errno::noEntry && stateLetter() != 'Z')
                    continue;
                addFailure(link->path, QString::fromLatin1(name), link);
                continue;
            }
            TableCell cell = bytesCell(link->text->bytes, state);
            cell.text = namespaceText(*link, state == CellState::measured);
            TableRow& row = add(QByteArray("ns/") + name, QString::fromLatin1(name),
                                std::move(cell), link->path);
            row.doc = &*doc;
        }
    }

    /// The number, and whether the parent has the same one. A number that was made up cannot be
    /// compared.
    [[nodiscard]] QString namespaceText(const FileContent& link, bool isReal) const
    {
        const QString text = escaped(link.text->bytes);
        const QByteArray name = link.path.sliced(m_folder.size()); // "/ns/net"
        for (const FileContentPtr& file : m_content.others) {
            if (!isReal || file->path == link.path || !file->path.endsWith(name) || !file->text)
                continue;
            return file->text->bytes == link.text->bytes
                ? say(QT_TRANSLATE_NOOP("Overview", "%1, as its parent")).arg(text)
                : say(QT_TRANSLATE_NOOP("Overview", "%1, not its parent's")).arg(text);
        }
        return text;
    }

    void addSession()
    {
        begin(say(QT_TRANSLATE_NOOP("Overview", "Session")));
        addField(say(QT_TRANSLATE_NOOP("Overview", "Process group")), m_stat, "pgrp");
        addField(say(QT_TRANSLATE_NOOP("Overview", "Session")), m_stat, "session");
        addField(say(QT_TRANSLATE_NOOP("Overview", "Terminal")), m_stat, "tty_nr",
                 [](const procfs::Field& field) { return terminalText(field.value); });
        const FileContent* const cgroup = partOf(m_content, "cgroup");
        if (!cgroup || !cgroup->text) {
            addFailure("cgroup", say(QT_TRANSLATE_NOOP("Overview", "Control group")), cgroup);
        } else {
            std::string_view lines = cgroup->text->bytes;
            while (lines.ends_with('\n'))
                lines.remove_suffix(1);
            TableCell cell = bytesCell(lines);
            cell.text = lines.empty()
                ? say(QT_TRANSLATE_NOOP("Overview", "none"))
                : cell.text.replace(QLatin1StringView("\\n"), QStringLiteral(" · "));
            addSaying("cgroup", say(QT_TRANSLATE_NOOP("Overview", "Control group")),
                      std::move(cell), cgroup->path,
                      say(QT_TRANSLATE_NOOP(
                          "Overview",
                          "Which control groups it is in: number, controllers and path of each.")));
        }
        addLink("cwd", say(QT_TRANSLATE_NOOP("Overview", "Working folder")));
        addLink("root", say(QT_TRANSLATE_NOOP("Overview", "Root folder")));
    }

    const FileContent& m_content;
    QByteArray m_folder;
    const FileContent* m_stat;
    QString m_group;
    bool m_isFirst = true;
    QList<TableRow> m_rows;
};

}

std::span<const TableColumn> overviewColumns()
{
    return columns;
}

QList<TableRow> overviewRows(const FileContent& content)
{
    return OverviewRows(content).made();
}

QList<QByteArray> overviewFiles(const QByteArray& folder, const QByteArray& parent)
{
    QList<QByteArray> files;
    for (const char* name :
         {"stat", "statm", "cmdline", "exe", "cwd", "root", "fd", "maps", "cgroup"})
        files << folder + '/' + name;
    for (const char* name : namespaces) {
        files << folder + "/ns/" + name;
        if (!parent.isEmpty())
            files << parent + "/ns/" + name;
    }
    return files;
}

}
