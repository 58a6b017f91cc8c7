// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/answerqueue.h"

#include "http/httplog.h"

namespace turnpike::http {

AnswerQueue::AnswerQueue(QObject *owner, Deliver deliver, std::function<void(quint64)> authenticate)
    : m_deliver(std::move(deliver))
    , m_authenticate(std::move(authenticate))
    , m_owner(owner)
{}

void AnswerQueue::post(quint64 ticket, Answer answer)
{
    if (std::this_thread::get_id() == m_ownerThread) {
        // m_owner changes on this thread alone.
        if (m_owner)
            m_deliver(ticket, answer);
        return;
    }
    const std::lock_guard lock(m_mutex);
    if (!m_owner)
        return;
    m_posted.push_back({ticket, std::move(answer)});
    if (m_posted.size() == 1) // the first of a batch wakes the owner, which cannot go while we hold the lock
        QMetaObject::invokeMethod(
            m_owner, [this] { drain(); }, Qt::QueuedConnection);
}

void AnswerQueue::drain()
{
    std::vector<Posted> posted;
    {
        const std::lock_guard lock(m_mutex);
        posted.swap(m_posted);
    }
    for (const Posted &one : posted)
        m_deliver(one.ticket, one.answer);
}

void AnswerQueue::markAuthenticated(quint64 ticket)
{
    Q_ASSERT(std::this_thread::get_id() == m_ownerThread);
    if (m_owner)
        m_authenticate(ticket);
}

void AnswerQueue::disown()
{
    const std::lock_guard lock(m_mutex);
    m_owner = nullptr;
    m_posted.clear();
}

Reply::State::~State()
{
    if (answered.exchange(true))
        return;
    log::warning(lcHttp(), "a request was dropped without an answer");
    queue->post(ticket, Response{500, {}, {}, {}});
}

Reply::Reply(std::shared_ptr<State> state)
    : m_state(std::move(state))
{}

void Reply::send(Response response) const
{
    if (!m_state->answered.exchange(true))
        m_state->queue->post(m_state->ticket, std::move(response));
}

void Reply::abort() const
{
    if (!m_state->answered.exchange(true))
        m_state->queue->post(m_state->ticket, std::nullopt);
}

void Reply::markAuthenticated() const
{
    m_state->queue->markAuthenticated(m_state->ticket);
}

} // namespace turnpike::http
