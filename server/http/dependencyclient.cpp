// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/dependencyclient.h"

#include <QRandomGenerator>

namespace turnpike::http {

using namespace Qt::StringLiterals;

namespace {

CircuitBreaker::TimePoint now()
{
    return std::chrono::steady_clock::now();
}

// Without the name of the dependency, which its constructor put before it.
QString saidBy(const DependencyError &error)
{
    return error.message().mid(error.dependency().size() + 2);
}

// What keeps failing is said first: whoever reads it wants the cause, and not that nothing was tried.
DependencyError breakerOpen(const OutRequest &request, const QString &lastFailure)
{
    const QString text = lastFailure.isEmpty() ? request.operation + u": not sent, it keeps failing"_s
                                               : lastFailure + u"; not sent again yet"_s;
    return DependencyError(request.dependency, DependencyError::Reason::BreakerOpen, text);
}

// 5xx is an answer for HttpClient, but here the dependency is away.
OutResult failIfServerError(const OutRequest &request, OutResult result)
{
    const auto *response = std::get_if<OutResponse>(&result);
    if (!response || response->status < 500)
        return result;
    return DependencyError(request.dependency, DependencyError::Reason::Http5xx,
                           u"%1: HTTP %2"_s.arg(request.operation).arg(response->status), response->status);
}

bool isWorthRepeating(const OutResult &result)
{
    const auto *error = std::get_if<DependencyError>(&result);
    return error && error->isOutage() && !error->wasWithheld() &&
           error->reason() != DependencyError::Reason::BreakerOpen;
}

// Whether the failure can be that of whom the call concerned: the dependency had a look at it.
bool mayBeTheSubjects(const DependencyError &error)
{
    return error.isAmbiguous();
}

} // namespace

std::optional<DependencyError> objectionTo(const OutRequest &request, const MayCall &mayCall)
{
    if (!mayCall || mayCall())
        return std::nullopt;
    return DependencyError::unsent(request.dependency, DependencyError::Reason::Timeout,
                                   request.operation + u": not sent, it may not be any more"_s);
}

DependencyClient::DependencyClient(HttpClient &client, CircuitBreaker &breaker, const RepeatRule &rule)
    : m_client(client)
    , m_breaker(breaker)
    , m_rule(rule)
{}

OutResponse DependencyClient::send(const OutRequest &request, const Deadline &deadline,
                                   const CallRules &rules) const
{
    deadline.check("http call");
    std::optional<OutResult> result;
    sendMany(
        {request}, deadline, 1, [&result](size_t, OutResult outcome) { result = std::move(outcome); }, rules);
    if (auto *response = std::get_if<OutResponse>(&*result))
        return std::move(*response);
    deadline.check("http call");
    throw DependencyError(std::get<DependencyError>(*result));
}

void DependencyClient::sendMany(const std::vector<OutRequest> &requests, const Deadline &deadline,
                                int maxInFlight, const HttpClient::Done &done, const CallRules &rules) const
{
    std::vector<size_t> round(requests.size()); // indexes of the requests still to be made
    for (size_t i = 0; i < round.size(); ++i)
        round[i] = i;

    for (int repeat = 0; !round.empty(); ++repeat) {
        std::vector<OutRequest> batch;
        batch.reserve(round.size());
        for (const size_t index : round)
            batch.push_back(requests[index]);
        std::vector<std::pair<size_t, OutResult>> again;
        std::vector<bool> begun(round.size(), false); // what the breaker waits to hear the end of
        m_client.sendMany(
            std::move(batch), deadline, maxInFlight,
            [&](size_t place, OutResult outcome) {
                const size_t index = round[place];
                // Who judges sees 5xx as they came: their body may tell whose they are.
                OutResult result = rules.judge ? rules.judge(index, std::move(outcome)) : std::move(outcome);
                result = failIfServerError(requests[index], std::move(result));
                if (begun[place])
                    report(requests[index], result, deadline);
                const bool mayRepeat =
                    repeat < m_rule.repeats && (!rules.mayRepeat || rules.mayRepeat(index));
                if (mayRepeat && isWorthRepeating(result) && !deadline.isOver())
                    again.emplace_back(index, std::move(result));
                else
                    done(index, std::move(result));
            },
            [&](size_t place) -> std::optional<DependencyError> {
                if (auto refusal = rules.admit ? rules.admit(round[place]) : std::nullopt)
                    return refusal;
                if (!m_breaker.allow(now()))
                    return breakerOpen(requests[round[place]], m_breaker.lastFailure());
                begun[place] = true;
                return std::nullopt;
            });

        round.clear();
        if (again.empty())
            return;
        const double factor = 1 + m_rule.jitter * (2 * QRandomGenerator::global()->generateDouble() - 1);
        const auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(m_rule.pause * factor);
        if (deadline.sleep(pause * (1 << repeat))) {
            for (const auto &[index, result] : again)
                round.push_back(index);
        } else {
            for (auto &[index, result] : again)
                done(index, std::move(result));
        }
    }
}

void DependencyClient::report(const OutRequest &request, const OutResult &result,
                              const Deadline &deadline) const
{
    const auto *error = std::get_if<DependencyError>(&result);
    if (!error || !error->isOutage())
        m_breaker.onSuccess(now());
    else if (deadline.isOver())
        m_breaker.onAbandoned(now());
    else
        m_breaker.onFailure(now(), mayBeTheSubjects(*error) ? request.subject : QByteArray(),
                            error->reason() == DependencyError::Reason::Http5xx, saidBy(*error));
}

} // namespace turnpike::http
