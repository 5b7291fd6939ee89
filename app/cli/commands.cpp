// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/layout.h>
#include <model/sources/source.h>

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace sandscope::app::cli {

namespace {

// clang-format off
const std::array table = {
    Command{"tree", "SOURCE", {Option::depth, Option::json, Option::view},
            "everything below /proc, as an indented list", runTree},
    Command{"ls", "SOURCE [PATH]", {Option::longFormat, Option::offset, Option::count, Option::json, Option::view},
            "the names of a directory, in its own order; with -l or --offset as getdents gives them", runLs},
    Command{"stat", "SOURCE PATH", {Option::json, Option::view},
            "type, mode, owner, size and inode of an entry", runStat},
    Command{"readlink", "SOURCE PATH", {Option::view},
            "the target of a link", runReadlink},
    Command{"open", "SOURCE PATH", {Option::json, Option::view},
            "what opening an entry reaches, such as the file behind fd/3", runOpen},
    Command{"cat", "SOURCE PATH", {Option::offset, Option::count, Option::chunk, Option::readRule, Option::view},
            "the exact bytes of a file; --chunk reads it piece by piece", runCat},
    Command{"show", "SOURCE PATH", {Option::json, Option::view},
            "the fields of a file: value, unit, where it comes from, meaning", runShow},
    Command{"fields", "[FILE]", {Option::dialects, Option::json},
            "the field table: each field's unit and meaning, and what every dialect makes of it", runFields},
    Command{"lens", "SOURCE PATH", {Option::twoDialects, Option::all, Option::json, Option::view},
            "one entry in two dialects, field by field, with the reason of each difference", runLens},
    Command{"check", "SOURCE", {Option::json, Option::view},
            "parse and format every known file again; report each byte that differs", runCheck},
    Command{"check-captures", "FOLDER", {Option::json},
            "open every capture below a folder; check it against its index, its formats, the field table", runCheckCaptures},
    Command{"trace", "SOURCE", {Option::dialect, Option::steps, Option::all, Option::json},
            "what each step of a source did: the call, the kernel's objects, the lines of /proc that changed", runTrace},
    Command{"find", "SOURCE QUERY", {Option::environment, Option::count, Option::json, Option::dialect, Option::moment},
            "what makes an expression hold, or where a text stands, in the files of all tasks", runFind},
    Command{"assert", "SOURCE QUERY", {Option::quantity, Option::environment, Option::json, Option::dialect, Option::moment},
            "exit code 0 if the expression holds for a task, 1 if for none; for scripts", runAssert},
    Command{"compare-screens", "BEFORE AFTER", {Option::pictures, Option::json},
            "how two pictures (.png) or text twins (.json) of a window differ, or those in two folders", runCompareScreens},
    Command{"save", "SOURCE FILE.saved", {Option::moment},
            "the simulated kernel at a moment, into a new file; saved:FILE opens it", runSave},
    Command{"export", "SOURCE DIR|FILE.tar", {Option::unmasked, Option::view},
            "a proc tree that other programs can read, and that proc:DIR opens; a new folder or file", runExport},
    Command{"record", "SOURCE FILE.sandscope", {Option::recording, Option::unmasked, Option::dialect},
            "every step, or a sample each second until Ctrl+C, into a new file; recording:FILE opens it", runRecord},
    Command{"with-proc", "SOURCE", {Option::unmasked, Option::view, Option::program},
            "run a program with that tree as its /proc; the exit code is the program's", runWithProc},
    Command{"sandboxes", "[FOLDER]", {Option::all, Option::json},
            "the gVisor sandboxes that runsc --root FOLDER keeps; with --all the processes of this computer behind each", runSandboxes},
    Command{"host", "SOURCE [PID]", {Option::json},
            "the processes of this computer behind a running sandbox, and what they hold of a guest's memory", runHost},
    Command{"scenarios", "", {Option::json},
            "the scenarios that come with the program", runScenarios},
};
// clang-format on

/// The rest of a link's or file's own story, as `stat` and `open` print it.
Exit printEntry(procfs::Node& node, const std::string& path, bool json)
{
    const auto attributes = node.stat();
    if (!attributes) {
        complain(sentence(path, attributes.error()));
        return Exit::no;
    }
    const auto number
        = [](auto value) { return value ? QJsonValue(static_cast<qint64>(*value)) : QJsonValue(); };
    const auto text
        = [](auto value) { return value ? QString::number(*value) : QStringLiteral("unknown"); };
    const QString type = typeName(entryType(attributes->kind));
    if (json) {
        QJsonObject object;
        setBytes(object, QStringLiteral("path"), path);
        object.insert(QStringLiteral("type"), type);
        object.insert(QStringLiteral("permissions"), number(attributes->permissions));
        object.insert(QStringLiteral("links"), number(attributes->links));
        object.insert(QStringLiteral("uid"), number(attributes->uid));
        object.insert(QStringLiteral("gid"), number(attributes->gid));
        object.insert(QStringLiteral("size"), number(attributes->size));
        object.insert(QStringLiteral("inode"), number(attributes->inode));
        object.insert(QStringLiteral("generation"), static_cast<qint64>(node.generation()));
        if (node.isWithheld())
            object.insert(QStringLiteral("withheld"), true);
        print(object);
        return Exit::done;
    }
    const QString mode = attributes->permissions
        ? QStringLiteral("%1").arg(*attributes->permissions, 4, 8, QLatin1Char('0'))
        : QStringLiteral("unknown");
    printLine(QStringLiteral("path        ")
              + (path.empty() ? QStringLiteral("/proc") : escaped(path)));
    printLine(QStringLiteral("type        ") + type);
    printLine(QStringLiteral("mode        ") + mode);
    printLine(QStringLiteral("links       ") + text(attributes->links));
    printLine(QStringLiteral("uid         ") + text(attributes->uid));
    printLine(QStringLiteral("gid         ") + text(attributes->gid));
    printLine(QStringLiteral("size        ") + text(attributes->size));
    printLine(QStringLiteral("inode       ") + text(attributes->inode));
    printLine(QStringLiteral("generation  ") + QString::number(node.generation()));
    if (node.isWithheld())
        printLine(QStringLiteral("withheld    * stands for each byte of what may be secret"));
    return Exit::done;
}

/// Opens the source and finds the entry; says what went wrong.
std::expected<std::pair<View, procfs::NodePtr>, Exit> find(const Invocation& invocation)
{
    auto view = View::open(invocation.view);
    if (!view)
        return std::unexpected(view.error());
    auto node = view->walk(invocation.path);
    if (!node) {
        complain(*view, invocation.path, node.error());
        return std::unexpected(Exit::no);
    }
    return std::pair{*std::move(view), *std::move(node)};
}

QLatin1Char kindLetter(procfs::FileKind kind)
{
    switch (kind) {
    case procfs::FileKind::directory:
        return QLatin1Char('d');
    case procfs::FileKind::link:
        return QLatin1Char('l');
    case procfs::FileKind::regular:
        break;
    }
    return QLatin1Char('-');
}

procfs::FileKind kindOf(procfs::EntryType type)
{
    if (type == procfs::EntryType::directory)
        return procfs::FileKind::directory;
    return type == procfs::EntryType::link ? procfs::FileKind::link : procfs::FileKind::regular;
}

QString targetText(procfs::Node& link)
{
    const auto target = link.readlink();
    if (target)
        return escaped(*target);
    if (target.error().kind == procfs::Failure::Kind::error)
        return QString::fromStdString(procfs::errnoName(target.error().error));
    return QStringLiteral("?");
}

QString modeText(const procfs::Attributes& attributes)
{
    QString text(kindLetter(attributes.kind));
    if (!attributes.permissions)
        return text + QStringLiteral("?????????");
    for (int bit = 8; bit >= 0; --bit)
        text += QLatin1Char(((*attributes.permissions >> bit) & 1U) != 0 ? "xwr"[bit % 3] : '-');
    return text;
}

template <class T>
QString orUnknown(const std::optional<T>& value)
{
    return value ? QString::number(*value) : QStringLiteral("?");
}

/// One entry as `ls -l` shows it: what lstat says, then where getdents goes on, then the name.
QString longLine(procfs::Node& directory, const procfs::DirEntry& entry)
{
    procfs::Attributes attributes;
    attributes.kind = kindOf(entry.type);
    attributes.inode = entry.inode;
    QString name = escaped(entry.name);
    const bool isDot = entry.name == "." || entry.name == "..";
    if (const auto node = isDot ? procfs::Answer<procfs::NodePtr>() : directory.lookup(entry.name);
        node && *node) {
        if (const auto known = (*node)->stat())
            attributes = *known;
        if ((*node)->kind() == procfs::FileKind::link)
            name += QStringLiteral(" -> ") + targetText(**node);
    } else if (entry.name == ".") {
        if (const auto known = directory.stat())
            attributes = *known;
    }
    return QStringLiteral("%1 %2 %3 %4 %5 %6 %7 %8 %9")
        .arg(modeText(attributes), orUnknown(attributes.links).rightJustified(3),
             orUnknown(attributes.uid).rightJustified(5),
             orUnknown(attributes.gid).rightJustified(5),
             orUnknown(attributes.size).rightJustified(8),
             orUnknown(entry.inode).rightJustified(10),
             QString::number(entry.offset).rightJustified(6), typeName(entry.type).leftJustified(9),
             name);
}

}

bool Command::takes(Option option) const
{
    return std::ranges::contains(options, option)
        || (option == Option::moment && std::ranges::contains(options, Option::view));
}

std::span<const Command> commands()
{
    return table;
}

Exit runLs(const Invocation& invocation)
{
    Invocation asKernel = invocation; // who asks for pieces wants to see what a kernel gives
    asKernel.view.asKernelLists = invocation.offset || invocation.count;
    auto found = find(asKernel);
    if (!found)
        return found.error();
    procfs::Node& node = *found->second;
    // As long as nobody asks for the directory itself, its two own names are noise.
    const bool isRaw = invocation.isLong || invocation.offset || invocation.count;
    const qint64 count = invocation.count.value_or(1 << 30);
    const auto listing
        = node.readdir(invocation.offset.value_or(0), static_cast<std::size_t>(count));
    if (!listing) {
        complain(sentence(invocation.path, listing.error()));
        return Exit::no;
    }
    QJsonArray array;
    for (const procfs::DirEntry& entry : listing->entries) {
        if (!isRaw && (entry.name == "." || entry.name == ".."))
            continue;
        if (invocation.json) {
            QJsonObject object;
            setBytes(object, QStringLiteral("name"), entry.name);
            object.insert(QStringLiteral("type"), typeName(entry.type));
            object.insert(QStringLiteral("inode"),
                          entry.inode ? QJsonValue(static_cast<qint64>(*entry.inode))
                                      : QJsonValue());
            object.insert(QStringLiteral("offset"), static_cast<qint64>(entry.offset));
            array.append(object);
        } else {
            printLine(invocation.isLong ? longLine(node, entry) : escaped(entry.name));
        }
    }
    if (invocation.json)
        print(array);
    return Exit::done;
}

Exit runStat(const Invocation& invocation)
{
    const auto found = find(invocation);
    return found ? printEntry(*found->second, invocation.path, invocation.json) : found.error();
}

Exit runReadlink(const Invocation& invocation)
{
    const auto found = find(invocation);
    if (!found)
        return found.error();
    const auto target = found->second->readlink();
    if (!target) {
        complain(found->first, invocation.path, target.error());
        return Exit::no;
    }
    printLine(escaped(*target));
    return Exit::done;
}

Exit runOpen(const Invocation& invocation)
{
    const auto found = find(invocation);
    if (!found)
        return found.error();
    const auto opened = found->second->open();
    if (!opened) {
        complain(found->first, invocation.path, opened.error());
        return Exit::no;
    }
    return printEntry(**opened, invocation.path, invocation.json);
}

Exit runCat(const Invocation& invocation)
{
    const auto found = find(invocation);
    if (!found)
        return found.error();
    const auto file = found->second->open();
    if (!file) {
        complain(found->first, invocation.path, file.error());
        return Exit::no;
    }
    if (!invocation.offset && !invocation.count && !invocation.chunk && !invocation.view.readRule) {
        const auto text = (*file)->content();
        if (!text) {
            complain(found->first, invocation.path, text.error());
            return Exit::no;
        }
        print((*text)->bytes);
        return Exit::done;
    }
    constexpr qint64 usualChunk = 1 << 16;
    qint64 offset = invocation.offset.value_or(0);
    qint64 left = invocation.count.value_or(std::numeric_limits<qint64>::max());
    const qint64 chunk = invocation.chunk.value_or(invocation.count.value_or(usualChunk));
    do {
        std::string bytes;
        const auto got
            = (*file)->read(offset, static_cast<std::size_t>(std::min(chunk, left)), bytes);
        if (!got) {
            complain(found->first, invocation.path, got.error());
            return Exit::no;
        }
        if (*got == 0)
            break;
        print(bytes);
        offset += static_cast<qint64>(*got);
        left -= static_cast<qint64>(*got);
    } while (left > 0);
    return Exit::done;
}

Exit runShow(const Invocation& invocation)
{
    const auto found = find(invocation);
    if (!found)
        return found.error();
    const auto& [view, node] = *found;
    const procfs::ProcFile* file = node->file();
    if (!file || !file->decode || node->kind() != procfs::FileKind::regular) {
        complain(QStringLiteral("%1: this entry has no fields; use cat, readlink or ls.")
                     .arg(escaped(invocation.path)));
        return Exit::no;
    }
    const auto text = node->content();
    if (!text) {
        complain(sentence(invocation.path, text.error()));
        return Exit::no;
    }
    const auto fields = file->decode((*text)->bytes, view.dialect());
    if (!fields) {
        complain(QStringLiteral("%1: %2").arg(
            escaped(invocation.path), QString::fromStdString(procfs::describe(fields.error()))));
        return Exit::no;
    }
    QJsonArray array;
    for (const procfs::Field& field : *fields) {
        const bool isWithheld = node->isWithheld() && field.value.contains('*');
        const QString truth = isWithheld ? QStringLiteral("withheld")
            : field.doc ? textOf(procfs::truthName(field.doc->truthIn(view.dialect())))
                        : QStringLiteral("unknown");
        const QString unit = field.doc ? textOf(field.doc->unit) : QString();
        const QString meaning = field.doc ? textOf(field.doc->meaning) : QString();
        if (invocation.json) {
            QJsonObject object;
            setBytes(object, QStringLiteral("name"), field.name);
            setBytes(object, QStringLiteral("value"), field.value);
            object.insert(QStringLiteral("unit"), unit);
            object.insert(QStringLiteral("truth"), truth);
            object.insert(QStringLiteral("reason"),
                          field.doc ? textOf(procfs::truthReason(*field.doc, view.dialect()))
                                    : QString());
            object.insert(QStringLiteral("meaning"), meaning);
            array.append(object);
        } else {
            const QString value
                = escaped(field.value) + (unit.isEmpty() ? QString() : QLatin1Char(' ') + unit);
            printLine(QStringLiteral("%1  %2  %3  %4")
                          .arg(escaped(field.name).leftJustified(20), value.leftJustified(28),
                               truth.leftJustified(8), meaning)
                          .trimmed());
        }
    }
    if (invocation.json) {
        QJsonObject object;
        setBytes(object, QStringLiteral("path"), invocation.path);
        object.insert(QStringLiteral("dialect"), textOf(procfs::dialectName(view.dialect())));
        object.insert(QStringLiteral("fields"), array);
        if (node->isWithheld())
            object.insert(QStringLiteral("withheld"), true);
        print(object);
    } else if (node->isWithheld()) {
        printLine(QStringLiteral(
            "Withheld when it was recorded: * stands for each byte of what may be secret."));
    }
    return Exit::done;
}

Exit runScenarios(const Invocation& invocation)
{
    QJsonArray array;
    for (const model::ShippedScenario& scenario : model::shippedScenarios()) {
        if (invocation.json)
            array.append(
                QJsonObject{{QStringLiteral("source"), QStringLiteral("scenario:") + scenario.id},
                            {QStringLiteral("title"), scenario.title},
                            {QStringLiteral("description"), scenario.description}});
        else
            printLine(QStringLiteral("scenario:%1  %2")
                          .arg(scenario.id.leftJustified(18), scenario.title));
    }
    if (invocation.json)
        print(array);
    return Exit::done;
}

}
