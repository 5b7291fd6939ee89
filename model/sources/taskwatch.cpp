// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/taskwatch.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace sandscope::model {

using procfs::Answer;
using procfs::Errno;
using procfs::Failure;

namespace {

constexpr std::size_t pageBytes = 4096; ///< fifty-two numbers and a name need a fifth of that
/// Enough for two files of 32,000 processes. Each open one takes more than 4 KiB of the kernel's
/// memory.
constexpr rlim_t mostDescriptors = rlim_t{1} << 16U;
/// What is left for the rest of the program.
constexpr rlim_t spareDescriptors = 256;

/// After there was no descriptor left.
constexpr std::uint64_t roundsWithoutKeeping = 100;

/// How many descriptors this program may have, after asking for as many as it may ask for.
rlim_t raisedLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    const rlim_t wanted = std::min(limit.rlim_max, mostDescriptors);
    if (limit.rlim_cur < wanted) {
        const rlimit raised{.rlim_cur = wanted, .rlim_max = limit.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit.rlim_cur = wanted;
    }
    return std::min(limit.rlim_cur, mostDescriptors);
}

}

std::optional<Runs> readRuns(std::string_view schedstat)
{
    std::array<std::uint64_t, 3> numbers{};
    const char* at = schedstat.data();
    const char* const end = at + schedstat.size();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto [after, error] = std::from_chars(at, end, numbers[i]);
        const char expected = i + 1 < numbers.size() ? ' ' : '\n';
        if (error != std::errc{} || after == end || *after != expected)
            return std::nullopt;
        at = after + 1;
    }
    const Runs runs{.ran = numbers[0], .waited = numbers[1], .turns = numbers[2]};
    if (at != end || runs == Runs{})
        return std::nullopt;
    return runs;
}

bool meansNoDescriptors(const Failure& failure)
{
    return failure.kind == Failure::Kind::error
        && (static_cast<int>(failure.error) == EMFILE || static_cast<int>(failure.error) == ENFILE);
}

std::string TaskPlace::folder() const
{
    std::string path = std::to_string(tgid);
    if (isThread())
        path += "/task/" + std::to_string(tid);
    return path;
}

TaskReader::TaskReader(std::shared_ptr<const Folder> folder)
    : m_folder(std::move(folder))
{
}

bool TaskReader::beginRound()
{
    const bool ranOut = std::exchange(m_ranOut, false);
    if (ranOut)
        m_keepFrom = m_round + roundsWithoutKeeping;
    m_keepStatBelow = m_keepSchedstatBelow = 0;
    if (++m_round < m_keepFrom || !m_folder->isProc())
        return !ranOut;
    const rlim_t limit = raisedLimit();
    const rlim_t usable = limit > 2 * spareDescriptors ? limit - spareDescriptors : limit / 2;
    m_keepSchedstatBelow = static_cast<int>(usable);
    m_keepStatBelow = static_cast<int>(usable / 2); // read a tenth as often
    return !ranOut;
}

Answer<std::string_view> TaskReader::stat(const TaskPlace& place, KeptFiles& files,
                                          const std::stop_token& stop)
{
    return read(files.stat, place, "/stat", m_keepStatBelow, stop);
}

Answer<std::string_view> TaskReader::schedstat(const TaskPlace& place, KeptFiles& files,
                                               const std::stop_token& stop)
{
    return read(files.schedstat, place, "/schedstat", m_keepSchedstatBelow, stop);
}

Answer<std::string_view> TaskReader::read(Descriptor& kept, const TaskPlace& place,
                                          std::string_view name, int keepBelow,
                                          const std::stop_token& stop)
{
    if (!m_folder->isProc()) {
        auto text = m_folder->readOfTask(place.folder().append(name), pageBytes, stop);
        if (!text)
            return std::unexpected(std::move(text).error());
        m_bytes = *std::move(text);
        return m_bytes;
    }
    const bool wasOpen = kept.isOpen();
    Descriptor opened;
    if (!wasOpen) {
        auto file = m_folder->openOfTask(place.folder().append(name));
        if (!file) {
            const Failure failure = Failure::of(file.error(), "open");
            m_ranOut = m_ranOut || meansNoDescriptors(failure);
            return std::unexpected(failure);
        }
        opened = *std::move(file);
    }
    const int fd = wasOpen ? kept.get() : opened.get();
    ssize_t got = 0;
    int error = 0;
    m_bytes.resize_and_overwrite(pageBytes, [&](char* to, std::size_t) {
        do
            got = ::pread(fd, to, pageBytes, 0);
        while (got < 0 && errno == EINTR && !stop.stop_requested());
        error = errno;
        return got > 0 ? static_cast<std::size_t>(got) : std::size_t{0};
    });
    if (got < 0) {
        kept = {};
        return std::unexpected(Failure::of(static_cast<Errno>(error), "read"));
    }
    if (!wasOpen && fd < keepBelow)
        kept = std::move(opened);
    return m_bytes;
}

}
