// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/scenario/document.h>
#include <model/scenario/scenario.h>
#include <model/scenario/schema.h>
#include <model/sources/folder.h>
#include <model/sources/messages.h>
#include <model/sources/openfailure.h>
#include <model/sources/scenariosource.h>
#include <model/sources/stepperengine.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <limits>
#include <utility>

namespace sandscope::model {

namespace {

/// A name without folder and suffix is that of a shipped scenario.
bool isFilePath(const QString& path)
{
    return path.contains(QLatin1Char('/')) || path.endsWith(QLatin1StringView(".yaml"))
        || path.endsWith(QLatin1StringView(".yml"));
}

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::ScenarioSource", text);
}

SourceError openError(SourceError::Code code, const QString& explanation)
{
    return {.code = code,
            .heading
            = say(QT_TRANSLATE_NOOP("sandscope::model::ScenarioSource", "Cannot Open Scenario")),
            .explanation = explanation,
            .file = {},
            .line = 0};
}

std::expected<QByteArray, SourceError> readShipped(const QString& id)
{
    QFile file(QStringLiteral(":/scenarios/%1.yaml").arg(id));
    if (file.open(QIODevice::ReadOnly))
        return file.readAll();
    const QStringList ids = shippedScenarioIds();
    const QString similar = mostSimilar(id, ids);
    const QString hint = similar.isEmpty()
        ? say(QT_TRANSLATE_NOOP("sandscope::model::ScenarioSource",
                                "These come with the program: %1."))
              .arg(ids.join(QStringLiteral(", ")))
        : say(QT_TRANSLATE_NOOP("sandscope::model::ScenarioSource", "Did you mean scenario:%1?"))
              .arg(similar);
    return std::unexpected(openError(
        SourceError::Code::notFound,
        say(QT_TRANSLATE_NOOP("sandscope::model::ScenarioSource",
                              "There is no scenario “%1”. %2 A file of your own is named by its "
                              "path, such as scenario:./%1.yaml."))
            .arg(escapedText(id.toStdString()), hint)));
}

std::expected<QByteArray, SourceError> readFile(const QString& path, const std::stop_token& stop)
{
    auto bytes
        = readUserFile(QFile::encodeName(path).toStdString(), scenario::maxDocumentBytes, stop);
    if (bytes)
        return QByteArray::fromStdString(*bytes);
    return std::unexpected(openFailure(
        {.heading
         = say(QT_TRANSLATE_NOOP("sandscope::model::ScenarioSource", "Cannot Open Scenario")),
         .isFile
         = say(QT_TRANSLATE_NOOP("sandscope::model::ScenarioSource", "A scenario is a YAML file.")),
         .isTooLarge
         = say(QT_TRANSLATE_NOOP("sandscope::model::ScenarioSource",
                                 "“%1” is larger than 1 MiB. A scenario is a short YAML file."))},
        QFile::encodeName(path).toStdString(), bytes.error()));
}

std::expected<QByteArray, SourceError> readScenario(const QString& path,
                                                    const std::stop_token& stop)
{
    return isFilePath(path) ? readFile(path, stop) : readShipped(path);
}

/// For messages.
std::string fileNameOf(const QString& path)
{
    return QFile::encodeName(isFilePath(path) ? path : path + QLatin1StringView(".yaml"))
        .toStdString();
}

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

std::expected<OpenedStepper, SourceError> openScenario(const QString& path,
                                                       const std::stop_token& stop)
{
    const auto bytes = readScenario(path, stop);
    if (!bytes)
        return std::unexpected(bytes.error());
    auto scenario = scenario::parseScenario(viewOf(*bytes), fileNameOf(path));
    if (!scenario)
        return std::unexpected(problemsError(
            say(QT_TRANSLATE_NOOP("sandscope::model::ScenarioSource", "Cannot Open Scenario")),
            scenario.error()));
    const scenario::About& about = scenario::about(**scenario);
    SourceFacts facts = scenarioSource.promise(path);
    if (!about.title.empty())
        facts.title = QString::fromStdString(about.title);
    facts.description = QString::fromStdString(about.description);
    facts.capabilities.dialect = about.dialect;
    return OpenedStepper{std::make_unique<scenario::Run>(*std::move(scenario)), std::move(facts)};
}

}

const SourceDescriptor scenarioSource{
    .id = "scenario",
    .forms = "scenario:NAME, scenario:FILE.yaml",
    .claims =
        [](const QString& path) {
            return path.endsWith(QLatin1StringView(".yaml"))
                || path.endsWith(QLatin1StringView(".yml"));
        },
    .promise
    = [](const QString& path) { return simulatedFacts(QFileInfo(path).completeBaseName(), true); },
    .makeEngine = [](const QString& path) -> std::shared_ptr<SourceEngine> {
        return std::make_shared<StepperEngine>(
            [path](const std::stop_token& stop) { return openScenario(path, stop); },
            say(QT_TRANSLATE_NOOP("sandscope::model::ScenarioSource", "Scenario Stopped")));
    },
};

QStringList shippedScenarioIds()
{
    QStringList ids;
    for (const QString& file : QDir(QStringLiteral(":/scenarios"))
                                   .entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name))
        ids.append(file.chopped(5));
    return ids;
}

namespace {

QList<ShippedScenario> readShippedScenarios()
{
    QList<ShippedScenario> scenarios;
    for (const QString& id : shippedScenarioIds()) {
        ShippedScenario shipped{.id = id, .title = id};
        if (const auto bytes = readShipped(id)) {
            if (const auto about = scenario::readHead(viewOf(*bytes), fileNameOf(id))) {
                shipped.title = QString::fromStdString(about->title);
                shipped.description = QString::fromStdString(about->description);
                shipped.lesson = about->lesson;
            }
        }
        scenarios.append(shipped);
    }
    const QLatin1StringView first("start");
    const auto place = [first](const ShippedScenario& scenario) {
        if (scenario.id == first)
            return 0;
        return scenario.lesson > 0 ? scenario.lesson : std::numeric_limits<int>::max();
    };
    std::ranges::sort(scenarios, [place](const ShippedScenario& a, const ShippedScenario& b) {
        return std::pair{place(a), a.title} < std::pair{place(b), b.title};
    });
    return scenarios;
}

}

const QList<ShippedScenario>& shippedScenarios()
{
    static const QList<ShippedScenario> scenarios = readShippedScenarios();
    return scenarios;
}

std::expected<ScenarioCheck, SourceError> checkScenario(const QString& path)
{
    const auto bytes = readScenario(path, {});
    if (!bytes)
        return std::unexpected(bytes.error());
    QFile schemaFile(QStringLiteral(":/scenarios/scenario.schema.json"));
    if (!schemaFile.open(QIODevice::ReadOnly))
        return std::unexpected(
            openError(SourceError::Code::damaged,
                      say(QT_TRANSLATE_NOOP("sandscope::model::ScenarioSource",
                                            "The program was built without its schema."))));
    const QByteArray schema = schemaFile.readAll();
    ScenarioCheck check;
    const std::string fileName = fileNameOf(path);
    auto parsed = scenario::parseScenario(viewOf(*bytes), fileName);
    if (parsed) {
        const scenario::About& about = scenario::about(**parsed);
        check.steps = about.stepCount;
        check.claims = about.claimCount;
        check.problems = scenario::checkClaims(*parsed);
    } else {
        check.problems = std::move(parsed.error());
    }
    check.isSchemaChecked = scenario::Schema::canCheck();
    if (check.isSchemaChecked) {
        // The parser knows better what to do about what both refuse.
        for (scenario::Problem& problem :
             scenario::Schema(viewOf(schema)).check(viewOf(*bytes), fileName)) {
            const auto isThere
                = [&problem](const scenario::Problem& other) { return other.line == problem.line; };
            if (std::ranges::none_of(check.problems, isThere))
                check.problems.push_back(std::move(problem));
        }
        std::ranges::stable_sort(check.problems, {}, [](const scenario::Problem& problem) {
            return std::pair{problem.line, problem.column};
        });
    }
    return check;
}

}
