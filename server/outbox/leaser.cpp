#include "outbox/leaser.h"

#include "db/database.h"
#include "outbox/sendqueue.h"
#include "telemetry/activity.h"

#include <algorithm>
#include <limits>

namespace turnpike::outbox {

namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// While there is something to do, the outbox is looked at this often at most.
constexpr milliseconds kScanPause{5};
// A class with fewer messages at hand than this is looked at.
constexpr size_t kLowWater = 64;
constexpr qint64 kNever = std::numeric_limits<qint64>::max();

} // namespace

Leaser::Leaser(db::Database &database, const Clock &clock, QString owner, const Options &options)
    : m_database(database)
    , m_clock(clock)
    , m_owner(std::move(owner))
    , m_options(options)
    , m_nextDue(kNever)
{}

void Leaser::beginTerm()
{
    m_cursors = {};
    m_dirty = true;
    m_lastScan = m_nextPoll = SteadyClock::now() - kScanPause;
    m_nextDue = kNever;
}

void Leaser::noteDue(qint64 at)
{
    m_nextDue = std::min(m_nextDue, at);
}

void Leaser::pause()
{
    m_dirty = true;
    m_nextDue = kNever;
    m_lastScan = SteadyClock::now() + m_options.pollInterval;
}

Leaser::TimePoint Leaser::wakeAt() const
{
    if (m_dirty)
        return m_lastScan + kScanPause;
    if (m_nextDue == kNever)
        return m_nextPoll;
    const milliseconds untilDue(std::clamp<qint64>(m_nextDue - m_clock.nowMs(), 1, 60'000));
    return std::min(m_nextPoll, SteadyClock::now() + untilDue);
}

bool Leaser::isDue()
{
    const auto now = SteadyClock::now();
    if (now >= m_nextPoll || m_clock.nowMs() >= m_nextDue) {
        m_nextPoll = now + m_options.pollInterval;
        m_dirty = true;
    }
    return m_dirty && now >= m_lastScan + kScanPause;
}

std::vector<LeasedMessage> Leaser::lease(const SendQueue &queue, bool onlyOne, const Deadline &deadline)
{
    const ActivityScope activity(QStringLiteral("lease messages"), deadline);
    m_dirty = false;
    m_nextDue = kNever;
    m_lastScan = SteadyClock::now();
    const qint64 now = m_clock.nowMs();
    std::array<std::vector<qint64>, kMessageClasses.size()> ids;
    size_t found = 0;
    m_database.read(db::Demand::Sender, "sender", deadline, [&](db::Transaction &tx) {
        found = 0;
        for (size_t i = 0; i < kMessageClasses.size(); ++i) {
            const bool enough = queue.sizeOf(kMessageClasses[i]) >= kLowWater;
            m_dirty = m_dirty || enough;
            ids[i].clear();
            if (enough || (onlyOne && found + queue.size() > 0))
                continue;
            ids[i] = dueHeads(tx, kMessageClasses[i], now);
            if (onlyOne && ids[i].size() > 1)
                ids[i].resize(1);
            found += ids[i].size();
        }
    });
    if (found == 0)
        return {};
    return m_database.write(db::Demand::Sender, "sender", deadline, [&](db::Transaction &tx) {
        std::vector<LeasedMessage> messages;
        for (size_t i = 0; i < kMessageClasses.size(); ++i) {
            for (LeasedMessage &message : leaseClass(tx, kMessageClasses[i], ids[i], now))
                messages.push_back(std::move(message));
        }
        return messages;
    });
}

// The next page of heads that may be leased.
std::vector<qint64> Leaser::dueHeads(db::Transaction &tx, MessageClass messageClass, qint64 now)
{
    auto &cursor = m_cursors[static_cast<size_t>(messageClass)];
    const auto heads = repository::queueHeads(
        tx, messageClass, cursor.value_or(std::numeric_limits<qint64>::min()), m_options.page);
    const bool more = static_cast<int>(heads.size()) == m_options.page;
    cursor = more ? std::optional(heads.back().chat.value()) : std::nullopt;
    m_dirty = m_dirty || more;
    std::vector<qint64> ids;
    if (messageClass == MessageClass::Interactive) {
        for (const QueueHead &head : repository::dueAnswers(tx, now, m_options.page))
            ids.push_back(head.id);
    }
    for (const QueueHead &head : heads) {
        const bool leased = head.leaseUntil && *head.leaseUntil > now;
        if (head.notBefore > now)
            noteDue(head.notBefore);
        else if (!leased)
            ids.push_back(head.id);
    }
    return ids;
}

// Those that have expired come along, to be dropped by the sender; what waits behind them is dropped here.
std::vector<LeasedMessage> Leaser::leaseClass(db::Transaction &tx, MessageClass messageClass,
                                              const std::vector<qint64> &ids, qint64 now) const
{
    const milliseconds time =
        messageClass == MessageClass::Interactive ? m_options.interactiveLease : m_options.lease;
    auto messages = repository::lease(tx, m_owner, ids, now, now + time.count());
    for (const LeasedMessage &message : messages) {
        if (message.expiresAt <= now)
            repository::dropExpired(tx, messageClass, message.chat, now);
    }
    return messages;
}

} // namespace turnpike::outbox
