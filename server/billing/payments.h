// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/accessservice.h"
#include "base/alerts.h"
#include "billing/balance.h"
#include "billing/gifts.h"
#include "billing/promo.h"
#include "billing/purchases.h"
#include "billing/referral.h"
#include "protocol/timestamp.h"

#include <optional>
#include <vector>

namespace turnpike::billing {

struct Objection;

// A payment that has arrived, as its provider reports it.
struct PaymentFact
{
    PurchaseId purchase;
    Provider provider = Provider::CryptoPay;
    QString externalId; // Crypto Pay invoice id, telegram_payment_charge_id, the purchase id for the balance
    qint64 amountMinor = 0;  // kopecks for RUB, whole Stars for XTR; 0: no such figure (the note may have it)
    QString currency;        // "RUB" (also for Crypto Pay: the invoice's fiat), "XTR"
    Timestamp paidAt = 0;    // ms UTC
    QString note;            // of the provider, such as the asset that was paid in; no secret
    TelegramId payer{};      // where the provider says it
    bool isFromList = false; // found among all that the provider has, in place of being told
};

enum class FinalizeOutcome {
    Granted,         // access, balance or gift was given, once
    AlreadySeen,     // this payment is in the books: nothing happened
    Review,          // in the books, nothing granted; operators are alerted and the customer is told
    Refunded,        // in the books, nothing granted: its refund had come before it
    UnknownPurchase, // for no purchase of ours: in the books, in review; operators are alerted
    Foreign,         // of another program that shares the provider's app: counted, told once
};

const char *toString(FinalizeOutcome outcome);

struct PaymentRow
{
    qint64 id = 0;
    PurchaseId purchase; // empty: of no purchase of ours
    TelegramId user;     // 0: nobody says whose it is
    Provider provider = Provider::CryptoPay;
    QString externalId;
    qint64 amountMinor = 0; // 0: nobody knows, or the note alone
    QString currency;
    PaymentStatus status = PaymentStatus::Granted;
    QString note;
    Timestamp paidAt = 0; // ms UTC
};

// What happens once a payment has arrived. Each function is part of the caller's transaction; notices, the
// audit and the wake-ups belong to it. Holds no state; thread-safe.
class Payments
{
public:
    // All of these outlive it.
    struct Parts
    {
        const Clock &clock;
        const access::AccessService &access;
        access::CustomerNotices &notices;
        const Purchases &purchases;
        const Promos &promos;
        const Balance &balance;
        const Referrals &referrals;
        const Gifts &gifts;
        const control::Audit &audit;
        AlertSink &alerts;
    };
    explicit Payments(const Parts &parts);

    // Books the payment and gives what was paid for, at the purchase's own price: no promo, flag, block,
    // limit or change of the catalogue can refuse here. A purchase that is created, awaiting_payment, expired
    // or cancelled is granted, and so is one under review for which nothing was given yet; if paid a second
    // time, too little or in another currency, it goes to review. If more than enough was paid, it is granted
    // once; the excess in roubles goes to the balance, and the customer is told.
    FinalizeOutcome finalizePurchase(db::Transaction &tx, const PaymentFact &fact) const;

    enum class PayOutcome { Paid, NotEnough, AlreadyPaid, Stale, Unknown };
    struct PayResult
    {
        PayOutcome outcome = PayOutcome::Unknown;
        Kopecks missing; // with NotEnough
    };
    // Pays a purchase of `user` from the balance: once, however often it is pressed. NotEnough leaves the
    // purchase as it was. Stale: expired, cancelled, or another method was chosen. A top-up cannot be paid
    // this way (Stale).
    PayResult payFromBalance(db::Transaction &tx, const PurchaseId &purchase, TelegramId user) const;

    enum class RefundOutcome {
        Refunded,
        AlreadyRefunded,
        Waits, // the payment is not in the books yet: once it is, it is refunded and nothing is given for it
    };
    // The provider has given the money back: what it paid for is taken back (access never below now, a gift
    // while unclaimed, a top-up as far as the balance goes), its referral reward reversed as far as the
    // inviter's balance goes; what could not be taken is noted. A payment in review has granted nothing, so
    // it is only marked.
    RefundOutcome refund(db::Transaction &tx, Provider provider, const QString &externalId,
                         const control::Actor &actor, const QString &reason) const;

    enum class ReviewOutcome {
        Decided,
        NotInReview, // unknown, or somebody has decided
        CannotGrant, // nobody knows whose it is, or what it is worth in roubles
    };
    // The customer decides about payments in roubles that were too little for this purchase: what came goes
    // to the balance, once, and the purchase can be paid again for 30 min (a top-up is done with it), unless
    // another payment for it waits for an operator. What came; nothing when no such payment waits (any more).
    std::optional<Kopecks> takeShortToBalance(db::Transaction &tx, const PurchaseId &purchase,
                                              TelegramId user) const;

    // An operator has looked at a payment under review; the customer is told what becomes of it. `grants`:
    // what was bought is given for it, once; if an earlier payment has paid for that, or it is for no
    // purchase of ours, its value goes to the balance. Otherwise nothing is given, and the payment stays on
    // record; a purchase that nothing has paid for, and for which no other payment waits, is cancelled.
    ReviewOutcome decideReview(db::Transaction &tx, qint64 paymentId, bool grants, const QString &note) const;

    std::optional<PaymentRow> find(db::Transaction &tx, Provider provider, const QString &externalId) const;
    // Whether it is on record, or known as another program's.
    bool isKnown(db::Transaction &tx, Provider provider, const QString &externalId) const;
    // Notes that the provider's report of this one cannot be read. True the first time; forgotten after a
    // month.
    bool noteUnread(db::Transaction &tx, Provider provider, const QString &externalId) const;
    // Newest first.
    std::vector<PaymentRow> historyOf(db::Transaction &tx, TelegramId user, int limit) const;
    // Waiting for an operator, oldest first.
    std::vector<PaymentRow> inReview(db::Transaction &tx, int limit) const;

private:
    bool lockCustomer(db::Transaction &tx, const PurchaseId &id) const;
    void grant(db::Transaction &tx, const Purchase &purchase, qint64 paymentId,
               const PaymentFact &fact) const;
    void creditExcess(db::Transaction &tx, const Purchase &purchase, qint64 paymentId,
                      const PaymentFact &fact) const;
    PayResult payNow(db::Transaction &tx, const Purchase &purchase) const;
    std::optional<Purchase> completableBy(db::Transaction &tx, const Purchase &topup) const;
    void complete(db::Transaction &tx, const Purchase &wanted, const PurchaseId &topup) const;
    void giveWhatWasBought(db::Transaction &tx, const Purchase &purchase) const;
    FinalizeOutcome bookStray(db::Transaction &tx, const PaymentFact &fact) const;
    FinalizeOutcome noteForeign(db::Transaction &tx, const PaymentFact &fact) const;
    std::optional<QString> takeWaitingRefund(db::Transaction &tx, const PaymentFact &fact) const;
    void bookAsRefunded(db::Transaction &tx, const Purchase &purchase, qint64 paymentId,
                        const QString &reason) const;
    void creditFor(db::Transaction &tx, const PaymentRow &payment, Kopecks worth) const;
    QString takeBack(db::Transaction &tx, const PaymentRow &payment,
                     const std::optional<Purchase> &purchase) const;
    void putInReview(db::Transaction &tx, const Purchase &purchase, qint64 paymentId, const PaymentFact &fact,
                     const Objection &objection) const;
    void tellOfReview(db::Transaction &tx, const Purchase &purchase, const PaymentFact &fact,
                      access::ReviewCause cause) const;
    // Whether payments for it wait for an operator, `besides` apart.
    bool hasOthersInReview(db::Transaction &tx, const PurchaseId &purchase, qint64 besides = 0) const;
    PurchaseStatus settleTaken(db::Transaction &tx, const Purchase &purchase, const QString &why) const;
    QString takeBackWhatWasBought(db::Transaction &tx, const Purchase &purchase) const;

    Parts m_parts;
};

} // namespace turnpike::billing
