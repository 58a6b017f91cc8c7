// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/shop.h"

#include "app/drivers.h"
#include "app/openpage.h"
#include "bot/callbackdata.h"
#include "bot/purchasescreens.h"
#include "bot/support.h"

namespace turnpike::app {

namespace {

// The bot's number keeps bots apart that share a Redis; it is the part of the token that is no secret.
std::unique_ptr<state::RedisStateStore> redisFor(const config::Config &config, const Clock &clock,
                                                 AlertSink &alerts)
{
    if (config.redisUrl.isEmpty())
        return nullptr;
    const QByteArray prefix = "turnpike:" + config.botToken.section(u':', 0, 0).toLatin1() + ':';
    const auto url = state::RedisUrl::parse(config.redisUrl, config.redisCaFile);
    return std::make_unique<state::RedisStateStore>(url, prefix, clock, alerts);
}

} // namespace

ShopVoice::ShopVoice(const Clock &clock, Kicker &kicker, const ShopBooks &books,
                     const billing::PaymentMethods &methods)
    : outbox(clock, kicker)
    , notices(clock, texts, outbox, books.users, books.purchases, books.catalog, books.flags, methods)
{}

Shop::Shop(const config::Config &config, const Clock &clock, Kicker &kicker, AlertSink &alerts)
    : ShopBooks(clock, kicker, Kopecks(config.refundApprovalKopecks))
    , ShopVoice(clock, kicker, *this, offeredMethods(config))
    , ShopRules(clock, kicker, alerts, notices, *this, config.maxActivationAttempts)
    , helpdesk(clock, kicker, alerts, outbox, users, notices,
               {config.supportChat, config.supportContact, bot::support::staffMarkup(texts)})
    , erasure(clock, audit)
    , broadcasts(
          clock, outbox, catalog,
          [](const QString &tariff) { return bot::encodeFreshCallback(bot::action::kTariff, {tariff}); })
    , administration({config, clock, *this, *this, notices, texts, broadcasts})
    , limits(clock)
    , redis(redisFor(config, clock, alerts))
    , statesInProcess(clock)
    , handler({clock,
               texts,
               outbox,
               flags,
               audit,
               catalog,
               access,
               purchases,
               payments,
               promos,
               referrals,
               gifts,
               redis ? static_cast<state::StateStore &>(*redis) : statesInProcess,
               limits,
               alerts,
               offeredMethods(config),
               config.supportContact,
               OpenPage::urlOf(config),
               &helpdesk,
               &erasure,
               &administration})
{}

QString Shop::describePurchase(db::Transaction &tx, const billing::Purchase &purchase) const
{
    const auto user = users.find(tx, purchase.user);
    return bot::purchasescreens::whatIsBought(texts.speech(user ? user->language : QString()), purchase);
}

} // namespace turnpike::app
