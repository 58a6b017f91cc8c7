// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/cryptopay.h"
#include "support/aside.h"
#include "support/rawpeer.h"
#include "support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

namespace tst_cryptopayclient {

using namespace turnpike;
using namespace turnpike::payments;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const auto kPlenty = 60s;

QJsonObject invoice(const QJsonObject &changes = {})
{
    QJsonObject object{{"invoice_id", 5},
                       {"status", "active"},
                       {"currency_type", "fiat"},
                       {"fiat", "RUB"},
                       {"amount", "149.5"},
                       {"payload", "purchase_1"},
                       {"bot_invoice_url", "https://t.me/CryptoBot?start=IV5"},
                       {"created_at", "2026-01-02T03:04:05.678Z"}};
    for (auto change = changes.begin(); change != changes.end(); ++change)
        object.insert(change.key(), change.value());
    return object;
}

QByteArray answer(const QJsonValue &result)
{
    return QJsonDocument(QJsonObject{{"ok", true}, {"result", result}}).toJson(QJsonDocument::Compact);
}

// Plays Crypto Pay with one answer for each method and keeps what it was asked.
class CryptoPay
{
public:
    using Answer = std::function<QPair<int, QByteArray>(const QByteArray &method, const QJsonObject &asked)>;

    explicit CryptoPay(Answer answer)
        : m_peer([this, answer](RawConnection &connection) {
            while (const auto request = connection.read()) {
                const QByteArray method = request->target.mid(QByteArray("/api/").size());
                const QJsonObject body = QJsonDocument::fromJson(request->body).object();
                {
                    const std::lock_guard lock(m_mutex);
                    m_asked.push_back(body);
                }
                const auto [status, bytes] = request->header("Crypto-Pay-API-Token") == "1:TOKEN"
                                                 ? answer(method, body)
                                                 : QPair<int, QByteArray>(401, "{}");
                connection.answer(status, bytes);
            }
        })
        , client(http, breaker, m_peer.url(u"/api"_s), u"1:TOKEN"_s, {2, 1ms, 0})
    {}

    QUrl url() const { return m_peer.url(u"/api"_s); }
    std::vector<QJsonObject> asked()
    {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }

private:
    std::mutex m_mutex;
    std::vector<QJsonObject> m_asked;
    RawPeer m_peer;

public:
    http::HttpClient http;
    http::CircuitBreaker breaker;
    CryptoPayClient client;
};

} // namespace

class TestCryptoPayClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void amountIsExact_data();
    void amountIsExact();
    void amountIsWrittenWithTwoDigits();
    void invoiceIsRead();
    void paidInvoiceSaysWhenAndInWhat();
    void invoiceInCryptoCurrencyHasNoKopecks();
    void invoiceWithoutWhatTheRulesNeedIsRefused_data();
    void invoiceWithoutWhatTheRulesNeedIsRefused();
    void createInvoiceAsksForRoubles();
    void assetsAreAskedForAsTheyWereChosen();
    void whoHasPaidIsLedBackWhereItIsKnown();
    void createdInvoiceIsNeverAskedForTwice();
    void figuresMayBeNumbers_data();
    void figuresMayBeNumbers();
    void unknownStatusIsNoReasonToRefuse();
    void refusalStandsUntilItsMethodIsAnsweredAgain();
    void whatIsNotCryptoPaysOwnWordIsNoRefusal_data();
    void whatIsNotCryptoPaysOwnWordIsNoRefusal();
    void oneInvoiceThatCannotBeReadCostsItselfAlone();
    void refusalHasTheNameOfTheError();
    void manyInvoicesAreCreatedEachWithItsOwnResult();
    void invoicesAreFoundByIdInFewCalls();
    void pageOfPaidInvoicesIsReadAndRepeatedAfterFailure();
    void pageNamesTheOneBehindIt();
    void answerWithoutItemsIsAnError();
    void outageIsForgottenOnceListsAreAnsweredForMinutes();
    void whoeverMayNotCallAnyMoreCallsNoMore();
};

void TestCryptoPayClient::amountIsExact_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("kopecks"); // 0: refused
    const auto row = [](const char *text, qint64 kopecks) {
        QTest::newRow(text) << QString::fromLatin1(text) << kopecks;
    };
    row("149", 14900);
    row("149.5", 14950);
    row("149.50", 14950);
    row("149.05", 14905);
    row("149.0500", 14905);
    row("0.01", 1);
    row("0.29", 29); // 28.999… as a floating-point number
    row("1.15", 115);
    row("9999999999999.99", 999999999999999);
    row("0", 0);
    row("0.00", 0);
    row("149.005", 0);
    row("-1", 0);
    row("+1", 0);
    row("1,5", 0);
    row("1.", 0);
    row(".5", 0);
    row("1e3", 0);
    row(" 1", 0);
    row("", 0);
    row("NaN", 0);
    row("99999999999999", 0);
}

void TestCryptoPayClient::amountIsExact()
{
    QFETCH(QString, text);
    QFETCH(qint64, kopecks);
    QCOMPARE(fromAmount(text).value_or(Kopecks()).value(), kopecks);
    QCOMPARE(fromAmount(text).has_value(), kopecks != 0);
}

void TestCryptoPayClient::amountIsWrittenWithTwoDigits()
{
    QCOMPARE(toAmount(Kopecks(14900)), u"149.00"_s);
    QCOMPARE(toAmount(Kopecks(14905)), u"149.05"_s);
    QCOMPARE(toAmount(Kopecks(1)), u"0.01"_s);
    for (qint64 kopecks = 1; kopecks < 100'000; kopecks += 7)
        QCOMPARE(fromAmount(toAmount(Kopecks(kopecks)))->value(), kopecks);
}

void TestCryptoPayClient::invoiceIsRead()
{
    const Invoice read = parseInvoice(invoice());
    QCOMPARE(read.invoiceId, u"5"_s);
    QVERIFY(read.status == Invoice::Status::Active);
    QCOMPARE(read.currency, u"RUB"_s);
    QCOMPARE(read.amount->value(), 14950);
    QCOMPARE(read.payload, u"purchase_1"_s);
    QCOMPARE(read.payUrl, u"https://t.me/CryptoBot?start=IV5"_s);
    QCOMPARE(read.createdAt, 1767323045678);
    QVERIFY(!read.paidAt);
}

void TestCryptoPayClient::paidInvoiceSaysWhenAndInWhat()
{
    const Invoice read = parseInvoice(invoice({{"status", "paid"},
                                               {"paid_at", "2026-01-02T03:05:00.000Z"},
                                               {"paid_asset", "USDT"},
                                               {"paid_amount", "1.661111"}}));
    QVERIFY(read.status == Invoice::Status::Paid);
    QCOMPARE(*read.paidAt, 1767323100000);
    QCOMPARE(read.paidAsset, u"USDT"_s);
    QCOMPARE(read.paidAmount, u"1.661111"_s);
}

void TestCryptoPayClient::invoiceInCryptoCurrencyHasNoKopecks()
{
    const Invoice read =
        parseInvoice(invoice({{"currency_type", "crypto"}, {"asset", "BTC"}, {"amount", "0.00012345"}}));
    QCOMPARE(read.currency, u"BTC"_s);
    QVERIFY(!read.amount);
}

void TestCryptoPayClient::invoiceWithoutWhatTheRulesNeedIsRefused_data()
{
    QTest::addColumn<QJsonObject>("object");
    QTest::newRow("empty") << QJsonObject();
    QTest::newRow("id is a text") << invoice({{"invoice_id", "5"}});
    QTest::newRow("id is zero") << invoice({{"invoice_id", 0}});
}

void TestCryptoPayClient::invoiceWithoutWhatTheRulesNeedIsRefused()
{
    QFETCH(QJsonObject, object);
    QVERIFY_EXCEPTION_THROWN(parseInvoice(object), DependencyError);
}

void TestCryptoPayClient::createInvoiceAsksForRoubles()
{
    CryptoPay pay([](const QByteArray &method, const QJsonObject &) {
        return method == "createInvoice" ? QPair<int, QByteArray>(200, answer(invoice()))
                                         : QPair<int, QByteArray>(404, "{}");
    });
    const Invoice made = aside([&] {
        return pay.client.createInvoice({Kopecks(14950), u"VPN"_s, PurchaseId(u"purchase_1"_s)},
                                        Deadline::in(kPlenty));
    });
    QCOMPARE(made.invoiceId, u"5"_s);
    const QJsonObject asked = pay.asked().at(0);
    QCOMPARE(asked.value("currency_type").toString(), u"fiat"_s);
    QCOMPARE(asked.value("fiat").toString(), u"RUB"_s);
    QCOMPARE(asked.value("amount").toString(), u"149.50"_s);
    QCOMPARE(asked.value("payload").toString(), u"purchase_1"_s);
    QCOMPARE(asked.value("expires_in").toInt(), 1800);
    QVERIFY(!asked.contains("accepted_assets"));
}

// Crypto Pay refuses a button without an address.
void TestCryptoPayClient::whoHasPaidIsLedBackWhereItIsKnown()
{
    CryptoPay pay([](const QByteArray &, const QJsonObject &) {
        return QPair<int, QByteArray>(200, answer(invoice()));
    });
    NewInvoice wanted{Kopecks(100), {}, PurchaseId::generate()};
    aside([&] {
        pay.client.createInvoice(wanted, Deadline::in(kPlenty));
        wanted.backUrl = u"https://t.me/shop_bot"_s;
        pay.client.createInvoice(wanted, Deadline::in(kPlenty));
    });
    QVERIFY(!pay.asked().at(0).contains("paid_btn_name"));
    QVERIFY(!pay.asked().at(0).contains("paid_btn_url"));
    QCOMPARE(pay.asked().at(1).value("paid_btn_name").toString(), u"openBot"_s);
    QCOMPARE(pay.asked().at(1).value("paid_btn_url").toString(), u"https://t.me/shop_bot"_s);
}

void TestCryptoPayClient::createdInvoiceIsNeverAskedForTwice()
{
    CryptoPay pay([](const QByteArray &, const QJsonObject &) { return QPair<int, QByteArray>(503, "{}"); });
    QVERIFY_EXCEPTION_THROWN(
        aside([&] {
            pay.client.createInvoice({Kopecks(100), {}, PurchaseId::generate()}, Deadline::in(kPlenty));
        }),
        DependencyError);
    QCOMPARE(pay.asked().size(), 1U);
}

void TestCryptoPayClient::refusalHasTheNameOfTheError()
{
    CryptoPay pay([](const QByteArray &, const QJsonObject &) {
        return QPair<int, QByteArray>(400, R"({"ok":false,"error":{"code":400,"name":"AMOUNT_INVALID"}})");
    });
    try {
        aside([&] { pay.client.invoices({u"1"_s}, Deadline::in(kPlenty)); });
        QFAIL("was not refused");
    } catch (const DependencyError &error) {
        QCOMPARE(QByteArray(toString(error.reason())), "http_4xx");
        QCOMPARE(error.message(), u"crypto_pay: getInvoices: HTTP 400 AMOUNT_INVALID"_s);
    }
}

void TestCryptoPayClient::manyInvoicesAreCreatedEachWithItsOwnResult()
{
    CryptoPay pay([](const QByteArray &, const QJsonObject &asked) {
        if (asked.value("payload").toString().endsWith(u'3'))
            return QPair<int, QByteArray>(400,
                                          R"({"ok":false,"error":{"code":400,"name":"PAYLOAD_INVALID"}})");
        return QPair<int, QByteArray>(200, answer(invoice({{"payload", asked.value("payload")}})));
    });
    std::vector<NewInvoice> wanted;
    for (int i = 0; i < 5; ++i)
        wanted.push_back({Kopecks(100), {}, PurchaseId(u"purchase_%1"_s.arg(i))});
    int refused = 0;
    aside([&] {
        pay.client.createInvoices(wanted, Deadline::in(kPlenty), 3,
                                  [&](size_t index, const InvoiceResult &result) {
                                      if (const auto *made = std::get_if<Invoice>(&result)) {
                                          QCOMPARE(made->payload, wanted[index].payload.value());
                                      } else {
                                          QCOMPARE(index, 3U);
                                          ++refused;
                                      }
                                  });
    });
    QCOMPARE(refused, 1);
}

void TestCryptoPayClient::invoicesAreFoundByIdInFewCalls()
{
    CryptoPay pay([](const QByteArray &, const QJsonObject &asked) {
        QJsonArray items;
        for (const QString &id : asked.value("invoice_ids").toString().split(u','))
            items.append(invoice({{"invoice_id", id.toInt()}}));
        const bool fits = items.size() <= asked.value("count").toInt();
        return QPair<int, QByteArray>(fits ? 200 : 400, answer(QJsonObject{{"items", items}}));
    });
    QStringList ids;
    for (int i = 1; i <= 1100; ++i)
        ids.append(QString::number(i));
    const auto found = aside([&] { return pay.client.invoices(ids, Deadline::in(kPlenty)); });
    QCOMPARE(found.invoices.size(), 1100U);
    QCOMPARE(found.invoices.back().invoiceId, u"1100"_s);
    QCOMPARE(pay.asked().size(), 3U);
    QCOMPARE(aside([&] { return pay.client.invoices({}, Deadline::in(kPlenty)); }).size(), 0U);
    QCOMPARE(pay.asked().size(), 3U);
}

void TestCryptoPayClient::pageOfPaidInvoicesIsReadAndRepeatedAfterFailure()
{
    std::atomic<int> calls{0};
    CryptoPay pay([&](const QByteArray &, const QJsonObject &) {
        if (++calls < 3)
            return QPair<int, QByteArray>(502, "Bad Gateway");
        return QPair<int, QByteArray>(200, answer(QJsonObject{{"items", QJsonArray{invoice()}}}));
    });
    const auto page =
        aside([&] { return pay.client.page(Invoice::Status::Paid, 200, 100, Deadline::in(kPlenty)); });
    QCOMPARE(page.invoices.size(), 1U);
    QCOMPARE(pay.asked().at(2), (QJsonObject{{"status", "paid"}, {"offset", 200}, {"count", 100}}));
}

// Five invoices, two of which cannot be read, in pages of two.
void TestCryptoPayClient::pageNamesTheOneBehindIt()
{
    CryptoPay pay([](const QByteArray &, const QJsonObject &asked) {
        QJsonArray items;
        for (int i = asked.value("offset").toInt(); i < 5 && items.size() < asked.value("count").toInt(); ++i)
            items.append(i % 2 == 0 ? QJsonValue(invoice({{"invoice_id", i + 1}})) : QJsonValue(i));
        return QPair<int, QByteArray>(200, answer(QJsonObject{{"items", items}}));
    });
    const payments::CryptoPay provider(pay.http, {pay.url(), u"1:TOKEN"_s});
    QVERIFY(!provider.missing());
    QString from;
    qsizetype unread = 0;
    for (const char *id : {"1", "3", "5"}) {
        const InvoiceList page =
            aside([&] { return provider.page(Invoice::Status::Paid, from, 2, Deadline::in(kPlenty), {}); });
        QCOMPARE(page.invoices.size(), 1U);
        QCOMPARE(page.invoices.front().invoiceId, QString::fromLatin1(id));
        QCOMPARE(page.next.isEmpty(), page.size() < 2);
        unread += page.unread.size();
        from = page.next;
    }
    QCOMPARE(unread, 2);
    QVERIFY(from.isEmpty());
    QCOMPARE(pay.asked().size(), 3U);
}

void TestCryptoPayClient::answerWithoutItemsIsAnError()
{
    CryptoPay pay([](const QByteArray &, const QJsonObject &) {
        return QPair<int, QByteArray>(200, answer(QJsonObject()));
    });
    QVERIFY_EXCEPTION_THROWN(
        aside([&] { pay.client.page(Invoice::Status::Paid, 0, 100, Deadline::in(kPlenty)); }),
        DependencyError);
}

// Nobody wants an invoice any more, so no answer of createInvoice itself can say that it is over.
void TestCryptoPayClient::outageIsForgottenOnceListsAreAnsweredForMinutes()
{
    const QString create = u"createInvoice"_s;
    const QString list = u"getInvoices"_s;
    Standing standing;
    Standing::TimePoint now{};
    const auto fails = [&](const QString &method) { standing.noteFailure(method, u"503"_s, now); };
    const auto listedAfter = [&](std::chrono::seconds later) {
        now += later;
        standing.noteSuccess(list, now);
    };
    listedAfter(0s);
    listedAfter(1h);
    fails(create);
    fails(create);
    QCOMPARE(standing.failure(create).value_or(QString()), u"503"_s);
    listedAfter(2min); // what was answered before the failures counts for nothing
    QVERIFY(standing.failure(create));
    fails(list);
    listedAfter(30s);
    listedAfter(2min); // nor does what was answered before a failure of its own
    QVERIFY(standing.failure(create));
    listedAfter(1min);
    QVERIFY(!standing.failure(create));
    fails(create); // begins anew
    QVERIFY(!standing.failure(create));
    fails(create);
    QVERIFY(standing.failure(create));
    standing.note(refusalOf(list, 401, u"UNAUTHORIZED"_s));
    listedAfter(3min); // nor does what was answered before a refusal
    QVERIFY(standing.failure(create));
    listedAfter(3min);
    QVERIFY(!standing.failure(create));
    standing.note(refusalOf(create, 403, u"METHOD_DISABLED"_s));
    listedAfter(1min);
    listedAfter(1h);
    QVERIFY(standing.refusal()); // it stays as it is until somebody changes something
}

// Leadership may be lost between two calls of a batch, and between a call and its repeat.
void TestCryptoPayClient::whoeverMayNotCallAnyMoreCallsNoMore()
{
    std::atomic<int> calls{0};
    CryptoPay pay([&](const QByteArray &, const QJsonObject &) {
        ++calls;
        return QPair<int, QByteArray>(500, "{}");
    });
    const std::vector<NewInvoice> wanted(5, NewInvoice{Kopecks(100), {}, PurchaseId::generate()});
    int withheld = 0;
    aside([&] {
        pay.client.createInvoices(
            wanted, Deadline::in(kPlenty), 1,
            [&](size_t, const InvoiceResult &result) {
                const auto *error = std::get_if<DependencyError>(&result);
                withheld += error && error->wasWithheld() ? 1 : 0;
            },
            [] { return false; });
    });
    QCOMPARE(calls.load(), 0);
    QCOMPARE(withheld, 5);
    QVERIFY(!pay.client.creatingFails()); // nobody was asked, so nobody failed
    withheld = 0;
    aside([&] {
        pay.client.createInvoices(
            wanted, Deadline::in(kPlenty), 1,
            [&](size_t, const InvoiceResult &result) {
                const auto *error = std::get_if<DependencyError>(&result);
                withheld += error && error->wasWithheld() ? 1 : 0;
            },
            [&] { return calls < 2; });
    });
    QCOMPARE(calls.load(), 2);
    QCOMPARE(withheld, 3);
    QVERIFY_EXCEPTION_THROWN(aside([&] {
                                 pay.client.page(Invoice::Status::Paid, 0, 1, Deadline::in(kPlenty),
                                                 [&] { return calls < 3; });
                             }),
                             DependencyError);
    QCOMPARE(calls.load(), 3);
}

void TestCryptoPayClient::assetsAreAskedForAsTheyWereChosen()
{
    CryptoPay pay([](const QByteArray &, const QJsonObject &) {
        return QPair<int, QByteArray>(200, answer(invoice()));
    });
    const CryptoPayClient chosen(pay.http, pay.breaker, pay.url(), u"1:TOKEN"_s, {}, {u"USDT"_s, u"TON"_s});
    aside([&] { chosen.createInvoice({Kopecks(100), {}, PurchaseId::generate()}, Deadline::in(kPlenty)); });
    // A list of JSON is what the real one stumbles over.
    QCOMPARE(pay.asked().at(0).value("accepted_assets"), QJsonValue("USDT,TON"));
}

void TestCryptoPayClient::figuresMayBeNumbers_data()
{
    QTest::addColumn<QJsonValue>("amount");
    QTest::addColumn<qint64>("kopecks"); // 0: no whole number of them
    const auto row = [](const char *what, const QJsonValue &amount, qint64 kopecks) {
        QTest::newRow(what) << amount << kopecks;
    };
    row("149", 149, 14900);
    row("149.5", 149.5, 14950);
    row("149.05", 149.05, 14905);
    row("0.29", 0.29, 29);
    row("1e15 kopecks", 9999999999999.99, 999999999999999);
    row("a third of a kopeck", 1.0 / 3, 0);
    row("negative", -1, 0);
    row("a text", "149.5", 14950);
    row("nothing", QJsonValue::Null, 0);
    row("true", true, 0);
}

void TestCryptoPayClient::figuresMayBeNumbers()
{
    QFETCH(QJsonValue, amount);
    QFETCH(qint64, kopecks);
    const Invoice read = parseInvoice(invoice({{"amount", amount},
                                               {"status", "paid"},
                                               {"paid_at", "2026-01-02T03:05:00.000Z"},
                                               {"paid_asset", "TON"},
                                               {"paid_amount", 0.5}}));
    QCOMPARE(read.amount.value_or(Kopecks()).value(), kopecks);
    QCOMPARE(read.paidAmount, u"0.5"_s);
}

void TestCryptoPayClient::unknownStatusIsNoReasonToRefuse()
{
    QVERIFY(parseInvoice(invoice({{"status", "frozen"}})).status == Invoice::Status::Unknown);
}

void TestCryptoPayClient::refusalStandsUntilItsMethodIsAnsweredAgain()
{
    std::atomic<int> code{401};
    CryptoPay pay([&](const QByteArray &method, const QJsonObject &) {
        if (code == 200)
            return QPair<int, QByteArray>(
                200, answer(method == "createInvoice" ? QJsonValue(invoice())
                                                      : QJsonValue(QJsonObject{{"items", QJsonArray()}})));
        const QByteArray name = code == 401   ? "UNAUTHORIZED"
                                : code == 403 ? "METHOD_DISABLED"
                                              : "AMOUNT_TOO_SMALL";
        return QPair<int, QByteArray>(code.load(), R"({"ok":false,"error":{"code":)" +
                                                       QByteArray::number(code.load()) + ",\"name\":\"" +
                                                       name + "\"}}");
    });
    const auto create = [&] {
        aside([&] {
            try {
                pay.client.createInvoice({Kopecks(100), {}, PurchaseId::generate()}, Deadline::in(kPlenty));
            } catch (const RefusedByProvider &) {
                return;
            }
        });
    };
    const auto list = [&] {
        aside([&] { pay.client.page(Invoice::Status::Paid, 0, 1, Deadline::in(kPlenty)); });
    };
    QVERIFY(!pay.client.standingRefusal());
    create();
    QVERIFY(pay.client.standingRefusal()->isToken());
    code = 200;
    list(); // and yet no invoice can be made
    QVERIFY(pay.client.standingRefusal()->isToken());
    create();
    QVERIFY(!pay.client.standingRefusal());
    code = 403;
    create();
    QCOMPARE(toString(pay.client.standingRefusal().value()), u"createInvoice: HTTP 403 METHOD_DISABLED"_s);
    code = 200;
    list();
    QVERIFY(pay.client.standingRefusal());
    create();
    QVERIFY(!pay.client.standingRefusal());
    code = 400;
    create(); // concerns this one alone
    QVERIFY(!pay.client.standingRefusal());
}

void TestCryptoPayClient::whatIsNotCryptoPaysOwnWordIsNoRefusal_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("Cloudflare's limit") << 429 << QByteArray("error code: 1015");
    QTest::newRow("Cloudflare's challenge")
        << 403 << QByteArray("<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>");
    QTest::newRow("nothing behind Cloudflare") << 521 << QByteArray("<html></html>");
    QTest::newRow("a stumble") << 500
                               << QByteArray(R"({"ok":false,"error":{"code":500,"name":"APP_ERROR"}})");
    QTest::newRow("a portal") << 200 << QByteArray("<html>log in</html>");
}

void TestCryptoPayClient::whatIsNotCryptoPaysOwnWordIsNoRefusal()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    CryptoPay pay(
        [&](const QByteArray &, const QJsonObject &) { return QPair<int, QByteArray>(status, body); });
    const InvoiceResult result = aside([&]() -> InvoiceResult {
        try {
            return pay.client.createInvoice({Kopecks(100), {}, PurchaseId::generate()},
                                            Deadline::in(kPlenty));
        } catch (const RefusedByProvider &error) {
            return error.refusal();
        } catch (const DependencyError &error) {
            return error;
        }
    });
    QVERIFY(std::holds_alternative<DependencyError>(result));
    QVERIFY(!pay.client.standingRefusal());
}

void TestCryptoPayClient::oneInvoiceThatCannotBeReadCostsItselfAlone()
{
    CryptoPay pay([](const QByteArray &, const QJsonObject &) {
        const QJsonArray items{invoice({{"invoice_id", 1}}), QJsonObject{{"invoice_id", "x"}}, 7,
                               invoice({{"invoice_id", 2}})};
        return QPair<int, QByteArray>(200, answer(QJsonObject{{"items", items}}));
    });
    const InvoiceList page =
        aside([&] { return pay.client.page(Invoice::Status::Paid, 0, 100, Deadline::in(kPlenty)); });
    QCOMPARE(page.invoices.size(), 2U);
    QCOMPARE(page.unread, (QStringList{u"x"_s, u"?"_s}));
    QCOMPARE(page.size(), 4U);
}

const turnpike::test::RegisteredTest<TestCryptoPayClient> kCryptoPayClientTest;

} // namespace tst_cryptopayclient

#include "tst_cryptopayclient.moc"
