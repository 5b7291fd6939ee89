// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/recording/schema.h>

#include <array>
#include <format>
#include <set>
#include <string>

namespace sandscope::recording {

namespace {

// README.md says what stands in them.
constexpr std::array statements = {
    std::string_view("CREATE TABLE fact(name BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"),
    std::string_view(
        "CREATE TABLE moment(number INTEGER PRIMARY KEY, generation, time, clock, step, line,"
        " title BLOB, note BLOB, whole, tasks, entries, digest)"),
    std::string_view(
        "CREATE TABLE task(moment, id, known, generation, parent, thread, tid, tgid, name BLOB,"
        " inherited, state, parent_tgid, threads, vss, rss, cpu, start, uid, fds, command BLOB,"
        " withheld, PRIMARY KEY(moment, id)) WITHOUT ROWID"),
    std::string_view(
        "CREATE TABLE entry(moment, path BLOB, known, generation, kind, permissions, links, size,"
        " inode, uid, gid, listed_as, listed, target BLOB, text, hash, failure, error,"
        " step BLOB, withheld, PRIMARY KEY(moment, path)) WITHOUT ROWID"),
    std::string_view("CREATE TABLE text(id INTEGER PRIMARY KEY, hash, bytes BLOB)"),
    std::string_view("CREATE INDEX text_by_hash ON text(hash)"),
};

}

const char* schemaText()
{
    static const std::string text = [] {
        std::string all = "BEGIN;";
        for (const std::string_view statement : statements)
            all.append(statement).append(";");
        all += std::format("PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT;",
                           applicationId, formatVersion);
        return all;
    }();
    return text.c_str();
}

Result<bool> isOurSchema(Statement& tables)
{
    std::multiset<std::string> found;
    tables.begin();
    for (;;) {
        const auto row = tables.step();
        if (!row)
            return std::unexpected(row.error());
        if (!*row)
            break;
        tables.skip();
        found.insert(tables.takeText());
    }
    const std::multiset<std::string> wanted(statements.begin(), statements.end());
    return found == wanted;
}

}
