// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "completion.h"

#include "lookup.h"

#include <QDir>

#include <algorithm>

namespace sandscope::app::usage {

namespace {

constexpr int mostFiles = 1000;

// What the scripts have in common: the program itself is asked, with the words up to the cursor.
// The one for bash takes these words out of the line, quotes and all, because bash's own are cut at
// each ':' and '=', too: "before" is what stands in front of the last of them, or of a quote that
// is still open, and stays when bash puts in what was found.
constexpr auto bashScript = R"(# bash completion of %1
_%2() {
    local line=${COMP_LINE:0:COMP_POINT} breaks=${COMP_WORDBREAKS:-:=} words=() word='' quote='' before='' start='' home=''
    local c i place isWord=''
    for ((i = 0; i < ${#line}; ++i)); do
        c=${line:i:1}
        case $quote$c in
        [\'\"]) quote=$c isWord=1 start=$word ;;
        \'\'|\"\") quote='' ;;
        \\|\"\\)
            ((++i))
            c=${line:i:1} isWord=1
            [[ ! $quote || $c == [\"\\\$\`] ]] || word+=\\
            word+=$c ;;
        [[:blank:]])
            [[ ! $isWord ]] || words+=("$word")
            word='' before='' home='' isWord='' ;;
        ?)
            [[ $isWord || $c != '~' ]] || home=1
            isWord=1 word+=$c
            [[ $breaks != *"$c"* ]] || before=$word ;;
        *) word+=$c ;;
        esac
    done
    [[ ! $quote ]] || before=$start
    [[ $home && ( $word == '~' || $word == '~/'* ) ]] || home=''
    words+=("${home:+$HOME}${word:${#home}}")
    mapfile -t COMPREPLY < <("${words[0]/#\~\//$HOME/}" --complete "${words[@]:1}" 2>/dev/null | cut -f 1)
    [[ ${#COMPREPLY[@]} != 1 || $COMPREPLY != *[:=/] ]] || compopt -o nospace
    for place in "${!COMPREPLY[@]}"; do
        word=${COMPREPLY[place]}
        [[ ! $home ]] || word=${word#"$HOME"}
        word=${word#"$before"}
        case $quote in
        \') word=${word//\'/\'\\\'\'} ;;
        \") word=$(sed 's/[\\"$`]/\\&/g' <<<"$word") ;;
        *)
            printf -v word '%q' "$word"
            word=${home:+\~}${word//\\,/,} ;;
        esac
        COMPREPLY[place]=$word
    done
}
complete -F _%2 %1
)";
constexpr auto zshScript = R"(#compdef %1
local -a answers open closed
local home= current=${(Q)PREFIX}
[[ $PREFIX != '~/'* || -n $compstate[quote] ]] || { compset -P '\~'; home=$HOME current=$HOME${(Q)PREFIX} }
answers=("${(@f)$("${(Q)words[1]}" --complete "${(@Q)words[2,CURRENT-1]/#\~\//$HOME/}" "$current" 2>/dev/null | cut -f 1)}")
answers=("${(@)answers#$home}")
open=(${(M)answers:#*[:=/]})
closed=(${answers:#(|*[:=/])})
compadd -S '' -- $open
compadd -- $closed
)";
constexpr auto fishScript = R"(# fish completion of %1
function __%2
    set -l words (commandline -xpc 2>/dev/null; or commandline -opc)
    set -l raw (commandline -ct | string collect)
    set -l current $raw
    for quote in '' "'" '"'
        set -l plain (string unescape -- "$raw$quote"); and set current $plain; and break
    end
    set -l home (string match -r '^~(?=/)' -- $raw)
    test -z "$home"; or set current $HOME(string sub -s 2 -- $current)
    set -l found (%1 --complete $words[2..] "$current" 2>/dev/null)
    test -z "$home"; or set found '~'(string sub -s (math (string length -- $HOME) + 1) -- $found)
    printf '%s\n' $found
end
complete -c %1 -f -a '(__%2)'
)";

/// A name may hold what would end a line of the answer, or do something to a terminal.
bool isPlain(const QString& name)
{
    return std::ranges::all_of(name, [](QChar c) { return c.isPrint(); });
}

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
        if (!isPlain(name) || !name.startsWith(begin))
            continue;
        found << Candidate{.text = prefix + folder + name
                               + (entry.isDir() ? QStringLiteral("/") : QString())};
        if (++count == mostFiles)
            return;
    }
}

void addChoices(QList<Candidate>& found, const QStringList& choices, const QString& prefix,
                const QString& typed)
{
    QString last;
    for (const auto& choice : choices) {
        if (!choice.startsWith(typed) || !isPlain(choice)
            || (choice == typed && typed.endsWith(u':')))
            continue;
        // First kinds, "scenario:", then what there is of one, "scenario:start".
        const auto colon = choice.indexOf(u':', typed.size()) + 1;
        const auto next = colon > 0 ? choice.first(colon) : choice;
        if (next != last)
            found << Candidate{.text = prefix + next};
        last = next;
    }
}

void addSources(QList<Candidate>& found, const QString& typed)
{
    const auto kinds = sourceKinds();
    auto choices = kinds.ofFiles + kinds.others + namedSources();
    choices.sort();
    addChoices(found, choices, {}, typed);
    const auto colon = typed.indexOf(u':') + 1;
    if (colon == 0 || kinds.ofFiles.contains(typed.first(colon)))
        addFiles(found, typed.first(colon), typed.sliced(colon));
}

/// Names below /proc in a source.
void addEntries(QList<Candidate>& found, const QString& source, const QString& typed)
{
    const auto slash = typed.lastIndexOf(u'/') + 1;
    auto folder = typed.first(slash).split(u'/', Qt::SkipEmptyParts);
    if (folder.value(0) == QLatin1StringView("proc")) // "/proc/7" is what people have at hand
        folder.removeFirst();
    auto names = entriesIn(source, folder.join(u'/'));
    names.removeIf([](const QString& name) { return name.contains(u'\\'); }); // needs an escape
    names.resize(qMin(names.size(), mostFiles));
    addChoices(found, names, typed.first(slash), typed.sliced(slash));
}

/// "7" for each process; of \a process each thread, "7/9".
QStringList tasksOf(const QString& source, const QString& process)
{
    QStringList tasks;
    for (auto name :
         entriesIn(source, process.isEmpty() ? process : process + QLatin1StringView("/task"))) {
        bool isNumber = false;
        name.removeIf([](QChar c) { return c == u'/'; });
        name.toInt(&isNumber);
        if (isNumber && tasks.size() < mostFiles)
            tasks << (process.isEmpty() ? name : process + u'/' + name);
    }
    return tasks;
}

/// \a source: what the line names.
void addValues(QList<Candidate>& found, Kind kind, QStringList choices, const QString& source,
               const QString& prefix, const QString& typed)
{
    switch (kind) {
    case Kind::text:
        break;
    case Kind::choice:
        addChoices(found, choices, prefix, typed);
        break;
    case Kind::comparison:
        for (const auto& task : tasksOf(source, {}))
            choices << QStringLiteral("task:") + task;
        [[fallthrough]];
    case Kind::list: {
        // "+" in front: added to what is usual.
        const auto begin = qMax(typed.lastIndexOf(u',') + 1, qsizetype(typed.startsWith(u'+')));
        addChoices(found, choices, prefix + typed.first(begin), typed.sliced(begin));
        break;
    }
    case Kind::file:
        addFiles(found, prefix, typed);
        break;
    case Kind::source:
        addSources(found, typed);
        break;
    case Kind::entry:
        addEntries(found, source, typed);
        break;
    case Kind::task:
        addChoices(found, tasksOf(source, {}), prefix, typed);
        break;
    case Kind::thread:
        addChoices(found,
                   tasksOf(source, typed.contains(u'/') ? typed.section(u'/', 0, 0) : QString()),
                   prefix, typed);
        break;
    }
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
    const auto options = command     ? command->options
        : program.commands.isEmpty() ? program.options
                                     : program.general;
    const auto named = [&](const QString& name) -> const Option* {
        const auto it = std::ranges::find(options, name, &Option::name);
        return it == options.end() || it->value.isEmpty() ? nullptr : &*it;
    };
    const auto operands = command ? command->operands : program.operands;
    auto source = program.source;
    qsizetype place = 0; // which operand it is
    for (qsizetype at = command ? 1 : 0; at + 1 < words.size(); ++at) {
        if (named(words[at])) {
            ++at;
        } else if (!words[at].startsWith(u'-')) {
            if (operands.value(place).kind == Kind::source)
                source = words[at];
            ++place;
        }
    }

    if (const auto equals = typed.indexOf(u'='); typed.startsWith(u'-') && equals > 0) {
        if (const auto* option = named(typed.first(equals)))
            addValues(found, option->kind, option->choices, source, typed.first(equals + 1),
                      typed.sliced(equals + 1));
    } else if (const auto* option = words.size() > 1 ? named(words[words.size() - 2]) : nullptr) {
        addValues(found, option->kind, option->choices, source, {}, typed);
    } else if (typed.startsWith(u'-')) {
        addOptions(found, options, typed);
    } else if (!program.commands.isEmpty() && !command) {
        for (const auto& one : program.commands) {
            if (one.name.startsWith(typed))
                found << Candidate{.text = one.name, .meaning = one.summary};
        }
    } else {
        const auto operand = operands.value(place);
        addValues(found, operand.kind, operand.choices, source, {}, typed);
    }
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
