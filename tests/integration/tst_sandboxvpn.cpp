// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_sandboxvpn {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

const QString kUuid = u"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c11"_s;
const QString kOther = u"00000000-2d38-4a0a-9a4e-0d3b3d0f4c12"_s;
const QJsonObject kAdd{{"uuid", kUuid}, {"telegram_id", 7}, {"expiry_timestamp_ms", 2'000}};

QByteArray bytes(const QJsonObject &object)
{
    return QJsonDocument(object).toJson();
}

QJsonObject with(QJsonObject object, const QJsonObject &changes)
{
    for (auto it = changes.begin(); it != changes.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

// A sandbox as a bot with the right key sees it.
class VpnFixture : public SandboxFixture
{
public:
    using SandboxFixture::SandboxFixture;

    Called vpn(const QString &path, const QByteArray &body = {}, const QByteArray &method = "POST")
    {
        return call(method, u"/vpn/"_s + path, body, {{"X-API-Key", sandbox.options().vpnApiKey}});
    }
    Called add(const QJsonObject &changes = {}) { return vpn("add-user", bytes(with(kAdd, changes))); }
    Called update(const QJsonObject &changes = {})
    {
        return vpn("update-user", bytes(with({{"uuid", kUuid}, {"expiry_timestamp_ms", 3'000}}, changes)));
    }
    Called remove(const QString &uuid = kUuid) { return vpn("remove-user/" + uuid); }
    QJsonArray listed() { return vpn("list-users", {}, "GET").json().value(u"uuids").toArray(); }
    QJsonObject key(const QString &uuid = kUuid)
    {
        for (const QJsonValue key : control("GET", "vpn").json().value(u"keys").toArray()) {
            if (key[u"uuid"].toString() == uuid)
                return key.toObject();
        }
        return {};
    }
    bool works(const QString &uuid = kUuid)
    {
        return control("GET", "vpn").json()[u"core"][u"works"].toArray().contains(uuid);
    }
};

} // namespace

// The stand-in for the VPN API against what the real one does: each row is one fact.
class TestSandboxVpn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addIsIdempotent();
    void unknownUuidIsNoError_data();
    void unknownUuidIsNoError();
    void malformedUuidIsRefused_data();
    void malformedUuidIsRefused();
    void wrongTypesAreRefusedWithAList_data();
    void wrongTypesAreRefusedWithAList();
    void whatIsTakenAllTheSame_data();
    void whatIsTakenAllTheSame();
    void callIsRefused_data();
    void callIsRefused();
    void keyWorksOnceTheCoreHasRestarted();
    void healthIsWellAlsoWhenTheCoreIsDown();
    void usersAreLostAndOrphansStay();
    void usersAreListedInTheirOrder();
    void quirkIsOffUntilSwitchedOn_data();
    void quirkIsOffUntilSwitchedOn();
    void oneUuidAlwaysFails();
    void faultAnswersAsTheApiOrAProxyWould_data();
    void faultAnswersAsTheApiOrAProxyWould();
};

void TestSandboxVpn::addIsIdempotent()
{
    VpnFixture fixture;
    const Called first = fixture.add();
    QCOMPARE(first.status, 200);
    QCOMPARE(first.json().keys(), QStringList({"link", "uuid", "vless_link"}));
    QVERIFY(first.json().value(u"link").toString().startsWith(u"vless://"_s + kUuid));
    QCOMPARE(first.json().value(u"link"), first.json().value(u"vless_link"));
    QCOMPARE(fixture.add({{"expiry_timestamp_ms", 9'000}, {"telegram_id", 8}}).json(), first.json());
    QCOMPARE(fixture.key().value(u"expiry_timestamp_ms").toInteger(), 9'000);
    QCOMPARE(fixture.key().value(u"telegram_id").toInteger(), 7);
    QCOMPARE(fixture.listed(), QJsonArray{kUuid});
}

void TestSandboxVpn::unknownUuidIsNoError_data()
{
    QTest::addColumn<bool>("isUpdate");
    QTest::newRow("removal: 200") << false;
    QTest::newRow("update: 200, and made anew") << true;
}

void TestSandboxVpn::unknownUuidIsNoError()
{
    QFETCH(bool, isUpdate);
    VpnFixture fixture;
    const Called called = isUpdate ? fixture.update() : fixture.remove();
    QCOMPARE(called.status, 200);
    QCOMPARE(called.json(), QJsonObject({{"status", "ok"}}));
    QCOMPARE(fixture.listed(), isUpdate ? QJsonArray{kUuid} : QJsonArray());
    if (isUpdate) {
        QCOMPARE(fixture.key().value(u"expiry_timestamp_ms").toInteger(), 3'000);
        QCOMPARE(fixture.key().value(u"telegram_id").toInteger(), 0); // nobody said whose it is
    }
}

void TestSandboxVpn::malformedUuidIsRefused_data()
{
    QTest::addColumn<QString>("operation");
    QTest::addColumn<QString>("uuid");
    QTest::addColumn<QString>("detail");
    const QString invalid = u"Invalid UUID format: "_s;
    for (const QString &operation : {u"add"_s, u"update"_s, u"remove"_s}) {
        const auto row = [&](const char *what, const QString &uuid) {
            QTest::addRow("%s: %s", qPrintable(operation), what) << operation << uuid << invalid + uuid;
        };
        row("a word", u"uuid-5001"_s);
        row("a digit too few", kUuid.chopped(1));
        row("no hexadecimal digit", kUuid.chopped(1) + u'g');
    }
    QTest::newRow("add: empty") << "add"
                                << ""
                                << "uuid is required";
    QTest::newRow("update: empty") << "update"
                                   << "" << invalid;
}

void TestSandboxVpn::malformedUuidIsRefused()
{
    QFETCH(QString, operation);
    QFETCH(QString, uuid);
    VpnFixture fixture;
    const Called called = operation == u"add"      ? fixture.add({{"uuid", uuid}})
                          : operation == u"update" ? fixture.update({{"uuid", uuid}})
                                                   : fixture.remove(uuid);
    QCOMPARE(called.status, 400);
    QTEST(called.json().value(u"detail").toString(), "detail");
    QVERIFY(fixture.listed().isEmpty());
}

void TestSandboxVpn::wrongTypesAreRefusedWithAList_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("types"); // of the problems
    QTest::addColumn<QString>("where"); // of the first
    const auto row = [](const char *what, const QByteArray &body, const char *types, const char *where) {
        QTest::newRow(what) << body << QString::fromLatin1(types) << QString::fromLatin1(where);
    };
    const auto changed = [](const char *name, const QJsonValue &value) {
        return bytes(with(kAdd, {{QLatin1String(name), value}}));
    };
    const auto without = [](const char *name) {
        QJsonObject object = kAdd;
        object.remove(QLatin1String(name));
        return bytes(object);
    };
    row("uuid is a number", changed("uuid", 5), "string_type", "uuid");
    row("uuid is missing", without("uuid"), "missing", "uuid");
    row("telegram_id is missing", without("telegram_id"), "missing", "telegram_id");
    row("telegram_id is a word", changed("telegram_id", "me"), "int_parsing", "telegram_id");
    row("end is a fraction", changed("expiry_timestamp_ms", 1.5), "int_from_float", "expiry_timestamp_ms");
    row("end is null", changed("expiry_timestamp_ms", QJsonValue::Null), "int_type", "expiry_timestamp_ms");
    row("nothing in it", "{}", "missing missing missing", "uuid");
    row("an array", "[1]", "model_attributes_type", "");
    row("no JSON", "{uuid", "json_invalid", "2");
    row("no body", {}, "missing", "");
}

void TestSandboxVpn::wrongTypesAreRefusedWithAList()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, where);
    VpnFixture fixture;
    const Called called = fixture.vpn("add-user", body);
    QCOMPARE(called.status, 422);
    const QJsonArray detail = called.json().value(u"detail").toArray();
    QStringList types;
    for (const QJsonValue problem : detail) {
        types.append(problem[u"type"].toString());
        QCOMPARE(problem[u"loc"][0].toString(), u"body"_s);
        QVERIFY(!problem[u"msg"].toString().isEmpty());
        QVERIFY(problem.toObject().contains(u"input"));
    }
    QTEST(types.join(u' '), "types");
    QCOMPARE(detail[0][u"loc"][1].toVariant().toString(), where);
    QVERIFY(fixture.listed().isEmpty());
}

void TestSandboxVpn::whatIsTakenAllTheSame_data()
{
    QTest::addColumn<QJsonObject>("changes");
    QTest::newRow("numbers as texts") << QJsonObject{{"telegram_id", "7"}, {"expiry_timestamp_ms", "2000"}};
    QTest::newRow("an end that is over") << QJsonObject{{"expiry_timestamp_ms", -1}};
    QTest::newRow("members it does not know") << QJsonObject{{"tariff", "basic"}, {"colour", "red"}};
    QTest::newRow("uuid without hyphens") << QJsonObject{{"uuid", QString(kUuid).remove(u'-')}};
    QTest::newRow("uuid in upper case") << QJsonObject{{"uuid", kUuid.toUpper()}};
    QTest::newRow("uuid with spaces around") << QJsonObject{{"uuid", QString(u' ' + kUuid + u' ')}};
}

void TestSandboxVpn::whatIsTakenAllTheSame()
{
    QFETCH(QJsonObject, changes);
    VpnFixture fixture;
    const Called called = fixture.add(changes);
    QCOMPARE(called.status, 200);
    QCOMPARE(called.json().value(u"uuid").toString(),
             with(kAdd, changes).value(u"uuid").toString().trimmed()); // as it came, not normalised
    QCOMPARE(fixture.listed().size(), 1);
}

void TestSandboxVpn::callIsRefused_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("detail");
    const QByteArray own = sandbox::Options().vpnApiKey;
    const QString noKey = u"Invalid or missing API key"_s;
    QTest::newRow("no key") << QByteArray("GET") << "list-users" << QByteArray() << 401 << noKey;
    QTest::newRow("wrong key") << QByteArray("POST") << "add-user" << QByteArray("x") << 401 << noKey;
    QTest::newRow("the key comes before the path")
        << QByteArray("GET") << "nowhere" << QByteArray() << 401 << noKey;
    QTest::newRow("no such path") << QByteArray("GET") << "nowhere" << own << 404 << "Not Found";
    QTest::newRow("removal of nobody") << QByteArray("POST") << "remove-user/" << own << 404 << "Not Found";
    QTest::newRow("GET of add-user") << QByteArray("GET") << "add-user" << own << 405 << "Method Not Allowed";
    QTest::newRow("POST of list-users")
        << QByteArray("POST") << "list-users" << own << 405 << "Method Not Allowed";
    QTest::newRow("POST of health") << QByteArray("POST") << "health" << QByteArray() << 405
                                    << "Method Not Allowed";
}

void TestSandboxVpn::callIsRefused()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    QFETCH(QByteArray, key);
    VpnFixture fixture;
    const Called called =
        fixture.call(method, u"/vpn/"_s + path, method == "POST" ? bytes(kAdd) : QByteArray(),
                     key.isEmpty() ? http::Headers() : http::Headers{{"X-API-Key", key}});
    QTEST(called.status, "status");
    QTEST(called.json().value(u"detail").toString(), "detail");
}

// The answer comes once the file is written; the core follows at the end of the three seconds, for all.
void TestSandboxVpn::keyWorksOnceTheCoreHasRestarted()
{
    VpnFixture fixture;
    QCOMPARE(fixture.add().status, 200);
    QCOMPARE(fixture.update({{"uuid", kOther}}).status, 200);
    QCOMPARE(fixture.listed().size(), 2);
    QCOMPARE(fixture.key().value(u"works"), QJsonValue(false));
    QVERIFY(!fixture.works());
    QTRY_VERIFY(fixture.works());
    QVERIFY(fixture.works(kOther));
    QCOMPARE(fixture.key().value(u"works"), QJsonValue(true));
    const auto restarts = [&fixture] {
        QList<QJsonObject> found;
        for (const QJsonObject &entry : fixture.ledger("vpn")) {
            if (entry.value(u"operation").toString() == u"restart")
                found.append(entry);
        }
        return found;
    };
    QCOMPARE(restarts().size(), 1);
    QCOMPARE(restarts()[0].value(u"works").toArray().size(), 2);

    QCOMPARE(fixture.remove().status, 200);
    QCOMPARE(fixture.listed(), QJsonArray{kOther});
    QVERIFY(fixture.works()); // gone from the file, and the core has not heard
    QTRY_VERIFY(!fixture.works());
    QCOMPARE(restarts().size(), 2);
    QCOMPARE(restarts()[1].value(u"works_no_longer").toArray(), QJsonArray{kUuid});
    QCOMPARE(fixture.remove().status, 200); // of an unknown one: nothing to restart for
    QCOMPARE(fixture.control("GET", "vpn").json()[u"core"][u"restart_waits"], QJsonValue(false));
}

void TestSandboxVpn::healthIsWellAlsoWhenTheCoreIsDown()
{
    VpnFixture fixture(SandboxFixture::scaled(1'000));
    QCOMPARE(fixture.control("POST", "vpn", {{"core_up", false}}).status, 200);
    QCOMPARE(fixture.call("GET", "/vpn/health").json(), QJsonObject({{"status", "ok"}}));
    QCOMPARE(fixture.add().status, 200);
    const auto lastRestart = [&fixture] { return fixture.ledger("vpn").last().value(u"core").toString(); };
    QTRY_COMPARE(lastRestart(), u"down"_s);
    QVERIFY(!fixture.works());
    QCOMPARE(fixture.control("POST", "vpn", {{"core_up", true}}).status, 200);
    QVERIFY(fixture.works());
}

void TestSandboxVpn::usersAreLostAndOrphansStay()
{
    VpnFixture fixture;
    fixture.add();
    fixture.add({{"uuid", kOther}});
    QCOMPARE(fixture.control("POST", "vpn", {{"uuid", kUuid}, {"lost", true}}).status, 200);
    QCOMPARE(fixture.listed(), QJsonArray{kOther});
    QCOMPARE(fixture.control("POST", "vpn", {{"uuid", kUuid}, {"lost", true}}).status, 409);
    QCOMPARE(fixture.control("POST", "vpn-reset").status, 200);
    QVERIFY(fixture.listed().isEmpty());
    QCOMPARE(fixture.control("POST", "vpn", {{"uuid", kOther}, {"orphan_until", 5'000}}).status, 200);
    QCOMPARE(fixture.listed(), QJsonArray{kOther});
    QCOMPARE(fixture.key(kOther).value(u"adds").toInt(), 0);
    QCOMPARE(fixture.control("POST", "vpn", {{"uuid", "x"}, {"orphan_until", 5'000}}).status, 409);
}

void TestSandboxVpn::usersAreListedInTheirOrder()
{
    VpnFixture fixture;
    fixture.add(); // the greater of the two
    fixture.add({{"uuid", kOther}});
    fixture.add();
    QCOMPARE(fixture.listed(), QJsonArray({kUuid, kOther}));
}

void TestSandboxVpn::quirkIsOffUntilSwitchedOn_data()
{
    QTest::addColumn<QString>("quirk");
    QTest::addColumn<QString>("operation");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("detail");
    QTest::newRow("a repeat is refused") << "repeat-409"
                                         << "add" << 409 << "User already exists";
    QTest::newRow("add answers 201") << "add-201"
                                     << "add" << 201 << "";
    QTest::newRow("what is gone cannot be removed") << "remove-400"
                                                    << "remove" << 400 << "User already removed";
}

void TestSandboxVpn::quirkIsOffUntilSwitchedOn()
{
    QFETCH(QString, quirk);
    QFETCH(QString, operation);
    VpnFixture fixture;
    const auto ask = [&] {
        return operation == u"add" ? fixture.add({{"expiry_timestamp_ms", 9'000}}) : fixture.remove(kOther);
    };
    fixture.add();
    QCOMPARE(ask().status, 200);
    fixture.add();
    QCOMPARE(fixture.control("POST", "vpn", {{"quirk", quirk}, {"on", true}}).status, 200);
    const Called called = ask();
    QTEST(called.status, "status");
    QTEST(called.json().value(u"detail").toString(), "detail");
    QCOMPARE(fixture.key().value(u"expiry_timestamp_ms").toInteger(), called.status == 201 ? 9'000 : 2'000);
    QCOMPARE(fixture.control("POST", "vpn", {{"quirk", quirk}, {"on", false}}).status, 200);
    QCOMPARE(ask().status, 200);
    QCOMPARE(fixture.control("POST", "vpn", {{"quirk", "x"}, {"on", true}}).status, 409);
}

void TestSandboxVpn::oneUuidAlwaysFails()
{
    VpnFixture fixture;
    QCOMPARE(fixture.control("POST", "vpn", {{"uuid", kUuid}, {"poisoned", true}}).status, 200);
    for (int i = 0; i < 3; ++i) {
        for (const Called &called : {fixture.add(), fixture.update(), fixture.remove()}) {
            QCOMPARE(called.status, 500);
            QCOMPARE(called.json().value(u"detail").toString(), u"internal_error"_s);
        }
        QCOMPARE(fixture.add({{"uuid", kOther}}).status, 200);
    }
    QCOMPARE(fixture.control("POST", "vpn", {{"uuid", kUuid}, {"poisoned", false}}).status, 200);
    QCOMPARE(fixture.add().status, 200);
}

void TestSandboxVpn::faultAnswersAsTheApiOrAProxyWould_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("holds");
    const QByteArray json = "application/json";
    const QByteArray html = "text/html";
    QTest::newRow("the API itself") << 500 << json << QByteArray(R"({"detail":"internal_error"})");
    QTest::newRow("the key was changed") << 401 << json << QByteArray("Invalid or missing API key");
    QTest::newRow("a type refused") << 422 << json << QByteArray(R"({"detail":[{)");
    QTest::newRow("a proxy does not find it") << 404 << html << QByteArray("404 Not Found");
    QTest::newRow("a proxy finds too many") << 429 << html << QByteArray("429 Too Many Requests");
    QTest::newRow("a proxy finds nobody behind it") << 502 << html << QByteArray("502 Bad Gateway");
}

void TestSandboxVpn::faultAnswersAsTheApiOrAProxyWould()
{
    QFETCH(int, status);
    QFETCH(QByteArray, holds);
    VpnFixture fixture;
    QCOMPARE(fixture.control("POST", "faults", {{"service", "vpn"}, {"status", status}, {"next", 1}}).status,
             200);
    const Called called = fixture.add();
    QCOMPARE(called.status, status);
    QTEST(called.headers.value("content-type"), "type");
    QVERIFY2(called.body.contains(holds), called.body.constData());
    QVERIFY(fixture.listed().isEmpty());
}

const turnpike::test::RegisteredTest<TestSandboxVpn> kTestSandboxVpn;

} // namespace tst_sandboxvpn

#include "tst_sandboxvpn.moc"
