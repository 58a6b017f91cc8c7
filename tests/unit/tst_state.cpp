// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "state/memorystatestore.h"
#include "support/fakeclock.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_state {

using namespace turnpike;
using namespace turnpike::state;
using namespace Qt::StringLiterals;

// Conversation states kept in the process.
class TestState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSavedStateIsLoadedWithItsNumber();
    void aStateIsForgottenAfterAnHour();
    void aClearedStateIsGone();
    void theLeastRecentlyUsedIsForgottenFirst();

private:
    test::FakeClock m_clock;
    Deadline m_deadline = Deadline::in(std::chrono::minutes(1));
};

void TestState::aSavedStateIsLoadedWithItsNumber()
{
    MemoryStateStore store(m_clock);
    store.save(TelegramId(1), {u"amount"_s, {{u"x"_s, 5}}, 7}, m_deadline);
    store.save(TelegramId(1), {u"amount"_s, {{u"x"_s, 6}}, 9}, m_deadline);

    const auto state = store.load(TelegramId(1), m_deadline);
    QVERIFY(state);
    QCOMPARE(state->step, u"amount"_s);
    QCOMPARE(state->data.value(u"x"_s).toInt(), 6);
    QCOMPARE(state->stateSeq, 9);
    QVERIFY(!store.load(TelegramId(2), m_deadline));
    QCOMPARE(store.size(), size_t(1));
}

void TestState::aStateIsForgottenAfterAnHour()
{
    MemoryStateStore store(m_clock);
    store.save(TelegramId(1), {u"amount"_s, {}, 1}, m_deadline);
    m_clock.advance(kStateLifetimeMs - 1);
    QVERIFY(store.load(TelegramId(1), m_deadline));
    m_clock.advance(1);
    QVERIFY(!store.load(TelegramId(1), m_deadline));
    QCOMPARE(store.size(), size_t(0));
}

void TestState::aClearedStateIsGone()
{
    MemoryStateStore store(m_clock);
    store.save(TelegramId(1), {u"amount"_s, {}, 1}, m_deadline);
    store.clear(TelegramId(1), m_deadline);
    store.clear(TelegramId(2), m_deadline);
    QVERIFY(!store.load(TelegramId(1), m_deadline));
}

void TestState::theLeastRecentlyUsedIsForgottenFirst()
{
    MemoryStateStore store(m_clock, 2);
    store.save(TelegramId(1), {u"a"_s, {}, 1}, m_deadline);
    store.save(TelegramId(2), {u"b"_s, {}, 1}, m_deadline);
    QVERIFY(store.load(TelegramId(1), m_deadline));
    store.save(TelegramId(3), {u"c"_s, {}, 1}, m_deadline);

    QCOMPARE(store.size(), size_t(2));
    QVERIFY(store.load(TelegramId(1), m_deadline));
    QVERIFY(!store.load(TelegramId(2), m_deadline));
    QVERIFY(store.load(TelegramId(3), m_deadline));
}

const turnpike::test::RegisteredTest<TestState, turnpike::test::NoApplication> kTestState;

} // namespace tst_state

#include "tst_state.moc"
