// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/scenario/document.h>

#include <algorithm>
#include <exception>
#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace sandscope::scenario {

namespace {

// Thrown through yaml-cpp, whose handlers cannot stop it in another way; caught in readDocument.
struct Refused
{
    YAML::Mark mark;
    std::string message;
    std::string suggestion;
};

int lineOf(const YAML::Mark& mark)
{
    return mark.line < 0 ? 0 : mark.line + 1;
}

int columnOf(const YAML::Mark& mark)
{
    return mark.column < 0 ? 0 : mark.column + 1;
}

class Builder final : public YAML::EventHandler
{
public:
    Value root;

    void OnDocumentStart(const YAML::Mark&) override { }
    void OnDocumentEnd() override { }

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        add(mark, {}, anchor, Value::Kind::null);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override
    {
        throw Refused{mark, "aliases are not supported here", "write the value out"};
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override
    {
        Value& made = add(mark, tag, anchor, Value::Kind::scalar);
        made.text = value;
        made.isQuoted = tag == "!"; // yaml-cpp's sign for a quoted scalar
        if (!made.isQuoted && (value.empty() || value == "~" || value == "null"))
            made.kind = Value::Kind::null;
        closeKey(made);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(add(mark, tag, anchor, Value::Kind::sequence));
    }
    void OnSequenceEnd() override { m_open.pop_back(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(add(mark, tag, anchor, Value::Kind::map));
    }
    void OnMapEnd() override { m_open.pop_back(); }

private:
    struct Open
    {
        Value* value; ///< stays put: only the last element of a parent's list is ever open
        bool wantsKey = true;
    };

    // Makes room for a node where the document stands.
    Value& add(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
               Value::Kind kind)
    {
        if (++m_count > maxDocumentNodes)
            throw Refused{mark, "the document has too many parts", {}};
        if (anchor != 0)
            throw Refused{mark, "anchors are not supported here",
                          "write the value out where it is needed"};
        if (!tag.empty() && tag != "?" && tag != "!")
            throw Refused{mark, "tags are not supported here", "leave \"" + tag + "\" out"};
        Value* made = &root;
        if (!m_open.empty()) {
            Open& parent = m_open.back();
            if (parent.value->kind == Value::Kind::sequence) {
                made = &parent.value->items.emplace_back();
            } else if (parent.wantsKey) {
                if (kind != Value::Kind::scalar)
                    throw Refused{mark, "a key must be a plain word", {}};
                made = &parent.value->entries.emplace_back().first;
                parent.wantsKey = false;
            } else {
                made = &parent.value->entries.back().second;
                parent.wantsKey = true;
            }
        }
        made->kind = kind;
        made->line = lineOf(mark);
        made->column = columnOf(mark);
        return *made;
    }

    // A scalar that was a key must be new in its map.
    void closeKey(Value& made)
    {
        if (m_open.empty() || m_open.back().wantsKey
            || m_open.back().value->kind != Value::Kind::map)
            return;
        auto& entries = m_open.back().value->entries;
        if (&entries.back().first != &made)
            return;
        made.kind = Value::Kind::scalar;
        const auto isSame = [&made](const auto& entry) { return entry.first.text == made.text; };
        if (std::ranges::count_if(entries, isSame) > 1) {
            YAML::Mark mark;
            mark.line = made.line - 1;
            mark.column = made.column - 1;
            throw Refused{mark, "the key \"" + made.text + "\" stands here a second time", {}};
        }
    }

    void open(Value& value) { m_open.push_back({&value, true}); }

    std::vector<Open> m_open;
    std::size_t m_count = 0;
};

}

const Value* Value::find(std::string_view key) const
{
    const auto found = std::ranges::find_if(
        entries, [key](const auto& entry) { return entry.first.text == key; });
    return found == entries.end() ? nullptr : &found->second;
}

std::expected<Value, Problem> readDocument(std::string_view yaml, std::string_view fileName)
{
    const std::string file(fileName);
    if (yaml.size() > maxDocumentBytes)
        return std::unexpected(
            Problem{file, 0, 0, "the file is larger than 1 MiB", "a scenario is a few kilobytes"});
    Builder builder;
    try {
        std::istringstream stream{std::string(yaml)};
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder))
            return std::unexpected(Problem{file, 0, 0, "the file is empty", {}});
        Builder rest;
        if (parser.HandleNextDocument(rest) && rest.root.kind != Value::Kind::null)
            return std::unexpected(Problem{file,
                                           rest.root.line,
                                           rest.root.column,
                                           "there is a second document in the file",
                                           {}});
    } catch (const Refused& refused) {
        return std::unexpected(Problem{file, lineOf(refused.mark), columnOf(refused.mark),
                                       refused.message, refused.suggestion});
    } catch (const YAML::Exception& error) {
        return std::unexpected(Problem{
            file, lineOf(error.mark), columnOf(error.mark), "this is not YAML: " + error.msg, {}});
    } catch (const std::exception& error) {
        return std::unexpected(
            Problem{file, 0, 0, std::string("the file cannot be read: ") + error.what(), {}});
    }
    return std::move(builder.root);
}

}
