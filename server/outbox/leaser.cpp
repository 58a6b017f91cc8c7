// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/leaser.h"

#include "db/database.h"
#include "outbox/sendqueue.h"
#include "telemetry/activity.h"

#include <algorithm>
#include <limits>

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// While there is something to do, the outbox is looked at this often at most.
constexpr milliseconds kScanPause{5};
// Until what could not be done is tried again.
constexpr milliseconds kLongestPause{250};
// A stream with fewer messages at hand than this is looked at.
constexpr size_t kLowWater = 64;
constexpr qint64 kNever = std::numeric_limits<qint64>::max();

MessageClass classOf(Stream stream)
{
    switch (stream) {
    case Stream::Answers:
    case Stream::Interactive:
        return MessageClass::Interactive;
    case Stream::Transactional:
        return MessageClass::Transactional;
    case Stream::Bulk:
        break;
    }
    return MessageClass::Bulk;
}

constexpr size_t indexOf(Stream stream)
{
    return static_cast<size_t>(stream);
}

} // namespace

Leaser::Leaser(db::Database &database, const Clock &clock, QString owner, const Options &options)
    : m_database(database)
    , m_clock(clock)
    , m_owner(std::move(owner))
    , m_options(options)
    , m_nextDue(kNever)
{
    markDirty();
}

void Leaser::beginTerm()
{
    m_cursors = {};
    markDirty();
    m_lastScan = m_nextPoll = SteadyClock::now() - kScanPause;
    m_nextDue = kNever;
}

void Leaser::markDirty()
{
    m_dirty.fill(true);
    m_again.fill(true);
}

void Leaser::noteDue(Timestamp at)
{
    m_nextDue = std::min(m_nextDue, at);
}

void Leaser::pause()
{
    markDirty();
    m_nextDue = kNever;
    m_lastScan = SteadyClock::now() + std::min(m_options.pollInterval, kLongestPause);
}

bool Leaser::wantsMore(Stream stream, const SendQueue &queue) const
{
    return m_dirty[indexOf(stream)] && queue.sizeOf(stream) < kLowWater;
}

Leaser::TimePoint Leaser::nextScan(const SendQueue &queue, bool isIdle) const
{
    return isIdle && queue.size() == 0 ? m_lastScan : m_lastScan + kScanPause;
}

Leaser::TimePoint Leaser::wakeAt(const SendQueue &queue, bool isIdle) const
{
    for (const Stream stream : kStreams) {
        if (wantsMore(stream, queue))
            return nextScan(queue, isIdle);
    }
    if (m_nextDue == kNever)
        return m_nextPoll;
    const milliseconds untilDue(std::clamp<qint64>(m_nextDue - m_clock.nowMs(), 1, 60'000));
    return std::min(m_nextPoll, SteadyClock::now() + untilDue);
}

bool Leaser::isDue(const SendQueue &queue, bool isIdle)
{
    const auto now = SteadyClock::now();
    if (now >= m_nextPoll || m_clock.nowMs() >= m_nextDue) {
        m_nextPoll = now + m_options.pollInterval;
        m_nextDue = kNever;
        markDirty();
    }
    if (now < nextScan(queue, isIdle))
        return false;
    return std::any_of(kStreams.begin(), kStreams.end(),
                       [&](Stream stream) { return wantsMore(stream, queue); });
}

std::vector<LeasedMessage> Leaser::lease(const SendQueue &queue, bool onlyOne, const Deadline &deadline)
{
    const ActivityScope activity(u"lease messages"_s, deadline);
    m_lastScan = SteadyClock::now();
    const Timestamp now = m_clock.nowMs();
    std::vector<Stream> asked;
    std::vector<db::BoundStatement> questions;
    for (const Stream stream : kStreams) {
        if (!wantsMore(stream, queue))
            continue;
        asked.push_back(stream);
        questions.push_back(headsQuery(stream, now));
    }
    if (asked.empty())
        return {};
    // One trip to look at all of them, and another one to lease: whoever has pressed a button waits for both.
    const auto heads = m_database.readInOneTrip(db::Demand::Sender, "sender", deadline, questions);
    const auto untilOf = [&](Stream stream) {
        return now + (stream == Stream::Answers ? m_options.answersLease : m_options.lease).count();
    };
    std::vector<Timestamp> until; // of each of the leases
    std::vector<db::BoundStatement> leases;
    size_t found = 0;
    for (size_t i = 0; i < asked.size(); ++i) {
        if (onlyOne && found + queue.size() > 0)
            break;
        std::vector<qint64> due = dueIds(asked[i], repository::headsIn(heads.at(i)), now, deadline);
        if (onlyOne && due.size() > 1)
            due.resize(1);
        if (due.empty())
            continue;
        found += due.size();
        until.push_back(untilOf(asked[i]));
        leases.push_back(repository::leaseQuery(m_owner, due, now, until.back()));
    }
    if (leases.empty())
        return {};
    const auto rows = m_database.writeInOneTrip(db::Demand::Sender, "sender", deadline, leases);
    std::vector<LeasedMessage> messages;
    for (size_t i = 0; i < rows.size(); ++i) {
        for (LeasedMessage &message : repository::leasedIn(rows[i], until[i]))
            messages.push_back(std::move(message));
    }
    dropBehindExpired(messages, now, deadline);
    return messages;
}

db::BoundStatement Leaser::headsQuery(Stream stream, Timestamp now)
{
    if (stream == Stream::Answers)
        return repository::dueAnswersQuery(now, m_options.page);
    const auto &cursor = m_cursors[indexOf(stream)];
    if (!cursor)
        m_again[indexOf(stream)] = false;
    return repository::queueHeadsQuery(classOf(stream), cursor.value_or(std::numeric_limits<qint64>::min()),
                                       m_options.page);
}

// What may be leased now of the page of a stream that was read.
std::vector<qint64> Leaser::dueIds(Stream stream, const std::vector<QueueHead> &heads, Timestamp now,
                                   const Deadline &deadline)
{
    std::vector<qint64> ids;
    const bool more = static_cast<int>(heads.size()) == m_options.page;
    if (stream == Stream::Answers) {
        m_dirty[indexOf(stream)] = more;
        for (const QueueHead &answer : heads)
            ids.push_back(answer.id);
        return ids;
    }
    m_dirty[indexOf(stream)] = more || m_again[indexOf(stream)];
    m_cursors[indexOf(stream)] = more ? std::optional(heads.back().chat.value()) : std::nullopt;
    std::vector<qint64> waiting;
    addDue(heads, now, ids, waiting);
    // All edits are of that class.
    if (stream == Stream::Interactive && !waiting.empty()) {
        const auto edits = m_database.read(db::Demand::Sender, "sender", deadline, [&](db::Transaction &tx) {
            return repository::editsBehind(tx, waiting);
        });
        addDue(edits, now, ids, waiting);
    }
    return ids;
}

// Those that may be leased now, and those that wait for their time.
void Leaser::addDue(const std::vector<QueueHead> &heads, Timestamp now, std::vector<qint64> &due,
                    std::vector<qint64> &waiting)
{
    for (const QueueHead &head : heads) {
        const bool leased = head.leaseUntil && *head.leaseUntil > now;
        if (leased)
            continue;
        // One that is too late is leased as well: to be dropped.
        if (head.notBefore <= now || head.expiresAt <= now) {
            due.push_back(head.id);
        } else {
            waiting.push_back(head.id);
            noteDue(std::min(head.notBefore, head.expiresAt));
        }
    }
}

// Those that have expired come along, to be dropped by the sender; what waits behind them is dropped here.
void Leaser::dropBehindExpired(const std::vector<LeasedMessage> &messages, Timestamp now,
                               const Deadline &deadline)
{
    const auto isExpired = [now](const LeasedMessage &message) { return message.expiresAt <= now; };
    if (std::none_of(messages.begin(), messages.end(), isExpired))
        return;
    m_database.write(db::Demand::Sender, "sender", deadline, [&](db::Transaction &tx) {
        for (const LeasedMessage &message : messages) {
            if (isExpired(message))
                repository::dropExpired(tx, message.messageClass, message.chat, now);
        }
    });
}

} // namespace turnpike::outbox
