#include "story.h"

#include <QDateTime>
#include <QJsonArray>
#include <QSet>

namespace turnpike::sandbox {

namespace {

constexpr qint64 kDay = 24LL * 3600 * 1000;
constexpr qint64 kTrial = 3 * kDay;
constexpr qint64 kMonth = 30 * kDay;
constexpr qint64 kPrice = 14'900; // kopecks: Basic for 30 days
constexpr qint64 kTopUp = 50'000;
constexpr int kDrainMs = 10'000;

const QString kBalanceProvider = QStringLiteral("balance");

} // namespace

void Story::start()
{
    m_server->start();
    until(QStringLiteral("the process runs"), [this] { return m_server->isRunning(); });
    awaitReady();
    const QString url = m_environment.value(QStringLiteral("WEBHOOK_URL"));
    until(QStringLiteral("the webhook is set"),
          [&] { return m_sandbox->sender().settings().url == QUrl(url); });
    must(!m_sandbox->sender().settings().secret.isEmpty(),
         QStringLiteral("the webhook was set without a secret"));
    m_tell.fact(QStringLiteral("/readyz says 200; webhook %1").arg(url));
}

void Story::language()
{
    write(QStringLiteral("/start"));
    expect({QStringLiteral("Turnpike")}, {QStringLiteral("[Trial]"), QStringLiteral("[English]")});
    press(QStringLiteral("English"));
    expect({QStringLiteral("Turnpike")}, {QStringLiteral("[Trial]"), QStringLiteral("[Buy]")});
}

void Story::trial()
{
    press(QStringLiteral("Trial"));
    expect({QStringLiteral("trial has started"), QStringLiteral("3 days")});
    const Message &message = expect({QStringLiteral("vless://")});
    const auto subscription = database().subscription(m_customer);
    must(subscription.has_value(), QStringLiteral("there is no subscription"));
    m_uuid = subscription->uuid;
    const auto key = m_sandbox->vpn().keys().find(m_uuid);
    must(key != m_sandbox->vpn().keys().end(), QStringLiteral("the VPN API does not know the key"));
    must(message.body.value(u"text").toString().contains(key->second.link),
         QStringLiteral("the customer got another key than the VPN API's"));
    must(key->second.telegramId == m_customer, QStringLiteral("the key is somebody else's"));
    const qint64 length = subscription->expiresAt - QDateTime::currentMSecsSinceEpoch();
    must(length > kTrial - 60'000 && length <= kTrial, QStringLiteral("the trial is not 3 days long"));
    awaitEnd(subscription->expiresAt);
}

void Story::choose()
{
    press(QStringLiteral("Menu"));
    expect({}, {QStringLiteral("[Buy]"), QStringLiteral("[Balance]")});
    press(QStringLiteral("Buy"));
    expect({}, {QStringLiteral("[Basic]"), QStringLiteral("[Plus]")});
    press(QStringLiteral("Basic"));
    expect({}, {QStringLiteral("[30 days]")});
    press(QStringLiteral("30 days"));
    expect({QStringLiteral("149")}, {QStringLiteral("[Crypto]"), QStringLiteral("[Balance]")});
}

void Story::killed()
{
    press(QStringLiteral("Crypto"));
    const qint64 update = m_sandbox->sender().lastUpdateId();
    // At any other moment by --kill-after-ms; 0: as soon as the server has said that it has the press.
    QElapsedTimer sincePress;
    sincePress.start();
    until(QStringLiteral("the press reaches the server"), [&] {
        return m_options.killAfterMs > 0 ? sincePress.elapsed() >= m_options.killAfterMs
                                         : m_sandbox->sender().pendingCount() == 0;
    });
    m_server->kill();
    m_tell.action(QStringLiteral("kill -9"));
    m_server->start();
    awaitReady();
    m_tell.fact(QStringLiteral("the server is back"));
    expect({QStringLiteral("Invoice")}, {QStringLiteral("[Pay]")});
    must(database().inboxRows(update) == 1, QStringLiteral("the press is in the inbox more than once"));
}

void Story::paid()
{
    const qint64 invoice = payShownInvoice(2);
    expect({QStringLiteral("Paid"), QStringLiteral("Basic"), QStringLiteral("30 days")});
    awaitEnd(m_expiresAt + kMonth); // what was left of the trial is added
    must(database().subscription(m_customer)->uuid == m_uuid, QStringLiteral("the key has changed"));
    must(database().grantsOfInvoice(invoice) == 1,
         QStringLiteral("the invoice was not granted exactly once"));
    m_tell.fact(QStringLiteral("granted exactly once, the key stays the same"));
}

void Story::topUp()
{
    press(QStringLiteral("Menu"));
    expect({}, {QStringLiteral("[Buy]"), QStringLiteral("[Balance]")});
    press(QStringLiteral("Balance"));
    expect({QStringLiteral("balance")}, {QStringLiteral("[Top up]")});
    press(QStringLiteral("Top up"));
    expect({}, {QStringLiteral("[500")});
    press(QStringLiteral("500"));
    expect({QStringLiteral("500")}, {QStringLiteral("[Crypto]")});
    press(QStringLiteral("Crypto"));
    expect({QStringLiteral("Invoice")}, {QStringLiteral("[Pay]")});
    const qint64 invoice = payShownInvoice(1);
    expect({QStringLiteral("has arrived"), QStringLiteral("500")});
    must(database().balance(m_customer) == kTopUp, QStringLiteral("the balance is not 500 roubles"));
    must(database().grantsOfInvoice(invoice) == 1,
         QStringLiteral("the top-up was not credited exactly once"));
}

void Story::renewed()
{
    press(QStringLiteral("Menu"));
    expect({}, {QStringLiteral("[Renew]")});
    press(QStringLiteral("Renew"));
    expect({QStringLiteral("149")}, {QStringLiteral("[Balance]")});
    press(QStringLiteral("Balance"));
    expect({QStringLiteral("Paid"), QStringLiteral("Basic")});
    awaitEnd(m_expiresAt + kMonth);
    must(database().balance(m_customer) == kTopUp - kPrice, QStringLiteral("the balance is not 351 roubles"));
}

void Story::redelivered()
{
    const qint64 update = m_sandbox->sender().lastUpdateId();
    m_tell.action(QStringLiteral("update %1 comes again").arg(update));
    m_sandbox->sender().redeliver(update);
    until(QStringLiteral("the server acknowledges it"),
          [this] { return m_sandbox->sender().pendingCount() == 0; });
    // Her updates are handled one after another: once this press is answered, the repeated one is over too.
    press(QStringLiteral("Menu"));
    expect({}, {QStringLiteral("[Renew]")});
    must(database().inboxRows(update) == 1, QStringLiteral("the update was stored twice"));
    must(database().balance(m_customer) == kTopUp - kPrice, QStringLiteral("the balance has changed"));
    must(database().subscription(m_customer)->expiresAt == m_expiresAt, QStringLiteral("the end has moved"));
    m_tell.fact(QStringLiteral("acknowledged with 200, without effect"));
}

void Story::doublePress()
{
    press(QStringLiteral("Renew"));
    expect({QStringLiteral("149")}, {QStringLiteral("[Balance]")});
    press(QStringLiteral("Balance"));
    const qint64 first = m_sandbox->sender().lastUpdateId();
    const qint64 second = m_sandbox->customers().repeatPress(m_customer);
    m_tell.action(QStringLiteral("her phone sends the same press again"));
    expect({QStringLiteral("Paid"), QStringLiteral("Basic")});
    until(QStringLiteral("both presses are handled"), [&] {
        return database().inboxRows(first, QStringLiteral("done")) == 1 &&
               database().inboxRows(second, QStringLiteral("done")) == 1;
    });
    awaitEnd(m_expiresAt + kMonth);
    must(database().balance(m_customer) == kTopUp - 2 * kPrice,
         QStringLiteral("the balance is not 202 roubles"));
    must(database().grantedPayments(m_customer, kBalanceProvider) == 2,
         QStringLiteral("there are not two payments from the balance"));
    m_tell.fact(QStringLiteral("two presses, one renewal"));
}

void Story::restarted()
{
    QList<qint64> others;
    const auto knock = [&](const QString &name) {
        const qint64 id =
            m_sandbox->telegram().putUser(m_customer + 1 + others.size(), name, {}, QStringLiteral("en")).id;
        others.append(id);
        m_sandbox->customers().sendText(id, QStringLiteral("/start"));
    };
    awaitReady(); // it may just have been killed
    press(QStringLiteral("Profile"));
    for (int i = 1; i <= 4; ++i)
        knock(QStringLiteral("Early bird %1").arg(i));
    m_server->terminate();
    m_tell.action(QStringLiteral("SIGTERM, while Anna and four others wait for answers"));
    for (int i = 1; i <= 4; ++i)
        knock(QStringLiteral("Late bird %1").arg(i));
    QElapsedTimer draining;
    draining.start();
    until(QStringLiteral("the server ends"), [this] { return !m_server->isRunning(); });
    must(draining.elapsed() <= kDrainMs,
         QStringLiteral("the server took %1 ms to end").arg(draining.elapsed()));
    must(m_server->exitCode() == 0, QStringLiteral("the server did not end with 0"));
    m_tell.fact(
        QStringLiteral("ended with 0 after %1 ms; four more came while it was away").arg(draining.elapsed()));
    m_server->start();
    awaitReady();
    expect({QStringLiteral("Profile"), QStringLiteral("202")});
    until(QStringLiteral("everybody is answered"), [&] {
        return std::all_of(others.begin(), others.end(), [this](qint64 id) {
            const auto &chat = m_sandbox->telegram().chat(id);
            return std::any_of(chat.begin(), chat.end(),
                               [](const auto &entry) { return entry.second.fromBot; });
        });
    });
    must(m_sandbox->sender().pendingCount() == 0, QStringLiteral("updates are still waiting at Telegram"));
    m_tell.fact(QStringLiteral("all nine were answered"));
}

void Story::end()
{
    until(QStringLiteral("everything is handled and sent"), [this] {
        return m_sandbox->sender().pendingCount() == 0 &&
               database().inboxInStatus(QStringLiteral("pending")) == 0 &&
               database().outboxInStatus(QStringLiteral("pending")) == 0;
    });
    checkUpdates();
    checkKeys();
    checkMoney();
}

void Story::checkUpdates()
{
    QSet<qint64> made;
    QSet<qint64> acknowledged;
    for (const QJsonObject &update : m_sandbox->ledger().entries(QStringLiteral("update")))
        made.insert(update.value(u"update_id").toInteger());
    for (const QJsonObject &delivery : m_sandbox->ledger().entries(QStringLiteral("delivery"))) {
        if (delivery.value(u"status").toInt() / 100 == 2)
            acknowledged.insert(delivery.value(u"update_id").toInteger());
    }
    must(made == acknowledged, QStringLiteral("not every update was acknowledged"));
    for (const qint64 update : made) {
        must(database().inboxRows(update) == 1 && database().inboxRows(update, QStringLiteral("done")) == 1,
             QStringLiteral("update %1 was not handled exactly once").arg(update));
    }
    must(database().outboxInStatus(QStringLiteral("failed")) == 0,
         QStringLiteral("a message could not be sent"));
    m_tell.fact(QStringLiteral("%1 updates, each acknowledged and handled exactly once").arg(made.size()));
}

void Story::checkKeys()
{
    const auto subscription = database().subscription(m_customer);
    must(subscription.has_value(), QStringLiteral("there is no subscription"));
    QStringList known;
    for (const auto &[uuid, key] : m_sandbox->vpn().keys())
        known.append(uuid);
    must(known == QStringList{subscription->uuid},
         QStringLiteral("the VPN API knows %1 keys and not exactly Anna's").arg(known.size()));
    const VpnApi::Key &key = m_sandbox->vpn().keys().at(subscription->uuid);
    must(key.expiryMs == subscription->expiresAt, QStringLiteral("the VPN API's end is another"));
    must(subscription->uuid == m_uuid && subscription->vpnKey == key.link,
         QStringLiteral("the key is another"));
    m_revision = 0;
    must(seen({key.link}, {}) != nullptr, QStringLiteral("the conversation does not show the key"));
    m_tell.fact(QStringLiteral("one key: the same in conversation, database and VPN API"));
}

void Story::checkMoney()
{
    QList<qint64> paid;
    for (const QJsonValue &invoice : m_sandbox->cryptoPay().invoicesJson()) {
        if (invoice.toObject().value(u"status").toString() == u"paid")
            paid.append(invoice.toObject().value(u"invoice_id").toInteger());
    }
    must(paid == m_paidInvoices, QStringLiteral("other invoices are paid than Anna paid"));
    for (const qint64 invoice : paid)
        must(database().grantsOfInvoice(invoice) == 1,
             QStringLiteral("invoice %1 was not granted exactly once").arg(invoice));
    const qint64 balance = kTopUp - 2 * kPrice;
    must(database().balance(m_customer) == balance && database().balanceLedger(m_customer) == balance,
         QStringLiteral("the balance is not the sum of its ledger"));
    m_tell.fact(QStringLiteral(
        "two invoices and two renewals from the balance, each granted exactly once; 202 ₽ left"));
}

} // namespace turnpike::sandbox
