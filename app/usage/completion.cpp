// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "completion.h"

#include <QDir>

#include <algorithm>

namespace sandscope::app::usage {

namespace {

constexpr int mostFiles = 1000;

// What the scripts have in common: the program itself is asked, with the words up to the cursor.
// Bash also takes words apart at ':' and '=', and replaces only what stands behind the last of
// them.
constexpr auto bashScript = R"(# bash completion of %1
_%2() {
    local line=${COMP_LINE:0:COMP_POINT} words current place
    read -ra words <<<"$line"
    [[ $line != *[[:blank:]] ]] || words+=('')
    current=${words[${#words[@]} - 1]}
    mapfile -t COMPREPLY < <("${1/#\~/$HOME}" --complete "${words[@]:1}" 2>/dev/null | cut -f 1)
    [[ ${#COMPREPLY[@]} != 1 || $COMPREPLY != *[:=/] ]] || compopt -o nospace
    current=${current%"${current##*[:=]}"}
    for place in "${!COMPREPLY[@]}"; do
        COMPREPLY[place]=$(printf '%q' "${COMPREPLY[place]#"$current"}")
    done
}
complete -F _%2 %1
)";
constexpr auto zshScript = R"(#compdef %1
local -a answers open closed
answers=("${(@f)$("${(Q)words[1]}" --complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null | cut -f 1)}")
open=(${(M)answers:#*[:=/]})
closed=(${answers:#(|*[:=/])})
compadd -S '' -- $open
compadd -- $closed
)";
constexpr auto fishScript = R"(# fish completion of %1
function __%2
    set -l words (commandline -opc) (commandline -ct)
    test -n (commandline -ct | string collect); or set -a words ''
    %1 --complete $words[2..] 2>/dev/null
end
complete -c %1 -f -a '(__%2)'
)";

void addFiles(QList<Candidate>& found, const QString& prefix, const QString& typed)
{
    const auto slash = typed.lastIndexOf(u'/') + 1;
    const auto folder = typed.first(slash);
    const auto begin = typed.sliced(slash);
    const QDir dir(folder.isEmpty() ? QStringLiteral(".") : folder);
    auto filter = QDir::AllEntries | QDir::NoDotAndDotDot;
    if (begin.startsWith(u'.'))
        filter |= QDir::Hidden;
    const auto entries = dir.entryInfoList(filter, QDir::Name);
    int count = 0;
    for (const auto& entry : entries) {
        const auto name = entry.fileName();
        // A name may hold what would end a line of the answer.
        const bool isPlain = std::ranges::all_of(name, [](QChar c) { return c.isPrint(); });
        if (!isPlain || !name.startsWith(begin))
            continue;
        found << Candidate{.text = prefix + folder + name
                               + (entry.isDir() ? QStringLiteral("/") : QString())};
        if (++count == mostFiles)
            return;
    }
}

bool isFile(const QString& value)
{
    return value.contains(QLatin1String("FILE")) || value.contains(QLatin1String("DIR"))
        || value.contains(QLatin1String("FOLDER")) || value.contains(QLatin1String(".png"))
        || value == QLatin1String("BEFORE") || value == QLatin1String("AFTER");
}

void addChoices(QList<Candidate>& found, const QStringList& choices, const QString& prefix,
                const QString& typed)
{
    for (const auto& choice : choices) {
        if (choice.startsWith(typed))
            found << Candidate{.text = prefix + choice};
    }
}

void addValues(QList<Candidate>& found, const Option& option, const QString& prefix,
               const QString& typed)
{
    addChoices(found, option.choices, prefix, typed);
    const bool isChoice = option.value.contains(u'|') && option.value == option.value.toLower();
    if (isChoice)
        addChoices(found, option.value.split(u'|'), prefix, typed);
    else if (isFile(option.value))
        addFiles(found, prefix, typed);
}

void addSources(QList<Candidate>& found, const Program& program, const QString& typed)
{
    const auto colon = typed.indexOf(u':') + 1;
    QStringList offered;
    for (const auto& source : program.sources) {
        // Kinds first, "scenario:", then what there is of one, "scenario:start".
        if (source.endsWith(u':') ? colon == 0 : colon > 0)
            offered << source;
    }
    addChoices(found, offered, {}, typed);
    addFiles(found, typed.first(colon), typed.sliced(colon));
}

void addOptions(QList<Candidate>& found, const QList<Option>& options, const QString& typed)
{
    for (const auto& option : options) {
        if (option.name.startsWith(typed))
            found << Candidate{.text = option.name, .meaning = option.meaning};
    }
}

}

QList<Candidate> complete(const Program& program, const QStringList& words)
{
    QList<Candidate> found;
    if (words.isEmpty() || words.first(words.size() - 1).contains(QLatin1String("--")))
        return found;
    const auto& typed = words.last();
    const Command* command = nullptr;
    if (!program.commands.isEmpty() && words.size() > 1) {
        const auto it = std::ranges::find(program.commands, words[0], &Command::name);
        if (it == program.commands.end())
            return found;
        command = &*it;
    }
    QList<Option> options;
    for (const auto& option : program.options) {
        if (program.commands.isEmpty() || (command && command->options.contains(option.name)))
            options << option;
    }
    const auto named = [&](const QString& name) -> const Option* {
        const auto it = std::ranges::find(options, name, &Option::name);
        return it == options.end() || it->value.isEmpty() ? nullptr : &*it;
    };

    if (const auto equals = typed.indexOf(u'='); typed.startsWith(u'-') && equals > 0) {
        if (const auto* option = named(typed.first(equals)))
            addValues(found, *option, typed.first(equals + 1), typed.sliced(equals + 1));
        return found;
    }
    if (const auto* option = words.size() > 1 ? named(words[words.size() - 2]) : nullptr) {
        addValues(found, *option, {}, typed);
        return found;
    }
    if (typed.startsWith(u'-')) {
        addOptions(found, options, typed);
        if (!command)
            addChoices(found, {QStringLiteral("--help"), QStringLiteral("--version")}, {}, typed);
        return found;
    }
    if (!program.commands.isEmpty() && !command) {
        for (const auto& one : program.commands) {
            if (one.name.startsWith(typed))
                found << Candidate{.text = one.name, .meaning = one.summary};
        }
        return found;
    }

    qsizetype place = 0; // which operand it is
    for (qsizetype at = command ? 1 : 0; at + 1 < words.size(); ++at) {
        if (named(words[at]))
            ++at;
        else if (!words[at].startsWith(u'-'))
            ++place;
    }
    const auto operand = (command ? command->operands : program.operands).value(place);
    if (operand.contains(QLatin1String("SOURCE")))
        addSources(found, program, typed);
    else if (isFile(operand))
        addFiles(found, {}, typed);
    return found;
}

QString completionScript(const Program& program, const QString& shell)
{
    const char* script = shell == QLatin1String("bash") ? bashScript
        : shell == QLatin1String("zsh")                 ? zshScript
        : shell == QLatin1String("fish")                ? fishScript
                                                        : "";
    auto function = program.name;
    function.replace(u'-', u'_');
    auto text = QString::fromLatin1(script);
    return text.replace(QLatin1String("%1"), program.name).replace(QLatin1String("%2"), function);
}

}
