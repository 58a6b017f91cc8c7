// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "seed/seed.h"

#include "db/connectionpool.h"

namespace turnpike::test {

namespace {

constexpr qint64 kFirstId = 1'000'000;
constexpr qint64 kCustomersATime = 5'000;

// Before each: customers `i`, one a row, with `now`, `due` and a day `d` in ms. {bytes} is an empty JSON
// object.
constexpr const char *kCustomers = R"(
WITH RECURSIVE numbers (i) AS (
    SELECT CAST(? AS bigint) UNION ALL SELECT i + 1 FROM numbers WHERE i < CAST(? AS bigint)
), c AS (
    SELECT i, 1000000 + i AS id, CAST(? AS bigint) AS due, CAST(? AS bigint) AS now, CAST(86400000 AS bigint) AS d,
           CAST(i AS text) AS t, i % 97 AS mix
    FROM numbers
)
)";

constexpr const char *kInserts[] = {
    R"(INSERT INTO users (telegram_id, username, first_name, referral_code, referrer_id, balance_kopecks, created_at,
                          last_seen_at)
       SELECT id, 'customer_' || t, 'Customer', 'code' || t, CASE WHEN i % 10 = 0 THEN id - i + i / 10 END, 100,
              now - 90 * d, now FROM c)",
    R"(INSERT INTO balance_transactions (telegram_id, amount_kopecks, kind, reference, created_at)
       SELECT id, 100, 'admin', 'seed', now - 90 * d FROM c)",
    // By hundreds from the first on: due for activation, end, renewal, reminder, reminder of a trial.
    R"(INSERT INTO subscriptions (telegram_id, tariff, period_days, status, source, uuid, vpn_key, starts_at,
            expires_at, auto_renew, renewal_next_at, next_reminder_at, activation_status, next_activation_at,
            vpn_expires_at, updated_at)
       SELECT id, 'basic', 30, CASE WHEN i > 5 * due AND i % 5 = 0 THEN 'expired' ELSE 'active' END,
              CASE WHEN i > 4 * due AND (i <= 5 * due OR i % 20 = 1) THEN 'trial' ELSE 'payment' END,
              CASE WHEN i > 5 * due AND i % 5 = 0 THEN NULL ELSE 'uuid-' || t END, 'key-' || t, now - 30 * d,
              CASE WHEN i > due AND i <= 2 * due THEN now - 1000 - i ELSE now + (mix + 1) * d + i END,
              CASE WHEN i % 3 = 0 THEN 1 ELSE 0 END,
              CASE WHEN i > 2 * due AND i <= 3 * due THEN now - 1000 - i
                   WHEN i > 5 * due AND i % 3 = 0 AND i % 5 > 0 THEN now + (mix + 1) * d + i - d / 4 END,
              CASE WHEN i > 3 * due AND i <= 5 * due THEN now - 1000 - i
                   WHEN i > 5 * due AND i % 5 > 0 THEN now + (mix + 1) * d + i - d / 8 END,
              'active', CASE WHEN i <= due THEN now - 1000 - i END,
              CASE WHEN i > due AND i <= 2 * due THEN now - 1000 - i ELSE now + (mix + 1) * d + i END, now FROM c)",
    R"(INSERT INTO vpn_removals (uuid, since, next_attempt_at)
       SELECT 'gone-' || t, now - d, CASE WHEN i <= due THEN now - 1000 ELSE now + d END
       FROM c WHERE i <= due OR i % 10 = 0)",
    R"(INSERT INTO purchases (purchase_id, telegram_id, kind, tariff, period_days, price_kopecks, provider,
            provider_invoice_id, status, created_at, expires_at, fulfilled_at)
       SELECT 'purchase_a' || t, id, 'subscription', 'basic', 30, 14900, 'crypto_pay', 'invoice-' || t, 'fulfilled',
              now - (mix + 1) * d, now - mix * d, now - mix * d FROM c)",
    R"(INSERT INTO purchases (purchase_id, telegram_id, kind, tariff, period_days, price_kopecks, provider,
            status, next_check_at, created_at, expires_at)
       SELECT 'purchase_b' || t, id, 'subscription', 'basic', 30, 14900, CASE WHEN i <= due THEN 'crypto_pay' END,
              CASE WHEN i <= due THEN 'awaiting_payment' WHEN i <= 2 * due THEN 'created' ELSE 'expired' END,
              CASE WHEN i <= due THEN now - 1000 END, now - d,
              CASE WHEN i <= due THEN now + d ELSE now - 1000 END FROM c)",
    R"(INSERT INTO payments (purchase_id, telegram_id, provider, external_id, amount, currency, status, paid_at,
            created_at)
       SELECT 'purchase_a' || t, id, 'crypto_pay', 'invoice-' || t, 14900, 'RUB', 'granted', now - mix * d,
              now - mix * d FROM c)",
    R"(INSERT INTO gifts (code, purchase_id, buyer_id, tariff, period_days, claimed_at, expires_at, created_at)
       SELECT 'gift' || t, 'purchase_a' || t, id, 'basic', 30, CASE WHEN i > due THEN now END, now - 1000, now - d
       FROM c WHERE i <= due OR i % 50 = 0)",
    R"(INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at, status, handled_at)
       SELECT i, 'message', id, 'user:' || CAST(id AS text), {bytes}, now - d,
              CASE WHEN i <= due THEN 'pending' ELSE 'done' END,
              CASE WHEN i <= due THEN NULL WHEN i <= 2 * due THEN now - 3 * d ELSE now - mix * 60000 END FROM c)",
    R"(INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, status, created_at, finished_at)
       SELECT id, i % 3, 'sendMessage', {bytes}, now - d, now + d,
              CASE WHEN i <= due THEN 'pending' ELSE 'sent' END, now - d,
              CASE WHEN i <= due THEN NULL WHEN i <= 2 * due THEN now - 8 * d ELSE now - mix * 60000 END FROM c)",
    // What was said once and must not be said again is kept for long.
    R"(INSERT INTO outbox (chat_id, class, method, payload, dedupe_key, not_before, expires_at, status, created_at,
            finished_at)
       SELECT id, 1, 'sendMessage', {bytes}, 'once:' || t, now - 30 * d, now - 29 * d, 'sent', now - 30 * d,
              now - CASE WHEN i <= due THEN 401 ELSE 30 END * d FROM c)",
    R"(INSERT INTO worker_iterations (worker, instance_id, iteration, correlation_id, trigger, started_at, ended_at,
            outcome)
       SELECT CASE WHEN i % 2 = 0 THEN 'reminders' ELSE 'activation_worker' END, 'seed', i, 'seed-' || t, 'timer',
              now - CASE WHEN i <= due THEN 15 ELSE mix % 10 END * d, now, 'success' FROM c)",
    R"(INSERT INTO series (instance_id, at, gauges)
       SELECT 'seed', now - CASE WHEN i <= due THEN 8 * d ELSE 0 END - i * 600, '{}' FROM c)",
    R"(INSERT INTO audit_log (change_id, at, actor, role, action, subject, result)
       SELECT 'seed-' || t, now - CASE WHEN i <= due THEN 401 ELSE mix END * d, 'seed', 'system', 'grant',
              'user:' || t, 'done' FROM c)",
};

} // namespace

TelegramId seededCustomer(qint64 number)
{
    return TelegramId(kFirstId + number);
}

void seed(db::Database &database, const SeedSize &size)
{
    const QByteArray bytes =
        database.pool().dialect().isSqlite() ? "CAST('{}' AS blob)" : "convert_to('{}', 'UTF8')";
    for (qint64 first = size.from; first <= size.upTo; first += kCustomersATime) {
        const qint64 last = std::min(size.upTo, first + kCustomersATime - 1);
        database.write(db::Demand::Operations, "seed", Deadline::in(std::chrono::minutes(2)),
                       [&](db::Transaction &tx) {
                           for (const char *insert : kInserts)
                               tx.execWith(kCustomers + QByteArray(insert).replace("{bytes}", bytes),
                                           {first, last, size.due, size.now});
                       });
    }
}

} // namespace turnpike::test
