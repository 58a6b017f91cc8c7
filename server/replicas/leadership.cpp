// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "replicas/leadership.h"

#include "base/deadline.h"
#include "base/errors.h"
#include "base/thread.h"
#include "replicas/leaderlock.h"
#include "telemetry/log.h"

#include <ctime>
#include <limits>

namespace turnpike::replicas {

Q_LOGGING_CATEGORY(lcLeadership, "turnpike.replicas.leadership")

using namespace std::chrono_literals;

namespace {

// The window is longer than two pings, and 4 s shorter than the server's idle_session_timeout of 10 s: a
// frozen leader has stopped trusting itself before another can have the lock.
constexpr auto kPingEvery = 2s;
constexpr auto kPingTimeout = 2s;
constexpr qint64 kTrustMs = 6'000;
// A released or dead leader is followed within 2 s.
constexpr auto kAskEvery = 1s;
constexpr auto kConnectTimeout = 5s;
// After stepping down: long enough for another to take over.
constexpr auto kStayOut = 10s;

qint64 bootTimeMs()
{
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now); // goes on while the machine sleeps
    return now.tv_sec * 1000LL + now.tv_nsec / 1'000'000;
}

} // namespace

Leadership::Leadership(const db::DatabaseUrl &url, Callbacks callbacks)
    : m_url(url)
    , m_callbacks(std::move(callbacks))
{}

Leadership::~Leadership()
{
    stop();
}

void Leadership::start()
{
    m_thread = std::thread([this] {
        setCurrentThreadName("leadership");
        loop();
    });
}

void Leadership::stop()
{
    m_stop->cancel(CancelReason::Shutdown);
    if (m_thread.joinable())
        m_thread.join();
}

bool Leadership::isLeader() const
{
    const qint64 until = m_trustedUntilMs.load(std::memory_order_acquire);
    return until != 0 && (deadlinesStandStill() || bootTimeMs() < until);
}

void Leadership::loop()
{
    if (m_url.kind() == db::DatabaseUrl::Kind::Sqlite) {
        m_trustedUntilMs = std::numeric_limits<qint64>::max();
        begin();
        while (!m_stop->waitUntil(std::chrono::steady_clock::now() + 1h)) {
        }
        end();
        return;
    }
    m_lock = std::make_unique<LeaderLock>(m_url);
    while (!m_stop->isCancelled()) {
        try {
            m_leads ? keep() : contend();
        } catch (const Cancelled &) {
            break;
        } catch (const Error &error) {
            if (m_leads)
                log::warning(lcLeadership(), "leadership: the lock's connection failed").with(error);
            else
                log::debug(lcLeadership(), "leadership: cannot ask for the lock").with(error);
            end();
            Deadline::in(1h, m_stop).sleep(kAskEvery);
        }
    }
    end();
    m_lock->close();
}

void Leadership::contend()
{
    const qint64 asked = bootTimeMs();
    if (m_lock->tryAcquire(Deadline::in(kConnectTimeout, m_stop))) {
        m_trustedUntilMs = asked + kTrustMs;
        begin();
        return;
    }
    Deadline::in(1h, m_stop).sleep(kAskEvery);
}

void Leadership::keep()
{
    Deadline::in(1h, m_stop).sleep(kPingEvery);
    if (m_mustStepDown.exchange(false)) {
        log::info(lcLeadership(), "leadership: stepping down, as an operator asked");
        end();
        Deadline::in(1h, m_stop).sleep(kStayOut);
        return;
    }
    const qint64 asked = bootTimeMs();
    m_lock->ping(Deadline::in(kPingTimeout, m_stop));
    m_trustedUntilMs = asked + kTrustMs;
}

void Leadership::begin()
{
    log::info(lcLeadership(), "leadership gained");
    m_leads = true;
    m_callbacks.gained();
}

void Leadership::end()
{
    // The lock goes first: whoever follows need not wait for our last work, the claims keep it apart. Without
    // a lock nobody follows, and the last answers may still leave.
    if (m_lock) {
        m_trustedUntilMs = 0;
        m_lock->close();
    }
    if (!m_leads)
        return;
    m_leads = false;
    log::info(lcLeadership(), m_stop->isCancelled() ? "leadership released" : "leadership lost");
    m_callbacks.lost();
    m_trustedUntilMs = 0;
}

} // namespace turnpike::replicas
