// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/aside.h"
#include "support/fakeclock.h"
#include "support/rawpeer.h"
#include "support/testdatabase.h"
#include "support/testmain.h"
#include "telegram/webhookregistration.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include <functional>
#include <limits>

namespace tst_webhookregistration {

using namespace turnpike;
using namespace turnpike::telegram;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Result = WebhookOutcome::Result;

namespace {

const auto kPlenty = 60s;
const QUrl kOurs(u"https://shop.example/telegram/webhook"_s);

// Closes the connection in place of an answer.
const QByteArray kLost = "lost";
// Says nothing until the client gives up.
const QByteArray kSilence = "silence";

// Telegram, as far as webhooks go.
class Telegram
{
public:
    Telegram()
        : m_peer([this](RawConnection &connection) {
            while (const auto request = connection.read()) {
                const QByteArray body = [&] {
                    const std::lock_guard lock(m_mutex);
                    return answer(*request);
                }();
                if (body == kLost)
                    return;
                if (body == kSilence) {
                    connection.waitForClose();
                    return;
                }
                connection.answer(200, body);
            }
        })
    {}

    QUrl url() const { return m_peer.url(); }
    // The answer to one method's next call, in place of what a well Telegram would say.
    void next(const QByteArray &method, const QByteArray &body)
    {
        const std::lock_guard lock(m_mutex);
        m_next[method].push_back(body);
    }
    void setInfo(const QJsonObject &info)
    {
        const std::lock_guard lock(m_mutex);
        m_info = info;
    }
    // From now on it says "true" to setWebhook and changes nothing.
    void keepWhatIsSet()
    {
        const std::lock_guard lock(m_mutex);
        m_keeps = true;
    }
    std::vector<QJsonObject> sets()
    {
        const std::lock_guard lock(m_mutex);
        return m_sets;
    }
    int infos()
    {
        const std::lock_guard lock(m_mutex);
        return m_infos;
    }

private:
    QByteArray answer(const RawRequest &request)
    {
        const QByteArray method = request.target.mid(QByteArray("/bot1:TOKEN/").size());
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        if (method == "setWebhook")
            m_sets.push_back(body);
        else
            m_infos++;
        if (!m_next[method].isEmpty())
            return m_next[method].takeFirst();
        if (method == "getWebhookInfo")
            return QJsonDocument(QJsonObject{{"ok", true}, {"result", m_info}}).toJson();
        if (!m_keeps)
            m_info = QJsonObject{{"url", body.value("url")},
                                 {"max_connections", body.value("max_connections")},
                                 {"allowed_updates", body.value("allowed_updates")},
                                 {"pending_update_count", 7}};
        return R"({"ok":true,"result":true})";
    }

    std::mutex m_mutex;
    QJsonObject m_info{{"url", ""}, {"has_custom_certificate", false}, {"pending_update_count", 0}};
    QHash<QByteArray, QList<QByteArray>> m_next;
    std::vector<QJsonObject> m_sets;
    int m_infos = 0;
    bool m_keeps = false;
    RawPeer m_peer;
};

struct Shop
{
    explicit Shop(TestDatabase::Kind kind)
        : database(kind)
    {}

    WebhookOutcome ensure(const Deadline &deadline = Deadline::in(kPlenty))
    {
        return with([&](WebhookRegistration &registration) { return registration.ensure(deadline); });
    }
    WebhookOutcome with(const std::function<WebhookOutcome(WebhookRegistration &)> &use)
    {
        return aside([&] {
            const BotClient bot(http, telegram.url(), u"1:TOKEN"_s);
            WebhookRegistration registration(bot, database.database(), clock, settings);
            return use(registration);
        });
    }

    TestDatabase database;
    Telegram telegram;
    http::HttpClient http;
    FakeClock clock;
    WebhookSettings settings{.url = kOurs, .secret = u"s3cr3t"_s};
};

QByteArray name(const WebhookOutcome &outcome)
{
    return toString(outcome.result);
}

} // namespace

class TestWebhookRegistration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void freshBotIsSetOnceAndVerified_data() { TestDatabase::addKinds(); }
    void freshBotIsSetOnceAndVerified();
    void anythingThatDiffersIsSet_data();
    void anythingThatDiffersIsSet();
    void secretOnItsOwnIsNoticedByItsHash_data() { TestDatabase::addKinds(); }
    void secretOnItsOwnIsNoticedByItsHash();
    void setThreeTimesWithinAnHourAtMost_data() { TestDatabase::addKinds(); }
    void setThreeTimesWithinAnHourAtMost();
    void lookingChangesNothingAndSettingAgainSetsWhatIsInPlace();
    void theTimeOfAnErrorIsATime_data();
    void theTimeOfAnErrorIsATime();
    void settingAgainAlwaysChangesSomething();
    void refusalThatWaitingMendsIsToldApart_data();
    void refusalThatWaitingMendsIsToldApart();
    void wrongTokenIsToldButNotFatal();
    void anotherUrlKeptByTelegramIsTold();
    void lesserDifferenceThatStaysAlertsOnly();
    void developersProgramLeavesAForeignWebhookAlone();
    void telegramOutOfReachIsSaidAtOnce();
    void whatTelegramAsksToWaitIsHandedOn();
    void lostAnswersOfSettingAreNobodysQuarrel();
    void cancellationEndsTheWaiting();
    void withoutAUrlNothingIsAsked();
};

void TestWebhookRegistration::freshBotIsSetOnceAndVerified()
{
    QFETCH(db::DatabaseUrl::Kind, kind);
    Shop shop(kind);
    const WebhookOutcome outcome = shop.ensure();
    QCOMPARE(name(outcome), "set");
    QVERIFY(!outcome.needsAlert);
    QCOMPARE(outcome.info->pendingUpdates, 7);
    QCOMPARE(shop.telegram.infos(), 2);
    const auto sets = shop.telegram.sets();
    QCOMPARE(sets.size(), 1U);
    QCOMPARE(sets[0], (QJsonObject{{"url", kOurs.toString()},
                                   {"max_connections", 40},
                                   {"allowed_updates", QJsonArray::fromStringList(handledUpdates())},
                                   {"secret_token", "s3cr3t"}})); // and no drop_pending_updates

    QCOMPARE(name(shop.ensure()), "in_place");
    QCOMPARE(shop.telegram.sets().size(), 1U);
    // The secret itself is not in the database.
    for (const db::Row &row : shop.database.query("SELECT value FROM settings"))
        QVERIFY(!row.text(0).contains(u"s3cr3t"));
}

void TestWebhookRegistration::anythingThatDiffersIsSet_data()
{
    QTest::addColumn<QJsonObject>("info");
    QTest::addColumn<bool>("isSet");
    const QJsonArray kinds = QJsonArray::fromStringList(handledUpdates());
    const QJsonArray shuffled{"pre_checkout_query", "my_chat_member", "message", "callback_query"};
    const QJsonObject right{{"url", kOurs.toString()}, {"max_connections", 40}, {"allowed_updates", kinds}};
    const auto row = [&](const char *what, const char *key, const QJsonValue &value, bool isSet) {
        QJsonObject info = right;
        info.insert(QLatin1String(key), value);
        QTest::newRow(what) << info << isSet;
    };
    row("as wanted", "pending_update_count", 3, false);
    row("kinds in another order", "allowed_updates", shuffled, false);
    row("another url", "url", "https://other.example/hook", true);
    row("none", "url", "", true);
    row("another number of connections", "max_connections", 100, true);
    row("a kind more", "allowed_updates", QJsonArray{"message", "poll"}, true);
    row("kinds of Telegram's own choice", "allowed_updates", QJsonValue(), true);
}

void TestWebhookRegistration::anythingThatDiffersIsSet()
{
    QFETCH(QJsonObject, info);
    QFETCH(bool, isSet);
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.ensure();
    shop.telegram.setInfo(info);
    QCOMPARE(name(shop.ensure()), isSet ? "set" : "in_place");
    QCOMPARE(shop.telegram.sets().size(), isSet ? 2U : 1U);
}

void TestWebhookRegistration::secretOnItsOwnIsNoticedByItsHash()
{
    QFETCH(db::DatabaseUrl::Kind, kind);
    Shop shop(kind);
    shop.ensure();
    shop.settings.secret = u"ANOTHER"_s;
    QCOMPARE(name(shop.ensure()), "set");
    QCOMPARE(shop.telegram.sets().back().value("secret_token").toString(), u"ANOTHER"_s);
    QCOMPARE(name(shop.ensure()), "in_place");
}

void TestWebhookRegistration::setThreeTimesWithinAnHourAtMost()
{
    QFETCH(db::DatabaseUrl::Kind, kind);
    Shop shop(kind);
    const QJsonObject foreign{{"url", "https://other.example/secret-path"}};
    for (int i = 0; i < 3; ++i) {
        shop.telegram.setInfo(foreign);
        QCOMPARE(name(shop.ensure()), "set");
        shop.clock.advance(10 * kMinuteMs);
    }
    shop.telegram.setInfo(foreign);
    const WebhookOutcome outcome = shop.ensure();
    QCOMPARE(name(outcome), "too_often");
    QVERIFY(outcome.needsAlert);
    QVERIFY(outcome.text.english().contains(u"other.example") &&
            !outcome.text.english().contains(u"secret-path"));
    QCOMPARE(shop.telegram.sets().size(), 3U);

    shop.clock.advance(30 * kMinuteMs); // an hour after the first
    QCOMPARE(name(shop.ensure()), "set");
    shop.telegram.setInfo(foreign);
    QCOMPARE(name(shop.ensure()), "too_often");
}

void TestWebhookRegistration::lookingChangesNothingAndSettingAgainSetsWhatIsInPlace()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    const auto look = [](WebhookRegistration &registration) {
        return registration.look(Deadline::in(kPlenty));
    };
    const auto setAgain = [](WebhookRegistration &registration) {
        return registration.setAgain(Deadline::in(kPlenty));
    };
    QCOMPARE(shop.with(look).info->url, QString());
    QCOMPARE(shop.telegram.sets().size(), 0U);
    QCOMPARE(name(shop.ensure()), "set");
    QCOMPARE(name(shop.with(setAgain)), "set");
    QCOMPARE(name(shop.with(setAgain)), "set");
    QCOMPARE(name(shop.with(setAgain)), "too_often"); // never more than three times an hour
    QCOMPARE(shop.telegram.sets().size(), 3U);
    for (const QJsonObject &set : shop.telegram.sets())
        QVERIFY(!set.contains("drop_pending_updates"));
}

void TestWebhookRegistration::theTimeOfAnErrorIsATime_data()
{
    using Number = std::numeric_limits<qint64>;
    QTest::addColumn<QJsonValue>("said");
    QTest::addColumn<qint64>("taken");
    const qint64 farthest = 253'402'300'800; // the year 10000
    const auto row = [](const char *what, const QJsonValue &said, qint64 taken) {
        QTest::newRow(what) << said << taken;
    };
    row("a moment", 1'700'000'000, 1'700'000'000);
    row("the last", farthest, farthest);
    row("beyond it", farthest + 1, farthest);
    // In milliseconds that would be no number.
    row("the largest number", Number::max(), farthest);
    row("the smallest number", Number::min(), 0);
    row("before 1970", -1, 0);
    row("no whole number", 1e300, 0);
    row("a text", u"yesterday"_s, 0);
}

void TestWebhookRegistration::theTimeOfAnErrorIsATime()
{
    QFETCH(QJsonValue, said);
    QFETCH(qint64, taken);
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.setInfo({{"url", kOurs.toString()}, {"last_error_date", said}});
    const WebhookOutcome outcome =
        shop.with([](WebhookRegistration &registration) { return registration.look(Deadline::in(kPlenty)); });
    QVERIFY(outcome.info);
    QCOMPARE(outcome.info->lastErrorAt, taken);
}

// The same again would do nothing (telegram-bot-api, Client.cpp: "Webhook is already set").
void TestWebhookRegistration::settingAgainAlwaysChangesSomething()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    const auto setAgain = [](WebhookRegistration &registration) {
        return registration.setAgain(Deadline::in(kPlenty));
    };
    const auto connections = [&] { return shop.telegram.sets().back().value("max_connections").toInt(); };
    QCOMPARE(name(shop.ensure()), "set");
    QCOMPARE(connections(), 40);
    QCOMPARE(name(shop.with(setAgain)), "set");
    QCOMPARE(connections(), 39);
    QCOMPARE(name(shop.ensure()), "in_place"); // as good as 40
    QCOMPARE(name(shop.with(setAgain)), "set");
    QCOMPARE(connections(), 40);
    shop.clock.advance(2 * kHourMs);
    shop.telegram.setInfo({{"url", "https://other.example/x"}, {"max_connections", 40}});
    QCOMPARE(name(shop.with(setAgain)), "set");
    QCOMPARE(connections(), 40); // the URL has changed already
}

void TestWebhookRegistration::refusalThatWaitingMendsIsToldApart_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("description");
    QTest::addColumn<QByteArray>("result");
    const auto row = [](int code, const QByteArray &description, const char *result) {
        QTest::addRow("%d %s", code, description.constData()) << code << description << QByteArray(result);
    };
    // telegram-bot-api, Client.cpp and WebhookActor.cpp.
    row(400, "Bad Request: invalid webhook URL specified", "refused");
    row(400, "Bad Request: secret token is too long", "refused");
    row(400, "Bad Request: secret token contains unallowed characters", "refused");
    row(400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443", "refused");
    row(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook", "refused");
    row(400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known", "not_taken");
    row(400, "Bad Request: bad webhook: Failed to resolve host: Temporary failure in name resolution",
        "not_taken");
    row(400, "Bad Request: bad webhook: IP address 10.0.0.1 is reserved", "not_taken");
    row(400, "Bad Request: bad webhook: IPv6-only addresses are not allowed", "not_taken");
    row(400, "Bad Request: a reason that nobody has heard of", "not_taken");
    row(409, "Conflict: terminated by other setWebhook", "not_taken");
    row(401, "Unauthorized", "not_taken");
    row(421, "Misdirected Request: unallowed token specified", "not_taken");
    row(400, "Logged out", "not_taken");
    row(429, "Too Many Requests: retry after 1", "out_of_reach");
    row(500, "Internal Server Error: restart", "out_of_reach");
}

void TestWebhookRegistration::refusalThatWaitingMendsIsToldApart()
{
    QFETCH(int, code);
    QFETCH(QByteArray, description);
    QFETCH(QByteArray, result);
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.next("setWebhook", R"({"ok":false,"error_code":)" + QByteArray::number(code) +
                                         ",\"description\":\"" + description + "\"}");
    const WebhookOutcome outcome = shop.ensure();
    QCOMPARE(name(outcome), result);
    QCOMPARE(outcome.needsAlert, result != "out_of_reach");
    QVERIFY(!isSettled(outcome.result));
    QVERIFY(!outcome.text.english().contains(u"s3cr3t") && !outcome.text.english().contains(u"TOKEN/"));
    QCOMPARE(name(shop.ensure()), "set"); // and it recovers
}

void TestWebhookRegistration::wrongTokenIsToldButNotFatal()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.next("getWebhookInfo", R"({"ok":false,"error_code":401,"description":"Unauthorized"})");
    const WebhookOutcome outcome = shop.ensure();
    QCOMPARE(name(outcome), "not_taken");
    QVERIFY(outcome.needsAlert);
    QVERIFY(outcome.text.english().contains(u"BOT_TOKEN"));
    QCOMPARE(name(shop.ensure()), "set");
}

void TestWebhookRegistration::anotherUrlKeptByTelegramIsTold()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.setInfo({{"url", "https://other.example/x"}});
    shop.telegram.keepWhatIsSet();
    const WebhookOutcome outcome = shop.ensure();
    QCOMPARE(name(outcome), "overridden");
    QVERIFY(outcome.needsAlert && !isSettled(outcome.result));
}

void TestWebhookRegistration::lesserDifferenceThatStaysAlertsOnly()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.setInfo({{"url", kOurs.toString()}, {"max_connections", 1}});
    shop.telegram.keepWhatIsSet();
    const WebhookOutcome outcome = shop.ensure();
    QCOMPARE(name(outcome), "set");
    QVERIFY(outcome.needsAlert);
    QVERIFY(outcome.text.english().contains(u"max_connections"));
}

void TestWebhookRegistration::developersProgramLeavesAForeignWebhookAlone()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.settings.isLocal = true;
    shop.telegram.setInfo({{"url", "https://prod.example/hook"}});
    const WebhookOutcome outcome = shop.ensure();
    QCOMPARE(name(outcome), "left_alone");
    QVERIFY(outcome.text.english().contains(u"--take-over"));
    QCOMPARE(shop.telegram.sets().size(), 0U);

    shop.settings.takeOver = true;
    QCOMPARE(name(shop.ensure()), "set");
    shop.settings.takeOver = false;
    QCOMPARE(name(shop.ensure()), "in_place");
    shop.telegram.setInfo({{"url", ""}});
    QCOMPARE(name(shop.ensure()), "set"); // nobody's
}

void TestWebhookRegistration::telegramOutOfReachIsSaidAtOnce()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.next("getWebhookInfo", R"({"ok":false,"error_code":502,"description":"Bad Gateway"})");
    QCOMPARE(name(shop.ensure()), "out_of_reach");
    shop.telegram.next("getWebhookInfo", kLost);
    QCOMPARE(name(shop.ensure()), "out_of_reach");
    QCOMPARE(shop.telegram.infos(), 2);
    QCOMPARE(name(shop.ensure()), "set");
}

void TestWebhookRegistration::whatTelegramAsksToWaitIsHandedOn()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.next("setWebhook", R"({"ok":false,"error_code":429,"description":"Too Many Requests",)"
                                     R"("parameters":{"retry_after":17}})");
    const WebhookOutcome outcome = shop.ensure();
    QCOMPARE(name(outcome), "out_of_reach");
    QCOMPARE(outcome.retryAfter.count(), 17);
    QCOMPARE(shop.telegram.sets().size(), 1U);
}

void TestWebhookRegistration::lostAnswersOfSettingAreNobodysQuarrel()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    const auto timesSet = [&] {
        const auto rows = shop.database.query("SELECT value FROM settings WHERE key = 'webhook_set_at'");
        return QJsonDocument::fromJson(rows.at(0).text(0).toUtf8()).array().size();
    };
    shop.telegram.next("setWebhook", R"({"ok":false,"error_code":502,"description":"Bad Gateway"})");
    QCOMPARE(name(shop.ensure()), "out_of_reach");
    QCOMPARE(timesSet(), 0);
    for (int i = 0; i < 4; ++i) {
        shop.telegram.next("setWebhook", kLost);
        QCOMPARE(name(shop.ensure()), "out_of_reach");
        QCOMPARE(timesSet(), 0);
    }
    QCOMPARE(name(shop.ensure()), "set");
    QCOMPARE(timesSet(), 1);
}

void TestWebhookRegistration::cancellationEndsTheWaiting()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.next("getWebhookInfo", kSilence);
    const auto cancellation = std::make_shared<Cancellation>();
    Aside result([&] {
        const BotClient bot(shop.http, shop.telegram.url(), u"1:TOKEN"_s);
        WebhookRegistration registration(bot, shop.database.database(), shop.clock, shop.settings);
        return registration.ensure(Deadline::in(kPlenty, cancellation));
    });
    QTRY_VERIFY_WITH_TIMEOUT(shop.telegram.infos() > 0, 60'000);
    cancellation->cancel(CancelReason::Shutdown);
    QVERIFY_EXCEPTION_THROWN(result.get(), Cancelled);
}

void TestWebhookRegistration::withoutAUrlNothingIsAsked()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.settings.url.clear();
    QCOMPARE(name(shop.ensure()), "not_configured");
    QCOMPARE(shop.telegram.infos(), 0);
}

const turnpike::test::RegisteredTest<TestWebhookRegistration> kTestWebhookRegistration;

} // namespace tst_webhookregistration

#include "tst_webhookregistration.moc"
