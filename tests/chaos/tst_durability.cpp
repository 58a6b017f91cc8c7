// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "rig.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_durability {

using namespace turnpike;
using namespace turnpike::chaos;
using namespace Qt::StringLiterals;

// What only a PostgreSQL of one's own can have: settings of the whole server that lose what was confirmed.
class TestDurability : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aServerThatMayLoseWhatItConfirmedAlerts_data()
    {
        QTest::addColumn<QString>("setting");
        for (const char *setting : {"fsync", "full_page_writes"})
            QTest::newRow(setting) << QString::fromLatin1(setting);
    }
    void aServerThatMayLoseWhatItConfirmedAlerts()
    {
        QFETCH(QString, setting);
        World world;
        world.customers = 1;
        world.postgresSettings = u"-c %1=off"_s.arg(setting);
        Rig rig(Tools{qEnvironmentVariable("TURNPIKE_BIN_DIR") + u"/turnpike-server"_s,
                      QStringLiteral(TURNPIKE_SERVICES)},
                world, Form{true, 0, 7, ShopDatabase::Postgres, {}});
        rig.start();
        QTRY_VERIFY_WITH_TIMEOUT(rig.serverLog().contains("database_not_durable"), 60'000);
        // That one and no other.
        const QByteArray told = "PostgreSQL has " + setting.toLatin1() + " switched off";
        QVERIFY2(rig.serverLog().contains(told), rig.serverLog().constData());
    }
};

const turnpike::test::RegisteredTest<TestDurability> kTestDurability;

} // namespace tst_durability

#include "tst_durability.moc"
