// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "serverfixture.h"

#include "db/migrator.h"
#include "support/testmain.h"

namespace tst_databasecommands {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

// `turnpike-server db …` as a program of its own, also beside a server that runs, and what a server does on a
// schema that is not the one it brought.
class TestDatabaseCommands : public QObject
{
    Q_OBJECT

private:
    static std::pair<int, QByteArray> db(const ServerFixture &fixture, const char *verb)
    {
        QProcess process;
        process.setProcessEnvironment(fixture.environment());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(ServerFixture::program(), {u"db"_s, QString::fromLatin1(verb)});
        // Telegram lives in this thread too, and must not fall silent.
        if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 60'000))
            return {-1, "did not end"};
        return {process.exitCode(), process.readAll()};
    }

    // A schema as a newer version leaves it.
    static void applyNewerStep(ServerFixture &fixture, const char *minBinary)
    {
        fixture.database().script(
            QByteArray("CREATE TABLE of_tomorrow (v text);"
                       "INSERT INTO schema_migrations (number, name, checksum, min_binary, applied_at)"
                       " VALUES (9000, 'tomorrow', 'abc', '") +
            minBinary + "', 1)");
    }

private Q_SLOTS:
    void statusTellsWhatIsPendingAndMigrateAppliesIt_data() { TestDatabase::addKinds(); }
    void statusTellsWhatIsPendingAndMigrateAppliesIt()
    {
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        auto [code, output] = db(fixture, "status");
        QVERIFY2(code == 1 && output.contains("0001 shop") && output.contains("pending"), output);
        QVERIFY2(db(fixture, "check").first == 1, output);
        std::tie(code, output) = db(fixture, "migrate");
        QVERIFY2(code == 0 && output.contains("Applied"), output);
        std::tie(code, output) = db(fixture, "status");
        QVERIFY2(code == 0 && output.contains("applied 20") && !output.contains("pending"), output);
        std::tie(code, output) = db(fixture, "migrate");
        QVERIFY2(code == 0 && output.contains("Nothing to do"), output);
    }

    // A volume that is not mounted, or a path that is not quite right.
    void inProductionACommandBeginsNoDatabase()
    {
        ServerFixture fixture(Kind::Sqlite);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"shop.db"_s);
        fixture.set("APP_ENV", u"prod"_s);
        fixture.set("DATABASE_URL", u"sqlite:"_s + path);
        for (const char *verb : {"status", "check", "migrate"}) {
            const auto [code, output] = db(fixture, verb);
            QVERIFY2(code == 1 && output.contains("FIRST_START"), output);
        }
        QVERIFY(!QFile::exists(path));
    }

    void besideAServerThatRunsAllIsWell_data() { TestDatabase::addKinds(); }
    void besideAServerThatRunsAllIsWell()
    {
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        fixture.startReady();
        fixture.say(u"/start"_s);
        fixture.press(u"English"_s);
        for (const char *verb : {"status", "migrate", "check"}) {
            const auto [code, output] = db(fixture, verb);
            QVERIFY2(code == 0, output);
        }
        fixture.press(u"Trial"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"vless://"_s), 60'000);
    }

    void checkFindsWhatMustNeverBeAndSaysWhatToDo_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QByteArray>("harm");
        QTest::addColumn<QByteArray>("finding");
        const std::pair<const char *, const char *> cases[] = {
            {"UPDATE users SET balance_kopecks = 5 WHERE telegram_id = 7",
             "The balance of customer 7 is 0.05 ₽ and its ledger says 0 ₽"},
            {"UPDATE purchases SET status = 'expired' WHERE purchase_id = 'purchase_1'",
             "1 payments granted whose purchase is not fulfilled, such as purchase_1"},
            {"DELETE FROM payments WHERE status = 'granted'",
             "1 purchases fulfilled without a payment, such as purchase_1"},
            {"UPDATE purchases SET kind = 'gift'",
             "1 gifts were paid for and never made, such as of purchase_1"},
            {"INSERT INTO vpn_removals (uuid, since, next_attempt_at) VALUES ('in-use', 1, 1)",
             "1 keys are both in use and to be removed, such as in-use"},
            {"DROP INDEX inbox_done", "No index of inbox serves"},
            {"UPDATE schema_migrations SET checksum = 'other' WHERE number = 2", "was edited"},
        };
        for (const Kind kind : {Kind::Sqlite, Kind::Postgres}) {
            for (const auto &[harm, finding] : cases)
                QTest::addRow("%s: %s", kind == Kind::Sqlite ? "sqlite" : "postgres", harm)
                    << kind << QByteArray(harm) << QByteArray(finding);
        }
        QTest::addRow("sqlite: orphans")
            << Kind::Sqlite << QByteArray("PRAGMA foreign_keys = OFF; DELETE FROM users")
            << QByteArray("1 subscriptions without their customer, such as of 7");
    }
    void checkFindsWhatMustNeverBeAndSaysWhatToDo()
    {
        QFETCH(Kind, kind);
        QFETCH(QByteArray, harm);
        QFETCH(QByteArray, finding);
        ServerFixture fixture(kind);
        QCOMPARE(db(fixture, "migrate").first, 0);
        fixture.database().script(
            "INSERT INTO users (telegram_id, referral_code, created_at, last_seen_at) VALUES (7, 'x', 1, 1);"
            "INSERT INTO subscriptions (telegram_id, tariff, period_days, status, source, uuid, starts_at,"
            " expires_at, updated_at) VALUES (7, 'basic', 30, 'active', 'payment', 'in-use', 1, 2, 1);"
            "INSERT INTO purchases (purchase_id, telegram_id, kind, price_kopecks, status, created_at, "
            "expires_at)"
            " VALUES ('purchase_1', 7, 'subscription', 100, 'fulfilled', 1, 2);"
            "INSERT INTO payments (purchase_id, telegram_id, provider, external_id, amount, currency, status,"
            " paid_at, created_at) VALUES ('purchase_1', 7, 'crypto_pay', '1', 100, 'RUB', 'granted', 1, 1);"
            // For no purchase of ours: nothing is missing.
            "INSERT INTO payments (telegram_id, provider, external_id, amount, currency, status, paid_at,"
            " created_at) VALUES (0, 'crypto_pay', '2', 100, 'RUB', 'review', 1, 1)");
        auto [code, output] = db(fixture, "check");
        QVERIFY2(code == 0 && output.contains("All is well"), output);
        fixture.database().script(harm);
        std::tie(code, output) = db(fixture, "check");
        QVERIFY2(code == 1 && output.contains(finding), output);
    }

    void rollingBackOneVersionIsStartingTheOlderServer_data() { TestDatabase::addKinds(); }
    void rollingBackOneVersionIsStartingTheOlderServer()
    {
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        QCOMPARE(db(fixture, "migrate").first, 0);
        applyNewerStep(fixture, "0.1");
        const auto [code, output] = db(fixture, "status");
        QVERIFY2(code == 0 && output.contains("9000 tomorrow") && output.contains("by a newer version"),
                 output);
        fixture.startReady();
        fixture.say(u"/start"_s);
        fixture.press(u"English"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"Turnpike"_s), 30'000);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM of_tomorrow"), 0);
    }

    void aSchemaThatHasMovedOnRefusesTheOlderServerAndSaysWhatToDeploy_data() { TestDatabase::addKinds(); }
    void aSchemaThatHasMovedOnRefusesTheOlderServerAndSaysWhatToDeploy()
    {
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        QCOMPARE(db(fixture, "migrate").first, 0);
        applyNewerStep(fixture, "77.1");
        for (const char *verb : {"status", "check", "migrate"}) {
            const auto [code, output] = db(fixture, verb);
            QVERIFY2(code == 1 && output.contains("77.1"), output);
        }
        fixture.start();
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.server().isRunning(), 30'000);
        QCOMPARE(fixture.server().exitCode(), std::optional(1));
        QVERIFY2(fixture.log().contains("needs 77.1 or newer: deploy a newer version"), fixture.log());
    }

    void aMigrationEditedAfterTheFactIsRefused_data() { TestDatabase::addKinds(); }
    void aMigrationEditedAfterTheFactIsRefused()
    {
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        QCOMPARE(db(fixture, "migrate").first, 0);
        fixture.database().script("UPDATE schema_migrations SET checksum = 'other' WHERE number = 1");
        const auto [code, output] = db(fixture, "status");
        QVERIFY2(code == 1 && output.contains("EDITED"), output);
        fixture.start();
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.server().isRunning(), 30'000);
        QCOMPARE(fixture.server().exitCode(), std::optional(1));
        QVERIFY2(fixture.log().contains("was edited after it had been applied"), fixture.log());
    }
};

const turnpike::test::RegisteredTest<TestDatabaseCommands> kTestDatabaseCommands;

} // namespace tst_databasecommands

#include "tst_databasecommands.moc"
