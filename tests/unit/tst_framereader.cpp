// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/framereader.h"
#include "protocol/version.h"
#include "support/clientframe.h"
#include "support/testmain.h"

#include <QTest>

#include <algorithm>

namespace tst_framereader {

using namespace turnpike::protocol;
using namespace Qt::StringLiterals;
using turnpike::test::clientFrame;

namespace {

constexpr qint64 kMaxMessage = 1'000;

QString nameOf(FrameReader::Kind kind)
{
    switch (kind) {
    case FrameReader::Kind::Text:
        return u"text"_s;
    case FrameReader::Kind::Piece:
        return u"piece"_s;
    case FrameReader::Kind::Ping:
        return u"ping"_s;
    case FrameReader::Kind::Pong:
        return u"pong"_s;
    case FrameReader::Kind::Close:
        break;
    }
    return u"close"_s;
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
        const QByteArray bytes = clientFrame(0x81, "{}") + clientFrame(0x89, "are you there") +
                                 clientFrame(0x81, {}) + clientFrame(0x01, "one ") + clientFrame(0x8a, {}) +
                                 clientFrame(0x00, {}) + clientFrame(0x00, "two ") +
                                 clientFrame(0x80, "three") + clientFrame(0x81, longText.toUtf8()) +
                                 clientFrame(0x88, {});
        QCOMPARE(read(reader, bytes, size),
                 (QStringList{u"text {}"_s, u"ping are you there"_s, u"text "_s, u"piece "_s, u"pong "_s,
                              u"piece "_s, u"piece "_s, u"text one two three"_s, u"text "_s + longText,
                              u"close "_s}));
        QVERIFY(!reader.fault());
    }

    void whatIsNoFrameEndsTheReading_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const QByteArray mask(4, '\0');
        QTest::newRow("not masked") << QByteArray("\x81\x02{}", 4) << int(CloseProtocolError);
        QTest::newRow("reserved bit") << clientFrame(0xc1, "x") << int(CloseProtocolError);
        QTest::newRow("reserved opcode") << clientFrame(0x83, "x") << int(CloseProtocolError);
        QTest::newRow("reserved control opcode") << clientFrame(0x8b, "x") << int(CloseProtocolError);
        QTest::newRow("binary") << clientFrame(0x82, "x") << int(CloseProtocolError);
        QTest::newRow("control frame in pieces") << clientFrame(0x09, "x") << int(CloseProtocolError);
        QTest::newRow("long control frame")
            << clientFrame(0x89, QByteArray(126, 'x')) << int(CloseProtocolError);
        QTest::newRow("goes on without a beginning") << clientFrame(0x80, "x") << int(CloseProtocolError);
        QTest::newRow("begins twice")
            << clientFrame(0x01, "x") + clientFrame(0x81, "x") << int(CloseProtocolError);
        QTest::newRow("length in too many bytes")
            << QByteArray("\x81\xfe\x00\x01", 4) + mask + "x" << int(CloseProtocolError);
        QTest::newRow("length in far too many")
            << QByteArray("\x81\xff\x00\x00\x00\x00\x00\x00\xff\xff", 10) + mask << int(CloseProtocolError);
        QTest::newRow("not UTF-8") << clientFrame(0x81, "\xff") << int(CloseProtocolError);
        QTest::newRow("cut UTF-8") << clientFrame(0x01, "\xd1") + clientFrame(0x80, {})
                                   << int(CloseProtocolError);
        QTest::newRow("too long") << clientFrame(0x81, QByteArray(1'001, 'x')) << int(CloseTooBig);
        QTest::newRow("too long in pieces")
            << clientFrame(0x01, QByteArray(600, 'x')) + clientFrame(0x80, QByteArray(401, 'x'))
            << int(CloseTooBig);
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
            QCOMPARE(read(reader, clientFrame(0x81, "more"), 100), QStringList());
        }
    }
};

const turnpike::test::RegisteredTest<TestFrameReader, turnpike::test::NoApplication> kTestFrameReader;

} // namespace tst_framereader

#include "tst_framereader.moc"
