// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/callrunner.h"

#include "protocol/calls.h"
#include "telemetry/activity.h"

namespace turnpike::consolehub {

using namespace Qt::StringLiterals;

CallRunner::CallRunner(const CallTable &calls, const CallRights &rights, QObject *parent)
    : QObject(parent)
    , m_calls(calls)
    , m_rights(rights)
{}

CallRunner::~CallRunner()
{
    end();
}

void CallRunner::end()
{
    m_stop->cancel(CancelReason::Shutdown);
    for (Lane *lane : {&m_database, &m_changes, &m_memory})
        lane->thread.reset();
}

void CallRunner::start(quint64 session, const QByteArray &digest, const CallRequest &request)
{
    Lane &lane = laneOf(request.call);
    std::deque<Waiting> &waiting = lane.waiting[request.caller.name];
    if (waiting.empty())
        lane.turns.push_back(request.caller.name);
    waiting.push_back({session, digest, request, Deadline::in(kCallTime, m_stop)});
    m_pending[session] += 1;
    next(lane);
}

void CallRunner::forget(quint64 session)
{
    for (Lane *lane : {&m_database, &m_changes, &m_memory}) {
        for (auto it = lane->waiting.begin(); it != lane->waiting.end();) {
            std::erase_if(it.value(), [session](const Waiting &one) { return one.session == session; });
            if (!it.value().empty()) {
                ++it;
                continue;
            }
            std::erase(lane->turns, it.key());
            it = lane->waiting.erase(it);
        }
    }
    m_pending.remove(session);
}

CallRunner::Lane &CallRunner::laneOf(const QString &call)
{
    if (m_calls.needs(call) == CallTable::Needs::Memory)
        return m_memory;
    const auto spec = protocol::findCall(call);
    return spec && spec->isChange ? m_changes : m_database;
}

void CallRunner::next(Lane &lane)
{
    if (lane.isBusy || lane.turns.empty() || !lane.thread)
        return;
    const QString name = lane.turns.front();
    lane.turns.pop_front();
    std::deque<Waiting> &waiting = lane.waiting[name];
    const Waiting turn = std::move(waiting.front());
    waiting.pop_front();
    if (waiting.empty())
        lane.waiting.remove(name);
    else
        lane.turns.push_back(name);
    lane.isBusy = true;
    lane.thread->start([this, &lane, turn] {
        const ActivityScope activity(u"console call %1"_s.arg(turn.request.call), turn.deadline);
        Done done{&lane, turn.session, serve(turn)};
        {
            const std::lock_guard lock(m_mutex);
            m_done.push_back(std::move(done));
        }
        QMetaObject::invokeMethod(this, &CallRunner::collect, Qt::QueuedConnection);
    });
}

// On the lane's thread.
protocol::Answer CallRunner::serve(const Waiting &turn) const
{
    CallRequest request = turn.request;
    if (const auto refusal = m_rights.renew(&request, turn.digest))
        return {request.id, {}, refusal};
    return m_calls.serve(request, turn.deadline);
}

void CallRunner::collect()
{
    std::vector<Done> done;
    {
        const std::lock_guard lock(m_mutex);
        done.swap(m_done);
    }
    for (const Done &one : done) {
        one.lane->isBusy = false;
        next(*one.lane);
        const auto pending = m_pending.find(one.session);
        if (pending == m_pending.end())
            continue; // the console is gone
        if (--*pending == 0)
            m_pending.erase(pending);
        Q_EMIT finished(one.session, one.answer);
    }
}

} // namespace turnpike::consolehub

#include "moc_callrunner.cpp"
