// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/iteration.h"

namespace turnpike::workers {

Iteration::Iteration(Setup setup)
    : m_setup(std::move(setup))
    , m_began(std::chrono::steady_clock::now())
    , m_deadline(Deadline::in(m_setup.timeout, std::make_shared<Cancellation>()))
    , m_softUntil(Deadline::in(m_setup.softBudget))
    , m_stuckAt(Deadline::in(m_setup.timeout + m_setup.grace))
{}

std::chrono::milliseconds Iteration::elapsed() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - m_began);
}

bool Iteration::mayCall()
{
    if (m_deadline.isOver())
        return false;
    if (const CancelReason reason = m_windDown.load(); reason != CancelReason::None) {
        m_stoppedBy.store(reason);
        return false;
    }
    if (m_setup.objection) {
        const CancelReason reason = m_setup.objection();
        if (reason != CancelReason::None) {
            m_deadline.cancellation()->cancel(reason);
            return false;
        }
    }
    return true;
}

bool Iteration::shouldStop()
{
    if (!mayCall())
        return true;
    if (m_softUntil.hasPassed()) {
        setMore();
        return true;
    }
    return false;
}

void Iteration::degrade(ErrorType errorType, const protocol::Sentence &reason)
{
    const std::lock_guard lock(m_mutex);
    if (!m_degraded)
        m_degraded.emplace(errorType, reason);
}

bool Iteration::finish(Outcome outcome, ErrorType errorType, const protocol::Sentence &reason)
{
    Ending ending{outcome, errorType, reason, items(), false};
    {
        const std::lock_guard lock(m_mutex);
        if (m_ending)
            return false;
        ending.more = m_more.load(std::memory_order_relaxed) && ending.items > 0 &&
                      (outcome == Outcome::Success || outcome == Outcome::Degraded);
        m_ending = ending;
    }
    if (m_setup.onEnd)
        m_setup.onEnd(*this, ending);
    return true;
}

bool Iteration::finishNormally()
{
    // A worker that was told to stop between items returns in the ordinary way.
    const CancelReason stoppedBy = m_deadline.isCancelled() ? m_deadline.cancelReason() : m_stoppedBy.load();
    if (stoppedBy != CancelReason::None) {
        return finish(Outcome::Cancelled, ErrorType::None,
                      QString::fromLatin1(turnpike::toString(stoppedBy)));
    }
    if (m_deadline.hasPassed())
        return finish(Outcome::Timeout, ErrorType::Infra,
                      protocol::Sentence(protocol::SentenceId::StoppedBetweenItems));
    std::optional<std::pair<ErrorType, protocol::Sentence>> degraded;
    {
        const std::lock_guard lock(m_mutex);
        degraded = m_degraded;
    }
    if (degraded)
        return finish(Outcome::Degraded, degraded->first, degraded->second);
    return finish(Outcome::Success, ErrorType::None, {});
}

std::optional<Ending> Iteration::ending() const
{
    const std::lock_guard lock(m_mutex);
    return m_ending;
}

bool isFailure(Outcome outcome)
{
    return outcome == Outcome::Failed || outcome == Outcome::Timeout || outcome == Outcome::Stuck;
}

} // namespace turnpike::workers
