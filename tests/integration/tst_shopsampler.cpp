// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/shopsampler.h"
#include "support/fakeclock.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QtTest>

namespace tst_shopsampler {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

Deadline soon()
{
    return Deadline::in(std::chrono::seconds(20));
}

} // namespace

// The numbers of the shop that people on duty see.
class TestShopSampler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatItSaysIsOfNow_data() { TestDatabase::addKinds(); }
    void whatItSaysIsOfNow()
    {
        QFETCH(db::DatabaseUrl::Kind, kind);
        TestDatabase test(kind);
        FakeClock clock;
        ops::ShopSampler sampler(test.database(), clock);
        sampler.sample(soon());
        QCOMPARE(sampler.latest().activeSubscriptions, 0);
        QCOMPARE(sampler.latest().usersTotal, 0);

        for (qint64 user = 1; user <= 3; ++user) {
            test.exec("INSERT INTO users (telegram_id, referral_code, created_at, last_seen_at) "
                      "VALUES (?, ?, 0, 0)",
                      user, QString::number(user));
            test.exec(
                "INSERT INTO subscriptions (telegram_id, tariff, period_days, status, source, starts_at, "
                "expires_at, updated_at) VALUES (?, 'basic', 30, ?, 'payment', 0, 1, 0)",
                user, user < 3 ? u"active"_s : u"expired"_s);
        }
        // A small shop is counted long before ten minutes are over.
        clock.advance(590'000);
        sampler.sample(soon());
        QCOMPARE(sampler.latest().activeSubscriptions, 2);
        QCOMPARE(sampler.latest().usersTotal, 3);
        QCOMPARE(sampler.latest().takenAt, std::optional(clock.nowMs()));
    }

    void anHourIsComparedWithTheSameOneOfEachDay_data() { TestDatabase::addKinds(); }
    void anHourIsComparedWithTheSameOneOfEachDay()
    {
        QFETCH(db::DatabaseUrl::Kind, kind);
        TestDatabase test(kind);
        FakeClock clock;
        ops::ShopSampler sampler(test.database(), clock);
        test.exec("INSERT INTO users (telegram_id, referral_code, created_at, last_seen_at) "
                  "VALUES (1, 'a', 0, 0)");
        int sold = 0;
        const auto sell = [&](qint64 at) {
            test.exec("INSERT INTO purchases (purchase_id, telegram_id, kind, price_kopecks, status, "
                      "created_at, expires_at, fulfilled_at) "
                      "VALUES (?, 1, 'subscription', 100, 'fulfilled', 0, 1, ?)",
                      u"purchase_%1"_s.arg(++sold), at);
        };
        sell(clock.nowMs() - 9 * kDayMs);
        // Two in that hour of each day but for one in that of yesterday.
        for (int day = 1; day <= 7; ++day) {
            sell(clock.nowMs() - day * kDayMs - kHourMs);
            if (day > 1)
                sell(clock.nowMs() - day * kDayMs - 1);
            sell(clock.nowMs() - day * kDayMs - kHourMs - 1);
        }
        sampler.sample(soon());
        QCOMPARE(sampler.latest().salesLastHour, 0);
        QCOMPARE(sampler.latest().lastHourLeast, 1);
        QCOMPARE(sampler.latest().lastHourUsual, 13 / 7.0);
        sell(clock.nowMs() - 1);
        sampler.sample(soon());
        QCOMPARE(sampler.latest().salesLastHour, 1);
    }

    void aShopThatTakesLongToCountIsCountedMoreRarely()
    {
        QCOMPARE(ops::ShopSampler::pauseAfter(0), 0);
        QCOMPARE(ops::ShopSampler::pauseAfter(500), 100'000);
        QCOMPARE(ops::ShopSampler::pauseAfter(60'000), 600'000);
    }
};

const turnpike::test::RegisteredTest<TestShopSampler> kTestShopSampler;

} // namespace tst_shopsampler

#include "tst_shopsampler.moc"
