// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/administration.h"

#include "consolecalls/customerreads.h"
#include "consolecalls/flagcalls.h"
#include "consolecalls/refundactions.h"
#include "protocol/calls.h"

namespace turnpike::app {

using namespace Qt::StringLiterals;

namespace {

namespace call = protocol::call;

constexpr qint64 kMoscowMs = 3 * kHourMs; // ahead of UTC

// What was paid with money of the balance came with a top-up before.
constexpr const char *kRevenue = R"(
    SELECT CAST(coalesce(sum(price_kopecks), 0) AS bigint) FROM purchases
    WHERE fulfilled_at >= ? AND status = 'fulfilled' AND provider <> 'balance')";
constexpr const char *kCustomers = "SELECT count(*) FROM users";
constexpr const char *kBuyers = R"(
    SELECT count(DISTINCT telegram_id) FROM purchases
    WHERE kind <> 'balance_topup' AND status IN ('fulfilled', 'refunded'))";

consolecalls::CustomerActions::Parts customerParts(const Administration::Parts &parts)
{
    return {parts.clock,         parts.rules.access,  parts.rules.activations, parts.notices,
            parts.books.catalog, parts.rules.balance, parts.rules.payments};
}

} // namespace

QList<qint64> shopAdministrators(const config::Config &config)
{
    QList<qint64> people;
    for (const config::AlertChat &to : config.alertChats) {
        if (to.chat.value() > 0)
            people.append(to.chat.value());
    }
    return people;
}

consolecalls::BroadcastRules broadcastRules(const config::Config &config, const bot::Texts &texts,
                                            const billing::Catalog &catalog,
                                            const broadcasts::Broadcasts &broadcasts)
{
    QStringList languages;
    for (const bot::Speech &speech : texts.languages())
        languages.append(speech.code());
    return {broadcasts, catalog, languages, shopAdministrators(config)};
}

Administration::Administration(const Parts &parts)
    : m_clock(parts.clock)
    , m_audit(parts.books.audit)
    , m_catalog(parts.books.catalog)
    , m_administrators(shopAdministrators(parts.config))
    , m_customers(customerParts(parts))
    , m_broadcasts(broadcastRules(parts.config, parts.texts, parts.books.catalog, parts.broadcasts))
{
    m_customers.addTo(m_actions);
    consolecalls::addRefundActions(m_actions, parts.books.refunds, parts.rules.payments);
    consolecalls::addFlagActions(m_actions, parts.books.flags);
    consolecalls::addBroadcastActions(m_actions, m_broadcasts);
}

void Administration::setHealth(std::function<protocol::Headline()> look)
{
    const std::lock_guard lock(m_mutex);
    m_look = std::move(look);
}

bool Administration::isAdministrator(TelegramId user) const
{
    return m_administrators.contains(user.value());
}

QString Administration::health(const QString &language) const
{
    const auto look = [this] {
        const std::lock_guard lock(m_mutex);
        return m_look;
    }();
    return look ? m_voice.say(look().sentence, language) : QString();
}

Administration::Sales Administration::sales(db::Transaction &tx) const
{
    const Timestamp now = m_clock.nowMs();
    const auto since = [&tx](Timestamp at) { return Kopecks(tx.query(kRevenue, at).at(0).int64(0)); };
    Sales sales;
    sales.today = since((now + kMoscowMs) / kDayMs * kDayMs - kMoscowMs);
    sales.week = since(now - 7 * kDayMs);
    sales.month = since(now - 30 * kDayMs);
    sales.customers = tx.query(kCustomers).at(0).int64(0);
    sales.buyers = tx.query(kBuyers).at(0).int64(0);
    return sales;
}

QJsonObject Administration::answerOf(db::Transaction &tx, const QString &name, const QJsonObject &args) const
{
    using namespace protocol;
    if (name == QLatin1String(call::kSearch))
        return toJson(consolecalls::search(tx, fromJson<CustomerQuery>(args)));
    if (name == QLatin1String(call::kCard))
        return toJson(m_customers.cardOf(tx, fromJson<CustomerOrder>(args).telegramId));
    if (name == QLatin1String(call::kReview))
        return toJson(m_customers.inReview(tx));
    if (name == QLatin1String(call::kBroadcasts))
        return toJson(consolecalls::broadcastPage(tx, m_broadcasts));
    if (name == QLatin1String(call::kCountBroadcast))
        return toJson(consolecalls::broadcastCount(tx, m_broadcasts, fromJson<BroadcastAudience>(args)));
    throw consolehub::CallRefused(ErrorCode::UnknownCall, {SentenceId::CallUnknown, name});
}

Administration::Answer Administration::read(db::Transaction &tx, const char *call, const QJsonObject &args,
                                            const QString &language) const
{
    try {
        return {answerOf(tx, QString::fromLatin1(call), args), std::nullopt};
    } catch (const consolehub::CallRefused &refused) {
        return {{}, m_voice.say(refused.sentence(), language)};
    }
}

Administration::Answer Administration::change(db::Transaction &tx, const Deed &deed,
                                              const QString &language) const
{
    consolehub::CallRequest request;
    request.id = deed.id;
    request.call = QString::fromLatin1(deed.call);
    request.args = deed.args;
    request.caller.name = u"telegram:%1"_s.arg(deed.by.value());
    request.caller.isShopAdministrator = true;
    const auto outcome = m_actions.perform(tx, m_audit, request);
    if (outcome.refusal)
        return {{}, m_voice.say(*outcome.refusal, language)};
    const auto said = protocol::Sentence::fromJson(outcome.ok.value("sentence"_L1).toObject());
    return {outcome.ok, std::nullopt, m_voice.say(said, language)};
}

} // namespace turnpike::app
