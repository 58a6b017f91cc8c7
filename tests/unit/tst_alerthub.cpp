// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/alerthub.h"

#include "app/alertvoice.h"
#include "outbox/sender.h"
#include "support/aside.h"
#include "support/fakeclock.h"
#include "support/testmain.h"

#include <QTest>

#include <atomic>

namespace tst_alerthub {

using namespace turnpike;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// What the threads of all ways do once.
void deliver(ops::AlertHub &hub)
{
    for (const QString &way : hub.ways())
        hub.deliver(way, Deadline::in(1s));
}

Alert critical(const QString &key)
{
    return {key, Severity::Critical, u"text"_s, {}};
}

} // namespace

class TestAlertHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameAlertIsToldOnceInTenMinutes()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told;
        hub.addChannel(u"test"_s, [&](const Alert &alert, const Deadline &) { told += alert.key; });
        hub.raise({u"a"_s, Severity::Warning, u"text"_s, {}});
        hub.raise({u"a"_s, Severity::Warning, u"text"_s, {}});
        deliver(hub);
        QCOMPARE(told, QStringList{u"a"_s});
        clock.advance(11 * kMinuteMs);
        hub.raise({u"a"_s, Severity::Warning, u"text"_s, {}});
        deliver(hub);
        QCOMPARE(told.size(), 2);
    }

    void howMuchAnAlertMattersIsSaidByItsKind_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<Severity>("severity");
        QTest::newRow("a customer waits") << u"activation_failed:1001"_s << Severity::Critical;
        QTest::newRow("it has mended itself") << u"instance_crashed:abc"_s << Severity::Warning;
        QTest::newRow("nobody feels it") << u"memory"_s << Severity::Warning;
        QTest::newRow("another kind that begins alike") << u"memory_critical"_s << Severity::Critical;
        QTest::newRow("nothing to be done") << u"refund_found:77"_s << Severity::Info;
        QTest::newRow("unknown") << u"something_new"_s << Severity::Critical;
    }
    void howMuchAnAlertMattersIsSaidByItsKind()
    {
        QFETCH(QString, key);
        QFETCH(Severity, severity);
        QCOMPARE(Alert(key, u"text"_s, u"health"_s).severity, severity);
    }

    void whatIsForInformationDoesNotLeaveTheHouse()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told, kept;
        hub.addChannel(u"test"_s, [&](const Alert &alert, const Deadline &) { told += alert.key; });
        hub.setListener([&](const Alert &alert) { kept += alert.key; });
        hub.raise({u"a"_s, Severity::Info, u"text"_s, {}});
        hub.raise(critical(u"b"_s));
        hub.end(u"a"_s, u"over"_s);
        deliver(hub);
        QCOMPARE(told, QStringList{u"b"_s});
        QCOMPARE(kept, (QStringList{u"a"_s, u"b"_s}));
    }

    void anAlertIsSaidInTheLanguageOfItsReader()
    {
        using protocol::Sentence;
        using protocol::SentenceId;
        const app::AlertVoice voice;
        const Sentence one(SentenceId::PaymentsInReview, 1), three(SentenceId::PaymentsInReview, 3);
        QCOMPARE(voice.say(three, u"ru"_s), u"3 платежа ждут решения человека"_s);
        QCOMPARE(voice.say(one, u"en"_s), u"1 payment waits for a person to decide"_s);
        QCOMPARE(voice.say(three, u"xx"_s), three.english());
        const Sentence part(SentenceId::CheckFails, protocol::PartNames{{u"crypto_pay"_s}}, u"why"_s);
        QVERIFY2(voice.say(part, u"en"_s).contains(u"Crypto Pay"), qPrintable(voice.say(part, u"en"_s)));
    }

    void anAlertThatGetsWorseIsToldAtOnce()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QList<Severity> told;
        hub.addChannel(u"test"_s, [&](const Alert &alert, const Deadline &) { told += alert.severity; });
        for (const Severity severity : {Severity::Warning, Severity::Critical, Severity::Warning}) {
            hub.raise({u"a"_s, severity, u"text"_s, {}});
            clock.advance(15 * kSecondMs);
        }
        deliver(hub);
        QCOMPARE(told, (QList<Severity>{Severity::Warning, Severity::Critical}));
    }

    // Said at every success, and told once, by whoever knows no more than the key.
    void anEndSaysHowLongItTook()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told, ended;
        hub.addChannel(u"test"_s,
                       [&](const Alert &alert, const Deadline &) { told += alert.text.english(); });
        hub.setEndListener([&](const QString &key) { ended += key; });
        hub.end(u"a"_s);
        hub.raise({u"a"_s, Severity::Critical, u"away"_s, {}});
        clock.advance(50 * kSecondMs);
        hub.end(u"a"_s);
        hub.end(u"a"_s);
        deliver(hub);
        QCOMPARE(told, (QStringList{u"away"_s, u"Over after 50 s: away"_s}));
        QCOMPARE(ended, QStringList(3, u"a"_s)); // whoever keeps alerts knows more of them
    }

    // Whoever can change what was told gets its words of now; nobody else is told each of them.
    void anAlertThatGoesOnHasLivingWords()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList changing, plain;
        hub.addChannel(
            u"changing"_s,
            [&](const Alert &alert, const Deadline &) {
                changing += alert.text.english() + (alert.isUpdate ? u" (update)"_s : QString());
            },
            {}, ops::AlertHub::Updates::Taken);
        hub.addChannel(u"plain"_s,
                       [&](const Alert &alert, const Deadline &) { plain += alert.text.english(); });
        for (int i = 0; i < 5; ++i) {
            hub.raise({u"a"_s, Severity::Critical, u"for %1 s"_s.arg(i * 15), {}});
            deliver(hub);
            clock.advance(15 * kSecondMs);
        }
        QCOMPARE(changing, (QStringList{u"for 0 s"_s, u"for 30 s (update)"_s, u"for 60 s (update)"_s}));
        QCOMPARE(plain, QStringList{u"for 0 s"_s});
        // Another case of the same kind is no update of the first.
        clock.advance(11 * kMinuteMs);
        hub.raise({u"a"_s, Severity::Critical, u"another"_s, {}});
        deliver(hub);
        QCOMPARE(changing.last(), u"another"_s);
        QCOMPARE(plain, (QStringList{u"for 0 s"_s, u"another"_s}));
    }

    void anAcknowledgedAlertIsNotRepeatedButItsEndIsTold()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told;
        bool isAcknowledged = false;
        hub.addChannel(u"test"_s,
                       [&](const Alert &alert, const Deadline &) { told += alert.text.english(); });
        hub.setAcknowledged([&](const QString &) { return isAcknowledged; });
        const auto goOn = [&] {
            for (int i = 0; i < 44; ++i) { // 11 minutes
                hub.raise(critical(u"a"_s));
                clock.advance(15 * kSecondMs);
            }
            deliver(hub);
        };
        goOn();
        QCOMPARE(told.size(), 2);
        isAcknowledged = true;
        goOn();
        QCOMPARE(told.size(), 2);
        hub.end(u"a"_s, u"over"_s);
        deliver(hub);
        QCOMPARE(told.last(), u"over"_s);
    }

    void aChannelThatFailsIsTriedAgainWithoutRepeatingTheOther()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        int good = 0, bad = 0;
        // That the other does not work is told here as well.
        hub.addChannel(u"good"_s,
                       [&](const Alert &alert, const Deadline &) { good += alert.key == u"a" ? 1 : 0; });
        hub.addChannel(u"bad"_s, [&](const Alert &, const Deadline &) {
            if (++bad < 3)
                throw std::runtime_error("away");
        });
        hub.raise({u"a"_s, Severity::Critical, u"text"_s, {}});
        for (int i = 0; i < 5; ++i) {
            deliver(hub);
            clock.advance(kMinuteMs);
        }
        QCOMPARE(good, 1);
        QCOMPARE(bad, 3);
    }

    // After a minute, once; and an alert is not tried for ever by the way that is closed.
    void aWayThatStaysClosedIsToldByTheOthers()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told;
        int tries = 0;
        bool isClosed = true;
        hub.addChannel(u"good"_s, [&](const Alert &alert, const Deadline &) { told << alert.key; });
        hub.addChannel(u"bad"_s, [&](const Alert &, const Deadline &) {
            ++tries;
            if (isClosed)
                throw std::runtime_error("closed");
        });
        hub.raise(critical(u"a"_s));
        deliver(hub);
        clock.advance(30 * kSecondMs);
        deliver(hub);
        QCOMPARE(told, QStringList{u"a"_s});
        QVERIFY(hub.trouble().isEmpty());
        for (int minute = 0; minute < 75; ++minute) {
            clock.advance(kMinuteMs);
            deliver(hub);
            QCOMPARE(told.size(), minute == 0 ? 1 : 2); // told by the next round of the other way
        }
        QCOMPARE(told, (QStringList{u"a"_s, u"alert_undelivered:bad"_s}));
        const QString trouble = hub.trouble().english();
        QVERIFY2(trouble.contains(u"bad: closed"), qPrintable(trouble));
        QCOMPARE(hub.waysThatWork(), QStringList{u"good"_s});
        const int before = tries;
        clock.advance(2 * kHourMs);
        deliver(hub);
        QCOMPARE(tries, before);
        isClosed = false;
        hub.raise(critical(u"b"_s));
        deliver(hub);
        QVERIFY(hub.trouble().isEmpty());
        QCOMPARE(hub.waysThatWork(), (QStringList{u"good"_s, u"bad"_s}));
    }

    void aWayThatHangsHoldsUpNoOther()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told;
        std::atomic<bool> hangs{false};
        hub.addChannel(u"hanging"_s, [&](const Alert &, const Deadline &deadline) {
            hangs = true;
            deadline.sleep(std::chrono::minutes(1));
            deadline.check("a hook that says nothing");
        });
        hub.addChannel(u"good"_s, [&](const Alert &alert, const Deadline &) { told << alert.key; });
        const auto stop = std::make_shared<Cancellation>();
        hub.raise(critical(u"a"_s));
        test::Aside other([&] { hub.deliver(u"hanging"_s, Deadline::in(std::chrono::minutes(1), stop)); });
        QTRY_VERIFY_WITH_TIMEOUT(hangs.load(), 20'000);
        hub.raise(critical(u"b"_s));
        hub.deliver(u"good"_s, Deadline::in(20s));
        QCOMPARE(told, (QStringList{u"a"_s, u"b"_s}));
        stop->cancel(CancelReason::Shutdown);
        other.get();
    }

    // What a way cannot take any more is lost to it alone, and what there was no time for is not put off.
    void aQueueIsItsWaysAlone()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told, tried;
        hub.addChannel(u"bad"_s, [&](const Alert &alert, const Deadline &) {
            tried << alert.key;
            throw std::runtime_error("closed");
        });
        hub.addChannel(u"good"_s, [&](const Alert &alert, const Deadline &) { told << alert.key; });
        for (int i = 0; i < 510; ++i) {
            hub.raise(critical(QString::number(i)));
            hub.deliver(u"good"_s, Deadline::in(20s));
        }
        QCOMPARE(told.size(), 510);
        hub.deliver(u"bad"_s, Deadline::in(0ms)); // no time for any
        QCOMPARE(tried, QStringList());
        hub.deliver(u"bad"_s, Deadline::in(20s));
        QCOMPARE(tried.size(), 500);
        QCOMPARE(tried.first(), u"10"_s);
    }

    void telegramsOwnFailureIsNotToldToTelegram()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told;
        hub.addChannel(
            u"telegram"_s, [&](const Alert &alert, const Deadline &) { told += alert.key; },
            [](const QString &key) { return outbox::isNotFor(ChatId(5), key); });
        hub.raise({u"telegram_token"_s, Severity::Critical, u"text"_s, {}});
        hub.raise({u"vpn_api"_s, Severity::Critical, u"text"_s, {}});
        deliver(hub);
        QCOMPARE(told, QStringList{u"vpn_api"_s});
    }

    void whatOneChatOfOperatorsDoesNotGetIsToldInTheOthers_data()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("not reached") << u"telegram_alert_chat:-5"_s;
        QTest::newRow("moved") << u"telegram_alert_chat_moved:-5"_s;
    }
    void whatOneChatOfOperatorsDoesNotGetIsToldInTheOthers()
    {
        QFETCH(QString, key);
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QList<qint64> told;
        for (const qint64 chat : {-5, 5, -55}) {
            hub.addChannel(
                u"telegram"_s, [&told, chat](const Alert &, const Deadline &) { told += chat; },
                [chat](const QString &about) { return outbox::isNotFor(ChatId(chat), about); });
        }
        hub.raise({key, Severity::Critical, u"text"_s, {}});
        deliver(hub);
        QCOMPARE(told, (QList<qint64>{5, -55}));
    }
};

const turnpike::test::RegisteredTest<TestAlertHub> kTestAlertHub;

} // namespace tst_alerthub

#include "tst_alerthub.moc"
