// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/botnotices.h"

#include "bot/botlinks.h"
#include "bot/gifts.h"
#include "bot/purchasescreens.h"
#include "bot/support.h"
#include "bot/topup.h"

namespace turnpike::bot {

using namespace turnpike::access;
using namespace Qt::StringLiterals;

namespace {

TextId creditText(CreditCause cause)
{
    switch (cause) {
    case CreditCause::TopUp:
        break;
    case CreditCause::Excess:
        return "notice.excess";
    case CreditCause::Decision:
        return "notice.review_credited";
    }
    return "notice.topped_up";
}

} // namespace

BotNotices::BotNotices(const Clock &clock, const Texts &texts, const outbox::Outbox &outbox,
                       const access::Users &users, const billing::Purchases &purchases,
                       const billing::Catalog &catalog, const control::FeatureFlags &flags,
                       billing::PaymentMethods methods)
    : m_clock(clock)
    , m_texts(texts)
    , m_outbox(outbox)
    , m_users(users)
    , m_purchases(purchases)
    , m_catalog(catalog)
    , m_flags(flags)
    , m_methods(std::move(methods))
{}

const Speech *BotNotices::speechOf(db::Transaction &tx, TelegramId user) const
{
    const auto found = m_users.find(tx, user);
    return found ? &m_texts.speech(found->language) : nullptr;
}

QJsonObject BotNotices::payloadFor(db::Transaction &tx, TelegramId user, const Screen &screen,
                                   std::optional<qint64> editedMessage) const
{
    const auto found = m_users.find(tx, user);
    return messagePayload(privateChat(user), screen, editedMessage, found ? found->topicId : std::nullopt);
}

void BotNotices::send(db::Transaction &tx, TelegramId user, const Screen &screen, Weight weight,
                      const QString &dedupeKey, Sound sound) const
{
    outbox::Message message;
    message.chat = privateChat(user);
    message.messageClass = outbox::MessageClass::Transactional;
    message.method = u"sendMessage"_s;
    message.payload = payloadFor(tx, user, screen);
    if (sound == Sound::Off)
        message.payload[u"disable_notification"_s] = true;
    message.dedupeKey = dedupeKey;
    message.keepForReturn = weight == Weight::Lasting;
    m_outbox.put(tx, message);
}

void BotNotices::replaceMenu(db::Transaction &tx, TelegramId user, std::optional<qint64> menuMessage,
                             const Screen &screen, Weight weight) const
{
    if (!menuMessage) {
        send(tx, user, screen, weight);
        return;
    }
    outbox::Message message;
    message.keepForReturn = weight == Weight::Lasting;
    message.chat = privateChat(user);
    // Never overtakes the menu that it replaces, but is tried as long as any message about money.
    message.messageClass = outbox::MessageClass::Interactive;
    message.expiresAt = m_clock.nowMs() + kDayMs;
    message.method = u"editMessageText"_s;
    message.payload = payloadFor(tx, user, screen, menuMessage);
    m_outbox.put(tx, message);
}

void BotNotices::retireMenu(db::Transaction &tx, TelegramId user, qint64 menuMessage, const Speech &speech,
                            TextId text) const
{
    replaceMenu(tx, user, menuMessage, {speech.html(text), keyboards::toMenu(speech)});
}

void BotNotices::accessGranted(db::Transaction &tx, TelegramId user, const AccessGrantedNotice &notice)
{
    // A trial is the customer's own press, and the conversation has answered it.
    const Speech *speech = notice.source == AccessSource::Trial ? nullptr : speechOf(tx, user);
    if (!speech)
        return;
    const QString tariff = speech->tariff(notice.tariff);
    const QString until = speech->time(notice.expiresAt);
    QString text = notice.source == AccessSource::Gift ? speech->html("notice.granted_gift", {tariff, until})
                                                       : speech->html("notice.granted", {tariff, until});
    if (notice.keyPending)
        text += u"\n\n"_s + speech->html("notice.key_follows");
    send(tx, user, {text, keyboards::underKey(*speech)}, Weight::Lasting);
}

void BotNotices::paymentReceived(db::Transaction &tx, TelegramId user, const PaymentReceivedNotice &notice)
{
    const Speech *speech = speechOf(tx, user);
    if (!speech)
        return;
    const Screen bought = purchasescreens::bought(*speech, notice);
    // The customer is away paying, and after a renewal no key follows that would call them back: an edit
    // alone would go unheard.
    const auto purchase = notice.isRenewal && !notice.keyPending && notice.chatMessageId
                              ? m_purchases.find(tx, notice.purchase)
                              : std::nullopt;
    if (purchase && purchase->provider && billing::traitsOf(*purchase->provider).isWatched) {
        retireMenu(tx, user, *notice.chatMessageId, *speech, "pay.fulfilled");
        send(tx, user, bought, Weight::Lasting);
        return;
    }
    replaceMenu(tx, user, notice.chatMessageId, bought, Weight::Lasting);
}

void BotNotices::keyReady(db::Transaction &tx, TelegramId user, const KeyReadyNotice &notice)
{
    // Only the end has moved: the payment's message has told it.
    const Speech *speech = notice.isFirst || notice.keyChanged ? speechOf(tx, user) : nullptr;
    if (!speech)
        return;
    const QString tariff = speech->tariff(notice.tariff);
    const QString until = speech->time(notice.expiresAt);
    const QString text = notice.isFirst ? speech->html("notice.key", {notice.vpnKey, tariff, until})
                                        : speech->html("notice.key_changed", {notice.vpnKey, tariff, until});
    send(tx, user, {text, keyboards::underKey(*speech, notice.vpnKey)}, Weight::Lasting);
}

void BotNotices::activationDelayed(db::Transaction &tx, TelegramId user, int periodNumber)
{
    if (const Speech *speech = speechOf(tx, user)) {
        send(tx, user, {speech->html("notice.delayed"), keyboards::underNotice(*speech)}, Weight::Passing,
             u"activation_delayed:%1:%2"_s.arg(user.value()).arg(periodNumber));
    }
}

void BotNotices::subscriptionExpired(db::Transaction &tx, TelegramId user, const QString &tariff)
{
    if (const Speech *speech = speechOf(tx, user)) {
        send(tx, user,
             {speech->html("notice.expired", {speech->tariff(tariff)}),
              keyboards::underReminder(*speech, false)});
    }
}

void BotNotices::trialEnded(db::Transaction &tx, TelegramId user)
{
    if (const Speech *speech = speechOf(tx, user))
        send(tx, user, {speech->html("notice.trial_ended"), keyboards::underReminder(*speech, true)});
}

void BotNotices::accessRevoked(db::Transaction &tx, TelegramId user)
{
    if (const Speech *speech = speechOf(tx, user))
        send(tx, user, {speech->html("notice.revoked"), keyboards::underNotice(*speech)});
}

void BotNotices::reminder(db::Transaction &tx, TelegramId user, const ReminderNotice &notice)
{
    const auto customer = m_users.find(tx, user);
    if (!customer)
        return;
    const Speech &speech = m_texts.speech(customer->language);
    QString text =
        speech.html("notice.reminder", {speech.tariff(notice.tariff), speech.time(notice.expiresAt),
                                        speech.timeLeft(notice.expiresAt, m_clock.nowMs())});
    const Screen advice = renewalAdvice(speech, notice, customer->balance);
    if (!advice.html.isEmpty())
        text += u"\n\n"_s + advice.html;
    send(tx, user, {text, advice.keyboard}, Weight::Passing, {}, soundOf(notice));
}

Screen BotNotices::renewalAdvice(const Speech &speech, const ReminderNotice &notice, Kopecks balance) const
{
    const auto period = m_catalog.renewalPeriod(notice.tariff, notice.periodDays);
    const bool isPayable = m_flags.isOn(control::flag::kPayments) &&
                           (billing::isSold(m_methods, billing::PurchaseKind::Subscription) ||
                            (period && balance >= period->price));
    if (!period) {
        return {isPayable ? speech.html("notice.reminder_sold_out") : QString(),
                isPayable ? keyboards::underReminder(speech, true) : keyboards::underNotice(speech)};
    }
    QStringList lines;
    if (notice.autoRenew && m_flags.isOn(control::flag::kAutoRenewal)) {
        const Kopecks missing = period->price - balance;
        if (missing <= Kopecks()) {
            return {speech.html("notice.reminder_auto", {speech.money(period->price), speech.money(balance)}),
                    keyboards::underNotice(speech)};
        }
        lines << speech.html("notice.reminder_short", {speech.money(missing), speech.money(period->price)});
        if (takesTopUps()) {
            lines << speech.html("notice.renewal_top_up");
            return {lines.join(u' '), keyboards::underShortage(speech, missing)};
        }
    } else if (notice.autoRenew) {
        lines << speech.html("notice.reminder_paused");
    }
    if (isPayable)
        lines << speech.html("notice.reminder_manual");
    return {lines.join(u' '),
            isPayable ? keyboards::underReminder(speech, false) : keyboards::underNotice(speech)};
}

void BotNotices::trialReminder(db::Transaction &tx, TelegramId user, const ReminderNotice &notice)
{
    const Speech *speech = speechOf(tx, user);
    if (!speech)
        return;
    if (notice.stage == 0) {
        send(tx, user, {speech->html("notice.trial_start"), keyboards::underKey(*speech)}, Weight::Passing,
             {}, soundOf(notice));
        return;
    }
    const QString until = speech->time(notice.expiresAt);
    const QString left = speech->timeLeft(notice.expiresAt, m_clock.nowMs());
    const QString text = notice.stage == 1 ? speech->html("notice.trial_middle", {until, left})
                                           : speech->html("notice.trial_end", {until, left});
    send(tx, user, {text, keyboards::underReminder(*speech, true)}, Weight::Passing, {}, soundOf(notice));
}

void BotNotices::renewalDone(db::Transaction &tx, TelegramId user, const RenewalDoneNotice &notice)
{
    if (const Speech *speech = speechOf(tx, user)) {
        send(tx, user,
             {speech->html("notice.renewed", {speech->tariff(notice.tariff), speech->days(notice.periodDays),
                                              speech->money(notice.price), speech->time(notice.expiresAt),
                                              speech->money(notice.balance)}),
              keyboards::underNotice(*speech)},
             Weight::Lasting);
    }
}

void BotNotices::renewalFailed(db::Transaction &tx, TelegramId user, const RenewalFailedNotice &notice)
{
    const Speech *speech = speechOf(tx, user);
    if (!speech)
        return;
    QString text =
        speech->html("notice.renewal_failed", {speech->tariff(notice.tariff), speech->time(notice.expiresAt),
                                               speech->money(notice.missing), speech->money(notice.price)});
    if (takesTopUps())
        text += u"\n\n"_s + speech->html("notice.renewal_top_up");
    send(tx, user,
         {text, takesTopUps() ? keyboards::underShortage(*speech, notice.missing)
                              : keyboards::underNotice(*speech)},
         Weight::Passing, u"renewal_failed:%1:%2"_s.arg(user.value()).arg(notice.periodNumber));
}

void BotNotices::invoiceReady(db::Transaction &tx, TelegramId user, const InvoiceNotice &notice)
{
    const Speech *speech = speechOf(tx, user);
    auto purchase = m_purchases.find(tx, notice.purchase);
    if (!speech || !purchase)
        return;
    m_outbox.withdraw(tx, purchasescreens::lateKey(notice.purchase));
    purchase->payUrl = notice.payUrl;
    purchase->expiresAt = notice.expiresAt;
    replaceMenu(tx, user, notice.chatMessageId, purchasescreens::invoice(*speech, *purchase));
}

void BotNotices::invoiceRefused(db::Transaction &tx, TelegramId user, const InvoiceNotice &notice)
{
    const Speech *speech = speechOf(tx, user);
    const auto purchase = m_purchases.find(tx, notice.purchase);
    if (!speech || !purchase)
        return;
    m_outbox.withdraw(tx, purchasescreens::lateKey(notice.purchase));
    const auto provider = protocol::fromWord<billing::Provider>(notice.provider);
    replaceMenu(tx, user, notice.chatMessageId,
                purchasescreens::refusedByProvider(
                    *speech, *purchase, provider.value_or(billing::Provider::CryptoPay), m_methods));
}

void BotNotices::invoiceExpired(db::Transaction &tx, TelegramId user, const InvoiceNotice &notice)
{
    // A customer who has left the invoice need not hear of it again.
    const Speech *speech = notice.chatMessageId ? speechOf(tx, user) : nullptr;
    if (speech)
        replaceMenu(tx, user, notice.chatMessageId,
                    {speech->html("pay.expired"), keyboards::toMenu(*speech)});
}

void BotNotices::paymentUnderReview(db::Transaction &tx, TelegramId user, const ReviewNotice &notice)
{
    const auto customer = m_users.find(tx, user);
    if (!customer)
        return;
    const Speech &speech = m_texts.speech(customer->language);
    if (notice.chatMessageId)
        retireMenu(tx, user, *notice.chatMessageId, speech, "pay.came");
    const auto purchase = m_purchases.find(tx, notice.purchase);
    send(tx, user, underReview(speech, *customer, notice, purchase), Weight::Lasting);
}

// What came, what is missing, and what the customer may do about it.
Screen BotNotices::underReview(const Speech &speech, const User &user, const ReviewNotice &notice,
                               const std::optional<billing::Purchase> &purchase) const
{
    if (!purchase || !notice.paid || notice.cause == ReviewCause::Other)
        return {speech.html("pay.review"), keyboards::underNotice(speech)};
    const QString what = purchasescreens::whatIsBought(speech, *purchase);
    if (notice.cause == ReviewCause::PaidAgain)
        return {speech.html("pay.again", {what, speech.money(*notice.paid)}), keyboards::underNotice(speech)};
    const Kopecks missing = notice.price - *notice.paid;
    const Kopecks lacking = missing - user.balance;
    std::optional<Kopecks> toPay;
    if (purchase->kind != billing::PurchaseKind::BalanceTopup && takesTopUps())
        toPay = lacking > Kopecks() ? topup::enoughFor(m_catalog, lacking) : missing;
    const QString paid = speech.money(*notice.paid);
    const QString price = speech.money(notice.price);
    const QString lacks = speech.money(missing);
    return {toPay ? speech.html("pay.short", {what, paid, price, lacks})
                  : speech.html("pay.short_no_rest", {what, paid, price, lacks}),
            keyboards::underShortPayment(speech, purchase->id, toPay)};
}

void BotNotices::reviewClosed(db::Transaction &tx, TelegramId user, std::optional<Kopecks> paid)
{
    const Speech *speech = speechOf(tx, user);
    if (!speech)
        return;
    const QString text = paid ? speech->html("notice.review_closed", {speech->money(*paid)})
                              : speech->html("notice.review_closed_unknown");
    send(tx, user, {text, keyboards::underNotice(*speech)}, Weight::Lasting);
}

void BotNotices::topupCredited(db::Transaction &tx, TelegramId user, const TopupNotice &notice)
{
    const Speech *speech = speechOf(tx, user);
    if (!speech)
        return;
    if (notice.chatMessageId)
        retireMenu(tx, user, *notice.chatMessageId, *speech,
                   notice.completes ? TextId("pay.fulfilled") : TextId("pay.topped_up"));
    // What is bought with it is told at once, and is what the customer waits to hear.
    if (notice.completes)
        return;
    send(tx, user,
         {speech->html(creditText(notice.cause),
                       {speech->money(notice.amount), speech->money(notice.balance)}),
          afterCredit(tx, user, *speech, notice.balance)},
         Weight::Lasting);
}

std::optional<billing::Purchase> BotNotices::unfinished(db::Transaction &tx, TelegramId user) const
{
    for (billing::Purchase &open : m_purchases.openOf(tx, user)) {
        if (open.status == billing::PurchaseStatus::Created &&
            open.kind != billing::PurchaseKind::BalanceTopup && open.expiresAt > m_clock.nowMs())
            return std::move(open);
    }
    return std::nullopt;
}

// Who topped up for a purchase finds it here, and has nothing to choose again.
Keyboard BotNotices::afterCredit(db::Transaction &tx, TelegramId user, const Speech &speech,
                                 Kopecks balance) const
{
    const auto purchase = m_flags.isOn(control::flag::kPayments) ? unfinished(tx, user) : std::nullopt;
    if (!purchase)
        return keyboards::underReminder(speech, true);
    const Kopecks lacking = purchase->price - balance;
    if (lacking <= Kopecks()) {
        const QString label =
            speech.plain("button.finish", {purchasescreens::whatIsBought(speech, *purchase)});
        return keyboards::underCredit(speech, purchase->id, label, false);
    }
    if (!takesTopUps())
        return keyboards::underReminder(speech, true);
    const QString label =
        speech.plain("button.pay_rest", {speech.money(topup::enoughFor(m_catalog, lacking))});
    return keyboards::underCredit(speech, purchase->id, label, true);
}

void BotNotices::giftReady(db::Transaction &tx, TelegramId user, const access::GiftNotice &notice)
{
    const Speech *speech = speechOf(tx, user);
    if (!speech)
        return;
    if (notice.chatMessageId)
        retireMenu(tx, user, *notice.chatMessageId, *speech, "pay.fulfilled");
    const QString link = botlinks::to(tx, gifts::payloadOf(notice.code));
    send(tx, user, gifts::ready(*speech, link, notice.tariff, notice.periodDays), Weight::Lasting);
}

void BotNotices::giftClaimed(db::Transaction &tx, TelegramId user, const QString &tariff, int periodDays)
{
    if (const Speech *speech = speechOf(tx, user)) {
        send(tx, user,
             {speech->html("notice.gift_claimed", {speech->tariff(tariff), speech->days(periodDays)}),
              keyboards::underNotice(*speech)});
    }
}

void BotNotices::giftReturned(db::Transaction &tx, TelegramId user, const access::GiftReturnedNotice &notice)
{
    if (const Speech *speech = speechOf(tx, user)) {
        send(tx, user,
             {speech->html("notice.gift_returned",
                           {speech->tariff(notice.tariff), speech->days(notice.periodDays),
                            speech->money(notice.amount), speech->money(notice.balance)}),
              keyboards::underNotice(*speech)},
             Weight::Lasting);
    }
}

void BotNotices::referralRewarded(db::Transaction &tx, TelegramId user, Kopecks amount, Kopecks balance)
{
    if (const Speech *speech = speechOf(tx, user)) {
        send(tx, user,
             {speech->html("notice.referral", {speech->money(amount), speech->money(balance)}),
              keyboards::underNotice(*speech)});
    }
}

void BotNotices::paymentRefunded(db::Transaction &tx, TelegramId user, const PurchaseId &)
{
    if (const Speech *speech = speechOf(tx, user))
        send(tx, user, {speech->html("notice.refunded"), keyboards::underNotice(*speech)}, Weight::Lasting);
}

void BotNotices::supportUndelivered(db::Transaction &tx, TelegramId user, const SupportNotice &notice)
{
    if (notice.toStaff) {
        if (const Speech *speech = speechOf(tx, user)) {
            const QString text = notice.contact.isEmpty()
                                     ? speech->html("notice.support_lost")
                                     : speech->html("notice.support_lost_contact", {notice.contact});
            send(tx, user, {text, keyboards::underNotice(*speech)});
        }
        return;
    }
    // The staff reads the shop's own language.
    const Speech &speech = m_texts.speech(kDefaultLanguage);
    const QString number = QString::number(user.value());
    outbox::Message message;
    message.chat = notice.staffChat;
    message.method = u"sendMessage"_s;
    message.payload =
        messagePayload(notice.staffChat,
                       {notice.isUnreachable ? speech.html("notice.answer_unreachable", {number})
                                             : speech.html("notice.answer_lost", {number}),
                        {}},
                       {}, notice.topicId);
    if (notice.replyTo)
        message.payload[u"reply_parameters"_s] =
            QJsonObject{{u"message_id"_s, *notice.replyTo}, {u"allow_sending_without_reply"_s, true}};
    m_outbox.put(tx, message);
}

void BotNotices::supportClosed(db::Transaction &tx, TelegramId user, const SupportClosedNotice &notice)
{
    if (const Speech *speech = speechOf(tx, user))
        send(tx, user, support::closed(*speech));
    if (notice.staffChat == ChatId())
        return;
    const QString number = u"<code>%1</code>\n"_s.arg(QString::number(user.value()));
    const QString text = m_texts.speech(kDefaultLanguage).html("support.was_closed", {notice.by});
    outbox::Message message;
    message.chat = notice.staffChat;
    message.method = u"sendMessage"_s;
    message.payload = messagePayload(notice.staffChat, {number + text, {}}, {}, notice.topicId);
    m_outbox.put(tx, message);
}

QString BotNotices::supportHeading(db::Transaction &tx, TelegramId user)
{
    const Speech *speech = speechOf(tx, user);
    return support::answerHeading(speech ? *speech : m_texts.speech(kDefaultLanguage));
}

} // namespace turnpike::bot
