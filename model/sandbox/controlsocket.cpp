// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/controlsocket.h>
#include <model/sandbox/jsontext.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace sandscope::model {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto stopInterval = 50ms; ///< how long a request to stop may go unheard
constexpr std::size_t mostAtOnce = std::size_t{1} << 18U;

AskFailure failureOf(int error)
{
    using Kind = AskFailure::Kind;
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return {Kind::notFound, error};
    case EACCES:
    case EPERM:
        return {Kind::notPermitted, error};
    case ECONNREFUSED:
        return {Kind::refused, error};
    case EPIPE:
    case ECONNRESET:
        return {Kind::broken, error};
    default:
        return {Kind::failed, error};
    }
}

/// Waits until \a events are there; nothing: they are.
std::optional<AskFailure> waitFor(int descriptor, short events, Clock::time_point until,
                                  const std::stop_token& stop)
{
    while (true) {
        if (stop.stop_requested())
            return AskFailure{AskFailure::Kind::cancelled, 0};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        if (left <= 0ms)
            return AskFailure{AskFailure::Kind::timedOut, ETIMEDOUT};
        pollfd one{.fd = descriptor, .events = events, .revents = 0};
        const int ready = ::poll(&one, 1, static_cast<int>(std::min(left, stopInterval).count()));
        if (ready > 0)
            return std::nullopt;
        if (ready < 0 && errno != EINTR)
            return failureOf(errno);
    }
}

}

std::expected<ControlSocket, AskFailure> ControlSocket::connect(std::string_view address)
{
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    // A path needs a NUL behind it; a name may fill all there is.
    const bool isName = address.starts_with('\0');
    if (address.size() + (isName ? 0 : 1) > sizeof name.sun_path)
        return std::unexpected(AskFailure{AskFailure::Kind::failed, ENAMETOOLONG});
    std::memcpy(name.sun_path, address.data(), address.size());
    const std::size_t length = offsetof(sockaddr_un, sun_path) + address.size() + (isName ? 0 : 1);

    ControlSocket made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!made.m_descriptor.isOpen())
        return std::unexpected(failureOf(errno));
    if (::connect(made.m_descriptor.get(), reinterpret_cast<const sockaddr*>(&name),
                  static_cast<socklen_t>(length))
        != 0)
        return std::unexpected(errno == EAGAIN ? AskFailure{AskFailure::Kind::timedOut, EAGAIN}
                                               : failureOf(errno));
    return made;
}

std::expected<std::string, AskFailure> ControlSocket::ask(std::string_view method,
                                                          std::string_view argument,
                                                          std::chrono::milliseconds timeout,
                                                          const std::stop_token& stop)
{
    const auto until = Clock::now() + timeout;
    if (const auto sent = send(method, argument, timeout, stop); !sent)
        return std::unexpected(sent.error());
    return receive(std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()), stop);
}

std::expected<void, AskFailure> ControlSocket::send(std::string_view method,
                                                    std::string_view argument,
                                                    std::chrono::milliseconds timeout,
                                                    const std::stop_token& stop)
{
    const auto until = Clock::now() + timeout;
    std::string question = R"({"method":")";
    question.append(method).append(R"(","arg":)").append(argument).append("}");
    for (std::string_view rest = question; !rest.empty();) {
        if (const auto failure = waitFor(m_descriptor.get(), POLLOUT, until, stop))
            return std::unexpected(*failure);
        const ssize_t sent = ::send(m_descriptor.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return std::unexpected(failureOf(errno));
        rest.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
    }
    return {};
}

std::expected<std::string, AskFailure> ControlSocket::receive(std::chrono::milliseconds timeout,
                                                              const std::stop_token& stop)
{
    const auto until = Clock::now() + timeout;
    std::string answer;
    JsonEnd end;
    while (true) {
        if (const auto failure = waitFor(m_descriptor.get(), POLLIN, until, stop))
            return std::unexpected(*failure);
        const std::size_t before = answer.size();
        if (before >= mostAnswerBytes)
            return std::unexpected(AskFailure{AskFailure::Kind::tooLong, 0});
        ssize_t got = 0;
        answer.resize_and_overwrite(before + mostAtOnce, [&](char* bytes, std::size_t) {
            got = ::recv(m_descriptor.get(), bytes + before, mostAtOnce, 0);
            return before + (got > 0 ? static_cast<std::size_t>(got) : 0);
        });
        if (got < 0 && errno != EAGAIN && errno != EINTR)
            return std::unexpected(failureOf(errno));
        if (got == 0)
            return std::unexpected(AskFailure{AskFailure::Kind::broken, 0});
        if (got > 0 && end.feed(std::string_view(answer).substr(before)))
            return answer;
    }
}

}
