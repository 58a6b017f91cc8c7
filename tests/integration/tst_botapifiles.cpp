#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapifiles {

using namespace turnpike;
using namespace turnpike::test;

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
        "POST", fixture.path(QStringLiteral("sendPhoto")),
        multipart({field("chat_id", QByteArray::number(fixture.customer)), upload("photo", "x.png", bytes)}),
        kMultipart);
    QCOMPARE(called.status, sizes.isEmpty() ? 400 : 200);
    if (sizes.isEmpty())
        QCOMPARE(called.description(), QStringLiteral("Bad Request: PHOTO_INVALID_DIMENSIONS"));
    const QJsonArray photo = called.json()[QStringLiteral("result")][QStringLiteral("photo")].toArray();
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
        fixture.call("POST", fixture.path(QStringLiteral("sendDocument")),
                     multipart({field("chat_id", QByteArray::number(fixture.customer)),
                                field("caption", "yours"), upload("document", "config.txt", bytes)}),
                     kMultipart);
    const QJsonObject message = called.json().value(u"result").toObject();
    QCOMPARE(message.value(u"caption").toString(), QStringLiteral("yours"));
    const QJsonObject document = message.value(u"document").toObject();
    QCOMPARE(document.value(u"file_name").toString(), QStringLiteral("config.txt"));
    QCOMPARE(document.value(u"mime_type").toString(), QStringLiteral("text/plain"));
    QCOMPARE(document.value(u"file_size").toInt(), bytes.size());

    const QJsonObject id{{QStringLiteral("file_id"), document.value(u"file_id")}};
    const QJsonObject file = fixture.result(QStringLiteral("getFile"), id).toObject();
    QCOMPARE(file.value(u"file_unique_id"), document.value(u"file_unique_id"));
    const QString token = QString::fromLatin1(fixture.sandbox.options().botToken);
    const Called fetched =
        fixture.call("GET", QStringLiteral("/file/bot%1/%2").arg(token, file.value(u"file_path").toString()));
    QCOMPARE(fetched.status, 200);
    QCOMPARE(fetched.body, bytes);
    QCOMPARE(fixture.call("GET", QStringLiteral("/file/bot%1/documents/nothing").arg(token)).status, 404);
    QCOMPARE(
        fixture.call("GET", QStringLiteral("/file/bot1:x/") + file.value(u"file_path").toString()).status,
        404);

    const Called again = fixture.bot(QStringLiteral("sendDocument"),
                                     fixture.to({{QStringLiteral("document"), document.value(u"file_id")}}));
    QCOMPARE(again.json()[QStringLiteral("result")][QStringLiteral("document")].toObject(), document);
    QCOMPARE(fixture
                 .bot(QStringLiteral("sendPhoto"),
                      fixture.to({{QStringLiteral("photo"), document.value(u"file_id")}}))
                 .description(),
             QStringLiteral("Bad Request: can't use file of type Document as Photo"));
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
                                << QStringLiteral("Bad Request: wrong remote file identifier specified: "
                                                  "Wrong character in the string");
    QTest::newRow("attached, but where")
        << plain << multipart({field("chat_id", chat), field("photo", "attach://a1")})
        << QStringLiteral("Bad Request: there is no photo in the request");
    QTest::newRow("empty file") << plain << multipart({field("chat_id", chat), upload("photo", "x.png", {})})
                                << QStringLiteral("Bad Request: file must be non-empty");
    QTest::newRow("no picture") << plain
                                << multipart({field("chat_id", chat), upload("photo", "x.png", "text")})
                                << QStringLiteral("Bad Request: IMAGE_PROCESS_FAILED");
    QTest::newRow("no boundary") << QByteArray("multipart/form-data") << multipart({field("chat_id", chat)})
                                 << QStringLiteral("Bad Request: boundary too big or empty");
    QTest::newRow("part without name")
        << plain << multipart({{"Content-Disposition: form-data; x=y", "z"}})
        << QStringLiteral("Bad Request: field name in multipart/form-data not found");
}

void TestBotApiFiles::clientsWriteMultipartInTheirWays()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, description);
    BotChat fixture;
    const Called called =
        fixture.call("POST", fixture.path(QStringLiteral("sendPhoto")), body, {{"Content-Type", type}});
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
        fixture.call("POST", fixture.path(QStringLiteral("sendMediaGroup")),
                     multipart({field("chat_id", QByteArray::number(fixture.customer)), field("media", media),
                                upload("a", "a.png", png(32, 16)), upload("b", "b.png", png(16, 32))}),
                     kMultipart);
    const QJsonArray sent = called.json().value(u"result").toArray();
    QCOMPARE(sent.size(), 2);
    const QJsonObject first = sent[0].toObject();
    const QJsonObject second = sent[1].toObject();
    QVERIFY(!first.value(u"media_group_id").toString().isEmpty());
    QCOMPARE(first.value(u"media_group_id"), second.value(u"media_group_id"));
    QCOMPARE(first.value(u"caption").toString(), QStringLiteral("one"));
    QCOMPARE(first.value(u"caption_entities").toArray().size(), 1);
    QCOMPARE(second.value(u"has_media_spoiler").toBool(), true);
    const QJsonObject item{{QStringLiteral("type"), QStringLiteral("photo")},
                           {QStringLiteral("media"), QStringLiteral("https://e.org/x.png")}};
    QJsonArray eleven;
    for (int i = 0; i < 11; ++i)
        eleven.append(item);
    QCOMPARE(fixture.bot(QStringLiteral("sendMediaGroup"), fixture.to({{QStringLiteral("media"), eleven}}))
                 .description(),
             QStringLiteral("Bad Request: too many messages to send as an album"));
    QJsonObject document = item;
    document.insert(u"type", QStringLiteral("document"));
    QCOMPARE(fixture
                 .bot(QStringLiteral("sendMediaGroup"),
                      fixture.to({{QStringLiteral("media"), QJsonArray{item, document}}}))
                 .description(),
             QStringLiteral("Bad Request: document can't be mixed with other media types"));
    const QJsonArray alone = fixture
                                 .result(QStringLiteral("sendMediaGroup"),
                                         fixture.to({{QStringLiteral("media"), QJsonArray{item}}}))
                                 .toArray();
    QVERIFY(!alone[0].toObject().contains(u"media_group_id"));
}

void TestBotApiFiles::mediaAndCaptionAreEdited()
{
    BotChat fixture;
    const QJsonObject text = fixture.result(QStringLiteral("sendMessage"), menu(fixture.customer)).toObject();
    const QJsonObject media{{QStringLiteral("type"), QStringLiteral("photo")},
                            {QStringLiteral("media"), QStringLiteral("https://e.org/x.png")},
                            {QStringLiteral("caption"), QStringLiteral("scan me")}};
    const QJsonObject id{{QStringLiteral("chat_id"), fixture.customer},
                         {QStringLiteral("message_id"), text.value(u"message_id")}};
    const auto edited = [&](const QString &method, const QString &name, const QJsonValue &value) {
        QJsonObject params = id;
        params.insert(name, value);
        return fixture.result(method, params).toObject();
    };
    const QJsonObject photo = edited(QStringLiteral("editMessageMedia"), QStringLiteral("media"), media);
    QCOMPARE(photo.value(u"caption").toString(), QStringLiteral("scan me"));
    QVERIFY(!photo.value(u"photo").toArray().isEmpty());
    QVERIFY(!photo.contains(u"text"));
    QVERIFY(!photo.contains(u"reply_markup")); // an edit without a keyboard takes it away
    QVERIFY(photo.value(u"edit_date").toInteger() > 0);
    const QJsonObject caption =
        edited(QStringLiteral("editMessageCaption"), QStringLiteral("caption"), QStringLiteral("thank you"));
    QCOMPARE(caption.value(u"caption").toString(), QStringLiteral("thank you"));
    QCOMPARE(caption.value(u"photo"), photo.value(u"photo"));
    QVERIFY(!edited(QStringLiteral("editMessageCaption"), QStringLiteral("caption"), QString())
                 .contains(u"caption"));
}

const turnpike::test::RegisteredTest<TestBotApiFiles> kTestBotApiFiles;

} // namespace tst_botapifiles

#include "tst_botapifiles.moc"
