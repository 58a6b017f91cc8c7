// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "broadcasts/broadcasts.h"

#include "outbox/outboxrepository.h"
#include "support/testmain.h"
#include "support/workershop.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

namespace tst_broadcasts {

using namespace turnpike;
using namespace turnpike::protocol;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

const QString kWorker = u"broadcasts"_s;

BroadcastDraft aDraft(BroadcastSegment segment = BroadcastSegment::All, const QString &value = {})
{
    BroadcastDraft draft;
    draft.title = u"News"_s;
    draft.audience.segment = segment;
    draft.audience.value = value;
    draft.content.texts = {BroadcastText{u"en"_s, u"<b>News</b>"_s},
                           BroadcastText{u"ru"_s, u"<b>Новости</b>"_s}};
    return draft;
}

// Customers 5001…, by turns in English, in Russian, and in a language that nothing is written in.
void fill(WorkerShop &shop, int count)
{
    shop.test.exec(R"(
        INSERT INTO users (telegram_id, language, referral_code, created_at, last_seen_at)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(? AS bigint))
        SELECT 5000 + i, CASE i % 3 WHEN 0 THEN 'en' WHEN 1 THEN 'ru' ELSE 'de' END, 'r' || i, 0, 0 FROM n)",
                   count);
}

qint64 make(WorkerShop &shop, const BroadcastDraft &draft)
{
    return shop.write([&](db::Transaction &tx) { return shop.shop.broadcasts.create(tx, draft, u"olga"_s); });
}

qint64 begin(WorkerShop &shop, const BroadcastDraft &draft = aDraft())
{
    const qint64 id = make(shop, draft);
    shop.write([&](db::Transaction &tx) { QVERIFY(!shop.shop.broadcasts.start(tx, id, std::nullopt)); });
    return id;
}

// Whatever can be put into the outbox now; how much that was.
int unroll(WorkerShop &shop, qint64 id)
{
    int messages = 0;
    for (bool isMore = true; isMore;) {
        const auto unrolled =
            shop.write([&](db::Transaction &tx) { return shop.shop.broadcasts.unroll(tx, id); });
        messages += unrolled.messages;
        isMore = unrolled.isMore;
    }
    return messages;
}

// As the sender does.
void sendAll(WorkerShop &shop)
{
    shop.test.exec("UPDATE outbox SET status = 'sent', finished_at = ? WHERE status = 'pending'",
                   shop.clock.nowMs());
}

BroadcastRow rowOf(WorkerShop &shop, qint64 id)
{
    return shop.write([&](db::Transaction &tx) { return shop.shop.broadcasts.row(tx, id).value(); });
}

qint64 waiting(WorkerShop &shop)
{
    return shop.test.number("SELECT count(*) FROM outbox WHERE status = 'pending'");
}

qint64 told(WorkerShop &shop)
{
    return shop.test.number("SELECT count(*) FROM outbox");
}

} // namespace

// What is said to many customers: to whom, how fast, and to nobody twice.
class TestBroadcasts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void workerTellsEachOnceAndNoFasterThanIsSent();
    void eachReadsTheirLanguageWithItsButtons();
    void pictureCarriesTheTextUnderIt();
    void segmentReachesWhomItCounts_data();
    void segmentReachesWhomItCounts();
    void chunkThatIsLostWithItsTransactionIsToldOnce();
    void whoComesAfterItsBeginningIsNotTold();
    void pauseTakesBackWhatWaitsAndResumeTellsItOnce();
    void whatMayHaveArrivedIsNotTakenBack();
    void stopDropsWhatWaits();
    void blockedAndFailedAreCounted();
    void scheduledWaitsForItsTime();
    void whatHasBegunIsNotBegunAgain();
    void whatIsOddIsRefused_data();
    void whatIsOddIsRefused();
    void previewGoesToOneChatInEachLanguage();
};

void TestBroadcasts::workerTellsEachOnceAndNoFasterThanIsSent()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    constexpr int kCustomers = 1'150;
    WorkerShop shop(kind);
    fill(shop, kCustomers);
    const qint64 id = begin(shop);
    shop.start({kWorker});
    QTRY_COMPARE_WITH_TIMEOUT(waiting(shop), broadcasts::kMostWaiting, 30'000);
    // Nothing is sent: nothing more is put there.
    for (int look = 0; look < 3; ++look) {
        QVERIFY(shop.pass(kWorker, broadcasts::kLookMs));
        QCOMPARE(waiting(shop), broadcasts::kMostWaiting);
    }
    QCOMPARE(rowOf(shop, id).total, kCustomers);
    QCOMPARE(rowOf(shop, id).left, kCustomers);
    const auto isDone = [&] {
        sendAll(shop);
        return rowOf(shop, id).status == BroadcastStatus::Done;
    };
    QVERIFY(shop.passUntil(isDone, kWorker, broadcasts::kLookMs, 20));
    QCOMPARE(told(shop), kCustomers);
    QCOMPARE(shop.test.number("SELECT count(DISTINCT chat_id) FROM outbox"), kCustomers);
    // Every answer to a customer goes before these.
    QCOMPARE(shop.test.number("SELECT count(*) FROM outbox WHERE class <> 2"), 0);
    const BroadcastRow row = rowOf(shop, id);
    QCOMPARE(row.sent, kCustomers);
    QCOMPARE(row.left, 0);
    QVERIFY(row.finishedAt);
}

void TestBroadcasts::eachReadsTheirLanguageWithItsButtons()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 3);
    shop.test.exec("UPDATE users SET topic_id = 77 WHERE telegram_id = 5001");
    BroadcastDraft draft = aDraft();
    draft.content.buttons = {BroadcastButton{u"Site"_s, u"https://example.org/news"_s, {}},
                             BroadcastButton{u"Plus"_s, {}, u"plus"_s}};
    QVERIFY(!shop.shop.broadcasts.faultOf(draft));
    QCOMPARE(unroll(shop, begin(shop, draft)), 3);
    const auto rows = shop.test.query("SELECT method, payload FROM outbox ORDER BY chat_id");
    QStringList texts;
    for (const db::Row &row : rows) {
        QCOMPARE(row.text(0), u"sendMessage"_s);
        texts << QJsonDocument::fromJson(row.bytes(1)).object().value(u"text"_s).toString();
    }
    // Whoever speaks none of them reads the first.
    QCOMPARE(texts, (QStringList{u"<b>Новости</b>"_s, u"<b>News</b>"_s, u"<b>News</b>"_s}));
    const QJsonObject payload = QJsonDocument::fromJson(rows.at(0).bytes(1)).object();
    QCOMPARE(payload.value(u"message_thread_id"_s).toInteger(), 77);
    const QJsonArray keys = payload.value(u"reply_markup"_s).toObject().value(u"inline_keyboard"_s).toArray();
    QCOMPARE(keys.size(), 2);
    QCOMPARE(keys.at(0).toArray().at(0).toObject(),
             (QJsonObject{{u"text"_s, u"Site"_s}, {u"url"_s, u"https://example.org/news"_s}}));
    // What it opens comes below it.
    QCOMPARE(keys.at(1).toArray().at(0).toObject(),
             (QJsonObject{{u"text"_s, u"Plus"_s}, {u"callback_data"_s, u"1:+tariff:plus"_s}}));
}

void TestBroadcasts::pictureCarriesTheTextUnderIt()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 1);
    BroadcastDraft draft = aDraft();
    draft.content.picture = u"AgACAgIAAxk"_s;
    QCOMPARE(unroll(shop, begin(shop, draft)), 1);
    const auto row = shop.test.query("SELECT method, payload FROM outbox").at(0);
    QCOMPARE(row.text(0), u"sendPhoto"_s);
    const QJsonObject payload = QJsonDocument::fromJson(row.bytes(1)).object();
    QCOMPARE(payload.value(u"photo"_s).toString(), draft.content.picture);
    QCOMPARE(payload.value(u"caption"_s).toString(), u"<b>Новости</b>"_s);
    QVERIFY(!payload.contains(u"text"_s));
}

void TestBroadcasts::segmentReachesWhomItCounts_data()
{
    QTest::addColumn<int>("segment");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QList<qint64>>("wanted");
    const auto add = [](const char *name, BroadcastSegment segment, const QString &value,
                        const QList<qint64> &wanted) {
        QTest::newRow(name) << static_cast<int>(segment) << value << wanted;
    };
    add("all", BroadcastSegment::All, {}, {5001, 5002, 5003, 5004, 5005, 5006});
    add("active", BroadcastSegment::Active, {}, {5002, 5004, 5006});
    add("expired", BroadcastSegment::Expired, {}, {5003, 5005});
    add("trial only", BroadcastSegment::TrialOnly, {}, {5005});
    add("never bought", BroadcastSegment::NeverBought, {}, {5001, 5004, 5005, 5006});
    add("tariff", BroadcastSegment::Tariff, u"plus"_s, {5004});
    add("language", BroadcastSegment::Language, u"ru"_s, {5001, 5004});
    add("inactive", BroadcastSegment::Inactive, u"30"_s, {5003});
}

void TestBroadcasts::segmentReachesWhomItCounts()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(int, segment);
    QFETCH(QString, value);
    QFETCH(QList<qint64>, wanted);
    WorkerShop shop(kind);
    const qint64 now = shop.clock.nowMs();
    fill(shop, 8);
    shop.test.exec("UPDATE users SET last_seen_at = ?", now);
    // Who cannot be told is in none.
    shop.test.exec("UPDATE users SET is_reachable = 0 WHERE telegram_id = 5007");
    shop.test.exec("UPDATE users SET is_blocked = 1 WHERE telegram_id = 5008");
    const auto buy = [&](qint64 user) {
        shop.test.exec("INSERT INTO purchases (purchase_id, telegram_id, kind, tariff, period_days, "
                       "price_kopecks, status, created_at, expires_at) "
                       "VALUES (?, ?, 'subscription', 'basic', 30, 100, 'fulfilled', 1, 1)",
                       u"purchase_%1"_s.arg(user), user);
    };
    // 5001 has just come; 5002 has bought basic, which runs; 5003 bought and let it end, and was away since.
    buy(5002);
    buy(5003);
    shop.grant(TelegramId(5002));
    shop.grant(TelegramId(5003));
    shop.test.exec("UPDATE subscriptions SET status = 'expired', expires_at = ? WHERE telegram_id = 5003",
                   now - kDayMs);
    shop.test.exec("UPDATE users SET last_seen_at = ? WHERE telegram_id = 5003", now - 31 * kDayMs);
    // 5004 was given plus; 5005 tried it, and 5006 waits for the first key longer than what it has.
    shop.grant(TelegramId(5004));
    shop.test.exec("UPDATE subscriptions SET tariff = 'plus' WHERE telegram_id = 5004");
    shop.grant(TelegramId(5005));
    shop.test.exec("UPDATE users SET trial_used_at = 1 WHERE telegram_id IN (5002, 5005)");
    shop.test.exec("UPDATE subscriptions SET status = 'expired' WHERE telegram_id = 5005");
    shop.grant(TelegramId(5006), 1);
    shop.test.exec("UPDATE subscriptions SET waiting_since = ?, expires_at = ? WHERE telegram_id = 5006",
                   now - 2 * kDayMs, now - kDayMs);
    const BroadcastDraft draft = aDraft(static_cast<BroadcastSegment>(segment), value);
    QVERIFY(!shop.shop.broadcasts.faultOf(draft));
    const qint64 counted =
        shop.write([&](db::Transaction &tx) { return shop.shop.broadcasts.count(tx, draft.audience); });
    shop.test.exec("DELETE FROM outbox");
    unroll(shop, begin(shop, draft));
    QList<qint64> reached;
    for (const db::Row &row : shop.test.query("SELECT chat_id FROM outbox ORDER BY chat_id"))
        reached << row.int64(0);
    QCOMPARE(reached, wanted);
    QCOMPARE(counted, wanted.size());
}

void TestBroadcasts::chunkThatIsLostWithItsTransactionIsToldOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 150);
    const qint64 id = begin(shop);
    struct Lost
    {};
    const auto loseOne = [&] {
        try {
            shop.write([&](db::Transaction &tx) {
                QCOMPARE(shop.shop.broadcasts.unroll(tx, id).messages, broadcasts::kChunk);
                throw Lost();
            });
        } catch (const Lost &) {
            return true;
        }
        return false;
    };
    QVERIFY(loseOne());
    QCOMPARE(told(shop), 0);
    shop.write([&](db::Transaction &tx) { shop.shop.broadcasts.unroll(tx, id); });
    QCOMPARE(told(shop), broadcasts::kChunk);
    // Another process goes on, and one that has forgotten how far it was tells nobody again.
    const broadcasts::Broadcasts another(shop.clock, shop.shop.outbox, shop.shop.catalog,
                                         [](const QString &tariff) { return tariff; });
    shop.write([&](db::Transaction &tx) { another.unroll(tx, id); });
    QCOMPARE(told(shop), 150);
    shop.test.exec("UPDATE broadcasts SET cursor_id = 0, is_unrolled = 0, next_at = 0");
    unroll(shop, id);
    QCOMPARE(told(shop), 150);
}

void TestBroadcasts::whoComesAfterItsBeginningIsNotTold()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 101);
    const qint64 id = begin(shop);
    shop.write([&](db::Transaction &tx) { shop.shop.broadcasts.unroll(tx, id); });
    shop.clock.advance(1);
    shop.addUser(TelegramId(9001));
    unroll(shop, id);
    QCOMPARE(told(shop), 101);
    QCOMPARE(rowOf(shop, id).total, 101);
}

void TestBroadcasts::pauseTakesBackWhatWaitsAndResumeTellsItOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 250);
    const qint64 id = begin(shop);
    shop.write([&](db::Transaction &tx) { shop.shop.broadcasts.unroll(tx, id); });
    // Not in the order of their ids.
    shop.test.exec("UPDATE outbox SET status = 'sent', finished_at = 1 WHERE chat_id % 2 = 0");
    shop.write([&](db::Transaction &tx) { QVERIFY(!shop.shop.broadcasts.pause(tx, id)); });
    QCOMPARE(waiting(shop), 0);
    QCOMPARE(told(shop), 50);
    QCOMPARE(rowOf(shop, id).status, Choice(BroadcastStatus::Paused));
    shop.clock.advance(kHourMs);
    QCOMPARE(unroll(shop, id), 0);
    QVERIFY(!shop.write([&](db::Transaction &tx) { return shop.shop.broadcasts.nextDue(tx); }));
    shop.write([&](db::Transaction &tx) { QVERIFY(!shop.shop.broadcasts.resume(tx, id)); });
    unroll(shop, id);
    QCOMPARE(waiting(shop), 200);
    QCOMPARE(told(shop), 250);
    QCOMPARE(shop.test.number("SELECT count(DISTINCT chat_id) FROM outbox"), 250);
}

void TestBroadcasts::whatMayHaveArrivedIsNotTakenBack()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 3);
    const qint64 id = begin(shop);
    unroll(shop, id);
    shop.test.exec("UPDATE outbox SET lease_owner = 'sender', attempts = 1 WHERE chat_id = 5001");
    shop.test.exec("UPDATE outbox SET attempts = 1, unknown_outcomes = 1 WHERE chat_id = 5002");
    shop.write([&](db::Transaction &tx) { QVERIFY(!shop.shop.broadcasts.pause(tx, id)); });
    QCOMPARE(shop.test.number("SELECT count(*) FROM outbox WHERE chat_id IN (5001, 5002)"), 2);
    QCOMPARE(told(shop), 2);
}

void TestBroadcasts::stopDropsWhatWaits()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 150);
    const qint64 id = begin(shop);
    shop.write([&](db::Transaction &tx) { shop.shop.broadcasts.unroll(tx, id); });
    shop.test.exec("UPDATE outbox SET status = 'sent', finished_at = 1 WHERE chat_id <= 5010");
    shop.write([&](db::Transaction &tx) { QVERIFY(!shop.shop.broadcasts.stop(tx, id)); });
    QCOMPARE(waiting(shop), 0);
    QCOMPARE(unroll(shop, id), 0);
    const BroadcastRow row = rowOf(shop, id);
    QCOMPARE(row.status, Choice(BroadcastStatus::Stopped));
    QVERIFY(row.finishedAt);
    QCOMPARE(row.sent, 10);
    QCOMPARE(row.dropped, 90);
    QCOMPARE(row.left, 0);
    shop.write([&](db::Transaction &tx) { QVERIFY(shop.shop.broadcasts.resume(tx, id)); });
}

void TestBroadcasts::blockedAndFailedAreCounted()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 4);
    const qint64 id = begin(shop);
    unroll(shop, id);
    shop.write([&](db::Transaction &tx) {
        outbox::repository::dropChat(tx, ChatId(5001), u"Forbidden: bot was blocked by the user"_s,
                                     shop.clock.nowMs());
    });
    shop.test.exec("UPDATE outbox SET status = 'failed', end_reason = 'refused', finished_at = 1 "
                   "WHERE chat_id = 5002");
    BroadcastRow row = rowOf(shop, id);
    QCOMPARE(row.blocked, 1);
    QCOMPARE(row.failed, 1);
    QCOMPARE(row.pending, 2);
    QCOMPARE(row.left, 2);
    QCOMPARE(shop.test.number("SELECT is_reachable FROM users WHERE telegram_id = 5001"), 0);
    sendAll(shop);
    row = rowOf(shop, id);
    QCOMPARE(row.left, 0);
    shop.clock.advance(broadcasts::kLookMs);
    unroll(shop, id);
    // Kept when the messages have left the outbox.
    shop.test.exec("DELETE FROM outbox");
    row = rowOf(shop, id);
    QCOMPARE(row.status, Choice(BroadcastStatus::Done));
    QCOMPARE((QList<qint64>{row.sent, row.blocked, row.failed, row.dropped}), (QList<qint64>{2, 1, 1, 0}));
}

void TestBroadcasts::scheduledWaitsForItsTime()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 2);
    const qint64 id = make(shop, aDraft());
    const qint64 at = shop.clock.nowMs() + kHourMs;
    const auto start = [&](qint64 when) {
        return shop.write([&](db::Transaction &tx) { return shop.shop.broadcasts.start(tx, id, when); });
    };
    QVERIFY(start(shop.clock.nowMs()));
    QVERIFY(start(shop.clock.nowMs() + broadcasts::kFurthestStartMs + 1));
    QVERIFY(!start(at));
    const auto next = shop.write([&](db::Transaction &tx) { return shop.shop.broadcasts.nextDue(tx); });
    QCOMPARE(next, std::optional(at));
    QCOMPARE(unroll(shop, id), 0);
    QCOMPARE(rowOf(shop, id).status, Choice(BroadcastStatus::Scheduled));
    shop.clock.advance(kHourMs);
    QCOMPARE(unroll(shop, id), 2);
    QCOMPARE(rowOf(shop, id).startedAt, std::optional(at));
}

void TestBroadcasts::whatHasBegunIsNotBegunAgain()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 1);
    const qint64 id = begin(shop);
    shop.write([&](db::Transaction &tx) {
        const broadcasts::Broadcasts &all = shop.shop.broadcasts;
        QVERIFY(all.start(tx, id, std::nullopt)->id() == SentenceId::BroadcastNotSo);
        QVERIFY(all.resume(tx, id)->id() == SentenceId::BroadcastNotSo);
        QVERIFY(all.pause(tx, 424'242)->id() == SentenceId::NoBroadcast);
        QVERIFY(all.preview(tx, 424'242, TelegramId(1))->id() == SentenceId::NoBroadcast);
    });
}

void TestBroadcasts::whatIsOddIsRefused_data()
{
    QTest::addColumn<BroadcastDraft>("draft");
    QTest::addColumn<SentenceId>("why");
    const auto add = [](const char *name, SentenceId why, const std::function<void(BroadcastDraft &)> &odd) {
        BroadcastDraft draft = aDraft();
        odd(draft);
        QTest::newRow(name) << draft << why;
    };
    add("no title", SentenceId::BroadcastNeedsTitle, [](auto &draft) { draft.title = u" "_s; });
    add("no text", SentenceId::BroadcastNeedsTexts, [](auto &draft) { draft.content.texts.clear(); });
    add("an empty text", SentenceId::BroadcastNeedsTexts,
        [](auto &draft) { draft.content.texts[1].html = u"\n"_s; });
    add("a language twice", SentenceId::BroadcastNeedsTexts,
        [](auto &draft) { draft.content.texts[1].language = u"en"_s; });
    add("a long text", SentenceId::BroadcastNeedsTexts,
        [](auto &draft) { draft.content.texts[0].html = QString(4097, u'x'); });
    add("a text too long for a picture", SentenceId::BroadcastNeedsTexts, [](auto &draft) {
        draft.content.texts[0].html = QString(1025, u'x');
        draft.content.picture = u"AgAC"_s;
    });
    add("a button that leads nowhere", SentenceId::BroadcastButtonOdd, [](auto &draft) {
        draft.content.buttons = {BroadcastButton{u"Go"_s, {}, {}}};
    });
    add("a button that runs something", SentenceId::BroadcastButtonOdd, [](auto &draft) {
        draft.content.buttons = {BroadcastButton{u"Go"_s, u"javascript:alert(1)"_s, {}}};
    });
    add("a tariff that is not sold", SentenceId::BroadcastButtonOdd, [](auto &draft) {
        draft.content.buttons = {BroadcastButton{u"Go"_s, {}, u"gold"_s}};
    });
    add("a segment of a newer version", SentenceId::BroadcastAudienceUnknown,
        [](auto &draft) { draft.audience.segment = Choice<BroadcastSegment>(u"left_handed"_s); });
    add("whoever has no tariff of ours", SentenceId::NoTariff, [](auto &draft) {
        draft.audience = BroadcastAudience{BroadcastSegment::Tariff, u"gold"_s};
    });
    add("inactive for no days", SentenceId::GiveDays, [](auto &draft) {
        draft.audience = BroadcastAudience{BroadcastSegment::Inactive, u"soon"_s};
    });
}

void TestBroadcasts::whatIsOddIsRefused()
{
    QFETCH(BroadcastDraft, draft);
    QFETCH(SentenceId, why);
    const WorkerShop shop(TestDatabase::Kind::Sqlite);
    const auto fault = shop.shop.broadcasts.faultOf(draft);
    QVERIFY(fault);
    QVERIFY(fault->id() == why);
}

void TestBroadcasts::previewGoesToOneChatInEachLanguage()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    fill(shop, 2);
    const qint64 id = make(shop, aDraft());
    for (int i = 0; i < 2; ++i)
        shop.write(
            [&](db::Transaction &tx) { QVERIFY(!shop.shop.broadcasts.preview(tx, id, TelegramId(42))); });
    QCOMPARE(told(shop), 4);
    QCOMPARE(shop.test.number("SELECT count(*) FROM outbox WHERE chat_id = 42 AND broadcast_id IS NULL"), 4);
    QCOMPARE(rowOf(shop, id).sent, 0);
}

const turnpike::test::RegisteredTest<TestBroadcasts> kTestBroadcasts;

} // namespace tst_broadcasts

#include "tst_broadcasts.moc"
