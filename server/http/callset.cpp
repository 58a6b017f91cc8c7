// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/callset.h"

#include "http/httpclientprivate.h"
#include "http/networkthread.h"

#include <unordered_map>

namespace turnpike::http {

using namespace Qt::StringLiterals;

class CallSet::Private
{
public:
    Private(HttpClient::Private &givenClient, std::function<void()> arrived)
        : client(givenClient)
        , resultQueue(std::make_shared<ResultQueue>(std::move(arrived)))
    {}

    HttpClient::Private &client;
    const std::shared_ptr<ResultQueue> resultQueue;
    std::unordered_map<quint64, std::shared_ptr<Call>> underWay;
    std::vector<Ended> givenUp;
};

CallSet::CallSet(HttpClient &client, std::function<void()> arrived)
    : d(std::make_unique<Private>(*client.d, std::move(arrived)))
{}

CallSet::~CallSet()
{
    d->resultQueue->silence();
    giveUpAll();
}

void CallSet::start(quint64 id, OutRequest request)
{
    auto call = makeCall(d->resultQueue, id, std::move(request));
    d->underWay.insert_or_assign(id, call);
    d->client.network->carry(std::move(call));
}

std::vector<CallSet::Ended> CallSet::take()
{
    std::vector<Ended> ended = std::exchange(d->givenUp, {});
    for (ResultQueue::Entry &entry : d->resultQueue->takeAll()) {
        const auto found = d->underWay.find(entry.first);
        if (found == d->underWay.end())
            continue; // given up before
        d->client.observer(found->second->request, entry.second);
        d->underWay.erase(found);
        ended.push_back({entry.first, std::move(entry.second)});
    }
    return ended;
}

void CallSet::giveUp(quint64 id)
{
    const auto found = d->underWay.find(id);
    if (found == d->underWay.end())
        return;
    const std::shared_ptr<Call> call = found->second;
    d->underWay.erase(found);
    constexpr auto kReason = DependencyError::Reason::Timeout;
    const OutRequest &request = call->request;
    const bool sent = !call->giveUp();
    d->client.network->drop(call);
    const DependencyError error =
        sent ? DependencyError(request.dependency, kReason, request.operation + u": no answer, given up"_s)
             : DependencyError::unsent(request.dependency, kReason,
                                       request.operation + u": not sent, given up"_s);
    d->client.observer(request, error);
    d->givenUp.push_back({id, error});
}

void CallSet::giveUpAll()
{
    std::vector<quint64> ids;
    ids.reserve(d->underWay.size());
    for (const auto &[id, call] : d->underWay)
        ids.push_back(id);
    for (const quint64 id : ids)
        giveUp(id);
}

} // namespace turnpike::http
