// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "broadcasts/broadcasts.h"

#include "base/errors.h"
#include "db/storable.h"

#include <QJsonDocument>

#include <algorithm>

namespace turnpike::broadcasts {

using namespace protocol;
using namespace Qt::StringLiterals;

using Status = BroadcastStatus;

namespace {

constexpr qsizetype kShownText = 200;

constexpr const char *kSelect = R"(
    SELECT id, title, segment, segment_value, content, status, created_by, created_at, starts_at, started_at,
        finished_at, next_at, total, cursor_id, is_unrolled, sent, blocked, failed, dropped
    FROM broadcasts)";

constexpr const char *kCreate = R"(
    INSERT INTO broadcasts (title, segment, segment_value, content, status, created_by, created_at)
    VALUES (?, ?, ?, ?, 'draft', ?, ?) RETURNING id)";

constexpr const char *kSchedule =
    "UPDATE broadcasts SET status = 'scheduled', starts_at = ?, next_at = ? WHERE id = ?";
constexpr const char *kBegin =
    "UPDATE broadcasts SET status = 'running', started_at = ?, total = ? WHERE id = ?";
constexpr const char *kAdvance =
    "UPDATE broadcasts SET cursor_id = ?, is_unrolled = ?, next_at = ? WHERE id = ?";
constexpr const char *kLookAt = "UPDATE broadcasts SET next_at = ? WHERE id = ?";
constexpr const char *kPause =
    "UPDATE broadcasts SET status = 'paused', next_at = NULL, cursor_id = ?, is_unrolled = ? WHERE id = ?";
constexpr const char *kResume = "UPDATE broadcasts SET status = ?, next_at = ? WHERE id = ?";
constexpr const char *kStop = "UPDATE broadcasts SET status = 'stopped', next_at = ? WHERE id = ?";
constexpr const char *kFinish = R"(
    UPDATE broadcasts SET status = ?, finished_at = ?, next_at = NULL, sent = ?, blocked = ?, failed = ?,
        dropped = ?
    WHERE id = ?)";

constexpr const char *kDue = R"(
    SELECT id FROM broadcasts WHERE next_at IS NOT NULL AND next_at <= ?
    ORDER BY next_at, id LIMIT CAST(? AS integer))";
constexpr const char *kNextDue =
    "SELECT next_at FROM broadcasts WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1";

// Those of other broadcasts too, and whatever else is of class bulk.
constexpr const char *kWaiting = R"(
    SELECT count(*) FROM (SELECT 1 FROM outbox WHERE status = 'pending' AND class = CAST(? AS integer)
                          LIMIT CAST(? AS integer)) waiting)";
// What was tried may have arrived: it is left to the sender.
constexpr const char *kTakeBack = R"(
    DELETE FROM outbox
    WHERE broadcast_id = ? AND status = 'pending' AND lease_owner IS NULL AND attempts = 0
        AND unknown_outcomes = 0
    RETURNING chat_id)";
constexpr const char *kDrop = R"(
    UPDATE outbox SET status = 'dropped', end_reason = 'replaced', last_error = 'the broadcast was stopped',
        finished_at = ?
    WHERE broadcast_id = ? AND status = 'pending' AND lease_owner IS NULL)";
constexpr const char *kCounts = R"(
    SELECT status, coalesce(end_reason, ''), count(*) FROM outbox WHERE broadcast_id = ?
    GROUP BY status, coalesce(end_reason, ''))";
constexpr const char *kFinishedSince =
    "SELECT count(*) FROM outbox WHERE broadcast_id = ? AND finished_at > ?";

QString keyOf(qint64 broadcast, TelegramId customer)
{
    return u"broadcast:%1:%2"_s.arg(QString::number(broadcast), QString::number(customer.value()));
}

} // namespace

struct Broadcasts::Broadcast
{
    qint64 id = 0;
    QString title;
    BroadcastAudience audience;
    BroadcastContent content;
    Status status = Status::Draft;
    QString createdBy;
    Timestamp createdAt = 0;
    std::optional<Timestamp> startsAt;
    std::optional<Timestamp> startedAt;
    std::optional<Timestamp> finishedAt;
    std::optional<Timestamp> nextAt;
    qint64 total = 0;
    TelegramId cursor;
    bool isUnrolled = false;
    qint64 sent = 0;
    qint64 blocked = 0;
    qint64 failed = 0;
    qint64 dropped = 0;
};

struct Broadcasts::Counts
{
    qint64 pending = 0;
    qint64 sent = 0;
    qint64 blocked = 0;
    qint64 failed = 0;
    qint64 dropped = 0;

    qint64 ended() const { return sent + blocked + failed + dropped; }
};

Broadcasts::Broadcasts(const Clock &clock, const outbox::Outbox &outbox, const billing::Catalog &catalog,
                       TariffPress press)
    : m_clock(clock)
    , m_outbox(outbox)
    , m_catalog(catalog)
    , m_press(std::move(press))
{}

Broadcasts::Refusal Broadcasts::faultOf(const BroadcastAudience &audience) const
{
    return content::faultOf(audience, m_catalog);
}

Broadcasts::Refusal Broadcasts::faultOf(const BroadcastDraft &draft) const
{
    return content::faultOf(draft, m_catalog);
}

qint64 Broadcasts::count(db::Transaction &tx, const BroadcastAudience &audience) const
{
    return audience::count(tx, audience, m_clock.nowMs());
}

qint64 Broadcasts::create(db::Transaction &tx, const BroadcastDraft &draft, const QString &createdBy) const
{
    const QByteArray said = QJsonDocument(toJson(draft.content)).toJson(QJsonDocument::Compact);
    const auto made = tx.one(kCreate, db::storable(draft.title.trimmed()), draft.audience.segment.word(),
                             draft.audience.value, QString::fromUtf8(said), createdBy, m_clock.nowMs());
    return made.value().int64(0);
}

Broadcasts::Broadcast Broadcasts::read(const db::Row &row)
{
    Broadcast one;
    one.id = row.int64(0);
    one.title = row.text(1);
    one.audience = {Choice<BroadcastSegment>(row.text(2)), row.text(3)};
    one.content = fromJson<BroadcastContent>(QJsonDocument::fromJson(row.text(4).toUtf8()).object());
    const auto status = fromWord<Status>(row.text(5));
    if (!status || !one.audience.segment.known() || one.content.texts.isEmpty())
        throw DomainError(u"broadcast %1 holds what this version does not know"_s.arg(one.id));
    one.status = *status;
    one.createdBy = row.text(6);
    one.createdAt = row.int64(7);
    one.startsAt = row.optionalInt64(8);
    one.startedAt = row.optionalInt64(9);
    one.finishedAt = row.optionalInt64(10);
    one.nextAt = row.optionalInt64(11);
    one.total = row.int64(12);
    one.cursor = row.telegramId(13);
    one.isUnrolled = row.boolean(14);
    one.sent = row.int64(15);
    one.blocked = row.int64(16);
    one.failed = row.int64(17);
    one.dropped = row.int64(18);
    return one;
}

std::optional<Broadcasts::Broadcast> Broadcasts::find(db::Transaction &tx, qint64 id)
{
    const auto row = tx.oneWith(QByteArray(kSelect) + " WHERE id = ?", {id});
    return row ? std::optional(read(*row)) : std::nullopt;
}

std::optional<Broadcasts::Broadcast> Broadcasts::lock(db::Transaction &tx, qint64 id)
{
    const auto row = tx.oneWith(QByteArray(kSelect) + " WHERE id = ? {for_update}", {id});
    return row ? std::optional(read(*row)) : std::nullopt;
}

Broadcasts::Refusal Broadcasts::preview(db::Transaction &tx, qint64 id, TelegramId to) const
{
    const auto one = find(tx, id);
    if (!one)
        return Sentence(SentenceId::NoBroadcast, id);
    for (const BroadcastText &text : one->content.texts)
        m_outbox.put(tx, content::messageTo({to, text.language, {}}, one->content, text, m_press));
    return std::nullopt;
}

// What may be done with one depends on how far it is.
Broadcasts::Refusal Broadcasts::change(db::Transaction &tx, qint64 id, std::initializer_list<Status> from,
                                       const std::function<void(const Broadcast &one)> &work) const
{
    const auto one = lock(tx, id);
    if (!one)
        return Sentence(SentenceId::NoBroadcast, id);
    if (std::find(from.begin(), from.end(), one->status) == from.end())
        return Sentence(SentenceId::BroadcastNotSo, id);
    work(*one);
    return std::nullopt;
}

Broadcasts::Refusal Broadcasts::start(db::Transaction &tx, qint64 id, std::optional<Timestamp> at) const
{
    const Timestamp now = m_clock.nowMs();
    if (at && (*at <= now || *at > now + kFurthestStartMs))
        return Sentence(SentenceId::BroadcastStartWithin);
    return change(tx, id, {Status::Draft}, [&](const Broadcast &one) {
        tx.exec(kSchedule, at.value_or(now), at.value_or(now), one.id);
    });
}

Broadcasts::Refusal Broadcasts::pause(db::Transaction &tx, qint64 id) const
{
    return change(tx, id, {Status::Scheduled, Status::Running}, [&](const Broadcast &one) {
        // Those are told again from the first of them on; whoever of them was told has a key in the way.
        qint64 cursor = one.cursor.value();
        bool isUnrolled = one.isUnrolled;
        for (const db::Row &row : tx.query(kTakeBack, one.id)) {
            cursor = std::min(cursor, row.int64(0) - 1);
            isUnrolled = false;
        }
        tx.exec(kPause, cursor, isUnrolled, one.id);
    });
}

Broadcasts::Refusal Broadcasts::resume(db::Transaction &tx, qint64 id) const
{
    return change(tx, id, {Status::Paused}, [&](const Broadcast &one) {
        const Timestamp now = m_clock.nowMs();
        const Status status = one.startedAt ? Status::Running : Status::Scheduled;
        const qint64 next = one.startedAt ? now : std::max(now, one.startsAt.value_or(now));
        tx.exec(kResume, toWord(status), next, one.id);
    });
}

Broadcasts::Refusal Broadcasts::stop(db::Transaction &tx, qint64 id) const
{
    const auto unfinished = {Status::Draft, Status::Scheduled, Status::Running, Status::Paused};
    return change(tx, id, unfinished, [&](const Broadcast &one) {
        const Timestamp now = m_clock.nowMs();
        tx.exec(kDrop, now, one.id);
        tx.exec(kStop, now, one.id);
    });
}

Broadcasts::Counts Broadcasts::countsOf(db::Transaction &tx, const Broadcast &one)
{
    if (one.finishedAt)
        return {0, one.sent, one.blocked, one.failed, one.dropped};
    Counts counts;
    if (!one.startedAt)
        return counts;
    for (const db::Row &row : tx.query(kCounts, one.id)) {
        const qint64 messages = row.int64(2);
        switch (fromWord<MessageState>(row.text(0)).value_or(MessageState::Dropped)) {
        case MessageState::Pending:
            counts.pending += messages;
            break;
        case MessageState::Sent:
            counts.sent += messages;
            break;
        case MessageState::Failed:
            counts.failed += messages;
            break;
        case MessageState::Dropped:
            (row.text(1) == "unreachable"_L1 ? counts.blocked : counts.dropped) += messages;
            break;
        }
    }
    return counts;
}

BroadcastRow Broadcasts::rowOf(db::Transaction &tx, const Broadcast &one) const
{
    const Counts counts = countsOf(tx, one);
    BroadcastRow row;
    row.id = one.id;
    row.title = one.title;
    row.audience = one.audience;
    row.status = one.status;
    row.text = one.content.texts.first().html.left(kShownText);
    for (const BroadcastText &text : one.content.texts)
        row.languages.append(text.language);
    row.createdBy = one.createdBy;
    row.createdAt = one.createdAt;
    row.startsAt = one.startsAt;
    row.startedAt = one.startedAt;
    row.finishedAt = one.finishedAt;
    row.total = one.total;
    row.pending = counts.pending;
    row.sent = counts.sent;
    row.blocked = counts.blocked;
    row.failed = counts.failed;
    row.dropped = counts.dropped;
    // Whoever has left since it began is not told: what is in the outbox is known exactly.
    if (one.status == Status::Running || one.status == Status::Paused)
        row.left = one.isUnrolled ? counts.pending : std::max<qint64>(one.total - counts.ended(), 0);
    if (one.status == Status::Running && row.left > 0) {
        const qint64 aMinute = tx.query(kFinishedSince, one.id, m_clock.nowMs() - kMinuteMs).at(0).int64(0);
        if (aMinute > 0)
            row.leftMs = row.left * kMinuteMs / aMinute;
    }
    return row;
}

std::optional<BroadcastRow> Broadcasts::row(db::Transaction &tx, qint64 id) const
{
    const auto one = find(tx, id);
    return one ? std::optional(rowOf(tx, *one)) : std::nullopt;
}

QList<BroadcastRow> Broadcasts::list(db::Transaction &tx, int limit) const
{
    QList<BroadcastRow> rows;
    for (const db::Row &found :
         tx.queryWith(QByteArray(kSelect) + " ORDER BY id DESC LIMIT CAST(? AS integer)", {limit}))
        rows.append(rowOf(tx, read(found)));
    return rows;
}

std::vector<qint64> Broadcasts::due(db::Transaction &tx, int limit) const
{
    std::vector<qint64> ids;
    for (const db::Row &row : tx.query(kDue, m_clock.nowMs(), limit))
        ids.push_back(row.int64(0));
    return ids;
}

std::optional<qint64> Broadcasts::nextDue(db::Transaction &tx) const
{
    const auto row = tx.one(kNextDue);
    return row ? row->optionalInt64(0) : std::nullopt;
}

const char *Broadcasts::nextDueQuery()
{
    return kNextDue;
}

Broadcasts::Unrolled Broadcasts::unroll(db::Transaction &tx, qint64 id) const
{
    auto one = lock(tx, id);
    if (!one || !one->nextAt || *one->nextAt > m_clock.nowMs())
        return {};
    if (one->status == Status::Scheduled)
        begin(tx, *one);
    if (one->status == Status::Running && !one->isUnrolled)
        return unrollNext(tx, *one);
    finishIfSent(tx, *one);
    return {};
}

void Broadcasts::begin(db::Transaction &tx, Broadcast &one) const
{
    one.status = Status::Running;
    one.startedAt = m_clock.nowMs();
    one.total = audience::count(tx, one.audience, *one.startedAt);
    tx.exec(kBegin, one.startedAt, one.total, one.id);
}

Broadcasts::Unrolled Broadcasts::unrollNext(db::Transaction &tx, const Broadcast &one) const
{
    const Timestamp now = m_clock.nowMs();
    const int bulk = static_cast<int>(MessageClass::Bulk);
    const int room = kMostWaiting - tx.query(kWaiting, bulk, kMostWaiting).at(0).int32(0);
    if (room <= 0) {
        tx.exec(kLookAt, now + kLookMs, one.id);
        return {};
    }
    const int limit = std::min(kChunk, room);
    const std::vector<Recipient> next =
        audience::after(tx, one.audience, one.startedAt.value_or(now), one.cursor, limit);
    for (const Recipient &recipient : next) {
        outbox::Message message = content::messageTo(
            recipient, one.content, content::textFor(one.content, recipient.language), m_press);
        message.messageClass = MessageClass::Bulk;
        message.dedupeKey = keyOf(one.id, recipient.user);
        message.broadcast = one.id;
        m_outbox.put(tx, message);
    }
    Unrolled unrolled;
    unrolled.messages = static_cast<int>(next.size());
    const bool isAll = unrolled.messages < limit;
    unrolled.isMore = !isAll && room > limit;
    const TelegramId cursor = next.empty() ? one.cursor : next.back().user;
    tx.exec(kAdvance, cursor, isAll, unrolled.isMore ? now : now + kLookMs, one.id);
    return unrolled;
}

// Also of one that was stopped: what was on its way has arrived by then.
void Broadcasts::finishIfSent(db::Transaction &tx, const Broadcast &one) const
{
    const Timestamp now = m_clock.nowMs();
    const Counts counts = countsOf(tx, one);
    if (counts.pending > 0) {
        tx.exec(kLookAt, now + kLookMs, one.id);
        return;
    }
    const Status status = one.status == Status::Stopped ? Status::Stopped : Status::Done;
    tx.exec(kFinish, toWord(status), now, counts.sent, counts.blocked, counts.failed, counts.dropped, one.id);
}

} // namespace turnpike::broadcasts
