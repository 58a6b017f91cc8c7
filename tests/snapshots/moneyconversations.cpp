// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "snapshots/conversations.h"

#include "bot/callbackdata.h"

// What is about money.
namespace turnpike::snapshots::conversations {

using namespace Qt::StringLiterals;
namespace press = bot::action;

namespace {

constexpr const char *kByStars = "stars";
constexpr const char *kByCard = "card";
const TelegramId kBuyer{1001};
constexpr qint64 kReceiver = 1002;

void pay(Film &film, const PurchaseId &id, const QString &what, std::optional<Kopecks> sum = std::nullopt)
{
    film.happens(what, [](db::Transaction &) {});
    film.shop.payInvoice(id, sum);
    film.look();
}

} // namespace

void buying(Film &film)
{
    film.begin(u"03-buying"_s, u"Anna buys a subscription"_s);
    film.type(u"/menu"_s);
    film.press(press::kBuy);
    film.press(press::kTariff, {u"basic"_s});
    film.press(press::kPeriod, {u"basic"_s, u"30"_s});
    film.press(press::kPayCrypto);
    const PurchaseId bought = film.makeInvoice();
    film.press(press::kCheck);
    // The same once more: it is open.
    film.type(u"/buy"_s);
    film.press(press::kTariff, {u"basic"_s});
    film.press(press::kPeriod, {u"basic"_s, u"30"_s});
    film.press(press::kAnotherWay);
    film.press(kByStars);
    film.makeInvoice();
    film.press(press::kLeave);
    film.choose(u"basic"_s, 90, kByCard);
    film.makeInvoice();
    pay(film, bought, u"Anna pays the first invoice"_s);
    // Not enough on the balance.
    film.choose(u"plus"_s, 365, press::kPayBalance);
    film.press(press::kPayRest);
    film.makeInvoice();
    film.happens(u"A provider makes no invoices today"_s, [&](db::Transaction &tx) {
        film.shop.notices.invoiceRefused(
            tx, kBuyer, {bought, std::nullopt, u"crypto_pay"_s, QString(), Kopecks(14'900), 0});
    });
    film.choose(u"basic"_s, 365, press::kPayCrypto);
    const PurchaseId left = film.makeInvoice();
    film.passes(31 * kMinuteMs, u"Half an hour passes"_s);
    film.happens(u"The invoice ends"_s, [&](db::Transaction &tx) {
        film.shop.purchases.expire(tx, left);
        film.shop.notices.invoiceExpired(
            tx, kBuyer, {left, std::nullopt, u"crypto_pay"_s, QString(), Kopecks(139'900), 0});
    });
    film.pressOld(bot::encodeCallback(press::kCheck, {left.value()}));
    film.pressOld(bot::encodeCallback(press::kCheck, {u"purchase_of_nobody"_s}));
}

void review(Film &film)
{
    film.begin(u"04-odd-payments"_s, u"Payments that need a look"_s);
    film.choose(u"plus"_s, 30, press::kPayCrypto);
    const PurchaseId little = film.makeInvoice();
    pay(film, little, u"Too little comes"_s, Kopecks::roubles(49));
    film.press(press::kSettleShort);
    film.choose(u"plus"_s, 90, press::kPayCrypto);
    const PurchaseId much = film.makeInvoice();
    pay(film, much, u"Too much comes"_s, Kopecks::roubles(1000));
    film.happens(u"It is paid once more"_s, [&](db::Transaction &tx) {
        access::ReviewNotice again;
        again.purchase = much;
        again.cause = access::ReviewCause::PaidAgain;
        again.paid = Kopecks::roubles(699);
        again.price = Kopecks::roubles(699);
        film.shop.notices.paymentUnderReview(tx, kBuyer, again);
    });
    film.happens(u"It is paid in something else"_s, [&](db::Transaction &tx) {
        access::ReviewNotice other;
        other.purchase = much;
        other.price = Kopecks::roubles(699);
        film.shop.notices.paymentUnderReview(tx, kBuyer, other);
    });
    film.happens(u"An operator decides: to the balance"_s, [&](db::Transaction &tx) {
        access::TopupNotice credited;
        credited.amount = Kopecks::roubles(699);
        credited.balance = Kopecks::roubles(1000);
        credited.cause = access::CreditCause::Decision;
        film.shop.notices.topupCredited(tx, kBuyer, credited);
    });
    film.happens(u"An operator decides: nothing is given"_s, [&](db::Transaction &tx) {
        film.shop.notices.reviewClosed(tx, kBuyer, Kopecks::roubles(699));
        film.shop.notices.reviewClosed(tx, kBuyer, std::nullopt);
    });
    film.happens(u"A payment is given back"_s,
                 [&](db::Transaction &tx) { film.shop.notices.paymentRefunded(tx, kBuyer, much); });
}

void balance(Film &film)
{
    film.begin(u"05-balance"_s, u"Anna tops her balance up"_s);
    film.type(u"/menu"_s);
    film.press(press::kBalance);
    film.press(press::kTopUp);
    film.press(press::kAmount, {u"50000"_s});
    film.press(press::kPayCrypto);
    pay(film, film.makeInvoice(), u"Anna pays"_s);
    film.type(u"/balance"_s);
    film.press(press::kTopUp);
    film.press(press::kOtherAmount);
    film.type(u"a lot"_s);
    film.type(u"250"_s);
}

void renewal(Film &film)
{
    film.begin(u"06-renewal"_s, u"Anna renews, or lets it be done"_s);
    film.shop.giveBalance(Kopecks::roubles(3000));
    film.type(u"/menu"_s);
    film.press(press::kRenew);
    film.press(press::kPayBalance);
    film.type(u"/profile"_s);
    film.press(press::kAutoRenewal);
    film.press(press::kSetAutoRenewal, {u"on"_s});
    film.press(press::kSetAutoRenewal, {u"off"_s});
    const qint64 end = film.shop.subscription().value().expiresAt;
    for (const bool renewsItself : {false, true}) {
        film.happens(u"The end is near%1"_s.arg(renewsItself ? u", and renewal is on"_s : QString()),
                     [&](db::Transaction &tx) {
                         access::ReminderNotice notice;
                         notice.tariff = u"basic"_s;
                         notice.expiresAt = film.shop.clock.nowMs() + 3 * kDayMs;
                         notice.autoRenew = renewsItself;
                         notice.periodDays = 30;
                         film.shop.notices.reminder(tx, kBuyer, notice);
                     });
    }
    film.happens(u"It is renewed by itself"_s, [&](db::Transaction &tx) {
        film.shop.notices.renewalDone(tx, kBuyer, {u"basic"_s, 30, Kopecks(14'900), Kopecks(100'000), end});
    });
    film.happens(u"The balance is too small for that"_s, [&](db::Transaction &tx) {
        film.shop.notices.renewalFailed(tx, kBuyer, {u"basic"_s, Kopecks(14'900), Kopecks(4'900), end, 2});
    });
    film.happens(u"Access is over"_s,
                 [&](db::Transaction &tx) { film.shop.notices.subscriptionExpired(tx, kBuyer, u"basic"_s); });
}

void promo(Film &film)
{
    film.begin(u"07-promo-codes"_s, u"Anna has promo codes"_s);
    film.shop.write([&](db::Transaction &tx) {
        billing::Promo percent;
        percent.code = u"WELCOME"_s;
        percent.discountPercent = 20;
        percent.maxUses = 10;
        film.shop.promos.create(tx, percent);
        billing::Promo money;
        money.code = u"FIFTY"_s;
        money.kind = billing::PromoKind::Money;
        money.amount = 5'000;
        money.maxUses = 10;
        money.tariff = u"plus"_s;
        film.shop.promos.create(tx, money);
        billing::Promo days;
        days.code = u"WEEK"_s;
        days.kind = billing::PromoKind::Days;
        days.amount = 7;
        days.maxUses = 10;
        film.shop.promos.create(tx, days);
        billing::Promo newcomers = percent;
        newcomers.code = u"NEWCOMER"_s;
        newcomers.isNewOnly = true;
        film.shop.promos.create(tx, newcomers);
        billing::Promo over = percent;
        over.code = u"LASTYEAR"_s;
        over.validUntil = 1;
        film.shop.promos.create(tx, over);
        billing::Promo early = percent;
        early.code = u"NEXTYEAR"_s;
        early.validFrom = film.shop.clock.nowMs() + 300 * kDayMs;
        film.shop.promos.create(tx, early);
        billing::Promo off = percent;
        off.code = u"STOPPED"_s;
        off.isActive = false;
        film.shop.promos.create(tx, off);
    });
    film.type(u"/buy"_s);
    film.press(press::kPromo);
    for (const QString &code : {u"no such code"_s, u"newcomer"_s, u"lastyear"_s, u"nextyear"_s, u"stopped"_s})
        film.type(code);
    film.type(u"welcome"_s);
    film.press(press::kBuy);
    film.press(press::kTariff, {u"basic"_s});
    film.press(press::kPeriod, {u"basic"_s, u"30"_s});
    film.type(u"/start promo_FIFTY"_s);
    film.type(u"/start promo_WEEK"_s);
    film.press(press::kBuy);
    film.press(press::kTariff, {u"plus"_s});
    film.press(press::kPeriod, {u"plus"_s, u"30"_s});
    film.type(u"/start tariff_plus"_s);
}

void gift(Film &film)
{
    film.begin(u"08-gift"_s, u"Anna gives a subscription away"_s);
    film.shop.giveBalance(Kopecks::roubles(500));
    film.type(u"/menu"_s);
    film.press("gift");
    film.press("gifttariff", {u"basic"_s});
    film.press("giftperiod", {u"basic"_s, u"30"_s});
    film.press(press::kPayBalance);
    const QString code =
        film.shop.db.query("SELECT code FROM gifts ORDER BY created_at DESC LIMIT 1").at(0).text(0);
    film.type(u"/gift"_s);
    film.type(u"/start gift_"_s + code);
    film.become(kReceiver);
    film.type(u"/start gift_unknown"_s);
    film.type(u"/start gift_"_s + code);
    film.press("giftopen");
    film.type(u"/start gift_"_s + code);
    film.become(kBuyer.value());
    film.type(u"/start gift_"_s + code);
    film.happens(u"Nobody accepts another one"_s, [&](db::Transaction &tx) {
        film.shop.notices.giftReturned(tx, kBuyer, {u"basic"_s, 30, Kopecks(14'900), Kopecks(50'000)});
    });
}

} // namespace turnpike::snapshots::conversations
