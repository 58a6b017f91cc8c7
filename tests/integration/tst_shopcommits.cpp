// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "commitlog.h"
#include "serverfixture.h"
#include "support/testmain.h"

namespace tst_shopcommits {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

// The real server as a customer takes a trial and buys: which of its commits wait for the disk, and what is
// in those that do not, as PostgreSQL says at the moment of each.
class TestShopCommits : public QObject
{
    Q_OBJECT

private:
    // The rows of commits that do not wait, and meet `condition`, in words.
    static QString notWaiting(ServerFixture &fixture, const QByteArray &condition)
    {
        const QByteArray sql =
            "SELECT tab || ' ' || op || ' ' || coalesce(CAST(after AS text), '') FROM said "
            "WHERE commits <> 'on' AND (" +
            condition + ") ORDER BY id LIMIT 3";
        QStringList found;
        for (const db::Row &row : fixture.database().query(sql.constData()))
            found.append(row.text(0));
        return found.join(u'\n');
    }

    static void live(ServerFixture &fixture)
    {
        QVERIFY2(fixture.takeTrial(), fixture.log().right(3000).constData());
        fixture.say(u"/promo"_s); // waits for what is typed
        fixture.say(u"NONE"_s);
        fixture.say(u"/buy"_s);
        fixture.press(u"Basic"_s);
        fixture.press(u"30 days"_s);
        fixture.press(u"Crypto"_s);
        qint64 invoice = 0;
        QTRY_VERIFY2_WITH_TIMEOUT((invoice = fixture.sandbox().invoiceShownTo(fixture.customer())) != 0,
                                  fixture.log().right(3000).constData(), 60'000);
        QVERIFY(fixture.sandbox().cryptoPay().pay(invoice, 2));
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM payments WHERE status = 'granted'"), 1, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM inbox WHERE status = 'pending'"), 0, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM outbox WHERE status = 'pending'"), 0, 60'000);
    }

private Q_SLOTS:
    void whatDoesNotWaitIsAnUpdatesOwn()
    {
        ServerFixture fixture(Kind::Postgres);
        fixture.startReady();
        if (QTest::currentTestFailed())
            return;
        const CommitLog log(fixture.database());
        live(fixture);
        if (QTest::currentTestFailed())
            return;
        const auto commits = [&](const char *mode) {
            return fixture.database().number("SELECT count(DISTINCT tx) FROM said WHERE commits = ?", mode);
        };
        QVERIFY(commits("off") >= 5); // /start, the language, the trial, the tariff, the period
        QVERIFY(commits("on") > commits("off"));
        // Each of them takes its update with it, and that is no payment.
        QCOMPARE(notWaiting(fixture,
                            "tx NOT IN (SELECT tx FROM said WHERE tab = 'inbox' AND op = 'UPDATE' AND "
                            "before ->> 'status' = 'pending' AND after ->> 'status' = 'done' AND "
                            "after ->> 'kind' NOT IN ('successful_payment', 'refunded_payment'))"),
                 QString());
        // Nothing is stored by them, leased, claimed or settled.
        QCOMPARE(notWaiting(fixture, "tab = 'inbox' AND (op <> 'UPDATE' OR after ->> 'status' <> 'done')"),
                 QString());
        QCOMPARE(
            notWaiting(fixture,
                       "coalesce(before ->> 'lease_owner', '') <> coalesce(after ->> 'lease_owner', '')"),
            QString());
        // No money moves in them, nothing that people at the controls see as done, and no conversation that
        // Redis knows of.
        QCOMPARE(notWaiting(fixture,
                            "tab IN ('payments', 'balance_transactions', 'audit_log', 'feature_flags', "
                            "'operators', 'orders', 'instances', 'worker_iterations', 'worker_states', "
                            "'settings', 'alerts', 'payment_refunds')"),
                 QString());
        QCOMPARE(notWaiting(fixture, "tab = 'users' AND before ->> 'state_seq' <> after ->> 'state_seq'"),
                 QString());
        QVERIFY(fixture.database().number("SELECT count(*) FROM said WHERE tab = 'users' AND "
                                          "before ->> 'state_seq' <> after ->> 'state_seq'") > 0);
    }

    void everythingWaitsWhereHandlersAreToldTo()
    {
        ServerFixture fixture(Kind::Postgres);
        fixture.set("HANDLER_COMMITS", u"sync"_s);
        fixture.startReady();
        if (QTest::currentTestFailed())
            return;
        const CommitLog log(fixture.database());
        QVERIFY2(fixture.takeTrial(), fixture.log().right(3000).constData());
        QVERIFY(fixture.database().number("SELECT count(*) FROM said") > 0);
        QCOMPARE(notWaiting(fixture, "true"), QString());
    }
};

const turnpike::test::RegisteredTest<TestShopCommits> kTestShopCommits;

} // namespace tst_shopcommits

#include "tst_shopcommits.moc"
