// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "inbox/handlerrun.h"
#include "inbox/inboxrepository.h"
#include "support/tcpgate.h"
#include "support/testmain.h"

#include <QJsonDocument>
#include <QTest>

namespace tst_roundtrips {

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

// What an update costs in round trips to PostgreSQL, from its claim to its commit, as they are seen on the
// wire.
class TestRoundTrips : public QObject
{
    Q_OBJECT

private:
    // A shop whose handlers reach the database through a gate that counts, on one connection.
    struct CountedShop
    {
        CountedShop() { pool.waitUntilUp(Deadline::in(60s)); }

        BotShop shop{db::DatabaseUrl::Kind::Postgres};
        TcpGate gate{shop.db.url().port()};
        db::ConnectionPool pool{shop.db.url().withAddress(u"127.0.0.1"_s, gate.port()),
                                TestDatabase::defaultOptions()};
        db::Database database{pool};
        const QString instance = u"test"_s;
        inbox::HandlerRun run{database, shop.handler, shop.clock, instance, 30s, 30s};
        qint64 nextUpdate = 1;

        // The round trips of one update; -1 when it was not handled.
        int handle(const QString &kind, const QJsonObject &content)
        {
            shop.clock.advance(2'000);
            const inbox::PickedUpdate picked = store(kind, content);
            const int before = gate.turns();
            const inbox::RunResult result = run.run(picked, std::make_shared<Cancellation>());
            return result.end == inbox::RunResult::End::Handled ? gate.turns() - before : -1;
        }
        int type(const QString &text)
        {
            return handle(s("message"), {{s("message_id"), 10},
                                         {s("from"), shop.from()},
                                         {s("chat"), shop.chat()},
                                         {s("date"), shop.clock.nowMs() / 1000},
                                         {s("text"), text}});
        }
        int press(const QString &label)
        {
            const BotShop::Shown shown = shop.shown();
            const QString data = shown.button(label).value(s("callback_data")).toString();
            return handle(s("callback_query"),
                          {{s("id"), s("press-%1").arg(nextUpdate)},
                           {s("from"), shop.from()},
                           {s("chat_instance"), s("1")},
                           {s("data"), data},
                           {s("message"), QJsonObject{{s("message_id"), shown.messageId},
                                                      {s("chat"), shop.chat()},
                                                      {s("date"), shop.clock.nowMs() / 1000},
                                                      {s("text"), s("…")}}}});
        }
        // Another customer who has chosen English and stands before the ways to pay.
        void goToTheTill(qint64 customer)
        {
            shop.customer = TelegramId(customer);
            for (const int turns : {type(s("/start")), press(s("English")), press(s("Buy")),
                                    press(s("Basic")), press(s("30 days"))})
                QVERIFY(turns > 0);
        }

    private:
        inbox::PickedUpdate store(const QString &kind, const QJsonObject &content)
        {
            inbox::PickedUpdate picked;
            picked.update.updateId = UpdateId(nextUpdate++);
            picked.update.kind = kind;
            picked.update.user = shop.customer;
            picked.update.receivedAt = shop.clock.nowMs();
            picked.update.attempt = 1;
            picked.lane = s("user:%1").arg(shop.customer.value());
            picked.update.body =
                QJsonDocument(QJsonObject{{s("update_id"), picked.update.updateId.value()}, {kind, content}})
                    .toJson(QJsonDocument::Compact);
            shop.db.exec("INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at, attempts, "
                         "picked_by, body_hash) VALUES (?, ?, ?, ?, ?, ?, 1, ?, 'hash')",
                         picked.update.updateId, kind, picked.update.user, picked.lane, picked.update.body,
                         picked.update.receivedAt, instance);
            picked.update.seq =
                shop.db.number("SELECT seq FROM inbox WHERE update_id = ?", picked.update.updateId);
            return picked;
        }
    };

private Q_SLOTS:
    void aStartOfAKnownCustomerTakesTwo();
    void aPressThatBeginsAPurchaseTakesFour();
    void aRowThatIsSomebodyElsesLeavesNothingBehind();
};

void TestRoundTrips::aStartOfAKnownCustomerTakesTwo()
{
    CountedShop counted;
    counted.goToTheTill(1001);
    QVERIFY(counted.type(s("/start")) > 0); // prepares
    counted.shop.customer = TelegramId(1002);
    QVERIFY(counted.type(s("/start")) > 0);
    QVERIFY(counted.press(s("English")) > 0);
    const int screens = counted.shop.screens();
    const int turns = counted.type(s("/start"));
    QVERIFY2(turns > 0 && turns <= 2, qPrintable(QString::number(turns)));
    QCOMPARE(counted.shop.screens(), screens + 1);
    QVERIFY(counted.shop.shown().labels().contains(s("Buy")));
}

void TestRoundTrips::aPressThatBeginsAPurchaseTakesFour()
{
    CountedShop counted;
    counted.goToTheTill(1001);
    QVERIFY(counted.press(s("Crypto")) > 0); // prepares
    counted.shop.customer = TelegramId(1002);
    for (const char *label : {"English", "Buy", "Basic"}) {
        if (counted.shop.shown().labels().isEmpty())
            QVERIFY(counted.type(s("/start")) > 0);
        QVERIFY(counted.press(s(label)) > 0);
    }
    const int chosen = counted.press(s("30 days"));
    QVERIFY2(chosen > 0 && chosen <= 4, qPrintable(QString::number(chosen)));
    const auto purchase = counted.shop.newestPurchase();
    QVERIFY(purchase && purchase->user == TelegramId(1002));
    QCOMPARE(purchase->status, billing::PurchaseStatus::Created);
    const int paying = counted.press(s("Crypto"));
    QVERIFY2(paying > 0 && paying <= 4, qPrintable(QString::number(paying)));
    QCOMPARE(counted.shop.newestPurchase()->status, billing::PurchaseStatus::AwaitingPayment);
}

// What was asked beside its claim has touched the customer.
void TestRoundTrips::aRowThatIsSomebodyElsesLeavesNothingBehind()
{
    CountedShop counted;
    QVERIFY(counted.type(s("/start")) > 0);
    const qint64 seenAt = counted.shop.user()->lastSeenAt;
    const int screens = counted.shop.screens();
    counted.shop.db.script("CREATE FUNCTION take_away() RETURNS trigger LANGUAGE plpgsql AS "
                           "'BEGIN NEW.picked_by = ''another''; RETURN NEW; END'; "
                           "CREATE TRIGGER take_away BEFORE INSERT ON inbox FOR EACH ROW "
                           "EXECUTE FUNCTION take_away()");
    QCOMPARE(counted.type(s("/start")), -1);
    QCOMPARE(counted.shop.user()->lastSeenAt, seenAt);
    QCOMPARE(counted.shop.screens(), screens);
}

const turnpike::test::RegisteredTest<TestRoundTrips> kTestRoundTrips;

} // namespace tst_roundtrips

#include "tst_roundtrips.moc"
