// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernel.h>
#include <model/kernel/save.h>
#include <model/sources/folder.h>
#include <model/sources/messages.h>
#include <model/sources/openfailure.h>
#include <model/sources/savedsource.h>
#include <model/sources/sourceengine.h>
#include <model/sources/stepperengine.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <memory>
#include <optional>
#include <utility>

namespace sandscope::model {

namespace {

constexpr std::size_t maxBytes = std::size_t{256} << 20U;

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::SavedSource", text);
}

QString heading()
{
    return say(QT_TRANSLATE_NOOP("sandscope::model::SavedSource", "Cannot Open Saved State"));
}

class SavedEngine : public SourceEngine
{
public:
    explicit SavedEngine(QString path)
        : m_path(std::move(path))
    {
    }

    std::expected<SourceAnswer, SourceError> run(const SourceRequest& request,
                                                 std::stop_token stop) override
    {
        if (!m_kernel || request.restart) {
            m_kernel.reset();
            if (auto error = open(stop))
                return std::unexpected(*std::move(error));
        }
        return SourceAnswer{.moment = {.snapshot = m_snapshot,
                                       .step = m_samples++,
                                       .title = m_caption.title,
                                       .note = m_caption.note,
                                       .line = 0},
                            .facts = m_facts};
    }

    [[nodiscard]] const kernel::Kernel* system() const override
    {
        return m_kernel ? &*m_kernel : nullptr;
    }

private:
    std::optional<SourceError> open(const std::stop_token& stop)
    {
        const std::string path = QFile::encodeName(m_path).toStdString();
        const auto bytes = readUserFile(path, maxBytes, stop);
        if (!bytes)
            return openFailure(
                {.heading = heading(),
                 .isFile
                 = say(QT_TRANSLATE_NOOP("sandscope::model::SavedSource",
                                         "A saved state is what “sandscope-cli save” wrote.")),
                 .isTooLarge = say(QT_TRANSLATE_NOOP("sandscope::model::SavedSource",
                                                     "“%1” is larger than 256 MiB, which no saved "
                                                     "state is."))},
                path, bytes.error());
        auto kernel = kernel::restore(*bytes, &m_caption);
        if (!kernel)
            return SourceError{
                .code = SourceError::Code::damaged,
                .heading = heading(),
                .explanation
                = say(QT_TRANSLATE_NOOP("sandscope::model::SavedSource",
                                        "“%1” cannot be opened. %2 Save the state again, with "
                                        "“sandscope-cli save”."))
                      .arg(escapedText(path), QString::fromStdString(kernel.error())),
                .file = {},
                .line = 0};
        m_kernel.emplace(*std::move(kernel));
        m_snapshot = m_kernel->publish();
        m_samples = 0;
        m_facts = savedSource.promise(m_path);
        m_facts.description
            = say(QT_TRANSLATE_NOOP("sandscope::model::SavedSource",
                                    "A state of “%1”, saved after %2 of its steps."))
                  .arg(escapedText(m_caption.origin), QString::number(m_caption.step));
        // A behaviour is called as the dialect that prints it.
        m_facts.capabilities.dialect = static_cast<procfs::Dialect>(m_kernel->options().behaviour);
        return std::nullopt;
    }

    QString m_path;
    std::optional<kernel::Kernel> m_kernel;
    snapshot::SnapshotPtr m_snapshot;
    kernel::Caption m_caption;
    SourceFacts m_facts;
    std::size_t m_samples = 0; ///< all of them the same
};

}

const SourceDescriptor savedSource{
    .id = "saved",
    .forms = "saved:FILE",
    .claims = [](const QString& path) { return path.endsWith(QLatin1StringView(".saved")); },
    .promise
    = [](const QString& path) { return simulatedFacts(QFileInfo(path).fileName(), false); },
    .makeEngine = [](const QString& path) -> std::shared_ptr<SourceEngine> {
        return std::make_shared<SavedEngine>(path);
    },
};

}
