// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/hubfixture.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_gatekeeper {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

namespace {

http::Request request(const QByteArray &path, const http::Headers &headers)
{
    return {"GET", path, {}, headers, {}, QHostAddress(u"192.0.2.9"_s), {}};
}

} // namespace

// Who is let in.
class TestGatekeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDoorSaysWhyItStaysClosed_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<http::Headers>("headers");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("says");
        const QPair<QByteArray, QByteArray> good("Authorization", "Bearer GOOD");
        const QPair<QByteArray, QByteArray> v1("Sec-WebSocket-Protocol", "chat, turnpike.console.v1");
        const QPair<QByteArray, QByteArray> v2("Sec-WebSocket-Protocol", "turnpike.console.v2");
        QTest::newRow("good") << QByteArray("/console") << http::Headers{good, v1} << 0 << QByteArray();
        QTest::newRow("path") << QByteArray("/chat") << http::Headers{good, v1} << 404
                              << QByteArray("/console");
        QTest::newRow("origin") << QByteArray("/console")
                                << http::Headers{good, v1, {"origin", "https://example.org"}} << 403
                                << QByteArray("browser");
        QTest::newRow("no token") << QByteArray("/console") << http::Headers{v1} << 401
                                  << QByteArray("unknown");
        QTest::newRow("wrong token") << QByteArray("/console")
                                     << http::Headers{{"Authorization", "Bearer tpc_x"}, v1} << 401
                                     << QByteArray("unknown");
        QTest::newRow("not a bearer")
            << QByteArray("/console") << http::Headers{{"Authorization", "Basic GOOD"}, v1} << 401
            << QByteArray("unknown");
        QTest::newRow("new version") << QByteArray("/console") << http::Headers{good, v2} << 400
                                     << QByteArray("speaks turnpike.console.v1, the console "
                                                   "turnpike.console.v2");
        QTest::newRow("no version") << QByteArray("/console") << http::Headers{good} << 400
                                    << QByteArray("turnpike.console.v1");
    }
    void theDoorSaysWhyItStaysClosed()
    {
        QFETCH(QByteArray, path);
        QFETCH(http::Headers, headers);
        QFETCH(int, status);
        QFETCH(QByteArray, says);
        HubFixture fixture;
        const QByteArray token = fixture.add(u"bob"_s, Role::Viewer);
        consolehub::Gatekeeper gatekeeper(fixture.clock, fixture.operators, fixture.auditBuffer,
                                          [](const auto &) { return std::nullopt; });
        for (auto &[name, value] : headers)
            value.replace("GOOD", token);
        const auto verdict = gatekeeper.check(request(path, headers));
        if (status == 0) {
            QVERIFY(std::holds_alternative<consolehub::Admission>(verdict));
            return;
        }
        const auto *refusal = std::get_if<http::Response>(&verdict);
        QVERIFY(refusal);
        QCOMPARE(refusal->status, status);
        QVERIFY2(refusal->body.contains(says), refusal->body.constData());
    }

    void guessingIsSlowedDownAndNeverLocksOutAGoodToken()
    {
        HubFixture fixture;
        const QByteArray token = fixture.add(u"bob"_s, Role::Viewer);
        consolehub::Gatekeeper gatekeeper(fixture.clock, fixture.operators, fixture.auditBuffer,
                                          [](const auto &) { return std::nullopt; });
        const auto knock = [&](const QByteArray &with) {
            const auto verdict = gatekeeper.check(request(
                "/console", {{"Authorization", "Bearer " + with}, {"Sec-WebSocket-Protocol", kSubprotocol}}));
            const auto *refusal = std::get_if<http::Response>(&verdict);
            return refusal ? refusal->status : 101;
        };
        for (int i = 0; i < 10; ++i)
            QCOMPARE(knock("guess" + QByteArray::number(i)), 401);
        QCOMPARE(knock("guess"), 429);
        QCOMPARE(knock(token), 101);
        fixture.writeRefusals();
        const auto rows = fixture.database().query("SELECT address, result FROM audit_log");
        QCOMPARE(rows.size(), 1U);
        QCOMPARE(rows[0].text(0), u"192.0.2.9"_s);
        QVERIFY(rows[0].text(1).contains(u"(11 times)"));
        fixture.clock.advance(kMinuteMs);
        QCOMPARE(knock("guess"), 401);
    }

    void whoFindsNoPlaceIsToldApartFromAServerThatEnds()
    {
        HubFixture fixture;
        const QByteArray token = fixture.add(u"bob"_s, Role::Viewer);
        consolehub::Gatekeeper gatekeeper(
            fixture.clock, fixture.operators, fixture.auditBuffer,
            [&](const control::Operators::Access &access) { return fixture.hub.whyClosed(access); });
        const auto knock = [&] {
            const auto verdict =
                gatekeeper.check(request("/console", {{"Authorization", "Bearer " + token},
                                                      {"Sec-WebSocket-Protocol", kSubprotocol}}));
            const auto *refusal = std::get_if<http::Response>(&verdict);
            return refusal ? refusal->status : 101;
        };
        std::vector<std::unique_ptr<ConsoleClient>> consoles;
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(knock(), 101);
            consoles.push_back(fixture.connect(token));
        }
        QCOMPARE(knock(), 429);
        fixture.hub.startDraining();
        QCOMPARE(knock(), 503);
    }

    void whoConnectsAgainAndAgainIsToldToWaitAndNobodyElse()
    {
        HubFixture fixture;
        const QByteArray token = fixture.add(u"bob"_s, Role::Viewer);
        const QByteArray other = fixture.add(u"ada"_s, Role::Admin);
        consolehub::Gatekeeper gatekeeper(fixture.clock, fixture.operators, fixture.auditBuffer,
                                          [](const auto &) { return std::nullopt; });
        const auto knock = [&](const QByteArray &with) {
            const auto verdict = gatekeeper.check(request(
                "/console", {{"Authorization", "Bearer " + with}, {"Sec-WebSocket-Protocol", kSubprotocol}}));
            const auto *refusal = std::get_if<http::Response>(&verdict);
            return refusal ? refusal->status : 101;
        };
        for (int i = 0; i < 40; ++i)
            QCOMPARE(knock(token), 101);
        QCOMPARE(knock(token), 429);
        QCOMPARE(knock(other), 101);
        fixture.clock.advance(-kHourMs); // a clock that is set back locks nobody out
        QCOMPARE(knock(token), 429);
        fixture.clock.advance(kSecondMs);
        QCOMPARE(knock(token), 101);
        QCOMPARE(knock(token), 101);
        QCOMPARE(knock(token), 429);
    }

    // Of a thousand operators it is remembered how often they came; then it begins anew.
    void howManyOperatorsAreRememberedIsBounded()
    {
        HubFixture fixture;
        const QByteArray token = fixture.add(u"bob"_s, Role::Viewer);
        QByteArrayList others;
        fixture.write([&](db::Transaction &tx) {
            for (int i = 0; i < 1'000; ++i) {
                NewToken fresh;
                fixture.operators.add(tx, {u"other-%1"_s.arg(i), Role::Viewer, 90, {}}, fresh);
                others.append(fresh.token.toUtf8());
            }
        });
        consolehub::Gatekeeper gatekeeper(fixture.clock, fixture.operators, fixture.auditBuffer,
                                          [](const auto &) { return std::nullopt; });
        const auto isLetIn = [&](const QByteArray &with) {
            const auto verdict = gatekeeper.check(request(
                "/console", {{"Authorization", "Bearer " + with}, {"Sec-WebSocket-Protocol", kSubprotocol}}));
            return std::holds_alternative<consolehub::Admission>(verdict);
        };
        for (int i = 0; i < 40; ++i)
            QVERIFY(isLetIn(token));
        for (const QByteArray &other : others.first(999))
            QVERIFY(isLetIn(other));
        QVERIFY(!isLetIn(token)); // still known, among a thousand
        QVERIFY(isLetIn(others.last()));
        QVERIFY(isLetIn(token));
    }
};

const turnpike::test::RegisteredTest<TestGatekeeper> kTestGatekeeper;

} // namespace tst_gatekeeper

#include "tst_gatekeeper.moc"
