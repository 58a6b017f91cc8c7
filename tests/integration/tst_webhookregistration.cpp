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

using namespace turnpike;
using namespace turnpike::telegram;
using namespace turnpike::test;
using namespace std::chrono_literals;
using Result = WebhookOutcome::Result;

namespace {

const auto kPlenty = 60s;
const QUrl kOurs(QStringLiteral("https://shop.example/telegram/webhook"));

// Closes the connection in place of an answer.
const QByteArray kLost = "lost";

// Telegram, as far as webhooks go.
class Telegram
{
public:
    Telegram()
        : m_peer([this](RawConnection &connection) {
            while (const auto request = connection.read()) {
                const std::lock_guard lock(m_mutex);
                const QByteArray body = answer(*request);
                if (body == kLost)
                    return;
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

    WebhookOutcome ensure(bool atStart = true, const Deadline &deadline = Deadline::in(kPlenty))
    {
        return with(
            [&](WebhookRegistration &registration) { return registration.ensure(atStart, deadline); });
    }
    WebhookOutcome with(const std::function<WebhookOutcome(WebhookRegistration &)> &use)
    {
        return aside([&] {
            const BotClient bot(http, telegram.url(), QStringLiteral("1:TOKEN"));
            WebhookRegistration registration(bot, database.database(), clock, settings);
            return use(registration);
        });
    }

    TestDatabase database;
    Telegram telegram;
    http::HttpClient http;
    FakeClock clock;
    WebhookSettings settings{.url = kOurs, .secret = QStringLiteral("s3cr3t")};
};

QByteArray name(const WebhookOutcome &outcome)
{
    return toString(outcome.result);
}

} // namespace

class WebhookRegistrationTest : public QObject
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
    void refusalIsFatalOnlyAtStart();
    void wrongTokenIsToldButNotFatal();
    void anotherUrlKeptByTelegramIsFatalAtStart();
    void lesserDifferenceThatStaysAlertsOnly();
    void developersProgramLeavesAForeignWebhookAlone();
    void telegramOutOfReachIsTriedAgainUntilTheDeadline();
    void rateLimitIsWaitedOut();
    void lostAnswerOfSettingIsCountedAndTriedAgain();
    void cancellationEndsTheWaiting();
    void withoutAUrlNothingIsAsked();
};

void WebhookRegistrationTest::freshBotIsSetOnceAndVerified()
{
    QFETCH(db::DatabaseUrl::Kind, kind);
    Shop shop(kind);
    const WebhookOutcome outcome = shop.ensure();
    QCOMPARE(name(outcome), "set");
    QVERIFY(!outcome.isFatal && !outcome.needsAlert);
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

void WebhookRegistrationTest::anythingThatDiffersIsSet_data()
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

void WebhookRegistrationTest::anythingThatDiffersIsSet()
{
    QFETCH(QJsonObject, info);
    QFETCH(bool, isSet);
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.ensure();
    shop.telegram.setInfo(info);
    QCOMPARE(name(shop.ensure(false)), isSet ? "set" : "in_place");
    QCOMPARE(shop.telegram.sets().size(), isSet ? 2U : 1U);
}

void WebhookRegistrationTest::secretOnItsOwnIsNoticedByItsHash()
{
    QFETCH(db::DatabaseUrl::Kind, kind);
    Shop shop(kind);
    shop.ensure();
    shop.settings.secret = QStringLiteral("ANOTHER");
    QCOMPARE(name(shop.ensure()), "set");
    QCOMPARE(shop.telegram.sets().back().value("secret_token").toString(), QStringLiteral("ANOTHER"));
    QCOMPARE(name(shop.ensure()), "in_place");
}

void WebhookRegistrationTest::setThreeTimesWithinAnHourAtMost()
{
    QFETCH(db::DatabaseUrl::Kind, kind);
    Shop shop(kind);
    const QJsonObject foreign{{"url", "https://other.example/secret-path"}};
    for (int i = 0; i < 3; ++i) {
        shop.telegram.setInfo(foreign);
        QCOMPARE(name(shop.ensure(false)), "set");
        shop.clock.advance(10 * kMinuteMs);
    }
    shop.telegram.setInfo(foreign);
    const WebhookOutcome outcome = shop.ensure(false);
    QCOMPARE(name(outcome), "too_often");
    QVERIFY(outcome.needsAlert && !outcome.isFatal);
    QVERIFY(outcome.text.contains(u"other.example") && !outcome.text.contains(u"secret-path"));
    QCOMPARE(shop.telegram.sets().size(), 3U);

    shop.clock.advance(30 * kMinuteMs); // an hour after the first
    QCOMPARE(name(shop.ensure(false)), "set");
    shop.telegram.setInfo(foreign);
    QCOMPARE(name(shop.ensure(false)), "too_often");
}

void WebhookRegistrationTest::lookingChangesNothingAndSettingAgainSetsWhatIsInPlace()
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

void WebhookRegistrationTest::refusalIsFatalOnlyAtStart()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    const QByteArray refusal = R"({"ok":false,"error_code":400,"description":)"
                               R"("Bad Request: bad webhook: Failed to resolve host"})";
    for (const bool atStart : {true, false}) {
        shop.telegram.next("setWebhook", refusal);
        const WebhookOutcome outcome = shop.ensure(atStart);
        QCOMPARE(name(outcome), "refused");
        QCOMPARE(outcome.isFatal, atStart);
        QVERIFY(outcome.needsAlert);
        QVERIFY(outcome.text.contains(u"Failed to resolve host") && outcome.text.contains(u"WEBHOOK_URL"));
        QVERIFY(!outcome.text.contains(u"s3cr3t") && !outcome.text.contains(u"TOKEN/"));
    }
    QCOMPARE(name(shop.ensure()), "set"); // and it recovers
}

void WebhookRegistrationTest::wrongTokenIsToldButNotFatal()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.next("getWebhookInfo", R"({"ok":false,"error_code":401,"description":"Unauthorized"})");
    const WebhookOutcome outcome = shop.ensure();
    QCOMPARE(name(outcome), "refused");
    QVERIFY(outcome.needsAlert && !outcome.isFatal);
    QVERIFY(outcome.text.contains(u"BOT_TOKEN"));
}

void WebhookRegistrationTest::anotherUrlKeptByTelegramIsFatalAtStart()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.setInfo({{"url", "https://other.example/x"}});
    shop.telegram.keepWhatIsSet();
    for (const bool atStart : {true, false}) {
        const WebhookOutcome outcome = shop.ensure(atStart);
        QCOMPARE(name(outcome), "overridden");
        QCOMPARE(outcome.isFatal, atStart);
        QVERIFY(outcome.needsAlert);
    }
}

void WebhookRegistrationTest::lesserDifferenceThatStaysAlertsOnly()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.setInfo({{"url", kOurs.toString()}, {"max_connections", 1}});
    shop.telegram.keepWhatIsSet();
    const WebhookOutcome outcome = shop.ensure(true);
    QCOMPARE(name(outcome), "set");
    QVERIFY(outcome.needsAlert && !outcome.isFatal);
    QVERIFY(outcome.text.contains(u"max_connections"));
}

void WebhookRegistrationTest::developersProgramLeavesAForeignWebhookAlone()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.settings.isLocal = true;
    shop.telegram.setInfo({{"url", "https://prod.example/hook"}});
    const WebhookOutcome outcome = shop.ensure();
    QCOMPARE(name(outcome), "left_alone");
    QVERIFY(!outcome.isFatal);
    QVERIFY(outcome.text.contains(u"--take-over"));
    QCOMPARE(shop.telegram.sets().size(), 0U);

    shop.settings.takeOver = true;
    QCOMPARE(name(shop.ensure()), "set");
    shop.settings.takeOver = false;
    QCOMPARE(name(shop.ensure()), "in_place");
    shop.telegram.setInfo({{"url", ""}});
    QCOMPARE(name(shop.ensure()), "set"); // nobody's
}

void WebhookRegistrationTest::telegramOutOfReachIsTriedAgainUntilTheDeadline()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.next("getWebhookInfo", "<html>502</html>");
    QCOMPARE(name(shop.ensure()), "set");

    for (int i = 0; i < 5; ++i)
        shop.telegram.next("getWebhookInfo", "<html>502</html>");
    const WebhookOutcome outcome = shop.ensure(true, Deadline::in(700ms));
    QCOMPARE(name(outcome), "out_of_reach");
    QVERIFY(!outcome.isFatal);
}

void WebhookRegistrationTest::rateLimitIsWaitedOut()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.telegram.next("setWebhook", R"({"ok":false,"error_code":429,"description":"Too Many Requests",)"
                                     R"("parameters":{"retry_after":1}})");
    QCOMPARE(name(shop.ensure()), "set");
    QCOMPARE(shop.telegram.sets().size(), 2U);
}

void WebhookRegistrationTest::lostAnswerOfSettingIsCountedAndTriedAgain()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    const auto timesSet = [&] {
        const auto rows = shop.database.query("SELECT value FROM settings WHERE key = 'webhook_set_at'");
        return QJsonDocument::fromJson(rows.at(0).text(0).toUtf8()).array().size();
    };
    shop.telegram.next("setWebhook", "<html>504</html>");
    QCOMPARE(name(shop.ensure()), "set");
    QCOMPARE(timesSet(), 1);
    shop.telegram.setInfo({});
    shop.telegram.next("setWebhook", kLost);
    QCOMPARE(name(shop.ensure()), "set");
    QCOMPARE(timesSet(), 3);
}

void WebhookRegistrationTest::cancellationEndsTheWaiting()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    for (int i = 0; i < 50; ++i)
        shop.telegram.next("getWebhookInfo", "<html>502</html>");
    const auto cancellation = std::make_shared<Cancellation>();
    Aside result([&] {
        const BotClient bot(shop.http, shop.telegram.url(), QStringLiteral("1:TOKEN"));
        WebhookRegistration registration(bot, shop.database.database(), shop.clock, shop.settings);
        return registration.ensure(true, Deadline::in(kPlenty, cancellation));
    });
    QTRY_VERIFY_WITH_TIMEOUT(shop.telegram.infos() > 0, 60'000);
    cancellation->cancel(CancelReason::Shutdown);
    QVERIFY_EXCEPTION_THROWN(result.get(), Cancelled);
}

void WebhookRegistrationTest::withoutAUrlNothingIsAsked()
{
    Shop shop(db::DatabaseUrl::Kind::Sqlite);
    shop.settings.url.clear();
    QCOMPARE(name(shop.ensure()), "not_configured");
    QCOMPARE(shop.telegram.infos(), 0);
}

const turnpike::test::RegisteredTest<WebhookRegistrationTest> kWebhookRegistrationTest;
#include "tst_webhookregistration.moc"
