// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "consolecalls/alertcalls.h"
#include "consolecalls/broadcastcalls.h"
#include "consolecalls/customercalls.h"
#include "consolecalls/databasecalls.h"
#include "consolecalls/flagcalls.h"
#include "consolecalls/messagecalls.h"
#include "consolecalls/orders.h"
#include "consolecalls/seriescalls.h"
#include "consolecalls/updatecalls.h"
#include "consolecalls/workercalls.h"
#include "consolefeed/flagteller.h"
#include "consolehub/owncalls.h"
#include "helpdesk/threads.h"
#include "operationsplaces.h"
#include "outbox/outbox.h"
#include "protocol/calls.h"
#include "protocol/numbers.h"
#include "protocol/timeline.h"
#include "protocol/waiting.h"
#include "rowlock.h"
#include "support/aside.h"
#include "support/shop.h"
#include "support/tcpgate.h"
#include "support/testmain.h"
#include "telemetry/log.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <limits>
#include <numeric>
#include <thread>

namespace tst_consolecalls {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

namespace {

const QString kReason = u"because of a test"_s;

} // namespace

// What operators look up and do about customers, payments, updates and messages, on both databases.
class TestConsoleCalls : public QObject, private ShopFixture
{
    Q_OBJECT

private:
    TestDatabase &database() { return shop().database(); }

    Answer ask(const char *name, const QJsonObject &args, const QString &id = {}, const char *who = "olga")
    {
        consolehub::CallRequest request;
        request.id = id.isEmpty() ? u"c-%1"_s.arg(++m_lastId) : id;
        request.call = QString::fromLatin1(name);
        request.args = args;
        request.caller = {QString::fromLatin1(who), Role::Admin, u"192.0.2.1"_s};
        return m_calls->serve(request, Deadline::in(std::chrono::seconds(60)));
    }
    // Keeps what is told, and can hold the outbox.
    static void listen(consolecalls::Orders &orders, QStringList &told)
    {
        orders.addForLeader(call::kHoldOutbox,
                            [](const QJsonObject &, const Deadline &) { return u"done"_s; });
        orders.setListener(
            [&told](const OrderResult &result) { told += u"%1: %2"_s.arg(result.changeId, result.result); });
    }
    static Deadline soon() { return Deadline::in(std::chrono::seconds(30)); }
    static QString code(const Answer &answer) { return answer.error ? answer.error->code.word() : QString(); }
    static QByteArray why(const Answer &answer)
    {
        return answer.error ? answer.error->message.toUtf8() : QByteArray("done");
    }

    CustomerOrder orderFor(TelegramId user)
    {
        CustomerOrder order;
        order.telegramId = user.value();
        order.reason = kReason;
        return order;
    }
    CustomerCard card(TelegramId user)
    {
        return fromJson<CustomerCard>(ask(call::kCard, toJson(orderFor(user))).ok);
    }
    QList<CustomerBrief> found(const QString &text)
    {
        return fromJson<CustomerHits>(ask(call::kSearch, toJson(CustomerQuery{text, 20})).ok).items;
    }
    QList<PaymentRow> waiting() { return fromJson<ReviewPage>(ask(call::kReview, {}).ok).items; }
    WaitingList waits(std::optional<qint64> endedSince = std::nullopt)
    {
        return fromJson<WaitingList>(ask(call::kWaiting, toJson(WaitingQuery{endedSince, 200})).ok);
    }
    GivenDays giveDays(qint64 days, std::optional<qint64> endedSince, const QString &id = {})
    {
        WaitingOrder order;
        order.days = days;
        order.endedSince = endedSince;
        order.reason = kReason;
        return fromJson<GivenDays>(ask(call::kGiveDays, toJson(order), id).ok);
    }
    // The VPN API answers every call that is due with this error.
    void failActivations(const QString &error, bool isOutage)
    {
        shop().write([&](db::Transaction &tx) {
            access::CallFailure failure;
            failure.text = error;
            failure.isOutage = isOutage;
            for (const auto &job : shop().activations.claimDue(tx, u"test"_s, 100))
                shop().activations.failure(tx, job, failure);
        });
    }
    // What comes after `last`, or from the newest on.
    Timeline timeline(TelegramId user, const std::optional<TimelineEntry> &last = std::nullopt,
                      int limit = 100)
    {
        TimelineQuery query;
        query.telegramId = user.value();
        query.limit = limit;
        if (last) {
            query.before = last->at;
            query.beforeKind = last->kind;
            query.beforeId = last->id;
        }
        return fromJson<Timeline>(ask(call::kTimeline, toJson(query)).ok);
    }
    static QStringList namesOf(const Timeline &told)
    {
        QStringList names;
        for (const TimelineEntry &entry : told.items)
            names += entry.kind.word() + u'/' + entry.id;
        return names;
    }
    // All of it, so many at a time.
    QStringList pagedTimeline(TelegramId user, int limit)
    {
        Timeline page = timeline(user, std::nullopt, limit);
        QStringList names = namesOf(page);
        while (page.hasMore && !page.items.isEmpty() && names.size() < 1'000) {
            page = timeline(user, page.items.last(), limit);
            names += namesOf(page);
        }
        return names;
    }
    void storeUpdate(qint64 updateId, TelegramId user)
    {
        const qint64 now = shop().clock.nowMs();
        database().exec(
            "INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at, status, handled_at) "
            "VALUES (?, 'callback_query', ?, 'user:7', ?, ?, 'done', ?)",
            updateId, user, QByteArray("{}"), now, now);
    }
    // A purchase paid with too little.
    PaymentRow underReview(TelegramId user)
    {
        billing::PaymentFact fact = Shop::factFor(shop().buy(user), u"invoice-%1"_s.arg(++m_lastId));
        fact.amountMinor -= 100;
        shop().finalize(fact);
        return waiting().value(0);
    }
    qint64 storeDead(qint64 updateId)
    {
        database().exec(
            "INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at, status, handled_at) "
            "VALUES (?, 'message', 7, 'user:7', ?, 1, 'dead', 2)",
            updateId, QByteArray(R"({"update_id":1,"message":{"text":"hello"}})"));
        return database().number("SELECT seq FROM inbox WHERE update_id = ?", updateId);
    }
    qint64 addMessage(qint64 chat, const char *status)
    {
        const outbox::Outbox outbox(shop().clock, shop().kicker);
        shop().write([&](db::Transaction &tx) {
            outbox::Message message;
            message.chat = ChatId(chat);
            message.method = u"sendMessage"_s;
            message.payload = {{u"chat_id"_s, chat}, {u"text"_s, u"Hello, Ada"_s}};
            outbox.add(tx, message);
        });
        const qint64 id = database().number("SELECT max(id) FROM outbox");
        database().exec("UPDATE outbox SET status = ? WHERE id = ?", QString::fromLatin1(status), id);
        return id;
    }

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void init()
    {
        openShop();
        m_changes = std::make_unique<consolehub::Changes>(database().database(), shop().audit);
        m_calls = std::make_unique<consolehub::CallTable>();
        m_customers = std::make_unique<consolecalls::CustomerCalls>(consolecalls::CustomerCalls::Parts{
            database().database(), shop().clock, *m_changes, shop().access, shop().activations,
            shop().notices, shop().catalog, shop().balance, shop().payments});
        m_customers->addTo(*m_calls);
        consolecalls::addUpdateCalls(*m_calls, *m_changes, database().database(), shop().clock,
                                     shop().kicker);
        consolecalls::addMessageCalls(*m_calls, *m_changes, database().database(), shop().clock,
                                      shop().kicker);
    }
    void cleanup()
    {
        m_calls.reset();
        m_customers.reset();
        m_changes.reset();
        closeShop();
    }

    void aFlagIsToldWhenItIsNotAsItWasToldLast()
    {
        QFile file(resource("flags.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        control::FeatureFlags flags(file.readAll(), shop().clock, shop().audit);
        shop().write([&](db::Transaction &tx) {
            flags.seed(tx);
            flags.refresh(tx);
        });
        QStringList told;
        consolefeed::FlagTeller teller(
            flags, [&](const char *name, const QString &subject, const QJsonObject &data) {
                QCOMPARE(name, event::kFlag);
                QCOMPARE(fromJson<FlagState>(data).key, subject);
                told.append(subject);
            });
        teller.tell();
        QCOMPARE(told.size(), teller.states().size()); // a console may have begun with what was before
        told.clear();
        teller.tell();
        QCOMPARE(told, QStringList());
        control::FeatureFlags::Change change;
        change.key = QString::fromLatin1(control::flag::kReminders);
        change.expectedVersion = 1;
        change.actor = {u"anna"_s, u"operator"_s, u"10.0.0.1"_s};
        change.reason = kReason;
        QVERIFY(shop().write([&](db::Transaction &tx) { return flags.set(tx, change); }) ==
                control::FeatureFlags::SetOutcome::Changed);
        // From the thread that saw it.
        std::thread([&] { teller.tellSoon(); }).join();
        QCOMPARE(told, QStringList());
        QTRY_COMPARE(told, QStringList(change.key));
    }

    void changesAndOrdersWaitForNoSlowSearch()
    {
        const TelegramId user = shop().newUser();
        const auto taken = takePlacesOfOperations(database());
        CustomerOrder order = orderFor(user);
        order.kopecks = 10'000;
        const Answer added = ask(call::kAdjustBalance, toJson(order));
        QVERIFY2(!added.error, why(added));
        order.kopecks = -10'001; // what a rule refuses is audited as well
        QCOMPARE(code(ask(call::kAdjustBalance, toJson(order))),
                 QString::fromLatin1(toWord(ErrorCode::Refused)));

        QStringList told;
        consolecalls::Orders orders(database().database(), shop().clock, u"here"_s, [] { return true; });
        listen(orders, told);
        orders.addCalls(*m_calls, *m_changes);
        const Answer accepted = ask(call::kHoldOutbox, toJson(Reason{kReason}), u"order-amid-searches"_s);
        QVERIFY2(!accepted.error, why(accepted));
        orders.poll(soon());
        QCOMPARE(told, QStringList{u"order-amid-searches: done"_s});
        QCOMPARE(database().number("SELECT count(*) FROM orders WHERE change_id = 'order-amid-searches' "
                                   "AND result = 'done'"),
                 1);
    }

    // By whoever carries it out at once, and by the others once they look.
    void whatBecameOfAnOrderIsToldOnceOnEachInstance()
    {
        database().exec("DELETE FROM orders");
        QStringList toldHere;
        QStringList toldThere;
        consolecalls::Orders here(database().database(), shop().clock, u"here"_s, [] { return true; });
        consolecalls::Orders there(database().database(), shop().clock, u"there"_s, [] { return false; });
        listen(here, toldHere);
        listen(there, toldThere);
        there.addCalls(*m_calls, *m_changes);
        const Answer accepted = ask(call::kHoldOutbox, toJson(Reason{kReason}), u"order-told-once"_s);
        QVERIFY2(!accepted.error, why(accepted));
        there.poll(soon()); // it does not lead
        QCOMPARE(toldThere, QStringList());
        const QStringList once{u"order-told-once: done"_s};
        here.poll(soon());
        QCOMPARE(toldHere, once);
        for (int look = 0; look < 3; ++look) {
            here.tellOfFinished(soon());
            there.tellOfFinished(soon());
            QCOMPARE(toldHere, once);
            QCOMPARE(toldThere, once);
            shop().clock.advance(2 * kSecondMs);
        }
    }

    // The claim's commit takes a while; meanwhile the connection is cut, and the answer comes to nobody.
    void anOrderIsCarriedOutThoughTheAnswerToItsClaimIsLost()
    {
        TestDatabase test(db::DatabaseUrl::Kind::Postgres);
        test.outsider("CREATE FUNCTION sleep_a_little() RETURNS trigger LANGUAGE plpgsql AS "
                      "'BEGIN PERFORM set_config(''client_connection_check_interval'', ''0'', true); "
                      "PERFORM pg_sleep(5); RETURN NULL; END'");
        test.outsider("CREATE CONSTRAINT TRIGGER sleepy AFTER UPDATE ON orders DEFERRABLE INITIALLY DEFERRED "
                      "FOR EACH ROW WHEN (NEW.result = 'begun') EXECUTE FUNCTION sleep_a_little()");
        const qint64 now = shop().clock.nowMs();
        test.exec("INSERT INTO orders (change_id, target, call, args, asked_by, created_at, expires_at) "
                  "VALUES ('lost', 'leader', ?, '{}', 'x', ?, ?)",
                  QString::fromLatin1(call::kHoldOutbox), now, now + kMinuteMs);
        TcpGate gate(test.url().port());
        db::PoolOptions options = TestDatabase::defaultOptions();
        options.connection.connectTimeout = std::chrono::seconds(1);
        db::ConnectionPool pool(test.url().withAddress(u"127.0.0.1"_s, gate.port()), options);
        db::Database gated(pool);
        QVERIFY(pool.waitUntilUp(soon()));
        QStringList told;
        consolecalls::Orders orders(gated, shop().clock, u"here"_s, [] { return true; });
        listen(orders, told);
        bool isFailed = false;
        std::thread first([&] {
            try {
                orders.poll(soon());
            } catch (const DatabaseError &) {
                isFailed = true;
            }
        });
        const auto isCommitting = [&] {
            return test.outsider("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                 "AND wait_event = 'PgSleep'")
                       .toInt() > 0;
        };
        const bool isSeen = QTest::qWaitFor(isCommitting, 30'000);
        gate.cutAll();
        first.join();
        QVERIFY(isSeen && isFailed);
        QCOMPARE(told, QStringList());
        const auto pollAgain = [&] {
            try {
                orders.poll(soon());
            } catch (const DatabaseError &) {
                // the pool is finding out
            }
            return test.number("SELECT count(*) FROM orders WHERE result = 'done'") == 1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(pollAgain(), 30'000);
        QCOMPARE(told, QStringList{u"lost: done"_s});
    }

    void aCustomerIsFoundByWhateverIsKnownOfThem()
    {
        const TelegramId ada = shop().newUser();
        database().exec("UPDATE users SET username = 'Ada_Lovelace' WHERE telegram_id = ?", ada);
        const billing::Purchase purchase = shop().buy(ada);
        database().exec("UPDATE purchases SET provider_invoice_id = 'INV77' WHERE purchase_id = ?",
                        purchase.id);
        shop().finalize(Shop::factFor(purchase, u"charge-5"_s));
        const QString uuid = shop().subscription(ada).uuid;
        shop().newUser(); // somebody else
        for (const auto &[text, by] : {std::pair(QString::number(ada.value()), "id"),
                                       {u"@ada_l"_s, "name"},
                                       {u"ADA"_s, "name"},
                                       {purchase.id.value(), "purchase"},
                                       {u"INV77"_s, "invoice"},
                                       {u"charge-5"_s, "payment"},
                                       {uuid.toUpper(), "uuid"}}) {
            const auto hits = found(text);
            QVERIFY2(hits.size() == 1, qPrintable(text));
            QCOMPARE(hits.first().telegramId, ada.value());
            QCOMPARE(hits.first().foundBy.word(), QString::fromLatin1(by));
            QCOMPARE(hits.first().status, AccessStatus::Active);
            QVERIFY(hits.first().lacksKey);
        }
        database().exec("UPDATE subscriptions SET vpn_key = 'vless://k', waiting_since = NULL, "
                        "key_owed_since = NULL, activation_status = 'active', next_activation_at = NULL");
        QVERIFY(!found(u"ADA"_s).first().lacksKey);
        for (const char *nobody : {"adb", "purchase_0", "%", "ada_lovelace_2", "", "99999999999"})
            QVERIFY2(found(QString::fromLatin1(nobody)).isEmpty(), nobody);
    }

    void theCardShowsWhatTheyHaveAndNoKey()
    {
        const TelegramId user = shop().newUser();
        shop().finalize(Shop::factFor(shop().buy(user), u"1"_s));
        shop().activate(u"vless://canary-key"_s);
        shop().credit(user, Kopecks(5000));
        const CustomerCard shown = card(user);
        QCOMPARE(shown.balanceKopecks, 5000);
        QCOMPARE(shown.ledgerKopecks, 5000);
        QVERIFY(shown.subscription && shown.subscription->hasKey);
        QCOMPARE(shown.subscription->tariff, u"basic"_s);
        QCOMPARE(shown.purchases.size(), 1);
        QCOMPARE(shown.payments.size(), 1);
        QCOMPARE(shown.ledger.size(), 1);
        QVERIFY(shown.tariffs.contains(u"plus"_s));
        QVERIFY(!QJsonDocument(toJson(shown)).toJson().contains("canary-key"));
        QCOMPARE(code(ask(call::kCard, toJson(orderFor(TelegramId(1))))),
                 QString::fromLatin1(toWord(ErrorCode::NotFound)));
    }

    void accessIsGrantedExtendedReissuedAndRevokedOnceEachWithItsAuditRow()
    {
        const TelegramId user = shop().newUser();
        CustomerOrder order = orderFor(user);
        order.tariff = u"basic"_s;
        order.days = 10;
        QCOMPARE(code(ask(call::kExtend, toJson(order))), QString::fromLatin1(toWord(ErrorCode::Refused)));
        const Answer granted = ask(call::kGrant, toJson(order), u"grant-1"_s);
        QVERIFY2(!granted.error, why(granted));
        const qint64 end = shop().subscription(user).expiresAt;
        QCOMPARE(end, shop().clock.nowMs() + 10 * kDayMs);
        QVERIFY(shop().kicker.take(Work::Activation));
        QVERIFY(!shop().notices.take(user).isEmpty());
        // The same id again changes nothing and answers the same.
        QCOMPARE(ask(call::kGrant, toJson(order), u"grant-1"_s).ok, granted.ok);
        QCOMPARE(shop().subscription(user).expiresAt, end);
        shop().activate();
        const QString uuid = shop().subscription(user).uuid;
        QVERIFY(!ask(call::kExtend, toJson(order)).error);
        QCOMPARE(shop().subscription(user).expiresAt, end + 10 * kDayMs);
        QVERIFY(!ask(call::kReissue, toJson(order)).error);
        QVERIFY(shop().subscription(user).uuid != uuid);
        QCOMPARE(shop().waitingRemovals(), QStringList{uuid});
        QVERIFY(!ask(call::kRevoke, toJson(order)).error);
        QCOMPARE(code(ask(call::kRevoke, toJson(order))), QString::fromLatin1(toWord(ErrorCode::Refused)));
        QCOMPARE(code(ask(call::kReissue, toJson(order))), QString::fromLatin1(toWord(ErrorCode::Refused)));
        QCOMPARE(database().number(
                     "SELECT count(*) FROM audit_log WHERE action LIKE 'customers.%' AND result = 'done'"),
                 4);
        QCOMPARE(database().number(
                     "SELECT count(*) FROM audit_log WHERE action LIKE 'customers.%' AND result <> 'done'"),
                 3);
        QCOMPARE(database().number(
                     "SELECT count(*) FROM audit_log WHERE change_id = 'grant-1' AND actor = 'olga' AND "
                     "address = '192.0.2.1' AND reason = 'because of a test' AND before <> after"),
                 1);
        for (const qint64 days : {0, -1, 4000}) {
            order.days = days;
            QCOMPARE(code(ask(call::kGrant, toJson(order))),
                     QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        }
        order.days = 5;
        order.tariff = u"gold"_s;
        QCOMPARE(code(ask(call::kGrant, toJson(order))), QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        order.reason = QString();
        QCOMPARE(code(ask(call::kGrant, toJson(order))), QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        QCOMPARE(code(ask(call::kGrant, toJson(orderFor(TelegramId(1))))),
                 QString::fromLatin1(toWord(ErrorCode::NotFound)));
    }

    void theBalanceIsAdjustedOnceAndNeverBelowNothing()
    {
        const TelegramId user = shop().newUser();
        CustomerOrder order = orderFor(user);
        order.kopecks = 10'000;
        QVERIFY(!ask(call::kAdjustBalance, toJson(order), u"a-1"_s).error);
        QVERIFY(!ask(call::kAdjustBalance, toJson(order), u"a-1"_s).error);
        QCOMPARE(shop().balanceOf(user), Kopecks(10'000));
        order.kopecks = -10'001;
        QCOMPARE(code(ask(call::kAdjustBalance, toJson(order))),
                 QString::fromLatin1(toWord(ErrorCode::Refused)));
        order.kopecks = 0;
        QCOMPARE(code(ask(call::kAdjustBalance, toJson(order))),
                 QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        // Eight hands take at once: none takes what is not there.
        order.kopecks = -3'000;
        std::atomic<int> taken{0};
        inParallel(8, [&](int i) {
            if (!ask(call::kAdjustBalance, toJson(order), u"take-%1"_s.arg(i)).error)
                ++taken;
        });
        QCOMPARE(taken, 3);
        QCOMPARE(shop().balanceOf(user), Kopecks(1'000));
        QVERIFY(shop().ledgerAgrees());
    }

    void aPaymentUnderReviewIsDecidedOnce()
    {
        const TelegramId user = shop().newUser();
        const PaymentRow payment = underReview(user);
        QCOMPARE(payment.telegramId, user.value());
        // Two operators decide at once.
        std::atomic<int> decided{0};
        std::atomic<int> late{0};
        inParallel(4, [&](int i) {
            const Answer answer = ask(call::kDecideReview, toJson(ReviewOrder{payment.id, true, kReason}),
                                      u"d-%1"_s.arg(i), i % 2 ? "olga" : "ivan");
            if (!answer.error)
                ++decided;
            else if (code(answer) == QLatin1String(toWord(ErrorCode::Conflict)))
                ++late;
        });
        QCOMPARE(decided, 1);
        QCOMPARE(late, 3);
        QCOMPARE(shop().subscription(user).expiresAt, shop().clock.nowMs() + 30 * kDayMs);
        QVERIFY(waiting().isEmpty());
        QCOMPARE(card(user).payments.first().status, PaymentStatus::Granted);
        QCOMPARE(card(user).purchases.first().status, PurchaseStatus::Fulfilled);
    }

    void aPaymentLeftInTheBooksLeavesTheListAndGivesNothing()
    {
        const TelegramId user = shop().newUser();
        const PaymentRow payment = underReview(user);
        const ReviewOrder order{payment.id, false, kReason};
        QVERIFY(!ask(call::kDecideReview, toJson(order)).error);
        QVERIFY(waiting().isEmpty());
        QVERIFY(!card(user).subscription);
        QCOMPARE(card(user).payments.first().status, PaymentStatus::Review);
        QCOMPARE(card(user).purchases.first().status, PurchaseStatus::Cancelled);
        QCOMPARE(code(ask(call::kDecideReview, toJson(ReviewOrder{payment.id, true, kReason}))),
                 QString::fromLatin1(toWord(ErrorCode::Conflict)));
    }

    void aSecondPaymentThatIsGrantedGoesToTheBalance()
    {
        const TelegramId user = shop().newUser();
        const billing::Purchase purchase = shop().buy(user);
        shop().finalize(Shop::factFor(purchase, u"first"_s));
        shop().finalize(Shop::factFor(purchase, u"second"_s));
        const qint64 end = shop().subscription(user).expiresAt;
        QCOMPARE(waiting().size(), 1);
        const Answer answer =
            ask(call::kDecideReview, toJson(ReviewOrder{waiting().first().id, true, kReason}));
        QVERIFY2(!answer.error, why(answer));
        // What was bought has been given: the money is the customer's to spend.
        QCOMPARE(shop().subscription(user).expiresAt, end);
        QCOMPARE(shop().balanceOf(user), purchase.price);
    }

    void activationsAreTriedAgainOneOrAll()
    {
        const TelegramId one = shop().newUser();
        const TelegramId two = shop().newUser();
        for (const TelegramId user : {one, two})
            shop().grant(user, "basic", 30);
        database().exec("UPDATE subscriptions SET activation_status = 'failed', next_activation_at = NULL");
        QVERIFY(!ask(call::kRetryActivation, toJson(orderFor(one))).error);
        QCOMPARE(database().number("SELECT count(*) FROM subscriptions WHERE next_activation_at IS NOT NULL"),
                 1);
        const Answer all = ask(call::kRetryActivations, {{u"reason"_s, kReason}});
        QCOMPARE(fromJson<BulkResult>(all.ok).done, 1);
        QCOMPARE(database().number("SELECT count(*) FROM subscriptions WHERE next_activation_at IS NOT NULL"),
                 2);
        QVERIFY(shop().kicker.take(Work::Activation));
        QCOMPARE(code(ask(call::kRetryActivation, toJson(orderFor(shop().newUser())))),
                 QString::fromLatin1(toWord(ErrorCode::Refused)));
    }

    // Attempts move what is not paid for; they do not move since when the customer waits.
    void whoPaidWaitsFromThePaymentOnWhateverIsTried()
    {
        const TelegramId user = shop().newUser();
        const billing::Purchase purchase = shop().buy(user);
        const qint64 paidAt = shop().clock.nowMs();
        shop().clock.advance(20 * kSecondMs); // until Crypto Pay tells us
        QVERIFY(waits().items.isEmpty());
        shop().finalize(Shop::factFor(purchase, u"paid-late"_s));
        QCOMPARE(waits().waiting, 1);
        shop().clock.advance(11 * kMinuteMs);
        failActivations(u"HTTP 500"_s, true);
        QVERIFY(!ask(call::kReissue, toJson(orderFor(user))).error);
        const WaitingList list = waits();
        QCOMPARE(list.items.size(), 1);
        const WaitingCustomer &customer = list.items.first();
        QCOMPARE(customer.telegramId, user.value());
        QCOMPARE(customer.since, paidAt);
        QCOMPARE(customer.paidAt, std::optional(paidAt));
        QCOMPARE(customer.amount, purchase.price.value());
        QCOMPARE(customer.currency, u"RUB"_s);
        QCOMPARE(list.owedDays, 1);
        failActivations(u"HTTP 502"_s, true);
        const WaitingCustomer tried = waits().items.value(0);
        QCOMPARE(tried.lastError, u"HTTP 502"_s);
        QVERIFY(tried.nextTryAt && *tried.nextTryAt > shop().clock.nowMs());
        QCOMPARE(tried.since, paidAt);
        shop().clock.advance(kMinuteMs);
        shop().activate();
        QVERIFY(waits().items.isEmpty());
        const WaitingList ended = waits(shop().clock.nowMs() - kHourMs);
        QCOMPARE(ended.all, 1);
        QCOMPARE(ended.waiting, 0);
        QCOMPARE(ended.items.value(0).endedAt, std::optional(shop().clock.nowMs()));
    }

    void whoHasAKeyThatWorksDoesNotWaitForOne()
    {
        const TelegramId user = shop().newUser();
        shop().grant(user, "basic", 30);
        shop().activate();
        shop().grant(user, "basic", 30); // a renewal
        failActivations(u"HTTP 503"_s, true);
        shop().clock.advance(2 * kMinuteMs);
        QVERIFY(waits().items.isEmpty());
        QCOMPARE(waits().waiting, 0);
        shop().activate();
        QCOMPARE(waits(shop().clock.nowMs() - kHourMs).all, 0);
        // Until it is over while the next is still to come.
        shop().grant(user, "basic", 30);
        failActivations(u"HTTP 503"_s, true);
        const qint64 end = shop().subscription(user).vpnExpiresAt.value();
        shop().clock.advance(end - shop().clock.nowMs() - 1);
        QCOMPARE(waits().waiting, 0);
        shop().clock.advance(2 * kMinuteMs);
        QCOMPARE(waits().waiting, 1);
        QCOMPARE(waits().since, std::optional(end));
        QCOMPARE(waits().items.value(0).since, end);
        shop().activate();
        QCOMPARE(waits(end).all, 1); // who has waited
        QCOMPARE(waits(end).waiting, 0);
    }

    void theListCostsTheSameHoweverManyWaitAndSaysHowManyThereAre()
    {
        const qint64 first = shop().clock.nowMs();
        for (int i = 0; i < 6; ++i) {
            const TelegramId user = shop().newUser();
            shop().finalize(Shop::factFor(shop().buy(user), u"wait-%1"_s.arg(i)));
            shop().clock.advance(kSecondMs);
        }
        const auto statements = [this] {
            const std::vector<db::StatementTimes::Times> all =
                database().pool().statementTimes().slowest(db::StatementTimes::kMostTexts);
            return std::accumulate(all.begin(), all.end(), qint64(0), [](qint64 sum, const auto &each) {
                return each.sql.contains("subscriptions") || each.sql.contains("payments") ? sum + each.count
                                                                                           : sum;
            });
        };
        const qint64 before = statements();
        const WaitingList list = waits();
        QCOMPARE(statements() - before, 2);
        QCOMPARE(list.items.size(), 6);
        QCOMPARE(list.items.value(5).currency, u"RUB"_s);
        const auto page = fromJson<WaitingList>(ask(call::kWaiting, toJson(WaitingQuery{{}, 2})).ok);
        QCOMPARE(page.items.size(), 2);
        QCOMPARE(page.items.value(0).since, first);
        QCOMPARE(page.all, 6);
        QCOMPARE(page.waiting, 6);
        QCOMPARE(page.since, std::optional(first));
    }

    // Whoever locks several rows locks them in one order, or two of them wait for each other.
    void thoseWhoAreRetriedAreLockedByUser()
    {
        QFETCH_GLOBAL(TestDatabase::Kind, kind);
        if (kind == TestDatabase::Kind::Sqlite)
            QSKIP("one writer locks it all");
        const TelegramId low = shop().newUser();
        const TelegramId high = shop().newUser();
        QVERIFY(low < high);
        shop().grant(high, "basic", 30); // it comes first by every other order
        shop().clock.advance(kSecondMs);
        shop().grant(low, "basic", 30);
        RowLock lock(database(), "SELECT 1 FROM subscriptions WHERE telegram_id = "
                                 "(SELECT max(telegram_id) FROM subscriptions) FOR UPDATE");
        lock.begin();
        QVERIFY(lock.isHeld());
        WaitingOrder order;
        order.all = true;
        order.reason = kReason;
        Aside retry([&] { return ask(call::kRetryWaiting, toJson(order), u"retry-1"_s); });
        const auto told = [this](const QByteArray &sql) { return database().outsider(sql); };
        QTRY_COMPARE_WITH_TIMEOUT(told("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                                       "AND datname = current_database()"),
                                  QByteArray("1"), 20'000);
        // It has the lower one, and waits for the higher.
        QCOMPARE(told("SELECT count(*) FROM (SELECT 1 FROM subscriptions WHERE telegram_id = " +
                      QByteArray::number(low.value()) + " FOR UPDATE SKIP LOCKED) AS free"),
                 QByteArray("0"));
        lock.release();
        QCOMPARE(fromJson<BulkResult>(retry.get().ok).done, 2);
    }

    void daysThatCouldNotBeGivenAreOwedStill()
    {
        const TelegramId user = shop().newUser();
        shop().grant(user, "basic", 30);
        const qint64 end = shop().subscription(user).expiresAt;
        shop().clock.advance(2 * kMinuteMs);
        // By hand: access that waits and has no time left takes no days.
        database().exec("UPDATE subscriptions SET expires_at = waiting_since WHERE telegram_id = ?", user);
        QCOMPARE(waits().owedDays, 1);
        QCOMPARE(giveDays(3, std::nullopt).done, 0);
        QCOMPARE(waits().owedDays, 1);
        database().exec("UPDATE subscriptions SET expires_at = ? WHERE telegram_id = ?", end, user);
        QCOMPARE(giveDays(3, std::nullopt).done, 1);
        QCOMPARE(waits().owedDays, 0);
    }

    void thoseWhoWaitAreRetriedTheChosenOnesOrAll()
    {
        const TelegramId one = shop().newUser();
        const TelegramId two = shop().newUser();
        const TelegramId trial = shop().newUser();
        for (const TelegramId user : {one, two})
            shop().grant(user, "basic", 30);
        shop().write([&](db::Transaction &tx) { shop().access.grantTrial(tx, trial); });
        failActivations(u"HTTP 503"_s, true);
        database().exec("UPDATE subscriptions SET activation_status = 'failed', next_activation_at = NULL "
                        "WHERE telegram_id = ?",
                        two);
        const auto due = [&] {
            return database().number("SELECT count(*) FROM subscriptions WHERE next_activation_at <= ?",
                                     shop().clock.nowMs());
        };
        QCOMPARE(due(), 0);
        (void)shop().kicker.take(Work::Activation);
        WaitingOrder order;
        order.ids = {two.value(), 424242};
        order.reason = kReason;
        const auto chosen = fromJson<BulkResult>(ask(call::kRetryWaiting, toJson(order)).ok);
        QCOMPARE(chosen.done, 1);
        QCOMPARE(chosen.skipped, QList<qint64>{424242});
        QCOMPARE(due(), 1);
        QVERIFY(shop().kicker.take(Work::Activation));
        order.ids.clear();
        QCOMPARE(code(ask(call::kRetryWaiting, toJson(order))),
                 QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        order.all = true;
        const auto all = fromJson<BulkResult>(ask(call::kRetryWaiting, toJson(order)).ok);
        QCOMPARE(all.done, 2);
        QCOMPARE(due(), 2); // a trial waits for its turn
        QVERIFY(shop().kicker.take(Work::Activation));
        QCOMPARE(database().number("SELECT count(*) FROM audit_log WHERE action = 'waiting.retry' AND "
                                   "subject = 'waiting' AND result = 'done'"),
                 2);
    }

    void daysAreGivenToAllWhoWaitedOnceForEachWait()
    {
        const TelegramId served = shop().newUser(), quick = shop().newUser(), unserved = shop().newUser(),
                         trial = shop().newUser();
        shop().grant(served, "basic", 30);
        shop().clock.advance(5 * kMinuteMs);
        shop().activate();
        shop().grant(quick, "basic", 30);
        shop().clock.advance(2 * kSecondMs);
        shop().activate();
        shop().grant(unserved, "plus", 90);
        shop().write([&](db::Transaction &tx) { shop().access.grantTrial(tx, trial); });
        shop().clock.advance(2 * kMinuteMs);
        const qint64 hourAgo = shop().clock.nowMs() - kHourMs;
        QCOMPARE(waits().owedDays, 1);
        QCOMPARE(waits(hourAgo).owedDays, 2);
        QCOMPARE(waits(hourAgo).items.size(), 2);
        const qint64 end = shop().subscription(served).expiresAt;
        const qint64 endOfQuick = shop().subscription(quick).expiresAt;
        const qint64 endOfWaiting = shop().subscription(unserved).endsAt(shop().clock.nowMs());
        for (const TelegramId user : {served, quick, unserved})
            (void)shop().notices.take(user);

        const GivenDays given = giveDays(3, hourAgo, u"sorry-1"_s);
        QCOMPARE(given.done, 2);
        QCOMPARE(given.left, 0);
        QCOMPARE(giveDays(3, hourAgo, u"sorry-1"_s).done, 2); // the same change
        QCOMPARE(giveDays(3, hourAgo).done, 0);               // another for the same waits
        QCOMPARE(shop().subscription(served).expiresAt, end + 3 * kDayMs);
        QCOMPARE(shop().subscription(quick).expiresAt, endOfQuick);
        const access::Subscription after = shop().subscription(unserved);
        QCOMPARE(after.endsAt(shop().clock.nowMs()), endOfWaiting + 3 * kDayMs);
        QCOMPARE(after.source, access::AccessSource::Payment);
        QCOMPARE(after.periodDays, 90); // what a renewal buys
        QCOMPARE(shop().notices.take(served).size(), 1);
        QVERIFY(shop().notices.take(quick).isEmpty());
        QVERIFY(waits(hourAgo).items.first().daysGivenAt.has_value());
        QCOMPARE(database().number("SELECT count(*) FROM audit_log WHERE action = 'access.add_days' AND "
                                   "actor = 'olga' AND reason = 'because of a test'"),
                 2);
        for (const qint64 days : {0, -1, 366}) {
            WaitingOrder order;
            order.days = days;
            order.reason = kReason;
            QCOMPARE(code(ask(call::kGiveDays, toJson(order))),
                     QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        }
        // A wait of its own is owed days of its own.
        shop().activate();
        shop().clock.advance(kSecondMs);
        QVERIFY(!ask(call::kReissue, toJson(orderFor(served))).error);
        shop().clock.advance(3 * kMinuteMs);
        QCOMPARE(giveDays(1, std::nullopt).done, 1);
    }

    void operatorsWhoGiveDaysAtOnceGiveThemOnce()
    {
        QList<TelegramId> users;
        for (int i = 0; i < 5; ++i) {
            users.append(shop().newUser());
            shop().grant(users.last(), "basic", 30);
        }
        shop().clock.advance(2 * kMinuteMs);
        std::atomic<qint64> done{0};
        inParallel(4, [&](int i) { done += giveDays(2, std::nullopt, u"g-%1"_s.arg(i)).done; });
        QCOMPARE(done.load(), 5);
        for (const TelegramId user : std::as_const(users))
            QCOMPARE(shop().subscription(user).endsAt(shop().clock.nowMs()),
                     shop().clock.nowMs() + 32 * kDayMs);
    }

    void theTimelineTellsEverythingInItsOrder()
    {
        database().exec("DELETE FROM outbox");
        database().exec("DELETE FROM inbox");
        const TelegramId user = shop().newUser();
        storeUpdate(1, user);
        shop().clock.advance(kSecondMs);
        const billing::Purchase purchase = shop().buy(user);
        shop().clock.advance(kSecondMs);
        shop().finalize(Shop::factFor(purchase, u"timeline-1"_s));
        shop().clock.advance(5 * kMinuteMs);
        shop().activate();
        shop().clock.advance(kSecondMs);
        addMessage(user.value(), "sent");
        shop().clock.advance(kSecondMs);
        CustomerOrder block = orderFor(user);
        block.blocked = true;
        QVERIFY(!ask(call::kBlock, toJson(block)).error);
        storeUpdate(2, TelegramId(user.value() + 1)); // somebody else's
        const Timeline told = timeline(user);
        QVERIFY(!told.hasMore);
        QStringList kinds;
        for (const TimelineEntry &entry : told.items)
            kinds += entry.kind.word() + u' ' + entry.state;
        QCOMPARE(kinds, (QStringList{u"action done"_s, u"message sent"_s, u"key key_came_late"_s,
                                     u"payment granted"_s, u"purchase fulfilled"_s, u"update done"_s}));
        QCOMPARE(told.items.first().who, u"olga"_s);
        QCOMPARE(told.items.first().text, kReason);
        QCOMPARE(told.items.at(3).amount, purchase.price.value());
        const qint64 seq = database().number("SELECT seq FROM inbox WHERE update_id = 1");
        QCOMPARE(told.items.last().correlationId, u"update-%1"_s.arg(seq));
        QVERIFY(timeline(TelegramId(1)).items.isEmpty());
    }

    void theTimelineTellsWhatWasWrittenToTheStaff()
    {
        database().exec("DELETE FROM outbox");
        database().exec("DELETE FROM inbox");
        const TelegramId user = shop().newUser();
        shop().write([&](db::Transaction &tx) {
            namespace threads = helpdesk::threads;
            threads::ensure(tx, user, shop().clock.nowMs());
            helpdesk::ThreadMessage message;
            message.user = user;
            message.number = 1;
            message.content = u"text"_s;
            message.body = u"It is slow"_s;
            message.createdAt = shop().clock.nowMs();
            threads::add(tx, message);
            message.number = 2;
            message.isStaffs = true;
            message.author = u"Boris"_s;
            message.content = u"photo"_s;
            message.body.clear();
            message.state = helpdesk::MessageState::Failed;
            ++message.createdAt;
            threads::add(tx, message);
        });
        const Timeline told = timeline(user);
        QCOMPARE(told.items.size(), 2);
        QVERIFY(told.items.first().kind == TimelineKind::Support);
        QCOMPARE(told.items.first().what + u' ' + told.items.first().state, u"support_answer failed"_s);
        QCOMPARE(told.items.first().who + u' ' + told.items.first().text, u"Boris photo"_s);
        QCOMPARE(told.items.last().what + u' ' + told.items.last().state, u"support_question pending"_s);
        QCOMPARE(told.items.last().text, u"It is slow"_s);
    }

    void pagesOfTheTimelineLeaveNothingOut()
    {
        database().exec("DELETE FROM outbox");
        database().exec("DELETE FROM inbox");
        const TelegramId user = shop().newUser();
        for (int i = 1; i <= 7; ++i) {
            addMessage(user.value(), "sent");
            shop().clock.advance(kSecondMs);
            if (i % 3 == 0)
                storeUpdate(i, user);
            shop().clock.advance(kSecondMs);
        }
        const QStringList all = namesOf(timeline(user));
        QCOMPARE(all.size(), 9);
        QCOMPARE(pagedTimeline(user, 3), all);
    }

    void pagesOfTheTimelineMayEndWithinAMoment()
    {
        database().exec("DELETE FROM outbox");
        database().exec("DELETE FROM inbox");
        const TelegramId user = shop().newUser();
        for (int i = 1; i <= 5; ++i) {
            addMessage(user.value(), "sent");
            storeUpdate(i, user);
            shop().finalize(Shop::factFor(shop().buy(user), u"at-once-%1"_s.arg(i)));
        }
        QStringList all = namesOf(timeline(user));
        QVERIFY(all.size() >= 20); // with its purchases and payments, all of one moment
        for (const int limit : {1, 2, 3, 7})
            QCOMPARE(pagedTimeline(user, limit), all);
        all.removeDuplicates();
        QCOMPARE(namesOf(timeline(user)), all);
    }

    // However much was bought since: they were looked for beside the newest twenty alone.
    void whatWasDoneAboutMoneyLongAgoIsInTheTimeline()
    {
        const TelegramId user = shop().newUser();
        PaymentRow first = underReview(user);
        QVERIFY(first.id > 0);
        ReviewOrder order;
        order.paymentId = first.id;
        order.reason = kReason;
        QVERIFY(!ask(call::kDecideReview, toJson(order)).error);
        for (int i = 0; i < 30; ++i) {
            shop().clock.advance(kSecondMs);
            shop().finalize(Shop::factFor(shop().buy(user), u"later-%1"_s.arg(i)));
        }
        const qint64 decided =
            database().number("SELECT max(id) FROM audit_log WHERE actor = 'olga' AND subject LIKE 'p%'");
        const QString action = u"action/%1"_s.arg(decided);
        QVERIFY(pagedTimeline(user, 10).contains(action));
        QVERIFY(namesOf(timeline(user, std::nullopt, 200)).contains(action));
        QVERIFY(!pagedTimeline(shop().newUser(), 10).contains(action));
    }

    // The row is of whoever keeps the key of the change; the flags themselves write none beside it.
    void aFlagThatIsSetLeavesOneRowHoweverItEnds()
    {
        QFile file(resource("flags.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        control::FeatureFlags flags(file.readAll(), shop().clock, shop().audit);
        const consolehub::AuditTrail trail(database().database());
        consolecalls::addFlagCalls(*m_calls, *m_changes, trail, flags);
        shop().write([&](db::Transaction &tx) { flags.seed(tx); });
        const FlagOrder order{u"payments"_s, false, 1, kReason};
        const QString id = u"flag-1"_s;
        const Answer done = ask(call::kSetFlag, toJson(order), id);
        QVERIFY2(!done.error, why(done));
        QCOMPARE(ask(call::kSetFlag, toJson(order), id).ok, done.ok);
        QCOMPARE(code(ask(call::kSetFlag, toJson(order))), QString::fromLatin1(toWord(ErrorCode::Conflict)));
        const FlagOrder nobodys{u"nobodys"_s, false, 1, kReason};
        QCOMPARE(code(ask(call::kSetFlag, toJson(nobodys))),
                 QString::fromLatin1(toWord(ErrorCode::NotFound)));
        const FlagOrder back{u"payments"_s, false, 2, kReason};
        const Answer undone = ask(call::kRollBackFlag, toJson(back));
        QVERIFY2(!undone.error, why(undone));
        QStringList rows;
        for (const db::Row &row : database().query(
                 "SELECT action, subject, coalesce(before, '-'), coalesce(after, '-'), result FROM audit_log "
                 "ORDER BY id"))
            rows += QStringList{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)}.join(u' ');
        QCOMPARE(rows, QStringList({u"flags.set flag:payments on off done"_s,
                                    u"flags.set flag:payments - - Somebody changed payments "
                                    "meanwhile: look, then try again."_s,
                                    u"flags.set flag:nobodys - - There is no flag nobodys."_s,
                                    u"flags.rollback flag:payments off on done"_s}));
    }

    void deadLettersAreReadRetriedAndDiscarded()
    {
        database().exec("DELETE FROM inbox");
        const qint64 one = storeDead(1), two = storeDead(2), three = storeDead(3);
        const auto page =
            fromJson<DeadLetterPage>(ask(call::kDeadLetters, toJson(UpdateQuery{std::nullopt, 2})).ok);
        QCOMPARE(page.items.size(), 2);
        QVERIFY(page.hasMore);
        QCOMPARE(page.items.first().seq, three);
        const auto letter =
            fromJson<protocol::DeadLetter>(ask(call::kInspect, toJson(UpdateOrder{{one}, {}})).ok);
        QVERIFY(letter.body.contains("hello"_L1));
        const auto retried =
            fromJson<BulkResult>(ask(call::kRetryUpdates, toJson(UpdateOrder{{one, 424242}, kReason})).ok);
        QCOMPARE(retried.done, 1);
        QCOMPARE(retried.skipped, QList<qint64>{424242});
        QVERIFY(shop().kicker.take(Work::Inbox));
        QVERIFY(!ask(call::kDiscardUpdates, toJson(UpdateOrder{{two}, kReason})).error);
        QCOMPARE(database().number(
                     "SELECT count(*) FROM inbox WHERE seq = ? AND status = 'done' AND last_error LIKE "
                     "'%because of a test%'",
                     two),
                 1);
        QCOMPARE(code(ask(call::kInspect, toJson(UpdateOrder{{two}, {}}))),
                 QString::fromLatin1(toWord(ErrorCode::NotFound)));
        QCOMPARE(code(ask(call::kRetryUpdates, toJson(UpdateOrder{{}, kReason}))),
                 QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        const auto lanes =
            fromJson<LanePage>(ask(call::kLanes, toJson(UpdateQuery{std::nullopt, 10})).ok).items;
        QCOMPARE(lanes.size(), 1);
        QCOMPARE(lanes.first().lane, u"user:7"_s);
        QCOMPARE(lanes.first().headSeq, one);
    }

    void deadLettersAreFilteredByTextAndTime()
    {
        database().exec("DELETE FROM inbox");
        const qint64 one = storeDead(1), two = storeDead(2);
        database().exec(
            "UPDATE inbox SET last_error = 'the 100%_PANEL! is away', received_at = 500 WHERE seq = ?", two);
        UpdateQuery query;
        const auto seqs = [&] {
            QList<qint64> all;
            const auto page = fromJson<DeadLetterPage>(ask(call::kDeadLetters, toJson(query)).ok);
            for (const protocol::DeadLetter &letter : page.items)
                all.append(letter.seq);
            return all;
        };
        QCOMPARE(seqs(), QList<qint64>({two, one}));
        query.text = u"100%_panel!"_s;
        QCOMPARE(seqs(), QList<qint64>{two});
        query.text = u"user:_"_s; // no pattern: what was typed stands for itself
        QCOMPARE(seqs(), QList<qint64>());
        query.text.clear();
        query.to = 499;
        QCOMPARE(seqs(), QList<qint64>{one});
        query = {};
        query.from = 500;
        QCOMPARE(seqs(), QList<qint64>{two});
    }

    void messagesAreFilteredByTextAndTime()
    {
        database().exec("DELETE FROM outbox");
        const qint64 early = addMessage(7, "failed");
        const qint64 late = addMessage(8, "sent");
        database().exec("UPDATE outbox SET created_at = 100, last_error = 'Bot was BLOCKED' WHERE id = ?",
                        early);
        database().exec("UPDATE outbox SET created_at = 200 WHERE id = ?", late);
        const auto ids = [&](MessageQuery query) {
            // All of them, of a state, of a chat: each is another statement.
            QList<qint64> all;
            for (const OutboxMessage &message :
                 fromJson<MessagePage>(ask(call::kMessages, toJson(query)).ok).items)
                all.append(message.id);
            return all;
        };
        MessageQuery query;
        query.text = u"blocked"_s;
        QCOMPARE(ids(query), QList<qint64>{early});
        query.state = MessageState::Failed;
        QCOMPARE(ids(query), QList<qint64>{early});
        query.from = 101;
        QCOMPARE(ids(query), QList<qint64>());
        query = {};
        query.from = 101;
        QCOMPARE(ids(query), QList<qint64>{late});
        query = {};
        query.to = 150;
        QCOMPARE(ids(query), QList<qint64>{early});
        query.chatId = 8;
        QCOMPARE(ids(query), QList<qint64>());
        query.chatId = 7;
        query.text = u"nothing of the kind"_s;
        QCOMPARE(ids(query), QList<qint64>());
    }

    void messagesAreListedTriedAgainOnceAndDropped()
    {
        database().exec("DELETE FROM outbox");
        const qint64 failed = addMessage(7, "failed");
        const qint64 pending = addMessage(7, "pending");
        addMessage(8, "sent");
        MessageQuery query;
        const auto list = [&] { return fromJson<MessagePage>(ask(call::kMessages, toJson(query)).ok).items; };
        QCOMPARE(list().size(), 3);
        QCOMPARE(list().last().text, u"Hello, Ada"_s);
        query.state = MessageState::Failed;
        QCOMPARE(list().size(), 1);
        query = {};
        query.chatId = 7;
        query.messageClass = MessageClass::Transactional;
        QCOMPARE(list().size(), 2);
        const auto counts = fromJson<MessageCounts>(ask(call::kMessageCounts, {}).ok).items;
        QCOMPARE(counts.size(), 2);
        database().exec("UPDATE outbox SET keep_for_return = 1, finished_at = 1 WHERE id = ?", failed);
        const MessageOrder again{{failed}, kReason};
        const auto retried = fromJson<BulkResult>(ask(call::kRetryMessages, toJson(again)).ok);
        QCOMPARE(retried.done, 1);
        QVERIFY(shop().kicker.take(Work::Outbox));
        QVERIFY(ask(call::kRetryMessages, toJson(again)).error);
        QCOMPARE(
            database().number(
                "SELECT count(*) FROM outbox WHERE chat_id = 7 AND status = 'pending' AND id > ?", pending),
            1);
        // The old one is no longer kept for its customer, but for a while from now on.
        QCOMPARE(database().number("SELECT finished_at FROM outbox WHERE id = ?", failed),
                 shop().clock.nowMs());
        // Still about a key, if it was.
        QCOMPARE(
            database().number("SELECT keep_for_return FROM outbox WHERE chat_id = 7 AND id > ?", pending), 1);
        database().exec("UPDATE outbox SET lease_until = ? WHERE id = ?", shop().clock.nowMs() + 1'000,
                        pending);
        const MessageOrder drop{{pending}, kReason};
        QCOMPARE(fromJson<BulkResult>(ask(call::kDropMessages, toJson(drop)).ok).skipped,
                 QList<qint64>{pending});
        shop().clock.advance(2'000);
        QCOMPARE(fromJson<BulkResult>(ask(call::kDropMessages, toJson(drop)).ok).done, 1);
        QCOMPARE(
            database().number("SELECT count(*) FROM outbox WHERE id = ? AND status = 'dropped'", pending), 1);
    }

    // As the customer reads it: tags are Telegram's.
    void aMessageIsToldWithoutItsMarkupAndInFullWhereItIsAskedFor()
    {
        database().exec("DELETE FROM outbox");
        const qint64 id = addMessage(7, "sent");
        const auto say = [&](const QString &text, const QString &mode) {
            const QJsonObject payload{{u"chat_id"_s, 7}, {u"text"_s, text}, {u"parse_mode"_s, mode}};
            database().exec("UPDATE outbox SET payload = ? WHERE id = ?",
                            QJsonDocument(payload).toJson(QJsonDocument::Compact), id);
        };
        MessageQuery query;
        const auto told = [&] {
            return fromJson<MessagePage>(ask(call::kMessages, toJson(query)).ok).items.value(0).text;
        };
        say(u"<b>Basic</b> for <a href=\"https://x\">A &amp; B</a>: 1 &lt; 2"_s, u"HTML"_s);
        QCOMPARE(told(), u"Basic for A & B: 1 < 2"_s);
        say(u"1 <b 2"_s, QString());
        QCOMPARE(told(), u"1 <b 2"_s);
        say(u"<i>"_s + QString(1'000, u'x') + u"</i>"_s, u"HTML"_s);
        QCOMPARE(told(), QString(200, u'x'));
        query.wholeId = id;
        query.chatId = 7;
        QCOMPARE(told(), QString(1'000, u'x'));
        query.chatId = 8; // who reads of whom is audited by the chat
        QCOMPARE(told(), QString());
    }

    void aBroadcastIsMadeStartedAndStoppedOnceAndRefusedWithItsReason()
    {
        database().exec("DELETE FROM broadcasts");
        database().exec("DELETE FROM outbox");
        const TelegramId user = shop().newUser();
        const outbox::Outbox outbox(shop().clock, shop().kicker);
        const broadcasts::Broadcasts all(shop().clock, outbox, shop().catalog,
                                         [](const QString &tariff) { return tariff; });
        consolecalls::addBroadcastCalls(*m_calls, *m_changes, database().database(),
                                        {all, shop().catalog, {u"en"_s}, {user.value()}});
        BroadcastDraft draft;
        draft.title = u"News"_s;
        draft.reason = kReason;
        QCOMPARE(code(ask(call::kCreateBroadcast, toJson(draft))),
                 QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        draft.content.texts = {BroadcastText{u"en"_s, u"Hello"_s}};
        const QString id = u"broadcast-1"_s;
        const Answer made = ask(call::kCreateBroadcast, toJson(draft), id);
        QVERIFY2(!made.error, why(made));
        QCOMPARE(ask(call::kCreateBroadcast, toJson(draft), id).ok, made.ok);
        QCOMPARE(database().number("SELECT count(*) FROM broadcasts"), 1);
        const auto counted = fromJson<BroadcastCount>(ask(call::kCountBroadcast, toJson(draft.audience)).ok);
        QCOMPARE(counted.customers,
                 database().number("SELECT count(*) FROM users WHERE is_reachable = 1 AND is_blocked = 0 "
                                   "AND created_at <= ?",
                                   shop().clock.nowMs()));
        BroadcastOrder order;
        order.id = fromJson<BroadcastRow>(made.ok).id;
        order.reason = kReason;
        order.to = user.value() + 1; // no administrator
        QCOMPARE(code(ask(call::kPreviewBroadcast, toJson(order))),
                 QString::fromLatin1(toWord(ErrorCode::Refused)));
        QCOMPARE(database().number("SELECT count(*) FROM outbox"), 0);
        order.to = user.value();
        QVERIFY(!ask(call::kPreviewBroadcast, toJson(order)).error);
        QCOMPARE(database().number("SELECT count(*) FROM outbox"), 1);
        for (const char *step :
             {call::kStartBroadcast, call::kPauseBroadcast, call::kResumeBroadcast, call::kStopBroadcast}) {
            const Answer done = ask(step, toJson(order));
            QVERIFY2(!done.error, why(done));
            QCOMPARE(code(ask(step, toJson(order))), QString::fromLatin1(toWord(ErrorCode::Refused)));
        }
        const auto page = fromJson<BroadcastPage>(ask(call::kBroadcasts, {}).ok);
        QCOMPARE(page.items.size(), 1);
        QCOMPARE(page.items.first().status, Choice(BroadcastStatus::Stopped));
        QCOMPARE(page.tariffs.first(), u"basic"_s);
        QStringList rows;
        for (const db::Row &row :
             database().query("SELECT action, coalesce(before, '-'), coalesce(after, '-'), "
                              "CASE result WHEN 'done' THEN 1 ELSE 0 END FROM audit_log "
                              "WHERE subject = ? AND reason = ? ORDER BY id",
                              u"broadcast:%1"_s.arg(order.id), kReason))
            rows += QStringList{row.text(0), row.text(1), row.text(2), row.boolean(3) ? u"+"_s : u"-"_s}.join(
                u' ');
        QCOMPARE(rows, (QStringList{u"broadcasts.create - News: all +"_s, u"broadcasts.preview - - -"_s,
                                    u"broadcasts.preview draft draft +"_s,
                                    u"broadcasts.start draft scheduled +"_s, u"broadcasts.start - - -"_s,
                                    u"broadcasts.pause scheduled paused +"_s, u"broadcasts.pause - - -"_s,
                                    u"broadcasts.resume paused scheduled +"_s, u"broadcasts.resume - - -"_s,
                                    u"broadcasts.stop scheduled stopped +"_s, u"broadcasts.stop - - -"_s}));
        order.id = 424'242;
        QCOMPARE(code(ask(call::kStopBroadcast, toJson(order))),
                 QString::fromLatin1(toWord(ErrorCode::NotFound)));
    }

    // For other replicas and the next process. The version before writes the text alone.
    void anAlertHasItsSentenceInItsRow()
    {
        const Sentence said(SentenceId::WorkerFailing, u"renewals"_s, 3, Sentence(SentenceId::DidNotReturn));
        ops::AlertBook here(database().database(), shop().clock, u"here"_s);
        here.note({u"worker_failing:renewals"_s, Severity::Warning, said, {}});
        here.sync(soon());
        ops::AlertBook there(database().database(), shop().clock, u"there"_s);
        there.sync(soon());
        QCOMPARE(there.entries().size(), size_t(1));
        QCOMPARE(there.entries().front().alert.text.json(), said.json());
        database().exec("UPDATE alerts SET text = 'renewals does well'");
        there.sync(soon());
        QCOMPARE(there.entries().front().alert.text.english(), u"renewals does well"_s);
        QVERIFY(!there.entries().front().alert.text.id());
    }

    void theMarkOfAFlagIsASentence()
    {
        const qint64 now = shop().clock.nowMs();
        for (const char *value : {"on", "off"}) {
            shop().write([&](db::Transaction &tx) {
                shop().audit.record(tx, {{u"bob"_s, u"admin"_s, QString()},
                                         u"flags.set"_s,
                                         u"flag:payments"_s,
                                         std::nullopt,
                                         QString::fromLatin1(value),
                                         kReason,
                                         u"done"_s,
                                         QString()});
            });
        }
        consolecalls::SeriesStore series;
        consolecalls::SeriesArchive archive(database().database(), shop().clock, series, QString());
        archive.addCalls(*m_calls);
        const Answer answer = ask(call::kSeries, {{u"from"_s, now - kSecondMs}, {u"to"_s, now + kSecondMs}});
        QVERIFY2(!answer.error, why(answer));
        const auto page = fromJson<SeriesPage>(answer.ok);
        std::vector<std::optional<SentenceId>> said;
        QStringList texts;
        for (const SeriesMark &mark : page.marks) {
            if (mark.kind != MarkKind::Flag)
                continue;
            said.push_back(mark.sentence.id());
            texts << mark.text;
        }
        texts.sort();
        QCOMPARE(texts, (QStringList{u"payments off by bob"_s, u"payments on by bob"_s}));
        QVERIFY(std::find(said.begin(), said.end(), SentenceId::FlagTurnedOn) != said.end());
        QVERIFY(std::find(said.begin(), said.end(), SentenceId::FlagTurnedOff) != said.end());
    }

    // Of operators, and what memory has; a customer's id stands in the audit alone. What a row keeps is read
    // back by another process.
    void marksAreOfOneSourceAndReadBack()
    {
        const qint64 now = shop().clock.nowMs();
        const auto did = [&](const QString &action, const QString &subject, const QString &role) {
            shop().write([&](db::Transaction &tx) {
                shop().audit.record(tx, {{u"bob"_s, role, QString()},
                                         action,
                                         subject,
                                         std::nullopt,
                                         std::nullopt,
                                         kReason,
                                         u"done"_s,
                                         QString()});
            });
        };
        did(u"workers.pause"_s, u"worker:reminders"_s, u"operator"_s);
        did(u"access.expire"_s, u"user:424242"_s, u"admin"_s);
        did(u"access.expire"_s, u"user:424243"_s, u"system"_s);
        consolecalls::SeriesStore series;
        series.add({now, {{QString::fromLatin1(numbers::kPoolUsed.id), 7}}});
        series.addMark({now, MarkKind::Breaker, u"vpn_api: calls fail"_s});
        consolecalls::SeriesArchive archive(database().database(), shop().clock, series, u"one"_s);
        archive.writeRow(true, Deadline::in(std::chrono::seconds(30)));
        consolecalls::SeriesStore empty;
        consolecalls::SeriesArchive other(database().database(), shop().clock, empty, u"two"_s);
        other.setMarks([now] {
            return QList<SeriesMark>{{now, MarkKind::Alert, u"keys are late"_s},
                                     {now - kDayMs, MarkKind::Alert, u"long ago"_s}};
        });
        other.addCalls(*m_calls);
        const Answer answer = ask(call::kSeries, {{u"from"_s, now - kSecondMs}, {u"to"_s, now + kSecondMs}});
        QVERIFY2(!answer.error, why(answer));
        QStringList texts;
        const QList<SeriesMark> marks = fromJson<SeriesPage>(answer.ok).marks;
        for (const SeriesMark &mark : marks)
            texts << mark.text;
        for (const QString &text : {u"bob did access.expire"_s, u"bob did workers.pause (worker:reminders)"_s,
                                    u"keys are late"_s, u"vpn_api: calls fail"_s})
            QCOMPARE(texts.count(text), 1);
        QVERIFY(!texts.contains(u"long ago"_s));
        QVERIFY2(!texts.join(u' ').contains(u"42424"_s), qPrintable(texts.join(u' ')));
    }

    // Numbers at the ends of what can be said and held, in every field that is one. The sum of two, or the
    // absolute value of one, need not be a number: under UndefinedBehaviorSanitizer that ends the test.
    void numbersOfAnySizeAreAnsweredByEveryCall()
    {
        using Number = std::numeric_limits<qint64>;
        const TelegramId user = shop().newUser();
        consolecalls::SeriesStore series;
        series.add({shop().clock.nowMs(), {{u"cpu_percent"_s, 7}}});
        consolecalls::SeriesArchive archive(database().database(), shop().clock, series, QString());
        const consolehub::AuditTrail trail(database().database());
        control::Operators operators(shop().clock);
        ops::AlertBook book(database().database(), shop().clock, u"here"_s);
        consolecalls::AlertFeed alerts(book, shop().clock,
                                       [](const char *, const QString &, const QJsonObject &) {});
        QFile file(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/flags.json"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        control::FeatureFlags flags(file.readAll(), shop().clock, shop().audit);
        archive.addCalls(*m_calls);
        alerts.addCalls(*m_calls, *m_changes);
        consolehub::addAuditCalls(*m_calls, trail);
        consolehub::addLogCalls(*m_calls, log::ring(), log::archive());
        consolehub::addOperatorCalls(*m_calls, operators, *m_changes, database().database());
        consolecalls::addFlagCalls(*m_calls, *m_changes, trail, flags);
        consolecalls::addDatabaseCalls(*m_calls, *m_changes, database().database());
        consolecalls::addWorkerCalls(*m_calls, *m_changes, database().database(), shop().clock,
                                     {u"reminders"_s});

        const QList<QJsonValue> ends{
            Number::min(),   Number::min() + 1, -(qint64(1) << 62), qint64(-1), qint64(0), qint64(1) << 53,
            qint64(1) << 62, Number::max() - 1, Number::max(),      1e300,      -1e300};
        for (const CallSpec &spec : allCalls()) {
            if (!m_calls->has(QString::fromLatin1(spec.name)))
                continue;
            for (const QJsonValue &number : ends) {
                for (const bool isOfCustomer : {true, false}) {
                    const Answer answer = ask(spec.name, argsOf(number, isOfCustomer ? &user : nullptr));
                    QVERIFY2(code(answer) != QLatin1String(toWord(ErrorCode::Internal)), spec.name);
                }
            }
        }
        const QList<std::pair<qint64, qint64>> stretches{{Number::min(), Number::max()},
                                                         {-(qint64(1) << 62), qint64(1) << 62},
                                                         {-1, 1},
                                                         {Number::max() - 1, Number::max()}};
        for (const auto &[from, to] : stretches) {
            const Answer answer = ask(call::kSeries, {{u"from"_s, from}, {u"to"_s, to}});
            QCOMPARE(code(answer), QString::fromLatin1(toWord(ErrorCode::BadRequest)));
        }
        const qint64 now = shop().clock.nowMs();
        const Answer wide = ask(
            call::kSeries, {{u"from"_s, now - 1'000}, {u"to"_s, now + 1'000}, {u"step_ms"_s, Number::max()}});
        QCOMPARE(fromJson<SeriesPage>(wide.ok).points.size(), 1);
    }

private:
    // One number in all fields that are numbers, beside words that the calls know. Without a customer it is
    // theirs, too.
    static QJsonObject argsOf(const QJsonValue &number, const TelegramId *customer)
    {
        QJsonObject args{{u"reason"_s, kReason},        {u"note"_s, kReason},
                         {u"worker"_s, u"reminders"_s}, {u"tariff"_s, u"basic"_s},
                         {u"name"_s, u"eve"_s},         {u"role"_s, u"viewer"_s},
                         {u"key"_s, u"payments"_s},     {u"seqs"_s, QJsonArray{number}},
                         {u"ids"_s, QJsonArray{number}}};
        for (const char *field : {"from", "to", "step_ms", "limit", "before_id", "before_seq", "telegram_id",
                                  "chat_id", "payment_id", "lease_id", "days", "kopecks", "until", "version",
                                  "pid", "started_at", "before", "ended_since"})
            args.insert(QLatin1String(field), number);
        if (customer)
            args.insert(u"telegram_id"_s, customer->value());
        return args;
    }

    std::unique_ptr<consolehub::Changes> m_changes;
    std::unique_ptr<consolehub::CallTable> m_calls;
    std::unique_ptr<consolecalls::CustomerCalls> m_customers;
    std::atomic<int> m_lastId{0};
};

const turnpike::test::RegisteredTest<TestConsoleCalls> kTestConsoleCalls;

} // namespace tst_consolecalls

#include "tst_consolecalls.moc"
