// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "base/ids.h"
#include "base/kicker.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QByteArray>
#include <QString>

#include <limits>
#include <optional>
#include <vector>

namespace turnpike::inbox {

// An update that was given up on, as operators see it.
struct DeadLetter
{
    qint64 seq = 0;
    UpdateId updateId;
    QString kind;
    std::optional<TelegramId> user;
    QString lane;
    int attempts = 0;
    int crashes = 0;
    QString lastError;
    Timestamp receivedAt = 0;        // ms UTC
    std::optional<Timestamp> diedAt; // ms UTC
    QByteArray body;                 // only of inspect()
};

// Which of them one wants to see; all by default.
struct LetterFilter
{
    QString text = {};               // in the kind, the lane or the error, in either case
    std::optional<qint64> from = {}; // of when it was received, ms UTC
    std::optional<qint64> to = {};
    QString kind = {};  // empty: any
    QString cause = {}; // as in DeadLetterGroup; empty: any
    // Of an order for all of them: by their own number beyond this one, not beyond that one, and not of those
    // that died later.
    qint64 afterSeq = 0;
    qint64 lastSeq = std::numeric_limits<qint64>::max();
    Timestamp diedUntil = std::numeric_limits<qint64>::max(); // ms UTC, inclusive
};

// Dead letters of one kind that died of one cause.
struct DeadLetterGroup
{
    QString kind;
    QString cause; // see failurecause.h; of a row of the version before its error
    qint64 count = 0;
    Timestamp firstAt = 0, lastAt = 0; // ms UTC
    qint64 newestSeq = 0;
    QString example; // the error of that one
};

// What operators do with updates that were given up on. Each function works in the caller's transaction, in
// which the caller also leaves its audit row. Thread-safe.
class DeadLetters
{
public:
    DeadLetters(const Clock &clock, Kicker &kicker);

    // Newest first, at most `limit`, older than the row `beforeSeq` if given.
    std::vector<DeadLetter> list(db::Transaction &tx, int limit,
                                 std::optional<qint64> beforeSeq = std::nullopt,
                                 const LetterFilter &filter = {}) const;
    // Oldest first, at most `limit`.
    std::vector<qint64> seqs(db::Transaction &tx, int limit, const LetterFilter &filter) const;
    qint64 count(db::Transaction &tx) const;
    qint64 count(db::Transaction &tx, const LetterFilter &filter) const;
    // That of the most first, at most `limit`, of the newest `rows` dead letters that match.
    std::vector<DeadLetterGroup> groups(db::Transaction &tx, int limit, int rows,
                                        const LetterFilter &filter = {}) const;
    // The highest number of all updates there are; 0: there are none.
    qint64 lastSeq(db::Transaction &tx) const;
    std::optional<DeadLetter> inspect(db::Transaction &tx, qint64 seq) const;

    // Makes it pending again, with all its attempts available, at its old place in its lane. False if it is
    // not a dead letter.
    bool retry(db::Transaction &tx, qint64 seq) const;
    // Marks it done, and keeps the reason. False if it is not a dead letter.
    bool discard(db::Transaction &tx, qint64 seq, const QString &reason) const;

private:
    const Clock &m_clock;
    Kicker &m_kicker;
};

} // namespace turnpike::inbox
