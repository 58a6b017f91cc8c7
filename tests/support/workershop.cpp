// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/workershop.h"

#include <QTest>

namespace turnpike::test {

using namespace std::chrono_literals;
using namespace workers;
using namespace Qt::StringLiterals;

namespace {

// As in production, but what is open is tried again at once.
http::CircuitBreaker::Settings quickBreaker()
{
    http::CircuitBreaker::Settings settings;
    settings.openTime = 1ms;
    return settings;
}

http::RepeatRule quickRepeats()
{
    http::RepeatRule rule;
    rule.pause = 1ms;
    return rule;
}

config::Config config()
{
    return {};
}

sandbox::Options sandboxOptions(const Clock &clock)
{
    sandbox::Options options;
    options.clock = &clock;
    return options;
}

// The address of a service of the sandbox, which listens from now on.
QUrl listening(sandbox::Sandbox &sandbox, QString (sandbox::Sandbox::*url)() const)
{
    if (sandbox.port() == 0)
        sandbox.listen(QHostAddress::LocalHost, 0);
    return QUrl((sandbox.*url)());
}

} // namespace

WorkerShop::WorkerShop(TestDatabase::Kind kind, const QUrl &cryptoPayUrl)
    : test(kind)
    , shop(config(), clock, kicker, alerts)
    , outside(sandboxOptions(clock))
    , panel(client, {listening(outside, &sandbox::Sandbox::vpnUrl),
                     QString::fromUtf8(outside.options().vpnApiKey), quickRepeats(), quickBreaker()})
    , cryptoPay(client,
                {cryptoPayUrl.isEmpty() ? listening(outside, &sandbox::Sandbox::cryptoPayUrl) : cryptoPayUrl,
                 QString::fromUtf8(outside.options().cryptoPayToken),
                 {},
                 quickRepeats(),
                 quickBreaker()})
{
    QObject::connect(&outside, &sandbox::Sandbox::called, &outside,
                     [this](const QString &service) { ++m_calls[service]; });
    SupervisorHooks hooks;
    hooks.flagEnabled = [this](const QString &flag) { return isOn(flag); };
    hooks.mayAct = [this] { return mayAct.load(); };
    SupervisorOptions options;
    options.tick = 10ms;
    options.windDown = 10ms;
    m_supervisor =
        std::make_unique<WorkerSupervisor>(test.database(), clock, alerts, u"test"_s, hooks, options);
}

WorkerShop::~WorkerShop()
{
    stop();
}

void WorkerShop::start(const QStringList &only)
{
    const PaymentWatcher::Parts watched = watcherParts();
    const WorkerParts parts{shop.rules(),
                            test.database(),
                            clock,
                            alerts,
                            shop.notices,
                            watched.owner,
                            panel,
                            watched.providers,
                            watched.describe,
                            [this](const QString &flag) { return isOn(flag); }};
    const auto add = [&](std::unique_ptr<Worker> worker) {
        if (only.isEmpty() || only.contains(worker->name()))
            m_supervisor->add(std::move(worker));
    };
    for (const Registration &registered : registrations())
        registered.make(parts, add);
    kicker.supervisor = m_supervisor.get();
    m_supervisor->start();
}

PaymentWatcher::Parts WorkerShop::watcherParts(std::chrono::milliseconds dueBudget)
{
    PaymentWatcher::Parts parts{
        test.database(),
        clock,
        shop.purchases,
        shop.payments,
        shop.notices,
        alerts,
        {&cryptoPay},
        [](db::Transaction &, const billing::Purchase &purchase) { return purchase.tariff; },
        [this] { return isOn(u"payments"_s); },
        u"test"_s,
        dueBudget};
    parts.refunds = &shop.refunds;
    return parts;
}

std::unique_ptr<PaymentWatcher> WorkerShop::makeWatcher(std::chrono::milliseconds dueBudget)
{
    return std::make_unique<PaymentWatcher>(watcherParts(dueBudget));
}

void WorkerShop::stop()
{
    kicker.supervisor = nullptr;
    if (m_supervisor) {
        m_supervisor->stop(CancelReason::Shutdown, Deadline::in(30s));
        m_supervisor.reset();
    }
}

bool WorkerShop::pass(const QString &worker, qint64 ms)
{
    const auto begun = [&] {
        for (const WorkerSnapshot &one : m_supervisor->snapshot()) {
            if (one.name == worker)
                return one.iterations;
        }
        return qint64(0);
    };
    clock.advance(ms);
    const qint64 before = begun();
    m_supervisor->runNow(worker);
    return QTest::qWaitFor([&] { return begun() > before && m_supervisor->isQuiet(); }, 20'000);
}

bool WorkerShop::passUntil(const std::function<bool()> &holds, const QString &worker, qint64 ms, int times)
{
    for (int i = 0; i < times && !holds(); ++i) {
        if (!pass(worker, ms))
            return false;
    }
    return holds();
}

bool WorkerShop::isOn(const QString &flag)
{
    if (onFlagAsked)
        onFlagAsked(flag);
    const std::lock_guard lock(m_mutex);
    return !m_off.contains(flag);
}

void WorkerShop::setFlag(const QString &flag, bool on)
{
    const std::lock_guard lock(m_mutex);
    if (on)
        m_off.erase(flag);
    else
        m_off.insert(flag);
}

void WorkerShop::addFault(const QString &service, QJsonObject fault)
{
    fault.insert(u"service", service);
    outside.faults().add(fault);
}

void WorkerShop::mend()
{
    outside.faults().clear();
}

qint64 WorkerShop::keyEnd(const QString &uuid)
{
    const auto found = outside.vpn().keys().find(uuid);
    return found == outside.vpn().keys().end() ? 0 : found->second.expiryMs;
}

QStringList WorkerShop::keys()
{
    QStringList uuids;
    for (const auto &[uuid, key] : outside.vpn().keys())
        uuids << uuid;
    return uuids;
}

std::vector<const sandbox::CryptoInvoice *> WorkerShop::invoicesFor(const PurchaseId &id)
{
    std::vector<const sandbox::CryptoInvoice *> found;
    for (const sandbox::CryptoInvoice *invoice : outside.cryptoPay().invoices().all()) {
        if (invoice->extras.value(u"payload").toString() == id.value())
            found.push_back(invoice);
    }
    return found;
}

void WorkerShop::addUser(TelegramId user, Kopecks balance)
{
    write([&](db::Transaction &tx) {
        shop.users.ensure(tx, user, u"user%1"_s.arg(user.value()), u"Test"_s);
        shop.users.setLanguage(tx, user, u"en"_s);
        if (balance > Kopecks())
            shop.balance.credit(tx, {user, balance, billing::LedgerKind::Admin, u"test"_s, {}});
    });
}

access::Subscription WorkerShop::grant(TelegramId user, int days, access::AccessSource source)
{
    return write([&](db::Transaction &tx) {
        return shop.access.grantAccess(tx, {user, u"basic"_s, days, source}).subscription;
    });
}

access::Subscription WorkerShop::subscription(TelegramId user)
{
    return write([&](db::Transaction &tx) { return shop.subscriptions.find(tx, user).value(); });
}

billing::Purchase WorkerShop::purchase(const PurchaseId &id)
{
    return write([&](db::Transaction &tx) { return shop.purchases.find(tx, id).value(); });
}

PurchaseId WorkerShop::buy(TelegramId user)
{
    return write([&](db::Transaction &tx) {
        billing::Purchases::NewPurchase wanted;
        wanted.user = user;
        wanted.tariff = u"basic"_s;
        wanted.periodDays = 30;
        wanted.price = Kopecks::roubles(149);
        wanted.chatMessageId = 500;
        const PurchaseId id = shop.purchases.create(tx, wanted).id;
        shop.purchases.chooseMethod(tx, id, user, billing::Provider::CryptoPay);
        return id;
    });
}

QStringList WorkerShop::messages(TelegramId user, const QString &part)
{
    QStringList texts;
    for (const db::Row &row :
         test.query("SELECT payload FROM outbox WHERE chat_id = ? ORDER BY id LIMIT 1000", user)) {
        const QString text = QJsonDocument::fromJson(row.bytes(0)).object()[u"text"].toString();
        const QString whole = QString::fromUtf8(row.bytes(0));
        if (part.isEmpty() || whole.contains(part))
            texts << (text.isEmpty() ? whole : text);
    }
    return texts;
}

} // namespace turnpike::test
