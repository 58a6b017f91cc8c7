// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/circuitbreaker.h"
#include "support/testmain.h"

#include <QtTest>

namespace tst_circuitbreaker {

using namespace turnpike::http;
using namespace std::chrono_literals;
using State = CircuitBreaker::State;

namespace {

const CircuitBreaker::TimePoint kStart = CircuitBreaker::TimePoint() + 1000h;

void fail(CircuitBreaker &breaker, int times, CircuitBreaker::TimePoint now = kStart)
{
    for (int i = 0; i < times; ++i) {
        if (breaker.allow(now))
            breaker.onFailure(now);
    }
}

bool is(const CircuitBreaker &breaker, CircuitBreaker::TimePoint now, State state)
{
    return breaker.snapshot(now).state == state;
}

} // namespace

class TestCircuitBreaker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tenFailuresInARowOpenIt();
    void oneSuccessStartsTheRowAnew();
    void halfOfTheLastTwentyOpensIt();
    void lessThanHalfKeepsItClosed();
    void openLetsNothingThroughForThirtySeconds();
    void twoGoodTrialsCloseIt();
    void oneBadTrialOpensItForAnotherThirtySeconds();
    void halfOpenLetsTwoThroughAtOnce();
    void abandonedTrialMakesRoomForAnother();
    void lateEndsOfEarlierCallsAreNoTrials();
    void resetClosesIt();
    void oneAtWhichItAlwaysFailsDoesNotOpenIt();
    void fiveAtWhichItFailsOpenIt();
    void oneAtWhichItAlwaysFailsDoesNotKeepItOpen();
    void failuresInARowAreTimed();
};

void TestCircuitBreaker::tenFailuresInARowOpenIt()
{
    CircuitBreaker breaker;
    fail(breaker, 9);
    QVERIFY(is(breaker, kStart, State::Closed));
    QCOMPARE(breaker.snapshot(kStart).consecutiveFailures, 9);
    fail(breaker, 1);
    QVERIFY(is(breaker, kStart, State::Open));
    QCOMPARE(breaker.snapshot(kStart).timesOpened, 1);
}

void TestCircuitBreaker::oneSuccessStartsTheRowAnew()
{
    CircuitBreaker breaker;
    fail(breaker, 9);
    breaker.onSuccess(kStart);
    QCOMPARE(breaker.snapshot(kStart).consecutiveFailures, 0);
    QVERIFY(is(breaker, kStart, State::Closed));
}

void TestCircuitBreaker::halfOfTheLastTwentyOpensIt()
{
    CircuitBreaker breaker;
    for (int i = 0; i < 9; ++i) {
        breaker.onSuccess(kStart);
        breaker.onFailure(kStart);
    }
    breaker.onSuccess(kStart);
    QVERIFY(is(breaker, kStart, State::Closed));
    breaker.onFailure(kStart);
    QVERIFY(is(breaker, kStart, State::Open));
}

void TestCircuitBreaker::lessThanHalfKeepsItClosed()
{
    CircuitBreaker breaker;
    for (int i = 0; i < 100; ++i) {
        breaker.onSuccess(kStart);
        breaker.onSuccess(kStart);
        breaker.onFailure(kStart);
    }
    QVERIFY(is(breaker, kStart, State::Closed));
}

void TestCircuitBreaker::openLetsNothingThroughForThirtySeconds()
{
    CircuitBreaker breaker;
    fail(breaker, 10);
    QVERIFY(!breaker.allow(kStart));
    QVERIFY(breaker.snapshot(kStart + 10s).opensAgainIn == 20s);
    QVERIFY(!breaker.allow(kStart + 29999ms));
    QVERIFY(is(breaker, kStart + 30s, State::HalfOpen));
    QVERIFY(breaker.allow(kStart + 30s));
}

void TestCircuitBreaker::twoGoodTrialsCloseIt()
{
    CircuitBreaker breaker;
    fail(breaker, 10);
    const auto later = kStart + 30s;
    QVERIFY(breaker.allow(later));
    breaker.onSuccess(later);
    QVERIFY(is(breaker, later, State::HalfOpen));
    QVERIFY(breaker.allow(later));
    breaker.onSuccess(later);
    QVERIFY(is(breaker, later, State::Closed));
    fail(breaker, 9, later); // and what was before is forgotten
    QVERIFY(is(breaker, later, State::Closed));
}

void TestCircuitBreaker::oneBadTrialOpensItForAnotherThirtySeconds()
{
    CircuitBreaker breaker;
    fail(breaker, 10);
    const auto later = kStart + 40s;
    QVERIFY(breaker.allow(later));
    breaker.onSuccess(later);
    QVERIFY(breaker.allow(later));
    breaker.onFailure(later);
    QVERIFY(!breaker.allow(later + 29s));
    QVERIFY(breaker.allow(later + 30s));
    QCOMPARE(breaker.snapshot(later).timesOpened, 2);
    QVERIFY(breaker.snapshot(later).brokenFor == 40s); // since it first opened
    breaker.reset();
    QVERIFY(breaker.snapshot(later).brokenFor == 0s);
}

void TestCircuitBreaker::halfOpenLetsTwoThroughAtOnce()
{
    CircuitBreaker breaker;
    fail(breaker, 10);
    const auto later = kStart + 30s;
    QVERIFY(breaker.allow(later));
    QVERIFY(breaker.allow(later));
    QVERIFY(!breaker.allow(later));
}

void TestCircuitBreaker::abandonedTrialMakesRoomForAnother()
{
    CircuitBreaker breaker;
    fail(breaker, 10);
    const auto later = kStart + 30s;
    QVERIFY(breaker.allow(later));
    QVERIFY(breaker.allow(later));
    breaker.onSuccess(later);
    breaker.onAbandoned(later);
    QVERIFY(breaker.allow(later));
    breaker.onSuccess(later);
    QVERIFY(is(breaker, later, State::Closed));
}

void TestCircuitBreaker::lateEndsOfEarlierCallsAreNoTrials()
{
    CircuitBreaker breaker;
    fail(breaker, 10);
    const auto later = kStart + 30s;
    breaker.onSuccess(later);
    breaker.onSuccess(later);
    breaker.onFailure(later);
    breaker.onAbandoned(later);
    QVERIFY(is(breaker, later, State::HalfOpen));
    QVERIFY(breaker.allow(later));
    QVERIFY(breaker.allow(later));
    QVERIFY(!breaker.allow(later));
}

void TestCircuitBreaker::resetClosesIt()
{
    CircuitBreaker breaker;
    fail(breaker, 10);
    breaker.reset();
    QVERIFY(is(breaker, kStart, State::Closed));
    QVERIFY(breaker.allow(kStart));
}

void TestCircuitBreaker::oneAtWhichItAlwaysFailsDoesNotOpenIt()
{
    CircuitBreaker breaker;
    for (int i = 0; i < 100; ++i) {
        QVERIFY(breaker.allow(kStart));
        breaker.onFailure(kStart, "one" + QByteArray::number(i % 3));
    }
    QVERIFY(is(breaker, kStart, State::Closed));
    // Nor together with others that are served.
    for (int i = 0; i < 100; ++i) {
        QVERIFY(breaker.allow(kStart));
        if (i % 2 == 0)
            breaker.onFailure(kStart, "one");
        else
            breaker.onSuccess(kStart);
    }
    QVERIFY(is(breaker, kStart, State::Closed));
}

void TestCircuitBreaker::fiveAtWhichItFailsOpenIt()
{
    CircuitBreaker breaker;
    for (int i = 0; i < 9; ++i)
        breaker.onFailure(kStart, "one" + QByteArray::number(i % 5));
    QVERIFY(is(breaker, kStart, State::Closed));
    breaker.onFailure(kStart, "one");
    QVERIFY(is(breaker, kStart, State::Open));
}

void TestCircuitBreaker::oneAtWhichItAlwaysFailsDoesNotKeepItOpen()
{
    CircuitBreaker breaker;
    fail(breaker, 10);
    const auto later = kStart + 30s;
    for (int i = 0; i < 10; ++i) {
        QVERIFY(breaker.allow(later));
        breaker.onFailure(later, "one");
        QVERIFY(is(breaker, later, State::HalfOpen));
    }
    QVERIFY(breaker.allow(later));
    breaker.onSuccess(later);
    QVERIFY(breaker.allow(later));
    breaker.onSuccess(later);
    QVERIFY(is(breaker, later, State::Closed));

    fail(breaker, 10, later);
    const auto evenLater = later + 30s;
    QVERIFY(breaker.allow(evenLater));
    breaker.onFailure(evenLater, "one");
    QVERIFY(breaker.allow(evenLater));
    breaker.onFailure(evenLater, "another");
    QVERIFY(is(breaker, evenLater, State::Open));
}

void TestCircuitBreaker::failuresInARowAreTimed()
{
    CircuitBreaker breaker;
    QCOMPARE(breaker.snapshot(kStart).failed.calls, 0);
    QVERIFY(!breaker.snapshot(kStart).succeeded); // closed, and nobody has ever got through
    breaker.onFailure(kStart, "one");
    breaker.onFailure(kStart + 30s, "one");
    auto seen = breaker.snapshot(kStart + 40s);
    QCOMPARE(seen.failed.calls, 2);
    QVERIFY(seen.failed.lasted == 30s && seen.failed.ago == 10s);
    QCOMPARE(seen.unanswered.calls, 2);
    // An error of its own says that it is there.
    breaker.onFailure(kStart + 50s, "one", true);
    breaker.onFailure(kStart + 60s, "one");
    seen = breaker.snapshot(kStart + 60s);
    QCOMPARE(seen.failed.calls, 4);
    QVERIFY(seen.failed.lasted == 60s);
    QCOMPARE(seen.unanswered.calls, 1);
    QVERIFY(seen.unanswered.lasted == 0s);
    breaker.onSuccess(kStart + 61s);
    seen = breaker.snapshot(kStart + 70s);
    QCOMPARE(seen.failed.calls + seen.unanswered.calls, 0);
    QVERIFY(seen.succeeded == std::optional<std::chrono::milliseconds>(9s));
}

const turnpike::test::RegisteredTest<TestCircuitBreaker, turnpike::test::NoApplication> kTestCircuitBreaker;

} // namespace tst_circuitbreaker

#include "tst_circuitbreaker.moc"
