// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/timelinereads.h"

#include "access/subscriptionlooks.h"
#include "consolecalls/messagecalls.h"
#include "control/auditlog.h"
#include "inbox/inboxlooks.h"
#include "protocol/version.h"

#include <algorithm>
#include <limits>

namespace turnpike::consolecalls {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

// Purchases and payments whose own audit rows are looked for, and how many of each.
constexpr int kAuditedMoney = 20;
constexpr int kAuditOfEach = 10;
constexpr qsizetype kToldText = 500;

constexpr const char *kPurchasesBefore = R"(
    SELECT purchase_id, kind, status, price_kopecks, coalesce(tariff, ''), coalesce(note, ''), created_at
    FROM purchases WHERE telegram_id = ? AND created_at < ? ORDER BY created_at DESC LIMIT ?)";
constexpr const char *kPaymentsBefore = R"(
    SELECT id, provider, status, amount, currency, coalesce(note, ''), created_at
    FROM payments WHERE telegram_id = ? AND created_at < ? ORDER BY created_at DESC LIMIT ?)";
constexpr const char *kLedgerBefore = R"(
    SELECT id, kind, amount_kopecks, coalesce(note, ''), created_at
    FROM balance_transactions WHERE telegram_id = ? AND created_at < ? ORDER BY id DESC LIMIT ?)";

const QString kRoubles = u"RUB"_s;

TimelineEntry entryOf(TimelineKind kind, qint64 at, const QString &id)
{
    TimelineEntry entry;
    entry.kind = kind;
    entry.at = at;
    entry.id = id;
    return entry;
}

// Puts the sources together. Where one of them may go on, what others tell of the time before its oldest is
// left for the next page, so that nothing is missing in between.
class TimelineParts
{
public:
    explicit TimelineParts(const TimelineQuery &query)
        : limit(std::clamp(query.limit, 1, kMaxPage))
        , before(query.before.value_or(std::numeric_limits<qint64>::max()))
    {}

    // `rows`: how many came of the `limit` that were asked for.
    void add(const QList<TimelineEntry> &entries, size_t rows)
    {
        m_entries += entries;
        if (rows < static_cast<size_t>(limit) || entries.isEmpty())
            return;
        m_hasMore = true;
        const auto oldest = std::min_element(
            entries.begin(), entries.end(),
            [](const TimelineEntry &one, const TimelineEntry &other) { return one.at < other.at; });
        m_wholeAfter = std::max(m_wholeAfter, oldest->at);
    }
    void addOne(const TimelineEntry &entry)
    {
        if (entry.at < before)
            m_entries.append(entry);
    }

    Timeline told()
    {
        std::stable_sort(
            m_entries.begin(), m_entries.end(),
            [](const TimelineEntry &one, const TimelineEntry &other) { return one.at > other.at; });
        Timeline timeline;
        timeline.hasMore = m_hasMore;
        // Of a moment in which more happened than fits on a page so much is told.
        const bool isOneMoment = !m_entries.isEmpty() && m_entries.first().at <= m_wholeAfter;
        for (const TimelineEntry &entry : std::as_const(m_entries)) {
            if (entry.at > m_wholeAfter || (isOneMoment && entry.at == m_wholeAfter))
                timeline.items.append(entry);
        }
        return timeline;
    }

    const int limit;
    const qint64 before; // ms UTC

private:
    QList<TimelineEntry> m_entries;
    bool m_hasMore = false;
    qint64 m_wholeAfter = std::numeric_limits<qint64>::min();
};

void addUpdates(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const auto rows = inbox::repository::updatesBefore(tx, user, parts.before, parts.limit);
    QList<TimelineEntry> entries;
    for (const db::Row &row : rows) {
        TimelineEntry entry = entryOf(TimelineKind::Update, row.int64(3), QString::number(row.int64(0)));
        entry.what = row.text(1);
        entry.state = row.text(2);
        entry.error = row.text(5).left(kToldText);
        entry.correlationId = inbox::repository::correlationOf(row.int64(0));
        entries.append(entry);
    }
    parts.add(entries, rows.size());
}

void addPurchases(db::Transaction &tx, TelegramId user, TimelineParts &parts, QStringList &subjects)
{
    const auto rows = tx.query(kPurchasesBefore, user, parts.before, parts.limit);
    QList<TimelineEntry> entries;
    for (const db::Row &row : rows) {
        TimelineEntry entry = entryOf(TimelineKind::Purchase, row.int64(6), row.text(0));
        entry.what = row.text(1);
        entry.state = row.text(2);
        entry.amount = row.int64(3);
        entry.currency = kRoubles;
        entry.text = row.text(4);
        entry.error = row.text(5).left(kToldText);
        entries.append(entry);
        if (entries.size() <= kAuditedMoney)
            subjects.append(u"purchase:"_s + entry.id);
    }
    parts.add(entries, rows.size());
}

void addPayments(db::Transaction &tx, TelegramId user, TimelineParts &parts, QStringList &subjects)
{
    const auto rows = tx.query(kPaymentsBefore, user, parts.before, parts.limit);
    QList<TimelineEntry> entries;
    for (const db::Row &row : rows) {
        TimelineEntry entry = entryOf(TimelineKind::Payment, row.int64(6), QString::number(row.int64(0)));
        entry.what = row.text(1);
        entry.state = row.text(2);
        entry.amount = row.int64(3);
        entry.currency = row.text(4);
        entry.error = row.text(5).left(kToldText);
        entries.append(entry);
        if (entries.size() <= kAuditedMoney)
            subjects.append(u"payment:"_s + entry.id);
    }
    parts.add(entries, rows.size());
}

void addLedger(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const auto rows = tx.query(kLedgerBefore, user, parts.before, parts.limit);
    QList<TimelineEntry> entries;
    for (const db::Row &row : rows) {
        TimelineEntry entry = entryOf(TimelineKind::Balance, row.int64(4), QString::number(row.int64(0)));
        entry.what = row.text(1);
        entry.amount = row.int64(2);
        entry.currency = kRoubles;
        entry.text = row.text(3).left(kToldText);
        entries.append(entry);
    }
    parts.add(entries, rows.size());
}

void addMessages(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const QList<OutboxMessage> messages = messagesBefore(tx, user.value(), parts.before, parts.limit);
    QList<TimelineEntry> entries;
    for (const OutboxMessage &message : messages) {
        TimelineEntry entry = entryOf(TimelineKind::Message, message.createdAt, QString::number(message.id));
        entry.what = message.method;
        entry.state = message.state.word();
        entry.text = message.text;
        entry.error = message.lastError.left(kToldText);
        entry.correlationId = message.correlationId;
        entries.append(entry);
    }
    parts.add(entries, static_cast<size_t>(messages.size()));
}

// What the panel was asked for, as far as the rows tell: the last of each step.
void addKeySteps(db::Transaction &tx, TelegramId user, TimelineParts &parts)
{
    const auto row = access::subscriptionlooks::keySteps(tx, user);
    if (!row)
        return;
    const auto add = [&parts](KeyStep step, std::optional<qint64> at, const QString &error = {}) {
        if (!at)
            return;
        TimelineEntry entry = entryOf(TimelineKind::Key, *at, QString::fromLatin1(toWord(step)));
        entry.state = entry.id;
        entry.error = error.left(kToldText);
        parts.addOne(entry);
    };
    add(KeyStep::Owed, row->optionalInt64(0), row->text(1));
    const auto activatedAt = row->optionalInt64(4);
    const auto waitedUntil = row->optionalInt64(6);
    if (activatedAt != waitedUntil)
        add(KeyStep::Came, activatedAt);
    add(KeyStep::CameLate, waitedUntil);
}

QList<TimelineEntry> actionsIn(const std::vector<db::Row> &rows)
{
    QList<TimelineEntry> entries;
    for (const db::Row &row : rows) {
        const QString result = row.text(11);
        const bool isDone = result.startsWith(u"done");
        TimelineEntry entry = entryOf(TimelineKind::Action, row.int64(2), QString::number(row.int64(0)));
        entry.who = row.text(3);
        entry.what = row.text(6);
        entry.state = QString::fromLatin1(toWord(isDone ? ActionResult::Done : ActionResult::Refused));
        entry.subject = row.text(7);
        entry.text = (row.text(10).isEmpty() ? row.text(9) : row.text(10)).left(kToldText);
        entry.error = isDone ? QString() : result.left(kToldText);
        entries.append(entry);
    }
    return entries;
}

void addActions(db::Transaction &tx, TelegramId user, TimelineParts &parts, const QStringList &subjects)
{
    const auto rows =
        control::auditlog::ofSubject(tx, u"user:%1"_s.arg(user.value()), parts.before, parts.limit);
    parts.add(actionsIn(rows), rows.size());
    for (const QString &subject : subjects) {
        const auto actions = actionsIn(control::auditlog::ofSubject(tx, subject, parts.before, kAuditOfEach));
        for (const TimelineEntry &action : actions)
            parts.addOne(action);
    }
}

} // namespace

Timeline timeline(db::Transaction &tx, const TimelineQuery &query)
{
    const TelegramId user(query.telegramId);
    TimelineParts parts(query);
    QStringList subjects;
    addUpdates(tx, user, parts);
    addPurchases(tx, user, parts, subjects);
    addPayments(tx, user, parts, subjects);
    addLedger(tx, user, parts);
    addMessages(tx, user, parts);
    addKeySteps(tx, user, parts);
    addActions(tx, user, parts, subjects);
    return parts.told();
}

} // namespace turnpike::consolecalls
