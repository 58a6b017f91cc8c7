// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "tour.h"

#include <algorithm>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kBasicMonth = 14'900; // kopecks
constexpr qint64 kFilledUp = 50'000;

} // namespace

std::vector<TourStep> CustomerTour::steps()
{
    const auto step = [this](const char *name, const char *title, int deadlines,
                             void (CustomerTour::*live)()) {
        return TourStep{m_language + u'-' + QLatin1String(name), QString::fromUtf8(title), deadlines,
                        [this, live] { (this->*live)(); }};
    };
    return {
        step("trial", "The trial, the key, its QR code, and another key", 3, &CustomerTour::trialAndKey),
        step("crypto", "A subscription by Crypto Pay", 2, &CustomerTour::byCrypto),
        step("stars", "A subscription by Telegram Stars", 2, &CustomerTour::byStars),
        step("card", "A subscription by card", 2, &CustomerTour::byCard),
        step("balance", "A top-up, a subscription from it, its renewal, and the history", 4,
             &CustomerTour::byBalance),
        step("promo", "A promo code that is none", 1, &CustomerTour::promoCode),
        step("invitation", "A friend comes by a link and buys", 3, &CustomerTour::invitation),
        step("gift", "A gift, bought by one and accepted by another", 3, &CustomerTour::gift),
        step("settings", "Reminders, quiet hours, time zone, language", 2, &CustomerTour::settings),
        step("support", "A question to the staff, and the answer", 3, &CustomerTour::support),
        step("written", "Terms, privacy, help with payments", 1, &CustomerTour::written),
        step("erasure", "A customer wants to be forgotten", 2, &CustomerTour::erasure),
    };
}

void CustomerTour::trialAndKey()
{
    arrive();
    press(u"trial"_s);
    awaitKey();
    const auto first = m_host.database.subscription(m_customer);
    expectText(first->vpnKey);
    write(u"/key"_s);
    expect({u"qr"_s, u"reissue"_s, u"help"_s});
    press(u"qr"_s);
    m_host.until(u"the QR code is shown"_s, [this] {
        const auto &chat = m_host.sandbox.telegram().chat(m_customer);
        return std::any_of(chat.begin(), chat.end(),
                           [](const auto &entry) { return entry.second.body.contains(u"photo"_s); });
    });
    write(u"/help"_s);
    expect({u"help"_s});
    press(u"help"_s, {u"android"_s});
    expect({u"profile"_s});
    write(u"/key"_s);
    expect({u"reissue"_s});
    press(u"reissue"_s);
    expect({u"reissue"_s, u"key"_s});
    press(u"reissue"_s);
    m_host.until(u"there is another key, and the old one is gone"_s, [&] {
        const auto now = m_host.database.subscription(m_customer);
        const auto &keys = m_host.sandbox.vpn().keys();
        return now && now->uuid != first->uuid && keys.count(now->uuid) > 0 && keys.count(first->uuid) == 0;
    });
    awaitKey();
    m_host.tell.fact(u"the old key is gone"_s);
}

void CustomerTour::byCrypto()
{
    arrive();
    buy(u"basic"_s, 30, u"crypto"_s);
    payCrypto();
    awaitGrants(u"crypto_pay"_s, 1);
    awaitKey();
}

void CustomerTour::byStars()
{
    arrive();
    buy(u"plus"_s, 30, u"stars"_s);
    payTelegram();
    awaitGrants(u"stars"_s, 1);
    awaitKey();
}

void CustomerTour::byCard()
{
    arrive();
    buy(u"basic"_s, 90, u"card"_s);
    payTelegram();
    awaitGrants(u"card"_s, 1);
    awaitKey();
}

void CustomerTour::byBalance()
{
    arrive();
    write(u"/balance"_s);
    expect({u"topup"_s});
    press(u"topup"_s);
    expect({u"amount"_s, u"other"_s});
    press(u"amount"_s, {QString::number(kFilledUp)});
    expect({u"crypto"_s});
    press(u"crypto"_s);
    payCrypto();
    m_host.until(u"the money is on the balance"_s,
                 [this] { return m_host.database.balance(m_customer) == kFilledUp; });
    buy(u"basic"_s, 30, u"frombal"_s);
    awaitGrants(u"balance"_s, 1);
    awaitKey();
    write(u"/renew"_s);
    expect({u"frombal"_s});
    press(u"frombal"_s);
    awaitGrants(u"balance"_s, 2);
    awaitKey();
    must(m_host.database.balance(m_customer) == kFilledUp - 2 * kBasicMonth, u"the balance is another"_s);
    must(m_host.database.balanceLedger(m_customer) == kFilledUp - 2 * kBasicMonth,
         u"the balance is not the sum of its ledger"_s);
    write(u"/profile"_s);
    expect({u"auto"_s});
    press(u"auto"_s);
    expect({u"setauto"_s});
    write(u"/history"_s);
    expect({u"settings"_s});
}

// Codes are made by operators: one that works belongs to their tour.
void CustomerTour::promoCode()
{
    arrive();
    write(u"/promo"_s);
    expect({u"buy"_s});
    write(u"NOSUCHCODE"_s);
    expectText(u"NOSUCHCODE"_s);
    write(u"/start promo_NOSUCHCODE"_s);
    expectText(u"NOSUCHCODE"_s);
}

void CustomerTour::invitation()
{
    arrive();
    const qint64 inviter = m_customer;
    write(u"/invite"_s);
    expect({u"menu"_s});
    const QList<QVariantList> codes =
        m_host.database.rows(u"SELECT referral_code FROM users WHERE telegram_id = ?"_s, {inviter});
    must(!codes.isEmpty(), u"the customer has no code"_s);
    arrive(u"ref_"_s + codes.first().first().toString());
    buy(u"basic"_s, 30, u"crypto"_s);
    payCrypto();
    awaitGrants(u"crypto_pay"_s, 1);
    m_host.until(u"whoever invited is rewarded"_s,
                 [&] { return m_host.database.balance(inviter) == kBasicMonth / 10; });
    m_host.tell.fact(u"a tenth of it is on the inviter's balance"_s);
}

void CustomerTour::gift()
{
    arrive();
    const qint64 buyer = m_customer;
    write(u"/gift"_s);
    expect({u"gifttariff"_s});
    press(u"gifttariff"_s, {u"basic"_s});
    expect({u"giftperiod"_s});
    press(u"giftperiod"_s, {u"basic"_s, u"30"_s});
    expect({u"stars"_s});
    press(u"stars"_s);
    payTelegram();
    awaitGrants(u"stars"_s, 1);
    const QList<QVariantList> codes =
        m_host.database.rows(u"SELECT code FROM gifts WHERE buyer_id = ?"_s, {buyer});
    must(codes.size() == 1, u"there is not exactly one gift"_s);
    arrive(u"gift_"_s + codes.first().first().toString());
    press(u"giftopen"_s);
    awaitKey();
    must(!m_host.database.subscription(buyer), u"the buyer has got the gift"_s);
    m_host.tell.fact(u"the friend has it, and the buyer has not"_s);
}

void CustomerTour::settings()
{
    arrive();
    write(u"/settings"_s);
    expect({u"reminders"_s, u"quiet"_s, u"history"_s, u"erase"_s, u"lang"_s});
    press(u"reminders"_s);
    expect({u"reminders"_s});
    press(u"reminders"_s, {u"off"_s});
    m_host.until(u"reminders are off"_s, [this] {
        return m_host.database.number(u"SELECT reminders_off FROM users WHERE telegram_id = ?"_s,
                                      {m_customer}) == 1;
    });
    write(u"/settings"_s);
    expect({u"quiet"_s});
    press(u"quiet"_s);
    expect({u"quiet"_s, u"zone"_s});
    press(u"quiet"_s, {u"22"_s, u"8"_s});
    m_host.until(u"there are quiet hours"_s, [this] {
        return m_host.database.number(u"SELECT quiet_from FROM users WHERE telegram_id = ?"_s,
                                      {m_customer}) == 22;
    });
    press(u"zone"_s);
    expect({u"zone"_s});
    press(u"zone"_s, {u"300"_s});
    m_host.until(u"the clock is another"_s, [this] {
        return m_host.database.number(u"SELECT zone_minutes FROM users WHERE telegram_id = ?"_s,
                                      {m_customer}) == 300;
    });
}

void CustomerTour::support()
{
    arrive();
    write(u"/support"_s);
    expect({u"desk"_s});
    press(u"desk"_s);
    expect({u"menu"_s});
    const QString question = u"question %1"_s.arg(m_customer);
    write(question);
    expect({u"deskclose"_s});
    // The staff reads it, and answers by a reply.
    TelegramWorld &world = m_host.sandbox.telegram();
    const Message *asked = nullptr;
    m_host.until(u"the staff reads it"_s, [&] {
        for (const auto &[id, message] : world.chat(m_host.staffChat)) {
            if (message.body.value(u"text"_s).toString().contains(question))
                asked = &message;
        }
        return asked != nullptr;
    });
    m_host.tell.message(*asked);
    const QString answer = u"answer %1"_s.arg(m_customer);
    m_host.tell.action(u"somebody of the staff writes %1"_s.arg(answer));
    m_revision = world.revision();
    m_host.sandbox.customers().sendText(
        Posting{m_host.staffChat, m_host.colleague, asked->body.value(u"message_thread_id"_s).toInteger()},
        answer);
    expectText(answer);
    press(u"deskclose"_s);
    expect({u"desk"_s});
}

void CustomerTour::written()
{
    arrive();
    for (const QString &command : {u"/terms"_s, u"/privacy"_s, u"/paysupport"_s}) {
        write(command);
        expect({u"menu"_s});
    }
}

void CustomerTour::erasure()
{
    arrive();
    press(u"trial"_s);
    awaitKey();
    const QString uuid = m_host.database.subscription(m_customer)->uuid;
    write(u"/erase"_s);
    expect({u"erased"_s});
    press(u"erased"_s);
    m_host.until(u"nobody knows the customer, and the key is gone"_s, [&] {
        return m_host.database.number(u"SELECT COUNT(*) FROM users WHERE telegram_id = ?"_s, {m_customer}) ==
                   0 &&
               m_host.sandbox.vpn().keys().count(uuid) == 0;
    });
    m_host.tell.fact(u"nobody knows the customer any more"_s);
}

} // namespace turnpike::sandbox
