#include "ops/alerthub.h"

#include "outbox/sender.h"
#include "support/fakeclock.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_alerthub {

using namespace turnpike;
using namespace std::chrono_literals;

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
        hub.deliver(Deadline::in(1s));
        QCOMPARE(told, QStringList{QStringLiteral("a")});
        clock.advance(11 * kMinuteMs);
        hub.raise({QStringLiteral("a"), Severity::Warning, QStringLiteral("text"), {}});
        hub.deliver(Deadline::in(1s));
        QCOMPARE(told.size(), 2);
    }

    void aChannelThatFailsIsTriedAgainWithoutRepeatingTheOther()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        int good = 0, bad = 0;
        hub.addChannel(QStringLiteral("good"), [&](const Alert &, const Deadline &) { ++good; });
        hub.addChannel(QStringLiteral("bad"), [&](const Alert &, const Deadline &) {
            if (++bad < 3)
                throw std::runtime_error("away");
        });
        hub.raise({QStringLiteral("a"), Severity::Critical, QStringLiteral("text"), {}});
        for (int i = 0; i < 5; ++i) {
            hub.deliver(Deadline::in(1s));
            clock.advance(kMinuteMs);
        }
        QCOMPARE(good, 1);
        QCOMPARE(bad, 3);
    }

    // And not for ever, by the way that is closed.
    void aWayThatStaysClosedIsToldByTheOthers()
    {
        test::FakeClock clock;
        ops::AlertHub hub(clock);
        QStringList told;
        int tries = 0;
        hub.addChannel(QStringLiteral("good"),
                       [&](const Alert &alert, const Deadline &) { told << alert.key; });
        hub.addChannel(QStringLiteral("bad"), [&](const Alert &, const Deadline &) {
            ++tries;
            throw std::runtime_error("closed");
        });
        hub.raise({QStringLiteral("a"), Severity::Critical, QStringLiteral("text"), {}});
        for (int minute = 0; minute < 75; ++minute) {
            hub.deliver(Deadline::in(1s));
            clock.advance(kMinuteMs);
        }
        QCOMPARE(told, (QStringList{QStringLiteral("a"), QStringLiteral("alert_undelivered:bad")}));
        const int before = tries;
        clock.advance(2 * kHourMs);
        hub.deliver(Deadline::in(1s));
        QCOMPARE(tries, before);
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
        hub.deliver(Deadline::in(1s));
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
        hub.deliver(Deadline::in(1s));
        QCOMPARE(told, (QList<qint64>{5, -55}));
    }
};

const turnpike::test::RegisteredTest<TestAlertHub> kTestAlertHub;

} // namespace tst_alerthub

#include "tst_alerthub.moc"
