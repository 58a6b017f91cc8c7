// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "story.h"

#include <QDateTime>
#include <QJsonArray>
#include <QSet>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDay = 24LL * 3600 * 1000;
constexpr qint64 kTrial = 3 * kDay;
constexpr qint64 kMonth = 30 * kDay;
constexpr qint64 kPrice = 14'900; // kopecks: Basic for 30 days
constexpr qint64 kTopUp = 50'000;
constexpr int kDrainMs = 10'000;

const QString kBalanceProvider = u"balance"_s;

} // namespace

void Story::start()
{
    m_server->start();
    until(u"the process runs"_s, [this] { return m_server->isRunning(); });
    awaitReady();
    const QString url = m_environment.value(u"WEBHOOK_URL"_s);
    until(u"the webhook is set"_s, [&] { return m_sandbox->sender().settings().url == QUrl(url); });
    must(!m_sandbox->sender().settings().secret.isEmpty(), u"the webhook was set without a secret"_s);
    m_tell.fact(u"/readyz says 200; webhook %1"_s.arg(url));
}

void Story::language()
{
    write(u"/start"_s);
    expect({u"Turnpike"_s}, {u"[Trial]"_s, u"[English]"_s});
    press(u"English"_s);
    expect({u"Turnpike"_s}, {u"[Trial]"_s, u"[Buy]"_s});
}

void Story::trial()
{
    press(u"Trial"_s);
    expect({u"trial has started"_s, u"3 days"_s});
    const Message &message = expect({u"vless://"_s});
    const auto subscription = database().subscription(m_customer);
    must(subscription.has_value(), u"there is no subscription"_s);
    m_uuid = subscription->uuid;
    const auto key = m_sandbox->vpn().keys().find(m_uuid);
    must(key != m_sandbox->vpn().keys().end(), u"the VPN API does not know the key"_s);
    must(message.body.value(u"text").toString().contains(key->second.link),
         u"the customer got another key than the VPN API's"_s);
    must(key->second.telegramId == m_customer, u"the key is somebody else's"_s);
    const qint64 length = subscription->expiresAt - QDateTime::currentMSecsSinceEpoch();
    must(length > kTrial - 60'000 && length <= kTrial, u"the trial is not 3 days long"_s);
    awaitEnd(subscription->expiresAt);
}

void Story::choose()
{
    press(u"Menu"_s);
    expect({}, {u"[Buy]"_s, u"[Balance]"_s});
    press(u"Buy"_s);
    expect({}, {u"[Basic]"_s, u"[Plus]"_s});
    press(u"Basic"_s);
    expect({}, {u"[30 days]"_s});
    press(u"30 days"_s);
    expect({u"149"_s}, {u"[Crypto]"_s, u"[Balance]"_s});
}

void Story::killed()
{
    press(u"Crypto"_s);
    const qint64 update = m_sandbox->sender().lastUpdateId();
    // At any other moment by --kill-after-ms; 0: as soon as the server has said that it has the press.
    QElapsedTimer sincePress;
    sincePress.start();
    until(u"the press reaches the server"_s, [&] {
        return m_options.killAfterMs > 0 ? sincePress.elapsed() >= m_options.killAfterMs
                                         : m_sandbox->sender().pendingCount() == 0;
    });
    m_server->kill();
    m_tell.action(u"kill -9"_s);
    m_server->start();
    awaitReady();
    m_tell.fact(u"the server is back"_s);
    expect({u"Invoice"_s}, {u"[Pay]"_s});
    must(database().inboxRows(update) == 1, u"the press is in the inbox more than once"_s);
}

void Story::paid()
{
    const qint64 invoice = payShownInvoice(2);
    expect({u"Paid"_s, u"Basic"_s, u"30 days"_s});
    awaitEnd(m_expiresAt + kMonth); // what was left of the trial is added
    must(database().subscription(m_customer)->uuid == m_uuid, u"the key has changed"_s);
    must(database().grantsOfInvoice(invoice) == 1, u"the invoice was not granted exactly once"_s);
    m_tell.fact(u"granted exactly once, the key stays the same"_s);
}

void Story::topUp()
{
    press(u"Menu"_s);
    expect({}, {u"[Buy]"_s, u"[Balance]"_s});
    press(u"Balance"_s);
    expect({u"balance"_s}, {u"[Top up]"_s});
    press(u"Top up"_s);
    expect({}, {u"[500"_s});
    press(u"500"_s);
    expect({u"500"_s}, {u"[Crypto]"_s});
    press(u"Crypto"_s);
    expect({u"Invoice"_s}, {u"[Pay]"_s});
    const qint64 invoice = payShownInvoice(1);
    expect({u"has arrived"_s, u"500"_s});
    must(database().balance(m_customer) == kTopUp, u"the balance is not 500 roubles"_s);
    must(database().grantsOfInvoice(invoice) == 1, u"the top-up was not credited exactly once"_s);
}

void Story::renewed()
{
    press(u"Menu"_s);
    expect({}, {u"[Renew]"_s});
    press(u"Renew"_s);
    expect({u"149"_s}, {u"[Balance]"_s});
    press(u"Balance"_s);
    expect({u"Paid"_s, u"Basic"_s});
    awaitEnd(m_expiresAt + kMonth);
    must(database().balance(m_customer) == kTopUp - kPrice, u"the balance is not 351 roubles"_s);
}

void Story::redelivered()
{
    const qint64 update = m_sandbox->sender().lastUpdateId();
    m_tell.action(u"update %1 comes again"_s.arg(update));
    m_sandbox->sender().redeliver(update);
    until(u"the server acknowledges it"_s, [this] { return m_sandbox->sender().pendingCount() == 0; });
    // Her updates are handled one after another: once this press is answered, the repeated one is over too.
    press(u"Menu"_s);
    expect({}, {u"[Renew]"_s});
    must(database().inboxRows(update) == 1, u"the update was stored twice"_s);
    must(database().balance(m_customer) == kTopUp - kPrice, u"the balance has changed"_s);
    must(database().subscription(m_customer)->expiresAt == m_expiresAt, u"the end has moved"_s);
    m_tell.fact(u"acknowledged with 200, without effect"_s);
}

void Story::doublePress()
{
    press(u"Renew"_s);
    expect({u"149"_s}, {u"[Balance]"_s});
    press(u"Balance"_s);
    const qint64 first = m_sandbox->sender().lastUpdateId();
    const qint64 second = m_sandbox->customers().repeatPress(m_customer);
    m_tell.action(u"her phone sends the same press again"_s);
    expect({u"Paid"_s, u"Basic"_s});
    until(u"both presses are handled"_s, [&] {
        return database().inboxRows(first, u"done"_s) == 1 && database().inboxRows(second, u"done"_s) == 1;
    });
    awaitEnd(m_expiresAt + kMonth);
    must(database().balance(m_customer) == kTopUp - 2 * kPrice, u"the balance is not 202 roubles"_s);
    must(database().grantedPayments(m_customer, kBalanceProvider) == 2,
         u"there are not two payments from the balance"_s);
    m_tell.fact(u"two presses, one renewal"_s);
}

void Story::restarted()
{
    QList<qint64> others;
    const auto knock = [&](const QString &name) {
        const qint64 id = m_sandbox->telegram().putUser(m_customer + 1 + others.size(), name, {}, u"en"_s).id;
        others.append(id);
        m_sandbox->customers().sendText(id, u"/start"_s);
    };
    awaitReady(); // it may just have been killed
    press(u"Profile"_s);
    for (int i = 1; i <= 4; ++i)
        knock(u"Early bird %1"_s.arg(i));
    m_server->terminate();
    m_tell.action(u"SIGTERM, while Anna and four others wait for answers"_s);
    for (int i = 1; i <= 4; ++i)
        knock(u"Late bird %1"_s.arg(i));
    QElapsedTimer draining;
    draining.start();
    until(u"the server ends"_s, [this] { return !m_server->isRunning(); });
    must(draining.elapsed() <= kDrainMs, u"the server took %1 ms to end"_s.arg(draining.elapsed()));
    must(m_server->exitCode() == 0, u"the server did not end with 0"_s);
    m_tell.fact(u"ended with 0 after %1 ms; four more came while it was away"_s.arg(draining.elapsed()));
    m_server->start();
    awaitReady();
    expect({u"Profile"_s, u"202"_s});
    until(u"everybody is answered"_s, [&] {
        return std::all_of(others.begin(), others.end(), [this](qint64 id) {
            const auto &chat = m_sandbox->telegram().chat(id);
            return std::any_of(chat.begin(), chat.end(),
                               [](const auto &entry) { return entry.second.fromBot; });
        });
    });
    must(m_sandbox->sender().pendingCount() == 0, u"updates are still waiting at Telegram"_s);
    m_tell.fact(u"all nine were answered"_s);
}

void Story::end()
{
    until(u"everything is handled and sent"_s, [this] {
        return m_sandbox->sender().pendingCount() == 0 && database().inboxInStatus(u"pending"_s) == 0 &&
               database().outboxInStatus(u"pending"_s) == 0;
    });
    checkUpdates();
    checkKeys();
    checkMoney();
}

void Story::checkUpdates()
{
    QSet<qint64> made;
    QSet<qint64> acknowledged;
    for (const QJsonObject &update : m_sandbox->ledger().entries(u"update"_s))
        made.insert(update.value(u"update_id").toInteger());
    for (const QJsonObject &delivery : m_sandbox->ledger().entries(u"delivery"_s)) {
        if (delivery.value(u"status").toInt() / 100 == 2)
            acknowledged.insert(delivery.value(u"update_id").toInteger());
    }
    must(made == acknowledged, u"not every update was acknowledged"_s);
    for (const qint64 update : made) {
        must(database().inboxRows(update) == 1 && database().inboxRows(update, u"done"_s) == 1,
             u"update %1 was not handled exactly once"_s.arg(update));
    }
    must(database().outboxInStatus(u"failed"_s) == 0, u"a message could not be sent"_s);
    m_tell.fact(u"%1 updates, each acknowledged and handled exactly once"_s.arg(made.size()));
}

void Story::checkKeys()
{
    const auto subscription = database().subscription(m_customer);
    must(subscription.has_value(), u"there is no subscription"_s);
    QStringList known;
    for (const auto &[uuid, key] : m_sandbox->vpn().keys())
        known.append(uuid);
    must(known == QStringList{subscription->uuid},
         u"the VPN API knows %1 keys and not exactly Anna's"_s.arg(known.size()));
    const VpnApi::Key &key = m_sandbox->vpn().keys().at(subscription->uuid);
    must(key.expiryMs == subscription->expiresAt, u"the VPN API's end is another"_s);
    must(subscription->uuid == m_uuid && subscription->vpnKey == key.link, u"the key is another"_s);
    m_revision = 0;
    must(seen({key.link}, {}) != nullptr, u"the conversation does not show the key"_s);
    m_tell.fact(u"one key: the same in conversation, database and VPN API"_s);
}

void Story::checkMoney()
{
    QList<qint64> paid;
    for (const QJsonValue &invoice : m_sandbox->cryptoPay().invoicesJson()) {
        if (invoice.toObject().value(u"status").toString() == u"paid")
            paid.append(invoice.toObject().value(u"invoice_id").toInteger());
    }
    must(paid == m_paidInvoices, u"other invoices are paid than Anna paid"_s);
    for (const qint64 invoice : paid)
        must(database().grantsOfInvoice(invoice) == 1,
             u"invoice %1 was not granted exactly once"_s.arg(invoice));
    const qint64 balance = kTopUp - 2 * kPrice;
    must(database().balance(m_customer) == balance && database().balanceLedger(m_customer) == balance,
         u"the balance is not the sum of its ledger"_s);
    m_tell.fact(u"two invoices and two renewals from the balance, each granted exactly once; 202 ₽ left"_s);
}

} // namespace turnpike::sandbox
