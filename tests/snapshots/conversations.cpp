// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "snapshots/conversations.h"

#include "bot/botlinks.h"
#include "bot/callbackdata.h"

// What is not about money.
namespace turnpike::snapshots {

using namespace Qt::StringLiterals;
namespace action = bot::action;

namespace {

const QString kKey = u"vless://first@vpn.example.org:443?type=tcp&security=reality#Shop"_s;
const QString kNewKey = u"vless://second@vpn.example.org:443?type=tcp&security=reality#Shop"_s;
const TelegramId kWho{1001};
constexpr qint64 kFriend = 1002;

access::Subscription subscriptionOf(Film &film, db::Transaction &tx)
{
    return film.shop.access.subscriptions().find(tx, kWho).value();
}

} // namespace

void giveKey(Film &film, db::Transaction &tx, const QString &key, bool isFirst)
{
    tx.exec("UPDATE subscriptions SET waiting_since = NULL, activation_status = 'active', vpn_key = ?,"
            " vpn_expires_at = expires_at WHERE telegram_id = ?",
            key, kWho);
    const access::Subscription now = subscriptionOf(film, tx);
    film.shop.notices.keyReady(tx, kWho, {now.tariff, now.source, key, now.expiresAt, isFirst, true});
}

void liveThroughEverything(Film &film)
{
    film.shop.write([&](db::Transaction &tx) {
        bot::botlinks::remember(tx, u"https://t.me/shop_bot"_s, film.shop.clock.nowMs());
    });
    conversations::arrival(film);
    conversations::trial(film);
    conversations::buying(film);
    conversations::review(film);
    conversations::balance(film);
    conversations::renewal(film);
    conversations::promo(film);
    conversations::gift(film);
    conversations::referral(film);
    conversations::settings(film);
    conversations::support(film);
    conversations::notices(film);
    conversations::erasure(film);
    conversations::administration(film);
}

void conversations::arrival(Film &film)
{
    film.begin(u"01-arrival"_s, u"Anna meets the bot"_s);
    film.type(u"/start"_s);
    film.press(action::kSetLanguage, {film.language()});
    film.type(u"good day"_s);
    film.type(u"/nonsense"_s);
    film.pressOld(u"0:menu"_s);
    film.type(u"/language"_s);
    film.press(action::kSetLanguage, {film.language()});
}

void conversations::trial(Film &film)
{
    film.begin(u"02-trial-and-key"_s, u"The trial, the key, and how to connect"_s);
    film.press(action::kTrial);
    film.happens(u"The key is made"_s, [&](db::Transaction &tx) { giveKey(film, tx, kKey, true); });
    film.press(action::kMenu);
    film.press(action::kKey);
    film.press(action::kQrCode);
    film.type(u"/menu"_s);
    film.press(action::kInstructions);
    for (const QString &device : {u"ios"_s, u"android"_s, u"windows"_s, u"macos"_s}) {
        film.press(action::kInstructions, {device});
        film.press(action::kInstructions);
    }
    film.type(u"/menu"_s);
    film.press(action::kProfile);
    film.press(action::kKey);
    film.press(action::kReissue);
    film.press(action::kReissue);
    film.happens(u"The new key is made"_s, [&](db::Transaction &tx) { giveKey(film, tx, kNewKey, false); });
    for (const int stage : {0, 1, 2}) {
        film.happens(u"Time passes: the trial is at stage %1"_s.arg(stage), [&](db::Transaction &tx) {
            const access::Subscription now = subscriptionOf(film, tx);
            film.shop.notices.trialReminder(tx, kWho, {stage, now.tariff, now.expiresAt});
        });
    }
    film.happens(u"A trial is over"_s, [&](db::Transaction &tx) { film.shop.notices.trialEnded(tx, kWho); });
}

void conversations::referral(Film &film)
{
    film.begin(u"09-friends"_s, u"Anna invites a friend"_s);
    film.type(u"/menu"_s);
    film.press("invite");
    const QString code = film.shop.user().value().referralCode;
    film.type(u"/start ref_"_s + code);
    film.become(kFriend + 1);
    film.type(u"/start ref_"_s + code);
    film.become(kWho.value());
    film.happens(u"The friend pays for a subscription"_s, [&](db::Transaction &tx) {
        film.shop.notices.referralRewarded(tx, kWho, Kopecks(1490), Kopecks(1490));
    });
    film.type(u"/invite"_s);
}

void conversations::settings(Film &film)
{
    film.begin(u"10-settings"_s, u"Settings, history, and what the shop owes in writing"_s);
    film.type(u"/settings"_s);
    film.press("reminders");
    film.press("reminders", {u"off"_s});
    film.press("reminders", {u"on"_s});
    film.press(action::kSettings);
    film.press("quiet");
    film.press("quiet", {u"22"_s, u"8"_s});
    film.press("zone");
    film.press("zone", {u"300"_s});
    film.press("quiet", {u"off"_s});
    film.press(action::kSettings);
    film.press(action::kLanguage);
    film.press(action::kSetLanguage, {film.language()});
    film.type(u"/settings"_s);
    film.press("history");
    film.type(u"/terms"_s);
    film.type(u"/privacy"_s);
    film.type(u"/paysupport"_s);
}

void conversations::support(Film &film)
{
    film.begin(u"11-support"_s, u"Anna writes to the staff"_s);
    film.type(u"/support"_s);
    film.press("desk");
    film.type(u"The key does not work"_s);
    film.type(u"I have an old phone"_s);
    film.happens(u"The staff answers"_s, [&](db::Transaction &tx) {
        film.shop.helpdesk.answer(tx, kWho, u"Boris"_s,
                                  {u"text"_s, u"Please replace the key."_s, std::nullopt});
    });
    film.press("deskclose");
    film.happens(u"A message did not reach the staff"_s, [&](db::Transaction &tx) {
        access::SupportNotice lost;
        film.shop.notices.supportUndelivered(tx, kWho, lost);
        lost.contact = u"@shop_help"_s;
        film.shop.notices.supportUndelivered(tx, kWho, lost);
    });
}

void conversations::notices(Film &film)
{
    film.begin(u"12-news"_s, u"What the shop writes by itself"_s);
    const qint64 end = film.shop.clock.nowMs() + 10 * kDayMs;
    film.happens(u"An operator gives days"_s, [&](db::Transaction &tx) {
        film.shop.notices.accessGranted(tx, kWho, {u"plus"_s, access::AccessSource::Admin, end, true});
    });
    film.happens(u"The key takes longer"_s,
                 [&](db::Transaction &tx) { film.shop.notices.activationDelayed(tx, kWho, 1); });
    film.happens(u"An operator ends the access"_s,
                 [&](db::Transaction &tx) { film.shop.notices.accessRevoked(tx, kWho); });
    film.shop.setFlag(control::flag::kPayments, false);
    film.type(u"/buy"_s);
    film.shop.setFlag(control::flag::kPayments, true);
    film.shop.setFlag(control::flag::kMaintenanceMode, true);
    film.type(u"/menu"_s);
    film.shop.setFlag(control::flag::kMaintenanceMode, false);
}

void conversations::erasure(Film &film)
{
    film.begin(u"13-erasure"_s, u"Anna wants to be forgotten"_s);
    film.choose(u"basic"_s, 180, action::kPayCrypto);
    film.type(u"/settings"_s);
    film.press("erase");
    film.press("erased");
    film.passes(45 * kMinuteMs, u"The invoice is over"_s);
    film.type(u"/settings"_s);
    film.press("erase");
    film.press("erased");
    film.type(u"/start"_s);
}

void conversations::administration(Film &film)
{
    film.begin(u"14-administration"_s, u"An administrator runs the shop"_s);
    film.become(test::BotShop::kAdministrator);
    film.type(u"/start"_s);
    film.press(action::kSetLanguage, {film.language()});
    film.type(u"/admin"_s);
    film.press("adm", {u"find"_s});
    film.type(u"@nobody"_s);
    film.type(QString::number(kWho.value()));
    film.press("admd", {u"grant"_s});
    film.type(u"for the outage"_s);
    film.type(u"plus 30 for the outage"_s);
    film.press("adm", {u"card"_s});
    film.press("admd", {u"extend"_s});
    film.type(u"10 and once more"_s);
    film.press("adm", {u"card"_s});
    film.press("admd", {u"balance"_s});
    film.type(u"150.50 for the outage"_s);
    film.press("adm", {u"card"_s});
    film.press("admd", {u"reissue"_s});
    film.type(u"they lost it"_s);
    film.press("adm", {u"card"_s});
    film.press("admd", {u"block"_s});
    film.type(u"it looks like fraud"_s);
    film.press("adm", {u"card"_s});
    film.press("admd", {u"unblock"_s});
    film.type(u"it was none"_s);
    film.press("adm", {u"card"_s});
    film.press("admd", {u"revoke"_s});
    film.type(u"they asked for it"_s);
    film.press("adm", {u"home"_s});
    film.press("adm", {u"reviews"_s});
    film.type(u"/admin"_s);
    film.press("admd", {u"retryall"_s});
    film.type(u"the panel is back"_s);
    film.press("adm", {u"home"_s});
    film.press("admb");
    film.press("admb", {u"write"_s});
    film.press("admb", {u"seg"_s, u"all"_s});
    film.type(u"Sale <today>\nCome in"_s);
    film.press("admb", {u"preview"_s});
    film.press("admd", {u"bstart"_s});
    film.type(u"the sale begins"_s);
    film.press("admb", {u"look"_s});
    film.press("admd", {u"bstop"_s});
    film.type(u"a wrong price"_s);
    film.press("adm", {u"home"_s});
    film.press("admd", {u"mainton"_s});
    film.type(u"the panel moves"_s);
    film.press("adm", {u"home"_s});
    film.press("admd", {u"maintoff"_s});
    film.type(u"it has moved"_s);
}

} // namespace turnpike::snapshots
