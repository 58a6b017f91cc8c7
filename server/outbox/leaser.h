#pragma once

#include "base/clock.h"
#include "outbox/outboxrepository.h"

#include <array>
#include <chrono>

namespace turnpike::db {
class Database;
}

namespace turnpike::outbox {

class SendQueue;

constexpr std::array kMessageClasses{MessageClass::Interactive, MessageClass::Transactional,
                                     MessageClass::Bulk};

// Finds out what there is to send, a page of chats at a time for each class, and leases what is due. Knows
// when it is worth to look again. Used by the sender's thread.
class Leaser
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Options
    {
        std::chrono::milliseconds pollInterval;
        std::chrono::milliseconds lease;
        std::chrono::milliseconds interactiveLease;
        int page;
    };

    Leaser(db::Database &database, const Clock &clock, QString owner, const Options &options);

    void beginTerm();

    // Something may have changed: look again soon.
    void markDirty() { m_dirty = true; }
    // A message becomes due at `at` (ms UTC).
    void noteDue(qint64 at);
    // Nothing can be done now: look again after a poll's time.
    void pause();

    // When to call isDue() again if nothing happens before.
    TimePoint wakeAt() const;
    bool isDue();
    // Leases for the classes of which `queue` has little; one message only where `onlyOne`. Throws what the
    // database throws.
    std::vector<LeasedMessage> lease(const SendQueue &queue, bool onlyOne, const Deadline &deadline);

private:
    std::vector<qint64> dueHeads(db::Transaction &tx, MessageClass messageClass, qint64 now);
    std::vector<LeasedMessage> leaseClass(db::Transaction &tx, MessageClass messageClass,
                                          const std::vector<qint64> &ids, qint64 now) const;

    db::Database &m_database;
    const Clock &m_clock;
    const QString m_owner;
    const Options m_options;
    // By class: the last chat seen; none: begin with the first.
    std::array<std::optional<qint64>, kMessageClasses.size()> m_cursors;
    bool m_dirty = true;
    TimePoint m_lastScan;
    TimePoint m_nextPoll;
    qint64 m_nextDue; // ms UTC
};

} // namespace turnpike::outbox
