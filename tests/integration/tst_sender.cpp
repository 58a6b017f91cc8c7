// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/sender.h"

#include "base/ids.h"
#include "db/connectionpool.h"
#include "db/database.h"
#include "http/httpclient.h"
#include "http/httpfrontend.h"
#include "outbox/callsinflight.h"
#include "outbox/outbox.h"
#include "outbox/silence.h"
#include "rowlock.h"
#include "support/fakeclock.h"
#include "support/ownlog.h"
#include "support/recordingalerts.h"
#include "support/recordingkicker.h"
#include "support/testdatabase.h"
#include "support/testmain.h"
#include "telegram/botclient.h"
#include "telemetry/log.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>
#include <QTimer>

#include <map>
#include <random>

namespace tst_sender {

using namespace turnpike;
using namespace turnpike::outbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::FakeClock;
using turnpike::test::RecordingAlerts;
using turnpike::test::RecordingKicker;
using turnpike::test::RowLock;
using turnpike::test::TestDatabase;
using Kind = db::DatabaseUrl::Kind;

namespace {

constexpr int kPatienceMs = 60'000;
// Telegram may hold a call for a minute and carry it out all the same: whoever gives up before sends it
// twice.
static_assert(CallsInFlight::kAnswerTime >= 60s);

struct Call
{
    QString method;
    QJsonObject payload;

    qint64 chat() const { return payload.value("chat_id"_L1).toInteger(); }
    QString text() const { return payload.value("text"_L1).toString(); }
};

http::Response ok(qint64 messageId)
{
    return http::Response::json(R"({"ok":true,"result":{"message_id":)" + QByteArray::number(messageId) +
                                "}}");
}

http::Response refusal(int code, const QByteArray &description, int retryAfter = 0)
{
    QByteArray body = R"({"ok":false,"error_code":)" + QByteArray::number(code) + ",\"description\":\"" +
                      description + "\"";
    if (retryAfter > 0)
        body += R"(,"parameters":{"retry_after":)" + QByteArray::number(retryAfter) + "}";
    return http::Response::json(body + "}", code);
}

// The Bot API as far as the sender sees it. On the test's thread: answers while QTRY_… turns the event loop.
class BotServer
{
public:
    BotServer()
    {
        m_frontend.routePrefix(
            "POST", "/bot", [this](const http::Request &request, const http::Reply &reply) {
                const Call call{QString::fromUtf8(request.path.mid(request.path.lastIndexOf('/') + 1)),
                                QJsonDocument::fromJson(request.body).object()};
                ++received;
                if (lost && lost(call)) {
                    reply.abort();
                    return;
                }
                if (silent && silent(call)) {
                    m_unanswered.push_back(reply);
                    return;
                }
                const std::optional<http::Response> special = answer ? answer(call) : std::nullopt;
                if (!special && call.method != u"getMe")
                    delivered.push_back(call);
                reply.send(special.value_or(ok(received)));
            });
        const quint16 port = m_frontend.listen(QHostAddress(QHostAddress::LocalHost), 0);
        url = QUrl(u"http://127.0.0.1:%1"_s.arg(port));
    }
    QStringList texts() const
    {
        QStringList texts;
        for (const Call &call : delivered)
            texts << call.text();
        return texts;
    }
    void answerTheSilent()
    {
        for (const http::Reply &reply : m_unanswered)
            reply.send(ok(1));
        m_unanswered.clear();
    }
    void cutTheSilent()
    {
        for (const http::Reply &reply : m_unanswered)
            reply.abort();
        m_unanswered.clear();
    }

    QUrl url;
    std::function<std::optional<http::Response>(const Call &)> answer; // none: delivered
    std::function<bool(const Call &)> silent;                          // true: no answer for now
    std::function<bool(const Call &)> lost;                            // true: cut instead of an answer
    std::vector<Call> delivered;
    int received = 0;

private:
    http::HttpFrontend m_frontend;
    std::vector<http::Reply> m_unanswered;
};

Sender::Options unlimited()
{
    Sender::Options options;
    options.pollInterval = 10ms;
    options.limits.overall = 100'000;
    options.limits.perChat = 0ms;
    options.limits.perGroup = 0ms;
    options.limits.burst = 100'000;
    return options;
}

// An outbox, a Bot API and senders between them.
struct Post
{
    explicit Post(Kind kind, const Sender::Options &given = unlimited())
        : test(kind)
        , options(given)
        , outbox(clock, kicker)
        , bot(client, server.url, u"123:token"_s)
    {}

    std::unique_ptr<Sender> newSender(const QString &instance = u"this"_s)
    {
        return std::make_unique<Sender>(
            test.database(), client, bot, clock, instance, alerts, [this] { return leads.load(); }, options);
    }
    std::unique_ptr<Sender> startSender()
    {
        auto sender = newSender();
        sender->start();
        return sender;
    }
    Message text(qint64 chat, const QString &words,
                 MessageClass messageClass = MessageClass::Transactional) const
    {
        Message message;
        message.chat = ChatId(chat);
        message.messageClass = messageClass;
        message.method = u"sendMessage"_s;
        message.payload = {{u"chat_id"_s, chat}, {u"text"_s, words}};
        return message;
    }
    Message edit(qint64 chat, const QString &words) const
    {
        Message message = text(chat, words, MessageClass::Interactive);
        message.method = u"editMessageText"_s;
        message.payload.insert(u"message_id"_s, 7);
        return message;
    }
    // About a key or money.
    static Message lasting(Message message)
    {
        message.keepForReturn = true;
        return message;
    }
    int replaceWaitingScreens(qint64 chat)
    {
        return test.database().write(db::Demand::Worker, "test", Deadline::in(60s), [&](db::Transaction &tx) {
            return outbox.replaceWaitingScreens(tx, ChatId(chat));
        });
    }
    void withdraw(const QString &dedupeKey)
    {
        test.database().write(db::Demand::Worker, "test", Deadline::in(60s),
                              [&](db::Transaction &tx) { outbox.withdraw(tx, dedupeKey); });
    }
    void add(const std::vector<Message> &messages)
    {
        test.database().write(db::Demand::Worker, "test", Deadline::in(60s), [&](db::Transaction &tx) {
            for (const Message &message : messages)
                outbox.add(tx, message);
        });
    }
    // "0" to each of these chats.
    void addOneEach(qint64 first, qint64 last)
    {
        std::vector<Message> messages;
        for (qint64 chat = first; chat <= last; ++chat)
            messages.push_back(text(chat, u"0"_s));
        add(messages);
    }
    qint64 countOf(const char *status)
    {
        return test.number("SELECT count(*) FROM outbox WHERE status = ?", status);
    }
    // Whether each chat got its messages, numbered from 0, in order, each `times` at most.
    bool inOrder(int perChat)
    {
        std::map<qint64, int> next;
        for (const Call &call : server.delivered) {
            if (call.text().toInt() != next[call.chat()]++)
                return false;
        }
        return std::all_of(next.begin(), next.end(),
                           [perChat](const auto &entry) { return entry.second == perChat; });
    }

    TestDatabase test;
    Sender::Options options;
    FakeClock clock;
    RecordingKicker kicker;
    Outbox outbox;
    BotServer server;
    http::HttpClient client;
    telegram::BotClient bot;
    std::atomic<bool> leads{true};
    RecordingAlerts alerts;
};

// Moves a fake clock far faster than the real one.
class FastForward
{
public:
    explicit FastForward(FakeClock &clock)
    {
        QObject::connect(&m_timer, &QTimer::timeout, [&clock] { clock.advance(200); });
        m_timer.start(5);
    }

private:
    QTimer m_timer;
};

} // namespace

// From the outbox to Telegram, on both databases.
class TestSender : public QObject
{
    Q_OBJECT

private:
    turnpike::test::OwnLog m_log;

private Q_SLOTS:
    void initTestCase() { m_log.start(); }

    void addedMessageIsSentAfterTheCommitAndItsNumberKept_data() { TestDatabase::addKinds(); }
    void addedMessageIsSentAfterTheCommitAndItsNumberKept()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        post.server.answer = [](const Call &) { return ok(4711); };
        Message message = post.text(5, u"hello"_s, MessageClass::Interactive);
        message.dedupeKey = u"once"_s;
        {
            const log::CorrelationScope scope(u"update-9"_s);
            post.add({message, message});
        }
        QCOMPARE(post.kicker.count(Work::Outbox), 1);
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        const auto row = post.test
                             .query("SELECT message_id, correlation_id, attempts, expires_at - created_at, "
                                    "lease_owner, finished_at FROM outbox")
                             .at(0);
        QCOMPARE(row.int64(0), 4711);
        QCOMPARE(row.text(1), u"update-9"_s);
        QCOMPARE(row.int64(2), 1);
        QCOMPARE(row.int64(3), 2 * kMinuteMs);
        QVERIFY(row.isNull(4));
        QVERIFY(!row.isNull(5));
        QCOMPARE(post.server.received, 1);
    }

    void chatsGetTheirMessagesInOrderThoughCallsFail_data() { TestDatabase::addKinds(); }
    void chatsGetTheirMessagesInOrderThoughCallsFail()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        std::mt19937 random(3);
        post.server.answer = [&](const Call &) -> std::optional<http::Response> {
            const auto dice = random() % 10;
            if (dice == 0)
                return refusal(503, "Service Unavailable");
            if (dice == 1)
                return http::Response::text("<html>Bad Gateway</html>", 502);
            return std::nullopt;
        };
        std::vector<Message> messages;
        for (int n = 0; n < 10; ++n) {
            for (qint64 chat = -10; chat <= 30; ++chat) {
                if (chat != 0)
                    messages.push_back(post.text(chat, QString::number(n)));
            }
        }
        post.add(messages);
        const auto sender = post.newSender();
        const FastForward time(post.clock);
        sender->start();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 400, kPatienceMs);
        QVERIFY(post.inOrder(10));
        QCOMPARE(post.server.delivered.size(), size_t(400));
    }

    void tooManyRequestsHoldsUpThatChatAloneAndKeepsItsOrder_data() { TestDatabase::addKinds(); }
    void tooManyRequestsHoldsUpThatChatAloneAndKeepsItsOrder()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        bool limited = false;
        post.server.answer = [&](const Call &call) -> std::optional<http::Response> {
            if (call.chat() != 1 || std::exchange(limited, true))
                return std::nullopt;
            return refusal(429, "Too Many Requests: retry after 1", 1);
        };
        std::vector<Message> messages;
        for (int n = 0; n < 3; ++n) {
            for (qint64 chat = 1; chat <= 5; ++chat)
                messages.push_back(post.text(chat, QString::number(n)));
        }
        post.add(messages);
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 12, kPatienceMs);
        QCOMPARE(post.server.received, 13);
        // The attempt does not count.
        QTRY_COMPARE_WITH_TIMEOUT(post.test.number("SELECT max(attempts) FROM outbox WHERE chat_id = 1"), 0,
                                  kPatienceMs);
        post.clock.advance(1'000);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 15, kPatienceMs);
        QVERIFY(post.inOrder(3));
        QCOMPARE(sender->stats().rateLimited, quint64(1));
    }

    void refusedMessageDoesNotHoldUpTheNext_data() { TestDatabase::addKinds(); }
    void refusedMessageDoesNotHoldUpTheNext()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        post.server.answer = [](const Call &call) -> std::optional<http::Response> {
            if (call.text() != u"bad")
                return std::nullopt;
            return refusal(400, "Bad Request: can't parse entities");
        };
        post.add({post.text(5, u"bad"_s), post.text(5, u"good"_s)});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QCOMPARE(post.countOf("failed"), 1);
        QCOMPARE(post.test.query("SELECT last_error FROM outbox WHERE status = 'failed'").at(0).text(0),
                 u"Bad Request: can't parse entities"_s);
        QCOMPARE(post.server.received, 2);
    }

    void expiredMessagesAreDroppedUnsent_data() { TestDatabase::addKinds(); }
    void expiredMessagesAreDroppedUnsent()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        Message answer;
        answer.messageClass = MessageClass::Interactive;
        answer.method = u"answerPreCheckoutQuery"_s;
        std::vector<Message> messages{answer};
        for (int i = 0; i < 10; ++i)
            messages.push_back(post.text(5, u"old"_s, MessageClass::Interactive));
        post.add(messages);
        post.clock.advance(2 * kMinuteMs);
        post.add({post.text(5, u"new"_s, MessageClass::Interactive)});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("dropped"), 11, kPatienceMs);
        QCOMPARE(post.server.received, 1);
    }

    void unreachableUserIsMarkedAndWhatWaitsIsDropped_data() { TestDatabase::addKinds(); }
    void unreachableUserIsMarkedAndWhatWaitsIsDropped()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        for (const qint64 user : {5, 6}) {
            post.test.exec("INSERT INTO users (telegram_id, referral_code, created_at, last_seen_at) "
                           "VALUES (?, ?, 1, 1)",
                           user, QString::number(user));
        }
        post.server.answer = [](const Call &call) -> std::optional<http::Response> {
            if (call.chat() != 5)
                return std::nullopt;
            return refusal(403, "Forbidden: bot was blocked by the user");
        };
        std::vector<Message> messages;
        for (const qint64 chat : {5, 6}) {
            for (int i = 0; i < 5; ++i) {
                messages.push_back(post.text(chat, u"x"_s));
                messages.push_back(post.text(chat, u"x"_s, MessageClass::Bulk));
            }
        }
        post.add(messages);
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 10, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("dropped"), 10, kPatienceMs);
        QCOMPARE(post.test.number("SELECT is_reachable FROM users WHERE telegram_id = 5"), 0);
        QCOMPARE(post.test.number("SELECT is_reachable FROM users WHERE telegram_id = 6"), 1);
        // One call of each class may have been under way.
        QVERIFY(post.server.received <= 12);
    }

    void editsEndAsTheyShould_data()
    {
        QTest::addColumn<QByteArray>("description");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<int>("calls");
        QTest::newRow("nothing changed")
            << QByteArray("Bad Request: message is not modified: x") << QByteArray("sent") << 1;
        QTest::newRow("press too old")
            << QByteArray("Bad Request: query is too old and response timeout expired")
            << QByteArray("dropped") << 1;
        QTest::newRow("message gone")
            << QByteArray("Bad Request: message to edit not found") << QByteArray("sent") << 2;
        QTest::newRow("no text to edit")
            << QByteArray("Bad Request: there is no text in the message to edit") << QByteArray("sent") << 2;
    }
    void editsEndAsTheyShould()
    {
        QFETCH(QByteArray, description);
        QFETCH(QByteArray, status);
        QFETCH(int, calls);
        Post post(Kind::Sqlite);
        post.server.answer = [&](const Call &call) -> std::optional<http::Response> {
            if (call.method != u"editMessageText")
                return std::nullopt;
            return refusal(400, description);
        };
        Message edit = post.text(5, u"menu"_s, MessageClass::Interactive);
        edit.method = u"editMessageText"_s;
        edit.payload.insert(u"message_id"_s, 77);
        edit.payload.insert(u"reply_markup"_s, QJsonObject{{u"k"_s, 1}});
        post.add({edit});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf(status.constData()), 1, kPatienceMs);
        QCOMPARE(post.server.received, calls);
        if (calls == 1)
            return;
        // The same text and buttons, as a message of its own.
        const Call &sent = post.server.delivered.at(0);
        QCOMPARE(sent.method, u"sendMessage"_s);
        QCOMPARE(sent.text(), u"menu"_s);
        QVERIFY(sent.payload.contains("reply_markup"_L1));
        QVERIFY(!sent.payload.contains("message_id"_L1));
    }

    void unknownTokenHoldsEverythingAndTellsOperatorsOnce()
    {
        Sender::Options options = unlimited();
        options.firstBarPause = options.lastBarPause = 30ms;
        Post post(Kind::Sqlite, options);
        bool known = false;
        post.server.answer = [&](const Call &) -> std::optional<http::Response> {
            if (known)
                return std::nullopt;
            return refusal(401, "Unauthorized");
        };
        post.addOneEach(1, 100);
        const auto sender = post.startSender();
        QTRY_VERIFY_WITH_TIMEOUT(sender->stats().bar == Bar::Token, kPatienceMs);
        // Some had left together; from then on one at a time asks.
        QTRY_COMPARE_WITH_TIMEOUT(sender->stats().inFlight, 0, kPatienceMs);
        const int before = post.server.received;
        QTRY_VERIFY_WITH_TIMEOUT(post.server.received >= before + 3, kPatienceMs);
        QCOMPARE(post.countOf("pending"), 100);
        QCOMPARE(post.alerts.keys(), QStringList{u"telegram_unauthorized"_s});
        known = true;
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 100, kPatienceMs);
        QVERIFY(sender->stats().bar == Bar::None);
        QCOMPARE(post.server.delivered.size(), size_t(100));
        QTRY_VERIFY(post.alerts.ended().contains(u"telegram_unauthorized"_s));
    }

    void oneRefusalOfAMomentIsNobodysFaultAndToldToNobody_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("lasts");
        for (const bool lasts : {false, true}) {
            const char *how = lasts ? "for good" : "for a moment";
            QTest::addRow("a redirect %s", how) << 302 << QByteArray("<html></html>") << lasts;
            QTest::addRow("a redirect without a page %s", how) << 307 << QByteArray() << lasts;
            QTest::addRow("a portal %s", how) << 200 << QByteArray("<html>Log in</html>") << lasts;
            QTest::addRow("another server's bot %s", how)
                << 421
                << QByteArray(
                       "{\"ok\":false,\"error_code\":421,\"description\":\"Misdirected Request: unallowed "
                       "token specified\"}")
                << lasts;
            QTest::addRow("moved %s", how)
                << 400 << QByteArray(R"({"ok":false,"error_code":400,"description":"Logged out"})") << lasts;
        }
    }

    // Whoever answers at this address is not our server: no message's attempt, no message's end.
    void oneRefusalOfAMomentIsNobodysFaultAndToldToNobody()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(bool, lasts);
        Sender::Options options = unlimited();
        options.firstBarPause = options.lastBarPause = 30ms;
        Post post(Kind::Sqlite, options);
        int wrong = lasts ? 1'000'000 : 1;
        post.server.answer = [&](const Call &) -> std::optional<http::Response> {
            if (wrong-- <= 0)
                return std::nullopt;
            http::Response response;
            response.status = status;
            response.body = body;
            response.headers = {{"Location", "https://block.example/why?token=123:SECRET"}};
            return response;
        };
        post.addOneEach(1, 20);
        const auto sender = post.startSender();
        if (lasts) {
            QTRY_VERIFY_WITH_TIMEOUT(sender->stats().bar == Bar::Address, kPatienceMs);
            const int before = post.server.received;
            QTRY_VERIFY_WITH_TIMEOUT(post.server.received >= before + 5, kPatienceMs);
            QCOMPARE(post.alerts.keys(), QStringList{u"telegram_address"_s});
            QCOMPARE(post.countOf("pending"), 20);
            wrong = 0;
        }
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 20, kPatienceMs);
        QCOMPARE(post.server.delivered.size(), size_t(20));
        QVERIFY(sender->stats().bar == Bar::None);
        QCOMPARE(post.alerts.keys().size(), lasts ? 1 : 0);
        QCOMPARE(post.test.number("SELECT count(*) FROM outbox WHERE attempts > 1 OR unknown_outcomes > 0"),
                 0);
    }

    // Each of these calls did arrive.
    void gatewayThatLosesEveryAnswerMakesEightCopiesAtMost()
    {
        Post post(Kind::Sqlite);
        int copies = 0;
        post.server.answer = [&](const Call &call) -> std::optional<http::Response> {
            if (call.method != u"sendMessage"_s)
                return std::nullopt;
            ++copies;
            http::Response response;
            response.status = 502;
            response.body = "<html>502 Bad Gateway</html>";
            return response;
        };
        post.add({Post::lasting(post.text(5, u"0"_s))});
        const auto sender = post.startSender();
        const FastForward forward(post.clock);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("failed"), 1, kPatienceMs);
        QCOMPARE(copies, 8);
        QTRY_VERIFY(post.alerts.keys().contains(u"message_outcome_unknown"_s));
    }

    void longPauseOfEditsHoldsUpNoOtherMessage()
    {
        Post post(Kind::Sqlite);
        post.server.answer = [](const Call &call) -> std::optional<http::Response> {
            if (call.method == u"editMessageText"_s)
                return refusal(429, "Too Many Requests: retry after 600", 600);
            return std::nullopt;
        };
        post.add({post.edit(5, u"0"_s), post.text(5, u"1"_s, MessageClass::Interactive)});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 2, kPatienceMs);
        QVERIFY(post.inOrder(2));
    }

    void editsDoNotWaitForAPauseOfSending_data() { TestDatabase::addKinds(); }
    void editsDoNotWaitForAPauseOfSending()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        bool isPaused = true;
        post.server.answer = [&](const Call &call) -> std::optional<http::Response> {
            if (isPaused && call.method == u"sendMessage"_s)
                return refusal(429, "Too Many Requests: retry after 1", 1);
            return std::nullopt;
        };
        const auto interactive = MessageClass::Interactive;
        post.add({post.text(5, u"0"_s, interactive)});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(
            post.test.number("SELECT count(*) FROM outbox WHERE not_before > ? AND lease_until IS NULL",
                             post.clock.nowMs()),
            1, kPatienceMs);
        isPaused = false;
        post.add({post.text(5, u"1"_s, interactive), post.edit(5, u"first edit"_s),
                  post.text(5, u"2"_s, interactive), post.edit(5, u"second edit"_s)});
        sender->wake();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 2, kPatienceMs);
        QCOMPARE(post.server.texts(), QStringList({u"first edit"_s, u"second edit"_s}));
        post.clock.advance(kSecondMs);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 5, kPatienceMs);
        QCOMPARE(post.server.texts().mid(2), QStringList({u"0"_s, u"1"_s, u"2"_s}));
    }

    // Telegram's 429 leaves them as a late screen is: untried and not due.
    void aNewerScreenReplacesLateScreensAlone_data() { TestDatabase::addKinds(); }
    void aNewerScreenReplacesLateScreensAlone()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        bool isPaused = true;
        post.server.answer = [&](const Call &call) -> std::optional<http::Response> {
            if (call.method == u"editMessageText"_s)
                return refusal(400, "Bad Request: message to edit not found");
            if (isPaused)
                return refusal(429, "Too Many Requests: retry after 1", 1);
            return std::nullopt;
        };
        const auto late = [&](qint64 chat) {
            Message screen = post.text(chat, u"late"_s, MessageClass::Interactive);
            screen.notBefore = post.clock.nowMs() + 2 * kSecondMs;
            return screen;
        };
        Message paid = Post::lasting(post.edit(5, u"paid"_s));
        paid.expiresAt = post.clock.nowMs() + kDayMs;
        Message news = post.edit(8, u"news"_s);
        news.expiresAt = post.clock.nowMs() + kDayMs;
        post.add({paid, late(5), post.text(6, u"answer"_s, MessageClass::Interactive), late(6),
                  Post::lasting(late(7)), news});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(
            post.test.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND method = 'sendMessage'"
                             " AND attempts = 0 AND lease_owner IS NULL AND not_before > ?",
                             post.clock.nowMs()),
            6, kPatienceMs);
        QCOMPARE(post.replaceWaitingScreens(5), 1);
        QCOMPARE(post.replaceWaitingScreens(6), 1);
        // About a key or money, and no screen that was held back.
        QCOMPARE(post.replaceWaitingScreens(7), 0);
        QCOMPARE(post.replaceWaitingScreens(8), 0);
        isPaused = false;
        post.clock.advance(kSecondMs);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 3, kPatienceMs);
        QStringList texts = post.server.texts();
        texts.sort();
        QCOMPARE(texts, QStringList({u"answer"_s, u"news"_s, u"paid"_s}));
        post.clock.advance(kSecondMs);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 4, kPatienceMs);
        QCOMPARE(post.test.number("SELECT count(*) FROM outbox WHERE end_reason = 'replaced'"), 2);
    }

    void whatIsWithdrawnWhileItIsSentIsNotTriedAgain_data() { TestDatabase::addKinds(); }
    void whatIsWithdrawnWhileItIsSentIsNotTriedAgain()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        post.server.silent = [](const Call &) { return true; };
        Message arrives = post.text(5, u"arrives"_s);
        arrives.dedupeKey = u"first"_s;
        Message isLost = post.text(6, u"is lost"_s);
        isLost.dedupeKey = u"second"_s;
        post.add({arrives});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.server.received, 1, kPatienceMs);
        post.withdraw(arrives.dedupeKey);
        QCOMPARE(post.countOf("pending"), 1);
        post.server.answerTheSilent();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);

        post.add({isLost});
        QTRY_COMPARE_WITH_TIMEOUT(post.server.received, 2, kPatienceMs);
        post.withdraw(isLost.dedupeKey);
        isLost.payload.insert(u"text"_s, u"is there"_s);
        post.add({isLost}); // the key is free
        post.server.silent = nullptr;
        post.server.cutTheSilent();
        QTRY_COMPARE_WITH_TIMEOUT(post.test.number("SELECT count(*) FROM outbox WHERE unknown_outcomes = 1 "
                                                   "AND lease_owner IS NULL"),
                                  1, kPatienceMs);
        post.clock.advance(10 * kSecondMs); // for the next try
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 2, kPatienceMs);
        QCOMPARE(post.server.texts(), QStringList{u"is there"_s});
        QCOMPARE(post.countOf("dropped"), 1);
        QCOMPARE(post.test.number("SELECT count(*) FROM outbox WHERE last_error = 'withdrawn'"), 0);
    }

    void withdrawnIsSaidOnlyOfWhatNobodyTriedToSend_data() { TestDatabase::addKinds(); }
    void withdrawnIsSaidOnlyOfWhatNobodyTriedToSend()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        post.server.lost = [](const Call &call) { return call.chat() == 5; };
        Message tried = post.edit(5, u"tried"_s);
        tried.dedupeKey = u"first"_s;
        Message waits = post.edit(6, u"waits"_s);
        waits.dedupeKey = u"second"_s;
        waits.notBefore = post.clock.nowMs() + kMinuteMs;
        post.add({tried, waits});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(
            post.test.number("SELECT count(*) FROM outbox WHERE attempts = 1 AND lease_owner IS NULL"), 1,
            kPatienceMs);
        post.withdraw(tried.dedupeKey);
        post.withdraw(waits.dedupeKey);
        const auto rows =
            post.test.query("SELECT last_error, end_reason, status FROM outbox ORDER BY chat_id");
        QVERIFY2(rows.at(0).text(0).startsWith(u"not tried again, may have arrived: "_s),
                 qPrintable(rows.at(0).text(0)));
        QCOMPARE(rows.at(1).text(0), u"withdrawn"_s);
        for (const db::Row &row : rows) {
            QCOMPARE(row.text(1), u"replaced"_s);
            QCOMPARE(row.text(2), u"dropped"_s);
        }
    }

    // Nor another edit that waits: both may be of one menu.
    void editsDoNotOvertakeWhatHasFailed_data() { TestDatabase::addKinds(); }
    void editsDoNotOvertakeWhatHasFailed()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        post.add({post.text(5, u"0"_s, MessageClass::Interactive), post.edit(5, u"edit"_s),
                  post.edit(6, u"first edit"_s), post.edit(6, u"second edit"_s)});
        post.test.exec("UPDATE outbox SET not_before = ?, attempts = CASE WHEN chat_id = 5 THEN 1 ELSE 0 END "
                       "WHERE id IN (SELECT min(id) FROM outbox GROUP BY chat_id)",
                       post.clock.nowMs() + kSecondMs);
        post.add({post.text(7, u"0"_s, MessageClass::Interactive)});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        // What is due of a page of chats is leased at once.
        QCOMPARE(
            post.test.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND lease_until IS NULL"),
            4);
        post.clock.advance(kSecondMs);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 5, kPatienceMs);
    }

    void keyThatIsRefusedIsToldToOperators_data()
    {
        QTest::addColumn<bool>("isEdit");
        QTest::addColumn<bool>("isLasting");
        QTest::newRow("a key") << false << true;
        QTest::newRow("a payment, in the place of a menu") << true << true;
        QTest::newRow("a reminder") << false << false;
        QTest::newRow("a menu") << true << false;
    }
    // And nothing else: its customer can ask again.
    void keyThatIsRefusedIsToldToOperators()
    {
        QFETCH(bool, isEdit);
        QFETCH(bool, isLasting);
        Post post(Kind::Sqlite);
        post.server.answer = [](const Call &) { return refusal(400, "Bad Request: something new"); };
        Message message = isEdit ? post.edit(5, u"paid"_s) : post.text(5, u"0"_s);
        message.keepForReturn = isLasting;
        post.add({message});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(sender->stats().failed, quint64(1), kPatienceMs);
        QCOMPARE(post.countOf("failed"), 1);
        QCOMPARE(post.alerts.keys(), isLasting ? QStringList{u"message_refused"_s} : QStringList());
    }

    // Also what waited behind the first, which is mostly dropped in one go.
    void keyThatExpiresIsToldToOperators_data() { TestDatabase::addKinds(); }
    void keyThatExpiresIsToldToOperators()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        Message paid = post.edit(6, u"paid"_s);
        paid.expiresAt = post.clock.nowMs() + kDayMs;
        post.add({post.text(5, u"a reminder"_s), Post::lasting(post.text(5, u"key"_s)),
                  Post::lasting(post.text(5, u"key"_s)), post.text(5, u"a reminder"_s), Post::lasting(paid)});
        post.clock.advance(kDayMs);
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("dropped"), 5, kPatienceMs);
        const QString told = u"message_expired"_s;
        QTRY_COMPARE(post.alerts.keys(), QStringList({told, told, told}));
        QCOMPARE(post.server.received, 0);
    }

    void silenceOfTelegramIsToldWhenItLasts()
    {
        Post post(Kind::Sqlite);
        std::atomic<bool> isAway{true};
        post.server.answer = [&](const Call &) -> std::optional<http::Response> {
            if (!isAway)
                return std::nullopt;
            http::Response response;
            response.status = 502;
            response.body = "<html>502 Bad Gateway</html>";
            return response;
        };
        post.add({post.text(5, u"0"_s)});
        const auto sender = post.startSender();
        QTRY_VERIFY_WITH_TIMEOUT(sender->stats().unanswered, kPatienceMs);
        QVERIFY(post.alerts.keys().isEmpty());
        {
            const FastForward forward(post.clock);
            QTRY_COMPARE_WITH_TIMEOUT(post.alerts.keys(), QStringList{u"telegram_out_of_reach"_s},
                                      kPatienceMs);
            isAway = false;
            QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        }
        QVERIFY(!sender->stats().unanswered);
        QCOMPARE(post.server.delivered.size(), size_t(1));
    }

    // Nothing lands meanwhile: it is told by the time that the calls wait, not by their end.
    void silenceOfCallsThatOnlyWaitIsTold()
    {
        QVERIFY(Sender::Options().silentAfter == 15s && Sender::Options().tellSilenceAfter == 20s);
        Sender::Options options = unlimited();
        options.silentAfter = 100ms;
        options.tellSilenceAfter = 300ms;
        Post post(Kind::Sqlite, options);
        post.server.silent = [](const Call &) { return true; };
        post.add({post.text(5, u"0"_s)});
        const auto sender = post.startSender();
        QTRY_VERIFY_WITH_TIMEOUT(post.alerts.keys().contains(u"telegram_out_of_reach"_s), kPatienceMs);
        QVERIFY(sender->stats().unanswered);
        QCOMPARE(sender->stats().again, quint64(0));
        post.server.silent = nullptr;
        post.server.answerTheSilent();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!sender->stats().unanswered, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(post.alerts.ended(), QStringList{u"telegram_out_of_reach"_s}, kPatienceMs);
    }

    // A harmless question tells a slow call from silence.
    void aSlowCallIsNoSilenceOfTelegram()
    {
        Sender::Options options = unlimited();
        options.silentAfter = 100ms;
        options.firstProbe = 10ms;
        options.lastProbe = 100ms;
        Post post(Kind::Sqlite, options);
        bool isQuestionHeld = true;
        post.server.silent = [&](const Call &call) { return call.chat() == 5 || isQuestionHeld; };
        post.add({post.text(5, u"0"_s)});
        const auto sender = post.startSender();
        QTRY_VERIFY_WITH_TIMEOUT(sender->stats().unanswered, kPatienceMs);
        isQuestionHeld = false;
        // A question that left last may have come first, and is held: the next one settles it.
        QTRY_VERIFY_WITH_TIMEOUT(!QTest::qWaitFor([&] { return sender->stats().unanswered; }, 500),
                                 kPatienceMs);
        QCOMPARE(post.countOf("sent"), 0);
        QVERIFY(post.alerts.keys().isEmpty());
        post.server.silent = nullptr;
        post.server.answerTheSilent();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
    }

    // By times of the test's own.
    void callsWaitSinceTheLatestAnswerAndAreLookedAtInTime()
    {
        const Silence::TimePoint begin{1h};
        Silence silence(15s, 20s);
        QVERIFY(silence.wakeAt(std::nullopt, begin) > begin + 1h);
        QVERIFY(silence.wakeAt(begin, begin) == begin + 15s);
        // Another left with it, and was answered late.
        QVERIFY(!silence.onLanded(1, true, begin + 14s, 14'000));
        QVERIFY(!silence.onWaiting(begin, begin + 16s, 16'000));
        QVERIFY(!silence.isOn());
        QVERIFY(silence.wakeAt(begin, begin + 16s) == begin + 29s);
        QVERIFY(!silence.onWaiting(begin, begin + 29s, 29'000));
        QVERIFY(silence.isOn());
        QVERIFY(silence.wakeAt(begin, begin + 29s) == begin + 34s);
        QVERIFY(silence.onWaiting(begin, begin + 34s, 34'000) == std::optional<qint64>(20'000));
    }

    void callThatBeganEarlierSaysNothingOfTelegramNow_data()
    {
        QTest::addColumn<bool>("isEarlierAnswered");
        QTest::newRow("cut, when a later one has been answered") << false;
        QTest::newRow("answered, when a later one has been cut") << true;
    }
    void callThatBeganEarlierSaysNothingOfTelegramNow()
    {
        QFETCH(bool, isEarlierAnswered);
        Post post(Kind::Sqlite);
        post.server.silent = [](const Call &call) { return call.chat() == 5; };
        post.server.lost = [&](const Call &call) { return call.chat() == 6 && isEarlierAnswered; };
        const auto sender = post.newSender();
        const auto landed = [&] { return sender->stats().sent + sender->stats().again; };
        post.add({post.text(5, u"earlier"_s)});
        sender->start();
        QTRY_COMPARE_WITH_TIMEOUT(post.server.received, 1, kPatienceMs);
        post.add({post.text(6, u"later"_s)});
        sender->wake();
        QTRY_COMPARE_WITH_TIMEOUT(landed(), quint64(1), kPatienceMs);
        isEarlierAnswered ? post.server.answerTheSilent() : post.server.cutTheSilent();
        QTRY_COMPARE_WITH_TIMEOUT(landed(), quint64(2), kPatienceMs);
        QVERIFY(sender->stop(Deadline::in(30s)));
        QCOMPARE(sender->stats().unanswered, isEarlierAnswered);
    }

    void lossOfAnAlertIsToldByAnotherWayAndShown()
    {
        Sender::Options options = unlimited();
        const ChatId neverStarted(5), moved(-6), good(-7), customer(8);
        options.operatorChats = {neverStarted, moved, good};
        Post post(Kind::Sqlite, options);
        bool started = false;
        post.server.answer = [&](const Call &call) -> std::optional<http::Response> {
            if (call.chat() == 5 && !started)
                return refusal(403, "Forbidden: bot can't initiate conversation with a user");
            if (call.chat() == 8)
                return refusal(403, "Forbidden: bot was blocked by the user");
            if (call.chat() == -6)
                return http::Response::json(
                    "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: group chat was upgraded "
                    "to a "
                    "supergroup chat\",\"parameters\":{\"migrate_to_chat_id\":-1006}}",
                    400);
            return std::nullopt;
        };
        std::vector<Message> alerts;
        for (const ChatId chat : {neverStarted, moved, good, customer})
            alerts.push_back(post.text(chat.value(), u"alert"_s));
        post.add(alerts);
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("pending"), 0, kPatienceMs);
        QCOMPARE(post.countOf("sent"), 2);
        QStringList told = post.alerts.keys();
        told.sort();
        QCOMPARE(told, (QStringList{u"telegram_alert_chat:5"_s, u"telegram_alert_chat_moved:-6"_s}));
        QCOMPARE(sender->stats().operatorsNotReached.size(), size_t(1));
        QVERIFY(sender->stats().operatorsNotReached.at(neverStarted).contains(u"can't initiate"));

        started = true;
        post.add({post.text(5, u"alert"_s)});
        sender->wake();
        QTRY_VERIFY_WITH_TIMEOUT(sender->stats().operatorsNotReached.empty(), kPatienceMs);
    }

    void interactiveGoesBeforeWhatWaitsForTheLimit()
    {
        Sender::Options options = unlimited();
        options.limits.overall = 2;
        options.limits.window = 50ms;
        Post post(Kind::Sqlite, options);
        std::vector<Message> messages;
        for (qint64 chat = 1; chat <= 60; ++chat)
            messages.push_back(post.text(chat, u"bulk"_s, MessageClass::Bulk));
        post.add(messages);
        const auto sender = post.startSender();
        QTRY_VERIFY_WITH_TIMEOUT(post.server.delivered.size() >= 4, kPatienceMs);
        post.add({post.text(99, u"pressed"_s, MessageClass::Interactive)});
        sender->wake();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 61, kPatienceMs);
        const auto pressed = std::find_if(post.server.delivered.begin(), post.server.delivered.end(),
                                          [](const Call &call) { return call.text() == u"pressed"; });
        QVERIFY(pressed - post.server.delivered.begin() < 50);
    }

    void answersToPressesWaitForNothing()
    {
        Post post(Kind::Sqlite);
        post.server.silent = [](const Call &call) { return call.chat() == 5; };
        Message press;
        press.messageClass = MessageClass::Interactive;
        press.method = u"answerCallbackQuery"_s;
        post.add({post.text(5, u"slow"_s, MessageClass::Interactive)});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.server.received, 1, kPatienceMs);
        post.add({press, press, press});
        sender->wake();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 3, kPatienceMs);
        QCOMPARE(sender->stats().inFlight, 1);
        post.server.answerTheSilent();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 4, kPatienceMs);
    }

    void crashBetweenSendingAndWritingItDownRepeatsOnlyWhatWasInFlight_data() { TestDatabase::addKinds(); }
    void crashBetweenSendingAndWritingItDownRepeatsOnlyWhatWasInFlight()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        std::vector<Message> messages;
        for (int n = 0; n < 5; ++n) {
            for (qint64 chat = 1; chat <= 20; ++chat)
                messages.push_back(post.text(chat, QString::number(n)));
        }
        post.add(messages);
        {
            // From the 30th delivery on the sender cannot write anything down, as if it had died.
            std::optional<db::Lease> onlyPlace;
            post.server.answer = [&](const Call &) -> std::optional<http::Response> {
                if (post.server.delivered.size() == 30 && !onlyPlace) {
                    onlyPlace.emplace(
                        post.test.pool().acquire(db::Demand::Sender, "crash", Deadline::in(60s)));
                }
                return std::nullopt;
            };
            const auto sender = post.newSender();
            sender->start();
            QTRY_VERIFY_WITH_TIMEOUT(onlyPlace.has_value(), kPatienceMs);
            QTRY_COMPARE_WITH_TIMEOUT(sender->stats().inFlight, 0, kPatienceMs);
            sender->stop(Deadline::in(10ms));
            post.server.answer = nullptr;
        }
        const qint64 written = post.countOf("sent");
        const qint64 inFlight = static_cast<qint64>(post.server.delivered.size()) - written;
        QVERIFY(inFlight > 0);
        const auto next = post.newSender(u"next"_s);
        next->start();
        // Nothing of it before the lease has run out; the chats' own order holds.
        post.clock.advance(3 * kMinuteMs);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 100, kPatienceMs);
        QCOMPARE(static_cast<qint64>(post.server.delivered.size()), 100 + inFlight);
        std::map<qint64, int> last;
        for (const Call &call : post.server.delivered) {
            const int number = call.text().toInt();
            QVERIFY(number == last[call.chat()] || number == last[call.chat()] + 1);
            last[call.chat()] = number;
        }
    }

    void aRowThatSomebodyHasLockedHoldsUpNoOtherMessage()
    {
        Post post(Kind::Postgres);
        RowLock lock(post.test, "UPDATE outbox SET message_id = message_id WHERE chat_id = 1");
        post.server.silent = [](const Call &call) { return call.chat() == 1; };
        const auto sender = post.startSender();
        post.add({post.text(1, u"locked"_s)});
        sender->wake();
        QTRY_COMPARE_WITH_TIMEOUT(post.server.received, 1, kPatienceMs);
        lock.begin();
        post.server.silent = nullptr;
        post.server.answerTheSilent();
        // Its end cannot be written down now; meanwhile others are to be sent.
        post.add({post.text(2, u"free"_s)});
        sender->wake();
        const auto sentTo = [&](qint64 chat) {
            return post.test.number("SELECT count(*) FROM outbox WHERE chat_id = ? AND status = 'sent'",
                                    chat);
        };
        QTRY_COMPARE_WITH_TIMEOUT(sentTo(2), 1, 40'000);
        QVERIFY(lock.isHeld());
        post.add({post.text(3, u"free"_s)});
        sender->wake();
        QTRY_COMPARE_WITH_TIMEOUT(sentTo(3), 1, 10'000);
        QCOMPARE(sentTo(1), 0);
        lock.release();
        QTRY_COMPARE_WITH_TIMEOUT(sentTo(1), 1, kPatienceMs);
        QCOMPARE(post.server.received, 3);
        QVERIFY(sender->stop(Deadline::in(30s)));
    }

    void twoSendersByMistakeSendEachMessageOnceAndInOrder_data() { TestDatabase::addKinds(); }
    void twoSendersByMistakeSendEachMessageOnceAndInOrder()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        std::vector<Message> messages;
        for (int n = 0; n < 10; ++n) {
            for (qint64 chat = 1; chat <= 40; ++chat)
                messages.push_back(post.text(chat, QString::number(n)));
        }
        post.add(messages);
        const auto first = post.newSender(u"one"_s);
        const auto second = post.newSender(u"two"_s);
        first->start();
        second->start();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 400, kPatienceMs);
        QCOMPARE(post.server.delivered.size(), size_t(400));
        QVERIFY(post.inOrder(10));
    }

    void nothingLeavesWhileHeldOrNotLeading()
    {
        Post post(Kind::Sqlite);
        const auto sender = post.newSender();
        sender->hold(true);
        sender->start();
        post.add({post.text(5, u"0"_s)});
        post.leads = false;
        sender->wake();
        sender->hold(false);
        post.add({post.text(6, u"0"_s)});
        QVERIFY(!QTest::qWaitFor([&] { return post.server.received > 0; }, 100));
        post.leads = true;
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 2, kPatienceMs);
    }

    // It is asked for once before anything is leased, then before each call.
    void whatWasLeasedDoesNotLeaveOnceTheLeadIsLost()
    {
        Post post(Kind::Sqlite);
        post.addOneEach(1, 20);
        std::atomic<int> asked{0};
        Sender sender(
            post.test.database(), post.client, post.bot, post.clock, u"this"_s, post.alerts,
            [&asked] { return ++asked <= 1 + 5; }, post.options);
        sender.start();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 5, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(
            post.test.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND attempts = 0 "
                             "AND lease_owner IS NULL"),
            15, kPatienceMs);
        QCOMPARE(post.server.received, 5);
    }

    // Nor a question of whether Telegram answers again: leasing may have taken seconds.
    void noQuestionLeavesOnceTheLeadIsLost()
    {
        Sender::Options options = unlimited();
        options.firstProbe = options.lastProbe = 100ms;
        Post post(Kind::Sqlite, options);
        int questions = 0;
        post.server.lost = [](const Call &call) { return call.method == u"sendMessage"; };
        post.server.silent = [&](const Call &) { return ++questions > 0; };
        post.add({post.text(5, u"key"_s)});
        const auto sender = post.startSender();
        {
            const FastForward time(post.clock);
            QTRY_VERIFY_WITH_TIMEOUT(questions > 0, kPatienceMs);
        }
        std::optional<db::Lease> onlyPlace(
            post.test.pool().acquire(db::Demand::Sender, "test", Deadline::in(60s)));
        QTRY_VERIFY_WITH_TIMEOUT(post.test.pool().stats().waiting > 0, kPatienceMs);
        const int before = sender->stats().inFlight;
        QVERIFY(before > 0);
        post.leads = false;
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY_WITH_TIMEOUT(timer.hasExpired(300), kPatienceMs); // the next question is due
        onlyPlace.reset();
        QTRY_COMPARE_WITH_TIMEOUT(post.test.number("SELECT count(*) FROM outbox WHERE lease_owner IS NULL"),
                                  1, kPatienceMs);
        QCOMPARE(sender->stats().inFlight, before);
        post.server.answerTheSilent();
    }

    void stoppingGivesBackWhatHasNotLeft()
    {
        Sender::Options options = unlimited();
        options.limits.overall = 1;
        options.limits.window = 60s;
        Post post(Kind::Sqlite, options);
        post.addOneEach(1, 20);
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QVERIFY(sender->stop(Deadline::in(30s)));
        QCOMPARE(post.test.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND attempts = 0 "
                                  "AND lease_owner IS NULL"),
                 19);
    }

    void stoppingGivesBackWhatItWasNeverToldThatItHad()
    {
        Post post(Kind::Sqlite);
        Message later = post.text(2, u"0"_s);
        later.notBefore = post.clock.nowMs() + kHourMs;
        post.add({post.text(1, u"0"_s), later});
        post.server.silent = [](const Call &) { return true; };
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.server.received, 1, kPatienceMs);
        // As when the answer to the COMMIT of a lease is lost: nobody but the database knows.
        post.test.exec("UPDATE outbox SET attempts = 1, lease_until = not_before, lease_owner = "
                       "(SELECT lease_owner FROM outbox WHERE chat_id = 1) WHERE chat_id = 2");
        QCOMPARE(post.test.number("SELECT count(*) FROM outbox WHERE lease_owner IS NOT NULL"), 2);
        post.server.answerTheSilent();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QVERIFY(sender->stop(Deadline::in(30s)));
        QCOMPARE(post.test.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND attempts = 0 "
                                  "AND lease_owner IS NULL AND lease_until IS NULL"),
                 1);
    }

    // As when a process wakes from a freeze without the lead, and with a pool that holds no connection any
    // more.
    void whatAStopCouldNotWriteBackIsWrittenBackLater_data() { TestDatabase::addKinds(); }
    void whatAStopCouldNotWriteBackIsWrittenBackLater()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        post.add({post.text(1, u"0"_s)});
        post.server.silent = [](const Call &) { return true; };
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.server.received, 1, kPatienceMs);
        post.test.script("ALTER TABLE outbox RENAME TO hidden");
        sender->stop(Deadline::in(100ms));
        QVERIFY(!sender->settle(Deadline::in(1s)));
        post.test.script("ALTER TABLE hidden RENAME TO outbox");
        QCOMPARE(post.test.number("SELECT count(*) FROM outbox WHERE lease_owner IS NOT NULL"), 1);
        QVERIFY(sender->settle(Deadline::in(30s)));
        QCOMPARE(post.test.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND attempts = 1 "
                                  "AND unknown_outcomes = 1 AND lease_owner IS NULL"),
                 1);
    }

    // All else can be written, and what nobody has heard of is given back.
    void aRowThatAStopCouldNotWriteBackIsOwed()
    {
        Post post(Kind::Postgres);
        post.add({post.text(1, u"0"_s)});
        post.server.silent = [](const Call &) { return true; };
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.server.received, 1, kPatienceMs);
        post.test.script("ALTER TABLE outbox ADD CONSTRAINT known CHECK (unknown_outcomes = 0) NOT VALID");
        sender->stop(Deadline::in(100ms));
        QVERIFY(!sender->settle(Deadline::in(30s)));
        post.test.script("ALTER TABLE outbox DROP CONSTRAINT known");
        // A row by itself has a tenth of a second.
        QTRY_VERIFY_WITH_TIMEOUT(sender->settle(Deadline::in(30s)), kPatienceMs);
        QCOMPARE(post.test.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND attempts = 1 "
                                  "AND unknown_outcomes = 1 AND lease_owner IS NULL"),
                 1);
    }

    void aLeaseUnheardOfIsGivenBackByWhoeverGoesOnSending()
    {
        Post post(Kind::Sqlite);
        post.add({post.text(1, u"0"_s), post.text(2, u"0"_s)});
        post.server.silent = [](const Call &call) { return call.chat() == 1; };
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.server.received, 2, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        // The answer to the COMMIT of a lease is lost: nobody but the database knows of it.
        post.test.exec("UPDATE outbox SET status = 'pending', attempts = 1, lease_until = ?, lease_owner = "
                       "(SELECT lease_owner FROM outbox WHERE chat_id = 1) WHERE chat_id = 2",
                       post.clock.nowMs() + kHourMs);
        QFile log(m_log.path());
        QVERIFY(log.open(QIODevice::ReadOnly) && log.seek(log.size()));
        QByteArray said;
        post.test.script("ALTER TABLE outbox RENAME TO hidden");
        QTRY_VERIFY_WITH_TIMEOUT((said += log.readAll()).contains("the outbox cannot be reached"),
                                 kPatienceMs);
        post.test.script("ALTER TABLE hidden RENAME TO outbox");
        QTRY_COMPARE_WITH_TIMEOUT(post.server.delivered.size(), size_t(2), kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        // What is under way is nobody else's.
        QCOMPARE(
            post.test.number("SELECT count(*) FROM outbox WHERE chat_id = 1 AND lease_owner IS NOT NULL"), 1);
        post.server.answerTheSilent();
    }

    void gatewayThatTookNothingIsTriedAgainAndTheNextWaitsForIt()
    {
        Post post(Kind::Sqlite);
        int refused = 0;
        post.server.answer = [&](const Call &call) -> std::optional<http::Response> {
            if (call.text() == u"0" && ++refused <= 4)
                return http::Response::text("bad gateway", 502);
            return std::nullopt;
        };
        post.add({post.text(5, u"0"_s), post.text(5, u"1"_s)});
        const auto sender = post.newSender();
        const FastForward time(post.clock);
        sender->start();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 2, kPatienceMs);
        QVERIFY(post.inOrder(2));
        QCOMPARE(sender->stats().again, quint64(4));
    }

    void messageWhoseAnswerNeverComesIsSentTwiceAtMost_data()
    {
        QTest::addColumn<bool>("isCut");
        QTest::newRow("the connection is cut") << true;
        QTest::newRow("a gateway waits in vain") << false;
    }
    void messageWhoseAnswerNeverComesIsSentTwiceAtMost()
    {
        QFETCH(bool, isCut);
        Post post(Kind::Sqlite);
        std::vector<QString> arrived; // Telegram has carried it out, whatever the answer
        post.server.lost = [&](const Call &call) {
            if (call.method != u"sendMessage" || call.text() != u"key")
                return false;
            arrived.push_back(call.text());
            return isCut;
        };
        post.server.answer = [&](const Call &call) -> std::optional<http::Response> {
            if (call.text() == u"key")
                return http::Response::text("gateway timeout", 504);
            return std::nullopt;
        };
        post.add({Post::lasting(post.text(5, u"key"_s)), post.text(5, u"next"_s)});
        const auto sender = post.newSender();
        const FastForward time(post.clock);
        sender->start();
        // The next one waits for it, and then goes.
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QCOMPARE(post.countOf("failed"), 1);
        QCOMPARE(arrived.size(), size_t(2));
        const auto row =
            post.test.query("SELECT end_reason, unknown_outcomes FROM outbox WHERE status = 'failed'").at(0);
        QCOMPARE(row.text(0), u"unknown_outcome"_s);
        QCOMPARE(row.int64(1), 2);
        QCOMPARE(sender->stats().unknownOutcomes, quint64(1));
        QCOMPARE(post.alerts.keys(), QStringList{u"message_outcome_unknown"_s});
    }

    void editWhoseAnswerNeverComesIsMadeUntilItIsKnown()
    {
        Post post(Kind::Sqlite);
        int edits = 0;
        post.server.lost = [&](const Call &call) {
            return call.method == u"editMessageText" && ++edits <= 5;
        };
        Message edit = post.text(5, u"menu"_s, MessageClass::Transactional);
        edit.method = u"editMessageText"_s;
        post.add({edit});
        const auto sender = post.newSender();
        const FastForward time(post.clock);
        sender->start();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QCOMPARE(edits, 6);
    }

    // An outage does not use up the one repeat: it comes once Telegram answers something harmless.
    void repeatComesWhenTelegramAnswersAgain()
    {
        Sender::Options options = unlimited();
        options.firstProbe = 10ms;
        options.lastProbe = 20ms;
        Post post(Kind::Sqlite, options);
        bool isAway = true;
        int sends = 0;
        int questions = 0;
        post.server.lost = [&](const Call &call) {
            sends += call.method == u"sendMessage" ? 1 : 0;
            questions += call.method == u"getMe" ? 1 : 0;
            return isAway;
        };
        post.add({post.text(5, u"key"_s)});
        const auto sender = post.newSender();
        const FastForward time(post.clock);
        sender->start();
        QTRY_VERIFY_WITH_TIMEOUT(questions >= 5, kPatienceMs);
        QCOMPARE(sends, 1);
        QVERIFY(sender->stats().unanswered);
        isAway = false;
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QCOMPARE(sends, 2);
        QTRY_VERIFY_WITH_TIMEOUT(!sender->stats().unanswered, kPatienceMs);
    }

    void leaseOfAProcessThatIsGoneIsAnUnknownOutcome_data() { TestDatabase::addKinds(); }
    void leaseOfAProcessThatIsGoneIsAnUnknownOutcome()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        post.add({post.text(5, u"once more"_s), post.text(6, u"enough"_s)});
        // Leased by somebody who has said nothing since; the second for the second time.
        post.test.exec("UPDATE outbox SET lease_owner = 'gone', lease_until = 1, attempts = 1");
        post.test.exec("UPDATE outbox SET unknown_outcomes = 1, attempts = 2 WHERE chat_id = 6");
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("failed"), 1, kPatienceMs);
        QCOMPARE(post.server.delivered.size(), size_t(1));
        QCOMPARE(post.server.delivered.at(0).text(), u"once more"_s);
    }

    void thirdCustomerIsAnsweredThoughTwoAreRefused()
    {
        Sender::Options options;
        options.pollInterval = 10ms;
        Post post(Kind::Sqlite, options);
        post.server.answer = [](const Call &call) -> std::optional<http::Response> {
            if (call.chat() == 3)
                return std::nullopt;
            return refusal(429, "Too Many Requests: retry after 60", 60);
        };
        const auto interactive = MessageClass::Interactive;
        post.add({post.text(1, u"0"_s, interactive), post.text(2, u"0"_s, interactive)});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(sender->stats().rateLimited, quint64(2), kPatienceMs);
        post.add({post.text(3, u"0"_s, interactive)});
        sender->wake();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(sender->stats().pausedChats, 2, kPatienceMs);
        QCOMPARE(sender->stats().perSecond, 30);
    }

    void refusedAnswerToAPressPausesNobodysMessages()
    {
        Post post(Kind::Sqlite);
        post.server.answer = [](const Call &call) -> std::optional<http::Response> {
            if (call.method != u"answerCallbackQuery")
                return std::nullopt;
            return refusal(429, "Too Many Requests: retry after 30", 30);
        };
        std::vector<Message> messages(8);
        for (Message &press : messages) {
            press.messageClass = MessageClass::Interactive;
            press.method = u"answerCallbackQuery"_s;
        }
        post.add(messages);
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(sender->stats().rateLimited, quint64(8), kPatienceMs);
        post.add({post.text(3, u"0"_s, MessageClass::Interactive)});
        sender->wake();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(sender->stats().pausedChats, 0, kPatienceMs);
    }

    // Far more than is leased at once, and none may leave for a minute.
    void answersToPressesOvertakeAFullQueue()
    {
        Sender::Options options = unlimited();
        options.limits.overall = options.limits.lowestOverall = 1;
        options.limits.window = 60s;
        Post post(Kind::Sqlite, options);
        std::vector<Message> messages;
        for (qint64 chat = 1; chat <= 300; ++chat)
            messages.push_back(post.text(chat, u"0"_s, MessageClass::Interactive));
        post.add(messages);
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        Message press;
        press.messageClass = MessageClass::Interactive;
        press.method = u"answerPreCheckoutQuery"_s;
        post.add({press, press});
        sender->wake();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 3, kPatienceMs);
    }

    void keyIsSentThoughCustomersNeverStopPressing()
    {
        Sender::Options options = unlimited();
        options.limits.overall = 10;
        options.limits.window = 100ms;
        Post post(Kind::Sqlite, options);
        std::vector<Message> messages;
        for (qint64 chat = 1; chat <= 400; ++chat)
            messages.push_back(post.text(chat, u"menu"_s, MessageClass::Interactive));
        for (qint64 chat = 1; chat <= 20; ++chat)
            messages.push_back(post.text(chat, u"key"_s));
        post.add(messages);
        const auto sender = post.startSender();
        const auto keys = [&post] {
            return std::count_if(post.server.delivered.begin(), post.server.delivered.end(),
                                 [](const Call &call) { return call.text() == u"key"; });
        };
        QTRY_COMPARE_WITH_TIMEOUT(keys(), 20, kPatienceMs);
        QVERIFY2(post.server.delivered.size() < 200,
                 qPrintable(QString::number(post.server.delivered.size())));
    }

    // Telegram holds the calls of many chats; those of others still go, and nothing is given up for nothing.
    void heldCallsDoNotStarveTheRest()
    {
        Sender::Options options = unlimited();
        options.leastPatience = 1s;
        Post post(Kind::Sqlite, options);
        post.server.silent = [](const Call &call) { return call.chat() <= 90; };
        std::vector<Message> messages;
        for (qint64 chat = 1; chat <= 90; ++chat)
            messages.push_back(post.text(chat, u"0"_s, MessageClass::Interactive));
        post.add(messages);
        const auto sender = post.startSender();
        // Two thirds of the places may be held for long; the oldest of the others make room.
        QTRY_COMPARE_WITH_TIMEOUT(sender->stats().again, quint64(26), kPatienceMs);
        messages.clear();
        for (qint64 chat = 1001; chat <= 1200; ++chat)
            messages.push_back(post.text(chat, u"0"_s, MessageClass::Interactive));
        post.add(messages);
        sender->wake();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 200, kPatienceMs);
        QCOMPARE(sender->stats().inFlight, 64);
        post.server.silent = nullptr;
        post.server.answerTheSilent();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 264, kPatienceMs);
    }

    void fullQueueIsNotReadOverAndOver()
    {
        Sender::Options options = unlimited();
        options.pollInterval = 10s;
        options.limits.overall = options.limits.lowestOverall = 1;
        options.limits.window = 60s;
        Post post(Kind::Sqlite, options);
        std::vector<Message> messages;
        for (qint64 chat = 1; chat <= 300; ++chat)
            messages.push_back(post.text(chat, u"0"_s, MessageClass::Interactive));
        post.add(messages);
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(sender->stats().sent, quint64(1), kPatienceMs);
        const qint64 before = post.test.pool().stats().acquired;
        QVERIFY(!QTest::qWaitFor([&] { return post.test.pool().stats().acquired > before + 10; }, 500));
    }

    void messageToAMovedGroupFollowsIt()
    {
        Post post(Kind::Sqlite);
        post.server.answer = [](const Call &call) -> std::optional<http::Response> {
            if (call.chat() != -5)
                return std::nullopt;
            return http::Response::json(
                "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: group chat was "
                "upgraded to a supergroup chat\",\"parameters\":{\"migrate_to_chat_id\":-100777}}",
                400);
        };
        post.add({post.text(-5, u"alert"_s)});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QCOMPARE(post.server.delivered.at(0).chat(), qint64(-100777));
        QCOMPARE(post.test.number("SELECT chat_id FROM outbox"), qint64(-100777));
    }

    void messageForATopicThatIsGoneComesBesideIt_data()
    {
        QTest::addColumn<qint64>("chat");
        QTest::addColumn<QByteArray>("words");
        for (const char *words : {"message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED",
                                  "TOPIC_ID_INVALID", "chat is not a forum"}) {
            const QByteArray description = QByteArray("Bad Request: ") + words;
            QTest::addRow("key, %s", words) << qint64(5) << description;
            QTest::addRow("alert, %s", words) << qint64(-100500) << description;
        }
    }
    void messageForATopicThatIsGoneComesBesideIt()
    {
        QFETCH(qint64, chat);
        QFETCH(QByteArray, words);
        Sender::Options options = unlimited();
        options.operatorChats = {ChatId(-100500)};
        Post post(Kind::Sqlite, options);
        post.server.answer = [&](const Call &call) -> std::optional<http::Response> {
            if (!call.payload.contains("message_thread_id"_L1))
                return std::nullopt;
            return refusal(400, words);
        };
        Message message = post.text(chat, u"words"_s);
        message.payload[u"message_thread_id"_s] = 77;
        post.add({message});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 1, kPatienceMs);
        QCOMPARE(post.server.delivered.size(), size_t(1));
        QCOMPARE(post.server.delivered.at(0).chat(), chat);
        QVERIFY(post.alerts.keys().isEmpty());
    }

    void whatIsAboutAKeyComesWhenTheChatCanBeReachedAgain_data() { TestDatabase::addKinds(); }
    void whatIsAboutAKeyComesWhenTheChatCanBeReachedAgain()
    {
        QFETCH(Kind, kind);
        Post post(kind);
        bool isBlocked = true;
        post.server.answer = [&](const Call &) -> std::optional<http::Response> {
            if (isBlocked)
                return refusal(403, "Forbidden: bot was blocked by the user");
            return std::nullopt;
        };
        Message key = post.text(5, u"0"_s);
        key.keepForReturn = true;
        Message payment = post.text(5, u"1"_s);
        payment.keepForReturn = true;
        post.add({key, post.text(5, u"a reminder"_s), payment});
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("dropped"), 3, kPatienceMs);
        isBlocked = false;
        for (int i = 0; i < 2; ++i) { // the second time there is nothing left
            const int sent = post.test.database().write(
                db::Demand::Worker, "test", Deadline::in(60s),
                [&](db::Transaction &tx) { return post.outbox.sendWhatWasKept(tx, ChatId(5)); });
            QCOMPARE(sent, i == 0 ? 2 : 0);
        }
        sender->wake();
        QTRY_COMPARE_WITH_TIMEOUT(post.countOf("sent"), 2, kPatienceMs);
        QVERIFY(post.inOrder(2));
    }

    void manyMessagesOfOneChatDoNotHoldUpOthers()
    {
        Sender::Options options = unlimited();
        options.page = 8;
        Post post(Kind::Sqlite, options);
        std::vector<Message> messages;
        for (int n = 0; n < 300; ++n)
            messages.push_back(post.text(1, QString::number(n), MessageClass::Bulk));
        for (qint64 chat = 2; chat <= 40; ++chat)
            messages.push_back(post.text(chat, u"0"_s, MessageClass::Bulk));
        post.add(messages);
        const auto sender = post.startSender();
        QTRY_COMPARE_WITH_TIMEOUT(
            post.test.number("SELECT count(*) FROM outbox WHERE status = 'sent' AND chat_id > 1"), 39,
            kPatienceMs);
        QVERIFY(post.test.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND chat_id = 1") >
                200);
    }
};

const turnpike::test::RegisteredTest<TestSender> kTestSender;

} // namespace tst_sender

#include "tst_sender.moc"
