// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/timelinereads.h"

#include "access/subscriptionlooks.h"
#include "consolecalls/messagecalls.h"
#include "control/auditlog.h"
#include "helpdesk/threads.h"
#include "inbox/inboxlooks.h"
#include "protocol/version.h"

#include <algorithm>
#include <limits>

namespace turnpike::consolecalls {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kToldText = 500;

constexpr const char *kPurchasesBefore = R"(
    SELECT purchase_id, kind, status, price_kopecks, coalesce(tariff, ''), coalesce(note, ''), created_at
    FROM purchases WHERE telegram_id = ? AND created_at <= ? AND (created_at < ? OR purchase_id < ?)
    ORDER BY created_at DESC, purchase_id DESC LIMIT ?)";
constexpr const char *kPaymentsBefore = R"(
    SELECT id, provider, status, amount, currency, coalesce(note, ''), created_at
    FROM payments WHERE telegram_id = ? AND created_at <= ? AND (created_at < ? OR id < ?)
    ORDER BY created_at DESC, id DESC LIMIT ?)";
constexpr const char *kLedgerBefore = R"(
    SELECT id, kind, amount_kopecks, coalesce(note, ''), created_at
    FROM balance_transactions WHERE telegram_id = ? AND created_at <= ? AND (created_at < ? OR id < ?)
    ORDER BY created_at DESC, id DESC LIMIT ?)";

const QString kRoubles = u"RUB"_s;

TimelineEntry entryOf(TimelineKind kind, Timestamp at, const QString &id)
{
    TimelineEntry entry;
    entry.kind = kind;
    entry.at = at;
    entry.id = id;
    return entry;
}

// Where a source of one kind goes on: with what is older than `at`, and of that moment with lower ids.
struct PlaceInTime
{
    Timestamp at = std::numeric_limits<qint64>::max(); // ms UTC
    QString id;                                        // empty: below all ids

    qint64 number() const { return id.toLongLong(); }
};

// Puts the sources together, of which each tells the first of its entries after its place, one more than fit.
class TimelineParts
{
public:
    TimelineParts(const TimelineQuery &query, Timestamp nowMs)
        : limit(std::clamp(query.limit, 1, kMaxPage) + 1)
        , now(nowMs)
        , m_query(query)
    {}

    PlaceInTime placeOf(TimelineKind kind) const
    {
        if (!m_query.before)
            return {};
        const Timestamp at = *m_query.before;
        const std::optional<TimelineKind> last = m_query.beforeKind.known();
        if (!last || kind > *last)
            return {at, {}};
        if (kind == *last)
            return {at, m_query.beforeId};
        return {std::min(at, std::numeric_limits<qint64>::max() - 1) + 1, {}};
    }
    void add(const TimelineEntry &entry) { m_entries.append(entry); }

    Timeline told()
    {
        // Those of one kind are in their order.
        std::stable_sort(
            m_entries.begin(), m_entries.end(), [](const TimelineEntry &one, const TimelineEntry &other) {
                return one.at != other.at ? one.at > other.at : one.kind.known() > other.kind.known();
            });
        Timeline timeline;
        timeline.hasMore = m_entries.size() >= limit;
        timeline.items = m_entries.mid(0, limit - 1);
        return timeline;
    }

    const int limit;     // of each source
    const Timestamp now; // ms UTC

private:
    const TimelineQuery m_query;
    QList<TimelineEntry> m_entries;
};

void addUpdates(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const PlaceInTime place = parts.placeOf(TimelineKind::Update);
    for (const db::Row &row :
         inbox::repository::updatesBefore(tx, user, place.at, place.number(), parts.limit)) {
        TimelineEntry entry = entryOf(TimelineKind::Update, row.int64(3), QString::number(row.int64(0)));
        entry.what = row.text(1);
        entry.state = row.text(2);
        entry.error = row.text(5).left(kToldText);
        entry.correlationId = inbox::repository::correlationOf(row.int64(0));
        parts.add(entry);
    }
}

void addPurchases(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const PlaceInTime place = parts.placeOf(TimelineKind::Purchase);
    for (const db::Row &row : tx.query(kPurchasesBefore, user, place.at, place.at, place.id, parts.limit)) {
        TimelineEntry entry = entryOf(TimelineKind::Purchase, row.int64(6), row.text(0));
        entry.what = row.text(1);
        entry.state = row.text(2);
        entry.amount = row.int64(3);
        entry.currency = kRoubles;
        entry.text = row.text(4);
        entry.error = row.text(5).left(kToldText);
        parts.add(entry);
    }
}

void addPayments(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const PlaceInTime place = parts.placeOf(TimelineKind::Payment);
    for (const db::Row &row :
         tx.query(kPaymentsBefore, user, place.at, place.at, place.number(), parts.limit)) {
        TimelineEntry entry = entryOf(TimelineKind::Payment, row.int64(6), QString::number(row.int64(0)));
        entry.what = row.text(1);
        entry.state = row.text(2);
        entry.amount = row.int64(3);
        entry.currency = row.text(4);
        entry.error = row.text(5).left(kToldText);
        parts.add(entry);
    }
}

void addLedger(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const PlaceInTime place = parts.placeOf(TimelineKind::Balance);
    for (const db::Row &row :
         tx.query(kLedgerBefore, user, place.at, place.at, place.number(), parts.limit)) {
        TimelineEntry entry = entryOf(TimelineKind::Balance, row.int64(4), QString::number(row.int64(0)));
        entry.what = row.text(1);
        entry.amount = row.int64(2);
        entry.currency = kRoubles;
        entry.text = row.text(3).left(kToldText);
        parts.add(entry);
    }
}

void addMessages(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const PlaceInTime place = parts.placeOf(TimelineKind::Message);
    const QList<OutboxMessage> messages =
        messagesBefore(tx, user.value(), place.at, place.number(), parts.limit);
    for (const OutboxMessage &message : messages) {
        TimelineEntry entry = entryOf(TimelineKind::Message, message.createdAt, QString::number(message.id));
        entry.what = message.method;
        entry.state = message.state.word();
        entry.text = message.text;
        entry.error = message.lastError.left(kToldText);
        entry.correlationId = message.correlationId;
        parts.add(entry);
    }
}

MessageState stateOf(helpdesk::MessageState state)
{
    switch (state) {
    case helpdesk::MessageState::Waiting:
    case helpdesk::MessageState::Sending:
        break;
    case helpdesk::MessageState::Sent:
        return MessageState::Sent;
    case helpdesk::MessageState::Failed:
        return MessageState::Failed;
    }
    return MessageState::Pending;
}

void addSupport(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const PlaceInTime place = parts.placeOf(TimelineKind::Support);
    const auto messages =
        helpdesk::threads::earlierThan(tx, user, place.at, static_cast<int>(place.number()), parts.limit);
    for (const helpdesk::ThreadMessage &message : messages) {
        TimelineEntry entry =
            entryOf(TimelineKind::Support, message.createdAt, QString::number(message.number));
        entry.what = message.isStaffs ? u"support_answer"_s : u"support_question"_s;
        entry.state = QString::fromLatin1(toWord(stateOf(message.state)));
        entry.who = message.author;
        entry.text = (message.body.isEmpty() ? message.content : message.body).left(kToldText);
        entry.error = message.error.left(kToldText);
        parts.add(entry);
    }
}

// What the panel was asked for, as far as the rows tell: the last of each step. A key that still works may be
// owed only from its end on.
void addKeySteps(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const auto row = access::subscriptionlooks::keySteps(tx, user);
    if (!row)
        return;
    const PlaceInTime place = parts.placeOf(TimelineKind::Key);
    QList<TimelineEntry> steps;
    const auto add = [&](KeyStep step, std::optional<Timestamp> at, const QString &error = {}) {
        if (!at || *at > parts.now)
            return;
        TimelineEntry entry = entryOf(TimelineKind::Key, *at, QString::fromLatin1(toWord(step)));
        entry.state = entry.id;
        entry.error = error.left(kToldText);
        if (entry.at < place.at || (entry.at == place.at && entry.id < place.id))
            steps.append(entry);
    };
    add(KeyStep::Owed, row->optionalInt64(0), row->text(1));
    const auto activatedAt = row->optionalInt64(4);
    const auto waitedUntil = row->optionalInt64(6);
    if (activatedAt != waitedUntil)
        add(KeyStep::Came, activatedAt);
    add(KeyStep::CameLate, waitedUntil);
    std::sort(steps.begin(), steps.end(), [](const TimelineEntry &one, const TimelineEntry &other) {
        return one.at != other.at ? one.at > other.at : one.id > other.id;
    });
    for (const TimelineEntry &step : std::as_const(steps))
        parts.add(step);
}

void addActions(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const PlaceInTime place = parts.placeOf(TimelineKind::Action);
    for (const db::Row &row :
         control::auditlog::ofCustomer(tx, user, place.at, place.number(), parts.limit)) {
        const QString result = row.text(11);
        const bool isDone = result.startsWith(u"done");
        TimelineEntry entry = entryOf(TimelineKind::Action, row.int64(2), QString::number(row.int64(0)));
        entry.who = row.text(3);
        entry.what = row.text(6);
        entry.state = QString::fromLatin1(toWord(isDone ? ActionResult::Done : ActionResult::Refused));
        entry.subject = row.text(7);
        entry.text = (row.text(10).isEmpty() ? row.text(9) : row.text(10)).left(kToldText);
        entry.error = isDone ? QString() : result.left(kToldText);
        parts.add(entry);
    }
}

} // namespace

Timeline timeline(db::Transaction &tx, const TimelineQuery &query, Timestamp now)
{
    const TelegramId user(query.telegramId);
    TimelineParts parts(query, now);
    addUpdates(tx, user, parts);
    addPurchases(tx, user, parts);
    addPayments(tx, user, parts);
    addLedger(tx, user, parts);
    addMessages(tx, user, parts);
    addSupport(tx, user, parts);
    addKeySteps(tx, user, parts);
    addActions(tx, user, parts);
    return parts.told();
}

} // namespace turnpike::consolecalls
