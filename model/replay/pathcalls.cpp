// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/constants.h>
#include <model/replay/replaying.h>

// Calls that remove and rename what others have open, mapped, or as their directory.
namespace sandscope::replay {

namespace {

std::optional<std::string> pathIn(const Replaying& r, const Argument& path, const Argument* folder)
{
    const auto text = path.string();
    if (!text || text->bytes.empty())
        return std::nullopt;
    const auto from = folder ? folder->descriptor() : std::nullopt;
    return r.ownPath(text->bytes, from ? &*from : nullptr);
}

void remove(Replaying& r, const Call& call, const std::optional<std::string>& path)
{
    if (!path)
        return r.assumed("What was removed is not in the log.");
    r.compare(call, r.system.unlink(r.caller, *path));
}

void doUnlink(Replaying& r, const Call& call)
{
    remove(r, call, pathIn(r, call.argument(0), nullptr));
}

void doUnlinkat(Replaying& r, const Call& call)
{
    remove(r, call, pathIn(r, call.argument(1), &call.argument(0)));
}

void move(Replaying& r, const Call& call, const std::optional<std::string>& from,
          const std::optional<std::string>& to)
{
    if (!from || !to)
        return r.assumed("What was renamed is not in the log.");
    r.compare(call, r.system.rename(r.caller, *from, *to));
}

void doRename(Replaying& r, const Call& call)
{
    move(r, call, pathIn(r, call.argument(0), nullptr), pathIn(r, call.argument(1), nullptr));
}

void doRenameat(Replaying& r, const Call& call)
{
    constexpr std::uint64_t exchange = 2;
    if ((call.argument(4).flags(constants::atFlags()).value_or(0) & exchange) != 0)
        return r.ignored("Two files that change names are not simulated.");
    move(r, call, pathIn(r, call.argument(1), &call.argument(0)),
         pathIn(r, call.argument(3), &call.argument(2)));
}

constexpr CallEntry table[] = {
    {"rename", doRename}, {"renameat", doRenameat}, {"renameat2", doRenameat},
    {"rmdir", doUnlink},  {"unlink", doUnlink},     {"unlinkat", doUnlinkat},
};

}

std::span<const CallEntry> pathCalls()
{
    return table;
}

}
