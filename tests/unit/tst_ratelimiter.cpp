#include "support/testmain.h"
#include "telegram/ratelimiter.h"

#include <QtTest>

#include <map>
#include <random>

using namespace turnpike;
using namespace turnpike::telegram;
using namespace std::chrono_literals;
using TimePoint = RateLimiter::TimePoint;

namespace {

const TimePoint kStart = TimePoint() + 1000h;

} // namespace

class RateLimiterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chatGetsItsBurstThenOneASecond();
    void quietChatGetsItsBurstBack();
    void groupGetsTwentyAMinute();
    void noSecondHoldsMoreThanThirty();
    void fullSpeedIsWithinTwoPercentOfThirtyASecond();
    void randomTrafficNeverPassesALimit();
    void retryAfterSilencesThatChatAlone();
    void secondChatToldToWaitSilencesAll();
    void answersToButtonPressesAreNeverHeldBack();
    void memoryIsBoundToTheChatsOfTheLastSeconds();
};

void RateLimiterTest::chatGetsItsBurstThenOneASecond()
{
    RateLimiter limiter;
    const ChatId chat(1);
    for (int i = 0; i < 3; ++i)
        QVERIFY(limiter.take(chat, kStart));
    QVERIFY(!limiter.take(chat, kStart));
    QVERIFY(limiter.readyAt(chat, kStart) == kStart + 1s);
    QVERIFY(!limiter.take(chat, kStart + 999ms));
    QVERIFY(limiter.take(chat, kStart + 1s));
    QVERIFY(!limiter.take(chat, kStart + 1999ms));
    QVERIFY(limiter.take(ChatId(2), kStart + 1s));
}

void RateLimiterTest::quietChatGetsItsBurstBack()
{
    RateLimiter limiter;
    const ChatId chat(1);
    for (int i = 0; i < 3; ++i)
        QVERIFY(limiter.take(chat, kStart));
    for (int i = 0; i < 3; ++i)
        QVERIFY(limiter.take(chat, kStart + 3s));
    QVERIFY(!limiter.take(chat, kStart + 3s));
}

void RateLimiterTest::groupGetsTwentyAMinute()
{
    RateLimiter limiter;
    int sent = 0;
    for (TimePoint now = kStart; now < kStart + 10min; now += 100ms)
        sent += limiter.take(ChatId(-100), now) ? 1 : 0;
    QVERIFY2(sent <= 202 && sent >= 200, qPrintable(QString::number(sent)));
}

void RateLimiterTest::noSecondHoldsMoreThanThirty()
{
    RateLimiter limiter;
    for (int i = 1; i <= 30; ++i)
        QVERIFY(limiter.take(ChatId(i), kStart));
    QVERIFY(!limiter.take(ChatId(31), kStart + 1s));
    QVERIFY(limiter.readyAt(ChatId(31), kStart) == limiter.overallReadyAt(kStart));
    QVERIFY(limiter.take(ChatId(31), limiter.overallReadyAt(kStart)));
}

void RateLimiterTest::fullSpeedIsWithinTwoPercentOfThirtyASecond()
{
    RateLimiter limiter;
    int sent = 0;
    TimePoint now = kStart;
    while (now < kStart + 100s) {
        if (limiter.take(ChatId(sent + 1), now))
            ++sent;
        else
            now = limiter.overallReadyAt(now);
    }
    QVERIFY2(sent >= 2940 && sent <= 3030, qPrintable(QString::number(sent)));
}

void RateLimiterTest::randomTrafficNeverPassesALimit()
{
    std::mt19937 random(1);
    RateLimiter limiter;
    std::vector<TimePoint> all;
    std::map<qint64, std::vector<TimePoint>> byChat;
    TimePoint now = kStart;
    for (int i = 0; i < 50'000; ++i) {
        now += std::chrono::milliseconds(random() % 20);
        const ChatId chat(1 + random() % (i % 2000 < 1000 ? 5 : 200));
        if (limiter.take(chat, now)) {
            all.push_back(now);
            byChat[chat.value()].push_back(now);
        }
    }
    QVERIFY(all.size() > 1000);
    for (size_t i = 30; i < all.size(); ++i)
        QVERIFY(all[i] - all[i - 30] > 1s);
    for (const auto &[chat, times] : byChat) {
        for (size_t i = 0; i < times.size(); ++i) {
            for (size_t j = i + 3; j < std::min(times.size(), i + 40); ++j)
                QVERIFY(times[j] - times[i] >= std::chrono::seconds(j - i - 2)); // a burst of 3, then 1/s
        }
    }
}

void RateLimiterTest::retryAfterSilencesThatChatAlone()
{
    RateLimiter limiter;
    limiter.onRetryAfter(ChatId(1), 7s, kStart);
    QVERIFY(limiter.readyAt(ChatId(1), kStart) == kStart + 7s);
    QVERIFY(!limiter.take(ChatId(1), kStart + 6999ms));
    QVERIFY(limiter.take(ChatId(2), kStart));
    QVERIFY(!limiter.isPaused(kStart));
    QVERIFY(limiter.take(ChatId(1), kStart + 7s));
    // A shorter order does not shorten a longer one.
    limiter.onRetryAfter(ChatId(1), 30s, kStart + 10s);
    limiter.onRetryAfter(ChatId(1), 1s, kStart + 10s);
    QVERIFY(limiter.readyAt(ChatId(1), kStart + 10s) == kStart + 40s);
}

void RateLimiterTest::secondChatToldToWaitSilencesAll()
{
    RateLimiter limiter;
    limiter.onRetryAfter(ChatId(1), 5s, kStart);
    limiter.onRetryAfter(ChatId(2), 3s, kStart + 1s);
    QVERIFY(limiter.isPaused(kStart + 1s));
    QVERIFY(limiter.readyAt(ChatId(3), kStart + 1s) == kStart + 4s);
    QVERIFY(limiter.readyAt(ChatId(1), kStart + 1s) == kStart + 5s);
    QVERIFY(limiter.take(ChatId(3), kStart + 4s));

    RateLimiter other;
    other.onRetryAfter(ChatId(), 2s, kStart);
    QVERIFY(other.isPaused(kStart));
    QVERIFY(!other.isPaused(kStart + 2s));
}

void RateLimiterTest::answersToButtonPressesAreNeverHeldBack()
{
    RateLimiter limiter;
    limiter.onRetryAfter(ChatId(), 60s, kStart);
    for (int i = 0; i < 100; ++i)
        QVERIFY(limiter.take(ChatId(), kStart));
    QVERIFY(limiter.readyAt(ChatId(), kStart) == kStart);
}

void RateLimiterTest::memoryIsBoundToTheChatsOfTheLastSeconds()
{
    RateLimiter limiter;
    TimePoint now = kStart;
    for (int i = 1; i <= 100'000; ++i, now += 34ms)
        QVERIFY(limiter.take(ChatId(i), now));
    QVERIFY2(limiter.rememberedChats() <= 512, qPrintable(QString::number(limiter.rememberedChats())));
}

const turnpike::test::RegisteredTest<RateLimiterTest, turnpike::test::NoApplication> kTest;
#include "tst_ratelimiter.moc"
