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
    for (CallQueue *queue : {&m_database, &m_changes, &m_memory})
        queue->thread.reset();
}

void CallRunner::start(quint64 session, const QByteArray &digest, const CallRequest &request)
{
    CallQueue &queue = queueOf(request.call);
    std::deque<Waiting> &waiting = queue.waiting[request.caller.name];
    if (waiting.empty())
        queue.turns.push_back(request.caller.name);
    waiting.push_back({session, digest, request, Deadline::in(kCallTime, m_stop)});
    m_pending[session] += 1;
    next(queue);
}

void CallRunner::forget(quint64 session)
{
    for (CallQueue *queue : {&m_database, &m_changes, &m_memory}) {
        for (auto it = queue->waiting.begin(); it != queue->waiting.end();) {
            std::erase_if(it.value(), [session](const Waiting &one) { return one.session == session; });
            if (!it.value().empty()) {
                ++it;
                continue;
            }
            std::erase(queue->turns, it.key());
            it = queue->waiting.erase(it);
        }
    }
    m_pending.remove(session);
}

CallRunner::CallQueue &CallRunner::queueOf(const QString &call)
{
    if (m_calls.needs(call) == CallTable::Needs::Memory)
        return m_memory;
    const auto spec = protocol::findCall(call);
    return spec && spec->isChange ? m_changes : m_database;
}

void CallRunner::next(CallQueue &queue)
{
    if (queue.isBusy || queue.turns.empty() || !queue.thread)
        return;
    const QString name = queue.turns.front();
    queue.turns.pop_front();
    std::deque<Waiting> &waiting = queue.waiting[name];
    const Waiting turn = std::move(waiting.front());
    waiting.pop_front();
    if (waiting.empty())
        queue.waiting.remove(name);
    else
        queue.turns.push_back(name);
    queue.isBusy = true;
    queue.thread->start([this, &queue, turn] {
        const ActivityScope activity(u"console call %1"_s.arg(turn.request.call), turn.deadline);
        Done done{&queue, turn.session, serve(turn)};
        {
            const std::lock_guard lock(m_mutex);
            m_done.push_back(std::move(done));
        }
        QMetaObject::invokeMethod(this, &CallRunner::collect, Qt::QueuedConnection);
    });
}

// On the queue's thread.
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
        one.queue->isBusy = false;
        next(*one.queue);
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
