// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/messages.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

// Customers, what they bought and what they have.
namespace turnpike::protocol {

// Arguments of "customers.search": a Telegram id, @name or its beginning, purchase id, invoice id, payment id
// or uuid.
struct CustomerQuery
{
    QString text;
    int limit = 20;

    template<class F>
    static void fields(F &&field)
    {
        field("text", &CustomerQuery::text);
        field("limit", &CustomerQuery::limit);
    }
};

// A hit.
struct CustomerBrief
{
    qint64 telegramId = 0;
    QString username;
    QString firstName;
    Choice<AccessStatus> status;
    QString tariff;
    std::optional<Timestamp> expiresAt;
    Choice<FoundBy> foundBy;
    bool lacksKey = false; // access runs, and no key works

    template<class F>
    static void fields(F &&field)
    {
        field("telegram_id", &CustomerBrief::telegramId);
        field("username", &CustomerBrief::username);
        field("first_name", &CustomerBrief::firstName);
        field("status", &CustomerBrief::status);
        field("tariff", &CustomerBrief::tariff);
        field("expires_at", &CustomerBrief::expiresAt);
        field("found_by", &CustomerBrief::foundBy);
        field("lacks_key", &CustomerBrief::lacksKey);
    }
};

// Answer of "customers.search".
struct CustomerHits
{
    QList<CustomerBrief> items;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &CustomerHits::items);
    }
};

// What a customer has.
struct SubscriptionCard
{
    QString tariff;
    Choice<SubscriptionStatus> status;
    Choice<AccessSource> source;
    qint64 periodDays = 0;
    QString uuid;
    bool hasKey = false;
    Timestamp startsAt = 0;
    Timestamp expiresAt = 0;
    bool autoRenew = false;
    Choice<ActivationStatus> activationStatus;
    qint64 activationAttempts = 0;
    QString activationError;
    std::optional<Timestamp> nextActivationAt;
    std::optional<qint64> waitingSince;
    std::optional<Timestamp> vpnExpiresAt; // what the VPN API was last told
    qint64 periodNumber = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("tariff", &SubscriptionCard::tariff);
        field("status", &SubscriptionCard::status);
        field("source", &SubscriptionCard::source);
        field("period_days", &SubscriptionCard::periodDays);
        field("uuid", &SubscriptionCard::uuid);
        field("has_key", &SubscriptionCard::hasKey);
        field("starts_at", &SubscriptionCard::startsAt);
        field("expires_at", &SubscriptionCard::expiresAt);
        field("auto_renew", &SubscriptionCard::autoRenew);
        field("activation_status", &SubscriptionCard::activationStatus);
        field("activation_attempts", &SubscriptionCard::activationAttempts);
        field("activation_error", &SubscriptionCard::activationError);
        field("next_activation_at", &SubscriptionCard::nextActivationAt);
        field("waiting_since", &SubscriptionCard::waitingSince);
        field("vpn_expires_at", &SubscriptionCard::vpnExpiresAt);
        field("period_number", &SubscriptionCard::periodNumber);
    }
};

// What a customer bought, or began to.
struct PurchaseRow
{
    QString purchaseId;
    qint64 telegramId = 0;
    Choice<PurchaseKind> kind;
    QString tariff;
    qint64 periodDays = 0;
    qint64 priceKopecks = 0;
    Choice<Provider> provider; // empty until one is chosen
    QString invoiceId;
    Choice<PurchaseStatus> status;
    QString note;
    Timestamp createdAt = 0;
    std::optional<Timestamp> fulfilledAt;

    template<class F>
    static void fields(F &&field)
    {
        field("purchase_id", &PurchaseRow::purchaseId);
        field("telegram_id", &PurchaseRow::telegramId);
        field("kind", &PurchaseRow::kind);
        field("tariff", &PurchaseRow::tariff);
        field("period_days", &PurchaseRow::periodDays);
        field("price_kopecks", &PurchaseRow::priceKopecks);
        field("provider", &PurchaseRow::provider);
        field("invoice_id", &PurchaseRow::invoiceId);
        field("status", &PurchaseRow::status);
        field("note", &PurchaseRow::note);
        field("created_at", &PurchaseRow::createdAt);
        field("fulfilled_at", &PurchaseRow::fulfilledAt);
    }
};

// Money that came.
struct PaymentRow
{
    qint64 id = 0;
    QString purchaseId;
    qint64 telegramId = 0;
    Choice<Provider> provider;
    QString externalId;
    qint64 amount = 0; // minor units; 0: not known in these
    QString currency;
    Choice<PaymentStatus> status;
    QString note;
    Timestamp paidAt = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("id", &PaymentRow::id);
        field("purchase_id", &PaymentRow::purchaseId);
        field("telegram_id", &PaymentRow::telegramId);
        field("provider", &PaymentRow::provider);
        field("external_id", &PaymentRow::externalId);
        field("amount", &PaymentRow::amount);
        field("currency", &PaymentRow::currency);
        field("status", &PaymentRow::status);
        field("note", &PaymentRow::note);
        field("paid_at", &PaymentRow::paidAt);
    }
};

// A movement of the balance.
struct LedgerRow
{
    qint64 id = 0;
    qint64 amountKopecks = 0;
    Choice<LedgerKind> kind;
    QString reference;
    QString note;
    Timestamp createdAt = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("id", &LedgerRow::id);
        field("amount_kopecks", &LedgerRow::amountKopecks);
        field("kind", &LedgerRow::kind);
        field("reference", &LedgerRow::reference);
        field("note", &LedgerRow::note);
        field("created_at", &LedgerRow::createdAt);
    }
};

// An update of the customer, without its content.
struct UpdateRow
{
    qint64 seq = 0;
    QString kind; // as Telegram names it
    Choice<UpdateStatus> status;
    Timestamp receivedAt = 0;
    std::optional<Timestamp> handledAt;
    QString lastError;

    template<class F>
    static void fields(F &&field)
    {
        field("seq", &UpdateRow::seq);
        field("kind", &UpdateRow::kind);
        field("status", &UpdateRow::status);
        field("received_at", &UpdateRow::receivedAt);
        field("handled_at", &UpdateRow::handledAt);
        field("last_error", &UpdateRow::lastError);
    }
};

// Answer of "customers.card". Lists are newest first, 20 at most.
struct CustomerCard
{
    qint64 telegramId = 0;
    QString username;
    QString firstName;
    QString language;
    qint64 balanceKopecks = 0;
    qint64 ledgerKopecks = 0; // the sum of all movements: must be the same
    bool isBlocked = false;
    bool isReachable = true;
    std::optional<Timestamp> trialUsedAt;
    Timestamp createdAt = 0;
    Timestamp lastSeenAt = 0;
    std::optional<SubscriptionCard> subscription;
    QList<PurchaseRow> purchases;
    QList<PaymentRow> payments;
    QList<LedgerRow> ledger;
    QList<UpdateRow> updates;
    QList<OutboxMessage> messages;
    QStringList tariffs; // that can be granted

    template<class F>
    static void fields(F &&field)
    {
        field("telegram_id", &CustomerCard::telegramId);
        field("username", &CustomerCard::username);
        field("first_name", &CustomerCard::firstName);
        field("language", &CustomerCard::language);
        field("balance_kopecks", &CustomerCard::balanceKopecks);
        field("ledger_kopecks", &CustomerCard::ledgerKopecks);
        field("is_blocked", &CustomerCard::isBlocked);
        field("is_reachable", &CustomerCard::isReachable);
        field("trial_used_at", &CustomerCard::trialUsedAt);
        field("created_at", &CustomerCard::createdAt);
        field("last_seen_at", &CustomerCard::lastSeenAt);
        field("subscription", &CustomerCard::subscription);
        field("purchases", &CustomerCard::purchases);
        field("payments", &CustomerCard::payments);
        field("ledger", &CustomerCard::ledger);
        field("updates", &CustomerCard::updates);
        field("messages", &CustomerCard::messages);
        field("tariffs", &CustomerCard::tariffs);
    }
};

// Arguments of the calls on a customer: "customers.card", "customers.grant" (tariff, days),
// "customers.extend" (days), "customers.revoke", "customers.reissue", "customers.retry_activation",
// "customers.block" (blocked), "customers.adjust_balance" (kopecks).
struct CustomerOrder
{
    qint64 telegramId = 0;
    QString tariff;
    qint64 days = 0;
    qint64 kopecks = 0; // negative: taken away
    bool blocked = false;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("telegram_id", &CustomerOrder::telegramId);
        field("tariff", &CustomerOrder::tariff);
        field("days", &CustomerOrder::days);
        field("kopecks", &CustomerOrder::kopecks);
        field("blocked", &CustomerOrder::blocked);
        field("reason", &CustomerOrder::reason);
    }
};

// Answer of "purchases.review": payments that wait for a decision, oldest first.
struct ReviewPage
{
    QList<PaymentRow> items;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &ReviewPage::items);
    }
};

// Arguments of "purchases.decide". `grant`: what was bought is given, once; otherwise the payment stays in
// the books and leaves the list.
struct ReviewOrder
{
    qint64 paymentId = 0;
    bool grant = false;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("payment_id", &ReviewOrder::paymentId);
        field("grant", &ReviewOrder::grant);
        field("reason", &ReviewOrder::reason);
    }
};

// Arguments of "payments.refund": the provider that took it is asked to give it back whole. `byHand`:
// somebody has given it back already, where that provider does not do so itself.
struct RefundOrder
{
    qint64 paymentId = 0;
    bool byHand = false;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("payment_id", &RefundOrder::paymentId);
        field("by_hand", &RefundOrder::byHand);
        field("reason", &RefundOrder::reason);
    }
};

} // namespace turnpike::protocol
