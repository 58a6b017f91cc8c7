#include "checker.h"
#include "support/testmain.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

using namespace turnpike;
using namespace turnpike::chaos;
using namespace std::chrono_literals;

// The checker that says “nothing lost”: it must find whatever is planted in good books.
class TestChecker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // A shop that was busy for a while, undisturbed, and has come to rest.
    void initTestCase()
    {
        World world;
        world.customers = 30;
        m_rig = std::make_unique<Rig>(
            Tools{qEnvironmentVariable("TURNPIKE_BIN_DIR") + QStringLiteral("/turnpike-server"),
                  QStringLiteral(TURNPIKE_SERVICES)},
            world, Form{true, 0, 7});
        m_rig->start();
        m_rig->crowd().open(20);
        live(12s);
        m_rig->drain(60s);
        m_rig->server().kill();
        const QUrl url(m_rig->services().databaseUrl());
        m_database = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"), QStringLiteral("plant"));
        m_database.setHostName(url.host());
        m_database.setPort(url.port());
        m_database.setUserName(url.userName());
        m_database.setDatabaseName(url.path().mid(1));
        QVERIFY(m_database.open());
        for (const QString &table : tables())
            exec(QStringLiteral("CREATE TABLE good_%1 AS TABLE %1").arg(table));
    }
    void cleanupTestCase()
    {
        m_database.close();
        m_rig.reset();
    }

    void goodBooksHaveNoFindings()
    {
        const Findings found = Checker(m_rig.get()).check();
        QVERIFY2(found.examples().isEmpty(), qPrintable(found.examples().join(u'\n')));
        QCOMPARE(found.repeatedMessages, 0);
        QVERIFY(found.updates > 200);
        QVERIFY(found.payments > 0);
        for (const char *needed : {"SELECT count(*) FROM balance_transactions WHERE kind = 'topup'",
                                   "SELECT count(*) FROM payments WHERE provider = 'crypto_pay'",
                                   "SELECT count(*) FROM subscriptions WHERE source = 'payment'"})
            QVERIFY2(m_rig->number(QString::fromLatin1(needed)) > 0, needed);
    }

    void plantedFaultIsFound_data()
    {
        QTest::addColumn<QString>("plant");
        QTest::addColumn<Findings::Kind>("kind");
        const auto plant = [](const char *name, Findings::Kind kind, const char *sql) {
            QTest::newRow(name) << QString::fromUtf8(sql) << kind;
        };
        using Kind = Findings::Kind;
        plant("update not stored", Kind::Lost,
              "DELETE FROM inbox WHERE seq = (SELECT min(seq) FROM inbox WHERE kind = 'message')");
        plant("update not handled", Kind::Lost,
              "UPDATE inbox SET status = 'pending' WHERE seq = (SELECT max(seq) FROM inbox)");
        plant("update handled too early", Kind::Wrong,
              "UPDATE inbox SET handled_at = 1 WHERE seq = (SELECT max(seq) FROM inbox WHERE lane IN "
              "(SELECT lane FROM inbox GROUP BY lane HAVING count(*) > 1))");
        plant("update stored too early", Kind::Wrong,
              "WITH moved AS (DELETE FROM inbox WHERE seq = (SELECT max(seq) FROM inbox WHERE kind = "
              "'callback_query' AND lane IN (SELECT lane FROM inbox WHERE kind = 'callback_query' GROUP BY "
              "lane "
              "HAVING count(*) > 1)) RETURNING *) INSERT INTO inbox (seq, update_id, kind, user_id, lane, "
              "body, "
              "received_at, status, handled_at) OVERRIDING SYSTEM VALUE SELECT 0, update_id, kind, user_id, "
              "lane, "
              "body, received_at, status, handled_at FROM moved");
        plant("press without an answer", Kind::Lost,
              "DELETE FROM outbox WHERE id = (SELECT min(id) FROM outbox WHERE method = "
              "'answerCallbackQuery')");
        plant("message written twice", Kind::Duplicate,
              "INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, status, "
              "correlation_id, "
              "created_at) SELECT chat_id, class, method, payload, not_before, expires_at, 'sent', "
              "correlation_id, "
              "created_at FROM outbox WHERE id = (SELECT min(id) FROM outbox)");
        plant("message never sent", Kind::Lost,
              "UPDATE outbox SET payload = convert_to('{\"chat_id\":1}', 'UTF8') WHERE id = (SELECT min(id) "
              "FROM "
              "outbox WHERE method = 'sendMessage')");
        plant(
            "message failed without a reason", Kind::Lost,
            "UPDATE outbox SET status = 'failed', last_error = NULL WHERE id = (SELECT min(id) FROM outbox)");
        plant("payment not booked", Kind::Lost,
              "DELETE FROM payments WHERE id = (SELECT min(id) FROM payments WHERE provider = 'crypto_pay')");
        plant("payment that was never made", Kind::Wrong,
              "INSERT INTO payments (purchase_id, telegram_id, provider, external_id, amount, currency, "
              "status, "
              "paid_at, created_at) SELECT purchase_id, telegram_id, 'crypto_pay', 'x', amount, currency, "
              "'review', "
              "paid_at, created_at FROM payments ORDER BY id LIMIT 1");
        plant(
            "purchase granted twice", Kind::Duplicate,
            "INSERT INTO payments (purchase_id, telegram_id, provider, external_id, amount, currency, "
            "status, "
            "paid_at, created_at) SELECT purchase_id, telegram_id, 'balance', 'x', amount, currency, status, "
            "paid_at, created_at FROM payments WHERE status = 'granted' ORDER BY id LIMIT 1");
        plant("purchase paid and not granted", Kind::Lost,
              "UPDATE payments SET status = 'review' WHERE id = (SELECT min(id) FROM payments)");
        plant("balance that is not its ledger", Kind::Wrong,
              "UPDATE users SET balance_kopecks = balance_kopecks + 1 WHERE telegram_id = (SELECT "
              "min(telegram_id) FROM users)");
        plant("top-up without its credit", Kind::Lost,
              "DELETE FROM balance_transactions WHERE id = (SELECT min(id) FROM balance_transactions WHERE "
              "kind = 'topup')");
        plant("period granted twice", Kind::Duplicate,
              "UPDATE subscriptions SET expires_at = expires_at + 2592000000 WHERE telegram_id = (SELECT "
              "min(telegram_id) FROM subscriptions)");
        plant("period not granted", Kind::Lost,
              "UPDATE subscriptions SET expires_at = expires_at - 2592000000 WHERE telegram_id = (SELECT "
              "min(telegram_id) FROM subscriptions)");
        plant("key unknown to the VPN API", Kind::Lost,
              "UPDATE subscriptions SET uuid = 'x' WHERE telegram_id = (SELECT min(telegram_id) FROM "
              "subscriptions)");
        plant("key that nobody has", Kind::Wrong,
              "UPDATE subscriptions SET uuid = NULL WHERE telegram_id = (SELECT min(telegram_id) FROM "
              "subscriptions)");
    }
    void plantedFaultIsFound()
    {
        QFETCH(QString, plant);
        QFETCH(Findings::Kind, kind);
        QCOMPARE(exec(plant), 1);
        const Findings found = Checker(m_rig.get()).check();
        restore();
        QVERIFY2(found.count(kind) > 0, qPrintable(found.examples().join(u'\n')));
    }

    // What nobody waits for any more after an outage says so; what was handled in time has an answer.
    void aCheckoutThatCameTooLateSaysSo_data()
    {
        QTest::addColumn<int>("ageMs");
        QTest::addColumn<QString>("remark");
        QTest::addColumn<int>("lost");
        QTest::addColumn<int>("late");
        QTest::newRow("after 10 s, and says so") << 10'000 << "answered too late: nobody waits" << 0 << 1;
        QTest::newRow("after 10 s, and says nothing") << 10'000 << "" << 1 << 0;
        QTest::newRow("in time") << 9'999 << "answered too late: nobody waits" << 1 << 0;
    }
    void aCheckoutThatCameTooLateSaysSo()
    {
        QFETCH(int, ageMs);
        QFETCH(QString, remark);
        QFETCH(int, lost);
        QFETCH(int, late);
        const QString first = QStringLiteral(
            "(SELECT min(seq) FROM inbox WHERE kind = 'pre_checkout_query' AND status = 'done')");
        QCOMPARE(
            exec(QStringLiteral("DELETE FROM outbox WHERE method = 'answerPreCheckoutQuery' AND "
                                "correlation_id = (SELECT 'update-' || update_id FROM inbox WHERE seq = %1)")
                     .arg(first)),
            1);
        QCOMPARE(exec(QStringLiteral("UPDATE inbox SET received_at = handled_at - %1, last_error = '%2' "
                                     "WHERE seq = %3")
                          .arg(ageMs)
                          .arg(remark, first)),
                 1);
        const Findings found = Checker(m_rig.get()).check();
        restore();
        QCOMPARE(found.count(Findings::Kind::Lost), lost);
        QCOMPARE(found.late, late);
    }

    // Last: the stand-ins' ledger only grows.
    void whatHappenedOutsideIsFound()
    {
        sandbox::Ledger &ledger = m_rig->sandbox().ledger();
        const QList<QJsonObject> calls = ledger.entries(QStringLiteral("call"));
        const auto sent = std::find_if(calls.begin(), calls.end(), [](const QJsonObject &call) {
            return call.value(u"method").toString() == u"sendMessage" && call.value(u"ok").toBool();
        });
        QVERIFY(sent != calls.end());
        ledger.add(QStringLiteral("call"), *sent);
        QCOMPARE(Checker(m_rig.get()).check().repeatedMessages, 1);
        ledger.add(QStringLiteral("dropped"), {{QStringLiteral("update_id"), 1}});
        QCOMPARE(Checker(m_rig.get()).check().count(Findings::Kind::Lost), 1);
    }

private:
    static QStringList tables()
    {
        return {QStringLiteral("inbox"),    QStringLiteral("outbox"),
                QStringLiteral("payments"), QStringLiteral("balance_transactions"),
                QStringLiteral("users"),    QStringLiteral("subscriptions")};
    }
    // The number of rows that changed; -1 when it failed.
    int exec(const QString &sql)
    {
        QSqlQuery query(m_database);
        if (!query.exec(sql)) {
            qWarning("%s", qPrintable(query.lastError().text()));
            return -1;
        }
        return query.numRowsAffected();
    }
    void restore()
    {
        exec(QStringLiteral("SET session_replication_role = replica"));
        for (const QString &table : tables()) {
            exec(QStringLiteral("DELETE FROM %1").arg(table));
            exec(QStringLiteral("INSERT INTO %1 OVERRIDING SYSTEM VALUE SELECT * FROM good_%1").arg(table));
        }
        exec(QStringLiteral("SET session_replication_role = origin"));
    }

    std::unique_ptr<Rig> m_rig;
    QSqlDatabase m_database;
};

const turnpike::test::RegisteredTest<TestChecker> kTest;
#include "tst_checker.moc"
