// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/chunkedbody.h"
#include "http/headinspector.h"
#include "support/testmain.h"

#include <QTest>

#include <random>

namespace tst_headinspector {

using namespace turnpike::http;

namespace {

constexpr qint64 kMaxHead = 2048;
constexpr qint64 kMaxBody = 1000;

// The verdict as one word: "complete", "incomplete" or the status of the refusal.
QByteArray verdict(const QByteArray &bytes, qsizetype pieceSize = 0)
{
    HeadInspector inspector(kMaxHead, kMaxBody);
    const qsizetype step = pieceSize > 0 ? pieceSize : qMax<qsizetype>(1, bytes.size());
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        qsizetype consumed = 0;
        switch (inspector.feed(QByteArrayView(bytes).sliced(at, qMin(step, bytes.size() - at)), &consumed)) {
        case HeadInspector::State::Incomplete:
            break;
        case HeadInspector::State::Complete:
            return "complete";
        case HeadInspector::State::Refused:
            return QByteArray::number(inspector.refusal().status);
        }
    }
    return "incomplete";
}

QByteArray withFields(const QByteArray &fields)
{
    return "POST /telegram/webhook HTTP/1.1\r\nHost: shop\r\n" + fields + "\r\n";
}

} // namespace

class TestHeadInspector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyHeadIsReadInOneWayOrRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &bytes, const char *expected) {
            QTest::newRow(name) << bytes << QByteArray(expected);
        };

        row("telegram's own",
            withFields("Content-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token: a_B-9\r\n"
                       "Content-Length: 1000\r\n"),
            "complete");
        row("get", "GET / HTTP/1.1\r\nHost: shop\r\n\r\n", "complete");
        row("http 1.0 without host", "GET / HTTP/1.0\r\n\r\n", "complete");
        row("value with tab and colon", "GET / HTTP/1.1\r\nHost: shop:80\r\nA: b\tc\r\n\r\n", "complete");
        row("empty value", "GET / HTTP/1.1\r\nHost: shop\r\nA:\r\n\r\n", "complete");
        row("utf-8 in a value", "GET / HTTP/1.1\r\nHost: shop\r\nA: \xd0\xb6\r\n\r\n", "complete");
        row("not yet", "GET / HTTP/1.1\r\nHost: shop\r\n", "incomplete");

        row("second length", withFields("Content-Length: 5\r\nContent-Length: 6\r\n"), "400");
        row("same length twice", withFields("Content-Length: 5\r\ncontent-length: 5\r\n"), "400");
        row("list of lengths", withFields("Content-Length: 5, 5\r\n"), "400");
        row("negative length", withFields("Content-Length: -5\r\n"), "400");
        row("signed length", withFields("Content-Length: +5\r\n"), "400");
        row("hexadecimal length", withFields("Content-Length: 0x5\r\n"), "400");
        row("fraction", withFields("Content-Length: 5.0\r\n"), "400");
        row("space inside length", withFields("Content-Length: 1 0\r\n"), "400");
        row("empty length", withFields("Content-Length:\r\n"), "400");
        row("length in words", withFields("Content-Length: five\r\n"), "400");
        row("length that wraps to 5", withFields("Content-Length: 18446744073709551621\r\n"), "413");
        row("length of 40 digits", withFields("Content-Length: " + QByteArray(40, '9') + "\r\n"), "413");
        row("one byte too many", withFields("Content-Length: 1001\r\n"), "413");
        row("padded with zeros", withFields("Content-Length: 0000005\r\n"), "complete");
        row("no length", withFields(""), "411");
        row("no length of a put", "PUT / HTTP/1.1\r\nHost: shop\r\n\r\n", "411");
        row("length and chunked", withFields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "400");
        row("chunked and length", withFields("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), "400");
        row("chunked", withFields("Transfer-Encoding: chunked\r\n"), "complete");
        row("chunked in capitals", withFields("TRANSFER-ENCODING: Chunked\r\n"), "complete");
        row("chunked twice", withFields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
            "400");
        row("chunked in a list", withFields("Transfer-Encoding: chunked, chunked\r\n"), "501");
        row("compressed and chunked", withFields("Transfer-Encoding: gzip, chunked\r\n"), "501");
        row("identity", withFields("Transfer-Encoding: identity\r\n"), "501");
        row("chunked with a parameter", withFields("Transfer-Encoding: chunked;q=1\r\n"), "501");
        row("chunked in quotes", withFields("Transfer-Encoding: \"chunked\"\r\n"), "501");
        row("chunked behind a vertical tab", withFields("Transfer-Encoding: \vchunked\r\n"), "400");
        row("chunked in HTTP/1.0", "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "400");
        row("unknown encoding", withFields("Transfer-Encoding: xchunked\r\n"), "501");
        row("empty encoding", withFields("Transfer-Encoding:\r\n"), "501");
        row("hidden by a tab", withFields("Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n"), "400");
        row("hidden by a space before the colon",
            withFields("Transfer-Encoding : chunked\r\nContent-Length: 5\r\n"), "400");
        row("hidden by a folded line",
            withFields("Content-Length: 5\r\nX: y\r\n Transfer-Encoding: chunked\r\n"), "400");
        row("folded value", withFields("Content-Length: 5\r\nX: y\r\n\tz\r\n"), "400");
        row("fold before the first field", "GET / HTTP/1.1\r\n Host: shop\r\n\r\n", "400");
        row("hidden by a bare LF", withFields("Content-Length: 5\r\nX: y\nTransfer-Encoding: chunked\r\n"),
            "400");
        row("hidden by a bare CR", withFields("Content-Length: 5\r\nX: y\rTransfer-Encoding: chunked\r\n"),
            "400");
        row("LF line ends", "GET / HTTP/1.1\nHost: shop\n\n", "400");
        row("LF at the end", "GET / HTTP/1.1\r\nHost: shop\r\n\n", "400");
        row("CR CR LF", "GET / HTTP/1.1\r\r\nHost: shop\r\n\r\n", "400");
        row("NUL in a value", withFields(QByteArray("X: a\0b\r\n", 8)), "400");
        row("NUL in a name", withFields(QByteArray("X\0: ab\r\n", 8)), "400");
        row("vertical tab", withFields("X: a\vb\r\n"), "400");
        row("delete", withFields("X: a\x7f\r\n"), "400");
        row("no colon", withFields("Content-Length 5\r\n"), "400");
        row("empty name", withFields(": 5\r\n"), "400");
        row("space in a name", withFields("Content Length: 5\r\n"), "400");
        row("quotes in a name", withFields("\"X\": 5\r\n"), "400");
        row("utf-8 in a name", withFields("\xd0\xb6: 5\r\n"), "400");

        row("no host", "GET / HTTP/1.1\r\n\r\n", "400");
        row("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400");

        row("empty request line", "\r\nGET / HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("no version", "GET /\r\nHost: shop\r\n\r\n", "400");
        row("two spaces", "GET  / HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("space in the target", "GET /a b HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("tab between", "GET\t/ HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("space before", " GET / HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("space behind", "GET / HTTP/1.1 \r\nHost: shop\r\n\r\n", "400");
        row("absolute target", "GET http://shop/ HTTP/1.1\r\nHost: shop\r\n\r\n", "complete");
        row("absolute target, of TLS, with a port", "GET HTTPS://shop:8443/a?b HTTP/1.1\r\nHost: a\r\n\r\n",
            "complete");
        row("absolute target without a path", "GET http://[::1]:80?b HTTP/1.1\r\nHost: a\r\n\r\n",
            "complete");
        row("absolute target in HTTP/1.0", "GET http://shop/a HTTP/1.0\r\n\r\n", "complete");
        row("absolute target without a Host", "GET http://shop/ HTTP/1.1\r\n\r\n", "400");
        row("absolute target without a host", "GET http:///a HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("user before the host", "GET http://good@bad/a HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("host with an encoding", "GET http://sh%6fp/a HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("host with a backslash", "GET http://shop\\a/b HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("other scheme", "GET ftp://shop/a HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("half a scheme", "GET http:/a HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("relative target", "GET a/b HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("two slashes", "GET //shop/a HTTP/1.1\r\nHost: shop\r\n\r\n", "complete");
        row("asterisk", "OPTIONS * HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("fragment", "GET /a#b HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("utf-8 in the target", "GET /\xd0\xb6 HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("encoded NUL", "GET /a%00b HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("encoded line end", "GET /a%0d%0ab HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("half an encoding", "GET /a%4 HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("no encoding", "GET /a%zz HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("lower-case version", "GET / http/1.1\r\nHost: shop\r\n\r\n", "400");
        row("version 1.2", "GET / HTTP/1.2\r\nHost: shop\r\n\r\n", "505");
        row("version 2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505");
        row("version 1.10", "GET / HTTP/1.10\r\nHost: shop\r\n\r\n", "400");
        row("unknown method", "BREW / HTTP/1.1\r\nHost: shop\r\n\r\n", "501");
        row("lower-case method", "get / HTTP/1.1\r\nHost: shop\r\n\r\n", "501");
        row("connect", "CONNECT /a HTTP/1.1\r\nHost: shop\r\n\r\n", "501");
        row("method with brackets", "G(T / HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
        row("TLS to a plain port", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), "400");

        row("other expectation", withFields("Content-Length: 5\r\nExpect: 200-ok\r\n"), "417");
        row("expectation", withFields("Content-Length: 5\r\nExpect: 100-Continue\r\n"), "complete");
        row("too large a head", "GET / HTTP/1.1\r\nHost: shop\r\nA: " + QByteArray(3000, 'a') + "\r\n\r\n",
            "431");
        row("too long a line", "GET /" + QByteArray(3000, 'a'), "431");
        row("too many fields",
            "GET / HTTP/1.1\r\nHost: shop\r\n" + QByteArray("A: b\r\n").repeated(64) + "\r\n", "431");
    }

    void everyHeadIsReadInOneWayOrRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, expected);
        QCOMPARE(verdict(bytes), expected);
        // However the network cuts it.
        for (const qsizetype piece : {1, 2, 3, 7})
            QCOMPARE(verdict(bytes, piece), expected);
    }

    void theHeadIsUnderstood()
    {
        HeadInspector inspector(kMaxHead, kMaxBody);
        const QByteArray bytes = "POST /a%2Fb%20c?q=%20&r HTTP/1.1\r\nhOST: shop\r\nContent-Length:  7 \r\n"
                                 "Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n{\"a\":1}";
        qsizetype consumed = 0;
        QCOMPARE(inspector.feed(bytes, &consumed), HeadInspector::State::Complete);
        QCOMPARE(bytes.sliced(consumed), "{\"a\":1}");
        QCOMPARE(inspector.head().method, "POST");
        QCOMPARE(inspector.head().path, "/a/b c");
        QCOMPARE(inspector.head().query, "q=%20&r");
        QCOMPARE(inspector.head().contentLength, 7);
        QCOMPARE(inspector.head().headers.value(1).second, "7");
        QVERIFY(inspector.head().isUpgrade);
        QVERIFY(!inspector.head().keepAlive);
    }

    void anAbsoluteTargetIsReadAsItsPath_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("query");
        QTest::newRow("path") << QByteArray("http://shop/a%20b?c=/d") << QByteArray("/a b")
                              << QByteArray("c=/d");
        QTest::newRow("no path") << QByteArray("https://shop:443") << QByteArray("/") << QByteArray();
        QTest::newRow("query alone") << QByteArray("http://shop?c") << QByteArray("/") << QByteArray("c");
    }

    void anAbsoluteTargetIsReadAsItsPath()
    {
        QFETCH(QByteArray, target);
        HeadInspector inspector(kMaxHead, kMaxBody);
        qsizetype consumed = 0;
        QCOMPARE(inspector.feed("GET " + target + " HTTP/1.1\r\nHost: other\r\n\r\n", &consumed),
                 HeadInspector::State::Complete);
        QVERIFY(inspector.head().isAbsolute);
        QTEST(inspector.head().path, "path");
        QTEST(inspector.head().query, "query");
    }

    // "body" and what is left over, "incomplete", or the status of the refusal.
    static QByteArray chunkVerdict(const QByteArray &bytes, qsizetype pieceSize)
    {
        ChunkedBody chunks(kMaxBody);
        const qsizetype step = pieceSize > 0 ? pieceSize : qMax<qsizetype>(1, bytes.size());
        for (qsizetype at = 0; at < bytes.size(); at += step) {
            const QByteArrayView piece = QByteArrayView(bytes).sliced(at, qMin(step, bytes.size() - at));
            qsizetype consumed = 0;
            switch (chunks.feed(piece, &consumed)) {
            case ChunkedBody::State::Incomplete:
                if (consumed != piece.size())
                    return "stopped in the middle";
                break;
            case ChunkedBody::State::Complete:
                return chunks.body() + '|' + bytes.sliced(at + consumed);
            case ChunkedBody::State::Refused:
                return QByteArray::number(chunks.refusal().status);
            }
        }
        return "incomplete";
    }

    void chunksAreReadInOneWayOrRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &bytes, const char *expected) {
            QTest::newRow(name) << bytes << QByteArray(expected);
        };
        row("one", "5\r\nhello\r\n0\r\n\r\n", "hello|");
        row("two", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello|");
        row("none", "0\r\n\r\n", "|");
        row("many zeros", "0005\r\nhello\r\n00000\r\n\r\n", "hello|");
        row("letters", "A\r\n0123456789\r\nb\r\n01234567890\r\n0\r\n\r\n", "012345678901234567890|");
        row("line ends within", "6\r\n\r\n0\r\n\r\r\n0\r\n\r\n", "\r\n0\r\n\r|");
        row("more behind", "1\r\nx\r\n0\r\n\r\nGET /", "x|GET /");
        row("extension", "5;a=b;c=\"d e\"\r\nhello\r\n0;z\r\n\r\n", "hello|");
        row("not all there", "5\r\nhello\r\n0\r\n", "incomplete");

        row("no size", "\r\nhello\r\n0\r\n\r\n", "400");
        row("sign", "+5\r\nhello\r\n0\r\n\r\n", "400");
        row("negative", "-5\r\nhello\r\n0\r\n\r\n", "400");
        row("0x", "0x5\r\nhello\r\n0\r\n\r\n", "400");
        row("space before", " 5\r\nhello\r\n0\r\n\r\n", "400");
        row("space behind", "5 \r\nhello\r\n0\r\n\r\n", "400");
        row("tab before the extension", "5\t;a\r\nhello\r\n0\r\n\r\n", "400");
        row("no digit", "g\r\nhello\r\n0\r\n\r\n", "400");
        row("underscore", "1_0\r\nhello\r\n0\r\n\r\n", "400");
        row("size that wraps to 5", "10000000000000005\r\nhello\r\n0\r\n\r\n", "413");
        row("nine zeros", "000000005\r\nhello\r\n0\r\n\r\n", "413");
        row("one byte too many", "3e9\r\n", "413");
        row("too many together", "3e0\r\n" + QByteArray(992, 'x') + "\r\n9\r\n", "413");
        row("LF behind the size", "5\nhello\r\n0\r\n\r\n", "400");
        row("CR alone", "5\rhello\r\n0\r\n\r\n", "400");
        row("LF behind the data", "5\r\nhello\n0\r\n\r\n", "400");
        row("no line end behind the data", "5\r\nhello0\r\n\r\n", "400");
        row("longer than it says", "4\r\nhello\r\n0\r\n\r\n", "400");
        row("shorter than it says", "6\r\nhello\r\n0\r\n\r\n", "400");
        row("trailer", "5\r\nhello\r\n0\r\nX: y\r\n\r\n", "400");
        row("trailer that is a length", "0\r\nContent-Length: 5\r\n\r\n", "400");
        row("LF at the end", "0\r\n\n", "400");
        row("LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n", "400");
        row("NUL in an extension", QByteArray("5;a\0b\r\nhello\r\n0\r\n\r\n", 19), "400");
        row("1 MiB of an extension", "5;" + QByteArray(1024 * 1024, 'a'), "400");
        row("1 MiB of extensions", QByteArray("1;aaaa\r\nx\r\n").repeated(300), "400");
        row("1 MiB of zeros", QByteArray(1024 * 1024, '0'), "413");
    }

    void chunksAreReadInOneWayOrRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, expected);
        QCOMPARE(chunkVerdict(bytes, 0), expected);
        for (const qsizetype piece : {1, 2, 3, 7}) {
            // What is behind the end is still on the network then.
            const QByteArray cut = chunkVerdict(bytes, piece);
            QCOMPARE(cut.split('|').first(), expected.split('|').first());
        }
    }

    void keepAliveFollowsVersionAndConnection_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("keepAlive");
        QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << true;
        QTest::newRow("1.1 close") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: x,CLOSE\r\n\r\n")
                                   << false;
        QTest::newRow("1.1 closer") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: closer\r\n\r\n")
                                    << true;
        QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
        QTest::newRow("1.0 kept") << QByteArray("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n") << true;
        QTest::newRow("both") << QByteArray(
                                     "GET / HTTP/1.0\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n")
                              << false;
    }

    void keepAliveFollowsVersionAndConnection()
    {
        QFETCH(QByteArray, bytes);
        HeadInspector inspector(kMaxHead, kMaxBody);
        qsizetype consumed = 0;
        QCOMPARE(inspector.feed(bytes, &consumed), HeadInspector::State::Complete);
        QTEST(inspector.head().keepAlive, "keepAlive");
    }

    // What is accepted must hold what the guard relies on, whatever the bytes were.
    void mutatedHeadsNeverBreakThePromises()
    {
        std::mt19937 random(20261123);
        const QByteArrayList seeds{
            withFields("Content-Length: 12\r\nContent-Type: application/json\r\n"),
            withFields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
            "GET /a%20b?c HTTP/1.1\r\nHost: shop\r\nConnection: keep-alive, Upgrade\r\n\r\n",
        };
        const QByteArray spice("\r\n\0\t :%,;-/AHTP10\x7f\xff", 19);
        int complete = 0;
        for (int round = 0; round < 60'000; ++round) {
            QByteArray bytes = seeds[round % seeds.size()];
            for (unsigned edits = random() % 4 + 1; edits > 0; --edits) {
                const qsizetype at = static_cast<qsizetype>(random() % bytes.size());
                const char c = spice[static_cast<qsizetype>(random() % spice.size())];
                switch (random() % 4) {
                case 0:
                    bytes[at] = c;
                    break;
                case 1:
                    bytes.insert(at, c);
                    break;
                case 2:
                    bytes.remove(at, 1);
                    break;
                default:
                    bytes.insert(at, bytes.sliced(at, qMin<qsizetype>(9, bytes.size() - at)));
                    break;
                }
            }
            HeadInspector inspector(kMaxHead, kMaxBody);
            qsizetype consumed = 0;
            if (inspector.feed(bytes, &consumed) != HeadInspector::State::Complete)
                continue;
            ++complete;
            const RequestHead &head = inspector.head();
            QVERIFY(head.contentLength >= 0 && head.contentLength <= kMaxBody);
            QVERIFY(head.path.startsWith('/') && !head.path.contains('\0'));
            QVERIFY(bytes.first(consumed).endsWith("\r\n\r\n"));
            for (const auto &[name, value] : head.headers) {
                const bool isEncoding = name.compare("transfer-encoding", Qt::CaseInsensitive) == 0;
                QVERIFY(!isEncoding || (head.isChunked && head.contentLength == 0 && head.minorVersion == 1));
                QVERIFY(!head.isChunked || name.compare("content-length", Qt::CaseInsensitive) != 0);
                QVERIFY(!value.contains('\n') && !value.contains('\r') && !value.contains('\0'));
            }
        }
        QVERIFY(complete > 1000); // the mutations are not all nonsense
    }
};

const turnpike::test::RegisteredTest<TestHeadInspector> kTestHeadInspector;

} // namespace tst_headinspector

#include "tst_headinspector.moc"
