// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "consolefeed/leading.h"
#include "db/database.h"

#include <mutex>

namespace turnpike::consolefeed {

// Whether operators hold all messages back: kept in the database, so that it holds until it is released,
// whoever leads. Both functions block, and throw what the database throws; they may be called by two threads
// at the same time.
class OutboxHold
{
public:
    // All outlive this object.
    OutboxHold(db::Database &database, const Clock &clock, Leading &leading);

    // What follow() reads: a statement of one text.
    static db::BoundStatement look();
    // Does here as the database says. On an operations thread, when look() says something else than before,
    // and each second where nobody looks.
    void follow(const Deadline &deadline);
    // An operator's order: in force here at once, elsewhere within about a second. No follow() that is under
    // way undoes it. One order after another.
    void set(bool held, const Deadline &deadline);

private:
    quint64 orders() const;

    db::Database &m_database;
    const Clock &m_clock;
    Leading &m_leading;
    mutable std::mutex m_mutex; // held while it is told to hold, so that the newest word is the last
    quint64 m_orders = 0;       // guarded by m_mutex: so many were carried out
};

} // namespace turnpike::consolefeed
