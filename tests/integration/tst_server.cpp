// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "serverfixture.h"

#include "support/qrreader.h"
#include "support/rawclient.h"
#include "support/testmain.h"

#include <QDateTime>
#include <csignal>

namespace tst_server {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

namespace {

const QByteArray kSecretHeader("X-Telegram-Bot-Api-Secret-Token: fixture-webhook-secret\r\n");

QByteArray update(qint64 id)
{
    return QByteArray(
               R"({"update_id":%1,"message":{"message_id":1,"date":1,"text":"hello",)"
               R"("from":{"id":777,"is_bot":false,"first_name":"X"},"chat":{"id":777,"type":"private"}}})")
        .replace("%1", QByteArray::number(id));
}

} // namespace

// The program as a whole: started, talked to over its sockets, killed and ended.
class TestServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAWebhookSecretItRefusesToStartAndSaysWhy()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("WEBHOOK_SECRET", QString());
        fixture.start();
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.server().isRunning(), 30'000);
        QCOMPARE(fixture.server().exitCode(), std::optional(1));
        QVERIFY2(fixture.log().contains("WEBHOOK_SECRET"), fixture.log().constData());
    }

    void aSecondServerOnTheSameSqliteFileIsRefused()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.startReady();
        QProcessEnvironment environment = fixture.environment();
        environment.insert(u"PORT"_s, QString::number(sandbox::freePort()));
        const auto [code, output] = run(environment, {});
        QCOMPARE(code, 1);
        QVERIFY2(output.contains("Another turnpike-server"), output.constData());
        QVERIFY(fixture.server().isRunning());
    }

    void aDatabaseAwayAtStartIsWaitedForAndNothingIsAcknowledgedMeanwhile()
    {
        ServerFixture fixture(Kind::Postgres);
        const QByteArray name = fixture.database().url().database().toUtf8();
        const QString away =
            fixture.database().url().withDatabase(QString::fromUtf8(name + "_later")).display();
        fixture.set("DATABASE_URL", away);
        fixture.start();
        QTRY_COMPARE_WITH_TIMEOUT(status(fixture, get("/livez")), 200, 30'000);
        QCOMPARE(status(fixture, get("/readyz")), 503);
        RawClient client(fixture.port());
        const auto answer = client.exchange(post("/telegram/webhook", update(1), kSecretHeader));
        QVERIFY(answer.has_value());
        QCOMPARE(answer->status, 503);
        QCOMPARE(answer->headers.value("retry-after"), QByteArray("1"));
        fixture.database().outsider("CREATE DATABASE " + name + "_later");
        QTRY_COMPARE_WITH_TIMEOUT(status(fixture, get("/readyz")), 200, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(status(fixture, post("/telegram/webhook", update(1), kSecretHeader)), 200,
                                  30'000);
        fixture.server().kill();
        fixture.database().outsider("DROP DATABASE " + name + "_later WITH (FORCE)");
    }

    // Whatever holds the start up, the end comes in time.
    void askedToEndBeforeTheDatabaseEverAnsweredItEndsInTime()
    {
        ServerFixture fixture(Kind::Postgres);
        fixture.set("DATABASE_URL", fixture.database().url().withDatabase(u"never_there"_s).display());
        fixture.start();
        QTRY_COMPARE_WITH_TIMEOUT(status(fixture, get("/livez")), 200, 30'000);
        endsInTime(fixture);
    }

    void askedToEndWhileAnotherMigratesItEndsInTime()
    {
        ServerFixture fixture(Kind::Postgres);
        // Somebody else holds the lock of migrations, as a replica in the middle of a long step does.
        const db::Lease other = fixture.database().pool().acquire(db::Demand::Worker, "another replica",
                                                                  Deadline::in(std::chrono::seconds(60)));
        other.connection().runScript("SELECT pg_advisory_lock(7288650501)");
        fixture.start();
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.log().contains("another replica migrates the database"),
                                  fixture.log().constData(), 30'000);
        endsInTime(fixture);
    }

    void aReplicaForIngestOnlyStoresAndNeverHandles()
    {
        ServerFixture fixture(Kind::Postgres);
        fixture.set("INGEST_ONLY", u"true"_s);
        fixture.start();
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.server().isReady(), fixture.log().constData(), 30'000);
        QCOMPARE(status(fixture, post("/telegram/webhook", update(1), kSecretHeader)), 200);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM instances WHERE role = 'ingest_only'"), 1);
        endsInTime(fixture);
        QCOMPARE(
            fixture.database().number("SELECT count(*) FROM inbox WHERE status = 'pending' AND attempts = 0"),
            1);
    }

    void theWebhookAnswersAsItMust()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.startReady();
        QCOMPARE(status(fixture, post("/telegram/webhook", update(1))), 403);
        QCOMPARE(status(fixture, post("/telegram/webhook", "no json", kSecretHeader)), 400);
        QCOMPARE(status(fixture, post("/telegram/webhook", R"({"update_id":"1"})", kSecretHeader)), 400);
        QCOMPARE(status(fixture, get("/telegram/webhook")), 405);
        QCOMPARE(status(fixture, get("/nothing/here")), 404);
        QCOMPARE(status(fixture, "POST /telegram/webhook HTTP/1.1\r\nHost: x\r\n" + kSecretHeader +
                                     "Content-Length: 1048577\r\n\r\n"),
                 413);
        QCOMPARE(status(fixture, post("/telegram/webhook", update(2), kSecretHeader)), 200);
        QCOMPARE(status(fixture, post("/telegram/webhook", update(2), kSecretHeader)), 200);
        QCOMPARE(status(fixture,
                        post("/telegram/webhook", R"({"update_id":3,"surprise":[[[1]]]})", kSecretHeader)),
                 200);
        const QByteArray deep =
            R"({"update_id":4,"message":)" + QByteArray(200, '[') + QByteArray(200, ']') + "}";
        QCOMPARE(status(fixture, post("/telegram/webhook", deep, kSecretHeader)), 200);
        // A new kind is no fault; what cannot be read is one.
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM inbox WHERE status = 'done' AND update_id = 3"),
            1, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM inbox WHERE status = 'dead' AND update_id = 4"),
            1, 30'000);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM inbox WHERE update_id = 2"), 1);
        QCOMPARE(status(fixture, post("/cryptopay/webhook", "{}")), 403);
    }

    void anUpdateUnderAUsedIdIsHandledToo_data() { TestDatabase::addKinds(); }
    void anUpdateUnderAUsedIdIsHandledToo()
    {
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        fixture.startReady();
        fixture.say(u"/start"_s);
        fixture.press(u"English"_s);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.sandbox().sender().pendingCount(), 0, 30'000);
        sandbox::UpdateQueue &updates = fixture.sandbox().sender().means().updates;
        updates.restartIds(updates.lastId() - 1);
        fixture.say(u"/profile"_s);
        fixture.say(u"/help"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"Your number"_s), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"Which device"_s), 30'000);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM inbox WHERE status = 'done'"), 4);
        QCOMPARE(fixture.database().number("SELECT count(*) FROM inbox WHERE update_id = -seq"), 2);
        // What each of them led to is told apart.
        QCOMPARE(fixture.database().number("SELECT count(DISTINCT correlation_id) FROM outbox"), 4);
    }

    // Its commands and descriptions, each once.
    void theBotsProfileIsSetOnce_data() { TestDatabase::addKinds(); }

    void theBotsProfileIsSetOnce()
    {
        QFETCH(Kind, kind);
        ServerFixture fixture(kind);
        fixture.startReady();
        const auto isRemembered = [&] {
            return fixture.database().number(
                "SELECT count(*) FROM settings WHERE key = 'bot_profile_sha256'");
        };
        QTRY_COMPARE_WITH_TIMEOUT(isRemembered(), 1, 60'000);
        for (const char *method : {"setMyCommands", "setMyDescription", "setMyShortDescription"})
            QCOMPARE(calls(fixture, method), 3);
    }

    void whoHasPaidIsLedBackToTheBot()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.startReady();
        // The bot's name is asked for before that.
        QTRY_VERIFY_WITH_TIMEOUT(calls(fixture, "setMyCommands") > 0, 30'000);
        fixture.say(u"/start"_s);
        for (const char *button : {"English", "Buy", "Basic", "30 days", "Crypto"})
            fixture.press(QString::fromLatin1(button));
        const auto invoices = [&] { return fixture.sandbox().cryptoPay().invoices().all(); };
        QTRY_COMPARE_WITH_TIMEOUT(invoices().size(), size_t(1), 30'000);
        const QJsonObject button = invoices().front()->extras;
        const QString name = fixture.sandbox().telegram().bot().value(u"username").toString();
        QVERIFY(!name.isEmpty());
        QCOMPARE(button.value(u"paid_btn_name").toString(), u"openBot"_s);
        QCOMPARE(button.value(u"paid_btn_url").toString(), u"https://t.me/"_s + name);
    }

    void whatProxiesMakeOfADeliveryIsTaken_data()
    {
        QTest::addColumn<QJsonObject>("shape");
        QTest::newRow("chunked") << QJsonObject{{u"chunked"_s, true}};
        QTest::newRow("HTTP/1.0") << QJsonObject{{u"http10"_s, true}};
        QTest::newRow("absolute") << QJsonObject{{u"absolute"_s, true}};
        QTest::newRow("all that a proxy adds") << QJsonObject{
            {u"chunked"_s, true},    {u"absolute"_s, true},   {u"lower_case"_s, true},
            {u"duplicates"_s, true}, {u"hop_by_hop"_s, true}, {u"forwarded_for"_s, u"1.2.3.4"_s}};
    }

    void whatProxiesMakeOfADeliveryIsTaken()
    {
        QFETCH(QJsonObject, shape);
        ServerFixture fixture(Kind::Sqlite);
        fixture.sandbox().sender().means().shape = sandbox::DeliveryShape::fromJson(shape);
        fixture.startReady();
        fixture.say(u"/start"_s);
        fixture.press(u"English"_s);
        fixture.say(u"/profile"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"Your number"_s), 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.sandbox().sender().pendingCount(), 0, 30'000);
        for (const QJsonObject &delivery : fixture.sandbox().ledger().entries(u"delivery"_s))
            QCOMPARE(delivery.value(u"status").toInt(), 200);
    }

    void askedToEndItDrainsAndExitsWithZeroAndTheWebhookStaysSet_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addRow("SIGTERM") << SIGTERM;
        QTest::addRow("SIGINT") << SIGINT;
    }

    void askedToEndItDrainsAndExitsWithZeroAndTheWebhookStaysSet()
    {
        QFETCH(int, signal);
        ServerFixture fixture(Kind::Sqlite);
        fixture.startReady();
        const QUrl webhook = fixture.sandbox().sender().settings().url;
        // A conversation is under way: what was acknowledged is answered now or after the next start.
        fixture.say(u"/start"_s);
        QElapsedTimer timer;
        timer.start();
        fixture.server().sendSignal(signal);
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.server().isRunning(), 30'000);
        QCOMPARE(fixture.server().exitCode(), std::optional(0));
        QVERIFY2(timer.elapsed() < 12'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(fixture.sandbox().sender().settings().url, webhook);
        fixture.startReady();
        fixture.press(u"English"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"Turnpike"_s), 30'000);
    }

    // Secrets are planted in every variable that holds one, and everything outside fails in turn.
    void noSecretEverReachesTheOutput()
    {
        sandbox::Options options = ServerFixture::quick();
        options.botToken = "100200300:canary_bot_token_x";
        options.vpnApiKey = "canary_vpn_key";
        options.cryptoPayToken = "1:canary_crypto_token";
        ServerFixture fixture(Kind::Sqlite, options);
        for (const char *name : {"WEBHOOK_SECRET", "WEBHOOK_SECRET_PREVIOUS", "TG_PROVIDER_TOKEN",
                                 "METRICS_TOKEN", "CONSOLE_BOOTSTRAP_TOKEN"})
            fixture.set(name, u"canary_long_enough_"_s + QString::fromLatin1(name));
        fixture.set("ALERT_WEBHOOK_URL", u"http://127.0.0.1:9/canary_alert_path"_s);
        fixture.set("HEARTBEAT_URL", u"http://127.0.0.1:9/canary_heartbeat_path"_s);
        fixture.set("QT_LOGGING_RULES", u"turnpike.*.debug=true"_s);
        fixture.startReady();
        // Whether a message arrived whose answer was lost twice nobody knows: those faults meet what can be
        // repeated.
        for (const auto &[service, method] : {std::pair("vpn", "*"), std::pair("cryptopay", "*"),
                                              std::pair("telegram", "answerCallbackQuery")}) {
            const QJsonObject where{{u"service"_s, QString::fromLatin1(service)},
                                    {u"method"_s, QString::fromLatin1(method)},
                                    {u"next"_s, 1}};
            for (const char *action : {"reset", "garbage"}) {
                QJsonObject fault = where;
                fault.insert(u"action"_s, QString::fromLatin1(action));
                fixture.sandbox().faults().add(fault);
            }
            QJsonObject fault = where;
            fault.insert(u"method"_s, u"*"_s);
            fault.insert(u"status"_s, 502);
            fixture.sandbox().faults().add(fault);
        }
        fixture.say(u"/start"_s);
        fixture.press(u"English"_s);
        fixture.press(u"Trial"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.sees(u"vless://"_s), fixture.log().constData(), 90'000);
        const auto [code, printed] = run(fixture.environment(), {u"check-config"_s});
        QCOMPARE(code, 0);
        const QByteArray output = fixture.log() + printed;
        QVERIFY(output.size() > 1'000);
        const qsizetype at = output.indexOf("canary");
        QVERIFY2(at < 0, output.mid(std::max<qsizetype>(at - 300, 0), 600).constData());
    }

    // What opens a customer's access is the customer's alone: it is told in the chat, and behind the '#' of
    // links.
    void aCustomersKeyReachesTheChatAndNoLog()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("QT_LOGGING_RULES", u"turnpike.*.debug=true"_s);
        fixture.startReady();
        QVERIFY2(fixture.takeTrial(), fixture.log().constData());
        fixture.press(u"QR code"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(!photo(fixture).isEmpty(), fixture.log().constData(), 60'000);
        const auto read = readPng(photo(fixture));
        QVERIFY(read && read->qr);
        const QString key = QString::fromUtf8(*read->qr);
        QVERIFY2(key.startsWith(u"vless://"_s), qPrintable(key));
        QVERIFY(fixture.sees(key));

        fixture.press(u"Instructions"_s);
        fixture.press(u"Android"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(!link(fixture, u"Happ"_s).isEmpty(), fixture.log().constData(), 60'000);
        const QString happ = link(fixture, u"Happ"_s);
        QCOMPARE(happ.section(u'#', 0, 0), fixture.url(u"/open"_s).toString());
        QVERIFY(happ.section(u'#', 1).toLatin1().endsWith('/' + QUrl::toPercentEncoding(key)));
        RawClient client(fixture.port());
        const auto page = client.exchange(get("/open"));
        QVERIFY(page && page->status == 200);
        QVERIFY(!page->body.contains("vless://"));

        const QByteArray log = fixture.log();
        QVERIFY(log.size() > 1'000);
        QVERIFY2(!log.contains("vless:"), log.constData());
        QVERIFY2(!log.contains(QUrl::toPercentEncoding(key)), log.constData());
        QVERIFY2(!log.contains("turnpike_upload"), log.constData());
    }

    // 300 half-open requests, a 300 MB body and a 10 MB header at once, while the shop goes on serving.
    void hostileStrangersNeitherStopServiceNorGrowMemory()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("ASAN_OPTIONS", keepsLittleOfWhatWasFreed());
        fixture.startReady();
        const qint64 before = residentKib(fixture.server().processId());
        std::vector<std::unique_ptr<RawClient>> halfOpen;
        for (int i = 0; i < 300; ++i) {
            halfOpen.push_back(std::make_unique<RawClient>(fixture.port()));
            halfOpen.back()->send("POST /telegram/webhook HTTP/1.1\r\nHost: x\r\nContent-Len");
        }
        RawClient body(fixture.port()), header(fixture.port());
        body.send("POST /telegram/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 314572800\r\n\r\n");
        header.send("GET / HTTP/1.1\r\nHost: x\r\nX-Big: ");
        const QByteArray megabyte(1024 * 1024, 'x');
        for (int i = 0; i < 10 && body.isConnected() && header.isConnected(); ++i) {
            body.send(megabyte);
            header.send(megabyte);
        }
        for (int id = 1; id <= 50; ++id)
            QCOMPARE(status(fixture, post("/telegram/webhook", update(id), kSecretHeader)), 200);
        QVERIFY(body.isClosedByServer());
        QVERIFY(header.isClosedByServer());
        const qint64 grown = residentKib(fixture.server().processId()) - before;
        QVERIFY2(grown < growthAllowedKib(), qPrintable(QString::number(grown)));
        QVERIFY(fixture.server().isRunning());
    }

private:
    // The bot's latest to the customer; empty when there is none.
    static QByteArray photo(ServerFixture &fixture)
    {
        const auto &chat = fixture.sandbox().telegram().chat(fixture.customer());
        for (auto it = chat.rbegin(); it != chat.rend(); ++it) {
            const QJsonArray sizes = it->second.body.value(u"photo").toArray();
            if (sizes.isEmpty())
                continue;
            const QString id = sizes.last().toObject().value(u"file_id").toString();
            const sandbox::StoredFile *file = fixture.sandbox().telegram().files().find(id);
            return file != nullptr ? file->bytes : QByteArray();
        }
        return {};
    }

    // Where the button of this name leads that the customer sees; empty when there is none.
    static QString link(ServerFixture &fixture, const QString &name)
    {
        for (const auto &[id, message] : fixture.sandbox().telegram().chat(fixture.customer())) {
            const QJsonArray keyboard = message.keyboard();
            for (const QJsonValue &row : keyboard) {
                const QJsonArray buttons = row.toArray();
                for (const QJsonValue &button : buttons) {
                    if (button.toObject().value(u"text").toString() == name)
                        return button.toObject().value(u"url").toString();
                }
            }
        }
        return {};
    }

    // Of this method of the Bot API, so far.
    static int calls(ServerFixture &fixture, const char *method)
    {
        int count = 0;
        for (const QJsonObject &entry : fixture.sandbox().ledger().entries(u"call"_s)) {
            const QString called = entry.value(u"method").toString();
            count += called.compare(QLatin1String(method), Qt::CaseInsensitive) == 0 ? 1 : 0;
        }
        return count;
    }
    static int status(const ServerFixture &fixture, const QByteArray &request)
    {
        RawClient client(fixture.port());
        const auto answer = client.isConnected() ? client.exchange(request) : std::nullopt;
        return answer ? answer->status : 0;
    }

    static std::pair<int, QByteArray> run(const QProcessEnvironment &environment,
                                          const QStringList &arguments)
    {
        QProcess process;
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(ServerFixture::program(), arguments);
        // Telegram lives in this thread too, and must not fall silent.
        if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 30'000))
            process.kill();
        return {process.exitCode(), process.readAll()};
    }

    static void endsInTime(ServerFixture &fixture)
    {
        QElapsedTimer timer;
        timer.start();
        fixture.server().terminate();
        QTRY_VERIFY2_WITH_TIMEOUT(!fixture.server().isRunning(), fixture.log().right(2000).constData(),
                                  20'000);
        QCOMPARE(fixture.server().exitCode(), std::optional(0));
        // By itself, and not by the guard that ends a drain after 10 s.
        QVERIFY2(!fixture.log().contains("not in time"), fixture.log().right(2000).constData());
        QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    }

    static qint64 residentKib(qint64 pid)
    {
        QFile status(u"/proc/%1/statm"_s.arg(pid));
        if (!status.open(QIODevice::ReadOnly))
            return 0;
        return status.readAll().split(' ').value(1).toLongLong() * 4;
    }

    // AddressSanitizer keeps what was freed in quarantine: 256 MB that say nothing of what the server needs.
    static QString keepsLittleOfWhatWasFreed()
    {
        const QString others = qEnvironmentVariable("ASAN_OPTIONS");
        return (others.isEmpty() ? others : others + u':') +
               u"quarantine_size_mb=8:thread_local_quarantine_size_kb=64"_s;
    }
    // Under AddressSanitizer each thing is larger by what stands around it.
    static qint64 growthAllowedKib()
    {
#ifdef __SANITIZE_ADDRESS__
        return 128 * 1024;
#else
        return 24 * 1024;
#endif
    }
};

const turnpike::test::RegisteredTest<TestServer> kTestServer;

} // namespace tst_server

#include "tst_server.moc"
