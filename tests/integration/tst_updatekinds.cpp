// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"
#include "ops/metricsources.h"
#include "support/testmain.h"
#include "telegram/updateenvelope.h"
#include "telegram/updatekinds.h"
#include "telegram/webhookregistration.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <set>

namespace tst_updatekinds {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kCustomer = 1001;
constexpr qint64 kDate = 1'800'000'000;

QJsonObject person()
{
    return {{"id", kCustomer}, {"is_bot", false}, {"first_name", "A"}, {"language_code", "en"}};
}

QJsonObject privateChat()
{
    return {{"id", kCustomer}, {"type", "private"}};
}

QJsonObject group()
{
    return {{"id", -100'123}, {"type", "supergroup"}, {"title", "G"}};
}

QJsonObject message(const QJsonObject &chat, const QJsonObject &more = {})
{
    QJsonObject whole{
        {"message_id", 5}, {"date", kDate}, {"chat", chat}, {"from", person()}, {"text", "/start"}};
    for (auto it = more.begin(); it != more.end(); ++it)
        whole.insert(it.key(), it.value());
    return whole;
}

QJsonObject membership(const QJsonObject &chat, const char *before, const char *after)
{
    return {{"chat", chat},
            {"from", person()},
            {"date", kDate},
            {"old_chat_member", QJsonObject{{"user", person()}, {"status", before}}},
            {"new_chat_member", QJsonObject{{"user", person()}, {"status", after}}}};
}

QJsonObject reaction()
{
    return {{"type", "emoji"}, {"emoji", "👍"}};
}

// One of each kind, with the members that core.telegram.org/bots/api says it always has. What is passed over
// looks as much like a command or a payment as it can.
std::vector<std::pair<QByteArray, QJsonObject>> oneOfEachKind()
{
    const QJsonObject source{{"source", "premium"}, {"user", person()}};
    const QJsonObject boost{
        {"boost_id", "b"}, {"add_date", kDate}, {"expiration_date", kDate + 60}, {"source", source}};
    const QJsonObject option{{"text", "yes"}, {"voter_count", 0}};
    return {
        {"message", message(privateChat())},
        {"edited_message", message(privateChat(), {{"edit_date", kDate + 1}})},
        {"channel_post", message({{"id", -100'124}, {"type", "channel"}, {"title", "C"}})},
        {"edited_channel_post", message({{"id", -100'124}, {"type", "channel"}, {"title", "C"}})},
        {"business_connection",
         {{"id", "c"},
          {"user", person()},
          {"user_chat_id", kCustomer},
          {"date", kDate},
          {"is_enabled", true}}},
        {"business_message", message(privateChat(), {{"business_connection_id", "c"}})},
        {"edited_business_message", message(privateChat(), {{"business_connection_id", "c"}})},
        {"deleted_business_messages",
         {{"business_connection_id", "c"}, {"chat", privateChat()}, {"message_ids", QJsonArray{5}}}},
        {"guest_message", message(group(), {{"guest_query_id", "77"}})},
        {"message_reaction",
         {{"chat", privateChat()},
          {"message_id", 5},
          {"user", person()},
          {"date", kDate},
          {"old_reaction", QJsonArray()},
          {"new_reaction", QJsonArray{reaction()}}}},
        {"message_reaction_count",
         {{"chat", group()},
          {"message_id", 5},
          {"date", kDate},
          {"reactions", QJsonArray{QJsonObject{{"type", reaction()}, {"total_count", 1}}}}}},
        {"inline_query", {{"id", "i"}, {"from", person()}, {"query", "/start"}, {"offset", ""}}},
        {"chosen_inline_result", {{"result_id", "r"}, {"from", person()}, {"query", "/start"}}},
        {"callback_query", {{"id", "p"}, {"from", person()}, {"chat_instance", "1"}, {"data", "1:menu"}}},
        {"shipping_query",
         {{"id", "s"},
          {"from", person()},
          {"invoice_payload", "purchase_0123456789abcdef"},
          {"shipping_address", QJsonObject{{"country_code", "RU"}}}}},
        {"pre_checkout_query",
         {{"id", "q"},
          {"from", person()},
          {"currency", "XTR"},
          {"total_amount", 100},
          {"invoice_payload", "purchase_0123456789abcdef"}}},
        {"purchased_paid_media", {{"from", person()}, {"paid_media_payload", "purchase_0123456789abcdef"}}},
        {"poll",
         {{"id", "1"},
          {"question", "?"},
          {"options", QJsonArray{option, option}},
          {"total_voter_count", 0},
          {"is_closed", false},
          {"is_anonymous", true},
          {"type", "regular"},
          {"allows_multiple_answers", false}}},
        {"poll_answer", {{"poll_id", "1"}, {"user", person()}, {"option_ids", QJsonArray{0}}}},
        {"my_chat_member", membership(privateChat(), "member", "kicked")},
        {"chat_member", membership(group(), "member", "left")},
        {"chat_join_request",
         {{"chat", group()}, {"from", person()}, {"user_chat_id", kCustomer}, {"date", kDate}}},
        {"chat_boost", {{"chat", group()}, {"boost", boost}}},
        {"removed_chat_boost",
         {{"chat", group()}, {"boost_id", "b"}, {"remove_date", kDate}, {"source", source}}},
        {"managed_bot",
         {{"user", person()}, {"bot", QJsonObject{{"id", 7}, {"is_bot", true}, {"first_name", "B"}}}}},
        // Bot API 10.2, BotSubscriptionUpdated.
        {"subscription",
         {{"user", person()}, {"invoice_payload", "purchase_0123456789abcdef"}, {"state", "active"}}},
        // Bot API 10.3, MessageGenerationStopped.
        {"stopped_message_generation", {{"chat", privateChat()}, {"draft_id", 1}}},
    };
}

QByteArray updateOf(const QByteArray &kind, const QJsonObject &content)
{
    return QJsonDocument(QJsonObject{{"update_id", 7}, {QString::fromLatin1(kind), content}})
        .toJson(QJsonDocument::Compact);
}

} // namespace

// Whatever Telegram tells a bot of, somebody has decided what becomes of it.
class TestUpdateKinds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindIsHandledOrPassedOver_data();
    void everyKindIsHandledOrPassedOver();
    void whatIsPassedOverMayHaveAnyShape();
    void onlyWhatIsHandledIsAskedFor();
    void everyKindIsReadAndCountedByItsName();
};

void TestUpdateKinds::everyKindIsHandledOrPassedOver_data()
{
    TestDatabase::addKinds();
}

void TestUpdateKinds::everyKindIsHandledOrPassedOver()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    const auto sent = [&] { return shop.db.number("SELECT count(*) FROM outbox"); };
    const auto gone = [&] {
        return shop.db.number("SELECT count(*) FROM users WHERE unreachable_since IS NOT NULL");
    };
    std::set<QByteArray> seen;
    for (const auto &[name, content] : oneOfEachKind()) { // the first one makes a customer
        seen.insert(name);
        const qint64 sentBefore = sent();
        const qint64 goneBefore = gone();
        shop.deliver(QString::fromLatin1(name), content);
        const bool isActedOn = sent() > sentBefore || gone() > goneBefore;
        QVERIFY2(isActedOn == telegram::isHandledKind(QString::fromLatin1(name)), name);
    }
    QVERIFY(!shop.lastPayload(u"answerPreCheckoutQuery"_s).isEmpty());
    QCOMPARE(gone(), 1); // who has blocked the bot
    QVERIFY(shop.alerts.all().empty());
    std::set<QByteArray> known;
    for (const telegram::UpdateKind &each : telegram::kUpdateKinds)
        known.insert(each.name);
    QVERIFY(seen == known);
}

// It is no dead letter and no alert, however Telegram changes it.
void TestUpdateKinds::whatIsPassedOverMayHaveAnyShape()
{
    BotShop shop(TestDatabase::Kind::Sqlite);
    for (const telegram::UpdateKind &each : telegram::kUpdateKinds) {
        if (!each.isHandled)
            shop.deliver(QLatin1String(each.name), {{"message", 7}, {"from", QJsonArray{1}}, {"chat", "x"}});
    }
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox"), 0);
    QCOMPARE(shop.db.number("SELECT count(*) FROM users"), 0);
}

void TestUpdateKinds::onlyWhatIsHandledIsAskedFor()
{
    QCOMPARE(telegram::handledUpdates(),
             (QStringList{u"message"_s, u"callback_query"_s, u"pre_checkout_query"_s, u"my_chat_member"_s}));
}

// Also those that nobody asked for: an earlier webhook may have.
void TestUpdateKinds::everyKindIsReadAndCountedByItsName()
{
    inbox::WebhookLiveness liveness;
    for (const auto &[name, content] : oneOfEachKind()) {
        const auto envelope = telegram::readEnvelope(updateOf(name, content));
        QVERIFY2(envelope, name);
        QCOMPARE(envelope->kind, QString::fromLatin1(name));
        liveness.tookIn(envelope->kind);
    }
    MetricRegistry registry;
    registry.addCollector([&](MetricFamilies &metrics) { ops::collectWebhook(metrics, liveness); });
    const QByteArray text = registry.text();
    for (const telegram::UpdateKind &each : telegram::kUpdateKinds) {
        const QByteArray line =
            QByteArray("\nturnpike_updates_total{kind=\"") + each.name + QByteArray("\"} 1\n");
        QVERIFY2(text.contains(line), each.name);
    }
}

const turnpike::test::RegisteredTest<TestUpdateKinds> kTestUpdateKinds;

} // namespace tst_updatekinds

#include "tst_updatekinds.moc"
