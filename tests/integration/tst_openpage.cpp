// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/openpage.h"
#include "bot/vpnapps.h"
#include "support/rawclient.h"
#include "support/testmain.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QTest>

namespace tst_openpage {

using namespace turnpike;
using namespace turnpike::app;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray between(const QByteArray &text, const QByteArray &from, const QByteArray &to)
{
    const qsizetype begin = text.indexOf(from);
    const qsizetype end = text.indexOf(to, begin);
    return begin < 0 || end < 0 ? QByteArray() : text.mid(begin + from.size(), end - begin - from.size());
}

} // namespace

// The page that opens apps, as a browser gets it.
class TestOpenPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBrowserGetsAPageThatMayDoNothingElse()
    {
        const RawAnswer answer = asked(get("/open"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.headers.value("content-type"), QByteArray("text/html; charset=utf-8"));
        QCOMPARE(answer.headers.value("referrer-policy"), QByteArray("no-referrer"));
        QCOMPARE(answer.headers.value("x-content-type-options"), QByteArray("nosniff"));
        QCOMPARE(answer.headers.value("x-frame-options"), QByteArray("DENY"));
        QCOMPARE(answer.headers.value("cache-control"), QByteArray("no-store"));
        QVERIFY(!answer.headers.contains("set-cookie"));
        const QByteArray policy = answer.headers.value("content-security-policy");
        const auto source = [&](const QByteArray &element) {
            const QByteArray content = between(answer.body, '<' + element + '>', "</" + element + '>');
            return "'sha256-" + QCryptographicHash::hash(content, QCryptographicHash::Sha256).toBase64() +
                   '\'';
        };
        QCOMPARE(policy, "default-src 'none'; script-src " + source("script") + "; style-src " +
                             source("style") +
                             "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }

    // Nothing that is fetched from elsewhere, kept, or sent.
    void thePageNeedsNobodyElse()
    {
        const QByteArray page = OpenPage().response().body;
        static const QRegularExpression reaches(
            u"https?://|\\bsrc\\b|@import|url\\(|fetch|XMLHttpRequest|sendBeacon|Storage|cookie|<link|<img|"
            "<iframe|<form|innerHTML|document\\.write|\\beval\\b|\\bon[a-z]+="_s);
        const auto found = reaches.match(QString::fromUtf8(page));
        QVERIFY2(!found.hasMatch(), qPrintable(found.captured()));
        // Taken out of the address before anything else is done with it.
        const qsizetype taken = page.indexOf("history.replaceState");
        QVERIFY(taken > page.indexOf("location.hash"));
        QVERIFY(taken < page.indexOf("location.href = "));
        QCOMPARE(page.count("location.href = "), 1);
    }

    void itLeadsToTheAppsOfTheButtonsAlone()
    {
        const QByteArray page = OpenPage().response().body;
        const QJsonObject apps = QJsonDocument::fromJson(between(page, "const apps = ", ";\n")).object();
        QCOMPARE(apps.size(), qsizetype(bot::vpnApps().size()));
        QStringList prefixes;
        for (const bot::VpnApp &app : bot::vpnApps()) {
            const QJsonObject shown = apps.value(QLatin1String(app.id)).toObject();
            QCOMPARE(shown.value(u"name"_s).toString(), QLatin1String(app.name));
            QCOMPARE(shown.value(u"encodings"_s).toInt(-1), app.encodings);
            prefixes.append(shown.value(u"prefix"_s).toString());
        }
        QCOMPARE(prefixes, (QStringList{u"happ://add/"_s, u"v2raytun://import/"_s, u"streisand://import/"_s,
                                        u"v2rayng://install-config?url="_s, u"hiddify://import/"_s}));
    }

    void nothingElseIsAnsweredThere()
    {
        QCOMPARE(asked(post("/open", "key=1")).status, 405);
        QCOMPARE(asked(get("/open/")).status, 404);
        QCOMPARE(asked(get("/openings")).status, 404);
    }

    void customersFindItOnTheHostOfTheWebhook_data()
    {
        QTest::addColumn<QString>("webhook");
        QTest::addColumn<QString>("page");
        const auto row = [](const char *webhook, const char *page) {
            QTest::newRow(webhook) << QString::fromLatin1(webhook) << QString::fromLatin1(page);
        };
        row("https://shop.example.org/telegram/webhook", "https://shop.example.org/open");
        row("https://shop.example.org:8443/telegram/webhook", "https://shop.example.org:8443/open");
        row("http://127.0.0.1:8080/telegram/webhook", "http://127.0.0.1:8080/open");
        // Telegram refuses a whole message for one such link.
        row("http://shop:8080/telegram/webhook", "");
        row("", "");
    }
    void customersFindItOnTheHostOfTheWebhook()
    {
        QFETCH(QString, webhook);
        QFETCH(QString, page);
        config::Config config;
        config.webhookUrl = QUrl(webhook);
        QCOMPARE(OpenPage::urlOf(config).toString(), page);
    }

private:
    static RawAnswer asked(const QByteArray &request)
    {
        http::HttpFrontend frontend;
        OpenPage().attach(frontend);
        RawClient client(frontend.listen(QHostAddress::LocalHost, 0));
        return client.exchange(request).value_or(RawAnswer());
    }
};

const turnpike::test::RegisteredTest<TestOpenPage> kTestOpenPage;

} // namespace tst_openpage

#include "tst_openpage.moc"
