#include "consolehub/callrunner.h"

#include "protocol/calls.h"
#include "telemetry/activity.h"

namespace turnpike::consolehub {

CallRunner::CallRunner(const CallTable &calls, QObject *parent)
    : QObject(parent)
    , m_calls(calls)
{}

CallRunner::~CallRunner()
{
    m_stop->cancel(CancelReason::Shutdown);
}

void CallRunner::start(quint64 session, const CallRequest &request)
{
    Lane &lane = laneOf(request.call);
    std::deque<Waiting> &waiting = lane.waiting[session];
    if (waiting.empty())
        lane.turns.push_back(session);
    waiting.push_back({request, Deadline::in(kCallTime, m_stop)});
    m_pending[session] += 1;
    next(lane);
}

void CallRunner::forget(quint64 session)
{
    for (Lane *lane : {&m_database, &m_changes, &m_memory}) {
        lane->waiting.remove(session);
        std::erase(lane->turns, session);
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
    if (lane.isBusy || lane.turns.empty())
        return;
    const quint64 session = lane.turns.front();
    lane.turns.pop_front();
    std::deque<Waiting> &waiting = lane.waiting[session];
    const Waiting turn = std::move(waiting.front());
    waiting.pop_front();
    if (waiting.empty())
        lane.waiting.remove(session);
    else
        lane.turns.push_back(session);
    lane.isBusy = true;
    lane.thread.start([this, &lane, session, turn] {
        const ActivityScope activity(QStringLiteral("console call %1").arg(turn.request.call), turn.deadline);
        Done done{&lane, session, m_calls.serve(turn.request, turn.deadline)};
        {
            const std::lock_guard lock(m_mutex);
            m_done.push_back(std::move(done));
        }
        QMetaObject::invokeMethod(this, &CallRunner::collect, Qt::QueuedConnection);
    });
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
