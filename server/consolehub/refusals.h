#pragma once

#include "control/audit.h"

#include <QHash>

#include <mutex>
#include <optional>
#include <vector>

namespace turnpike::consolehub {

// What was refused before anything was done: tokens at the door, calls above a role. Each kind from each
// origin becomes an audit row when it happens first and, with how often, at most once a minute from then on,
// so that whoever hammers at the door fills no table. Thread-safe; bounded.
class Refusals
{
public:
    explicit Refusals(const Clock &clock);

    // `key` says what counts as the same. Never blocks on anything.
    void note(const QString &key, const control::AuditEntry &entry);
    // What is to be written now, from an operations thread; give it back when it could not be.
    std::vector<control::AuditEntry> takeDue();
    void giveBack(const std::vector<control::AuditEntry> &entries);

private:
    struct Seen
    {
        control::AuditEntry entry;
        qint64 count = 0; // not written yet
        qint64 nextAt = 0;
    };

    const Clock &m_clock;
    std::mutex m_mutex;
    QHash<QString, Seen> m_seen;
    std::vector<control::AuditEntry> m_returned;
};

} // namespace turnpike::consolehub
