// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/limits.h"
#include "support/fakeclock.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_botlimits {

using namespace turnpike;
using namespace turnpike::bot;
using Decision = TokenBuckets::Decision;

// Token buckets per customer.
class TestBotLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBurstIsTakenAndTheRestIsToldOnce();
    void theBucketRefillsEvenly();
    void aCustomerWhoGoesOnIsNotToldAgainUntilHavingRested();
    void customersDoNotShareABucket();
    void theNumberOfBucketsIsBounded();
    void whatWasSaidToAnUpdateStandsUntilItIsHandled();
    void whatWasSaidStandsForALittleLonger();
    void theNumberOfStandingVerdictsIsBounded();

private:
    test::FakeClock m_clock;
};

void TestBotLimits::aBurstIsTakenAndTheRestIsToldOnce()
{
    TokenBuckets buckets(m_clock, 30, kMinuteMs);
    for (int i = 0; i < 30; ++i)
        QVERIFY(buckets.take(TelegramId(1)) == Decision::Taken);
    QVERIFY(buckets.take(TelegramId(1)) == Decision::EmptyFirst);
    for (int i = 0; i < 100; ++i)
        QVERIFY(buckets.take(TelegramId(1)) == Decision::Empty);
}

void TestBotLimits::theBucketRefillsEvenly()
{
    TokenBuckets buckets(m_clock, 1, kHourMs);
    QVERIFY(buckets.take(TelegramId(1)) == Decision::Taken);
    m_clock.advance(kHourMs - 1);
    QVERIFY(buckets.take(TelegramId(1)) != Decision::Taken);
    m_clock.advance(1);
    QVERIFY(buckets.take(TelegramId(1)) == Decision::Taken);
    m_clock.advance(-kHourMs); // a clock set back takes nothing away and gives nothing
    QVERIFY(buckets.take(TelegramId(1)) != Decision::Taken);
}

void TestBotLimits::aCustomerWhoGoesOnIsNotToldAgainUntilHavingRested()
{
    TokenBuckets buckets(m_clock, 30, kMinuteMs);
    int told = 0;
    for (int i = 0; i < 600; ++i) {
        told += buckets.take(TelegramId(1)) == Decision::EmptyFirst ? 1 : 0;
        m_clock.advance(500);
    }
    QCOMPARE(told, 1);

    m_clock.advance(kMinuteMs);
    for (int i = 0; i < 40; ++i)
        told += buckets.take(TelegramId(1)) == Decision::EmptyFirst ? 1 : 0;
    QCOMPARE(told, 2);
}

void TestBotLimits::customersDoNotShareABucket()
{
    TokenBuckets buckets(m_clock, 1, kHourMs);
    QVERIFY(buckets.take(TelegramId(1)) == Decision::Taken);
    QVERIFY(buckets.take(TelegramId(2)) == Decision::Taken);
}

void TestBotLimits::theNumberOfBucketsIsBounded()
{
    TokenBuckets buckets(m_clock, 1, kHourMs, 100);
    for (int user = 1; user <= 1000; ++user)
        buckets.take(TelegramId(user));
    QCOMPARE(buckets.size(), size_t(100));
    QVERIFY(buckets.take(TelegramId(1000)) != Decision::Taken);
}

void TestBotLimits::whatWasSaidToAnUpdateStandsUntilItIsHandled()
{
    using Limit = RememberedDecisions::Limit;
    TokenBuckets buckets(m_clock, 1, kHourMs);
    RememberedDecisions standing(100, 0);
    const auto judge = [&] { return buckets.take(TelegramId(1)); };
    for (int tries = 0; tries < 3; ++tries) {
        QVERIFY(standing.decision(7, Limit::Pace, judge) == Decision::Taken);
        QVERIFY(standing.decision(8, Limit::Pace, judge) == Decision::EmptyFirst);
        QVERIFY(standing.decision(7, Limit::Trial, judge) == Decision::Empty);
    }
    QCOMPARE(standing.size(), size_t(2));
    standing.handled(7);
    QCOMPARE(standing.size(), size_t(1));
    QVERIFY(standing.decision(7, Limit::Pace, judge) == Decision::Empty);
}

// A database that has crashed may give it back: nobody pays twice for that.
void TestBotLimits::whatWasSaidStandsForALittleLonger()
{
    using Limit = RememberedDecisions::Limit;
    TokenBuckets buckets(m_clock, 3, kHourMs);
    RememberedDecisions standing(100, 2);
    const auto judge = [&] { return buckets.take(TelegramId(1)); };
    for (const qint64 seq : {7, 8, 9}) {
        QVERIFY(standing.decision(seq, Limit::Pace, judge) == Decision::Taken);
        standing.handled(seq);
    }
    QCOMPARE(standing.size(), size_t(2));
    QVERIFY(standing.decision(8, Limit::Pace, judge) == Decision::Taken);
    QVERIFY(standing.decision(9, Limit::Pace, judge) == Decision::Taken);
    QVERIFY(standing.decision(7, Limit::Pace, judge) != Decision::Taken);
}

void TestBotLimits::theNumberOfStandingVerdictsIsBounded()
{
    RememberedDecisions standing(100);
    const auto judge = [] { return Decision::Taken; };
    for (qint64 seq = 1'000; seq > 0; --seq)
        QVERIFY(standing.decision(seq, RememberedDecisions::Limit::Pace, judge) == Decision::Taken);
    for (qint64 seq = 2'000; seq < 3'000; ++seq)
        QVERIFY(standing.decision(seq, RememberedDecisions::Limit::Pace, judge) == Decision::Taken);
    QCOMPARE(standing.size(), size_t(100));
}

const turnpike::test::RegisteredTest<TestBotLimits, turnpike::test::NoApplication> kTestBotLimits;

} // namespace tst_botlimits

#include "tst_botlimits.moc"
