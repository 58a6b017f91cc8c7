// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httpclient.h"
#include "support/aside.h"
#include "support/proxy.h"
#include "support/testmain.h"
#include "telemetry/log.h"

#include <QtTest>

namespace tst_httpproxy {

using namespace turnpike;
using namespace turnpike::http;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kPlenty = 60s;
const QString kTelegram = u"telegram"_s;

OutRequest request(const QString &url)
{
    OutRequest out;
    out.url = QUrl(url);
    out.body = R"({"a":1})";
    out.dependency = kTelegram;
    out.operation = u"call"_s;
    out.connectTimeout = kPlenty;
    out.readTimeout = kPlenty;
    return out;
}

// Answers each request with its body and counts them.
class Echo
{
public:
    Echo()
        : m_peer([this](RawConnection &connection) {
            while (const auto incoming = connection.read()) {
                ++requests;
                connection.answer(200, incoming->body);
            }
        })
    {}
    quint16 port() const { return m_peer.port(); }
    QString url() const { return m_peer.url().toString(); }
    int connections() const { return m_peer.connections(); }

    std::atomic<int> requests{0};

private:
    RawPeer m_peer;
};

ProxyRules forTelegram(const QString &url)
{
    ProxyRules rules;
    rules.setForDependency(kTelegram, proxyFromUrl(url).value());
    return rules;
}

OutResult trySend(HttpClient &client, const OutRequest &out)
{
    return aside([&]() -> OutResult {
        try {
            return client.send(out, Deadline::in(kPlenty));
        } catch (const DependencyError &error) {
            return error;
        }
    });
}

// A body, or "reason: text".
QByteArray outcome(const OutResult &result)
{
    if (const auto *error = std::get_if<DependencyError>(&result))
        return toString(error->reason()) + QByteArray(": ") + error->message().toUtf8();
    return std::get<OutResponse>(result).body;
}

} // namespace

// The way out through a proxy, with both kinds and in all their moods.
class TestHttpProxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callGoesThroughTheProxyByName_data();
    void callGoesThroughTheProxyByName();
    void failureOfTheProxyIsToldAndNothingWasSent_data();
    void failureOfTheProxyIsToldAndNothingWasSent();
    void answerThatIsCutIsAReset_data() { addSchemes(); }
    void answerThatIsCutIsAReset();
    void onlyWhatIsMeantGoesThroughIt();
    void hostsAreLeftOutByName_data();
    void hostsAreLeftOutByName();
    void whatIsNoProxyIsRefused_data();
    void whatIsNoProxyIsRefused();

private:
    static void addSchemes()
    {
        QTest::addColumn<QByteArray>("scheme");
        QTest::newRow("connect") << QByteArray("http");
        QTest::newRow("socks5") << QByteArray("socks5");
    }
};

void TestHttpProxy::callGoesThroughTheProxyByName_data()
{
    QTest::addColumn<QByteArray>("scheme");
    QTest::addColumn<bool>("login");
    QTest::addColumn<int>("mood");
    const int well = static_cast<int>(Proxy::Mood::Well);
    const int hangsUp = static_cast<int>(Proxy::Mood::HangsUp);
    for (const char *scheme : {"http", "socks5"}) {
        QTest::addRow("%s", scheme) << QByteArray(scheme) << false << well;
        QTest::addRow("%s with user and password", scheme) << QByteArray(scheme) << true << well;
        QTest::addRow("%s that asks nobody twice", scheme) << QByteArray(scheme) << true << hangsUp;
    }
}

// The name is looked up by the proxy: here there is none such.
void TestHttpProxy::callGoesThroughTheProxyByName()
{
    QFETCH(QByteArray, scheme);
    QFETCH(bool, login);
    QFETCH(int, mood);
    Echo echo;
    Proxy proxy(echo.port());
    proxy.setMood(static_cast<Proxy::Mood>(mood));
    if (login)
        proxy.wantLogin("ann", "p@ss/w:rd");
    HttpClient client(forTelegram(proxy.url(scheme, login ? u"ann:p%40ss%2Fw%3Ard"_s : QString())));
    for (int i = 0; i < 5; ++i)
        QCOMPARE(outcome(trySend(client, request(u"http://api.telegram.invalid/bot1:S/x"_s))),
                 QByteArray(R"({"a":1})"));
    QCOMPARE(proxy.lastTarget(), QByteArray("api.telegram.invalid:80"));
    QCOMPARE(proxy.tunnels(), 1); // kept, as any connection
    QCOMPARE(echo.requests, 5);
}

void TestHttpProxy::failureOfTheProxyIsToldAndNothingWasSent_data()
{
    QTest::addColumn<QByteArray>("scheme");
    QTest::addColumn<int>("mood");
    QTest::addColumn<QString>("login");
    QTest::addColumn<QByteArray>("told");
    using Mood = Proxy::Mood;
    const auto row = [](const char *scheme, const char *name, Mood mood, const char *login,
                        const char *told) {
        QTest::addRow("%s %s", scheme, name)
            << QByteArray(scheme) << static_cast<int>(mood) << QString::fromLatin1(login) << QByteArray(told);
    };
    for (const char *scheme : {"http", "socks5"}) {
        row(scheme, "wants another password", Mood::Well, "ann:SECRET", "user and password");
        row(scheme, "hangs up on another password", Mood::HangsUp, "ann:SECRET", "user and password");
        row(scheme, "wants a password", Mood::Well, "", "proxy");
        row(scheme, "refuses", Mood::Refuses, "ann:right", "proxy");
        row(scheme, "hangs", Mood::Hangs, "ann:right", "no connection within");
        row(scheme, "resets", Mood::Resets, "ann:right", "connection");
    }
}

void TestHttpProxy::failureOfTheProxyIsToldAndNothingWasSent()
{
    QFETCH(QByteArray, scheme);
    QFETCH(int, mood);
    QFETCH(QString, login);
    QFETCH(QByteArray, told);
    Echo echo;
    Proxy proxy(echo.port());
    proxy.wantLogin("ann", "right");
    proxy.setMood(static_cast<Proxy::Mood>(mood));
    {
        HttpClient client(forTelegram(proxy.url(scheme, login)));
        OutRequest out = request(u"http://api.telegram.invalid/bot1:S/x"_s);
        // Qt asks a proxy that resets over and over.
        if (proxy.mood() == Proxy::Mood::Hangs || proxy.mood() == Proxy::Mood::Resets)
            out.connectTimeout = 300ms;
        const OutResult result = trySend(client, out);
        const QByteArray said = outcome(result);
        QVERIFY2(said.startsWith("connect: telegram: call: "), said.constData());
        QVERIFY2(said.contains(told), said.constData());
        QVERIFY2(!said.contains("SECRET") && !said.contains("right") && !said.contains("127.0.0.1"),
                 said.constData());
        QVERIFY(!std::get<DependencyError>(result).wasSent());
    }
    QCOMPARE(echo.requests, 0);
}

// What became of the call nobody knows.
void TestHttpProxy::answerThatIsCutIsAReset()
{
    QFETCH(QByteArray, scheme);
    Echo echo;
    Proxy proxy(echo.port());
    proxy.setMood(Proxy::Mood::CutsAnswers);
    {
        HttpClient client(forTelegram(proxy.url(scheme)));
        const OutResult result = trySend(client, request(u"http://api.telegram.invalid/"_s));
        QVERIFY2(outcome(result).startsWith("reset: "), outcome(result).constData());
        QVERIFY(std::get<DependencyError>(result).wasSent());
    }
    QCOMPARE(echo.requests, 1);
}

void TestHttpProxy::onlyWhatIsMeantGoesThroughIt()
{
    Echo echo;
    Proxy proxy(echo.port());
    ProxyRules rules;
    rules.setForHttps(*proxyFromUrl(u"http://127.0.0.1:1"_s), {});
    rules.setForDependency(kTelegram, *proxyFromUrl(proxy.url("socks5")));
    HttpClient client(rules);
    QCOMPARE(outcome(trySend(client, request(echo.url()))), QByteArray(R"({"a":1})"));
    QCOMPARE(proxy.tunnels(), 1);
    OutRequest other = request(echo.url());
    other.dependency = u"vpn_api"_s;
    QCOMPARE(outcome(trySend(client, other)), QByteArray(R"({"a":1})")); // plain http: directly
    QCOMPARE(proxy.tunnels(), 1);
    other.url = QUrl(u"https://panel.invalid/"_s);
    const QByteArray said = outcome(trySend(client, other));
    QVERIFY2(said.startsWith("connect: vpn_api: call: the proxy "), said.constData());
}

void TestHttpProxy::hostsAreLeftOutByName_data()
{
    QTest::addColumn<QString>("exceptions");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isProxied");
    const auto row = [](const char *exceptions, const char *url, bool isProxied) {
        QTest::addRow("%s %s", exceptions, url)
            << QString::fromLatin1(exceptions) << QString::fromLatin1(url) << isProxied;
    };
    row("", "https://panel.example/", true);
    row("", "http://panel.example/", false);
    row("", "https://127.0.0.1/", false);
    row("", "https://[::1]/", false);
    row("", "https://localhost:8443/", false);
    row("panel.example", "https://panel.example:8443/", false);
    row("panel.example", "https://my.panel.example/", false);
    row("panel.example", "https://otherpanel.example/", true);
    row(".example, x.test", "https://panel.example/", false);
    row("10.0.0.0/8", "https://10.1.2.3/", false);
    row("10.0.0.0/8", "https://11.1.2.3/", true);
    row("10.0.0.0/8", "https://panel.example/", true);
    row("Panel.Example", "https://PANEL.example/", false);
    row("*", "https://panel.example/", false);
}

void TestHttpProxy::hostsAreLeftOutByName()
{
    QFETCH(QString, exceptions);
    QFETCH(QString, url);
    QFETCH(bool, isProxied);
    ProxyRules rules;
    rules.setForHttps(*proxyFromUrl(u"http://proxy.example:3128"_s), exceptions.split(u','));
    OutRequest out = request(url);
    out.dependency = u"vpn_api"_s;
    QCOMPARE(rules.wayOf(out), isProxied ? size_t(1) : size_t(0));
    rules.setForDependency(kTelegram, *proxyFromUrl(u"http://proxy.example:3128"_s));
    QCOMPARE(rules.wayOf(out), isProxied ? size_t(2) : size_t(0));
    out.dependency = kTelegram;
    QCOMPARE(rules.wayOf(out), size_t(1)); // said for Telegram itself
}

void TestHttpProxy::whatIsNoProxyIsRefused_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url : {"", "proxy.example:3128", "https://proxy.example:3128", "ftp://proxy.example:21",
                            "http://proxy.example", "socks4://proxy.example:1080", "http://:3128",
                            "http://proxy.example:3128/path", "http://proxy.example:99999"})
        QTest::addRow("%s", url) << QString::fromLatin1(url);
}

void TestHttpProxy::whatIsNoProxyIsRefused()
{
    QFETCH(QString, url);
    QVERIFY(!proxyFromUrl(url));
}

const turnpike::test::RegisteredTest<TestHttpProxy> kTestHttpProxy;

} // namespace tst_httpproxy

#include "tst_httpproxy.moc"
