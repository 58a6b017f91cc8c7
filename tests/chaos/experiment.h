// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "findings.h"
#include "rig.h"
#include "throughput.h"

namespace turnpike::chaos {

// One thing that goes wrong. A case says what world it wants and does the harm; everything else is the same
// for all.
class Case
{
public:
    virtual ~Case() = default;

    virtual QString name() const = 0;
    // Most do harm to PostgreSQL, or need several replicas, which it alone allows.
    virtual bool runsOn(ShopDatabase database) const { return database == ShopDatabase::Postgres; }
    // Why this machine does not allow it, as of now; empty: it does.
    virtual QString whyNotHere() const { return {}; }
    // What is done, in a few words.
    virtual QString deed(const Form &form) const = 0;
    virtual World world(const Form &form) const;
    // Does the harm and undoes it, while the crowd goes on. Calls rig.faultEnded() whenever the shop can be
    // expected to recover.
    virtual void strike(Rig &rig) = 0;
};

// What the shop manages, before the harm and after it, by the same measure.
struct Throughput
{
    double inTime = 0; // see partInTime()
    double burst = 0;  // relative to the twin, see Race
};

// What came of it.
struct Outcome
{
    QString why; // it could not be carried through; empty: it was
    Findings findings;
    std::vector<qint64> recoveriesMs; // from the end of a fault until an update that came after it is handled
    ControlDelays controls;
    qint64 caughtUpMs = 0; // from the end of a fault until all that was made before is handled; the longest
    double burstUpdatesPerSecond = 0; // before
    Throughput before;
    Throughput after;
    std::chrono::milliseconds longestAway{}; // see Rig::faultEnded
    int crashes = 0;
    bool isTimed = true; // see World
    QString folder;      // with logs, kept when it did not hold

    // Every reason why it did not hold, in words; empty: it did.
    QStringList objections() const;
};

// Starts a world and its twin, measures, lets the case strike, measures again, and compares the books.
Outcome perform(Case &which, const Tools &tools, const Form &form);

} // namespace turnpike::chaos
