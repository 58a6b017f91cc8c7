#include "sandboxfixture.h"
#include "support/testmain.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QTemporaryDir>

using namespace turnpike;
using namespace turnpike::test;

// What the shop sells and is paid with: the VPN API, Crypto Pay, and the ledger over all of it.
class TestSandboxShop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void vpnKeysAreIdempotent();
    void paidInvoiceIsAnnouncedWithASignature();
    void invoicesAreListedByStatusIdsAndPage();
    void invoicePaidShortOverAndAfterExpiry();
    void ledgerTellsEverythingInOrder();
};

void TestSandboxShop::vpnKeysAreIdempotent()
{
    SandboxFixture fixture;
    const http::Headers key{{"X-API-Key", fixture.sandbox.options().vpnApiKey}};
    const QString uuid = QStringLiteral("8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c11");
    const auto add = [&](qint64 expiry) {
        return fixture.call("POST", QStringLiteral("/vpn/add-user"),
                            QJsonDocument(QJsonObject{{QStringLiteral("uuid"), uuid},
                                                      {QStringLiteral("telegram_id"), 7},
                                                      {QStringLiteral("expiry_timestamp_ms"), expiry}})
                                .toJson(),
                            key);
    };
    QCOMPARE(fixture.call("GET", QStringLiteral("/vpn/health")).json().value(u"status").toString(),
             QStringLiteral("ok"));
    QCOMPARE(fixture.call("GET", QStringLiteral("/vpn/list-users")).status, 401);
    const QJsonObject first = add(1000).json();
    QVERIFY(first.value(u"link").toString().startsWith(QStringLiteral("vless://") + uuid));
    QCOMPARE(add(2000).json(), first);
    QCOMPARE(fixture.sandbox.vpn().keys().at(uuid).expiryMs, 2000);
    QCOMPARE(fixture.call("GET", QStringLiteral("/vpn/list-users"), {}, key).json().value(u"uuids").toArray(),
             QJsonArray{uuid});
    const QString removal = QStringLiteral("/vpn/remove-user/") + uuid;
    QCOMPARE(fixture.call("POST", removal, {}, key).status, 200);
    QCOMPARE(fixture.call("POST", removal, {}, key).status, 404);
    QCOMPARE(fixture.call("POST", QStringLiteral("/vpn/add-user"), "{\"uuid\":\"x\"}", key).status, 422);
}

static Called cryptoPay(SandboxFixture &fixture, const QString &method, const QJsonObject &params)
{
    return fixture.call("POST", QStringLiteral("/cryptopay/api/") + method, QJsonDocument(params).toJson(),
                        {{"Crypto-Pay-API-Token", fixture.sandbox.options().cryptoPayToken}});
}

static QJsonObject newInvoice(SandboxFixture &fixture, const QString &amount = QStringLiteral("149.00"))
{
    return cryptoPay(fixture, QStringLiteral("createInvoice"),
                     {{QStringLiteral("currency_type"), QStringLiteral("fiat")},
                      {QStringLiteral("fiat"), QStringLiteral("RUB")},
                      {QStringLiteral("amount"), amount},
                      {QStringLiteral("payload"), QStringLiteral("purchase_1")},
                      {QStringLiteral("accepted_assets"), QStringLiteral("USDT,TON")},
                      {QStringLiteral("expires_in"), 1800}})
        .json()
        .value(u"result")
        .toObject();
}

void TestSandboxShop::paidInvoiceIsAnnouncedWithASignature()
{
    SandboxFixture fixture(SandboxFixture::scaled(1000));
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver)); // Crypto Pay's goes to the same origin
    const QJsonObject invoice = newInvoice(fixture);
    QCOMPARE(invoice.value(u"status").toString(), QStringLiteral("active"));
    receiver.answer.status = 500;
    QCOMPARE(fixture
                 .control("POST", QStringLiteral("pay"),
                          {{QStringLiteral("invoice"), invoice.value(u"invoice_id")}})
                 .status,
             200);
    QTRY_VERIFY(receiver.requests.size() >= 2); // what is not answered well comes again
    receiver.answer.status = 200;
    const http::Request request = receiver.requests.first();
    const QByteArray secret =
        QCryptographicHash::hash(fixture.sandbox.options().cryptoPayToken, QCryptographicHash::Sha256);
    QCOMPARE(request.header("crypto-pay-api-signature"),
             QMessageAuthenticationCode::hash(request.body, secret, QCryptographicHash::Sha256).toHex());
    QCOMPARE(receiver.body(0).value(u"update_type").toString(), QStringLiteral("invoice_paid"));
    const QJsonObject paid = receiver.body(0).value(u"payload").toObject();
    QCOMPARE(paid.value(u"payload").toString(), QStringLiteral("purchase_1"));
    QCOMPARE(paid.value(u"status").toString(), QStringLiteral("paid"));
    QCOMPARE(fixture
                 .control("POST", QStringLiteral("pay"),
                          {{QStringLiteral("invoice"), invoice.value(u"invoice_id")}})
                 .status,
             409);
}

void TestSandboxShop::invoicesAreListedByStatusIdsAndPage()
{
    SandboxFixture fixture;
    QList<qint64> ids;
    for (int i = 0; i < 5; ++i)
        ids.append(newInvoice(fixture).value(u"invoice_id").toInteger());
    fixture.sandbox.cryptoPay().pay(ids[1], sandbox::PaymentMode::Exact, 0);
    const auto listed = [&fixture](const QJsonObject &params) {
        QList<qint64> found;
        const QJsonObject result =
            cryptoPay(fixture, QStringLiteral("getInvoices"), params).json().value(u"result").toObject();
        for (const QJsonValue &item : result.value(u"items").toArray())
            found.append(item.toObject().value(u"invoice_id").toInteger());
        return found;
    };
    QCOMPARE(listed({{QStringLiteral("status"), QStringLiteral("paid")}}), QList<qint64>{ids[1]});
    QCOMPARE(listed({{QStringLiteral("offset"), 1}, {QStringLiteral("count"), 2}}),
             QList<qint64>({ids[3], ids[2]}));
    QCOMPARE(listed({{QStringLiteral("invoice_ids"), QStringLiteral("%1,%2").arg(ids[0]).arg(ids[4])}}),
             QList<qint64>({ids[4], ids[0]}));
    const Called wrong = cryptoPay(fixture, QStringLiteral("getInvoices"),
                                   {{QStringLiteral("status"), QStringLiteral("expired")}});
    QCOMPARE(wrong.status, 400);
    QCOMPARE(wrong.json().value(u"error").toObject().value(u"name").toString(),
             QStringLiteral("STATUS_INVALID"));
    QCOMPARE(fixture.call("GET", QStringLiteral("/cryptopay/api/getMe")).status, 401);
}

void TestSandboxShop::invoicePaidShortOverAndAfterExpiry()
{
    SandboxFixture fixture;
    const auto paid = [&fixture](const QString &mode) {
        const qint64 id = newInvoice(fixture, QStringLiteral("100.00")).value(u"invoice_id").toInteger();
        if (fixture
                .control("POST", QStringLiteral("pay"),
                         {{QStringLiteral("invoice"), id}, {QStringLiteral("mode"), mode}})
                .status != 200) {
            return QJsonObject();
        }
        return cryptoPay(fixture, QStringLiteral("getInvoices"),
                         {{QStringLiteral("invoice_ids"), QString::number(id)}})
            .json()[QStringLiteral("result")][QStringLiteral("items")][0]
            .toObject();
    };
    QCOMPARE(paid(QStringLiteral("short")).value(u"amount").toString(), QStringLiteral("50.00"));
    QCOMPARE(paid(QStringLiteral("over")).value(u"amount").toString(), QStringLiteral("150.00"));
    QCOMPARE(paid(QStringLiteral("after-expiry")).value(u"status").toString(), QStringLiteral("paid"));
    QVERIFY(paid(QStringLiteral("in shells")).isEmpty());

    const qint64 id = newInvoice(fixture).value(u"invoice_id").toInteger();
    QCOMPARE(fixture.control("POST", QStringLiteral("expire"), {{QStringLiteral("invoice"), id}}).status,
             200);
    const QJsonArray all =
        fixture.control("GET", QStringLiteral("invoices")).json().value(u"invoices").toArray();
    QCOMPARE(all.last().toObject().value(u"status").toString(), QStringLiteral("expired"));
}

void TestSandboxShop::ledgerTellsEverythingInOrder()
{
    QTemporaryDir folder;
    sandbox::Options options;
    options.ledgerFile = folder.filePath(QStringLiteral("ledger.jsonl"));
    SandboxFixture fixture(options);
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("/start"));
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QCOMPARE(fixture.bot(QStringLiteral("sendMessage"), menu(fixture.customer)).status, 200);

    const QJsonObject all = fixture.control("GET", QStringLiteral("ledger")).json();
    const QJsonArray entries = all.value(u"entries").toArray();
    QStringList kinds;
    for (int i = 0; i < entries.size(); ++i) {
        QCOMPARE(entries[i].toObject().value(u"seq").toInt(), i + 1);
        kinds.append(entries[i].toObject().value(u"kind").toString());
    }
    QCOMPARE(kinds, QStringList({QStringLiteral("call"), QStringLiteral("update"), QStringLiteral("delivery"),
                                 QStringLiteral("call")}));
    QCOMPARE(all.value(u"next").toInt(), 4);
    QVERIFY(fixture.control("GET", QStringLiteral("ledger?since=4"))
                .json()
                .value(u"entries")
                .toArray()
                .isEmpty());
    QCOMPARE(
        fixture.control("GET", QStringLiteral("ledger?kind=call")).json().value(u"entries").toArray().size(),
        2);
    QVERIFY(!QJsonDocument(all).toJson().contains("s3cret"));

    QFile file(options.ledgerFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 4);
}

const turnpike::test::RegisteredTest<TestSandboxShop> kTest;
#include "tst_sandboxshop.moc"
