// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cryptopayfixture.h"
#include "support/fakeclock.h"
#include "support/testmain.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <numeric>

namespace tst_sandboxinvoices {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// Invoices of the stand-in for Crypto Pay and what it tells of them: each row is one fact.
class TestSandboxInvoices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void amountIsWrittenWithoutTrailingZeros_data();
    void amountIsWrittenWithoutTrailingZeros();
    void membersAreTheDocumentedOnes_data();
    void membersAreTheDocumentedOnes();
    void paymentIsFigured();
    void amountStaysWhatWasAskedFor_data();
    void amountStaysWhatWasAskedFor();
    void figuresMayBeNumbers();
    void webhookIsSigned();
    void webhookIsTriedSeventeenTimesThenDisabled();
    void webhookMembersComeInItAlone();
    void invoicesAreListedByStatusIdsAndPage();
    void invoiceExpiresByTheClock();
    void invoiceIsDeleted();
    void foreignInvoicesArePaidToTheSameApp();
};

void TestSandboxInvoices::amountIsWrittenWithoutTrailingZeros_data()
{
    QTest::addColumn<QJsonValue>("asked");
    QTest::addColumn<QString>("written");
    QTest::newRow("149.00") << QJsonValue("149.00") << "149";
    QTest::newRow("149.50") << QJsonValue("149.50") << "149.5";
    QTest::newRow("100") << QJsonValue("100") << "100";
    QTest::newRow("149.05") << QJsonValue("149.05") << "149.05";
    QTest::newRow("a number") << QJsonValue(149) << "149";
    QTest::newRow("a number with a fraction") << QJsonValue(149.1) << "149.1";
    QTest::newRow("leading zeros") << QJsonValue("0149.90") << "149.9";
}

void TestSandboxInvoices::amountIsWrittenWithoutTrailingZeros()
{
    QFETCH(QJsonValue, asked);
    CryptoPayFixture fixture;
    QTEST(fixture.create(with(kRoubles, {{"amount", asked}})).value(u"amount").toString(), "written");
}

void TestSandboxInvoices::membersAreTheDocumentedOnes_data()
{
    QTest::addColumn<QJsonObject>("params");
    QTest::addColumn<QJsonObject>("payment"); // null: not paid
    QTest::addColumn<QString>("more");        // than every invoice has
    const QJsonObject all{{"description", "30 days"},      {"hidden_message", "thanks"},
                          {"paid_btn_name", "callback"},   {"paid_btn_url", "https://e.org"},
                          {"payload", "purchase_1"},       {"expires_in", 1800},
                          {"accepted_assets", "USDT, TON"}};
    const QJsonObject exact{{"mode", "exact"}};
    const auto row = [](const char *what, const QJsonObject &params, const QJsonObject &payment,
                        const char *more) {
        QTest::newRow(what) << params << payment << QString::fromLatin1(more);
    };
    row("crypto, active", kTons, {}, "asset");
    row("fiat, active", kRoubles, {}, "fiat accepted_assets");
    row("fiat, active, with all that can be given", with(kRoubles, all), {},
        "fiat accepted_assets description hidden_message paid_btn_name paid_btn_url payload expiration_date");
    row("crypto, paid", kTons, exact,
        "asset paid_at paid_anonymously paid_usd_rate fee_asset fee_amount fee_in_usd");
    row("fiat, paid", kRoubles, exact,
        "fiat accepted_assets paid_at paid_anonymously paid_usd_rate fee_asset fee_amount fee_in_usd "
        "paid_asset paid_amount paid_fiat_rate");
    row("fiat, paid with a comment", kRoubles, with(exact, {{"comment", "for Anna"}}),
        "fiat accepted_assets paid_at paid_anonymously paid_usd_rate fee_asset fee_amount fee_in_usd "
        "paid_asset paid_amount paid_fiat_rate comment");
    row("crypto, to be swapped", with(kTons, {{"swap_to", "USDT"}}), {}, "asset swap_to");
    row("crypto, swapped", with(kTons, {{"swap_to", "USDT"}}), exact,
        "asset paid_at paid_anonymously paid_usd_rate fee_asset fee_amount fee_in_usd swap_to is_swapped "
        "swapped_uid swapped_to swapped_rate swapped_output swapped_usd_amount swapped_usd_rate");
}

void TestSandboxInvoices::membersAreTheDocumentedOnes()
{
    QFETCH(QJsonObject, params);
    QFETCH(QJsonObject, payment);
    QFETCH(QString, more);
    CryptoPayFixture fixture;
    const QJsonObject made = fixture.create(params);
    if (!payment.isEmpty()) {
        QCOMPARE(
            fixture.control("POST", "pay", with(payment, {{"invoice", made.value(u"invoice_id")}})).status,
            200);
    }
    const QJsonObject shown = fixture.invoice(made.value(u"invoice_id"));
    const QSet<QString> expected =
        members("invoice_id hash currency_type amount pay_url bot_invoice_url mini_app_invoice_url "
                "web_app_invoice_url status created_at allow_comments allow_anonymous") +
        members(more.toLatin1());
    QCOMPARE(membersOf(shown), expected);
    QCOMPARE(shown.value(u"pay_url"), shown.value(u"bot_invoice_url"));
    for (auto given = params.begin(); given != params.end(); ++given) {
        if (given.key() != u"expires_in" && given.key() != u"accepted_assets" && given.key() != u"amount")
            QCOMPARE(shown.value(given.key()), given.value());
    }
}

void TestSandboxInvoices::paymentIsFigured()
{
    CryptoPayFixture fixture;
    const QJsonValue id = fixture.create(with(kRoubles, {{"allow_anonymous", false}})).value(u"invoice_id");
    QCOMPARE(fixture.control("POST", "pay", {{"invoice", id}, {"asset", "TON"}, {"anonymous", true}}).status,
             200);
    const QJsonObject paid = fixture.invoice(id);
    QCOMPARE(paid.value(u"status").toString(), u"paid"_s);
    QCOMPARE(paid.value(u"paid_asset").toString(), u"TON"_s);
    QCOMPARE(paid.value(u"paid_fiat_rate").toString(), u"256"_s);
    QCOMPARE(paid.value(u"paid_amount").toString(), u"0.58203125"_s);
    QCOMPARE(paid.value(u"paid_usd_rate").toString(), u"3.2"_s);
    QCOMPARE(paid.value(u"fee_asset").toString(), u"TON"_s);
    QVERIFY(paid.value(u"fee_amount").isDouble());
    QVERIFY(paid.value(u"fee_in_usd").isString());
    QCOMPARE(paid.value(u"paid_anonymously"), QJsonValue(false)); // it does not allow it
    QCOMPARE(fixture.control("POST", "pay", {{"invoice", id}}).status, 409);
}

void TestSandboxInvoices::amountStaysWhatWasAskedFor_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<int>("status");
    QTest::newRow("exact") << "exact" << 200;
    QTest::newRow("twice") << "twice" << 200;
    QTest::newRow("after its end") << "after-expiry" << 200;
    QTest::newRow("less cannot be paid") << "short" << 409;
    QTest::newRow("more cannot be paid") << "over" << 409;
}

void TestSandboxInvoices::amountStaysWhatWasAskedFor()
{
    QFETCH(QString, mode);
    QFETCH(int, status);
    CryptoPayFixture fixture;
    const QJsonValue id = fixture.create(kRoubles).value(u"invoice_id");
    QCOMPARE(fixture.control("POST", "pay", {{"invoice", id}, {"mode", mode}}).status, status);
    const QJsonObject shown = fixture.invoice(id);
    QCOMPARE(shown.value(u"amount").toString(), u"149"_s);
    QCOMPARE(shown.value(u"status").toString(), status == 200 ? u"paid"_s : u"active"_s);
}

// Some apps have seen it; the documentation says text. Off by default.
void TestSandboxInvoices::figuresMayBeNumbers()
{
    CryptoPayFixture fixture;
    QVERIFY(fixture.create(kRoubles).value(u"amount").isString());
    QCOMPARE(fixture.control("POST", "cryptopay", {{"amounts_as_numbers", true}}).status, 200);
    QCOMPARE(fixture.create(kRoubles).value(u"amount"), QJsonValue(149));
}

void TestSandboxInvoices::webhookIsSigned()
{
    CryptoPayFixture fixture(SandboxFixture::scaled(10'000));
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver)); // Crypto Pay's goes to the same origin
    receiver.answer.status = 500;
    const QJsonValue id = fixture.create(with(kRoubles, {{"payload", "purchase_1"}})).value(u"invoice_id");
    QCOMPARE(fixture.control("POST", "pay", {{"invoice", id}}).status, 200);
    QTRY_VERIFY(receiver.requests.size() >= 2); // what is not taken comes again
    receiver.answer.status = 200;
    const QByteArray key =
        QCryptographicHash::hash(fixture.sandbox.options().cryptoPayToken, QCryptographicHash::Sha256);
    for (const http::Request &request : std::as_const(receiver.requests)) {
        QCOMPARE(request.header("crypto-pay-api-signature"),
                 QMessageAuthenticationCode::hash(request.body, key, QCryptographicHash::Sha256).toHex());
    }
    const QJsonObject update = receiver.body(0);
    QCOMPARE(membersOf(update), members("update_id update_type request_date payload"));
    QCOMPARE(update.value(u"update_type").toString(), u"invoice_paid"_s);
    QCOMPARE(update[u"payload"][u"payload"].toString(), u"purchase_1"_s);
    QCOMPARE(update[u"payload"][u"status"].toString(), u"paid"_s);
    QCOMPARE(receiver.body(1).value(u"update_id"), update.value(u"update_id"));
}

void TestSandboxInvoices::webhookIsTriedSeventeenTimesThenDisabled()
{
    const std::vector<int> &waits = sandbox::PaidWebhook::waits();
    QCOMPARE(waits.size() + 1, size_t(17));
    QCOMPARE(waits.front(), 10);
    QCOMPARE(waits.back(), 8 * 3'600);
    const int whole = std::accumulate(waits.begin(), waits.end(), 0);
    QVERIFY(whole > 2 * 86'400 && whole <= 3 * 86'400);

    CryptoPayFixture fixture(SandboxFixture::scaled(1'000'000));
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    receiver.answer.status = 503;
    const auto payOne = [&fixture] {
        return fixture.control("POST", "pay", {{"invoice", fixture.create(kRoubles).value(u"invoice_id")}})
            .status;
    };
    QCOMPARE(payOne(), 200);
    const auto state = [&fixture] { return fixture.control("GET", "cryptopay").json(); };
    QTRY_COMPARE(state().value(u"webhooks_enabled"), QJsonValue(false));
    QCOMPARE(receiver.requests.size(), 17);
    QCOMPARE(state()[u"owner_notices"].toArray().size(), 1);
    QCOMPARE(state()[u"owner_notices"][0][u"tries"].toInt(), 17);

    // Disabled it stays, until the owner enables it.
    receiver.answer.status = 200;
    QCOMPARE(payOne(), 200);
    QCOMPARE(fixture.control("POST", "cryptopay", {{"webhooks_enabled", true}}).status, 200);
    QCOMPARE(payOne(), 200);
    QTRY_COMPARE(fixture.ledger("cryptopay_webhook").last().value(u"status").toInt(), 200);
    QCOMPARE(receiver.requests.size(), 18);
}

void TestSandboxInvoices::webhookMembersComeInItAlone()
{
    CryptoPayFixture fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    const QJsonValue id = fixture.create(kRoubles).value(u"invoice_id");
    QCOMPARE(fixture.control("POST", "pay", {{"invoice", id}}).status, 200);
    QTRY_COMPARE(receiver.requests.size(), 1);
    const QJsonObject told = receiver.body(0).value(u"payload").toObject();
    QCOMPARE(membersOf(told) - membersOf(fixture.invoice(id)), members("fee usd_rate"));
    QVERIFY(told.value(u"fee").isString());
    QCOMPARE(told.value(u"usd_rate").toString(), u"1"_s);
}

void TestSandboxInvoices::invoicesAreListedByStatusIdsAndPage()
{
    CryptoPayFixture fixture;
    QList<qint64> ids;
    for (int i = 0; i < 5; ++i)
        ids.append(fixture.create(i == 3 ? kTons : kRoubles).value(u"invoice_id").toInteger());
    QCOMPARE(fixture.control("POST", "pay", {{"invoice", ids[1]}}).status, 200);
    QCOMPARE(fixture.control("POST", "expire", {{"invoice", ids[2]}}).status, 200);
    QCOMPARE(fixture.control("POST", "pay", {{"invoice", ids[2]}}).status, 409); // no payment after its end
    const auto listed = [&fixture](const QJsonObject &params) {
        QList<qint64> found;
        for (const QJsonValue item : fixture.result("getInvoices", params)[u"items"].toArray())
            found.append(item[u"invoice_id"].toInteger());
        return found;
    };
    QCOMPARE(listed({}), QList<qint64>({ids[4], ids[3], ids[2], ids[1], ids[0]}));
    QCOMPARE(listed({{"status", "paid"}}), QList<qint64>{ids[1]});
    QCOMPARE(listed({{"status", "active"}}), QList<qint64>({ids[4], ids[3], ids[0]}));
    QCOMPARE(listed({{"offset", 1}, {"count", 2}}), QList<qint64>({ids[3], ids[2]}));
    QCOMPARE(listed({{"invoice_ids", u"%1,%2"_s.arg(ids[0]).arg(ids[4])}}), QList<qint64>({ids[4], ids[0]}));
    QCOMPARE(listed({{"asset", "TON,BTC"}}), QList<qint64>{ids[3]});
    QCOMPARE(listed({{"fiat", "RUB"}, {"count", 1}}), QList<qint64>{ids[4]});
    QCOMPARE(fixture.invoice(ids[2]).value(u"status").toString(), u"expired"_s);
}

void TestSandboxInvoices::invoiceExpiresByTheClock()
{
    FakeClock clock;
    sandbox::Options options;
    options.clock = &clock;
    CryptoPayFixture fixture(options);
    const QJsonObject made = fixture.create(with(kRoubles, {{"expires_in", 1800}}));
    QCOMPARE(made.value(u"created_at").toString(), u"2027-01-15T08:00:00.000Z"_s);
    QCOMPARE(made.value(u"expiration_date").toString(), u"2027-01-15T08:30:00.000Z"_s);
    clock.advance(1'800'000 - 1);
    QCOMPARE(fixture.invoice(made.value(u"invoice_id")).value(u"status").toString(), u"active"_s);
    clock.advance(1);
    QCOMPARE(fixture.invoice(made.value(u"invoice_id")).value(u"status").toString(), u"expired"_s);
}

void TestSandboxInvoices::invoiceIsDeleted()
{
    CryptoPayFixture fixture;
    const QJsonValue id = fixture.create(kRoubles).value(u"invoice_id");
    QCOMPARE(fixture.result("deleteInvoice", {{"invoice_id", id}}), QJsonValue(true));
    QVERIFY(fixture.invoice(id).isEmpty());
    QCOMPARE(errorOf(fixture.pay("deleteInvoice", {{"invoice_id", id}})), u"INVOICE_NOT_FOUND"_s);
}

void TestSandboxInvoices::foreignInvoicesArePaidToTheSameApp()
{
    CryptoPayFixture fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    const QJsonObject order = with(kRoubles, {{"payload", "donation:77"}, {"count", 3}});
    QCOMPARE(fixture.control("POST", "foreign-invoice", order).json()[u"invoices"].toArray().size(), 3);
    QTRY_COMPARE(receiver.requests.size(), 3);
    const QJsonArray paid = fixture.result("getInvoices", {{"status", "paid"}})[u"items"].toArray();
    QCOMPARE(paid.size(), 3);
    QCOMPARE(paid[0][u"payload"].toString(), u"donation:77"_s);
    QCOMPARE(fixture.control("POST", "foreign-invoice", {{"amount", "1"}}).status, 409);
}

const turnpike::test::RegisteredTest<TestSandboxInvoices> kTestSandboxInvoices;

} // namespace tst_sandboxinvoices

#include "tst_sandboxinvoices.moc"
