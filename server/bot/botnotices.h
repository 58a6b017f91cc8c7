// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/notices.h"
#include "access/users.h"
#include "billing/catalog.h"
#include "billing/paymentmethod.h"
#include "billing/purchases.h"
#include "bot/reply.h"
#include "control/featureflags.h"

namespace turnpike::bot {

// Writes what customers are told, in each one's own language, to the outbox. One per server, made before the
// rooms that tell; thread-safe. What edits a menu's message goes in the interactive class, in order behind
// the menu itself; everything else is a message of its own.
class BotNotices : public access::CustomerNotices
{
public:
    // `methods`: what is set up. Where none of it sells top-ups, nobody is advised to top up.
    BotNotices(const Clock &clock, const Texts &texts, const outbox::Outbox &outbox,
               const access::Users &users, const billing::Purchases &purchases,
               const billing::Catalog &catalog, const control::FeatureFlags &flags,
               billing::PaymentMethods methods);

    void accessGranted(db::Transaction &tx, TelegramId user,
                       const access::AccessGrantedNotice &notice) override;
    void paymentReceived(db::Transaction &tx, TelegramId user,
                         const access::PaymentReceivedNotice &notice) override;
    void keyReady(db::Transaction &tx, TelegramId user, const access::KeyReadyNotice &notice) override;
    void activationDelayed(db::Transaction &tx, TelegramId user, int periodNumber) override;
    void subscriptionExpired(db::Transaction &tx, TelegramId user, const QString &tariff) override;
    void trialEnded(db::Transaction &tx, TelegramId user) override;
    void accessRevoked(db::Transaction &tx, TelegramId user) override;
    void reminder(db::Transaction &tx, TelegramId user, const access::ReminderNotice &notice) override;
    void trialReminder(db::Transaction &tx, TelegramId user, const access::ReminderNotice &notice) override;
    void renewalDone(db::Transaction &tx, TelegramId user, const access::RenewalDoneNotice &notice) override;
    void renewalFailed(db::Transaction &tx, TelegramId user,
                       const access::RenewalFailedNotice &notice) override;
    void invoiceReady(db::Transaction &tx, TelegramId user, const access::InvoiceNotice &notice) override;
    void invoiceRefused(db::Transaction &tx, TelegramId user, const access::InvoiceNotice &notice) override;
    void invoiceExpired(db::Transaction &tx, TelegramId user, const access::InvoiceNotice &notice) override;
    void paymentUnderReview(db::Transaction &tx, TelegramId user,
                            const access::ReviewNotice &notice) override;
    void reviewClosed(db::Transaction &tx, TelegramId user, std::optional<Kopecks> paid) override;
    void topupCredited(db::Transaction &tx, TelegramId user, const access::TopupNotice &notice) override;
    void giftReady(db::Transaction &tx, TelegramId user, const access::GiftNotice &notice) override;
    void giftClaimed(db::Transaction &tx, TelegramId user, const QString &tariff, int periodDays) override;
    void giftReturned(db::Transaction &tx, TelegramId user,
                      const access::GiftReturnedNotice &notice) override;
    void referralRewarded(db::Transaction &tx, TelegramId user, Kopecks amount, Kopecks balance) override;
    void paymentRefunded(db::Transaction &tx, TelegramId user, const PurchaseId &purchase) override;
    void supportUndelivered(db::Transaction &tx, TelegramId user,
                            const access::SupportNotice &notice) override;
    void supportClosed(db::Transaction &tx, TelegramId user,
                       const access::SupportClosedNotice &notice) override;
    QString supportHeading(db::Transaction &tx, TelegramId user) override;

private:
    // The language of a user; nullptr for an unknown one, who is told nothing.
    const Speech *speechOf(db::Transaction &tx, TelegramId user) const;
    // As messagePayload(), for the topic in which the user wrote last.
    QJsonObject payloadFor(db::Transaction &tx, TelegramId user, const Screen &screen,
                           std::optional<qint64> editedMessage = {}) const;
    // About a key or money: kept for the customer's return where the chat cannot be reached.
    enum class Weight { Passing, Lasting };
    enum class Sound { On, Off };
    void send(db::Transaction &tx, TelegramId user, const Screen &screen, Weight weight = Weight::Passing,
              const QString &dedupeKey = {}, Sound sound = Sound::On) const;
    static Sound soundOf(const access::ReminderNotice &notice)
    {
        return notice.isSilent ? Sound::Off : Sound::On;
    }
    // In the place of the menu that shows the purchase, or as a message of its own where there is none.
    void replaceMenu(db::Transaction &tx, TelegramId user, std::optional<qint64> menuMessage,
                     const Screen &screen, Weight weight = Weight::Passing) const;
    // Money can be got onto a balance here.
    bool offersTopUp() const { return billing::isSold(m_methods, billing::PurchaseKind::BalanceTopup); }
    // And now.
    bool takesTopUps() const { return offersTopUp() && m_flags.isOn(control::flag::kPayments); }
    // Whether the subscription is renewed by itself, as the rules would have it now; and what to do else.
    Screen renewalAdvice(const Speech &speech, const access::ReminderNotice &notice, Kopecks balance) const;
    // What the customer was about to buy, and can still.
    std::optional<billing::Purchase> unfinished(db::Transaction &tx, TelegramId user) const;
    Keyboard afterCredit(db::Transaction &tx, TelegramId user, const Speech &speech, Kopecks balance) const;
    Screen underReview(const Speech &speech, const access::User &user, const access::ReviewNotice &notice,
                       const std::optional<billing::Purchase> &purchase) const;
    // What is paid elsewhere is told by a message of its own: an edit alone would go unheard.
    void retireMenu(db::Transaction &tx, TelegramId user, qint64 menuMessage, const Speech &speech,
                    TextId text) const;

    const Clock &m_clock;
    const Texts &m_texts;
    const outbox::Outbox &m_outbox;
    const access::Users &m_users;
    const billing::Purchases &m_purchases;
    const billing::Catalog &m_catalog;
    const control::FeatureFlags &m_flags;
    const billing::PaymentMethods m_methods;
};

} // namespace turnpike::bot
