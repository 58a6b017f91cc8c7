// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "payments/telegraminvoices.h"
#include "protocol/literals.h"
#include "support/aside.h"
#include "support/workershop.h"
#include "telegram/botclient.h"

#include <QScopeGuard>
#include <QTest>

namespace turnpike::test {

// A shop that sells by what Telegram itself offers: the sandbox's Bot API, one customer who has Telegram, and
// iterations of the payment watcher by themselves. No webhook is set, so the bot hears of no payment but what
// a test tells it. Lives on the test's thread, on which the sandbox answers.
class TelegramPayDesk
{
public:
    explicit TelegramPayDesk(TestDatabase::Kind kind)
        : shop(kind)
        , bot(shop.client, QUrl(shop.outside.telegramUrl()), token())
    {
        shop.addUser(user);
        shop.outside.telegram().putUser(user.value(), u"Anna"_s, {}, u"en"_s);
    }

    QString token() const { return QString::fromLatin1(shop.outside.options().botToken); }
    payments::TelegramInvoices::Settings settings() const
    {
        payments::TelegramInvoices::Settings settings{QUrl(shop.outside.telegramUrl()), token()};
        settings.repeats.pause = std::chrono::milliseconds(1);
        settings.breaker.openTime = std::chrono::milliseconds(1);
        return settings;
    }

    // Work that blocks, while the sandbox answers; false when it does not end within 20 s.
    template<class Work>
    [[nodiscard]] bool run(Work work)
    {
        std::atomic<bool> isDone{false};
        Aside running([&] {
            const auto end = qScopeGuard([&] { isDone = true; });
            work();
        });
        const bool inTime = QTest::qWaitFor([&] { return isDone.load(); }, 20'000);
        running.get();
        return inTime;
    }
    // One iteration of a watcher that was just started.
    [[nodiscard]] bool iterate(const payments::PaymentProvider &provider)
    {
        workers::PaymentDesk::Parts parts = shop.watcherParts();
        parts.providers = {&provider};
        workers::PaymentWatcher watcher(parts);
        return run([&] {
            workers::Iteration iteration(workers::Iteration::Setup{});
            watcher.iterate(iteration);
        });
    }

    // 30 days of basic, with this way to pay chosen.
    PurchaseId buy(billing::Provider provider)
    {
        return shop.write([&](db::Transaction &tx) {
            billing::Purchases::NewPurchase wanted;
            wanted.user = user;
            wanted.tariff = u"basic"_s;
            wanted.periodDays = 30;
            wanted.price = Kopecks::roubles(149);
            wanted.priceStars = 100;
            wanted.chatMessageId = 500;
            const PurchaseId id = shop.shop.purchases.create(tx, wanted).id;
            shop.shop.purchases.chooseMethod(tx, id, user, provider);
            return id;
        });
    }
    // The customer pays this link, and the pre-checkout is answered with yes. The payment's charge id, empty
    // when Telegram did not take it.
    QString pay(const QString &link)
    {
        const QString query = shop.outside.customers().checkout(user.value(), 0, link);
        const bool isAnswered = run([&] {
            bot.call(u"answerPreCheckoutQuery"_s, {{u"pre_checkout_query_id"_s, query}, {u"ok"_s, true}},
                     Deadline::in(std::chrono::seconds(10)));
        });
        return isAnswered ? shop.outside.telegram().checkout(query)->chargeId : QString();
    }
    // What the bot is told of a payment, late or not.
    billing::FinalizeOutcome tell(const PurchaseId &purchase, const QString &charge,
                                  billing::Provider provider, qint64 amount, const QString &currency)
    {
        billing::PaymentFact fact;
        fact.purchase = purchase;
        fact.provider = provider;
        fact.externalId = charge;
        fact.amountMinor = amount;
        fact.currency = currency;
        fact.paidAt = shop.clock.nowMs();
        fact.payer = user;
        return shop.write([&](db::Transaction &tx) { return shop.shop.payments.finalizePurchase(tx, fact); });
    }
    billing::Purchase purchase(const PurchaseId &id) { return shop.purchase(id); }
    // So many payments are in the books as "granted", "review" or "refunded".
    qint64 booked(const char *status)
    {
        return shop.test.number("SELECT count(*) FROM payments WHERE status = ?", status);
    }

    const TelegramId user{1001};
    WorkerShop shop;
    const telegram::BotClient bot;
};

} // namespace turnpike::test
