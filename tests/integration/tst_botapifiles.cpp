// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapifiles {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// Files sent to the stand-in of the Bot API in all the ways in which clients write them, and what becomes of
// them: photo sizes, albums, downloads (github.com/tdlib/telegram-bot-api, Client.cpp; github.com/tdlib/td,
// HttpReader.cpp).
class TestBotApiFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void photoHasSeveralSizes_data();
    void photoHasSeveralSizes();
    void uploadedFileIsServedAndSentAgain();
    void clientsWriteMultipartInTheirWays_data();
    void clientsWriteMultipartInTheirWays();
    void albumIsSentAsOne();
    void mediaAndCaptionAreEdited();
};

namespace {

QByteArray png(quint32 width, quint32 height)
{
    QByteArray bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    for (const quint32 side : {width, height}) {
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes += static_cast<char>((side >> shift) & 0xff);
    }
    return bytes + QByteArray(20, '\1');
}

struct Part
{
    QByteArray head;
    QByteArray content;
};

QByteArray multipart(const QList<Part> &parts, const QByteArray &before = {})
{
    QByteArray body = before;
    for (const Part &part : parts)
        body += "--BOUND\r\n" + part.head + "\r\n\r\n" + part.content + "\r\n";
    return body + "--BOUND--\r\n";
}

Part field(const QByteArray &name, const QByteArray &value)
{
    return {"Content-Disposition: form-data; name=\"" + name + "\"", value};
}

Part upload(const QByteArray &name, const QByteArray &fileName, const QByteArray &bytes)
{
    return {"Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + fileName +
                "\"\r\nContent-Type: image/png",
            bytes};
}

const http::Headers kMultipart{{"Content-Type", "multipart/form-data; boundary=BOUND"}};

} // namespace

void TestBotApiFiles::photoHasSeveralSizes_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<QList<QSize>>("sizes");
    QTest::newRow("small") << 32 << 16 << QList<QSize>{{32, 16}};
    QTest::newRow("QR code") << 400 << 400 << QList<QSize>{{90, 90}, {320, 320}, {400, 400}};
    QTest::newRow("screenshot") << 600 << 1200 << QList<QSize>{{45, 90}, {160, 320}, {400, 800}, {600, 1200}};
    QTest::newRow("larger than Telegram keeps")
        << 4000 << 2000 << QList<QSize>{{90, 45}, {320, 160}, {800, 400}, {1280, 640}};
    QTest::newRow("too large in all") << 9000 << 2000 << QList<QSize>{};
    QTest::newRow("too long") << 2100 << 100 << QList<QSize>{};
}

void TestBotApiFiles::photoHasSeveralSizes()
{
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(QList<QSize>, sizes);
    BotChat fixture;
    const QByteArray bytes = png(static_cast<quint32>(width), static_cast<quint32>(height));
    const Called called = fixture.call(
        "POST", fixture.path(u"sendPhoto"_s),
        multipart({field("chat_id", QByteArray::number(fixture.customer)), upload("photo", "x.png", bytes)}),
        kMultipart);
    QCOMPARE(called.status, sizes.isEmpty() ? 400 : 200);
    if (sizes.isEmpty())
        QCOMPARE(called.description(), u"Bad Request: PHOTO_INVALID_DIMENSIONS"_s);
    const QJsonArray photo = called.json()[u"result"_s][u"photo"_s].toArray();
    QList<QSize> found;
    QSet<QString> ids;
    for (const QJsonValue &value : photo) {
        found.append({value.toObject().value(u"width").toInt(), value.toObject().value(u"height").toInt()});
        ids.insert(value.toObject().value(u"file_id").toString());
        QVERIFY(!value.toObject().value(u"file_unique_id").toString().isEmpty());
    }
    QCOMPARE(found, sizes);
    QCOMPARE(ids.size(), sizes.size());
}

void TestBotApiFiles::uploadedFileIsServedAndSentAgain()
{
    BotChat fixture;
    const QByteArray bytes("key: value\n");
    const Called called =
        fixture.call("POST", fixture.path(u"sendDocument"_s),
                     multipart({field("chat_id", QByteArray::number(fixture.customer)),
                                field("caption", "yours"), upload("document", "config.txt", bytes)}),
                     kMultipart);
    const QJsonObject message = called.json().value(u"result").toObject();
    QCOMPARE(message.value(u"caption").toString(), u"yours"_s);
    const QJsonObject document = message.value(u"document").toObject();
    QCOMPARE(document.value(u"file_name").toString(), u"config.txt"_s);
    QCOMPARE(document.value(u"mime_type").toString(), u"text/plain"_s);
    QCOMPARE(document.value(u"file_size").toInt(), bytes.size());

    const QJsonObject id{{u"file_id"_s, document.value(u"file_id")}};
    const QJsonObject file = fixture.result(u"getFile"_s, id).toObject();
    QCOMPARE(file.value(u"file_unique_id"), document.value(u"file_unique_id"));
    const QString token = QString::fromLatin1(fixture.sandbox.options().botToken);
    const Called fetched =
        fixture.call("GET", u"/file/bot%1/%2"_s.arg(token, file.value(u"file_path").toString()));
    QCOMPARE(fetched.status, 200);
    QCOMPARE(fetched.body, bytes);
    QCOMPARE(fixture.call("GET", u"/file/bot%1/documents/nothing"_s.arg(token)).status, 404);
    QCOMPARE(fixture.call("GET", u"/file/bot1:x/"_s + file.value(u"file_path").toString()).status, 404);

    const Called again =
        fixture.bot(u"sendDocument"_s, fixture.to({{u"document"_s, document.value(u"file_id")}}));
    QCOMPARE(again.json()[u"result"_s][u"document"_s].toObject(), document);
    QCOMPARE(
        fixture.bot(u"sendPhoto"_s, fixture.to({{u"photo"_s, document.value(u"file_id")}})).description(),
        u"Bad Request: can't use file of type Document as Photo"_s);
}

void TestBotApiFiles::clientsWriteMultipartInTheirWays_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("description"); // empty: sent
    const QByteArray chat = QByteArray::number(100'001);
    const QByteArray plain = "multipart/form-data; boundary=BOUND";
    const QByteArray picture = png(32, 16);
    QTest::newRow("as browsers do") << plain
                                    << multipart({field("chat_id", chat), upload("photo", "x.png", picture)})
                                    << QString();
    QTest::newRow("quoted boundary") << QByteArray("Multipart/Form-Data; charset=utf-8; boundary=\"BOUND\"")
                                     << multipart({field("chat_id", chat), upload("photo", "x.png", picture)})
                                     << QString();
    QTest::newRow("something before the first part")
        << plain << multipart({field("chat_id", chat), upload("photo", "x.png", picture)}, "preamble\r\n")
        << QString();
    QTest::newRow("attached under a name of its own")
        << plain
        << multipart({field("chat_id", chat), field("photo", "attach://a1"), upload("a1", "x.png", picture)})
        << QString();
    QTest::newRow("small letters and no quotes")
        << plain
        << multipart(
               {field("chat_id", chat), {"content-disposition:form-data;name=photo;filename=x.png", picture}})
        << QString();
    QTest::newRow("JSON in a field")
        << plain
        << multipart(
               {field("chat_id", chat), upload("photo", "x.png", picture),
                field("reply_markup", "{\"inline_keyboard\":[[{\"text\":\"A\",\"callback_data\":\"a\"}]]}")})
        << QString();
    QTest::newRow("quotes in a name")
        << plain << multipart({field("chat_id", chat), upload("photo", "a\\\"b.png", picture)}) << QString();
    QTest::newRow("not a file") << plain << multipart({field("chat_id", chat), field("photo", picture)})
                                << u"Bad Request: wrong remote file identifier specified: "
                                   "Wrong character in the string"_s;
    QTest::newRow("attached, but where")
        << plain << multipart({field("chat_id", chat), field("photo", "attach://a1")})
        << u"Bad Request: there is no photo in the request"_s;
    QTest::newRow("empty file") << plain << multipart({field("chat_id", chat), upload("photo", "x.png", {})})
                                << u"Bad Request: file must be non-empty"_s;
    QTest::newRow("no picture") << plain
                                << multipart({field("chat_id", chat), upload("photo", "x.png", "text")})
                                << u"Bad Request: IMAGE_PROCESS_FAILED"_s;
    QTest::newRow("no boundary") << QByteArray("multipart/form-data") << multipart({field("chat_id", chat)})
                                 << u"Bad Request: boundary too big or empty"_s;
    QTest::newRow("part without name") << plain << multipart({{"Content-Disposition: form-data; x=y", "z"}})
                                       << u"Bad Request: field name in multipart/form-data not found"_s;
}

void TestBotApiFiles::clientsWriteMultipartInTheirWays()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, description);
    BotChat fixture;
    const Called called = fixture.call("POST", fixture.path(u"sendPhoto"_s), body, {{"Content-Type", type}});
    QCOMPARE(called.description(), description);
    QCOMPARE(called.status, description.isEmpty() ? 200 : 400);
}

void TestBotApiFiles::albumIsSentAsOne()
{
    BotChat fixture;
    const QByteArray media =
        R"([{"type":"photo","media":"attach://a","caption":"<b>one</b>","parse_mode":"HTML"},)"
        R"({"type":"photo","media":"attach://b","has_spoiler":true}])";
    const Called called =
        fixture.call("POST", fixture.path(u"sendMediaGroup"_s),
                     multipart({field("chat_id", QByteArray::number(fixture.customer)), field("media", media),
                                upload("a", "a.png", png(32, 16)), upload("b", "b.png", png(16, 32))}),
                     kMultipart);
    const QJsonArray sent = called.json().value(u"result").toArray();
    QCOMPARE(sent.size(), 2);
    const QJsonObject first = sent[0].toObject();
    const QJsonObject second = sent[1].toObject();
    QVERIFY(!first.value(u"media_group_id").toString().isEmpty());
    QCOMPARE(first.value(u"media_group_id"), second.value(u"media_group_id"));
    QCOMPARE(first.value(u"caption").toString(), u"one"_s);
    QCOMPARE(first.value(u"caption_entities").toArray().size(), 1);
    QCOMPARE(second.value(u"has_media_spoiler").toBool(), true);
    const QJsonObject item{{u"type"_s, u"photo"_s}, {u"media"_s, u"https://e.org/x.png"_s}};
    QJsonArray eleven;
    for (int i = 0; i < 11; ++i)
        eleven.append(item);
    QCOMPARE(fixture.bot(u"sendMediaGroup"_s, fixture.to({{u"media"_s, eleven}})).description(),
             u"Bad Request: too many messages to send as an album"_s);
    QJsonObject document = item;
    document.insert(u"type", u"document"_s);
    QCOMPARE(fixture.bot(u"sendMediaGroup"_s, fixture.to({{u"media"_s, QJsonArray{item, document}}}))
                 .description(),
             u"Bad Request: document can't be mixed with other media types"_s);
    const QJsonArray alone =
        fixture.result(u"sendMediaGroup"_s, fixture.to({{u"media"_s, QJsonArray{item}}})).toArray();
    QVERIFY(!alone[0].toObject().contains(u"media_group_id"));
}

void TestBotApiFiles::mediaAndCaptionAreEdited()
{
    BotChat fixture;
    const QJsonObject text = fixture.result(u"sendMessage"_s, menu(fixture.customer)).toObject();
    const QJsonObject media{
        {u"type"_s, u"photo"_s}, {u"media"_s, u"https://e.org/x.png"_s}, {u"caption"_s, u"scan me"_s}};
    const QJsonObject id{{u"chat_id"_s, fixture.customer}, {u"message_id"_s, text.value(u"message_id")}};
    const auto edited = [&](const QString &method, const QString &name, const QJsonValue &value) {
        QJsonObject params = id;
        params.insert(name, value);
        return fixture.result(method, params).toObject();
    };
    const QJsonObject photo = edited(u"editMessageMedia"_s, u"media"_s, media);
    QCOMPARE(photo.value(u"caption").toString(), u"scan me"_s);
    QVERIFY(!photo.value(u"photo").toArray().isEmpty());
    QVERIFY(!photo.contains(u"text"));
    QVERIFY(!photo.contains(u"reply_markup")); // an edit without a keyboard takes it away
    QVERIFY(photo.value(u"edit_date").toInteger() > 0);
    const QJsonObject caption = edited(u"editMessageCaption"_s, u"caption"_s, u"thank you"_s);
    QCOMPARE(caption.value(u"caption").toString(), u"thank you"_s);
    QCOMPARE(caption.value(u"photo"), photo.value(u"photo"));
    QVERIFY(!edited(u"editMessageCaption"_s, u"caption"_s, QString()).contains(u"caption"));
}

const turnpike::test::RegisteredTest<TestBotApiFiles> kTestBotApiFiles;

} // namespace tst_botapifiles

#include "tst_botapifiles.moc"
