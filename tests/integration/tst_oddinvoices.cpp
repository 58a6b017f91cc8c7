// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/aside.h"
#include "support/rawpeer.h"
#include "support/testmain.h"
#include "support/workershop.h"

#include <QTest>

namespace tst_oddinvoices {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using billing::PurchaseStatus;

namespace {

const QString kWatcher = u"crypto_payment_watcher"_s;

QByteArray answer(const QJsonValue &result)
{
    return QJsonDocument(QJsonObject{{"ok", true}, {"result", result}}).toJson(QJsonDocument::Compact);
}

// A Crypto Pay with one invoice, which it tells of in a test's own words once it is paid. Answers on threads
// of its own.
class OwnCryptoPay
{
public:
    explicit OwnCryptoPay(const QJsonObject &paidChanges)
        : m_paidChanges(paidChanges)
        , m_peer([this](RawConnection &connection) {
            while (const auto request = connection.read()) {
                const QJsonObject asked = QJsonDocument::fromJson(request->body).object();
                connection.answer(200,
                                  request->target.endsWith("createInvoice") ? create(asked) : list(asked));
            }
        })
    {}

    // One more that each list begins with, whatever is asked for.
    void addOdd(const QJsonValue &item)
    {
        const std::lock_guard lock(m_mutex);
        m_odd.append(item);
    }
    QUrl url() const { return m_peer.url(u"/api"_s); }
    void pay()
    {
        const std::lock_guard lock(m_mutex);
        m_invoice.insert("status", "paid");
        for (auto change = m_paidChanges.begin(); change != m_paidChanges.end(); ++change)
            m_invoice.insert(change.key(), change.value());
    }

private:
    QByteArray create(const QJsonObject &asked)
    {
        const std::lock_guard lock(m_mutex);
        m_invoice = asked;
        const QString now =
            QDateTime::fromMSecsSinceEpoch(FakeClock().nowMs()).toUTC().toString(Qt::ISODateWithMs);
        const QJsonObject made{{"invoice_id", 5},
                               {"hash", "IV5"},
                               {"status", "active"},
                               {"bot_invoice_url", "https://t.me/CryptoBot?start=IV5"},
                               {"created_at", now}};
        for (auto member = made.begin(); member != made.end(); ++member)
            m_invoice.insert(member.key(), member.value());
        return answer(m_invoice);
    }

    QByteArray list(const QJsonObject &asked)
    {
        const std::lock_guard lock(m_mutex);
        const bool isWanted = !m_invoice.isEmpty() && (!asked.contains("status") ||
                                                       asked.value("status") == m_invoice.value("status"));
        QJsonArray items = m_odd;
        if (isWanted)
            items.append(m_invoice);
        if (asked.contains("offset")) {
            QJsonArray page;
            const qsizetype from = asked.value("offset").toInt();
            for (qsizetype i = from; i < items.size() && page.size() < asked.value("count").toInt(); ++i)
                page.append(items.at(i));
            items = page;
        }
        return answer(QJsonObject{{"items", items}});
    }

    std::mutex m_mutex;
    QJsonObject m_invoice;
    QJsonObject m_paidChanges;
    QJsonArray m_odd;
    RawPeer m_peer;
};

} // namespace

// What the watcher makes of paid invoices that are not what was asked for. Crypto Pay itself takes neither
// less nor more; whoever stands in its place, or comes after it, may.
class TestOddInvoices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void paidInvoiceIsJudgedByWhatItSays_data();
    void paidInvoiceIsJudgedByWhatItSays();
    void reviewAddsItsReasonToWhatTheProviderSaid_data() { TestDatabase::addKinds(); }
    void reviewAddsItsReasonToWhatTheProviderSaid();
    void whatCannotBeReadCostsItselfAlone_data();
    void whatCannotBeReadCostsItselfAlone();
    void whatCannotBeReadIsToldOnceOverRestartsAndBookedOnceItCanBe_data() { TestDatabase::addKinds(); }
    void whatCannotBeReadIsToldOnceOverRestartsAndBookedOnceItCanBe();
    void whatCannotBeReadIsNoDifference_data() { TestDatabase::addKinds(); }
    void whatCannotBeReadIsNoDifference();
    void timeThatCannotBeReadEndsNoSweep_data();
    void timeThatCannotBeReadEndsNoSweep();
    void timeThatCannotBeReadEndsNoSearch_data() { timeThatCannotBeReadEndsNoSweep_data(); }
    void timeThatCannotBeReadEndsNoSearch();
};

void TestOddInvoices::paidInvoiceIsJudgedByWhatItSays_data()
{
    QTest::addColumn<QJsonObject>("changes");
    QTest::addColumn<PurchaseStatus>("status");
    QTest::addColumn<QString>("note"); // of the purchase; a part of it
    const auto row = [](const char *what, const QJsonObject &changes, PurchaseStatus status,
                        const char *note = "") {
        QTest::newRow(what) << changes << status << QString::fromUtf8(note);
    };
    const PurchaseStatus granted = PurchaseStatus::Fulfilled;
    row("as it was asked for", {}, granted);
    row("without trailing zeros", {{"amount", "149"}}, granted);
    row("with trailing zeros", {{"amount", "149.000000"}}, granted);
    row("with all members of the documentation",
        {{"paid_asset", "USDT"},
         {"paid_amount", "1.8625"},
         {"paid_fiat_rate", "80"},
         {"paid_usd_rate", "1"},
         {"fee_asset", "USDT"},
         {"fee_amount", 0.055875},
         {"fee_in_usd", "0.055875"},
         {"paid_anonymously", true},
         {"comment", "for Anna"},
         {"hidden_message", "thanks"},
         {"swap_to", "TON"},
         {"is_swapped", true},
         {"swapped_output", "0.564"},
         {"pay_url", "https://t.me/CryptoBot?start=IV5"},
         {"paid_btn_name", "callback"},
         {"paid_btn_url", "https://e.org"}},
        granted);
    row("a kopeck too little", {{"amount", "148.99"}}, PurchaseStatus::Review, "paid 148.99 ₽ of 149 ₽");
    row("half", {{"amount", "74.5"}}, PurchaseStatus::Review, "paid 74.50 ₽ of 149 ₽");
    row("half as much again", {{"amount", "223.5"}}, granted, "paid 74.50 ₽ more than its price");
    row("dollars for roubles", {{"fiat", "USD"}}, PurchaseStatus::Review, "paid in USD instead of RUB");
    row("in an asset", {{"currency_type", "crypto"}, {"asset", "TON"}}, PurchaseStatus::Review,
        "paid in TON instead of RUB");
    row("an amount that is none", {{"amount", "much"}}, PurchaseStatus::Review,
        "how much of 149 ₽ was paid cannot be read");
    row("an amount that is a number", {{"amount", 149}}, granted);
}

void TestOddInvoices::paidInvoiceIsJudgedByWhatItSays()
{
    QFETCH(QJsonObject, changes);
    QFETCH(PurchaseStatus, status);
    QFETCH(QString, note);
    OwnCryptoPay cryptoPay(changes);
    WorkerShop shop(TestDatabase::Kind::Sqlite, cryptoPay.url());
    const TelegramId user{1001};
    shop.addUser(user);
    shop.start({kWatcher});
    const PurchaseId id = shop.buy(user);
    QTRY_VERIFY_WITH_TIMEOUT(shop.purchase(id).hasInvoice(), 20'000);
    cryptoPay.pay();
    shop.clock.advance(30 * kSecondMs);
    QTRY_VERIFY_WITH_TIMEOUT(shop.purchase(id).status != PurchaseStatus::AwaitingPayment, 20'000);
    QCOMPARE(QLatin1String(toWord(shop.purchase(id).status)), QLatin1String(toWord(status)));
    QVERIFY2(shop.purchase(id).note.contains(note), qPrintable(shop.purchase(id).note));
    QCOMPARE(shop.test.number("SELECT count(*) FROM payments WHERE status = 'granted'"),
             status == PurchaseStatus::Fulfilled ? 1 : 0);
    QTRY_COMPARE(shop.alerts.keys().size(), status == PurchaseStatus::Review ? 1 : 0);
}

void TestOddInvoices::reviewAddsItsReasonToWhatTheProviderSaid()
{
    QFETCH(TestDatabase::Kind, kind);
    OwnCryptoPay cryptoPay({{"amount", "148.99"}, {"paid_asset", "USDT"}, {"paid_amount", "1.8625"}});
    WorkerShop shop(kind, cryptoPay.url());
    const TelegramId user{1001};
    shop.addUser(user);
    shop.start({kWatcher});
    const PurchaseId id = shop.buy(user);
    QTRY_VERIFY_WITH_TIMEOUT(shop.purchase(id).hasInvoice(), 20'000);
    cryptoPay.pay();
    shop.clock.advance(30 * kSecondMs);
    QTRY_COMPARE_WITH_TIMEOUT(shop.purchase(id).status, PurchaseStatus::Review, 20'000);
    const auto payments = shop.test.query("SELECT status, note FROM payments");
    QCOMPARE(payments.size(), size_t(1));
    QCOMPARE(payments.front().text(0), u"review"_s);
    QCOMPARE(payments.front().text(1), u"1.8625 USDT; paid 148.99 ₽ of 149 ₽"_s);
}

void TestOddInvoices::whatCannotBeReadCostsItselfAlone_data()
{
    QTest::addColumn<QJsonValue>("odd");
    QTest::newRow("an unknown status") << QJsonValue(
        QJsonObject{{"invoice_id", 9}, {"status", "frozen"}, {"payload", "order-9"}, {"amount", "1"}});
    QTest::newRow("no id") << QJsonValue(QJsonObject{{"status", "paid"}});
    QTest::newRow("an id that is a text") << QJsonValue(QJsonObject{{"invoice_id", "x"}, {"status", "paid"}});
    QTest::newRow("no object") << QJsonValue(7);
    QTest::newRow("nothing") << QJsonValue(QJsonValue::Null);
}

void TestOddInvoices::whatCannotBeReadCostsItselfAlone()
{
    QFETCH(QJsonValue, odd);
    OwnCryptoPay cryptoPay({});
    cryptoPay.addOdd(odd);
    WorkerShop shop(TestDatabase::Kind::Sqlite, cryptoPay.url());
    shop.addUser(TelegramId(1001));
    shop.start({kWatcher});
    const PurchaseId id = shop.buy(TelegramId(1001));
    QTRY_VERIFY_WITH_TIMEOUT(shop.purchase(id).hasInvoice(), 20'000);
    // Found by the sweep alone: nobody asks for this one any more.
    shop.clock.advance(31 * kMinuteMs);
    cryptoPay.pay();
    const auto isPaid = [&] { return shop.purchase(id).status == PurchaseStatus::Fulfilled; };
    QVERIFY(shop.passUntil(isPaid, kWatcher, 30 * kSecondMs, 60));
    // Operators hear of it, once.
    QTRY_COMPARE(shop.alerts.keys().size(), 1);
    QVERIFY2(shop.alerts.keys().front().startsWith(u"crypto_pay_unread:"),
             qPrintable(shop.alerts.keys().front()));
}

void TestOddInvoices::whatCannotBeReadIsToldOnceOverRestartsAndBookedOnceItCanBe()
{
    QFETCH(TestDatabase::Kind, kind);
    OwnCryptoPay cryptoPay({});
    WorkerShop shop(kind, cryptoPay.url());
    shop.addUser(TelegramId(1001));
    QJsonObject invoice{{"invoice_id", 9},         {"status", "frozen"},
                        {"currency_type", "fiat"}, {"fiat", "RUB"},
                        {"amount", "149"},         {"payload", shop.buy(TelegramId(1001)).value()}};
    cryptoPay.addOdd(invoice);
    // Each of them a process of its own.
    const auto start = [&] {
        const auto watcher = shop.makeWatcher();
        workers::Iteration iteration(workers::Iteration::Setup{});
        aside([&] { watcher->iterate(iteration); });
    };
    for (int process = 0; process < 3; ++process)
        start();
    QCOMPARE(shop.alerts.keys(), QStringList{u"crypto_pay_unread:9"_s});
    QCOMPARE(shop.test.number("SELECT count(*) FROM payments"), 0);
    invoice.insert("status", "paid");
    cryptoPay.addOdd(invoice);
    start();
    QCOMPARE(shop.test.number("SELECT count(*) FROM payments WHERE status = 'granted' AND external_id = '9'"),
             1);
    QCOMPARE(shop.alerts.keys().size(), 1);
}

// In the books it is, and Crypto Pay's list says something of it: nobody says that it has none such.
void TestOddInvoices::whatCannotBeReadIsNoDifference()
{
    QFETCH(TestDatabase::Kind, kind);
    OwnCryptoPay cryptoPay({});
    cryptoPay.addOdd(QJsonObject{{"invoice_id", 9}, {"status", "frozen"}, {"payload", "order-9"}});
    WorkerShop shop(kind, cryptoPay.url());
    const TelegramId user{1001};
    shop.addUser(user);
    for (const QString &invoice : {u"8"_s, u"9"_s}) {
        billing::PaymentFact fact;
        fact.purchase = shop.buy(user);
        fact.externalId = invoice;
        fact.amountMinor = 14'900;
        fact.currency = u"RUB"_s;
        fact.paidAt = shop.clock.nowMs();
        shop.write([&](db::Transaction &tx) { shop.shop.payments.finalizePurchase(tx, fact); });
    }
    shop.start({kWatcher});
    QVERIFY(shop.passUntil([&] { return shop.alerts.keys().contains(u"account_differs:crypto_pay:8"_s); },
                           kWatcher, kHourMs, 30));
    QVERIFY(!shop.alerts.keys().contains(u"account_differs:crypto_pay:9"_s));
}

void TestOddInvoices::timeThatCannotBeReadEndsNoSweep_data()
{
    QTest::addColumn<QJsonValue>("createdAt");
    QTest::newRow("none") << QJsonValue(QJsonValue::Undefined);
    QTest::newRow("null") << QJsonValue(QJsonValue::Null);
    QTest::newRow("no time") << QJsonValue("soon");
    QTest::newRow("a number") << QJsonValue(1'800'000'000);
}

// It is the last of a full page of other things, and what was paid stands on the next one.
void TestOddInvoices::timeThatCannotBeReadEndsNoSweep()
{
    QFETCH(QJsonValue, createdAt);
    constexpr int kPage = payments::CryptoPayClient::kLargestPage;
    OwnCryptoPay cryptoPay({});
    WorkerShop shop(TestDatabase::Kind::Sqlite, cryptoPay.url());
    shop.addUser(TelegramId(1001));
    QJsonObject invoice{{"invoice_id", 9},         {"status", "expired"},
                        {"currency_type", "fiat"}, {"fiat", "RUB"},
                        {"amount", "149"},         {"payload", shop.buy(TelegramId(1001)).value()}};
    const QString now =
        QDateTime::fromMSecsSinceEpoch(shop.clock.nowMs()).toUTC().toString(Qt::ISODateWithMs);
    for (int i = 0; i < kPage; ++i) {
        invoice.insert("invoice_id", 1'000 + i);
        invoice.insert("created_at", i == kPage - 1 ? createdAt : QJsonValue(now));
        cryptoPay.addOdd(invoice);
    }
    invoice.insert("invoice_id", 9);
    invoice.insert("created_at", now);
    invoice.insert("status", "paid");
    cryptoPay.addOdd(invoice);
    const auto watcher = shop.makeWatcher();
    workers::Iteration iteration(workers::Iteration::Setup{});
    aside([&] { watcher->iterate(iteration); });
    QCOMPARE(shop.test.number("SELECT count(*) FROM payments WHERE status = 'granted' AND external_id = '9'"),
             1);
    QVERIFY(shop.alerts.keys().isEmpty());
}

// Whoever asked for the invoice has not heard the answer, and it stands on the page after a full one.
void TestOddInvoices::timeThatCannotBeReadEndsNoSearch()
{
    QFETCH(QJsonValue, createdAt);
    constexpr int kPage = payments::CryptoPayClient::kLargestPage;
    OwnCryptoPay cryptoPay({});
    WorkerShop shop(TestDatabase::Kind::Sqlite, cryptoPay.url());
    shop.addUser(TelegramId(1001));
    const PurchaseId id = shop.buy(TelegramId(1001));
    shop.write([&](db::Transaction &tx) {
        for (const billing::PurchaseJob &job : shop.shop.purchases.claimDue(tx, u"another"_s, 1)) {
            shop.shop.purchases.noteInvoiceAsked(tx, job, shop.clock.nowMs());
            shop.shop.purchases.release(tx, job);
        }
    });
    QJsonObject invoice{{"status", "active"}, {"currency_type", "fiat"}, {"fiat", "RUB"}, {"amount", "149"}};
    const QString now =
        QDateTime::fromMSecsSinceEpoch(shop.clock.nowMs()).toUTC().toString(Qt::ISODateWithMs);
    for (int i = 0; i < kPage; ++i) {
        invoice.insert("invoice_id", 1'000 + i);
        invoice.insert("payload", u"order-%1"_s.arg(i));
        invoice.insert("created_at", i == kPage - 1 ? createdAt : QJsonValue(now));
        cryptoPay.addOdd(invoice);
    }
    invoice.insert("invoice_id", 9);
    invoice.insert("payload", id.value());
    invoice.insert("created_at", now);
    invoice.insert("bot_invoice_url", "https://t.me/CryptoBot?start=IV9");
    cryptoPay.addOdd(invoice);
    const auto watcher = shop.makeWatcher();
    workers::Iteration iteration(workers::Iteration::Setup{});
    aside([&] { watcher->iterate(iteration); });
    QCOMPARE(shop.purchase(id).providerInvoiceId, u"9"_s);
}

const turnpike::test::RegisteredTest<TestOddInvoices> kTestOddInvoices;

} // namespace tst_oddinvoices

#include "tst_oddinvoices.moc"
