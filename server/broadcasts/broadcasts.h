// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "broadcasts/content.h"
#include "protocol/timestamp.h"

namespace turnpike::broadcasts {

// How many messages one transaction puts into the outbox, and how many of class bulk may wait there: no more
// is put there than is sent.
inline constexpr int kChunk = 100;
inline constexpr int kMostWaiting = 500;
// Until it is looked again how much of that was sent.
inline constexpr qint64 kLookMs = 5 * kSecondMs;
inline constexpr qint64 kFurthestStartMs = 90 * kDayMs;

// The table `broadcasts`: messages to many customers at once. They get into the outbox chunk by chunk in the
// order of their customers' ids, in class bulk, so that every answer to a customer goes first. How far one
// has come is stored with each chunk, and each message has a key of its own: whoever goes on, after whatever
// happened, tells nobody twice. Each function is part of the caller's transaction. Holds no state;
// thread-safe.
class Broadcasts
{
public:
    // All must outlive it.
    Broadcasts(const Clock &clock, const outbox::Outbox &outbox, const billing::Catalog &catalog,
               TariffPress press);

    // Why something is not done; nothing: it is done.
    using Refusal = std::optional<protocol::Sentence>;

    Refusal faultOf(const protocol::BroadcastAudience &audience) const;
    Refusal faultOf(const protocol::BroadcastDraft &draft) const;

    // Whom one without a fault would reach if it began now.
    qint64 count(db::Transaction &tx, const protocol::BroadcastAudience &audience) const;
    // A draft without a fault, by whoever `createdBy` is; its number.
    qint64 create(db::Transaction &tx, const protocol::BroadcastDraft &draft, const QString &createdBy) const;
    // Sends it to one chat, in each of its languages.
    Refusal preview(db::Transaction &tx, qint64 id, TelegramId to) const;
    // A draft begins, now or at that moment (ms UTC, at most kFurthestStartMs ahead).
    Refusal start(db::Transaction &tx, qint64 id, std::optional<Timestamp> at) const;
    // What was not tried to be sent yet is taken out of the outbox, and put there again by resume().
    Refusal pause(db::Transaction &tx, qint64 id) const;
    Refusal resume(db::Transaction &tx, qint64 id) const;
    // For good: what waits in the outbox is dropped.
    Refusal stop(db::Transaction &tx, qint64 id) const;

    std::optional<protocol::BroadcastRow> row(db::Transaction &tx, qint64 id) const;
    // The newest first.
    QList<protocol::BroadcastRow> list(db::Transaction &tx, int limit) const;

    // Numbers of those that have something to be done now, and when the next one will.
    std::vector<qint64> due(db::Transaction &tx, int limit) const;
    std::optional<qint64> nextDue(db::Transaction &tx) const;
    // The latter as a statement of one value, for whoever asks for several at once.
    static const char *nextDueQuery();
    struct Unrolled
    {
        int messages = 0;
        bool isMore = false; // there are more, and room for them
    };
    // Puts the next chunk into the outbox, or finds that all of it was sent. Does nothing for one that is not
    // due.
    Unrolled unroll(db::Transaction &tx, qint64 id) const;

private:
    struct Broadcast;
    struct Counts;
    static Broadcast read(const db::Row &row);
    static std::optional<Broadcast> find(db::Transaction &tx, qint64 id);
    static std::optional<Broadcast> lock(db::Transaction &tx, qint64 id);
    static Counts countsOf(db::Transaction &tx, const Broadcast &one);
    protocol::BroadcastRow rowOf(db::Transaction &tx, const Broadcast &one) const;
    Refusal change(db::Transaction &tx, qint64 id, std::initializer_list<protocol::BroadcastStatus> from,
                   const std::function<void(const Broadcast &one)> &work) const;
    void begin(db::Transaction &tx, Broadcast &one) const;
    Unrolled unrollNext(db::Transaction &tx, const Broadcast &one) const;
    void finishIfSent(db::Transaction &tx, const Broadcast &one) const;

    const Clock &m_clock;
    const outbox::Outbox &m_outbox;
    const billing::Catalog &m_catalog;
    const TariffPress m_press;
};

} // namespace turnpike::broadcasts
