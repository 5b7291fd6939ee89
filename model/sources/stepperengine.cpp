// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/breakpoint.h>
#include <model/sources/messages.h>
#include <model/sources/stepperengine.h>

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace sandscope::model {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::StepperEngine", text);
}

}

SourceFacts simulatedFacts(const QString& title, bool canStep)
{
    return {
        .title = title,
        .description = {},
        .capabilities
        = {.canStep = canStep, .isLive = false, .printsDialects = true, .samplesOnDemand = false},
        .stepCount = 0};
}

SourceError problemsError(const QString& heading, const std::vector<stepping::Problem>& problems)
{
    constexpr std::size_t most = 10;
    QStringList lines;
    for (std::size_t i = 0; i < std::min(problems.size(), most); ++i)
        lines.append(sentenceText(stepping::describe(problems[i])));
    if (problems.size() > most)
        lines.append(say(QT_TRANSLATE_NOOP("sandscope::model::StepperEngine", "… and %1 more."))
                         .arg(problems.size() - most));
    const bool any = !problems.empty();
    return {.code = SourceError::Code::badScenario,
            .heading = heading,
            .explanation = lines.join(QLatin1Char('\n')),
            .file = any ? QString::fromStdString(problems.front().file) : QString(),
            .line = any ? problems.front().line : 0};
}

StepperEngine::StepperEngine(Open open, QString stoppedHeading)
    : m_open(std::move(open))
    , m_stoppedHeading(std::move(stoppedHeading))
{
}

std::expected<SourceAnswer, SourceError> StepperEngine::run(const SourceRequest& request,
                                                            std::stop_token stop)
{
    const bool opens = !m_navigator || request.restart;
    if (opens) {
        if (auto error = open(stop))
            return std::unexpected(*std::move(error));
    }
    if (request.target)
        return go(*request.target, {stop, request.progress});
    if (!opens && !m_navigator->atEnd()) {
        if (auto way = m_navigator->step(); !way)
            return std::unexpected(problemsError(m_stoppedHeading, {way.error()}));
    }
    return answer();
}

std::optional<SourceError> StepperEngine::open(const std::stop_token& stop)
{
    m_navigator.reset();
    auto opened = m_open(stop);
    if (!opened)
        return std::move(opened).error();
    m_facts = std::move(opened->facts);
    m_facts.stepCount = opened->stepper->stepCount();
    m_navigator = std::make_unique<stepping::Navigator>(std::move(opened->stepper));
    return std::nullopt;
}

std::unique_ptr<stepping::Stepper> StepperEngine::makeStepper(const std::stop_token& stop) const
{
    auto opened = m_open(stop);
    return opened ? std::move(opened->stepper) : nullptr;
}

SourceAnswer StepperEngine::answer()
{
    m_facts.stepCount = m_navigator->stepCount(); // a recording may grow
    return {.moment = m_navigator->moment(), .facts = m_facts};
}

std::expected<SourceAnswer, SourceError> StepperEngine::go(const Target& target,
                                                           const stepping::WayOptions& options)
{
    using Kind = Target::Kind;
    std::optional<query::Breakpoint> breakpoint;
    stepping::Condition condition;
    if (target.kind >= Kind::nextHit) {
        const auto dialect = target.dialect.value_or(m_facts.capabilities.dialect);
        auto expression = query::parseExpression(target.expression, dialect);
        if (!expression)
            return std::unexpected(SourceError{
                .code = SourceError::Code::badExpression,
                .heading
                = say(QT_TRANSLATE_NOOP("sandscope::model::StepperEngine", "Not an Expression")),
                .explanation
                = say(QT_TRANSLATE_NOOP("sandscope::model::StepperEngine",
                                        "“%1” cannot be asked: %2"))
                      .arg(sentenceText(target.expression),
                           asSentence(sentenceText(query::describe(expression.error())))),
                .file = {},
                .line = 0,
                .column = characterColumn(target.expression, expression.error().column)});
        breakpoint.emplace(*std::move(expression), dialect, target.masksSecrets);
        condition = [&breakpoint](const snapshot::Moment* before, const snapshot::Moment& after) {
            return breakpoint->isHit(before, after);
        };
    } else {
        condition = stepping::changeOf(target.task);
    }

    stepping::Way way = stepping::Arrival::there;
    if (target.isSearch())
        way = m_navigator->goTo(target.step, options);
    if (way == stepping::Arrival::there) {
        switch (target.kind) {
        case Kind::step:
            way = m_navigator->goTo(target.step, options);
            break;
        case Kind::generation:
            way = m_navigator->goToGeneration(target.generation, options);
            break;
        case Kind::end:
            way = m_navigator->goTo(m_navigator->stepCount(), options);
            break;
        case Kind::until:
            if (condition(nullptr, m_navigator->moment()))
                break;
            [[fallthrough]];
        case Kind::nextChange:
        case Kind::nextHit:
            way = m_navigator->goToNext(condition, options);
            break;
        case Kind::previousChange:
        case Kind::previousHit:
            way = m_navigator->goToPrevious(condition, options);
            break;
        }
    }
    SourceAnswer arrived = answer();
    if (way)
        arrived.arrival = *way;
    else
        arrived.trouble = problemsError(m_stoppedHeading, {way.error()});
    if (breakpoint)
        arrived.task = breakpoint->task();
    return arrived;
}

}
