// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/recordedtree.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace sandscope::procfs {

namespace {

constexpr std::array<std::string_view, 14> columns
    = {"path", "type", "dtype",  "mode", "nlink", "uid",   "gid",
       "size", "ino",  "result", "step", "errno", "bytes", "content"};
enum Column : std::size_t {
    path,
    type,
    dtype,
    mode,
    nlink,
    uid,
    gid,
    size,
    ino,
    result,
    step,
    errorName,
    bytes,
    content
};

constexpr std::uint32_t typeMask = 0170000;
constexpr std::uint32_t directoryType = 0040000;
constexpr std::uint32_t linkType = 0120000;
constexpr std::uint32_t permissionMask = 07777;

constexpr std::string_view nothing = "-";

/// A piece of the input that knows where it stands.
struct Cell
{
    std::string_view text;
    std::size_t offset = 0;

    [[nodiscard]] std::unexpected<ParseError> error(ParseErrorCode code) const
    {
        return std::unexpected(ParseError{code, offset, std::string(text.substr(0, 40))});
    }
};
using Cells = std::array<Cell, columns.size()>;

Parsed<Cells> splitRow(const Cell& line)
{
    Cells cells;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto end = line.text.find('\t', begin);
        const bool last = i + 1 == cells.size();
        if ((end == std::string_view::npos) != last)
            return line.error(last ? ParseErrorCode::badField : ParseErrorCode::truncated);
        cells[i] = {line.text.substr(begin, last ? std::string_view::npos : end - begin),
                    line.offset + begin};
        begin = end + 1;
    }
    return cells;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

Parsed<std::string> unescape(const Cell& cell)
{
    std::string out;
    out.reserve(cell.text.size());
    for (std::size_t i = 0; i < cell.text.size(); ++i) {
        const char c = cell.text[i];
        if (c != '\\') {
            out += c;
            continue;
        }
        const Cell rest{cell.text.substr(i), cell.offset + i};
        const char kind = rest.text.size() > 1 ? rest.text[1] : '\0';
        if (kind == '\\')
            out += '\\';
        else if (kind == 't')
            out += '\t';
        else if (kind == 'n')
            out += '\n';
        else if (kind == 'x' && rest.text.size() > 3 && hexDigit(rest.text[2]) >= 0
                 && hexDigit(rest.text[3]) >= 0)
            out += static_cast<char>(hexDigit(rest.text[2]) * 16 + hexDigit(rest.text[3]));
        else
            return rest.error(ParseErrorCode::badField);
        i += kind == 'x' ? 3 : 1;
    }
    return out;
}

/// Nothing for "-".
template <class Int>
Parsed<std::optional<Int>> parseNumber(const Cell& cell, int base = 10)
{
    if (cell.text == nothing)
        return std::nullopt;
    Int number = 0;
    const auto* end = cell.text.data() + cell.text.size();
    const auto [rest, error] = std::from_chars(cell.text.data(), end, number, base);
    if (error != std::errc() || rest != end)
        return cell.error(ParseErrorCode::badNumber);
    return number;
}

Parsed<std::vector<std::string>> parseNames(const Cell& cell)
{
    std::vector<std::string> names;
    if (cell.text.empty() || cell.text == nothing)
        return names;
    for (std::size_t begin = 0; begin <= cell.text.size();) {
        const auto end = std::min(cell.text.find(',', begin), cell.text.size());
        auto name = unescape({cell.text.substr(begin, end - begin), cell.offset + begin});
        if (!name)
            return std::unexpected(name.error());
        if (name->empty())
            return Cell{cell.text.substr(begin), cell.offset + begin}.error(
                ParseErrorCode::badField);
        names.push_back(std::move(*name));
        begin = end + 1;
    }
    return names;
}

Parsed<std::optional<Failure>> parseFailure(const Cells& cells, char type)
{
    const auto outcome = cells[Column::result].text;
    if (outcome == "skipped")
        return Failure{.kind = Failure::Kind::notProvided, .error = Errno::ok, .step = {}};
    if (outcome == "err") {
        const auto error = errnoFromName(cells[Column::errorName].text);
        if (!error || *error == Errno::ok)
            return cells[Column::errorName].error(ParseErrorCode::badField);
        return Failure::of(*error, std::string(cells[Column::step].text));
    }
    if (outcome != "ok" && outcome != "withheld")
        return cells[Column::result].error(ParseErrorCode::badField);
    if (type == 'F' && cells[Column::content].text == nothing)
        return Failure{.kind = Failure::Kind::notKept, .error = Errno::ok, .step = "read"};
    return std::nullopt;
}

EntryType listedType(char letter)
{
    switch (letter) {
    case 'f':
        return EntryType::file;
    case 'd':
        return EntryType::directory;
    case 'l':
        return EntryType::link;
    case 'o':
        return EntryType::other;
    default:
        return EntryType::unknown;
    }
}

FileKind kindOf(char type, std::optional<std::uint32_t> mode)
{
    if (type == 'D' || (mode && (*mode & typeMask) == directoryType))
        return FileKind::directory;
    if (type == 'L' || (mode && (*mode & typeMask) == linkType))
        return FileKind::link;
    return FileKind::regular;
}

/// Where an "=" in the content column points to, until all rows are known.
struct Reference
{
    std::size_t row = 0;
    std::string target;
    Cell cell;
};

template <class T>
bool take(Parsed<T>&& parsed, T& into, std::optional<ParseError>& error)
{
    if (!parsed) {
        error = parsed.error();
        return false;
    }
    into = std::move(*parsed);
    return true;
}

Parsed<CaptureRow> parseRow(const Cells& cells, std::optional<Reference>& reference)
{
    CaptureRow row;
    std::optional<ParseError> error;
    if (cells[Column::type].text.size() != 1
        || !std::string_view("FLDOSM").contains(cells[Column::type].text[0]))
        return cells[Column::type].error(ParseErrorCode::badField);
    row.type = cells[Column::type].text[0];
    if (cells[Column::dtype].text.size() != 1
        || !std::string_view("fdluo-").contains(cells[Column::dtype].text[0]))
        return cells[Column::dtype].error(ParseErrorCode::badField);
    row.listedAs = listedType(cells[Column::dtype].text[0]);
    row.listed = cells[Column::dtype].text != nothing;

    std::optional<std::uint32_t> fullMode;
    auto& attributes = row.attributes;
    if (!take(unescape(cells[Column::path]), row.path, error)
        || !take(parseNumber<std::uint32_t>(cells[Column::mode], 8), fullMode, error)
        || !take(parseNumber<std::uint64_t>(cells[Column::nlink]), attributes.links, error)
        || !take(parseNumber<std::uint32_t>(cells[Column::uid]), attributes.uid, error)
        || !take(parseNumber<std::uint32_t>(cells[Column::gid]), attributes.gid, error)
        || !take(parseNumber<std::uint64_t>(cells[Column::size]), attributes.size, error)
        || !take(parseNumber<std::uint64_t>(cells[Column::ino]), attributes.inode, error)
        || !take(parseNumber<std::uint64_t>(cells[Column::bytes]), row.bytes, error)
        || !take(parseFailure(cells, row.type), row.failure, error))
        return std::unexpected(*error);
    if (row.path == ".")
        row.path.clear();
    row.withheld = cells[Column::result].text == "withheld";
    attributes.kind = kindOf(row.type, fullMode);
    if (fullMode)
        attributes.permissions = *fullMode & permissionMask;

    if (row.type == 'D' && cells[Column::content].text.starts_with('=')) {
        const Cell target{cells[Column::content].text.substr(1), cells[Column::content].offset + 1};
        reference.emplace();
        reference->cell = cells[Column::content];
        if (!take(unescape(target), reference->target, error))
            return std::unexpected(*error);
    } else if (row.type == 'D') {
        if (!take(parseNames(cells[Column::content]), row.names, error))
            return std::unexpected(*error);
    } else if (!take(unescape(cells[Column::content]), row.content, error)) {
        return std::unexpected(*error);
    }
    return row;
}

bool isSkipped(const CaptureRow& row)
{
    return row.failure && row.failure->kind == Failure::Kind::notProvided;
}

/// The row of /proc itself names what was visited on its own before and behind what was listed, so
/// names come twice. The listing is the stretch of \a count names that are all different and has
/// every name there is.
void keepListing(std::vector<std::string>& names, std::uint64_t count)
{
    const std::unordered_set<std::string_view> all(names.begin(), names.end());
    if (all.size() == names.size() || all.size() != count)
        return;
    std::unordered_map<std::string_view, std::size_t> inStretch; // how often
    std::size_t different = 0;
    for (std::size_t last = 0; last < names.size(); ++last) {
        if (inStretch[names[last]]++ == 0)
            ++different;
        if (last >= all.size() && --inStretch[names[last - all.size()]] == 0)
            --different;
        if (different == all.size()) {
            const auto end = names.begin() + static_cast<std::ptrdiff_t>(last + 1);
            names = std::vector<std::string>(end - static_cast<std::ptrdiff_t>(all.size()), end);
            return;
        }
    }
}

class IndexParser
{
public:
    Parsed<std::vector<CaptureRow>> parse(std::string_view tsv);

private:
    std::optional<ParseError> addRow(const Cell& line);
    std::optional<ParseError> resolveReferences();
    std::optional<ParseError> fillTaskDirectories();
    [[nodiscard]] const CaptureRow* find(std::string_view path) const;
    /// The names of rows right below a directory, in their order.
    [[nodiscard]] const std::vector<std::string>& namesBelow(const std::string& directory);
    /// Takes what copying something of \a bytes costs out of what is left; false when it is too
    /// much.
    [[nodiscard]] bool afford(std::size_t bytes);

    /// A row may stand for any number of others, so that a small index could fill all memory. This
    /// is what 256 threads with 256 descriptors take, and then some for a long index.
    static constexpr std::size_t leastFill = std::size_t{8} << 20U, fillPerByte = 1024;
    std::size_t m_fill = 0; ///< bytes that filling in may still take

    std::vector<CaptureRow> m_rows;
    std::unordered_map<std::string, std::vector<std::string>> m_below; ///< once asked for
    std::unordered_map<std::string, std::size_t> m_byPath;
    std::vector<Reference> m_references;
};

Parsed<std::vector<CaptureRow>> IndexParser::parse(std::string_view tsv)
{
    m_fill = leastFill + fillPerByte * tsv.size();
    bool heading = true;
    for (std::size_t begin = 0; begin < tsv.size();) {
        const auto end = tsv.find('\n', begin);
        const Cell line{tsv.substr(begin, end == std::string_view::npos ? end : end - begin),
                        begin};
        if (end == std::string_view::npos)
            return line.error(ParseErrorCode::truncated);
        begin = end + 1;
        if (heading) {
            const auto cells = splitRow(line);
            if (!cells)
                return std::unexpected(cells.error());
            if (!std::ranges::equal(*cells, columns, {}, &Cell::text))
                return line.error(ParseErrorCode::badKey);
            heading = false;
        } else if (auto error = addRow(line)) {
            return std::unexpected(std::move(*error));
        }
    }
    if (heading)
        return Cell{tsv, 0}.error(ParseErrorCode::truncated);
    if (auto error = resolveReferences())
        return std::unexpected(std::move(*error));
    if (const auto root = m_byPath.find(""); root != m_byPath.end()) {
        auto& row = m_rows[root->second];
        keepListing(row.names, row.bytes.value_or(row.names.size()));
    }
    if (auto error = fillTaskDirectories())
        return std::unexpected(std::move(*error));
    return std::move(m_rows);
}

std::optional<ParseError> IndexParser::addRow(const Cell& line)
{
    const auto cells = splitRow(line);
    if (!cells)
        return cells.error();
    std::optional<Reference> reference;
    auto row = parseRow(*cells, reference);
    if (!row)
        return row.error();
    const auto [known, isNew] = m_byPath.emplace(row->path, m_rows.size());
    if (!isNew) {
        // A directory's listing gives each of its names a row, and a row "skipped" to what it did
        // not visit itself: the visit's own row tells more. Two visits of one path are not in the
        // format.
        if (isSkipped(*row))
            return std::nullopt;
        if (!isSkipped(m_rows[known->second]))
            return cells->front().error(ParseErrorCode::badField).error();
    }
    if (reference) {
        reference->row = known->second;
        m_references.push_back(std::move(*reference));
    }
    if (isNew)
        m_rows.push_back(std::move(*row));
    else
        m_rows[known->second] = std::move(*row);
    return std::nullopt;
}

const CaptureRow* IndexParser::find(std::string_view path) const
{
    const auto found = m_byPath.find(std::string(path));
    return found == m_byPath.end() ? nullptr : &m_rows[found->second];
}

const std::vector<std::string>& IndexParser::namesBelow(const std::string& directory)
{
    if (m_below.empty()) {
        for (const auto& row : m_rows) {
            const auto slash = row.path.rfind('/');
            if (slash != std::string::npos)
                m_below[row.path.substr(0, slash)].push_back(row.path.substr(slash + 1));
            else if (!row.path.empty())
                m_below[""].push_back(row.path);
        }
    }
    return m_below[directory];
}

bool IndexParser::afford(std::size_t bytes)
{
    const std::size_t cost = bytes + sizeof(std::string);
    if (cost > m_fill)
        return false;
    m_fill -= cost;
    return true;
}

std::optional<ParseError> IndexParser::resolveReferences()
{
    // A reference names a directory whose own names are spelled out, so one step is enough.
    std::vector<bool> isReference(m_rows.size());
    for (const auto& reference : m_references)
        isReference[reference.row] = true;
    for (const auto& reference : m_references) {
        auto& row = m_rows[reference.row];
        if (const auto* target = find(reference.target == "." ? "" : reference.target)) {
            if (isReference[static_cast<std::size_t>(target - m_rows.data())]
                || target->type != 'D')
                return reference.cell.error(ParseErrorCode::badField).error();
            row.names = target->names;
        } else {
            // The row of that directory was not kept, but those of its entries may be, in the order
            // of the listing.
            row.names = namesBelow(reference.target == "." ? "" : reference.target);
            if (row.names.size() != row.bytes) {
                row.names.clear();
                row.failure = Failure{
                    .kind = Failure::Kind::notKept, .error = Errno::ok, .step = "getdents"};
            }
        }
        for (const auto& name : row.names) {
            if (!afford(name.size()))
                return reference.cell.error(ParseErrorCode::tooLong).error();
        }
    }
    return std::nullopt;
}

/// "7" for "7/task/9" and "7/fd" for "7/task/9/fd"; nothing for what is not below a task directory.
std::optional<std::string> pathInProcess(std::string_view path)
{
    const auto process = path.find('/');
    constexpr std::string_view task = "/task/";
    if (process == std::string_view::npos || !path.substr(process).starts_with(task))
        return std::nullopt;
    const auto rest = path.find('/', process + task.size());
    std::string twin(path.substr(0, process));
    if (rest != std::string_view::npos)
        twin += path.substr(rest);
    return twin;
}

/// The bytes of a row, about.
std::size_t sizeOf(const CaptureRow& row)
{
    std::size_t size = sizeof row + row.path.size() + row.content.size();
    for (const auto& name : row.names)
        size += sizeof name + name.size();
    return size;
}

std::optional<ParseError> IndexParser::fillTaskDirectories()
{
    const ParseError tooLong{ParseErrorCode::tooLong, 0, {}};
    constexpr std::size_t search = 256; // looking for a name is work even when nothing comes of it
    // Rows that are filled in are visited in their turn, so that their names are filled in as well.
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const auto twin = m_rows[i].type == 'D' ? pathInProcess(m_rows[i].path) : std::nullopt;
        if (!twin)
            continue;
        const auto names = m_rows[i].names; // a copy: rows are added
        for (const auto& name : names) {
            auto path = m_rows[i].path + '/' + name;
            if (!afford(search + path.size()))
                return tooLong;
            const auto* model = m_byPath.contains(path) ? nullptr : find(*twin + '/' + name);
            if (!model)
                continue;
            if (!afford(sizeOf(*model) + path.size()))
                return tooLong;
            CaptureRow row = *model;
            row.path = path;
            row.attributes.inode.reset(); // equal are all values but that
            m_byPath.emplace(std::move(path), m_rows.size());
            m_rows.push_back(std::move(row));
        }
    }
    return std::nullopt;
}

}

namespace {

constexpr char hexDigits[] = "0123456789abcdef";

/// What would be read as something else stands escaped: \a special is what has a meaning in this
/// column.
void appendEscaped(std::string_view bytes, std::string_view special, std::string& out)
{
    for (const char c : bytes) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\t')
            out += "\\t";
        else if (c == '\n')
            out += "\\n";
        else if (c < ' ' || c > '~' || special.contains(c)) {
            const auto byte = static_cast<unsigned char>(c);
            out.append("\\x").append(1, hexDigits[byte >> 4U]).append(1, hexDigits[byte & 15U]);
        } else {
            out += c;
        }
    }
}

template <class Int>
void appendNumber(std::optional<Int> number, int base, std::string& out)
{
    out += '\t';
    if (!number) {
        out += nothing;
        return;
    }
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *number, base);
    out.append(digits.data(), end.ptr);
}

char letterOf(const CaptureRow& row)
{
    if (!row.listed)
        return nothing.front();
    switch (row.listedAs) {
    case EntryType::file:
        return 'f';
    case EntryType::directory:
        return 'd';
    case EntryType::link:
        return 'l';
    case EntryType::other:
        return 'o';
    case EntryType::unknown:
        return 'u';
    }
    return 'u';
}

/// With the bits of the kind.
std::optional<std::uint32_t> fullModeOf(const Attributes& attributes)
{
    if (!attributes.permissions)
        return std::nullopt;
    constexpr std::uint32_t fileType = 0100000;
    const std::uint32_t type = attributes.kind == FileKind::directory ? directoryType
        : attributes.kind == FileKind::link                           ? linkType
                                                                      : fileType;
    return type | *attributes.permissions;
}

/// The columns result, step and errno.
void appendOutcome(const CaptureRow& row, std::string& out)
{
    const bool isError = row.failure && row.failure->kind == Failure::Kind::error;
    const bool isKept = !row.failure
        || (row.failure->kind == Failure::Kind::notKept
            && row.attributes.kind == FileKind::regular);
    if (isError) {
        out += "\terr\t";
        appendEscaped(row.failure->step, {}, out);
        out += '\t' + errnoName(row.failure->error);
        return;
    }
    out += isKept ? row.withheld ? "\twithheld" : "\tok" : "\tskipped";
    out += "\t-\t-";
}

}

void formatCaptureHeading(std::string& out)
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0)
            out += '\t';
        out += columns[i];
    }
    out += '\n';
}

void formatCaptureRow(const CaptureRow& row, std::string& out)
{
    if (row.path.empty())
        out += '.';
    else
        appendEscaped(row.path, {}, out);
    out.append("\t").append(1, row.type).append("\t").append(1, letterOf(row));
    const Attributes& attributes = row.attributes;
    appendNumber(fullModeOf(attributes), 8, out);
    appendNumber(attributes.links, 10, out);
    appendNumber(attributes.uid, 10, out);
    appendNumber(attributes.gid, 10, out);
    appendNumber(attributes.size, 10, out);
    appendNumber(attributes.inode, 10, out);
    appendOutcome(row, out);
    appendNumber(row.bytes, 10, out);
    out += '\t';
    if (row.failure) {
        out += nothing;
    } else if (attributes.kind == FileKind::directory) {
        for (std::size_t i = 0; i < row.names.size(); ++i) {
            if (i > 0)
                out += ',';
            appendEscaped(row.names[i], row.names[i] == nothing ? "-," : i == 0 ? ",=" : ",", out);
        }
    } else if (attributes.kind == FileKind::regular && row.content == nothing) {
        appendEscaped(row.content, nothing, out);
    } else {
        appendEscaped(row.content, {}, out);
    }
    out += '\n';
}

Parsed<std::vector<CaptureRow>> parseCaptureIndex(std::string_view tsv)
{
    return IndexParser().parse(tsv);
}

}
