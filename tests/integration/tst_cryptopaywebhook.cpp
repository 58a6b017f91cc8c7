// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/cryptopaywebhook.h"

#include "support/rawclient.h"
#include "support/recordingkicker.h"
#include "support/testmain.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QTest>

namespace tst_cryptopaywebhook {

using namespace turnpike;
using namespace turnpike::payments;
using namespace turnpike::test;

namespace {

// JSON with single quotes for double ones: moc does not read raw strings.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

const QByteArray kToken = "12345:AAtoken";
const QByteArray kDocumentedSignature = "f403522a0558391bd1c6f1a822776f03735288bdf84d6ef4700c24e56d53bd12";
const QByteArray kPaid = json("{'update_id':1,'update_type':'invoice_paid','payload':{'invoice_id':7}}");

QByteArray signature(const QByteArray &body, const QByteArray &token = kToken)
{
    const QByteArray key = QCryptographicHash::hash(token, QCryptographicHash::Sha256);
    return QMessageAuthenticationCode::hash(body, key, QCryptographicHash::Sha256).toHex();
}

} // namespace

class TestCryptoPayWebhook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // From an implementation that is not ours: `openssl dgst -sha256 -mac HMAC` with the token's SHA-256.
    void theSignatureIsTheOneOfTheDocumentation()
    {
        QCOMPARE(signature("{}", "12345:AAtoken"), kDocumentedSignature);
    }

    void onlySignedBodiesWakeTheWatcher_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("signature");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("kicks");
        QTest::newRow("paid") << kPaid << signature(kPaid) << 200 << 1;
        QTest::newRow("upper case") << kPaid << signature(kPaid).toUpper() << 200 << 1;
        QTest::newRow("another event") << QByteArray("{}") << signature("{}") << 200 << 0;
        QTest::newRow("no JSON") << QByteArray("x") << signature("x") << 200 << 0;
        const QByteArray deep = QByteArray(60'000, '[');
        QTest::newRow("deep") << deep << signature(deep) << 200 << 0;
        QTest::newRow("none") << kPaid << QByteArray() << 403 << 0;
        QTest::newRow("of another body") << kPaid << signature(kPaid + ' ') << 403 << 0;
        QTest::newRow("of another token") << kPaid << signature(kPaid, "1:other") << 403 << 0;
        QTest::newRow("of no token") << kPaid << signature(kPaid, "") << 403 << 0;
        QTest::newRow("cut short") << kPaid << signature(kPaid).chopped(1) << 403 << 0;
    }

    void onlySignedBodiesWakeTheWatcher()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, signature);
        RecordingKicker kicker;
        CryptoPayWebhook webhook(kToken, kicker);
        http::HttpFrontend frontend;
        webhook.attach(frontend);
        RawClient client(frontend.listen(QHostAddress::LocalHost, 0));
        const auto answer = client.exchange(
            post(CryptoPayWebhook::kPath, body, "crypto-pay-api-signature: " + signature + "\r\n"));
        QTEST(answer->status, "status");
        QTEST(kicker.count(Work::Payment), "kicks");
    }

    void whatCannotBeASignatureIsRefusedBeforeItsBody_data()
    {
        QTest::addColumn<QByteArray>("signature");
        QTest::addColumn<int>("length"); // announced; the body never comes
        QTest::addColumn<int>("status");
        QTest::newRow("none") << QByteArray() << 1'000 << 403;
        QTest::newRow("short") << QByteArray(63, 'a') << 1'000 << 403;
        QTest::newRow("long") << QByteArray(65, 'a') << 1'000 << 403;
        QTest::newRow("no digit") << QByteArray(63, 'a') + 'g' << 1'000 << 403;
        QTest::newRow("an octet beyond ASCII") << QByteArray(63, 'a') + '\xe0' << 1'000 << 403;
        QTest::newRow("shaped well, too long a body")
            << QByteArray(64, 'a') << int(CryptoPayWebhook::kMaxBodyBytes) + 1 << 413;
    }

    void whatCannotBeASignatureIsRefusedBeforeItsBody()
    {
        QFETCH(QByteArray, signature);
        QFETCH(int, length);
        RecordingKicker kicker;
        CryptoPayWebhook webhook(kToken, kicker);
        http::HttpFrontend frontend;
        webhook.attach(frontend);
        RawClient client(frontend.listen(QHostAddress::LocalHost, 0));
        const QByteArray whole = post(CryptoPayWebhook::kPath, QByteArray(length, 'x'),
                                      "crypto-pay-api-signature: " + signature + "\r\n");
        const auto answer = client.exchange(whole.first(whole.indexOf("\r\n\r\n") + 4));
        QVERIFY(answer);
        QTEST(answer->status, "status");
    }

    void withoutATokenNothingIsAccepted()
    {
        RecordingKicker kicker;
        CryptoPayWebhook webhook({}, kicker);
        http::HttpFrontend frontend;
        webhook.attach(frontend);
        RawClient client(frontend.listen(QHostAddress::LocalHost, 0));
        const QByteArray field = "crypto-pay-api-signature: " + signature(kPaid, "") + "\r\n";
        QCOMPARE(client.exchange(post(CryptoPayWebhook::kPath, kPaid, field))->status, 503);
        QCOMPARE(kicker.count(Work::Payment), 0);
    }
};

const turnpike::test::RegisteredTest<TestCryptoPayWebhook> kTestCryptoPayWebhook;

} // namespace tst_cryptopaywebhook

#include "tst_cryptopaywebhook.moc"
