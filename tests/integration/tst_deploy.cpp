// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "replicasfixture.h"
#include "support/testmain.h"

#include <QJsonDocument>
#include <QTimer>

namespace tst_deploy {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// The server is replaced by its next version while people talk to the bot.
class TestDeploy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDeployUnderLoadFailsNoDeliveryAndLosesNothing()
    {
        ReplicasFixture fixture;
        fixture.startReady();
        QTimer load;
        int said = 0;
        connect(&load, &QTimer::timeout, &load, [&] {
            fixture.allSay(u"/help"_s);
            said++;
        });
        load.start(100);
        QTRY_VERIFY_WITH_TIMEOUT(said >= 5, 30'000);
        fixture.startOther();
        // The platform: the new one is ready, so it gets what is new, and the old one is asked to end.
        fixture.edge().setTargets({fixture.otherPort()});
        fixture.server().terminate();
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.server().isRunning(), 30'000);
        QCOMPARE(fixture.server().exitCode(), std::optional(0));
        const int before = said;
        QTRY_VERIFY_WITH_TIMEOUT(said >= before + 5, 30'000);
        load.stop();
        fixture.waitUntilAllIsHandled();
        for (const QJsonObject &delivery : fixture.sandbox().ledger().entries(u"delivery"_s))
            QVERIFY2(delivery.value(u"status").toInt() == 200, QJsonDocument(delivery).toJson().constData());
        QCOMPARE(fixture.sandbox().ledger().entries(u"dropped"_s).size(), 0);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM inbox"), 12 * said);
        QCOMPARE(fixture.outOfOrder(), 0);
        QVERIFY(fixture.database().number("SELECT count(DISTINCT role) FROM instances") >= 1);
    }
};

const turnpike::test::RegisteredTest<TestDeploy> kTestDeploy;

} // namespace tst_deploy

#include "tst_deploy.moc"
