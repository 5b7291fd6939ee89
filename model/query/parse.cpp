// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/expression.h>
#include <model/query/table.h>
#include <model/query/tokens.h>
#include <model/stepping/problem.h>

#include <algorithm>
#include <array>
#include <format>
#include <utility>

namespace sandscope::query {

using procfs::ProcFile;
using stepping::suggestionFor;

namespace {

constexpr std::size_t longestExpression = 4096;
constexpr int deepest = 50;

constexpr std::array<std::pair<std::string_view, TaskWord>, 8> taskWords
    = {{{"pid", TaskWord::pid},
        {"tid", TaskWord::tid},
        {"ppid", TaskWord::ppid},
        {"name", TaskWord::name},
        {"state", TaskWord::state},
        {"threads", TaskWord::threads},
        {"uid", TaskWord::uid},
        {"command", TaskWord::command}}};

/// Where a plain text is looked for, besides the name of the task. The environment holds secrets:
/// only where somebody asks for it.
constexpr std::array<std::string_view, 9> textPlaces
    = {"cmdline", "exe", "cwd", "root", "maps", "fd", "ns", "status", "environ"};

bool isAlwaysNumber(TaskWord word)
{
    return word != TaskWord::name && word != TaskWord::state && word != TaskWord::command;
}

std::string inQuotes(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::string result = "\"";
    result.append(text.substr(0, longest));
    return result.append(text.size() > longest ? "…\"" : "\"");
}

/// "argv[12]".
bool isNumbered(std::string_view name)
{
    const std::size_t bracket = name.find('[');
    if (bracket == std::string_view::npos || !name.ends_with(']'))
        return false;
    const auto digits = name.substr(bracket + 1, name.size() - bracket - 2);
    return !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
}

bool asksOrder(Relation relation)
{
    return relation == Relation::less || relation == Relation::lessEqual
        || relation == Relation::greater || relation == Relation::greaterEqual;
}

/// Recursive descent. After the first problem everything ends at once.
class Parser
{
public:
    Parser(std::string_view text, procfs::Dialect dialect, const ParseOptions& options)
        : m_tokens(text)
        , m_dialect(dialect)
        , m_options(options)
    {
    }

    std::expected<ExpressionPtr, ExpressionProblem> parse(std::string_view text)
    {
        auto expression = std::make_shared<Expression>();
        expression->text = text;
        if (text.size() > longestExpression)
            fail(longestExpression, "an expression has at most 4096 bytes");
        else if (m_tokens.atEnd())
            fail(0, "there is nothing to ask", "as in status.Threads > 4");
        else
            expression->root = any(nullptr, 0);
        if (!m_problem && !m_tokens.atEnd())
            fail(m_tokens.at(), "nothing is expected here any more",
                 "expressions are joined by and, or; a text with blanks or signs stands in quotes");
        if (m_problem)
            return std::unexpected(*std::move(m_problem));
        expression->files = std::move(m_files);
        expression->places = std::move(m_places);
        return expression;
    }

private:
    void fail(std::size_t offset, std::string message, std::string suggestion = {})
    {
        if (!m_problem)
            m_problem = {offset + 1, std::move(message), std::move(suggestion)};
    }

    /// \a line: the file of whose lines is asked; null outside brackets.
    Question any(const ProcFile* line, int depth)
    {
        Question question{.kind = Question::Kind::any};
        do
            question.parts.push_back(all(line, depth));
        while (!m_problem && (m_tokens.acceptWord("or") || m_tokens.accept("||")));
        return question.parts.size() == 1 ? Question(std::move(question.parts.front())) : question;
    }

    Question all(const ProcFile* line, int depth)
    {
        Question question{.kind = Question::Kind::all};
        do
            question.parts.push_back(negation(line, depth));
        while (!m_problem && (m_tokens.acceptWord("and") || m_tokens.accept("&&")));
        return question.parts.size() == 1 ? Question(std::move(question.parts.front())) : question;
    }

    Question negation(const ProcFile* line, int depth)
    {
        bool isNegated = false;
        for (;;) {
            if (m_tokens.acceptWord("not") || (!m_tokens.isNext("!=") && m_tokens.accept("!")))
                isNegated = !isNegated;
            else
                break;
        }
        Question inner = primary(line, depth);
        if (!isNegated)
            return inner;
        Question question{.kind = Question::Kind::negation};
        question.parts.push_back(std::move(inner));
        return question;
    }

    Question primary(const ProcFile* line, int depth)
    {
        if (depth > deepest) {
            fail(m_tokens.at(), "brackets are nested too deeply");
            return {};
        }
        const std::size_t start = m_tokens.at();
        if (m_tokens.accept("(")) {
            Question question = any(line, depth + 1);
            close(")", start);
            return question;
        }
        if (line)
            return lineField(*line, start);
        const std::string word = m_tokens.isQuoted() ? std::string() : m_tokens.name(false);
        if (word.empty())
            return plainText(start);
        if (word == "count" && m_tokens.accept("("))
            return count(start, depth);
        if (word == "addr")
            return address();
        const auto known
            = std::ranges::find(taskWords, word, &decltype(taskWords)::value_type::first);
        if (known != taskWords.end() && !m_tokens.isNext(".")) {
            Question question{.kind = Question::Kind::task};
            question.word = known->second;
            question.operand = operand(10, word, isAlwaysNumber(known->second));
            return question;
        }
        if (!fileCalled(word) && isPlainText(word, start))
            return plainText(start);
        const ProcFile* file = fileFor(word, start);
        return file ? ofFile(*file, depth) : Question{};
    }

    /// Is what begins with \a word, which is no file, a text to look for? Not where a question is
    /// put to it, nor where a name that nearly is one's own has a field behind it: both are slips.
    bool isPlainText(const std::string& word, std::size_t start)
    {
        m_tokens.returnTo(start);
        const auto written = m_tokens.value(false);
        const bool isAsked = m_tokens.isNext("[") || m_tokens.isNext("=")
            || m_tokens.relation() != Relation::present || written->text.contains(':');
        const bool isSlip
            = written->text.contains('.') && suggestionFor(word, knownNames()).contains('"');
        return !isAsked && !isSlip;
    }

    /// Anything else that can stand alone: a word, a path, a text in quotes.
    Question plainText(std::size_t start)
    {
        m_tokens.returnTo(start);
        auto written = m_tokens.value(false);
        if (!written) {
            fail(m_tokens.at(), std::move(written).error());
            return {};
        }
        if (written->text.empty()) {
            if (written->isQuoted)
                fail(start, "an empty text is everywhere");
            else
                fail(start, "a file, a word about the task, or a text is expected here",
                     "as in maps.perms, name or \"libc\"");
            return {};
        }
        Question question{.kind = Question::Kind::text};
        question.operand.relation = Relation::holds;
        question.operand.text = std::move(written->text);
        if (m_places.empty()) {
            for (const std::string_view name : textPlaces) {
                const ProcFile* file = procfs::procFile(name);
                if (file->existsIn(m_dialect) && (m_options.environment || name != "environ"))
                    m_places.push_back(indexOf(*file));
            }
        }
        return question;
    }

    /// Behind the name of a file: a field, a question in brackets, or the only value there is.
    Question ofFile(const ProcFile& file, int depth)
    {
        Question question{.kind = Question::Kind::line};
        question.file = indexOf(file);
        const std::size_t start = m_tokens.at();
        if (m_tokens.accept("[")) {
            question.parts.push_back(any(&file, depth + 1));
            close("]", start);
            return question;
        }
        if (m_tokens.accept(".")) {
            question.parts.push_back(lineField(file, m_tokens.at()));
            return question;
        }
        const bool isLink = file.kind == procfs::FileKind::link;
        const bool isOne = isLink || file.fields.size() == 1;
        if (!isOne && (m_tokens.isNext(":") || m_tokens.isNext("~"))) {
            question.parts.push_back(anyField(file));
            return question;
        }
        if (!isOne) {
            std::string suggestion;
            if (const Columns columns = columnsOf(file); !columns.names.empty())
                suggestion = std::format("as in {}.{}", file.name, columns.names.front());
            fail(start, std::format("say which field of {} is meant", file.name), suggestion);
            return {};
        }
        const std::string_view name = isLink ? file.name : file.fields.front().name;
        question.parts.push_back(field(file, std::string(name)));
        return question;
    }

    Question lineField(const ProcFile& file, std::size_t start)
    {
        std::string name;
        if (m_tokens.isQuoted()) {
            auto written = m_tokens.value(false);
            if (!written) {
                fail(m_tokens.at(), std::move(written).error());
                return {};
            }
            name = std::move(written->text);
        } else {
            name = m_tokens.name(true);
            if (columnsOf(file).isNumbered)
                name += m_tokens.index();
        }
        if (!isFieldOf(file, name, start))
            return {};
        return field(file, std::move(name));
    }

    Question field(const ProcFile& file, std::string name)
    {
        Question question{.kind = Question::Kind::field};
        question.file = indexOf(file);
        question.base = baseOf(file, name);
        const auto doc = std::ranges::find(file.fields, name, &procfs::FieldDoc::name);
        std::string_view unit = doc == file.fields.end() ? std::string_view() : doc->unit;
        question.unitBytes = bytesIn(unit);
        question.operand = operand(question.base, name);
        question.name = std::move(name);
        return question;
    }

    /// FILE:TEXT and FILE~PATTERN, of a file with many fields.
    Question anyField(const ProcFile& file)
    {
        Question question{.kind = Question::Kind::field};
        question.file = indexOf(file);
        question.operand = operand(10, {});
        question.operand.number.reset(); // each field has a base of its own: it is a text here
        return question;
    }

    Question count(std::size_t start, int depth)
    {
        const std::size_t at = m_tokens.at();
        const std::string word = m_tokens.name(false);
        const ProcFile* file = fileFor(word, at);
        if (!file)
            return {};
        Question question{.kind = Question::Kind::count};
        question.file = indexOf(*file);
        if (const std::size_t bracket = m_tokens.at(); m_tokens.accept("[")) {
            question.parts.push_back(any(file, depth + 1));
            close("]", bracket);
        }
        close(")", start);
        question.operand = operand(10, "count", true);
        return question;
    }

    /// addr:0x7f0000001000 is short for maps.range:0x7f0000001000.
    Question address()
    {
        const std::size_t start = m_tokens.at();
        const ProcFile* maps = fileCalled("maps");
        Question question{.kind = Question::Kind::line};
        question.file = indexOf(*maps);
        Question range{.kind = Question::Kind::field};
        range.file = question.file;
        range.name = "range";
        range.base = baseOf(*maps, range.name);
        range.operand = operand(range.base, {});
        const Relation relation = range.operand.relation;
        if (!m_problem
            && ((relation != Relation::holds && relation != Relation::equal)
                || !range.operand.number))
            fail(start, "an address is expected here", "as in addr:0x7f0000001000");
        range.operand.relation = Relation::holds;
        question.parts.push_back(std::move(range));
        return question;
    }

    /// \a isNumber: what is asked about is never anything else.
    Operand operand(int base, std::string_view fieldName, bool isNumber = false)
    {
        Operand operand;
        const std::size_t start = m_tokens.at();
        if (m_problem)
            return operand;
        operand.relation = m_tokens.relation();
        if (operand.relation == Relation::present) {
            if (m_tokens.isNext("="))
                fail(start, "\"=\" compares nothing", "write == or :");
            return operand;
        }
        const bool isPattern = operand.relation == Relation::matches;
        auto written = m_tokens.value(isPattern);
        if (!written) {
            fail(m_tokens.at(), std::move(written).error());
            return operand;
        }
        if (written->text.empty() && !written->isQuoted) {
            fail(written->at, "a value is missing here", "an empty one is written \"\"");
            return operand;
        }
        operand.text = std::move(written->text);
        if (isPattern) {
            auto pattern = Pattern::parse(operand.text);
            if (!pattern)
                fail(written->at + pattern.error().offset, pattern.error().message);
            else
                operand.pattern = *std::move(pattern);
            return operand;
        }
        const Size size = splitSize(operand.text);
        operand.isSize = size.unit > 1;
        // A perms of "0" and the like are no numbers; the quotes say so.
        if (!written->isQuoted || asksOrder(operand.relation))
            operand.number = readNumber(size.digits, operand.isSize ? 10 : base);
        if (operand.number)
            operand.number = operand.number->times(size.unit);
        else if (asksOrder(operand.relation)
                 || (isNumber && operand.relation != Relation::holds
                     && !readNumber(operand.text, base)))
            fail(written->at,
                 fieldName.empty() ? std::format("{} is no number", inQuotes(operand.text))
                                   : std::format("{} is no number to compare {} with",
                                                 inQuotes(operand.text), fieldName),
                 isNumber
                     ? "numbers are 12, 0x1f, 64K or 2M"
                     : "numbers are 12, 0x1f, 64K or 2M; a text is compared with ==, !=, : or ~");
        return operand;
    }

    void close(std::string_view bracket, std::size_t opened)
    {
        if (!m_problem && !m_tokens.accept(bracket)) {
            if (m_tokens.atEnd())
                fail(opened, "this bracket is never closed");
            else
                fail(m_tokens.at(), std::format("\"{}\" is expected here", bracket));
        }
    }

    std::size_t indexOf(const ProcFile& file)
    {
        const auto known = std::ranges::find(m_files, &file);
        const auto index = static_cast<std::size_t>(known - m_files.begin());
        if (known == m_files.end())
            m_files.push_back(&file);
        return index;
    }

    const ProcFile* fileFor(const std::string& word, std::size_t at)
    {
        const ProcFile* file = fileCalled(word);
        if (!file) {
            std::string suggestion = suggestionFor(word, knownNames());
            if (suggestion.empty())
                suggestion = "a text to look for stands in quotes";
            fail(at, std::format("there is no file {}", inQuotes(word)), std::move(suggestion));
        } else if (!file->existsIn(m_dialect)) {
            fail(at, std::format("{} has no {}", procfs::dialectName(m_dialect), word),
                 "ask in another dialect");
            return nullptr;
        }
        return file;
    }

    static std::vector<std::string> knownNames()
    {
        std::vector<std::string> names = fileNames();
        for (const auto& [name, meaning] : taskWords)
            names.emplace_back(name);
        return names;
    }

    bool isFieldOf(const ProcFile& file, const std::string& name, std::size_t at)
    {
        const Columns columns = columnsOf(file);
        const auto doc = std::ranges::find(file.fields, name, &procfs::FieldDoc::name);
        if (doc != file.fields.end()) {
            const procfs::Truth truth = doc->truthIn(m_dialect);
            if (truth == procfs::Truth::absent || truth == procfs::Truth::renamed) {
                fail(at,
                     std::format("{} of {} has no {}", file.name, procfs::dialectName(m_dialect),
                                 inQuotes(name)),
                     std::string(procfs::truthReason(*doc, m_dialect)));
                return false;
            }
            return true;
        }
        if ((columns.isOpen && !name.empty()) || std::ranges::contains(columns.names, name))
            return true;
        const auto bare = std::string_view(name).substr(0, name.find('['));
        if (columns.isNumbered && isNumbered(name) && std::ranges::contains(columns.names, bare))
            return true;
        if (name.empty())
            fail(at, std::format("the name of a field of {} is expected here", file.name),
                 suggestionFor("", columns.names));
        else
            fail(at, std::format("{} has no field {}", file.name, inQuotes(name)),
                 suggestionFor(name, columns.names));
        return false;
    }

    Tokens m_tokens;
    procfs::Dialect m_dialect;
    ParseOptions m_options;
    std::vector<const ProcFile*> m_files;
    std::vector<std::size_t> m_places;
    std::optional<ExpressionProblem> m_problem;
};

}

std::expected<ExpressionPtr, ExpressionProblem>
parseExpression(std::string_view text, procfs::Dialect dialect, const ParseOptions& options)
{
    return Parser(text, dialect, options).parse(text);
}

std::string_view wordText(TaskWord word)
{
    return std::ranges::find(taskWords, word, &decltype(taskWords)::value_type::second)->first;
}

std::string describe(const ExpressionProblem& problem)
{
    std::string text = std::format("column {}: {}", problem.column, problem.message);
    if (!problem.suggestion.empty())
        text += "; " + problem.suggestion;
    return text;
}

}
