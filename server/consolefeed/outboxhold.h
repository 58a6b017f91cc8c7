// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "consolefeed/leading.h"
#include "db/database.h"

namespace turnpike::consolefeed {

// Whether operators hold all messages back: kept in the database, so that it holds until it is released,
// whoever leads. Thread-safe; both functions block, and throw what the database throws.
class OutboxHold
{
public:
    // All outlive this object.
    OutboxHold(db::Database &database, const Clock &clock, Leading &leading);

    // Does here as the database says. Each second on an operations thread.
    void follow(const Deadline &deadline);
    // An operator's order: in force here at once, elsewhere within about a second.
    void set(bool held, const Deadline &deadline);

private:
    db::Database &m_database;
    const Clock &m_clock;
    Leading &m_leading;
};

} // namespace turnpike::consolefeed
