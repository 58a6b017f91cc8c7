// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/qrcode.h"
#include "support/qrreader.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_qrcode {

using namespace turnpike;
using namespace turnpike::bot;

// QR codes of keys, read by another library than writes them.
class TestQrCode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsReadAgain_data()
    {
        QTest::addColumn<QByteArray>("content");
        const QByteArray key = "vless://9f1c0a52-7d43-4b0e-8a52-1f0d3c6b7e90@vpn.example.org:443"
                               "?type=tcp&security=reality&pbk=Zx_0-9aB&sid=1f2e&flow=xtls-rprx-vision";
        QTest::newRow("key") << key + "#Shop%20DE";
        QTest::newRow("a letter") << QByteArray("k");
        QTest::newRow("with parameters without end") << key + "&path=" + QByteArray(900, 'p');
        QTest::newRow("longest") << key + "&path=" + QByteArray(kLongestQrContent - key.size() - 6, 'p');
    }
    void whatIsWrittenIsReadAgain()
    {
        QFETCH(QByteArray, content);
        const auto png = qrCodePng(content);
        QVERIFY(png);
        const auto read = test::readPng(*png);
        QVERIFY(read);
        QVERIFY(read->qr);
        QCOMPARE(*read->qr, content);
        // Telegram makes larger pictures smaller, and modules of less than six pixels are lost with that.
        QCOMPARE(read->size.width(), read->size.height());
        QVERIFY2(read->size.width() <= 1280, qPrintable(QString::number(read->size.width())));
        QVERIFY(read->size.width() >= 200);
    }

    void whatDoesNotFitIsNoPicture()
    {
        QVERIFY(!qrCodePng({}));
        QVERIFY(qrCodePng(QByteArray(kLongestQrContent, 'k')));
        QVERIFY(!qrCodePng(QByteArray(kLongestQrContent + 1, 'k')));
    }
};

const turnpike::test::RegisteredTest<TestQrCode> kTestQrCode;

} // namespace tst_qrcode

#include "tst_qrcode.moc"
