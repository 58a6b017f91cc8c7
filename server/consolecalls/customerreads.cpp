// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/customerreads.h"

#include "access/subscriptionlooks.h"
#include "billing/provider.h"
#include "consolecalls/messagecalls.h"
#include "inbox/inboxlooks.h"
#include "protocol/version.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace turnpike::consolecalls {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kShown = 20;

// A name is at most 32 of a-z 0-9 _, so nothing that begins like this sorts behind the upper bound.
constexpr const char *kByName = R"(
    SELECT telegram_id FROM users
    WHERE username IS NOT NULL AND lower(username) >= ? AND lower(username) <= ? ORDER BY lower(username) LIMIT ?)";
constexpr const char *kByPurchase = "SELECT telegram_id FROM purchases WHERE purchase_id = ?";
constexpr const char *kByInvoice = R"(
    SELECT telegram_id FROM purchases WHERE provider IN (%1) AND provider_invoice_id = ? LIMIT ?)";
constexpr const char *kByPayment = R"(
    SELECT telegram_id FROM payments WHERE provider IN (%1) AND external_id = ? LIMIT ?)";

constexpr const char *kUser = R"(
    SELECT telegram_id, coalesce(username, ''), first_name, language, balance_kopecks, is_blocked, is_reachable,
           trial_used_at, created_at, last_seen_at,
           (SELECT coalesce(sum(amount_kopecks), 0) FROM balance_transactions WHERE telegram_id = users.telegram_id)
    FROM users WHERE telegram_id = ?)";
constexpr const char *kPurchases = R"(
    SELECT purchase_id, telegram_id, kind, coalesce(tariff, ''), coalesce(period_days, 0), price_kopecks,
           coalesce(provider, ''), coalesce(provider_invoice_id, ''), status, coalesce(note, ''), created_at,
           fulfilled_at
    FROM purchases WHERE telegram_id = ? ORDER BY created_at DESC LIMIT ?)";
constexpr const char *kPayments = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, coalesce(note, ''), paid_at
    FROM payments WHERE telegram_id = ? ORDER BY created_at DESC LIMIT ?)";
constexpr const char *kPayment = R"(
    SELECT id, purchase_id, telegram_id, provider, external_id, amount, currency, status, coalesce(note, ''), paid_at
    FROM payments WHERE id = ?)";
constexpr const char *kLedger = R"(
    SELECT id, amount_kopecks, kind, reference, coalesce(note, ''), created_at
    FROM balance_transactions WHERE telegram_id = ? ORDER BY id DESC LIMIT ?)";

// By name, each of them: the indexes begin with the provider.
QByteArray ofAnyProvider(const char *sql)
{
    QByteArrayList words;
    for (const billing::ProviderTraits &traits : billing::kProviders)
        words.append(QByteArray("'") + toWord(traits.provider) + "'");
    return QByteArray(sql).replace("%1", words.join(", "));
}

// Collects hits, each customer once.
class Hits
{
public:
    Hits(db::Transaction &tx, int limit)
        : m_tx(tx)
        , m_limit(limit)
    {}

    void add(qint64 telegramId, FoundBy foundBy)
    {
        if (m_seen.contains(telegramId) || m_hits.items.size() >= m_limit)
            return;
        const auto row = access::subscriptionlooks::brief(m_tx, TelegramId(telegramId));
        if (!row)
            return;
        m_seen.insert(telegramId);
        m_hits.items.append({row->int64(0), row->text(1), row->text(2), Choice<AccessStatus>(row->text(3)),
                             row->text(4), row->optionalInt64(5), foundBy, row->int64(6) != 0});
    }
    void addAll(const std::vector<db::Row> &rows, FoundBy foundBy)
    {
        for (const db::Row &row : rows)
            add(row.int64(0), foundBy);
    }
    const CustomerHits &hits() const { return m_hits; }

private:
    db::Transaction &m_tx;
    const int m_limit;
    QSet<qint64> m_seen;
    CustomerHits m_hits;
};

PaymentRow paymentOf(const db::Row &row)
{
    return {row.int64(0), row.text(1),  row.int64(2), Choice<Provider>(row.text(3)),
            row.text(4),  row.int64(5), row.text(6),  Choice<PaymentStatus>(row.text(7)),
            row.text(8),  row.int64(9)};
}

std::optional<SubscriptionCard> subscriptionOf(db::Transaction &tx, qint64 user)
{
    const auto row = access::subscriptionlooks::shown(tx, TelegramId(user));
    if (!row)
        return std::nullopt;
    return SubscriptionCard{row->text(0),
                            Choice<SubscriptionStatus>(row->text(1)),
                            Choice<AccessSource>(row->text(2)),
                            row->int64(3),
                            row->text(4),
                            row->boolean(5),
                            row->int64(6),
                            row->int64(7),
                            row->boolean(8),
                            Choice<ActivationStatus>(row->text(9)),
                            row->int64(10),
                            row->text(11),
                            row->optionalInt64(12),
                            row->optionalInt64(13),
                            row->optionalInt64(14),
                            row->int64(15)};
}

void addHistory(db::Transaction &tx, CustomerCard &card)
{
    const qint64 user = card.telegramId;
    for (const db::Row &row : tx.query(kPurchases, user, kShown))
        card.purchases.append({row.text(0), row.int64(1), Choice<PurchaseKind>(row.text(2)), row.text(3),
                               row.int64(4), row.int64(5), Choice<Provider>(row.text(6)), row.text(7),
                               Choice<PurchaseStatus>(row.text(8)), row.text(9), row.int64(10),
                               row.optionalInt64(11)});
    for (const db::Row &row : tx.query(kPayments, user, kShown))
        card.payments.append(paymentOf(row));
    for (const db::Row &row : tx.query(kLedger, user, kShown))
        card.ledger.append({row.int64(0), row.int64(1), Choice<LedgerKind>(row.text(2)), row.text(3),
                            row.text(4), row.int64(5)});
    for (const db::Row &row : inbox::repository::updatesOf(tx, TelegramId(user), kShown))
        card.updates.append({row.int64(0), row.text(1), Choice<UpdateStatus>(row.text(2)), row.int64(3),
                             row.optionalInt64(4), row.text(5)});
    card.messages = messagesOf(tx, user, kShown);
}

} // namespace

CustomerHits search(db::Transaction &tx, const CustomerQuery &query)
{
    static const QRegularExpression name(u"^@?[A-Za-z0-9_]{1,32}$"_s);
    static const QString last(32, u'z');
    const int limit = std::clamp(query.limit, 1, kMaxPage);
    const QString text = query.text.trimmed();
    Hits hits(tx, limit);
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    if (isNumber)
        hits.add(number, FoundBy::Id);
    hits.addAll(tx.query(kByPurchase, text), FoundBy::Purchase);
    hits.addAll(access::subscriptionlooks::ownersOf(tx, text.toLower()), FoundBy::Uuid);
    hits.addAll(tx.queryWith(ofAnyProvider(kByInvoice), {text, limit}), FoundBy::Invoice);
    hits.addAll(tx.queryWith(ofAnyProvider(kByPayment), {text, limit}), FoundBy::Payment);
    if (name.match(text).hasMatch()) {
        const QString beginning = (text.startsWith(u'@') ? text.mid(1) : text).toLower();
        if (!beginning.isEmpty())
            hits.addAll(tx.query(kByName, beginning, beginning + last, limit), FoundBy::Name);
    }
    return hits.hits();
}

std::optional<CustomerCard> card(db::Transaction &tx, qint64 telegramId, const billing::Catalog &catalog)
{
    const auto row = tx.one(kUser, telegramId);
    if (!row)
        return std::nullopt;
    CustomerCard card;
    card.telegramId = row->int64(0);
    card.username = row->text(1);
    card.firstName = row->text(2);
    card.language = row->text(3);
    card.balanceKopecks = row->int64(4);
    card.isBlocked = row->boolean(5);
    card.isReachable = row->boolean(6);
    card.trialUsedAt = row->optionalInt64(7);
    card.createdAt = row->int64(8);
    card.lastSeenAt = row->int64(9);
    card.ledgerKopecks = row->int64(10);
    card.subscription = subscriptionOf(tx, telegramId);
    addHistory(tx, card);
    for (const billing::Tariff &tariff : catalog.tariffs())
        card.tariffs += tariff.key;
    return card;
}

std::optional<PaymentRow> payment(db::Transaction &tx, qint64 id)
{
    const auto row = tx.one(kPayment, id);
    return row ? std::optional(paymentOf(*row)) : std::nullopt;
}

} // namespace turnpike::consolecalls
