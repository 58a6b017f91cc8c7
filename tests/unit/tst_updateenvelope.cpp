// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telegram/updateenvelope.h"

#include "support/testmain.h"
#include "telegram/update.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <random>

namespace tst_updateenvelope {

using namespace turnpike;
using namespace turnpike::telegram;
using namespace Qt::StringLiterals;

namespace {

// JSON with single quotes for double ones: moc does not read raw strings.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

// "id kind user chat", with "-" for what is not known; "refused" for no envelope.
QByteArray summary(const QByteArray &body)
{
    const std::optional<UpdateEnvelope> envelope = readEnvelope(body);
    if (!envelope)
        return "refused";
    const auto number = [](const auto &id) { return id ? QByteArray::number(id->value()) : QByteArray("-"); };
    return QByteArray::number(envelope->updateId.value()) + ' ' + envelope->kind.toUtf8() + ' ' +
           number(envelope->user) + ' ' + number(envelope->chat);
}

QByteArray nested(int depth)
{
    return QByteArray(depth, '[') + QByteArray(depth, ']');
}

} // namespace

class TestUpdateEnvelope : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatMustBeKnownAndForgivesTheRest_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &body, const char *expected) {
            QTest::newRow(name) << body << QByteArray(expected);
        };
        row("message", json("{'update_id':7,'message':{'from':{'id':42},'chat':{'id':42}}}"),
            "7 message 42 42");
        row("group", json("{'update_id':7,'message':{'from':{'id':42},'chat':{'id':-100123}}}"),
            "7 message 42 -100123");
        row("button", json("{'update_id':7,'callback_query':{'from':{'id':42},'message':{'chat':{'id':5}}}}"),
            "7 callback_query 42 5");
        row("inline button", json("{'update_id':7,'callback_query':{'from':{'id':42}}}"),
            "7 callback_query 42 -");
        row("pre-checkout", json("{'update_id':7,'pre_checkout_query':{'from':{'id':42}}}"),
            "7 pre_checkout_query 42 -");
        row("payment",
            json("{'update_id':7,'message':{'from':{'id':42},'chat':{'id':42},'successful_payment':{}}}"),
            "7 successful_payment 42 42");
        row("refund",
            json("{'update_id':7,'message':{'from':{'id':42},'chat':{'id':42},'refunded_payment':{}}}"),
            "7 refunded_payment 42 42");
        row("payment word in another kind",
            json("{'update_id':7,'edited_message':{'chat':{'id':42},'successful_payment':{}}}"),
            "7 edited_message - 42");
        row("channel", json("{'update_id':7,'channel_post':{'chat':{'id':-100}}}"), "7 channel_post - -100");
        row("poll answer", json("{'update_id':7,'poll_answer':{'user':{'id':42}}}"), "7 poll_answer 42 -");
        row("blocked", json("{'update_id':7,'my_chat_member':{'from':{'id':42},'chat':{'id':42}}}"),
            "7 my_chat_member 42 42");
        row("largest ids", json("{'update_id':9007199254740992,'message':{'from':{'id':9007199254740991}}}"),
            "9007199254740992 message 9007199254740991 -");
        row("new kind", json("{'update_id':7,'hologram':{'from':{'id':42},'chat':{'id':5}}}"),
            "7 hologram 42 5");
        row("new kind of another shape", json("{'update_id':7,'holograms':[[1]]}"), "7 holograms - -");
        row("guest message", json("{'update_id':7,'guest_message':{'from':{'id':42},'chat':{'id':-5}}}"),
            "7 guest_message 42 -5");
        row("known kind beside a new one", json("{'update_id':7,'a':1,'poll':{'id':'1'}}"), "7 poll - -");
        row("no name", json("{'update_id':7,'Hologram!':{},'':{}}"), "7 unknown - -");
        row("too long a name", "{\"update_id\":7,\"" + QByteArray(65, 'a') + "\":{}}", "7 unknown - -");
        row("nothing else", json("{'update_id':7}"), "7 unknown - -");
        row("kind of a wrong shape", json("{'update_id':7,'message':'hello'}"), "7 unknown - -");
        row("user of a wrong shape", json("{'update_id':7,'message':{'from':{'id':'42'},'chat':7}}"),
            "7 message - -");
        row("user 0", json("{'update_id':7,'message':{'from':{'id':0}}}"), "7 message - -");
        row("largest chat there can be", json("{'update_id':7,'message':{'chat':{'id':9007199254740992}}}"),
            "7 message - 9007199254740992");
        row("smallest chat there can be", json("{'update_id':7,'message':{'chat':{'id':-9007199254740992}}}"),
            "7 message - -9007199254740992");
        row("too large a chat", json("{'update_id':7,'message':{'chat':{'id':9007199254740994}}}"),
            "7 message - -");
        row("too small a chat", json("{'update_id':7,'message':{'chat':{'id':-9007199254740994}}}"),
            "7 message - -");
        // Its absolute value is no number: whoever bounds that lets it through.
        row("the smallest number as a chat",
            json("{'update_id':7,'message':{'chat':{'id':-9223372036854775808}}}"), "7 message - -");
        row("the smallest number as a user",
            json("{'update_id':7,'message':{'from':{'id':-9223372036854775808}}}"), "7 message - -");
        row("fraction of a user", json("{'update_id':7,'message':{'from':{'id':4.2}}}"), "7 message - -");

        row("empty", "", "refused");
        row("no JSON", "update_id=7", "refused");
        row("cut short", json("{'update_id':7"), "refused");
        row("array", json("[{'update_id':7}]"), "refused");
        row("number", "7", "refused");
        row("null", "null", "refused");
        row("no id", json("{'message':{}}"), "refused");
        row("id as a text", json("{'update_id':'7'}"), "refused");
        row("fraction", json("{'update_id':7.5}"), "refused");
        row("negative", json("{'update_id':-7}"), "refused");
        row("too large an id", json("{'update_id':9007199254740994}"), "refused");
        row("the largest number there is", json("{'update_id':9223372036854775807}"), "refused");
        row("the smallest number there is", json("{'update_id':-9223372036854775808}"), "refused");
        row("deep, the smallest number there is",
            "{\"message\":" + nested(200'000) + ",\"update_id\":-9223372036854775808}", "refused");
        row("id further down", json("{'message':{'update_id':7}}"), "refused");
        row("not UTF-8", "{\"update_id\":7,\"a\":\"\xff\xfe\"}", "refused");
        row("two objects", json("{'update_id':7}{'update_id':8}"), "refused");

        row("as deep as allowed", "{\"update_id\":7,\"message\":" + nested(31) + "}", "7 unknown - -");
        row("deep", "{\"update_id\":7,\"message\":" + nested(32) + "}", "7 unknown - -");
        row("very deep", "{\"message\":" + nested(200'000) + ", \"update_id\" : 7 }", "7 unknown - -");
        row("deep, id negative", "{\"message\":" + nested(50) + ",\"update_id\":-7}", "refused");
        row("deep, id in a text", "{\"a\":\"\\\"update_id\\\":7\",\"message\":" + nested(50) + "}",
            "refused");
        row("deep, id as a value", "{\"a\":\"update_id\",\"message\":" + nested(50) + "}", "refused");
        row("deep, id below", "{\"message\":{\"update_id\":7,\"a\":" + nested(50) + "}}", "refused");
        row("deep, fraction", "{\"update_id\":7.5,\"message\":" + nested(50) + "}", "refused");
        row("deep, no number", "{\"update_id\":,\"message\":" + nested(50) + "}", "refused");
        row("deep, too large", "{\"update_id\":99999999999999999999,\"message\":" + nested(50) + "}",
            "refused");
        row("deep, cut short", "{\"update_id\":7,\"message\":" + QByteArray(100'000, '['), "refused");
        row("deep, brackets crossed", "{\"update_id\":7,\"message\":" + nested(50) + "]", "refused");
        row("deep, more behind", "{\"update_id\":7,\"message\":" + nested(50) + "}x", "refused");
        row("deep array", nested(100'000), "refused");
        row("deep, string not ended", "{\"update_id\":7,\"message\":" + nested(50) + ",\"", "refused");
        row("deep, escape at the end", "{\"update_id\":7,\"message\":" + nested(50) + ",\"\\", "refused");
        row("closing first", QByteArray(50, ']') + QByteArray(50, '['), "refused");
    }

    void readsWhatMustBeKnownAndForgivesTheRest()
    {
        QFETCH(QByteArray, body);
        QTEST(summary(body), "expected");
    }

    // Whatever comes: an answer, soon, and no id that the text does not hold.
    void mutatedBodiesNeverBreakThePromises()
    {
        std::mt19937 random(20261123);
        const QByteArrayList seeds{
            json("{'update_id':123456,'message':{'from':{'id':42},'chat':{'id':42},'text':'\\u0416 \\\\x'}}"),
            json("{'update_id':123456,'callback_query':{'id':'1','from':{'id':42},'message':{'chat':{'id':5}}"
                 "}}"),
            "{\"a\":" + nested(40) + ",\"update_id\":123456,\"b\":\"[\\\\\"}",
        };
        const QByteArray spice("{}[]\",:\\0123456789.-e ut\xff", 25);
        int accepted = 0;
        for (int round = 0; round < 60'000; ++round) {
            QByteArray body = seeds[round % seeds.size()];
            for (unsigned edits = random() % 4 + 1; edits > 0; --edits) {
                const qsizetype at = static_cast<qsizetype>(random() % body.size());
                const char c = spice[static_cast<qsizetype>(random() % spice.size())];
                switch (random() % 3) {
                case 0:
                    body[at] = c;
                    break;
                case 1:
                    body.insert(at, c);
                    break;
                default:
                    body.remove(at, 1);
                    break;
                }
            }
            const std::optional<UpdateEnvelope> envelope = readEnvelope(body);
            // What a parser of the whole text takes is taken, and read as it reads it.
            const QJsonObject whole = QJsonDocument::fromJson(body).object();
            const QJsonValue id = whole.value("update_id"_L1);
            const bool isWhole = id.isDouble() && id.toInteger(0) == id.toInteger(1);
            if (jsonDepth(body) <= kMaxJsonDepth && isWhole && id.toInteger() >= 0 &&
                id.toInteger() <= qint64(1) << 53) {
                QVERIFY2(envelope.has_value(), body.constData());
                QCOMPARE(envelope->updateId.value(), id.toInteger());
                const QJsonObject content = whole.value("message"_L1).toObject();
                const QJsonValue user = content.value("from"_L1)["id"_L1];
                if (user.isDouble() && user.toInteger(0) == user.toInteger(1) && user.toInteger() > 0 &&
                    user.toInteger() <= qint64(1) << 53)
                    QCOMPARE(envelope->user.value_or(TelegramId()).value(), user.toInteger());
            }
            if (!envelope)
                continue;
            ++accepted;
            QVERIFY(envelope->updateId.value() >= 0 && envelope->updateId.value() <= qint64(1) << 53);
            QVERIFY(!envelope->chat || (envelope->chat->value() >= -(qint64(1) << 53) &&
                                        envelope->chat->value() <= qint64(1) << 53));
            QVERIFY(!envelope->kind.isEmpty());
            QVERIFY(!envelope->user || envelope->user->value() > 0);
            if (jsonDepth(body) > kMaxJsonDepth)
                QVERIFY(body.contains(QByteArray::number(envelope->updateId.value())));
        }
        QVERIFY(accepted > 1000); // the mutations are not all nonsense
    }
};

const turnpike::test::RegisteredTest<TestUpdateEnvelope> kTestUpdateEnvelope;

} // namespace tst_updateenvelope

#include "tst_updateenvelope.moc"
