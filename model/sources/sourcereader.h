// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/source.h>

#include <expected>
#include <memory>
#include <optional>

namespace sandscope::kernel {
class Kernel;
}

namespace sandscope::model {

/// A source for programs without an event loop: each call blocks until its answer is there.
class SourceReader
{
public:
    /// Looks at the name only, as makeSource does.
    [[nodiscard]] static std::expected<SourceReader, SourceError> open(const QString& name);
    SourceReader(SourceReader&&) noexcept;
    SourceReader& operator=(SourceReader&&) noexcept;
    ~SourceReader();

    /// Right from the first read() on; before that, what the name promises.
    [[nodiscard]] Capabilities capabilities() const;

    /// Of a source with steps: the moment at \a target; being nowhere, it is an error. Otherwise a
    /// new sample, whose generation must be that of the target where it names one. \a interest is
    /// what Source::setInterest takes.
    [[nodiscard]] std::expected<snapshot::Moment, SourceError>
    read(const Target& target, const QSet<QByteArray>& interest);

    /// Of a source that can step: the state before its first step, then after each one; nothing
    /// past the last. Not to be mixed with read().
    [[nodiscard]] std::expected<std::optional<snapshot::Moment>, SourceError> next();
    /// What was in vain besides the last moment read; see Source::noticed.
    [[nodiscard]] std::optional<SourceError> trouble() const;
    /// What it says of itself, from the first answer on.
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString description() const;
    [[nodiscard]] QString notice() const;
    [[nodiscard]] std::size_t stepCount() const;
    /// The simulated kernel at the last answer, until the next one is asked for; null when the
    /// source has none.
    [[nodiscard]] const kernel::Kernel* system() const;

private:
    struct Private;
    explicit SourceReader(std::unique_ptr<Private> members);
    std::unique_ptr<Private> d;
};

}
