// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "walk/walkshop.h"

#include "workers/registration.h"

namespace turnpike::walk {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kStaffChat = -1001000000777;
const QString kCardToken = u"1:TEST:2"_s;

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

sandbox::Options outsideOptions(const Clock &clock, quint32 seed)
{
    sandbox::Options options;
    options.clock = &clock;
    options.seed = seed;
    options.webhookTiming.scale = 1000; // nobody waits for the VPN API's core
    return options;
}

// The address of a service of the sandbox, which listens from now on.
QUrl addressOf(sandbox::Sandbox &sandbox, QString (sandbox::Sandbox::*url)() const)
{
    if (sandbox.port() == 0)
        sandbox.listen(QHostAddress::LocalHost, 0);
    return QUrl((sandbox.*url)());
}

payments::TelegramInvoices::Settings invoiceSettings(sandbox::Sandbox &sandbox)
{
    return {addressOf(sandbox, &sandbox::Sandbox::telegramUrl),
            QString::fromLatin1(sandbox.options().botToken), quickRepeats(), quickBreaker()};
}

} // namespace

WalkShop::WalkShop(test::TestDatabase::Kind kind, quint32 seed)
    : shop(kind, true, true, true, ChatId(kStaffChat))
    , outside(outsideOptions(shop.clock, seed))
    , panel(client, {addressOf(outside, &sandbox::Sandbox::vpnUrl),
                     QString::fromUtf8(outside.options().vpnApiKey), quickRepeats(), quickBreaker()})
    , cryptoPay(client, {addressOf(outside, &sandbox::Sandbox::cryptoPayUrl),
                         QString::fromUtf8(outside.options().cryptoPayToken),
                         {},
                         quickRepeats(),
                         quickBreaker()})
    , stars(client, invoiceSettings(outside))
    , card(client, {invoiceSettings(outside), kCardToken, {}})
    , bot(client, addressOf(outside, &sandbox::Sandbox::telegramUrl),
          QString::fromLatin1(outside.options().botToken))
{
    const workers::WorkerParts parts{shop.rules(),
                                     shop.db.database(),
                                     shop.clock,
                                     shop.alerts,
                                     shop.notices,
                                     u"walk"_s,
                                     panel,
                                     {&cryptoPay, &stars, &card},
                                     [this](db::Transaction &tx, const billing::Purchase &purchase) {
                                         return shop.describePurchase(tx, purchase);
                                     },
                                     [this](const QString &flag) { return shop.flags.isOn(flag); }};
    const auto add = [this](std::unique_ptr<workers::Worker> worker) {
        m_workers.push_back(std::move(worker));
    };
    for (const workers::Registration &registered : workers::registrations())
        registered.make(parts, add);
}

void WalkShop::iterate(workers::Worker &worker)
{
    for (const QString &flag : worker.settings().flags) {
        if (!shop.flags.isOn(flag))
            return;
    }
    try {
        run([&worker] {
            workers::Iteration::Setup setup;
            setup.worker = worker.name();
            workers::Iteration iteration(std::move(setup));
            worker.iterate(iteration);
        });
    } catch (const DependencyError &) {
        // It is away: the next iteration finds what this one has left.
    } catch (const DeadlineExceeded &) {
        // Likewise.
    }
}

void WalkShop::iterate(const QString &name)
{
    for (const auto &worker : m_workers) {
        if (worker->name() == name)
            iterate(*worker);
    }
}

void WalkShop::post()
{
    shop.db.exec("UPDATE outbox SET status = 'sent', finished_at = ?, message_id = 1000 + id "
                 "WHERE status = 'pending' AND not_before <= ?",
                 shop.clock.nowMs(), shop.clock.nowMs());
}

void WalkShop::call(const QString &method, const QJsonObject &parameters)
{
    run([&] { bot.call(method, parameters, Deadline::in(10s)); });
}

void WalkShop::addFault(const QJsonObject &fault)
{
    outside.faults().add(fault);
}

void WalkShop::mend()
{
    outside.faults().clear();
}

} // namespace turnpike::walk
