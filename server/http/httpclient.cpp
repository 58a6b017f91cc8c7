// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httpclient.h"

#include "http/httpclientprivate.h"
#include "http/networkthread.h"
#include "telemetry/activity.h"

#include <QCoreApplication>
#include <QThread>

#include <map>
#include <stdexcept>

namespace turnpike::http {

using namespace Qt::StringLiterals;

namespace {

void refuseOnMainThread()
{
    const QCoreApplication *application = QCoreApplication::instance();
    if (application && QThread::currentThread() == application->thread())
        throw std::logic_error("HttpClient blocks: it must not be called on the main thread");
}

Cancellation::Subscription interruptWhenCancelled(const Deadline &deadline,
                                                  const std::shared_ptr<ResultQueue> &resultQueue)
{
    if (!deadline.cancellation())
        return {};
    return deadline.cancellation()->onCancel([resultQueue] { resultQueue->interrupt(); });
}

DependencyError givenUp(const QString &dependency, const QString &operation, const Deadline &deadline,
                        bool sent)
{
    constexpr auto kReason = DependencyError::Reason::Timeout;
    const QString why = deadline.isCancelled() ? u"cancelled"_s : u"out of time"_s;
    if (sent)
        return DependencyError(dependency, kReason, u"%1: no answer, %2"_s.arg(operation, why));
    return DependencyError::unsent(dependency, kReason, u"%1: not sent, %2"_s.arg(operation, why));
}

} // namespace

HttpClient::HttpClient(ProxyRules proxies)
    : d(std::make_unique<Private>(std::move(proxies)))
{}

void HttpClient::setObserver(Observer observer)
{
    d->observer = std::move(observer);
}

HttpClient::~HttpClient()
{
    // Ends the calls under way first; their callers then leave by themselves.
    d->network->finish();
    std::unique_lock lock(d->mutex);
    d->left.wait(lock, [this] { return d->visitors == 0; });
}

OutResponse HttpClient::send(const OutRequest &request, const Deadline &deadline)
{
    refuseOnMainThread();
    deadline.check("http call");
    const Private::Visit visit(*d);
    const WaitScope waiting("http");
    const auto resultQueue = std::make_shared<ResultQueue>();
    const auto subscription = interruptWhenCancelled(deadline, resultQueue);
    const auto call = makeCall(resultQueue, 0, request);
    d->network->carry(call);

    std::optional<ResultQueue::Entry> entry = resultQueue->take(deadline);
    if (!entry) {
        call->giveUp();
        d->network->drop(call);
        const DependencyError error = givenUp(request.dependency, request.operation, deadline, true);
        d->observer(request, error);
        deadline.check("http call");
        throw error;
    }
    d->observer(request, entry->second);
    if (auto *error = std::get_if<DependencyError>(&entry->second))
        throw DependencyError(*error);
    return std::get<OutResponse>(std::move(entry->second));
}

void HttpClient::sendMany(std::vector<OutRequest> requests, const Deadline &deadline, int maxInFlight,
                          const Done &report, const Admit &admit)
{
    refuseOnMainThread();
    const Done done = [&](size_t index, OutResult result) {
        d->observer(requests[index], result);
        report(index, std::move(result));
    };
    const Private::Visit visit(*d);
    const WaitScope waiting("http");
    const auto resultQueue = std::make_shared<ResultQueue>();
    const auto subscription = interruptWhenCancelled(deadline, resultQueue);
    std::map<size_t, std::shared_ptr<Call>> inFlight;
    size_t next = 0;

    while ((next < requests.size() || !inFlight.empty()) && !deadline.isOver()) {
        while (next < requests.size() && inFlight.size() < static_cast<size_t>(std::max(1, maxInFlight))) {
            const size_t index = next++;
            if (auto refusal = admit ? admit(index) : std::nullopt) {
                done(index, *std::move(refusal));
                continue;
            }
            const auto call = makeCall(resultQueue, index, requests[index]);
            inFlight.emplace(index, call);
            d->network->carry(call);
        }
        if (inFlight.empty())
            continue;
        if (std::optional<ResultQueue::Entry> entry = resultQueue->take(deadline)) {
            inFlight.erase(entry->first);
            done(entry->first, std::move(entry->second));
        }
    }

    // The time is up: what has arrived by now still counts.
    while (!inFlight.empty()) {
        std::optional<ResultQueue::Entry> entry = resultQueue->take(deadline);
        if (!entry)
            break;
        inFlight.erase(entry->first);
        done(entry->first, std::move(entry->second));
    }
    for (const auto &[index, call] : inFlight) {
        const bool sent = !call->giveUp();
        d->network->drop(call);
        done(index, givenUp(requests[index].dependency, requests[index].operation, deadline, sent));
    }
    for (; next < requests.size(); ++next)
        done(next, givenUp(requests[next].dependency, requests[next].operation, deadline, false));
}

} // namespace turnpike::http
