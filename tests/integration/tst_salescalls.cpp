// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/salescalls.h"
#include "protocol/calls.h"
#include "protocol/sales.h"
#include "support/shop.h"
#include "support/testmain.h"

#include <QTest>

#include <limits>

namespace tst_salescalls {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

// What was sold over a span, on both databases.
class TestSalesCalls : public QObject, private ShopFixture
{
    Q_OBJECT

private:
    static constexpr qint64 kDay0 = 20'000 * kDayMs; // a midnight in UTC

    TestDatabase &database() { return shop().database(); }

    Answer ask(const SalesQuery &query)
    {
        consolehub::CallRequest request;
        request.id = u"sales"_s;
        request.call = QString::fromLatin1(call::kSales);
        request.args = toJson(query);
        request.caller = {u"olga"_s, Role::Viewer, u"192.0.2.1"_s};
        return m_calls->serve(request, Deadline::in(std::chrono::seconds(60)));
    }
    SalesReport report(qint64 from, qint64 to, qint64 zoneMinutes = 0)
    {
        return fromJson<SalesReport>(ask({from, to, zoneMinutes}).ok);
    }
    // A purchase that was paid then.
    void sell(TelegramId user, qint64 at, qint64 kopecks, const char *provider = "crypto_pay",
              const char *tariff = "basic", const char *promo = "", const char *status = "fulfilled")
    {
        database().exec(
            "INSERT INTO purchases (purchase_id, telegram_id, kind, tariff, period_days, price_kopecks, "
            "promo_code, provider, status, created_at, expires_at, fulfilled_at) "
            "VALUES (?, ?, 'subscription', ?, 30, ?, ?, ?, ?, ?, ?, ?)",
            u"purchase_s%1"_s.arg(++m_sold), user, QString::fromLatin1(tariff), kopecks,
            QString::fromLatin1(promo), QString::fromLatin1(provider), QString::fromLatin1(status), at, at,
            at);
    }
    // "key count kopecks" of one part.
    static QStringList sharesOf(const SalesReport &report, SalesPart part)
    {
        QStringList shares;
        for (const SalesShare &share : report.shares) {
            if (share.part == part)
                shares.append(u"%1 %2 %3"_s.arg(share.key).arg(share.count).arg(share.kopecks));
        }
        return shares;
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        openShop();
        m_calls = std::make_unique<consolehub::CallTable>();
        consolecalls::addSalesCalls(*m_calls, database().database());
    }
    void cleanup()
    {
        m_calls.reset();
        closeShop();
    }

    void revenueIsToldByDayAndByWhatItCameFrom()
    {
        const TelegramId friendOf = shop().newUser();
        const TelegramId invited = shop().newUser();
        database().exec("UPDATE users SET referrer_id = ? WHERE telegram_id = ?", friendOf, invited);
        sell(friendOf, kDay0, 10'000);
        sell(friendOf, kDay0 + kDayMs - 1, 20'000, "stars", "plus", "SPRING");
        sell(invited, kDay0 + kDayMs, 5'000, "stars");
        sell(invited, kDay0 + kDayMs, 7'000, "balance"); // it came when the balance was filled
        sell(invited, kDay0 - 1, 1'000);                 // before
        sell(invited, kDay0 + 2 * kDayMs, 1'000);        // after
        const SalesReport told = report(kDay0, kDay0 + 2 * kDayMs);
        QCOMPARE(told.days.size(), 2);
        QCOMPARE(told.days.first().day, kDay0);
        QCOMPARE(told.days.first().count, 2);
        QCOMPARE(told.days.first().kopecks, 30'000);
        QCOMPARE(told.days.last().kopecks, 5'000);
        QCOMPARE(sharesOf(told, SalesPart::Provider),
                 (QStringList{u"stars 2 25000"_s, u"crypto_pay 1 10000"_s}));
        QCOMPARE(sharesOf(told, SalesPart::Tariff), (QStringList{u"plus 1 20000"_s, u"basic 2 15000"_s}));
        QCOMPARE(sharesOf(told, SalesPart::Promo), QStringList{u"SPRING 1 20000"_s});
        QCOMPARE(sharesOf(told, SalesPart::Referral),
                 (QStringList{u"direct 2 30000"_s, u"invited 1 5000"_s}));
    }

    void daysAreThoseOfTheZone()
    {
        sell(shop().newUser(), kDay0 - kHourMs, 1'000); // in Moscow it is the next day already
        const SalesReport told = report(kDay0 - kDayMs, kDay0 + kDayMs, 180);
        QCOMPARE(told.days.size(), 1);
        QCOMPARE(told.days.first().day, kDay0 - 3 * kHourMs);
    }

    void trialsRenewalsEndsAndRefundsAreCounted()
    {
        const TelegramId became = shop().newUser();
        const TelegramId left = shop().newUser();
        for (const TelegramId user : {became, left})
            database().exec("UPDATE users SET trial_used_at = ? WHERE telegram_id = ?", kDay0, user);
        sell(became, kDay0 + 1, 10'000);
        sell(became, kDay0 + 2, 10'000, "balance"); // again
        sell(left, kDay0 - kDayMs, 3'000);          // before the trial, and before the span
        sell(left, kDay0 + 3, 3'000, "stars", "basic", "", "refunded");
        const SalesReport told = report(kDay0, kDay0 + kDayMs);
        QCOMPARE(told.trials, 2);
        QCOMPARE(told.trialsPaid, 2); // what was given back was bought
        QCOMPARE(told.first, 1);
        QCOMPARE(told.renewed, 2);
        QCOMPARE(told.refunds, 1);
        QCOMPARE(told.refundedKopecks, 3'000);
        QCOMPARE(report(kDay0 + 10, kDay0 + kDayMs).trials, 0);

        shop().grant(became, "basic", 10);
        shop().grant(left, "basic", 3);
        database().exec("UPDATE subscriptions SET source = 'trial' WHERE telegram_id = ?", left);
        database().exec("UPDATE subscriptions SET status = 'expired', expires_at = ?", kDay0 + 5);
        QCOMPARE(report(kDay0, kDay0 + kDayMs).ended, 1);
        QCOMPARE(report(kDay0 + 6, kDay0 + kDayMs).ended, 0);
        database().exec("INSERT INTO balance_transactions (telegram_id, amount_kopecks, kind, reference, "
                        "created_at) VALUES (?, -100, 'renewal', 'one', ?)",
                        became, kDay0 + 7);
        QCOMPARE(report(kDay0, kDay0 + kDayMs).renewedByItself, 1);
    }

    void aStretchIsBounded_data()
    {
        QTest::addColumn<qint64>("from");
        QTest::addColumn<qint64>("to");
        QTest::addColumn<qint64>("zone");
        QTest::newRow("backwards") << kDay0 << kDay0 - 1 << qint64(0);
        QTest::newRow("nothing") << kDay0 << kDay0 << qint64(0);
        QTest::newRow("too long") << kDay0 << kDay0 + 401 * kDayMs << qint64(0);
        QTest::newRow("ever") << std::numeric_limits<qint64>::min() << std::numeric_limits<qint64>::max()
                              << qint64(0);
        QTest::newRow("no zone") << kDay0 << kDay0 + 1 << std::numeric_limits<qint64>::min();
    }
    void aStretchIsBounded()
    {
        QFETCH(qint64, from);
        QFETCH(qint64, to);
        QFETCH(qint64, zone);
        const Answer answer = ask({from, to, zone});
        QVERIFY(answer.error);
        QCOMPARE(answer.error->code.word(), QString::fromLatin1(toWord(ErrorCode::BadRequest)));
    }

private:
    std::unique_ptr<consolehub::CallTable> m_calls;
    int m_sold = 0;
};

const turnpike::test::RegisteredTest<TestSalesCalls> kTestSalesCalls;

} // namespace tst_salescalls

#include "tst_salescalls.moc"
