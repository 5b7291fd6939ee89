// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/fdinfo.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

constexpr std::array docs = {
    FieldDoc{"pos", "bytes", "Where the next read or write begins.", truths("----MM")},
    FieldDoc{"flags", "octal",
             "Access mode and status flags of the open file, and O_CLOEXEC. gVisor of 2018 shows "
             "whether it is closed on "
             "exec, in the words of a failed number conversion.",
             truths("DMMMMM")},
    FieldDoc{"mnt_id", "", "Id of the mount that holds the file, as in mountinfo.",
             truths("----MM")},
    FieldDoc{"ino", "", "Inode number of the file.", truths("-----M")},
};

constexpr std::string_view brokenFalse = "flags: {%!o(bool=000false)}";
constexpr std::string_view brokenTrue = "flags: {%!o(bool=0000true)}";

/// The name before the first colon; the whole line without one.
std::string_view keyOf(std::string_view line)
{
    return line.substr(0, line.find(':'));
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    if (auto strict = parseFdInfo(bytes); !strict)
        return std::unexpected(std::move(strict.error()));
    Fields fields;
    Lines lines(bytes);
    while (lines.next()) {
        const std::string_view key = keyOf(lines.line());
        std::string_view value = lines.line().substr(std::min(key.size() + 1, lines.line().size()));
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        fields.push_back({std::string(key), std::string(value), findDoc(docs, key)});
    }
    return fields;
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseFdInfo(bytes).transform([&](const FdInfo& value) {
        std::string out;
        formatFdInfo(value, dialect, out);
        return out;
    });
}

}

Parsed<FdInfo> parseFdInfo(std::string_view text)
{
    FdInfo value;
    Lines lines(text);
    for (std::size_t number = 0; lines.next(); ++number) {
        const std::string_view line = lines.line();
        Scanner in(line, lines.offset());
        if (line == brokenFalse || line == brokenTrue) {
            value.closeOnExec = line == brokenTrue;
        } else if (!value.position && in.accept("pos:\t")) {
            value.position = in.decimal();
            in.expectEnd();
        } else if (!value.flags && in.accept("flags:\t0")) {
            value.flags = in.octal();
            in.expectEnd();
        } else if (!value.mountId && in.accept("mnt_id:\t")) {
            value.mountId = in.signedDecimal();
            in.expectEnd();
        } else if (!value.inode && in.accept("ino:\t")) {
            value.inode = in.decimal();
            in.expectEnd();
        } else {
            value.others.push_back({number, std::string(line)});
        }
        if (in.failed())
            return in.error();
    }
    if (lines.isCut())
        return lines.cutError();
    if (!value.flags && !value.closeOnExec)
        return failure(text.empty() ? ParseErrorCode::truncated : ParseErrorCode::badField, text,
                       text.size());
    if (value.flags)
        value.closeOnExec = (*value.flags & oCloexec) != 0;
    return value;
}

void formatFdInfo(const FdInfo& value, Dialect, std::string& out)
{
    auto other = value.others.begin();
    std::size_t number = 0;
    const auto othersHere = [&] {
        for (; other != value.others.end() && other->line <= number; ++other, ++number) {
            out += other->text;
            out += '\n';
        }
    };
    const auto line = [&](auto put) {
        othersHere();
        append(out, 64, put);
        ++number;
    };
    if (value.position)
        line([&](char* to) {
            return putText(putDecimal(putText(to, "pos:\t"), *value.position), "\n");
        });
    if (value.flags)
        line([&](char* to) {
            return putText(putOctal(putText(to, "flags:\t0"), *value.flags), "\n");
        });
    else if (value.closeOnExec)
        line([&](char* to) {
            return putText(putText(to, *value.closeOnExec ? brokenTrue : brokenFalse), "\n");
        });
    if (value.mountId)
        line([&](char* to) {
            return putText(putSigned(putText(to, "mnt_id:\t"), *value.mountId), "\n");
        });
    if (value.inode)
        line([&](char* to) {
            return putText(putDecimal(putText(to, "ino:\t"), *value.inode), "\n");
        });
    for (; other != value.others.end(); ++other) {
        out += other->text;
        out += '\n';
    }
}

FdInfo fdInfo(const FdEntry& entry, Dialect dialect)
{
    FdInfo info;
    info.closeOnExec = entry.closeOnExec;
    if (dialect != Dialect::gvisor2018)
        info.flags = entry.statusFlags | (entry.closeOnExec ? oCloexec : 0);
    return info;
}

void formatFdInfo(const FdEntry& entry, Dialect dialect, std::string& out)
{
    formatFdInfo(fdInfo(entry, dialect), dialect, out);
}

void renderFdInfo(const FdEntry& entry, Dialect dialect, FileText& out)
{
    formatFdInfo(entry, dialect, out.bytes);
    out.mark(1);
}

constinit const ProcFile fdinfoFile = {
    .name = "fdinfo",
    .kind = FileKind::directory,
    .modes = {0500, 0500, 0555, 0555, 0555, 0555},
    .dependencies = static_cast<Dependencies>(Dependency::fdTable),
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}
