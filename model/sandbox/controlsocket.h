// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/folder.h>

#include <chrono>
#include <cstddef>
#include <expected>
#include <stop_token>
#include <string>
#include <string_view>

namespace sandscope::model {

/// Why something that was asked from outside this program gave no answer.
struct AskFailure
{
    enum class Kind {
        notFound, ///< nothing at that address, or no such program
        notPermitted,
        refused, ///< something was there and does not listen any more
        timedOut,
        tooLong, ///< the answer
        broken, ///< it ended in the middle
        failed, ///< errorNumber says how
        cancelled,
    };
    Kind kind = Kind::failed;
    int errorNumber = 0;
    bool operator==(const AskFailure&) const = default;
};

/// No answer of a sandbox is longer; one process takes some 5 kB of a dump.
inline constexpr std::size_t mostAnswerBytes = std::size_t{256} << 20U;

/// The socket over which runsc talks to a sandbox: JSON in, JSON out. Asks questions only that
/// change nothing in the sandbox.
class ControlSocket
{
public:
    /// \a address: a path, or a name that begins with NUL (and may end with one).
    [[nodiscard]] static std::expected<ControlSocket, AskFailure> connect(std::string_view address);
    /// The answer to one question: the text of one JSON object. \a argument is JSON.
    [[nodiscard]] std::expected<std::string, AskFailure> ask(std::string_view method,
                                                             std::string_view argument,
                                                             std::chrono::milliseconds timeout,
                                                             const std::stop_token& stop);
    /// The two halves of it, for whoever has something to do while the sandbox thinks. One question
    /// at a time: what follows it at once would be lost.
    [[nodiscard]] std::expected<void, AskFailure> send(std::string_view method,
                                                       std::string_view argument,
                                                       std::chrono::milliseconds timeout,
                                                       const std::stop_token& stop);
    [[nodiscard]] std::expected<std::string, AskFailure> receive(std::chrono::milliseconds timeout,
                                                                 const std::stop_token& stop);

private:
    explicit ControlSocket(int descriptor)
        : m_descriptor(descriptor)
    {
    }

    Descriptor m_descriptor;
};

}
