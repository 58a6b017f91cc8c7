#include "protocol/framereader.h"
#include "protocol/version.h"
#include "support/testmain.h"

#include <QTest>

#include <algorithm>

namespace tst_framereader {

using namespace turnpike::protocol;

namespace {

constexpr qint64 kMaxMessage = 1'000;

// Of a client: masked, with a mask that changes something.
QByteArray frame(int start, QByteArray payload)
{
    QByteArray bytes(1, static_cast<char>(start));
    if (payload.size() < 126) {
        bytes.append(static_cast<char>(0x80 | payload.size()));
    } else {
        bytes.append(static_cast<char>(0x80 | 126));
        bytes.append(static_cast<char>(payload.size() >> 8));
        bytes.append(static_cast<char>(payload.size() & 0xff));
    }
    const QByteArray mask("\x01\x02\x03\x7f");
    for (qsizetype i = 0; i < payload.size(); ++i)
        payload[i] = static_cast<char>(payload.at(i) ^ mask.at(i % mask.size()));
    return bytes + mask + payload;
}

QString nameOf(FrameReader::Kind kind)
{
    switch (kind) {
    case FrameReader::Kind::Text:
        return QStringLiteral("text");
    case FrameReader::Kind::Piece:
        return QStringLiteral("piece");
    case FrameReader::Kind::Ping:
        return QStringLiteral("ping");
    case FrameReader::Kind::Pong:
        return QStringLiteral("pong");
    case FrameReader::Kind::Close:
        break;
    }
    return QStringLiteral("close");
}

// What was read, in pieces of `size` bytes.
QStringList read(FrameReader &reader, const QByteArray &bytes, qsizetype size)
{
    QStringList said;
    for (qsizetype at = 0; at < bytes.size(); at += size) {
        QByteArrayView piece = QByteArrayView(bytes).sliced(at, std::min(size, bytes.size() - at));
        while (const auto next = reader.next(&piece))
            said.append(nameOf(next->kind) + u' ' + QString::fromUtf8(next->payload));
    }
    return said;
}

} // namespace

// Frames of a WebSocket's client.
class TestFrameReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framesAreReadHoweverTheyAreCut_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {1, 2, 3, 7, 64, 1'000})
            QTest::addRow("%d bytes at a time", size) << size;
    }
    void framesAreReadHoweverTheyAreCut()
    {
        QFETCH(int, size);
        FrameReader reader(kMaxMessage);
        const QString longText(300, u'я');
        const QByteArray bytes = frame(0x81, "{}") + frame(0x89, "are you there") + frame(0x81, {}) +
                                 frame(0x01, "one ") + frame(0x8a, {}) + frame(0x00, {}) +
                                 frame(0x00, "two ") + frame(0x80, "three") + frame(0x81, longText.toUtf8()) +
                                 frame(0x88, {});
        QCOMPARE(read(reader, bytes, size),
                 (QStringList{QStringLiteral("text {}"), QStringLiteral("ping are you there"),
                              QStringLiteral("text "), QStringLiteral("piece "), QStringLiteral("pong "),
                              QStringLiteral("piece "), QStringLiteral("piece "),
                              QStringLiteral("text one two three"), QStringLiteral("text ") + longText,
                              QStringLiteral("close ")}));
        QVERIFY(!reader.fault());
    }

    void whatIsNoFrameEndsTheReading_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const QByteArray mask(4, '\0');
        QTest::newRow("not masked") << QByteArray("\x81\x02{}", 4) << int(CloseProtocolError);
        QTest::newRow("reserved bit") << frame(0xc1, "x") << int(CloseProtocolError);
        QTest::newRow("reserved opcode") << frame(0x83, "x") << int(CloseProtocolError);
        QTest::newRow("reserved control opcode") << frame(0x8b, "x") << int(CloseProtocolError);
        QTest::newRow("binary") << frame(0x82, "x") << int(CloseProtocolError);
        QTest::newRow("control frame in pieces") << frame(0x09, "x") << int(CloseProtocolError);
        QTest::newRow("long control frame") << frame(0x89, QByteArray(126, 'x')) << int(CloseProtocolError);
        QTest::newRow("goes on without a beginning") << frame(0x80, "x") << int(CloseProtocolError);
        QTest::newRow("begins twice") << frame(0x01, "x") + frame(0x81, "x") << int(CloseProtocolError);
        QTest::newRow("length in too many bytes")
            << QByteArray("\x81\xfe\x00\x01", 4) + mask + "x" << int(CloseProtocolError);
        QTest::newRow("length in far too many")
            << QByteArray("\x81\xff\x00\x00\x00\x00\x00\x00\xff\xff", 10) + mask << int(CloseProtocolError);
        QTest::newRow("not UTF-8") << frame(0x81, "\xff") << int(CloseProtocolError);
        QTest::newRow("cut UTF-8") << frame(0x01, "\xd1") + frame(0x80, {}) << int(CloseProtocolError);
        QTest::newRow("too long") << frame(0x81, QByteArray(1'001, 'x')) << int(CloseTooBig);
        QTest::newRow("too long in pieces")
            << frame(0x01, QByteArray(600, 'x')) + frame(0x80, QByteArray(401, 'x')) << int(CloseTooBig);
        QTest::newRow("a length that is negative to others")
            << QByteArray("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff", 10) + mask << int(CloseTooBig);
    }
    void whatIsNoFrameEndsTheReading()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        for (const qsizetype size : {qsizetype(1), bytes.size()}) {
            FrameReader reader(kMaxMessage);
            const QStringList said = read(reader, bytes, size);
            QVERIFY2(reader.fault(), qPrintable(said.join(u' ')));
            QCOMPARE(reader.fault()->code, code);
            QVERIFY(!reader.fault()->why.isEmpty());
            QVERIFY(!said.join(u' ').contains(u"text"));
            QCOMPARE(read(reader, frame(0x81, "more"), 100), QStringList());
        }
    }
};

const turnpike::test::RegisteredTest<TestFrameReader, turnpike::test::NoApplication> kTestFrameReader;

} // namespace tst_framereader

#include "tst_framereader.moc"
