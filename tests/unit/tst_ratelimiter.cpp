// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"
#include "telegram/ratelimiter.h"

#include <QtTest>

#include <map>
#include <random>

namespace tst_ratelimiter {

using namespace turnpike;
using namespace turnpike::telegram;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using TimePoint = RateLimiter::TimePoint;

namespace {

const TimePoint kStart = TimePoint() + 1000h;
const QString kSend = u"sendMessage"_s;

Sending to(qint64 chat, SendClass sendClass = SendClass::Interactive, const QString &method = kSend)
{
    return {ChatId(chat), method, sendClass};
}

} // namespace

class TestRateLimiter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chatGetsItsBurstThenOneASecond();
    void quietChatGetsItsBurstBack();
    void broadcastHasNoBurst();
    void groupGetsTwentyAMinute();
    void noSecondHoldsMoreThanThirty();
    void fullSpeedIsWithinTwoPercentOfThirtyASecond();
    void randomTrafficNeverPassesALimit();
    void keysAlwaysHaveAShare();
    void retryAfterSilencesThatChatAndMethodAlone();
    void twoRefusedChatsSlowNobodyElse();
    void manyRefusedChatsSlowAllStepByStepAndNobodyIsSilenced();
    void memoryIsBoundToTheChatsOfTheLastSeconds();
};

void TestRateLimiter::chatGetsItsBurstThenOneASecond()
{
    RateLimiter limiter;
    const Sending chat = to(1);
    for (int i = 0; i < 20; ++i)
        QVERIFY(limiter.take(chat, kStart));
    QVERIFY(!limiter.take(chat, kStart));
    QVERIFY(limiter.readyAt(chat, kStart) == kStart + 1s);
    QVERIFY(!limiter.take(chat, kStart + 999ms));
    QVERIFY(limiter.take(chat, kStart + 1s));
    QVERIFY(!limiter.take(chat, kStart + 1999ms));
    QVERIFY(limiter.take(to(2), kStart + 1s));
}

void TestRateLimiter::quietChatGetsItsBurstBack()
{
    RateLimiter limiter;
    const Sending chat = to(1);
    for (int i = 0; i < 20; ++i)
        QVERIFY(limiter.take(chat, kStart));
    for (int i = 0; i < 20; ++i)
        QVERIFY(limiter.take(chat, kStart + 20s));
    QVERIFY(!limiter.take(chat, kStart + 20s));
}

void TestRateLimiter::broadcastHasNoBurst()
{
    RateLimiter limiter;
    const Sending bulk = to(1, SendClass::Bulk);
    QVERIFY(limiter.take(bulk, kStart));
    QVERIFY(!limiter.take(bulk, kStart + 999ms));
    // And the customer's own press is not held back by it.
    QVERIFY(limiter.take(to(1), kStart));
    QVERIFY(limiter.readyAt(bulk, kStart) == kStart + 2s);
}

void TestRateLimiter::groupGetsTwentyAMinute()
{
    RateLimiter limiter;
    int sent = 0;
    for (TimePoint now = kStart; now < kStart + 10min; now += 100ms)
        sent += limiter.take(to(-100), now) ? 1 : 0;
    QVERIFY2(sent <= 202 && sent >= 200, qPrintable(QString::number(sent)));
}

void TestRateLimiter::noSecondHoldsMoreThanThirty()
{
    RateLimiter limiter;
    for (int i = 1; i <= 30; ++i)
        QVERIFY(limiter.take(to(i), kStart));
    QVERIFY(!limiter.take(to(31), kStart + 1s));
    QVERIFY(limiter.readyAt(to(31), kStart) == limiter.overallReadyAt(kStart));
    QVERIFY(limiter.take(to(31), limiter.overallReadyAt(kStart)));
}

void TestRateLimiter::fullSpeedIsWithinTwoPercentOfThirtyASecond()
{
    RateLimiter limiter;
    int sent = 0;
    TimePoint now = kStart;
    while (now < kStart + 100s) {
        if (limiter.take(to(sent + 1), now))
            ++sent;
        else
            now = limiter.overallReadyAt(now);
    }
    QVERIFY2(sent >= 2940 && sent <= 3030, qPrintable(QString::number(sent)));
}

void TestRateLimiter::randomTrafficNeverPassesALimit()
{
    std::mt19937 random(1);
    RateLimiter limiter;
    std::vector<TimePoint> all;
    std::map<qint64, std::vector<TimePoint>> byChat;
    TimePoint now = kStart;
    for (int i = 0; i < 50'000; ++i) {
        now += std::chrono::milliseconds(random() % 20);
        const qint64 chat = 1 + random() % (i % 2000 < 1000 ? 5 : 200);
        const auto sendClass = static_cast<SendClass>(random() % 3);
        if (limiter.take(to(chat, sendClass), now)) {
            all.push_back(now);
            byChat[chat].push_back(now);
        }
    }
    QVERIFY(all.size() > 1000);
    for (size_t i = 30; i < all.size(); ++i)
        QVERIFY(all[i] - all[i - 30] > 1s);
    for (const auto &[chat, times] : byChat) {
        for (size_t i = 0; i < times.size(); ++i) {
            for (size_t j = i + 20; j < std::min(times.size(), i + 60); ++j)
                QVERIFY(times[j] - times[i] >= std::chrono::seconds(j - i - 19)); // a burst of 20, then 1/s
        }
    }
}

// Customers without end press buttons, and each class is asked in the order of the sender.
void TestRateLimiter::keysAlwaysHaveAShare()
{
    RateLimiter limiter;
    int interactive = 0;
    int keys = 0;
    int bulk = 0;
    qint64 chat = 0;
    for (TimePoint now = kStart; now < kStart + 60s; now += 10ms) {
        for (int owed = limiter.owed(SendClass::Transactional, now); owed > 0; --owed)
            keys += limiter.take(to(++chat, SendClass::Transactional), now) ? 1 : 0;
        for (int owed = limiter.owed(SendClass::Bulk, now); owed > 0; --owed)
            bulk += limiter.take(to(++chat, SendClass::Bulk), now) ? 1 : 0;
        while (limiter.take(to(++chat), now))
            ++interactive;
    }
    QVERIFY2(keys >= 340 && keys <= 366, qPrintable(QString::number(keys)));
    QVERIFY2(bulk >= 55 && bulk <= 61, qPrintable(QString::number(bulk)));
    QVERIFY2(interactive >= 1300, qPrintable(QString::number(interactive)));
    QCOMPARE(limiter.owed(SendClass::Interactive, kStart), 0);
}

void TestRateLimiter::retryAfterSilencesThatChatAndMethodAlone()
{
    RateLimiter limiter;
    limiter.onRetryAfter(to(1), 7s, kStart);
    QVERIFY(limiter.readyAt(to(1), kStart) == kStart + 7s);
    QVERIFY(!limiter.take(to(1), kStart + 6999ms));
    QVERIFY(limiter.take(to(1, SendClass::Interactive, u"editMessageText"_s), kStart));
    QVERIFY(limiter.take(to(2), kStart));
    QCOMPARE(limiter.pauses(kStart).chats, 1);
    QVERIFY(limiter.pauses(kStart).until == kStart + 7s);
    QVERIFY(limiter.take(to(1), kStart + 7s));
    QCOMPARE(limiter.pauses(kStart + 7s).chats, 0);
    // A shorter order does not shorten a longer one.
    limiter.onRetryAfter(to(1), 30s, kStart + 10s);
    limiter.onRetryAfter(to(1), 1s, kStart + 10s);
    QVERIFY(limiter.readyAt(to(1), kStart + 10s) == kStart + 40s);
}

void TestRateLimiter::twoRefusedChatsSlowNobodyElse()
{
    RateLimiter limiter;
    for (int i = 0; i < 10; ++i) {
        limiter.onRetryAfter(to(1), 60s, kStart + i * 10ms);
        limiter.onRetryAfter(to(2), 1'209'600s, kStart + i * 10ms); // two weeks
    }
    QCOMPARE(limiter.overallAt(kStart + 100ms), 30);
    for (int chat = 3; chat <= 32; ++chat)
        QVERIFY(limiter.take(to(chat), kStart + 100ms));
}

void TestRateLimiter::manyRefusedChatsSlowAllStepByStepAndNobodyIsSilenced()
{
    RateLimiter limiter;
    TimePoint now = kStart;
    const auto storm = [&] {
        for (int chat = 1; chat <= 10; ++chat)
            limiter.onRetryAfter(to(chat), 60s, now);
    };
    storm();
    QCOMPARE(limiter.overallAt(now), 15);
    for (const int expected : {8, 4, 4}) { // half of what it was a second later
        now += 1s;
        storm();
        QCOMPARE(limiter.overallAt(now), expected);
    }
    // Others are still answered, four a second.
    int sent = 0;
    for (int chat = 100; chat < 200; ++chat)
        sent += limiter.take(to(chat), now) ? 1 : 0;
    QCOMPARE(sent, 4);
    QVERIFY(limiter.readyAt(to(300), now) <= now + 1010ms);
    QCOMPARE(limiter.overallAt(now + 5s), 9);
    QCOMPARE(limiter.overallAt(now + 26s), 30);
    QCOMPARE(limiter.overallAt(now + 1h), 30);
}

void TestRateLimiter::memoryIsBoundToTheChatsOfTheLastSeconds()
{
    RateLimiter limiter;
    TimePoint now = kStart;
    for (int i = 1; i <= 100'000; ++i, now += 34ms)
        QVERIFY(limiter.take(to(i), now));
    QVERIFY2(limiter.rememberedChats() <= 512, qPrintable(QString::number(limiter.rememberedChats())));
}

const turnpike::test::RegisteredTest<TestRateLimiter, turnpike::test::NoApplication> kTestRateLimiter;

} // namespace tst_ratelimiter

#include "tst_ratelimiter.moc"
