// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/alerthub.h"
#include "ops/consequences.h"

#include "support/fakeclock.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_consequences {

using namespace turnpike;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using ops::Consequences;
using ops::Finding;
using ops::Picture;
using ops::Symptom;
using protocol::CheckStatus;
using protocol::Consequence;
using protocol::ConsequenceKind;
using protocol::Sentence;
using protocol::SentenceId;

namespace {

namespace numbers = protocol::numbers;

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

// A shop in which all is well, at this moment.
Picture wellAt(qint64 now)
{
    Picture picture;
    picture.now = now;
    picture.steadyNow = std::chrono::steady_clock::now();
    for (const char *check : {"database", "backlog", "telegram", "vpn_api", "crypto_pay"})
        picture.findings.emplace_back(s(check), Finding::pass());
    picture.backlog.takenAt = now;
    picture.shop.takenAt = now;
    picture.dependencies = {{s("vpn_api"), ConsequenceKind::NoKeys, {}},
                            {s("crypto_pay"), ConsequenceKind::CannotPay, {}}};
    return picture;
}

void find(Picture &picture, const char *check, const Finding &finding)
{
    for (auto &[name, found] : picture.findings) {
        if (name == QLatin1String(check))
            found = finding;
    }
}

void addWork(Picture &picture, ActivityKind kind, std::chrono::milliseconds lasted, const char *waitsFor)
{
    picture.activities.push_back(
        {1, s("thread"), s("work"), s(waitsFor), picture.steadyNow - lasted, std::nullopt, kind});
}

// "kind cause status count: text", a line each.
QString told(const Picture &picture)
{
    QStringList lines;
    for (const Symptom &symptom : ops::symptomsOf(picture))
        lines.append(u"%1 %2 %3 %4: %5"_s.arg(QLatin1String(toWord(symptom.kind)), symptom.cause,
                                              QLatin1String(toWord(symptom.status)),
                                              QString::number(symptom.count), symptom.text.english()));
    return lines.join(u'\n');
}

Symptom heldBack(CheckStatus status = CheckStatus::Fail)
{
    return {ConsequenceKind::NoAnswers,
            s("telegram"),
            status,
            12,
            Sentence(SentenceId::NoAnswersFor, 12, Sentence(SentenceId::MessagesHeld)),
            {},
            {}};
}

const Consequence *of(const QList<Consequence> &felt, const char *cause)
{
    for (const Consequence &consequence : felt) {
        if (consequence.cause == QLatin1String(cause))
            return &consequence;
    }
    return nullptr;
}

} // namespace

// What customers feel: found in one look, and kept from look to look.
class TestConsequences : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsFeltWhereAllIsWell()
    {
        test::FakeClock clock;
        QCOMPARE(told(wellAt(clock.nowMs())), QString());
        Picture busy = wellAt(clock.nowMs());
        busy.backlog.numbers.set(numbers::kInboxPending, 40);
        busy.backlog.numbers.set(numbers::kCustomersWaiting, 40);
        busy.backlog.numbers.set(numbers::kInboxOldest, 900);
        busy.backlog.numbers.set(numbers::kKeysOwed, 3);
        busy.backlog.numbers.set(numbers::kKeysOwedOldest, 900);
        busy.backlog.numbers.set(numbers::kInvoicesAwaited, 3);
        busy.backlog.numbers.set(numbers::kChatsWaiting, 1);
        addWork(busy, ActivityKind::Handler, 900ms, "statement");
        addWork(busy, ActivityKind::Ingest, 900ms, "statement");
        addWork(busy, ActivityKind::Worker, 60s, "http vpn_api");
        QCOMPARE(told(busy), QString());
    }

    void whatCannotBeStoredIsFeltFirst()
    {
        test::FakeClock clock;
        Picture away = wellAt(clock.nowMs());
        find(away, "database", Finding::fail({SentenceId::DatabaseUnreachable, s("refused")}));
        addWork(away, ActivityKind::Handler, 4s, "pool"); // of the same cause
        QCOMPARE(told(away), s("not_stored database fail 0: nothing that customers send can be stored: the "
                               "database cannot be reached: refused"));
        // A lock on the inbox: the check passes until the store has given up.
        Picture locked = wellAt(clock.nowMs());
        addWork(locked, ActivityKind::Ingest, 2s, "statement");
        QCOMPARE(told(locked), s("not_stored database fail 0: nothing that customers send can be stored: the "
                                 "database has been storing for 2 s"));
        QCOMPARE(ops::symptomsOf(locked).at(0).since, std::optional(clock.nowMs() - 2'000));
        Picture warned = wellAt(clock.nowMs());
        find(warned, "database", Finding::warn({SentenceId::PoolWaits, 3, 15, 15}));
        QCOMPARE(told(warned), QString());
    }

    void aStormOf429SaysWhoWaitsAndUntilWhen()
    {
        test::FakeClock clock;
        Picture picture = wellAt(clock.nowMs());
        picture.sender.pausedChats = 5;
        picture.sender.pausedUntil = picture.steadyNow + 29s;
        QCOMPARE(told(picture), s("no_answers telegram fail 5: 5 customers get no answers: Telegram refuses "
                                  "messages for now (429): chats 5, the last of them for 29 s"));
        QCOMPARE(ops::symptomsOf(picture).at(0).until, std::optional(clock.nowMs() + 29'000));
        // Who waits behind them was counted.
        picture.backlog.numbers.set(numbers::kChatsWaiting, 455);
        QCOMPARE(ops::symptomsOf(picture).at(0).count, 455);
        // Of two it is their own pace.
        picture.backlog.numbers.set(numbers::kChatsWaiting, 2);
        picture.sender.pausedChats = 2;
        QVERIFY(ops::symptomsOf(picture).at(0).status == Finding::Status::Warn);
        picture.sender.pausedUntil = picture.steadyNow - 1s;
        QCOMPARE(told(picture), QString());
    }

    void messagesThatStayAreFelt_data()
    {
        QTest::addColumn<int>("bar");
        QTest::addColumn<bool>("held");
        QTest::addColumn<bool>("unanswered");
        QTest::addColumn<int>("waiting");
        QTest::addColumn<QString>("felt");
        using outbox::Bar;
        const auto bar = [](Bar value) { return static_cast<int>(value); };
        QTest::newRow("token") << bar(Bar::Token) << false << false << 0
                               << s("no_answers telegram fail 0: customers get no answers: the bot's token "
                                    "is refused");
        QTest::newRow("address") << bar(Bar::Address) << false << false << 1
                                 << s("no_answers telegram fail 1: 1 customer gets no answers: the address "
                                      "of the Bot API is somebody else's: nothing can be sent");
        QTest::newRow("held, nobody waits") << bar(Bar::None) << true << false << 0
                                            << s("no_answers telegram warn 0: customers get no answers: an "
                                                 "operator holds the messages back");
        QTest::newRow("held") << bar(Bar::None) << true << false << 2
                              << s("no_answers telegram fail 2: 2 customers get no answers: an operator "
                                   "holds the messages back");
        QTest::newRow("silence") << bar(Bar::None) << false << true << 2
                                 << s("no_answers telegram fail 2: 2 customers get no answers: the Bot API "
                                      "answers no call");
    }

    void messagesThatStayAreFelt()
    {
        QFETCH(const int, bar);
        QFETCH(const bool, held);
        QFETCH(const bool, unanswered);
        QFETCH(const int, waiting);
        QFETCH(const QString, felt);
        test::FakeClock clock;
        Picture picture = wellAt(clock.nowMs());
        picture.sender.bar = static_cast<outbox::Bar>(bar);
        picture.sender.held = held;
        picture.sender.unanswered = unanswered;
        picture.backlog.numbers.set(numbers::kChatsWaiting, waiting);
        QCOMPARE(told(picture), felt);
    }

    void messagesThatLeaveLateAreFelt()
    {
        test::FakeClock clock;
        Picture picture = wellAt(clock.nowMs());
        picture.backlog.numbers.set(numbers::kChatsWaiting, 3);
        picture.backlog.numbers.set(numbers::kOutboxOldest, 14'999);
        QCOMPARE(told(picture), QString());
        picture.backlog.numbers.set(numbers::kOutboxOldest, 15'000);
        QCOMPARE(told(picture), s("no_answers telegram fail 3: 3 customers get no answers: messages leave "
                                  "late, the oldest by 15 s"));
        QCOMPARE(ops::symptomsOf(picture).at(0).since, std::optional(clock.nowMs() - 15'000));
        // What was counted long ago says nothing of now.
        picture.backlog.takenAt = clock.nowMs() - 15'001;
        QCOMPARE(told(picture), QString());
    }

    void handlersThatWaitForALockAreFelt()
    {
        test::FakeClock clock;
        Picture picture = wellAt(clock.nowMs());
        addWork(picture, ActivityKind::Handler, 2s, "statement");
        QCOMPARE(told(picture), s("no_answers backlog warn 1: 1 customer gets no answers: answers wait for "
                                  "the database: 1, the longest for 2 s"));
        addWork(picture, ActivityKind::Handler, 3s, "statement");
        addWork(picture, ActivityKind::Handler, 4s, "");
        QCOMPARE(told(picture), s("no_answers backlog fail 3: 3 customers get no answers: answers wait for "
                                  "the database: 3, the longest for 4 s"));
        QCOMPARE(ops::symptomsOf(picture).at(0).since, std::optional(clock.nowMs() - 4'000));
        picture.backlog.numbers.set(numbers::kCustomersWaiting, 41);
        QCOMPARE(ops::symptomsOf(picture).at(0).count, 41);
        Picture computing = wellAt(clock.nowMs());
        addWork(computing, ActivityKind::Handler, 2s, "");
        QVERIFY(told(computing).contains(s("answers take long: 1")));
    }

    void updatesThatWaitAreFelt()
    {
        test::FakeClock clock;
        Picture picture = wellAt(clock.nowMs());
        picture.backlog.numbers.set(numbers::kInboxPending, 7);
        picture.backlog.numbers.set(numbers::kCustomersWaiting, 3);
        picture.backlog.numbers.set(numbers::kInboxOldest, 4'999);
        QCOMPARE(told(picture), QString());
        picture.backlog.numbers.set(numbers::kInboxOldest, 5'000);
        QCOMPARE(told(picture), s("no_answers backlog warn 3: 3 customers get no answers: 7 updates wait, "
                                  "the oldest for 5 s"));
        picture.backlog.numbers.set(numbers::kInboxOldest, 10'000);
        QVERIFY(ops::symptomsOf(picture).at(0).status == Finding::Status::Fail);
        // One that fails again and again is one customer's.
        picture.backlog.numbers.set(numbers::kCustomersWaiting, 1);
        QVERIFY(ops::symptomsOf(picture).at(0).status == Finding::Status::Warn);
        picture.backlog.numbers.set(numbers::kInboxOldest, 300'000);
        QVERIFY(ops::symptomsOf(picture).at(0).status == Finding::Status::Fail);
    }

    void whoHasNoKeyIsCountedAtOnce()
    {
        test::FakeClock clock;
        Picture picture = wellAt(clock.nowMs());
        picture.backlog.numbers.set(numbers::kKeysOwed, 45);
        picture.backlog.numbers.set(numbers::kKeysOwedOldest, 4'000);
        // Before the breaker knows.
        picture.dependencies[0].failed = {2, 500ms, 1s};
        QCOMPARE(told(picture),
                 s("no_keys vpn_api warn 45: 45 customers have no key: vpn_api: the last 2 calls failed"));
        picture.dependencies[0].failed = {3, 500ms, 1s};
        QVERIFY(ops::symptomsOf(picture).at(0).status == Finding::Status::Fail);
        QCOMPARE(ops::symptomsOf(picture).at(0).since, std::optional(clock.nowMs() - 1'500));
        picture.dependencies[0].failed = {};
        find(picture, "vpn_api", Finding::warn(Sentence(SentenceId::BreakerTries)));
        QCOMPARE(told(picture),
                 s("no_keys vpn_api fail 45: 45 customers have no key: vpn_api: being tried again"));
        // Nobody wants one yet.
        picture.backlog.numbers.set(numbers::kKeysOwed, 0);
        find(picture, "vpn_api", Finding::fail({SentenceId::BreakerOpen, 12s}));
        QCOMPARE(told(picture), s("no_keys vpn_api fail 0: customers get no keys: vpn_api: calls fail; the "
                                  "next try is in 12 s"));
    }

    void aKeyThatDoesNotComeIsFeltWhateverTheChecksSay()
    {
        test::FakeClock clock;
        Picture picture = wellAt(clock.nowMs());
        picture.backlog.numbers.set(numbers::kKeysOwed, 3);
        picture.backlog.numbers.set(numbers::kKeysOwedOldest, 20'000);
        QCOMPARE(told(picture),
                 s("no_keys vpn_api warn 3: 3 customers have no key: the longest wait is 20 s"));
        QCOMPARE(ops::symptomsOf(picture).at(0).since, std::optional(clock.nowMs() - 20'000));
        picture.backlog.numbers.set(numbers::kKeysOwedOldest, 60'000);
        QVERIFY(ops::symptomsOf(picture).at(0).status == Finding::Status::Fail);
    }

    void whoCannotPayIsFelt()
    {
        test::FakeClock clock;
        Picture picture = wellAt(clock.nowMs());
        find(picture, "crypto_pay", Finding::fail(Sentence(SentenceId::CryptoTokenRefused)));
        QCOMPARE(told(picture), s("cannot_pay crypto_pay fail 0: customers cannot pay: crypto_pay: "
                                  "CRYPTOBOT_TOKEN is refused (401): nobody can pay with crypto"));
        find(picture, "crypto_pay", Finding::pass());
        picture.backlog.numbers.set(numbers::kInvoicesAwaited, 2);
        picture.dependencies[1].failed = {3, 500ms, 1s};
        QCOMPARE(told(picture), s("cannot_pay crypto_pay fail 2: 2 customers cannot pay: crypto_pay: the "
                                  "last 3 calls failed"));
    }

    void noSaleIsFeltWhereThereAlwaysIsOne()
    {
        test::FakeClock clock;
        Picture picture = wellAt(clock.nowMs());
        picture.shop.lastHourUsual = 10;
        picture.shop.lastHourLeast = 1;
        QCOMPARE(told(picture), s("no_sales sales fail 0: no sale within the last hour, in which there are "
                                  "usually 10: look whether customers can buy"));
        picture.shop.lastHourUsual = 4;
        QVERIFY(ops::symptomsOf(picture).at(0).status == Finding::Status::Warn);
        picture.shop.lastHourUsual = 3.9;
        QCOMPARE(told(picture), QString());
        picture.shop.lastHourUsual = 10;
        picture.shop.lastHourLeast = 0; // there was such a day
        QCOMPARE(told(picture), QString());
        picture.shop.lastHourLeast = -1; // a young shop
        QCOMPARE(told(picture), QString());
        picture.shop.lastHourLeast = 1;
        picture.shop.salesLastHour = 1;
        QCOMPARE(told(picture), QString());
    }

    void aMomentsHiccupIsNoConsequence()
    {
        test::FakeClock clock;
        Consequences consequences;
        const qint64 began = clock.nowMs();
        consequences.note({heldBack()}, clock.nowMs());
        QVERIFY(consequences.felt().isEmpty());
        clock.advance(1'000);
        consequences.note({}, clock.nowMs());
        clock.advance(1'000);
        consequences.note({heldBack()}, clock.nowMs());
        QVERIFY(!consequences.isFelt(s("telegram"))); // the one before is forgotten
        clock.advance(Consequences::kBeginsAfterMs);
        consequences.note({heldBack()}, clock.nowMs());
        const QList<Consequence> felt = consequences.felt();
        QCOMPARE(felt.size(), 1);
        QCOMPARE(felt[0].since, began + 2'000);
        QCOMPARE(felt[0].text, s("12 customers get no answers: an operator holds the messages back"));
        QCOMPARE(felt[0].count, 12);
        QVERIFY(felt[0].status == CheckStatus::Fail);
        // What the look itself knows to be old is one at once.
        Symptom old = heldBack();
        old.cause = s("backlog");
        old.since = clock.nowMs() - Consequences::kBeginsAfterMs;
        consequences.note({heldBack(), old}, clock.nowMs());
        QVERIFY(consequences.isFelt(s("backlog")));
    }

    void aBeginningStaysWhileItsCauseComesAndGoes()
    {
        test::FakeClock clock;
        Consequences consequences;
        const qint64 began = clock.nowMs();
        for (int round = 0; round < 10; ++round) {
            consequences.note({heldBack()}, clock.nowMs());
            clock.advance(Consequences::kEndsAfterMs - 1);
            consequences.note({}, clock.nowMs());
            QVERIFY(consequences.isFelt(s("telegram")) == (round > 0));
            clock.advance(1);
            consequences.note({heldBack()}, clock.nowMs());
            clock.advance(Consequences::kBeginsAfterMs);
            consequences.note({heldBack()}, clock.nowMs());
            if (round == 0)
                continue; // it had not begun, and was forgotten
            QCOMPARE(consequences.felt().at(0).since, began + Consequences::kEndsAfterMs);
        }
    }

    void itWarnsUntilItHasBeenWellForAWhile()
    {
        test::FakeClock clock;
        Consequences consequences;
        Symptom symptom = heldBack();
        symptom.since = clock.nowMs() - 60'000;
        symptom.until = clock.nowMs() + 60'000;
        consequences.note({symptom}, clock.nowMs());
        QCOMPARE(consequences.felt().at(0).until, symptom.until);
        clock.advance(5'000);
        consequences.note({}, clock.nowMs());
        const Consequence easing = consequences.felt().at(0);
        QVERIFY(easing.status == CheckStatus::Warn);
        QVERIFY(!easing.until);
        QCOMPARE(easing.text,
                 s("12 customers get no answers: an operator holds the messages back (well again for 5 s)"));
        clock.advance(Consequences::kEndsAfterMs - 5'000 - 1);
        consequences.note({}, clock.nowMs());
        QVERIFY(consequences.isFelt(s("telegram")));
        clock.advance(1);
        consequences.note({}, clock.nowMs());
        QVERIFY(consequences.felt().isEmpty());
    }

    void aFailureThatIsTriedAgainStaysOne()
    {
        test::FakeClock clock;
        Consequences consequences;
        Symptom symptom = heldBack();
        symptom.since = clock.nowMs() - 60'000;
        consequences.note({symptom}, clock.nowMs());
        clock.advance(Consequences::kEndsAfterMs - 1);
        consequences.note({heldBack(CheckStatus::Warn)}, clock.nowMs());
        QVERIFY(consequences.felt().at(0).status == CheckStatus::Fail);
        clock.advance(1);
        consequences.note({heldBack(CheckStatus::Warn)}, clock.nowMs());
        QVERIFY(consequences.felt().at(0).status == CheckStatus::Warn);
        QCOMPARE(consequences.felt().at(0).since, *symptom.since);
    }

    void eachCauseHasABeginningOfItsOwnAndTheWorstIsTheHeadline()
    {
        test::FakeClock clock;
        Consequences consequences;
        ops::HealthState::Verdict checks{CheckStatus::Pass, Sentence(SentenceId::Healthy), std::nullopt};
        QCOMPARE(consequences.headline(checks).text, s("Healthy"));
        Symptom keys{ConsequenceKind::NoKeys,
                     s("vpn_api"),
                     CheckStatus::Fail,
                     2,
                     Sentence(SentenceId::NoKeysFor, 2, Sentence(SentenceId::BreakerTries)),
                     clock.nowMs() - 9'000,
                     {}};
        Symptom answers = heldBack(CheckStatus::Warn);
        answers.since = clock.nowMs() - 5'000;
        consequences.note({answers, keys}, clock.nowMs());
        QCOMPARE(consequences.headline(checks).text, s("2 customers have no key: being tried again"));
        QCOMPARE(consequences.headline(checks).since, std::optional(clock.nowMs() - 9'000));
        QVERIFY(consequences.headline(checks).sentence == keys.text);
        answers.status = CheckStatus::Fail;
        consequences.note({answers, keys}, clock.nowMs());
        QCOMPARE(consequences.headline(checks).text,
                 s("12 customers get no answers: an operator holds the messages back"));
        const QList<Consequence> felt = consequences.felt();
        QCOMPARE(of(felt, "telegram")->since, clock.nowMs() - 5'000);
        QCOMPARE(of(felt, "vpn_api")->since, clock.nowMs() - 9'000);
        // A check that is worse than what is felt.
        Consequences mild;
        Symptom warning = heldBack(CheckStatus::Warn);
        warning.since = clock.nowMs() - 5'000;
        mild.note({warning}, clock.nowMs());
        checks = {CheckStatus::Fail, s("Failing: workers: stuck"), 5};
        QCOMPARE(mild.headline(checks).text, s("Failing: workers: stuck"));
        QVERIFY(mild.headline(checks).status == CheckStatus::Fail);
    }

    void theEndIsToldWhereTheBeginningWas()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList heard;
        QStringList ended;
        bool isMuted = false;
        hub.addChannel(s("test"), [&](const Alert &alert, const Deadline &) {
            heard += alert.text.english() + (alert.isEnd ? s(" (end)") : QString());
        });
        hub.setEndListener([&](const QString &key) { ended += key; });
        hub.setMuted([&](const QString &) { return isMuted; });
        const auto deliver = [&] { hub.deliver(s("test"), Deadline::in(1s)); };
        hub.end(s("a"), s("nothing had begun"));
        hub.raise({s("a"), Severity::Critical, s("one"), {}});
        hub.end(s("a"), s("one is over"));
        hub.end(s("a"), s("and once more"));
        hub.raise({s("a"), Severity::Critical, s("two"), {}}); // at once, though it is the same key
        deliver();
        QCOMPARE(heard, (QStringList{s("one"), s("one is over (end)"), s("two")}));
        QCOMPARE(ended, QStringList(3, s("a"))); // whoever keeps alerts hears of each
        hub.end(s("a"), s("two is over"));
        isMuted = true;
        hub.raise({s("b"), Severity::Critical, s("nobody hears"), {}});
        isMuted = false;
        hub.end(s("b"), s("nobody heard"));
        deliver();
        QCOMPARE(heard.size(), 4);
        QCOMPARE(heard.last(), s("two is over (end)"));
    }
};

const turnpike::test::RegisteredTest<TestConsequences> kTestConsequences;

} // namespace tst_consequences

#include "tst_consequences.moc"
