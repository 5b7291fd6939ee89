// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/masking.h>
#include <procfs/files/cmdline.h>
#include <procfs/files/environ.h>

#include <algorithm>
#include <utility>

namespace sandscope::snapshot {

namespace {

using procfs::Answer;
using procfs::NodePtr;

/// \a mask, of the string and its number, for each string that a NUL ends.
template <class Mask>
std::string eachString(std::string_view bytes, const Mask& mask)
{
    std::string out;
    for (std::size_t number = 0; !bytes.empty(); ++number) {
        const std::size_t end = bytes.find('\0');
        out += mask(bytes.substr(0, end), number);
        if (end == std::string_view::npos)
            break;
        out += '\0';
        bytes.remove_prefix(end + 1);
    }
    return out;
}

class MaskedNode final : public procfs::Node
{
public:
    explicit MaskedNode(NodePtr node)
        : m_node(std::move(node))
    {
    }

    [[nodiscard]] procfs::FileKind kind() const override { return m_node->kind(); }
    [[nodiscard]] const procfs::ProcFile* file() const override { return m_node->file(); }
    [[nodiscard]] procfs::TaskId task() const override { return m_node->task(); }
    [[nodiscard]] Answer<procfs::Attributes> stat() override { return m_node->stat(); }
    [[nodiscard]] Answer<NodePtr> lookup(std::string_view name) override
    {
        return wrapped(m_node->lookup(name));
    }
    [[nodiscard]] Answer<procfs::Listing> readdir(std::int64_t offset, std::size_t count) override
    {
        return m_node->readdir(offset, count);
    }
    [[nodiscard]] Answer<std::string> readlink() override { return m_node->readlink(); }
    [[nodiscard]] Answer<NodePtr> open() override { return wrapped(m_node->open()); }
    [[nodiscard]] Answer<std::int64_t> seek(std::int64_t offset) override
    {
        return m_node->seek(offset);
    }
    [[nodiscard]] procfs::Generation generation() const override { return m_node->generation(); }
    [[nodiscard]] bool isWithheld() const override { return m_node->isWithheld(); }

    [[nodiscard]] Answer<std::size_t> read(std::int64_t offset, std::size_t count,
                                           std::string& out) override
    {
        if (!isSecret(file()) || offset < 0)
            return m_node->read(offset, count, out);
        const auto text = content();
        if (!text)
            return std::unexpected(text.error());
        const std::string_view bytes = (*text)->bytes;
        const auto piece
            = bytes.substr(std::min(static_cast<std::size_t>(offset), bytes.size()), count);
        out += piece;
        return piece.size();
    }

    [[nodiscard]] Answer<std::shared_ptr<const procfs::FileText>> content() override
    {
        auto text = m_node->content();
        if (!text || !isSecret(file()))
            return text;
        const std::string_view bytes = (*text)->bytes;
        auto result = std::make_shared<procfs::FileText>();
        result->bytes
            = file() == &procfs::environFile ? maskedEnvironment(bytes) : maskedArguments(bytes);
        return result;
    }

private:
    static Answer<NodePtr> wrapped(Answer<NodePtr> found)
    {
        if (found)
            found = std::make_shared<MaskedNode>(std::move(*found));
        return found;
    }

    NodePtr m_node;
};

class MaskedFileSystem final : public procfs::FileSystem
{
public:
    explicit MaskedFileSystem(std::unique_ptr<procfs::FileSystem> files)
        : m_files(std::move(files))
    {
    }
    [[nodiscard]] NodePtr root() override { return std::make_shared<MaskedNode>(m_files->root()); }
    [[nodiscard]] procfs::Dialect dialect() const override { return m_files->dialect(); }

private:
    std::unique_ptr<procfs::FileSystem> m_files;
};

}

std::string masked(std::string_view text)
{
    const auto isBegin = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; };
    std::string out;
    for (auto left = std::ranges::count_if(text, isBegin); left > 0; --left)
        out += bullet;
    return out;
}

std::string maskedCommand(std::string_view command)
{
    const std::size_t blank = command.find(' ');
    if (blank == std::string_view::npos)
        return std::string(command);
    return std::string(command.substr(0, blank + 1)) + masked(command.substr(blank + 1));
}

TaskSummary withoutSecrets(const TaskSummary& row)
{
    TaskSummary shown = row;
    shown.command = maskedCommand(row.command);
    return shown;
}

std::string maskedArguments(std::string_view bytes)
{
    const std::size_t end = bytes.find('\0');
    // What was written over the arguments leaves NULs behind it, of those that were longer.
    const bool isTitle = end == std::string_view::npos
        || bytes.find_first_not_of('\0', end) == std::string_view::npos;
    return eachString(bytes, [isTitle](std::string_view argument, std::size_t number) {
        if (number > 0)
            return masked(argument);
        return isTitle ? maskedCommand(argument) : std::string(argument);
    });
}

std::string maskedEnvironment(std::string_view bytes)
{
    return eachString(bytes, [](std::string_view variable, std::size_t) {
        const std::size_t equals = variable.find('=');
        const std::size_t name = equals == std::string_view::npos ? 0 : equals + 1;
        return std::string(variable.substr(0, name)) + masked(variable.substr(name));
    });
}

std::string maskedCall(std::string_view title)
{
    const std::size_t call = title.find("exec");
    if (call == std::string_view::npos)
        return std::string(title);
    std::string out(title.substr(0, call));
    std::string_view left = title.substr(call);
    enum class Place { path, program, secrets }; // before the lists; in the first; behind that
    auto place = Place::path;
    while (!left.empty()) {
        const char c = left.front();
        left.remove_prefix(1);
        out += c;
        if (c == '[')
            place = place == Place::path ? Place::program : Place::secrets;
        else if (c == ']')
            place = Place::secrets;
        if (c != '"')
            continue;
        std::size_t end = 0; // of the string, at its closing quote
        while (end < left.size() && left[end] != '"')
            end += left[end] == '\\' ? 2U : 1U;
        end = std::min(end, left.size());
        const auto text = left.substr(0, end);
        out += place == Place::secrets ? masked(text) : std::string(text);
        if (place == Place::program)
            place = Place::secrets;
        left.remove_prefix(end);
        if (!left.empty()) { // the closing quote
            out += '"';
            left.remove_prefix(1);
        }
    }
    return out;
}

bool isSecret(const procfs::ProcFile* file)
{
    return file == &procfs::cmdlineFile || file == &procfs::environFile;
}

std::unique_ptr<procfs::FileSystem> withoutSecrets(std::unique_ptr<procfs::FileSystem> files)
{
    return std::make_unique<MaskedFileSystem>(std::move(files));
}

}
