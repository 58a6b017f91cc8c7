// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "hubconsole.h"
#include "models/shopstate.h"
#include "support/testmain.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>

namespace tst_shopstate {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;
using State = ServerConnection::State;

namespace {

// The models of a console, each watched for what a model must not do.
struct Watched
{
    explicit Watched(ServerConnection &connection)
        : state(connection)
    {
        for (QAbstractItemModel *model : std::initializer_list<QAbstractItemModel *>{
                 &state.workers(), &state.iterations(), &state.flags(), &state.alerts(), &state.instances(),
                 &state.leases(), &state.waiters(), &state.logs(), &state.audit()}) {
            testers.push_back(std::make_unique<QAbstractItemModelTester>(
                model, QAbstractItemModelTester::FailureReportingMode::QtTest));
            QObject::connect(model, &QAbstractItemModel::modelReset, model, [this] { ++resets; });
        }
    }

    ShopState state;
    std::vector<std::unique_ptr<QAbstractItemModelTester>> testers;
    int resets = 0;
};

FlagState flag(const QString &key, bool enabled)
{
    FlagState state;
    state.key = key;
    state.enabled = enabled;
    state.version = 2;
    return state;
}

template<Message T>
void publish(OfHub &console, const char *event, const QString &subject, const T &data)
{
    console.hub.hub.publish(event, subject, toJson(data));
}

Iteration iteration(qint64 number)
{
    Iteration row;
    row.worker = u"reminders"_s;
    row.instanceId = u"i"_s;
    row.number = number;
    row.outcome = IterationOutcome::Success;
    row.startedAt = number;
    row.endedAt = number + 5;
    return row;
}

} // namespace

// The real hub and the real models, over a pipe.
class TestShopState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstPictureFillsTheModelsAndEventsChangeThemInPlace()
    {
        OfHub console(Role::Operator);
        Watched watched(console.connection);
        console.connection.start();
        QTRY_COMPARE(console.connection.state(), State::Live);
        QVERIFY(watched.state.isKnown());
        const FlagState *payments = watched.state.flags().find(u"payments"_s);
        QVERIFY(payments && payments->enabled);
        const QPersistentModelIndex row = watched.state.flags().index(0, 0);
        publish(console, event::kFlag, u"payments"_s, flag(u"payments"_s, false));
        QTRY_VERIFY(!watched.state.flags().find(u"payments"_s)->enabled);
        QVERIFY(row.isValid());
        publish(console, event::kIteration, u"reminders"_s, iteration(1));
        publish(console, event::kIteration, u"reminders"_s, iteration(2));
        QTRY_COMPARE(watched.state.iterations().rowCount(), 2);
        QCOMPARE(watched.state.iterations().at(0).number, 2); // newest first
        QCOMPARE(watched.resets, 0);
    }

    void whatWasMissedFollowsAfterABreak()
    {
        OfHub console(Role::Operator);
        Watched watched(console.connection);
        console.connection.start();
        QTRY_COMPARE(console.connection.state(), State::Live);
        QSignalSpy greetings(&console.connection, &ServerConnection::greeted);
        console.server->close(CloseGoingAway, {});
        publish(console, event::kFlag, u"trials"_s, flag(u"trials"_s, false));
        publish(console, event::kIteration, u"reminders"_s, iteration(7));
        QTRY_COMPARE(greetings.size(), 1);
        QVERIFY(greetings[0][0].value<Hello>().resumed);
        QTRY_VERIFY(watched.state.flags().find(u"trials"_s));
        QTRY_COMPARE(watched.state.iterations().rowCount(), 1);
        QCOMPARE(watched.resets, 0);
    }

    void whatIsShownStaysWhenTheConnectionBreaks()
    {
        OfHub console(Role::Operator, singleTry());
        Watched watched(console.connection);
        console.connection.start();
        QTRY_COMPARE(console.connection.state(), State::Live);
        const int flags = watched.state.flags().rowCount();
        QVERIFY(flags > 0);
        console.hub.hub.startDraining();
        QTRY_COMPARE(console.connection.state(), State::Reconnecting);
        QCOMPARE(watched.state.flags().rowCount(), flags);
        QVERIFY(watched.state.isKnown());
    }

    void anAlertIsToldOnceWhenItBegins()
    {
        OfHub console(Role::Operator);
        Watched watched(console.connection);
        console.connection.start();
        QTRY_COMPARE(console.connection.state(), State::Live);
        QSignalSpy begins(&watched.state, &ShopState::alertBegan);
        QSignalSpy changes(&watched.state, &ShopState::alertsChanged);
        AlertState alert;
        alert.key = u"redis_down"_s;
        alert.severity = Severity::Warning;
        for (int times = 1; times <= 3; ++times) {
            alert.count = times;
            publish(console, event::kAlert, alert.key, alert);
        }
        QTRY_COMPARE(changes.size(), 3);
        QCOMPARE(begins.size(), 1);
        QCOMPARE(watched.state.openAlerts(), 1);
        alert.isOver = true;
        publish(console, event::kAlert, alert.key, alert);
        alert.isOver = false;
        publish(console, event::kAlert, alert.key, alert);
        QTRY_COMPARE(begins.size(), 2);
    }

    void everyListIsBounded()
    {
        OfHub console(Role::Operator);
        ShopState state(console.connection);
        console.connection.start();
        QTRY_COMPARE(console.connection.state(), State::Live);
        for (int i = 1; i <= 3 * ShopState::kIterations; ++i)
            publish(console, event::kIteration, u"reminders"_s, iteration(i));
        QTRY_VERIFY(state.iterations().rowCount() > 0 &&
                    state.iterations().at(0).number == 3 * ShopState::kIterations);
        QVERIFY(state.iterations().rowCount() <= ShopState::kIterations);
    }
};

const turnpike::test::RegisteredTest<TestShopState, QApplication> kTestShopState;

} // namespace tst_shopstate

#include "tst_shopstate.moc"
