// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/answerqueue.h"

#include "http/answerstogether.h"
#include "http/httplog.h"

#include <algorithm>
#include <iterator>

namespace turnpike::http {

namespace {

thread_local AnswersTogether *t_together = nullptr;

} // namespace

AnswerQueue::AnswerQueue(QObject *owner, Deliver deliver, std::function<void(quint64)> authenticate)
    : m_deliver(std::move(deliver))
    , m_authenticate(std::move(authenticate))
    , m_owner(owner)
{}

void AnswerQueue::post(quint64 ticket, Answer answer)
{
    std::vector<Posted> one(1);
    one.front() = {ticket, std::move(answer)};
    post(std::move(one));
}

void AnswerQueue::post(std::vector<Posted> answers)
{
    if (std::this_thread::get_id() == m_ownerThread) {
        for (const Posted &one : answers) {
            // m_owner changes on this thread alone.
            if (m_owner)
                m_deliver(one.ticket, one.answer);
        }
        return;
    }
    const std::lock_guard lock(m_mutex);
    if (!m_owner || answers.empty())
        return;
    const bool isFirst = m_posted.empty();
    std::move(answers.begin(), answers.end(), std::back_inserter(m_posted));
    if (isFirst) // the first of a batch wakes the owner, which cannot go while we hold the lock
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

AnswersTogether::AnswersTogether()
{
    if (!t_together)
        t_together = this;
}

AnswersTogether::~AnswersTogether()
{
    if (t_together != this)
        return;
    t_together = nullptr;
    for (auto next = m_kept.begin(); next != m_kept.end();) {
        const std::shared_ptr<AnswerQueue> queue = next->queue;
        std::vector<AnswerQueue::Posted> answers;
        for (; next != m_kept.end() && next->queue == queue; ++next)
            answers.push_back({next->ticket, std::move(next->response)});
        queue->post(std::move(answers));
    }
}

void AnswersTogether::give(const std::shared_ptr<AnswerQueue> &queue, quint64 ticket, Response response)
{
    if (t_together)
        t_together->m_kept.push_back({queue, ticket, std::move(response)});
    else
        queue->post(ticket, std::move(response));
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
        AnswersTogether::give(m_state->queue, m_state->ticket, std::move(response));
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
