// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/subscription.h"
#include "base/ids.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QString>

#include <optional>

// What customers are told outside their own conversations, as facts: the texts, languages and keyboards are
// up to the implementation. Times ms UTC, money in kopecks.
namespace turnpike::access {

// Access was granted by other means than the customer's own press (an administrator, a gift), or by a trial.
struct AccessGrantedNotice
{
    QString tariff;
    AccessSource source = AccessSource::Admin;
    Timestamp expiresAt = 0;
    bool keyPending = true; // a keyReady notice follows
};

// A payment for a subscription was received and granted.
struct PaymentReceivedNotice
{
    PurchaseId purchase;
    std::optional<qint64> chatMessageId; // the menu that shows the purchase, to be edited
    QString tariff;
    int periodDays = 0;
    Timestamp expiresAt = 0;
    bool keyPending = true; // true: the key is on its way, a keyReady notice follows
    bool isRenewal = false; // time was added to running access; its key stays the same
};

struct KeyReadyNotice
{
    QString tariff;
    AccessSource source = AccessSource::Payment;
    QString vpnKey; // a secret of the customer: only into the message
    Timestamp expiresAt = 0;
    bool isFirst = true;    // false: only the end changed; the key may be the same one
    bool keyChanged = true; // false after a renewal: nothing to set up again
};

struct ReminderNotice
{
    int stage = 0; // paid: 0 = 3 days, 1 = 24 h, 2 = 3 h before the end; trial: 0 = 6 h, 1 = 48 h after, 2 =
                   // 3 h before
    QString tariff;
    Timestamp expiresAt = 0;
    bool autoRenew = false;
    int periodDays = 0;    // what a renewal would buy
    bool isSilent = false; // in the customer's quiet hours
};

struct RenewalDoneNotice
{
    QString tariff;
    int periodDays = 0;
    Kopecks price;
    Kopecks balance; // after it
    Timestamp expiresAt = 0;
};

struct RenewalFailedNotice
{
    QString tariff;
    Kopecks price;
    Kopecks missing;
    Timestamp expiresAt = 0;
    int periodNumber = 0;
};

// What brought money to a balance.
enum class CreditCause {
    TopUp,   // the customer's own top-up
    Excess,  // more was paid for a purchase than its price
    Decision // a payment that was under review
};

struct TopupNotice
{
    PurchaseId purchase;
    std::optional<qint64> chatMessageId; // the menu that shows the invoice, to be edited
    Kopecks amount;
    Kopecks balance;        // after it
    bool completes = false; // what it was for is bought with it at once, and told in the same transaction
    CreditCause cause = CreditCause::TopUp;
};

// Why a payment that came is not granted at once.
enum class ReviewCause {
    TooLittle,
    PaidAgain, // what was bought has been given already
    Other,     // another currency, no figure that can be read
};

struct ReviewNotice
{
    PurchaseId purchase;
    std::optional<qint64> chatMessageId; // the menu that shows the invoice still, to be edited
    ReviewCause cause = ReviewCause::Other;
    std::optional<Kopecks> paid; // nothing where it is no figure in roubles
    Kopecks price;               // of the purchase
};

struct InvoiceNotice
{
    PurchaseId purchase;
    std::optional<qint64> chatMessageId;
    QString provider; // "crypto_pay", …
    QString payUrl;
    Kopecks price;
    Timestamp expiresAt = 0;
};

// A gift that is paid for.
struct GiftNotice
{
    QString code;
    QString tariff;
    int periodDays = 0;
    std::optional<qint64> chatMessageId{}; // the menu that shows its purchase
};

struct GiftReturnedNotice
{
    QString tariff;
    int periodDays = 0;
    Kopecks amount;
    Kopecks balance; // with it
};

// Something written in a support thread that Telegram did not take.
struct SupportNotice
{
    bool toStaff = false;       // the customer wrote it and is told; otherwise staff did, and is
    bool isUnreachable = false; // whoever should have got it cannot be reached
    ChatId staffChat;
    std::optional<qint64> topicId; // of the thread in that chat
    std::optional<qint64> replyTo; // the message of that chat that was lost
    QString contact;               // how else the shop can be reached; may be empty
};

// Staff has closed a support thread.
struct SupportClosedNotice
{
    QString by;                    // of the staff
    ChatId staffChat;              // 0: there is none
    std::optional<qint64> topicId; // of the thread in that chat
};

// Adds messages to the outbox within the caller's transaction: a rollback tells nobody. The server has one,
// made by the bot. Thread-safe; called on handler and worker threads. Unknown users are ignored.
class CustomerNotices
{
public:
    virtual ~CustomerNotices() = default;

    virtual void accessGranted(db::Transaction &tx, TelegramId user, const AccessGrantedNotice &notice) = 0;
    virtual void paymentReceived(db::Transaction &tx, TelegramId user,
                                 const PaymentReceivedNotice &notice) = 0;
    virtual void keyReady(db::Transaction &tx, TelegramId user, const KeyReadyNotice &notice) = 0;
    // Once, when the first attempt of a first activation failed or provisioning is off: paid for, nothing is
    // lost, the key follows. Use a dedupe key of user and period.
    virtual void activationDelayed(db::Transaction &tx, TelegramId user, int periodNumber) = 0;
    virtual void subscriptionExpired(db::Transaction &tx, TelegramId user, const QString &tariff) = 0;
    virtual void trialEnded(db::Transaction &tx, TelegramId user) = 0;
    virtual void accessRevoked(db::Transaction &tx, TelegramId user) = 0;
    virtual void reminder(db::Transaction &tx, TelegramId user, const ReminderNotice &notice) = 0;
    virtual void trialReminder(db::Transaction &tx, TelegramId user, const ReminderNotice &notice) = 0;
    virtual void renewalDone(db::Transaction &tx, TelegramId user, const RenewalDoneNotice &notice) = 0;
    // Once per (user, period): a top-up makes the renewal due again, so use them as the dedupe key.
    virtual void renewalFailed(db::Transaction &tx, TelegramId user, const RenewalFailedNotice &notice) = 0;
    virtual void invoiceReady(db::Transaction &tx, TelegramId user, const InvoiceNotice &notice) = 0;
    // The provider refuses to make it: nothing was charged, another way to pay may be chosen.
    virtual void invoiceRefused(db::Transaction &tx, TelegramId user, const InvoiceNotice &notice) = 0;
    virtual void invoiceExpired(db::Transaction &tx, TelegramId user, const InvoiceNotice &notice) = 0;
    // The payment came, but a person must look at it first, or the customer decides what happens to it.
    virtual void paymentUnderReview(db::Transaction &tx, TelegramId user, const ReviewNotice &notice) = 0;
    // A person has looked, and nothing is given for it; `paid` as in ReviewNotice.
    virtual void reviewClosed(db::Transaction &tx, TelegramId user, std::optional<Kopecks> paid) = 0;
    virtual void topupCredited(db::Transaction &tx, TelegramId user, const TopupNotice &notice) = 0;
    virtual void giftReady(db::Transaction &tx, TelegramId user, const GiftNotice &notice) = 0;
    // Of one that `user` has bought: somebody has opened it.
    virtual void giftClaimed(db::Transaction &tx, TelegramId user, const QString &tariff, int periodDays) = 0;
    // Of one that `user` has bought: nobody has opened it in time, and its price is on the balance.
    virtual void giftReturned(db::Transaction &tx, TelegramId user, const GiftReturnedNotice &notice) = 0;
    virtual void referralRewarded(db::Transaction &tx, TelegramId user, Kopecks amount, Kopecks balance) = 0;
    virtual void paymentRefunded(db::Transaction &tx, TelegramId user, const PurchaseId &purchase) = 0;
    // Of the thread of `user`: the side that wrote is told.
    virtual void supportUndelivered(db::Transaction &tx, TelegramId user, const SupportNotice &notice) = 0;
    // The customer is told, and so is the staff in its chat.
    virtual void supportClosed(db::Transaction &tx, TelegramId user, const SupportClosedNotice &notice) = 0;
    // What stands above an answer of the staff, in HTML, in the customer's language.
    virtual QString supportHeading(db::Transaction &tx, TelegramId user) = 0;
};

} // namespace turnpike::access
