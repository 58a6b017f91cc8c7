// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outage.h"
#include "support/testmain.h"

#include <QTest>

#include <algorithm>
#include <csignal>

namespace tst_controls {

using namespace turnpike;
using namespace turnpike::chaos;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

std::unique_ptr<Rig> shop(ShopDatabase database)
{
    World world;
    world.customers = 1;
    auto rig = std::make_unique<Rig>(Tools{qEnvironmentVariable("TURNPIKE_BIN_DIR") + u"/turnpike-server"_s,
                                           QStringLiteral(TURNPIKE_SERVICES)},
                                     world, Form{true, 0, 7, database, {}});
    rig->start();
    return rig;
}

qint64 longestOf(const ControlDelays &delays)
{
    return std::max({delays.flag, delays.order, delays.revocation});
}

} // namespace

// What the cases of chaos measure of flags, orders and revocations: what is late is found late, and what
// nobody could do sooner is not.
class TestControls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatTakesEffectAtOnceIsNotLate_data()
    {
        QTest::addColumn<ShopDatabase>("database");
        for (const ShopDatabase database : allShopDatabases())
            QTest::newRow(qPrintable(nameOf(database))) << database;
    }
    void whatTakesEffectAtOnceIsNotLate()
    {
        QFETCH(ShopDatabase, database);
        const auto rig = shop(database);
        rig->controls().open();
        live(5s);
        const ControlDelays delays = rig->controls().close();
        QVERIFY2(delays.changes >= 2, qPrintable(QString::number(delays.changes)));
        QVERIFY2(longestOf(delays) <= kControlsMs, qPrintable(QString::number(longestOf(delays))));
        // A change takes its time all the same: what is measured is not always nothing.
        QVERIFY(longestOf(delays) > 0);
    }

    // Nobody says that it could not.
    void aServerThatSleepsIsFoundLate()
    {
        const auto rig = shop(ShopDatabase::Postgres);
        rig->controls().open();
        const auto process = static_cast<pid_t>(rig->server().processId());
        for (int i = 0; i < 3; ++i) { // one change or the other is under way
            ::kill(process, SIGSTOP);
            live(3s);
            ::kill(process, SIGCONT);
            live(1s);
        }
        const ControlDelays delays = rig->controls().close();
        QVERIFY2(longestOf(delays) > 2 * kControlsMs, qPrintable(QString::number(longestOf(delays))));
    }

    // Neither the database nor the server could.
    void whatNobodyCouldDoSoonerIsNotLate_data()
    {
        QTest::addColumn<bool>("isServer");
        QTest::newRow("the database is away") << false;
        QTest::newRow("the server is frozen, as it is known to be") << true;
    }
    void whatNobodyCouldDoSoonerIsNotLate()
    {
        QFETCH(bool, isServer);
        const auto rig = shop(ShopDatabase::Postgres);
        rig->controls().open();
        if (isServer)
            rig->server().freeze();
        else
            rig->services().stop(Services::Kind::Postgres);
        live(4s);
        if (isServer) {
            rig->server().sendSignal(SIGCONT);
        } else {
            awaitNotReady(*rig);
            rig->services().start(Services::Kind::Postgres);
            awaitReadyAgain(*rig);
        }
        const ControlDelays delays = rig->controls().close();
        QVERIFY2(delays.changes >= 1, qPrintable(QString::number(delays.changes)));
        QVERIFY2(longestOf(delays) <= kControlsMs, qPrintable(QString::number(longestOf(delays))));
    }
};

const turnpike::test::RegisteredTest<TestControls> kTestControls;

} // namespace tst_controls

#include "tst_controls.moc"
