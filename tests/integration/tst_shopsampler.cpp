#include "ops/shopsampler.h"
#include "support/fakeclock.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QtTest>

namespace tst_shopsampler {

using namespace turnpike;
using namespace turnpike::test;

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
                user, user < 3 ? QStringLiteral("active") : QStringLiteral("expired"));
        }
        // A small shop is counted long before ten minutes are over.
        clock.advance(590'000);
        sampler.sample(soon());
        QCOMPARE(sampler.latest().activeSubscriptions, 2);
        QCOMPARE(sampler.latest().usersTotal, 3);
        QCOMPARE(sampler.latest().takenAt, std::optional(clock.nowMs()));
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
