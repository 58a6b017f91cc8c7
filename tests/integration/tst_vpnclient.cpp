// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/vpnclient.h"
#include "support/aside.h"
#include "support/rawpeer.h"
#include "support/testmain.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

namespace tst_vpnclient {

using namespace turnpike;
using namespace turnpike::access;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QString kUuid = u"11111111-2222-4333-8444-555555555555"_s;
const VpnUser kUser{kUuid, TelegramId(42), 1'800'000'000'123};
const auto kPlenty = 60s;

QByteArray outcome(const VpnKeyResult &result)
{
    if (const auto *error = std::get_if<DependencyError>(&result))
        return toString(error->reason());
    return std::get<VpnKey>(result).link.toUtf8();
}

} // namespace

class TestVpnClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addUserSendsWhatTheApiAsks();
    void addUserAnswerIsInterpreted_data();
    void addUserAnswerIsInterpreted();
    void removeUserAnswerIsInterpreted_data();
    void removeUserAnswerIsInterpreted();
    void manyAreAddedAndRemovedEachWithItsOwnResult();
    void healthNeedsNoKeyAndMustBeOk();
    void listTellsWhichKeysThereAre();
    void whoeverMayNotCallAnyMoreCallsNoMore();
    void whoeverMayNotCallAnyMoreListsNoMore();
};

void TestVpnClient::addUserSendsWhatTheApiAsks()
{
    http::HttpClient http;
    http::CircuitBreaker breaker;
    const VpnClient client(http, breaker, QUrl(u"http://10.0.0.1:8000/"_s), u"KEY"_s);
    const http::OutRequest request = client.addUserRequest(kUser);
    QCOMPARE(request.url, QUrl(u"http://10.0.0.1:8000/add-user"_s));
    QCOMPARE(request.method, QByteArray("POST"));
    QVERIFY(request.headers.contains({"X-API-Key", "KEY"}));
    QCOMPARE(QJsonDocument::fromJson(request.body).object(),
             (QJsonObject{{"uuid", kUuid}, {"telegram_id", 42}, {"expiry_timestamp_ms", kUser.expiresAt}}));
    QCOMPARE(client.removeUserRequest(kUuid).url, QUrl(u"http://10.0.0.1:8000/remove-user/"_s + kUuid));
}

void TestVpnClient::addUserAnswerIsInterpreted_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("result");
    const QByteArray uuid = kUuid.toUtf8();
    QTest::newRow("new") << 200
                         << QByteArray("{\"uuid\":\"" + uuid + "\",\"vless_link\":\"v\",\"link\":\"l\"}")
                         << QByteArray("l");
    QTest::newRow("vless_link alone")
        << 200 << QByteArray("{\"uuid\":\"" + uuid + "\",\"vless_link\":\"v\"}") << QByteArray("v");
    QTest::newRow("created") << 201 << QByteArray("{\"uuid\":\"" + uuid + "\",\"link\":\"l\"}")
                             << QByteArray("l");
    QTest::newRow("another uuid") << 200 << QByteArray(R"({"uuid":"x","link":"l"})")
                                  << QByteArray("foreign_answer");
    QTest::newRow("no link") << 200 << QByteArray("{\"uuid\":\"" + uuid + "\"}")
                             << QByteArray("foreign_answer");
    QTest::newRow("not JSON") << 200 << QByteArray("ok") << QByteArray("foreign_answer");
    QTest::newRow("redirect") << 302 << QByteArray() << QByteArray("foreign_answer");
    QTest::newRow("wrong key") << 401 << QByteArray(R"({"detail":"KEY"})") << QByteArray("http_4xx");
    QTest::newRow("refused") << 422 << QByteArray("{}") << QByteArray("http_4xx");
    QTest::newRow("known already") << 409 << QByteArray("{}") << QByteArray("http_4xx");
    QTest::newRow("400 of a proxy") << 400 << QByteArray("<html></html>") << QByteArray("foreign_answer");
    QTest::newRow("404") << 404 << QByteArray("{}") << QByteArray("foreign_answer");
    QTest::newRow("a firewall") << 403 << QByteArray("{}") << QByteArray("foreign_answer");
    QTest::newRow("too many") << 429 << QByteArray() << QByteArray("busy");
    QTest::newRow("too slow") << 408 << QByteArray() << QByteArray("busy");
    QTest::newRow("broken") << 500 << QByteArray(R"({"detail":"internal_error"})") << QByteArray("http_5xx");
    QTest::newRow("broken, in its framework's word")
        << 500 << QByteArray("Internal Server Error") << QByteArray("http_5xx");
    QTest::newRow("500 of a proxy") << 500 << QByteArray("<html></html>") << QByteArray("foreign_answer");
    QTest::newRow("500 of a gateway")
        << 500 << QByteArray(R"({"message":"Internal server error"})") << QByteArray("foreign_answer");
    QTest::newRow("another's JSON with 500") << 500 << QByteArray("{}") << QByteArray("foreign_answer");
    QTest::newRow("500 in a gateway's words")
        << 500
        << QByteArray(R"({"type":"about:blank","title":"Error","status":500,"detail":"internal_error"})")
        << QByteArray("foreign_answer");
    QTest::newRow("502 of a proxy") << 502 << QByteArray("<html></html>") << QByteArray("foreign_answer");
    QTest::newRow("takes no calls just now")
        << 503 << QByteArray(R"({"detail":"Service Unavailable"})") << QByteArray("foreign_answer");
    QTest::newRow("nothing behind it") << 521 << QByteArray() << QByteArray("foreign_answer");
}

void TestVpnClient::addUserAnswerIsInterpreted()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, result);
    const VpnKeyResult interpreted =
        VpnClient::interpretAddUser(kUser, http::OutResponse{status, body, {}, {}});
    QCOMPARE(outcome(interpreted), result);
    if (const auto *error = std::get_if<DependencyError>(&interpreted)) {
        QCOMPARE(error->isOutage(), result != "http_4xx");
        QCOMPARE(error->isAmbiguous(), result == "http_5xx" || result == "foreign_answer");
        QVERIFY(!error->message().contains(u"KEY"));
    }
}

void TestVpnClient::removeUserAnswerIsInterpreted_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("result");
    QTest::addColumn<bool>("mayBeGone");
    const QByteArray ok(R"({"status":"ok"})");
    QTest::newRow("removed") << 200 << ok << QByteArray("gone") << false;
    QTest::newRow("nothing to say") << 204 << QByteArray() << QByteArray("gone") << false;
    QTest::newRow("a page") << 200 << QByteArray("<html></html>") << QByteArray("foreign_answer") << false;
    QTest::newRow("another's JSON") << 200 << QByteArray("{}") << QByteArray("foreign_answer") << false;
    QTest::newRow("nothing there, or no route") << 404 << ok << QByteArray("foreign_answer") << true;
    QTest::newRow("not there any more") << 400 << QByteArray("{}") << QByteArray("http_4xx") << true;
    QTest::newRow("wrong key") << 401 << QByteArray("{}") << QByteArray("http_4xx") << false;
    QTest::newRow("too many") << 429 << QByteArray() << QByteArray("busy") << false;
    QTest::newRow("broken") << 500 << QByteArray(R"({"detail":"internal_error"})") << QByteArray("http_5xx")
                            << false;
    QTest::newRow("503 of a proxy") << 503 << QByteArray("{}") << QByteArray("foreign_answer") << false;
}

void TestVpnClient::removeUserAnswerIsInterpreted()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, result);
    QFETCH(bool, mayBeGone);
    const VpnResult interpreted =
        VpnClient::interpretDone(u"remove-user"_s, http::OutResponse{status, body, {}, {}});
    QCOMPARE(interpreted ? QByteArray(toString(interpreted->reason())) : QByteArray("gone"), result);
    QCOMPARE(interpreted && VpnClient::mayBeGone(*interpreted), mayBeGone);
}

void TestVpnClient::manyAreAddedAndRemovedEachWithItsOwnResult()
{
    std::atomic<int> failuresLeft{2};
    RawPeer peer([&](RawConnection &connection) {
        while (const auto request = connection.read()) {
            if (request->header("X-API-Key") != "KEY")
                connection.answer(401, "{}");
            else if (failuresLeft-- > 0)
                connection.answer(503, "{}");
            else if (request->target.startsWith("/remove-user/"))
                connection.answer(200, R"({"status":"ok"})");
            else
                connection.answer(200,
                                  request->body.left(request->body.size() - 1) + R"(,"link":"vless://x"})");
        }
    });
    http::HttpClient http;
    http::CircuitBreaker breaker;
    const VpnClient client(http, breaker, peer.url(), u"KEY"_s, {2, 1ms, 0});
    aside([&] {
        std::vector<VpnUser> users;
        std::vector<QString> uuids;
        for (int i = 1; i <= 5; ++i) {
            uuids.push_back(kUuid.chopped(1) + QString::number(i));
            users.push_back({uuids.back(), TelegramId(i), 1});
        }
        std::set<size_t> added;
        const VpnClient::Terms terms{Deadline::in(kPlenty), 3};
        client.addUsers(users, terms, [&](size_t index, const VpnKeyResult &result, bool) {
            QCOMPARE(outcome(result), "vless://x");
            QCOMPARE(std::get<VpnKey>(result).uuid, users[index].uuid);
            QVERIFY(added.insert(index).second);
        });
        QCOMPARE(added.size(), 5U);
        std::set<size_t> removed;
        client.removeUsers(uuids, terms, [&](size_t index, const VpnResult &result, bool) {
            QVERIFY(!result);
            QVERIFY(removed.insert(index).second);
        });
        QCOMPARE(removed.size(), 5U);
        QCOMPARE(client.addUser(users[0], Deadline::in(kPlenty)).link, u"vless://x"_s);
        client.removeUser(uuids[0], Deadline::in(kPlenty));
    });
}

void TestVpnClient::healthNeedsNoKeyAndMustBeOk()
{
    std::atomic<bool> well{true};
    RawPeer peer([&](RawConnection &connection) {
        while (const auto request = connection.read()) {
            const bool asExpected = request->method == "GET" && request->target == "/health" &&
                                    request->header("X-API-Key").isEmpty();
            connection.answer(asExpected ? 200 : 404,
                              well ? R"({"status":"ok"})" : R"({"status":"starting"})");
        }
    });
    http::HttpClient http;
    http::CircuitBreaker breaker;
    const VpnClient client(http, breaker, peer.url(), u"KEY"_s, {0, 1ms, 0});
    aside([&] { client.checkHealth(Deadline::in(kPlenty)); });
    well = false;
    QVERIFY_EXCEPTION_THROWN(aside([&] { client.checkHealth(Deadline::in(kPlenty)); }), DependencyError);
}

void TestVpnClient::listTellsWhichKeysThereAre()
{
    const QByteArrayList bodies{R"({"uuids":["AAAA","bbbb"]})", "{}", R"({"uuids":null})", "<html></html>",
                                ""};
    std::atomic<int> calls{0};
    RawPeer peer([&](RawConnection &connection) {
        while (const auto request = connection.read()) {
            const bool asExpected = request->method == "GET" && request->target == "/list-users" &&
                                    request->header("X-API-Key") == "KEY";
            connection.answer(asExpected ? 200 : 404, bodies.value(calls++));
        }
    });
    http::HttpClient http;
    http::CircuitBreaker breaker;
    const VpnClient client(http, breaker, peer.url(), u"KEY"_s, {0, 1ms, 0});
    const auto list = [&] { return aside([&] { return client.listUsers(Deadline::in(kPlenty)); }); };
    QCOMPARE(list(), (QSet<QString>{u"aaaa"_s, u"bbbb"_s}));
    while (calls < bodies.size())
        QVERIFY_EXCEPTION_THROWN(list(), DependencyError);
    QCOMPARE(breaker.snapshot(std::chrono::steady_clock::now()).failuresInWindow, 4);
}

// Leadership may be lost between two calls of a batch, and between a call and its repeat.
void TestVpnClient::whoeverMayNotCallAnyMoreCallsNoMore()
{
    std::atomic<int> calls{0};
    RawPeer peer([&](RawConnection &connection) {
        while (connection.read()) {
            ++calls;
            connection.answer(500, "{}");
        }
    });
    http::HttpClient http;
    http::CircuitBreaker breaker;
    const VpnClient client(http, breaker, peer.url(), u"KEY"_s, {2, 1ms, 0});
    aside([&] {
        VpnClient::Terms terms{Deadline::in(kPlenty), 1};
        terms.mayCall = [&] { return calls < 2; };
        int withheld = 0;
        int unsettled = 0;
        client.removeUsers(std::vector<QString>(5, kUuid), terms,
                           [&](size_t, const VpnResult &result, bool isUnsettled) {
                               unsettled += isUnsettled ? 1 : 0;
                               withheld += result && result->wasWithheld() ? 1 : 0;
                           });
        QCOMPARE(withheld, 5); // the first two were to be repeated
        QCOMPARE(unsettled, 2);
    });
    QCOMPARE(calls, 2);
}

void TestVpnClient::whoeverMayNotCallAnyMoreListsNoMore()
{
    std::atomic<int> calls{0};
    RawPeer peer([&](RawConnection &connection) {
        while (connection.read()) {
            ++calls;
            connection.answer(500, "{}");
        }
    });
    http::HttpClient http;
    http::CircuitBreaker breaker;
    const VpnClient client(http, breaker, peer.url(), u"KEY"_s, {2, 1ms, 0});
    QVERIFY_EXCEPTION_THROWN(
        aside([&] { client.listUsers(Deadline::in(kPlenty), [&] { return calls < 1; }); }), DependencyError);
    QCOMPARE(calls, 1);
}

const turnpike::test::RegisteredTest<TestVpnClient> kTestVpnClient;

} // namespace tst_vpnclient

#include "tst_vpnclient.moc"
