// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cryptopayfixture.h"
#include "support/testmain.h"

namespace tst_sandboxcryptopay {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// What the stand-in for Crypto Pay answers, against what the real one does: each row is one fact.
class TestSandboxCryptoPay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createInvoiceIsRefused_data();
    void createInvoiceIsRefused();
    void callIsRefused_data();
    void callIsRefused();
    void onlyGetAndPostAreTaken_data();
    void onlyGetAndPostAreTaken();
    void ownerAndProviderCauseRefusals_data();
    void ownerAndProviderCauseRefusals();
    void everyFiatCurrencyIsTaken_data();
    void everyFiatCurrencyIsTaken();
    void parametersComeInEveryWay_data();
    void parametersComeInEveryWay();
    void otherMethodsAnswer_data();
    void otherMethodsAnswer();
    void balanceIsWhatWasPaidLessTheFee();
    void faultAnswersAsTheEdgeOrTheApiWould_data();
    void faultAnswersAsTheEdgeOrTheApiWould();
};

void TestSandboxCryptoPay::createInvoiceIsRefused_data()
{
    QTest::addColumn<QJsonObject>("params");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("name");
    const auto row = [](const char *what, const QJsonObject &params, const char *name, int status = 400) {
        QTest::newRow(what) << params << status << QString::fromLatin1(name);
    };
    const auto roubles = [](const char *name, const QJsonValue &value) {
        return with(kRoubles, {{QLatin1String(name), value}});
    };
    row("accepted_assets as an array", roubles("accepted_assets", QJsonArray{"USDT", "TON"}), "APP_ERROR",
        500);
    row("accepted_assets names an unknown one", roubles("accepted_assets", "USDT,DOGE"), "UNSUPPORTED_ASSET");
    row("unknown asset", with(kTons, {{"asset", "FFF"}}), "UNSUPPORTED_ASSET");
    row("unknown asset and a button without address: the asset first",
        with(kTons, {{"asset", "FFF"}, {"paid_btn_name", "callback"}}), "UNSUPPORTED_ASSET");
    row("no asset", without(kTons, "asset"), "ASSET_REQUIRED");
    row("no fiat", without(kRoubles, "fiat"), "FIAT_REQUIRED");
    row("unknown fiat", roubles("fiat", "XXX"), "FIAT_INVALID");
    row("an asset for fiat", roubles("fiat", "TON"), "FIAT_INVALID");
    row("unknown type of currency", roubles("currency_type", "shells"), "CURRENCY_TYPE_INVALID");
    row("no amount", without(kRoubles, "amount"), "AMOUNT_REQUIRED");
    row("amount is a word", roubles("amount", "much"), "AMOUNT_INVALID");
    row("amount is nothing", roubles("amount", "0.00"), "AMOUNT_INVALID");
    row("amount is negative", roubles("amount", "-5"), "AMOUNT_INVALID");
    row("amount is less than a cent", roubles("amount", "0.5"), "AMOUNT_TOO_SMALL");
    row("amount is more than 25 000 dollars", roubles("amount", "2000001"), "AMOUNT_TOO_BIG");
    row("description of 1025 characters", roubles("description", QString(1025, u'x')),
        "DESCRIPTION_TOO_LONG");
    row("hidden message of 2049 characters", roubles("hidden_message", QString(2049, u'x')),
        "HIDDEN_MESSAGE_TOO_LONG");
    row("payload over 4 kB", roubles("payload", QString(2049, u'я')), "PAYLOAD_TOO_LONG");
    row("button without address", roubles("paid_btn_name", "callback"), "PAID_BTN_URL_REQUIRED");
    row("unknown button", with(kRoubles, {{"paid_btn_name", "go"}, {"paid_btn_url", "https://e.org"}}),
        "PAID_BTN_NAME_INVALID");
    row("button to something else",
        with(kRoubles, {{"paid_btn_name", "openBot"}, {"paid_btn_url", "tg://resolve?domain=x"}}),
        "PAID_BTN_URL_INVALID");
    row("swap to an unknown asset", roubles("swap_to", "DOGE"), "SWAP_TO_INVALID");
    row("no time at all", roubles("expires_in", 0), "EXPIRES_IN_INVALID");
    row("more than 31 days", roubles("expires_in", 2'678'401), "EXPIRES_IN_INVALID");
}

void TestSandboxCryptoPay::createInvoiceIsRefused()
{
    QFETCH(QJsonObject, params);
    CryptoPayFixture fixture;
    const Called called = fixture.pay("createInvoice", params);
    QTEST(errorOf(called), "name");
    QTEST(called.status, "status");
    QCOMPARE(called.json()[u"error"][u"code"].toInt(), called.status);
    QVERIFY(fixture.sandbox.cryptoPay().invoicesJson().isEmpty());
}

void TestSandboxCryptoPay::callIsRefused_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QJsonObject>("params");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("name");
    const auto row = [](const char *what, const char *method, const QJsonObject &params, int status,
                        const char *name) {
        QTest::newRow(what) << QString::fromLatin1(method) << params << status << QString::fromLatin1(name);
    };
    row("unknown method", "getRich", {}, 405, "METHOD_NOT_FOUND");
    row("transfer before the owner has enabled it", "transfer", {}, 403, "METHOD_DISABLED");
    row("createCheck before the owner has enabled it", "createCheck", {}, 403, "METHOD_DISABLED");
    row("deleteCheck of none", "deleteCheck", {{"check_id", 1}}, 400, "CHECK_NOT_FOUND");
    row("deleteInvoice of none", "deleteInvoice", {{"invoice_id", 1}}, 400, "INVOICE_NOT_FOUND");
    row("deleteInvoice without a number", "deleteInvoice", {}, 400, "INVOICE_ID_REQUIRED");
    row("deleteInvoice of a word", "deleteInvoice", {{"invoice_id", "one"}}, 400, "INVOICE_ID_INVALID");
    row("invoice_ids as an array", "getInvoices", {{"invoice_ids", QJsonArray{1}}}, 500, "APP_ERROR");
    row("status expired", "getInvoices", {{"status", "expired"}}, 400, "STATUS_INVALID");
    row("negative offset", "getInvoices", {{"offset", -10}}, 500, "INTERNAL_SERVER_ERROR");
    row("negative count", "getInvoices", {{"count", -30}}, 500, "APP_ERROR");
    row("count of 0", "getInvoices", {{"count", 0}}, 400, "COUNT_INVALID");
    row("count of 1001", "getInvoices", {{"count", 1001}}, 400, "COUNT_INVALID");
    row("stats of almost three years", "getStats",
        {{"start_at", "2023-01-01T00:00:00.000Z"}, {"end_at", "2025-10-01T00:00:00.000Z"}}, 400,
        "INTERVAL_TOO_BIG");
    row("stats since a word", "getStats", {{"start_at", "ever"}}, 400, "START_AT_INVALID");
}

void TestSandboxCryptoPay::callIsRefused()
{
    QFETCH(QString, method);
    QFETCH(QJsonObject, params);
    CryptoPayFixture fixture;
    const Called called = fixture.pay(method, params);
    QTEST(errorOf(called), "name");
    QTEST(called.status, "status");
    QCOMPARE(called.json().value(u"ok").toBool(true), false);
}

void TestSandboxCryptoPay::onlyGetAndPostAreTaken_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("GET") << 200;
    QTest::newRow("POST") << 200;
    QTest::newRow("PUT") << 405;
    QTest::newRow("DELETE") << 405;
}

void TestSandboxCryptoPay::onlyGetAndPostAreTaken()
{
    CryptoPayFixture fixture;
    QTEST(fixture.call(QTest::currentDataTag(), "/cryptopay/api/getMe", {}, fixture.token()).status,
          "status");
}

void TestSandboxCryptoPay::ownerAndProviderCauseRefusals_data()
{
    QTest::addColumn<QJsonObject>("change");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("name");
    const QByteArray own = sandbox::Options().cryptoPayToken;
    QTest::newRow("wrong token") << QJsonObject() << QByteArray("1:wrong") << 401 << "UNAUTHORIZED";
    QTest::newRow("no token") << QJsonObject() << QByteArray() << 401 << "UNAUTHORIZED";
    QTest::newRow("token revoked, or of the other network")
        << QJsonObject{{"token_valid", false}} << own << 401 << "UNAUTHORIZED";
    QTest::newRow("method disabled") << QJsonObject{{"method", "createInvoice"}, {"enabled", false}} << own
                                     << 403 << "METHOD_DISABLED";
    QTest::newRow("accepted asset delisted")
        << QJsonObject{{"asset", "TON"}, {"listed", false}} << own << 400 << "UNSUPPORTED_ASSET";
    QTest::newRow("another asset delisted")
        << QJsonObject{{"asset", "LTC"}, {"listed", false}} << own << 200 << "";
    QTest::newRow("nothing changed") << QJsonObject() << own << 200 << "";
}

void TestSandboxCryptoPay::ownerAndProviderCauseRefusals()
{
    QFETCH(QJsonObject, change);
    QFETCH(QByteArray, token);
    CryptoPayFixture fixture;
    QCOMPARE(fixture.control("POST", "cryptopay", change).status, 200);
    const Called called =
        fixture.call("POST", "/cryptopay/api/createInvoice",
                     QJsonDocument(with(kRoubles, {{"accepted_assets", "USDT,TON"}})).toJson(),
                     {{"Crypto-Pay-API-Token", token}});
    QTEST(called.status, "status");
    QTEST(errorOf(called), "name");
}

void TestSandboxCryptoPay::everyFiatCurrencyIsTaken_data()
{
    QTest::addColumn<QString>("fiat");
    for (const char *code : {"USD", "EUR", "RUB", "BYN", "UAH", "GBP", "CNY", "KZT", "UZS", "GEL", "TRY",
                             "AMD", "THB", "INR", "BRL", "IDR", "AZN", "AED", "PLN", "ILS", "KGS", "TJS"})
        QTest::newRow(code) << QString::fromLatin1(code);
}

void TestSandboxCryptoPay::everyFiatCurrencyIsTaken()
{
    QFETCH(QString, fiat);
    CryptoPayFixture fixture;
    QCOMPARE(fixture.create({{"currency_type", "fiat"}, {"fiat", fiat}, {"amount", "1000"}}).value(u"fiat"),
             fiat);
}

void TestSandboxCryptoPay::parametersComeInEveryWay_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    const QByteArray form = "asset=TON&amount=1.50&payload=a%20b";
    QTest::newRow("query of a GET") << QByteArray("GET") << QByteArray("?" + form) << QByteArray()
                                    << QByteArray();
    QTest::newRow("query of a POST") << QByteArray("POST") << QByteArray("?" + form) << QByteArray()
                                     << QByteArray();
    QTest::newRow("form") << QByteArray("POST") << QByteArray()
                          << QByteArray("application/x-www-form-urlencoded") << form;
    QTest::newRow("JSON") << QByteArray("POST") << QByteArray() << QByteArray("application/json")
                          << QByteArray(R"({"asset":"TON","amount":1.5,"payload":"a b"})");
    QTest::newRow("multipart") << QByteArray("POST") << QByteArray()
                               << QByteArray("multipart/form-data; boundary=B")
                               << QByteArray(
                                      "--B\r\nContent-Disposition: form-data; name=\"asset\"\r\n\r\nTON"
                                      "\r\n--B\r\nContent-Disposition: form-data; name=\"amount\"\r\n\r\n"
                                      "1.5\r\n--B\r\nContent-Disposition: form-data; name=\"payload\"\r\n"
                                      "\r\na b\r\n--B--\r\n");
}

void TestSandboxCryptoPay::parametersComeInEveryWay()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    CryptoPayFixture fixture;
    http::Headers headers = fixture.token();
    if (!type.isEmpty())
        headers.append({"Content-Type", type});
    const QJsonObject made =
        fixture.call(method, u"/cryptopay/api/createInvoice"_s + QString::fromLatin1(query), body, headers)
            .json()
            .value(u"result")
            .toObject();
    QCOMPARE(made.value(u"asset").toString(), u"TON"_s);
    QCOMPARE(made.value(u"amount").toString(), u"1.5"_s);
    QCOMPARE(made.value(u"payload").toString(), u"a b"_s);
}

void TestSandboxCryptoPay::otherMethodsAnswer_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<bool>("isArray");
    QTest::addColumn<QString>("names"); // of the object, or of each element
    const auto row = [](const char *method, bool isArray, const char *names) {
        QTest::newRow(method) << QString::fromLatin1(method) << isArray << QString::fromLatin1(names);
    };
    row("getMe", false, "app_id name payment_processing_bot_username");
    row("getBalance", true, "currency_code available onhold");
    row("getExchangeRates", true, "is_valid is_crypto is_fiat source target rate");
    row("getCurrencies", true, "is_blockchain is_stablecoin is_fiat name code decimals");
    row("getStats", false,
        "volume conversion unique_users_count created_invoice_count paid_invoice_count start_at end_at");
    row("getTransfers", false, "items");
    row("getChecks", false, "items");
}

void TestSandboxCryptoPay::otherMethodsAnswer()
{
    QFETCH(QString, method);
    QFETCH(bool, isArray);
    QFETCH(QString, names);
    CryptoPayFixture fixture;
    const QJsonValue result = fixture.result(method);
    QCOMPARE(result.isArray(), isArray);
    QJsonArray all = result.toArray();
    if (!isArray)
        all.append(result);
    QVERIFY(!all.isEmpty());
    for (const QJsonValue &one : std::as_const(all))
        QCOMPARE(membersOf(one.toObject()), members(names.toLatin1()));
}

void TestSandboxCryptoPay::balanceIsWhatWasPaidLessTheFee()
{
    CryptoPayFixture fixture;
    const auto ton = [&fixture] {
        for (const QJsonValue balance : fixture.result("getBalance").toArray()) {
            if (balance[u"currency_code"].toString() == u"TON")
                return balance[u"available"].toString();
        }
        return QString();
    };
    QCOMPARE(ton(), u"0"_s);
    const QJsonObject made = fixture.create(with(kTons, {{"amount", "100"}}));
    QCOMPARE(fixture.control("POST", "pay", {{"invoice", made.value(u"invoice_id")}}).status, 200);
    QCOMPARE(ton(), u"97"_s);
    const QJsonObject stats = fixture.result("getStats").toObject();
    QCOMPARE(stats.value(u"volume").toDouble(), 320.0);
    QCOMPARE(stats.value(u"created_invoice_count").toInt(), 1);
    QCOMPARE(stats.value(u"paid_invoice_count").toInt(), 1);
}

void TestSandboxCryptoPay::faultAnswersAsTheEdgeOrTheApiWould_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("holds");
    const QByteArray json = "application/json";
    const QByteArray html = "text/html; charset=UTF-8";
    QTest::newRow("Cloudflare: too many calls")
        << 429 << QByteArray("text/plain; charset=UTF-8") << QByteArray("error code: 1015");
    QTest::newRow("Cloudflare: blocked") << 403 << html << QByteArray("Attention Required! | Cloudflare");
    QTest::newRow("Cloudflare: origin down") << 521 << html << QByteArray("521: Web server is down");
    QTest::newRow("Cloudflare: bad gateway") << 502 << html << QByteArray("502: Bad gateway");
    QTest::newRow("the API itself") << 500 << json << QByteArray(R"("name":"APP_ERROR")");
    QTest::newRow("a refusal") << 400 << json << QByteArray(R"("name":"AMOUNT_TOO_SMALL")");
    QTest::newRow("a token refused") << 401 << json << QByteArray(R"("name":"UNAUTHORIZED")");
}

void TestSandboxCryptoPay::faultAnswersAsTheEdgeOrTheApiWould()
{
    QFETCH(int, status);
    CryptoPayFixture fixture;
    QCOMPARE(fixture
                 .control("POST", "faults",
                          {{"service", "cryptopay"}, {"status", status}, {"retry_after", 7}, {"next", 1}})
                 .status,
             200);
    const Called called = fixture.pay("getMe");
    QCOMPARE(called.status, status);
    QTEST(called.headers.value("content-type"), "type");
    QFETCH(QByteArray, holds);
    QVERIFY2(called.body.contains(holds), called.body.constData());
    if (status == 429)
        QCOMPARE(called.headers.value("retry-after"), QByteArray("7"));
    QCOMPARE(fixture.pay("getMe").status, 200);
}

const turnpike::test::RegisteredTest<TestSandboxCryptoPay> kTestSandboxCryptoPay;

} // namespace tst_sandboxcryptopay

#include "tst_sandboxcryptopay.moc"
