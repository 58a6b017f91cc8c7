#include "access/vpnclient.h"
#include "support/aside.h"
#include "support/rawpeer.h"
#include "support/testmain.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace turnpike;
using namespace turnpike::access;
using namespace turnpike::test;
using namespace std::chrono_literals;

namespace {

const QString kUuid = QStringLiteral("11111111-2222-4333-8444-555555555555");
const VpnUser kUser{kUuid, TelegramId(42), 1'800'000'000'123};
const auto kPlenty = 60s;

QByteArray outcome(const VpnKeyResult &result)
{
    if (const auto *error = std::get_if<DependencyError>(&result))
        return toString(error->reason());
    return std::get<VpnKey>(result).link.toUtf8();
}

} // namespace

class VpnClientTest : public QObject
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
};

void VpnClientTest::addUserSendsWhatTheApiAsks()
{
    http::HttpClient http;
    http::CircuitBreaker breaker;
    const VpnClient client(http, breaker, QUrl(QStringLiteral("http://10.0.0.1:8000/")),
                           QStringLiteral("KEY"));
    const http::OutRequest request = client.addUserRequest(kUser);
    QCOMPARE(request.url, QUrl(QStringLiteral("http://10.0.0.1:8000/add-user")));
    QCOMPARE(request.method, QByteArray("POST"));
    QVERIFY(request.headers.contains({"X-API-Key", "KEY"}));
    QCOMPARE(QJsonDocument::fromJson(request.body).object(),
             (QJsonObject{{"uuid", kUuid}, {"telegram_id", 42}, {"expiry_timestamp_ms", kUser.expiresAt}}));
    QCOMPARE(client.removeUserRequest(kUuid).url,
             QUrl(QStringLiteral("http://10.0.0.1:8000/remove-user/") + kUuid));
}

void VpnClientTest::addUserAnswerIsInterpreted_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("result");
    const QByteArray uuid = kUuid.toUtf8();
    QTest::newRow("new") << 200 << QByteArray(R"({"uuid":")" + uuid + R"(","vless_link":"v","link":"l"})")
                         << QByteArray("l");
    QTest::newRow("vless_link alone")
        << 200 << QByteArray(R"({"uuid":")" + uuid + R"(","vless_link":"v"})") << QByteArray("v");
    QTest::newRow("another uuid") << 200 << QByteArray(R"({"uuid":"x","link":"l"})")
                                  << QByteArray("bad_answer");
    QTest::newRow("no link") << 200 << QByteArray(R"({"uuid":")" + uuid + R"("})")
                             << QByteArray("bad_answer");
    QTest::newRow("not JSON") << 200 << QByteArray("ok") << QByteArray("bad_answer");
    QTest::newRow("redirect") << 302 << QByteArray() << QByteArray("bad_answer");
    QTest::newRow("wrong key") << 401 << QByteArray(R"({"detail":"KEY"})") << QByteArray("http_4xx");
    QTest::newRow("refused") << 422 << QByteArray("{}") << QByteArray("http_4xx");
    QTest::newRow("broken") << 500 << QByteArray("{}") << QByteArray("http_5xx");
}

void VpnClientTest::addUserAnswerIsInterpreted()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, result);
    const VpnKeyResult interpreted =
        VpnClient::interpretAddUser(kUser, http::OutResponse{status, body, {}, {}});
    QCOMPARE(outcome(interpreted), result);
    if (const auto *error = std::get_if<DependencyError>(&interpreted)) {
        QCOMPARE(error->httpStatus(), status);
        QCOMPARE(error->isOutage(), status >= 500);
        QVERIFY(!error->message().contains(u"KEY"));
    }
}

void VpnClientTest::removeUserAnswerIsInterpreted_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("result");
    QTest::newRow("removed") << 200 << QByteArray("gone");
    QTest::newRow("was not there") << 404 << QByteArray("gone");
    QTest::newRow("wrong key") << 401 << QByteArray("http_4xx");
    QTest::newRow("broken") << 503 << QByteArray("http_5xx");
}

void VpnClientTest::removeUserAnswerIsInterpreted()
{
    QFETCH(int, status);
    QFETCH(QByteArray, result);
    const VpnRemovalResult interpreted =
        VpnClient::interpretRemoveUser(http::OutResponse{status, "{}", {}, {}});
    QCOMPARE(interpreted ? QByteArray(toString(interpreted->reason())) : QByteArray("gone"), result);
}

void VpnClientTest::manyAreAddedAndRemovedEachWithItsOwnResult()
{
    std::atomic<int> failuresLeft{2};
    RawPeer peer([&](RawConnection &connection) {
        while (const auto request = connection.read()) {
            if (request->header("X-API-Key") != "KEY")
                connection.answer(401, "{}");
            else if (failuresLeft-- > 0)
                connection.answer(503, "{}");
            else if (request->target.startsWith("/remove-user/"))
                connection.answer(request->target.endsWith("2") ? 404 : 200, R"({"status":"ok"})");
            else
                connection.answer(200,
                                  request->body.left(request->body.size() - 1) + R"(,"link":"vless://x"})");
        }
    });
    http::HttpClient http;
    http::CircuitBreaker breaker;
    const VpnClient client(http, breaker, peer.url(), QStringLiteral("KEY"), {2, 1ms, 0});
    aside([&] {
        std::vector<VpnUser> users;
        std::vector<QString> uuids;
        for (int i = 1; i <= 5; ++i) {
            uuids.push_back(kUuid.chopped(1) + QString::number(i));
            users.push_back({uuids.back(), TelegramId(i), 1});
        }
        std::set<size_t> added;
        client.addUsers(users, Deadline::in(kPlenty), 3, [&](size_t index, const VpnKeyResult &result) {
            QCOMPARE(outcome(result), "vless://x");
            QCOMPARE(std::get<VpnKey>(result).uuid, users[index].uuid);
            QVERIFY(added.insert(index).second);
        });
        QCOMPARE(added.size(), 5U);
        std::set<size_t> removed;
        client.removeUsers(uuids, Deadline::in(kPlenty), 3,
                           [&](size_t index, const VpnRemovalResult &result) {
                               QVERIFY(!result);
                               QVERIFY(removed.insert(index).second);
                           });
        QCOMPARE(removed.size(), 5U);
        QCOMPARE(client.addUser(users[0], Deadline::in(kPlenty)).link, QStringLiteral("vless://x"));
        client.removeUser(uuids[0], Deadline::in(kPlenty));
    });
}

void VpnClientTest::healthNeedsNoKeyAndMustBeOk()
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
    const VpnClient client(http, breaker, peer.url(), QStringLiteral("KEY"), {0, 1ms, 0});
    aside([&] { client.checkHealth(Deadline::in(kPlenty)); });
    well = false;
    QVERIFY_EXCEPTION_THROWN(aside([&] { client.checkHealth(Deadline::in(kPlenty)); }), DependencyError);
}

const turnpike::test::RegisteredTest<VpnClientTest> kVpnClientTest;
#include "tst_vpnclient.moc"
