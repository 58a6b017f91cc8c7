#include "app/shop.h"

#include "app/drivers.h"
#include "base/errors.h"
#include "bot/purchasescreens.h"
#include "resources/resources.h"

#include <QFile>

namespace turnpike::app {

namespace {

QByteArray resource(const QString &path)
{
    initResources();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw ConfigError(QStringLiteral("The program lacks its own %1: build it again.").arg(path));
    return file.readAll();
}

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

Shop::Shop(const config::Config &config, const Clock &clock, Kicker &kicker, AlertSink &alerts)
    : audit(clock)
    , flags(resource(QStringLiteral(":/flags.json")), clock, audit)
    , catalog(resource(QStringLiteral(":/catalog.json")))
    , outbox(clock, kicker)
    , users(clock)
    , subscriptions(clock)
    , purchases(clock, kicker)
    , notices(clock, texts, outbox, users, purchases, catalog, flags, offeredMethods(config))
    , access(clock, kicker, catalog, notices, audit)
    , activations(clock, kicker, notices, alerts, config.maxActivationAttempts)
    , removals(clock, kicker)
    , reconciliation(clock, kicker)
    , reminders(clock, notices)
    , promos(clock)
    , balance(clock, kicker)
    , referrals(clock, balance, notices, [this] { return flags.isOn(control::flag::kReferralRewards); })
    , gifts(clock, access, balance)
    , payments({clock, access, notices, purchases, promos, balance, referrals, gifts, audit, alerts})
    , renewals(clock, catalog, access, balance, notices)
    , limits(clock)
    , redis(redisFor(config, clock, alerts))
    , statesInProcess(clock)
    , handler({clock, texts, outbox, flags, audit, catalog, access, purchases, payments,
               redis ? static_cast<state::StateStore &>(*redis) : statesInProcess, limits, alerts,
               offeredMethods(config), config.supportContact})
{}

QString Shop::describePurchase(db::Transaction &tx, const billing::Purchase &purchase) const
{
    const auto user = users.find(tx, purchase.user);
    return bot::purchasescreens::whatIsBought(texts.speech(user ? user->language : QString()), purchase);
}

} // namespace turnpike::app
