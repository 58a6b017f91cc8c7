// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/xraypanel.h"
#include "integration/botshop.h"
#include "payments/cryptopay.h"
#include "payments/telegramcard.h"
#include "payments/telegramstars.h"
#include "sandbox/sandbox.h"
#include "support/aside.h"
#include "telegram/botclient.h"
#include "workers/worker.h"

#include <QEventLoop>
#include <QScopeGuard>

#include <memory>
#include <vector>

namespace turnpike::walk {

// The program's shop with every way to pay, its workers, and stand-ins for all that is outside, in one
// process and on one fake clock. Nothing runs by itself: whoever owns it does one thing after another. Lives
// on the thread that made it, on which the stand-ins answer while run() waits.
class WalkShop
{
public:
    WalkShop(test::TestDatabase::Kind kind, quint32 seed);

    // Work that blocks, on a thread of its own. Throws what it throws.
    template<class Work>
    void run(Work work)
    {
        QEventLoop loop;
        test::Aside running([&] {
            const auto end = qScopeGuard(
                [&loop] { QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection); });
            work();
        });
        loop.exec();
        running.get();
    }

    // One iteration, unless a flag of the worker is off. What is outside may fail it, as in production; all
    // else that ends it is thrown: of the database, or of the shop's own rules.
    void iterate(workers::Worker &worker);
    void iterate(const QString &name);
    const std::vector<std::unique_ptr<workers::Worker>> &allWorkers() const { return m_workers; }

    // Telegram takes all that waits to be sent by now: the message of row n of the outbox gets the number
    // 1000 + n, as BotShop has it.
    void post();
    // A call of the bot's that nothing disturbs.
    void call(const QString &method, const QJsonObject &parameters);

    // What is outside does this wrong from now on, in the words of Faults::add(); and is well again.
    void addFault(const QJsonObject &fault);
    void mend();

    test::BotShop shop;
    sandbox::Sandbox outside;
    http::HttpClient client;
    const access::XrayPanel panel;
    const payments::CryptoPay cryptoPay;
    const payments::TelegramStars stars;
    const payments::TelegramCard card;
    const telegram::BotClient bot;

private:
    std::vector<std::unique_ptr<workers::Worker>> m_workers;
};

} // namespace turnpike::walk
