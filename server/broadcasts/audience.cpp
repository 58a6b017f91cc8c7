// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "broadcasts/audience.h"

#include "base/clock.h"
#include "base/errors.h"

namespace turnpike::broadcasts::audience {

using namespace Qt::StringLiterals;

using protocol::BroadcastAudience;
using protocol::BroadcastSegment;

namespace {

// What both counting and sending ask; %1 is the condition of the segment.
constexpr char kRecipients[] = R"(
    SELECT u.telegram_id, u.language, u.topic_id FROM users u
    WHERE u.telegram_id > ? AND u.created_at <= ? AND u.is_reachable = 1 AND u.is_blocked = 0 AND (%1))";

// See Subscription::isRunning: time that is waited for a key is not over.
constexpr char kRunning[] = R"(EXISTS (SELECT 1 FROM subscriptions s WHERE s.telegram_id = u.telegram_id
        AND s.status = 'active' AND s.expires_at > coalesce(s.waiting_since, CAST(? AS bigint))))";
constexpr char kRunningTariff[] = R"(EXISTS (SELECT 1 FROM subscriptions s WHERE s.telegram_id = u.telegram_id
        AND s.status = 'active' AND s.expires_at > coalesce(s.waiting_since, CAST(? AS bigint))
        AND s.tariff = ?))";
constexpr char kHadAccess[] = "EXISTS (SELECT 1 FROM subscriptions s WHERE s.telegram_id = u.telegram_id)";
constexpr char kNeverBought[] = R"(NOT EXISTS (SELECT 1 FROM purchases p WHERE p.telegram_id = u.telegram_id
        AND p.kind <> 'balance_topup' AND p.status IN ('fulfilled', 'refunded')))";

struct Question
{
    QByteArray sql;
    std::vector<db::Value> values;
};

Question questionFor(const BroadcastAudience &audience, Timestamp at, TelegramId last)
{
    std::vector<db::Value> values{last, at};
    QByteArray condition;
    switch (audience.segment.known().value()) {
    case BroadcastSegment::All:
        condition = "1 = 1";
        break;
    case BroadcastSegment::Active:
        condition = kRunning;
        values.emplace_back(at);
        break;
    case BroadcastSegment::Expired:
        condition = QByteArray(kHadAccess) + " AND NOT " + kRunning;
        values.emplace_back(at);
        break;
    case BroadcastSegment::TrialOnly:
        condition = QByteArray("u.trial_used_at IS NOT NULL AND ") + kNeverBought;
        break;
    case BroadcastSegment::NeverBought:
        condition = kNeverBought;
        break;
    case BroadcastSegment::Tariff:
        condition = kRunningTariff;
        values.emplace_back(at);
        values.emplace_back(audience.value);
        break;
    case BroadcastSegment::Language:
        condition = "u.language = ?";
        values.emplace_back(audience.value);
        break;
    case BroadcastSegment::Inactive:
        condition = "u.last_seen_at < ?";
        values.emplace_back(at - audience.value.toInt() * kDayMs);
        break;
    }
    return {QByteArray(kRecipients).replace("%1", condition), values};
}

} // namespace

qint64 count(db::Transaction &tx, const BroadcastAudience &audience, Timestamp at)
{
    const Question question = questionFor(audience, at, TelegramId());
    return tx.queryWith("SELECT count(*) FROM (" + question.sql + ") recipients", question.values)
        .at(0)
        .int64(0);
}

std::vector<Recipient> after(db::Transaction &tx, const BroadcastAudience &audience, Timestamp at,
                             TelegramId last, int limit)
{
    Question question = questionFor(audience, at, last);
    question.values.emplace_back(limit);
    std::vector<Recipient> recipients;
    for (const db::Row &row :
         tx.queryWith(question.sql + " ORDER BY u.telegram_id LIMIT CAST(? AS integer)", question.values))
        recipients.push_back({row.telegramId(0), row.text(1), row.optionalInt64(2)});
    return recipients;
}

} // namespace turnpike::broadcasts::audience
