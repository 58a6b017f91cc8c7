// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/deadline.h"

#include "base/errors.h"

#include <QByteArray>
#include <QFile>

#include <algorithm>
#include <atomic>
#include <thread>

namespace turnpike {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr auto kHeldBack = std::chrono::hours(1);

bool tracerAttached()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return false;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("TracerPid:");
    if (at < 0)
        return false;
    return text.mid(at + 10, 16).trimmed().split('\n').first().trimmed() != "0";
}

} // namespace

bool deadlinesStandStill()
{
    static const bool real = qgetenv("TURNPIKE_DEADLINES") == "real";
    static std::atomic<qint64> nextLook{0};
    static std::atomic<bool> attached{false};
    if (real)
        return false;
    const Timestamp now =
        std::chrono::duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
    qint64 due = nextLook.load(std::memory_order_relaxed);
    if (now >= due && nextLook.compare_exchange_strong(due, now + 1000))
        attached.store(tracerAttached(), std::memory_order_relaxed);
    return attached.load(std::memory_order_relaxed);
}

Deadline::Deadline(TimePoint until, std::shared_ptr<Cancellation> cancellation)
    : m_until(until)
    , m_cancellation(std::move(cancellation))
{}

Deadline Deadline::in(milliseconds budget, std::shared_ptr<Cancellation> cancellation)
{
    return {steady_clock::now() + budget, std::move(cancellation)};
}

Deadline Deadline::within(milliseconds budget) const
{
    return {std::min(m_until, steady_clock::now() + budget), m_cancellation};
}

Deadline::TimePoint Deadline::timePoint() const
{
    return deadlinesStandStill() ? std::max(m_until, steady_clock::now() + kHeldBack) : m_until;
}

milliseconds Deadline::remaining() const
{
    const auto left = std::chrono::ceil<milliseconds>(timePoint() - steady_clock::now());
    return std::max(left, 0ms);
}

CancelReason Deadline::cancelReason() const
{
    return m_cancellation ? m_cancellation->reason() : CancelReason::None;
}

void Deadline::check(const char *what) const
{
    if (isCancelled())
        throw Cancelled(what, cancelReason());
    if (hasPassed())
        throw DeadlineExceeded(what);
}

bool Deadline::sleep(milliseconds duration) const
{
    const TimePoint wake = steady_clock::now() + duration;
    const TimePoint until = std::min(wake, timePoint());
    if (m_cancellation) {
        if (m_cancellation->waitUntil(until))
            return false;
    } else {
        std::this_thread::sleep_until(until);
    }
    return steady_clock::now() >= wake;
}

} // namespace turnpike
