// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "base/kicker.h"
#include "billing/promo.h"
#include "billing/purchase.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <optional>
#include <vector>

namespace turnpike::billing {

inline constexpr qint64 kPurchaseLifetimeMs = 30 * kMinuteMs;
// An unpaid purchase is forgotten this long after its end. No invoice is paid later than that.
inline constexpr qint64 kUnpaidKeptMs = 30 * kDayMs;
inline constexpr qint64 kPaymentCheckMs = 30 * kSecondMs;
// Since a method was chosen. Whoever has no invoice by then is told that it does not work now.
inline constexpr qint64 kInvoicePatienceMs = 45 * kSecondMs;
// Since a method was chosen. Whoever has no link to pay by then is told, and of another way.
inline constexpr qint64 kInvoiceLateMs = 15 * kSecondMs;
// How long after it was asked for an invoice may still appear; it was seen to take 25 s.
inline constexpr qint64 kLateInvoiceMs = 40 * kSecondMs;

// One look of the payment watcher at a purchase, under a row lease.
struct PurchaseJob
{
    Purchase purchase;
    int attempt = 0; // counted from 1
    QString owner;   // of the row lease

    bool needsInvoice() const { return !purchase.hasInvoice(); }
    // When the customer chose to pay so, which set the purchase's end; until the invoice sets its own.
    Timestamp chosenAt() const { return purchase.expiresAt - kPurchaseLifetimeMs; }
    // Past its end: after a last look that finds it unpaid, expire() it.
    bool isOverdue(Timestamp now) const { return purchase.expiresAt <= now; }
};

// The table `purchases`: from the menu to the invoice and its end. What happens once money has come is in
// Payments. Holds no state; thread-safe.
class Purchases
{
public:
    Purchases(const Clock &clock, Kicker &kicker);

    struct NewPurchase
    {
        TelegramId user;
        PurchaseKind kind = PurchaseKind::Subscription;
        QString tariff; // empty for a top-up
        int periodDays = 0;
        Kopecks price; // above 0
        int priceStars = 0;
        QString promoCode{}; // reserved with the purchase; see create()
        std::optional<qint64> chatMessageId{};
        PurchaseId completes{}; // of a top-up: the purchase of the same user that it is to pay for
        int bonusDays = 0;      // of a subscription: days that come on top
    };
    // Makes a purchase that expires after 30 min without an invoice. A promo code in it must have been priced
    // with Promos::check; its use is reserved here. Throws DomainError when the promo cannot be reserved.
    Purchase create(db::Transaction &tx, const NewPurchase &purchase) const;

    std::optional<Purchase> find(db::Transaction &tx, const PurchaseId &id) const;
    // The same in two steps, the first of which waits for no answer.
    static db::Asked ask(db::Transaction &tx, const PurchaseId &id);
    static std::optional<Purchase> of(const db::Asked &asked);
    // The same and locks the row until the transaction ends.
    std::optional<Purchase> lock(db::Transaction &tx, const PurchaseId &id) const;
    std::optional<Purchase> findByInvoice(db::Transaction &tx, Provider provider,
                                          const QString &invoiceId) const;
    // Open ones of a user, newest first, at most 20.
    std::vector<Purchase> openOf(db::Transaction &tx, TelegramId user) const;
    // The menu that shows it from now on; none once the customer has left it.
    void setChatMessage(db::Transaction &tx, const PurchaseId &id, std::optional<qint64> messageId) const;
    // The customer asks for it: due for a look at once while it awaits its payment and nobody has it leased;
    // wakes the watcher.
    void checkNow(db::Transaction &tx, const PurchaseId &id) const;

    enum class ChooseOutcome {
        Chosen,        // awaiting_payment from now on; the watcher makes its invoice, if any
        AlreadyChosen, // an earlier press has chosen: show what became of it
        Stale,         // expired, cancelled, fulfilled or under review
        Unknown,       // no such purchase of this user
    };
    // A payment method was pressed: compare and set on status `created`, so that a second press changes
    // nothing.
    ChooseOutcome chooseMethod(db::Transaction &tx, const PurchaseId &id, TelegramId user,
                               Provider provider) const;

    // The customer gives up: an open purchase becomes cancelled. A payment that still arrives is granted.
    bool cancel(db::Transaction &tx, const PurchaseId &id, TelegramId user) const;

    // The customer chooses anew what to buy with this code: what they were shown with it, without choosing
    // how to pay, becomes cancelled and gives its use back.
    void giveUpShown(db::Transaction &tx, TelegramId user, const QString &promoCode) const;

    // Leases up to `limit` purchases that are due for a look for `owner`, and counts the attempt.
    std::vector<PurchaseJob> claimDue(db::Transaction &tx, const QString &owner, int limit) const;
    // Likewise those without an invoice whose customers have waited for it as long as they should
    // (kInvoicePatienceMs): those for whom it has failed already, or also those for whom nothing was tried.
    std::vector<PurchaseJob> claimImpatient(db::Transaction &tx, const QString &owner, int limit,
                                            bool alsoUntried) const;
    // When the next such purchase will be due; empty while nobody waits.
    std::optional<qint64> nextImpatient(db::Transaction &tx) const; // ms UTC
    // The invoice is made: what the customer pays, and until when. The caller adds the notice. False when the
    // lease was lost or the purchase is no longer open: the invoice is then an orphan, found by its payload.
    bool setInvoice(db::Transaction &tx, const PurchaseJob &job, const QString &invoiceId,
                    const QString &payUrl, Timestamp expiresAt) const;
    // An invoice that was found by its payload although the answer to its making was lost; false when the
    // purchase has one already or is no longer open.
    bool adoptInvoice(db::Transaction &tx, const PurchaseId &id, Provider provider, const QString &invoiceId,
                      const QString &payUrl, Timestamp expiresAt) const;
    // Looked, not paid yet: again in 30 s, or at its end where that is earlier.
    bool checkAgain(db::Transaction &tx, const PurchaseJob &job) const;
    // The call failed: again after 5 s, growing to 1 min; for an invoice that somebody waits for, once their
    // patience is over at the latest.
    bool failure(db::Transaction &tx, const PurchaseJob &job, const QString &error) const;
    // An invoice is about to be asked for; nothing: it is certain that none was made.
    void noteInvoiceAsked(db::Transaction &tx, const PurchaseJob &job, std::optional<Timestamp> at) const;
    // What was asked for may still appear: again in 10 s, or once that time is over.
    bool awaitLateInvoice(db::Transaction &tx, const PurchaseJob &job) const;
    // The provider refuses to make an invoice: the customer may choose again. False when the lease was lost
    // or the purchase is no longer open.
    bool withdrawMethod(db::Transaction &tx, const PurchaseJob &job, const QString &error) const;
    // Gives a claim back, its attempt too.
    void release(db::Transaction &tx, const PurchaseJob &job) const;

    // An open purchase past its end becomes expired and its promo use is released. False when it is not open
    // or not past its end.
    bool expire(db::Transaction &tx, const PurchaseId &id) const;
    // Expires purchases that never got an invoice, at most `limit`; returns how many.
    int expireAbandoned(db::Transaction &tx, int limit) const;

    // Removes unpaid purchases that ended before that time (ms UTC), at most `limit`; returns how many.
    static int forgetUnpaid(db::Transaction &tx, qint64 endedBefore, int limit);

    std::optional<qint64> nextDue(db::Transaction &tx) const; // ms UTC
    // The same as a statement of one value, for whoever asks for several at once.
    static const char *nextDueQuery();

private:
    const Clock &m_clock;
    Kicker &m_kicker;
    Promos m_promos;
};

} // namespace turnpike::billing
