#include "ops/alerthub.h"

#include "outbox/sender.h"
#include "support/aside.h"
#include "support/fakeclock.h"
#include "support/testmain.h"

#include <QTest>

#include <atomic>

namespace tst_alerthub {

using namespace turnpike;
using namespace std::chrono_literals;

namespace {

// What the threads of all ways do once.
void deliver(ops::AlertHub &hub)
{
    for (const QString &way : hub.ways())
        hub.deliver(way, Deadline::in(1s));
}

Alert critical(const QString &key)
{
    return {key, Severity::Critical, QStringLiteral("text"), {}};
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
        hub.addChannel(QStringLiteral("test"),
                       [&](const Alert &alert, const Deadline &) { told += alert.key; });
        hub.raise({QStringLiteral("a"), Severity::Warning, QStringLiteral("text"), {}});
        hub.raise({QStringLiteral("a"), Severity::Warning, QStringLiteral("text"), {}});
        deliver(hub);
        QCOMPARE(told, QStringList{QStringLiteral("a")});
        clock.advance(11 * kMinuteMs);
        hub.raise({QStringLiteral("a"), Severity::Warning, QStringLiteral("text"), {}});
        deliver(hub);
        QCOMPARE(told.size(), 2);
    }

    void aChannelThatFailsIsTriedAgainWithoutRepeatingTheOther()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        int good = 0, bad = 0;
        // That the other does not work is told here as well.
        hub.addChannel(QStringLiteral("good"),
                       [&](const Alert &alert, const Deadline &) { good += alert.key == u"a" ? 1 : 0; });
        hub.addChannel(QStringLiteral("bad"), [&](const Alert &, const Deadline &) {
            if (++bad < 3)
                throw std::runtime_error("away");
        });
        hub.raise({QStringLiteral("a"), Severity::Critical, QStringLiteral("text"), {}});
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
        hub.addChannel(QStringLiteral("good"),
                       [&](const Alert &alert, const Deadline &) { told << alert.key; });
        hub.addChannel(QStringLiteral("bad"), [&](const Alert &, const Deadline &) {
            ++tries;
            if (isClosed)
                throw std::runtime_error("closed");
        });
        hub.raise(critical(QStringLiteral("a")));
        deliver(hub);
        clock.advance(30 * kSecondMs);
        deliver(hub);
        QCOMPARE(told, QStringList{QStringLiteral("a")});
        QVERIFY(hub.trouble().isEmpty());
        for (int minute = 0; minute < 75; ++minute) {
            clock.advance(kMinuteMs);
            deliver(hub);
            QCOMPARE(told.size(), minute == 0 ? 1 : 2); // told by the next round of the other way
        }
        QCOMPARE(told, (QStringList{QStringLiteral("a"), QStringLiteral("alert_undelivered:bad")}));
        const QString trouble = hub.trouble().english();
        QVERIFY2(trouble.contains(u"bad: closed"), qPrintable(trouble));
        QCOMPARE(hub.waysThatWork(), QStringList{QStringLiteral("good")});
        const int before = tries;
        clock.advance(2 * kHourMs);
        deliver(hub);
        QCOMPARE(tries, before);
        isClosed = false;
        hub.raise(critical(QStringLiteral("b")));
        deliver(hub);
        QVERIFY(hub.trouble().isEmpty());
        QCOMPARE(hub.waysThatWork(), (QStringList{QStringLiteral("good"), QStringLiteral("bad")}));
    }

    void aWayThatHangsHoldsUpNoOther()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told;
        std::atomic<bool> hangs{false};
        hub.addChannel(QStringLiteral("hanging"), [&](const Alert &, const Deadline &deadline) {
            hangs = true;
            deadline.sleep(std::chrono::minutes(1));
            deadline.check("a hook that says nothing");
        });
        hub.addChannel(QStringLiteral("good"),
                       [&](const Alert &alert, const Deadline &) { told << alert.key; });
        const auto stop = std::make_shared<Cancellation>();
        hub.raise(critical(QStringLiteral("a")));
        test::Aside other(
            [&] { hub.deliver(QStringLiteral("hanging"), Deadline::in(std::chrono::minutes(1), stop)); });
        QTRY_VERIFY_WITH_TIMEOUT(hangs.load(), 20'000);
        hub.raise(critical(QStringLiteral("b")));
        hub.deliver(QStringLiteral("good"), Deadline::in(20s));
        QCOMPARE(told, (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
        stop->cancel(CancelReason::Shutdown);
        other.get();
    }

    // What a way cannot take any more is lost to it alone, and what there was no time for is not put off.
    void aQueueIsItsWaysAlone()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told, tried;
        hub.addChannel(QStringLiteral("bad"), [&](const Alert &alert, const Deadline &) {
            tried << alert.key;
            throw std::runtime_error("closed");
        });
        hub.addChannel(QStringLiteral("good"),
                       [&](const Alert &alert, const Deadline &) { told << alert.key; });
        for (int i = 0; i < 510; ++i) {
            hub.raise(critical(QString::number(i)));
            hub.deliver(QStringLiteral("good"), Deadline::in(20s));
        }
        QCOMPARE(told.size(), 510);
        hub.deliver(QStringLiteral("bad"), Deadline::in(0ms)); // no time for any
        QCOMPARE(tried, QStringList());
        hub.deliver(QStringLiteral("bad"), Deadline::in(20s));
        QCOMPARE(tried.size(), 500);
        QCOMPARE(tried.first(), QStringLiteral("10"));
    }

    void telegramsOwnFailureIsNotToldToTelegram()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told;
        hub.addChannel(
            QStringLiteral("telegram"), [&](const Alert &alert, const Deadline &) { told += alert.key; },
            [](const QString &key) { return outbox::isNotFor(ChatId(5), key); });
        hub.raise({QStringLiteral("telegram_token"), Severity::Critical, QStringLiteral("text"), {}});
        hub.raise({QStringLiteral("vpn_api"), Severity::Critical, QStringLiteral("text"), {}});
        deliver(hub);
        QCOMPARE(told, QStringList{QStringLiteral("vpn_api")});
    }

    void whatOneChatOfOperatorsDoesNotGetIsToldInTheOthers_data()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("not reached") << QStringLiteral("telegram_alert_chat:-5");
        QTest::newRow("moved") << QStringLiteral("telegram_alert_chat_moved:-5");
    }
    void whatOneChatOfOperatorsDoesNotGetIsToldInTheOthers()
    {
        QFETCH(QString, key);
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QList<qint64> told;
        for (const qint64 chat : {-5, 5, -55}) {
            hub.addChannel(
                QStringLiteral("telegram"), [&told, chat](const Alert &, const Deadline &) { told += chat; },
                [chat](const QString &about) { return outbox::isNotFor(ChatId(chat), about); });
        }
        hub.raise({key, Severity::Critical, QStringLiteral("text"), {}});
        deliver(hub);
        QCOMPARE(told, (QList<qint64>{5, -55}));
    }
};

const turnpike::test::RegisteredTest<TestAlertHub> kTestAlertHub;

} // namespace tst_alerthub

#include "tst_alerthub.moc"
