#include "http/headinspector.h"
#include "support/testmain.h"

#include <QTest>

#include <random>

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
        row("chunked", withFields("Transfer-Encoding: chunked\r\n"), "501");
        row("chunked in capitals", withFields("TRANSFER-ENCODING: Chunked\r\n"), "501");
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
        row("absolute target", "GET http://shop/ HTTP/1.1\r\nHost: shop\r\n\r\n", "400");
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
                QVERIFY(name.compare("transfer-encoding", Qt::CaseInsensitive) != 0);
                QVERIFY(!value.contains('\n') && !value.contains('\r') && !value.contains('\0'));
            }
        }
        QVERIFY(complete > 1000); // the mutations are not all nonsense
    }
};

const turnpike::test::RegisteredTest<TestHeadInspector> kTestHeadInspector;
#include "tst_headinspector.moc"
