// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/removals.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/kicker.h"
#include "db/database.h"
#include "protocol/timestamp.h"

#include <QSet>
#include <QStringList>

#include <optional>

namespace turnpike::access {

// What a look at the VPN API's own list of keys found.
struct ReconciliationReport
{
    qint64 listed = 0;    // keys at the VPN API
    qint64 setAgain = 0;  // customers' keys that it did not know: due again
    qint64 takenAway = 0; // keys that it still knew though they had been removed: queued again
    QStringList unknown;  // that it knows and nobody here ever had: left alone, for they may be another's

    bool hasDifferences() const { return setAgain > 0 || takenAway > 0; }
};

// Compares what the VPN API has with what it should have, as a safety net: it may have been reinstalled or
// restored, and calls may take effect later than expected. Makes rows due and calls nothing itself; the list
// shows which uuids are there, but never until when. Holds no state; thread-safe.
class Reconciliation
{
public:
    Reconciliation(const Clock &clock, Kicker &kicker);

    // `listed`: uuids in lower case, asked for at `askedAt`, ms UTC; whatever changed since is left to the
    // next look. Works through customers in transactions of some hundred. `isDryRun` finds and changes
    // nothing. Throws what the database and the deadline throw; what was made due by then stays so.
    ReconciliationReport apply(db::Database &database, const QSet<QString> &listed, Timestamp askedAt,
                               bool isDryRun, const Deadline &deadline) const;

    // How many keys are told again in a second: no more than the VPN API takes along with the day's work.
    static constexpr int kAgainASecond = 20;
    // For a VPN API restored from an old copy, whose list knows the keys and not that their ends are old:
    // makes all that customers have due again, so many a second, and all that was given up on. How many there
    // are that are not due anyway. Nobody is owed a key for it. Transactions, `isDryRun` and exceptions as
    // above.
    qint64 setAllAgain(db::Database &database, bool isDryRun, const Deadline &deadline) const;

private:
    struct Place;
    int lookAtCustomers(db::Transaction &tx, const QSet<QString> &listed, Place &place) const;
    void lookAtStrays(db::Transaction &tx, const QStringList &strays, Place &place) const;

    const Clock &m_clock;
    Kicker &m_kicker;
    Removals m_removals;
};

} // namespace turnpike::access
