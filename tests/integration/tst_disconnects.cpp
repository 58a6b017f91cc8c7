// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httpfrontend.h"

#include "support/rawclient.h"
#include "support/testmain.h"

#include <QDir>
#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace tst_disconnects {

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kClients = 10'000;
constexpr int kAtOnce = 100; // fewer than the backlog takes and the caps allow

// Connects, sends so much of a request, and leaves: politely, or by a reset.
void leaveAfter(quint16 port, const QByteArray &bytes, bool byReset)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        qFatal("cannot connect");
    (void)::send(fd, bytes.constData(), static_cast<size_t>(bytes.size()), MSG_NOSIGNAL);
    const linger reset{1, 0};
    if (byReset)
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    ::close(fd);
}

qsizetype openDescriptors()
{
    return QDir(u"/proc/self/fd"_s).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System).size();
}

// Answers requests from a thread of its own, some time after they came.
class LateAnswers
{
public:
    LateAnswers()
        : m_thread([this] { run(); })
    {}
    ~LateAnswers()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stopped = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }
    void add(const http::Reply &reply)
    {
        const std::lock_guard lock(m_mutex);
        m_replies.push_back(reply);
        m_wake.notify_one();
    }

private:
    void run()
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_wake.wait(lock, [this] { return m_stopped || !m_replies.empty(); });
            if (m_replies.empty())
                return;
            const http::Reply reply = m_replies.front();
            m_replies.pop_front();
            lock.unlock();
            reply.send(http::Response::text("late"));
            lock.lock();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<http::Reply> m_replies;
    bool m_stopped = false;
    std::thread m_thread;
};

} // namespace

// Clients that leave in the middle: what crashed this Qt's own way of answering late.
class TestDisconnects : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tenThousandClientsLeaveInMidRequestAndNothingIsLeftBehind()
    {
        LateAnswers late;
        std::vector<http::Reply> kept; // answered only when all have left
        http::HttpFrontend frontend;
        int calls = 0;
        frontend.route("POST", "/page", [&](const http::Request &, const http::Reply &reply) {
            switch (++calls % 4) {
            case 0:
                reply.send(http::Response::text("at once"));
                return;
            case 1:
                late.add(reply);
                return;
            case 2:
                kept.push_back(reply);
                return;
            default:
                return; // dropped: 500 to a client that may have left
            }
        });
        frontend.route("GET", "/still-here",
                       [](const http::Request &, const http::Reply &reply) { reply.send({}); });
        const quint16 port = frontend.listen(QHostAddress::LocalHost, 0);
        QVERIFY(RawClient(port).exchange(post("/page", "warm")));
        QTRY_COMPARE(frontend.counters().openConnections, 0);
        const qsizetype descriptors = openDescriptors();

        const QByteArray whole = post("/page", QByteArray(200, 'b'), "X-Secret: s\r\n");
        for (int i = 0; i < kClients; ++i) {
            // Every offset in turn; every third sends all of it and leaves with the answer pending.
            const qsizetype cut = i % 3 == 0 ? whole.size() : i % whole.size();
            leaveAfter(port, whole.first(cut), i % 2 == 0);
            if (i % kAtOnce == kAtOnce - 1)
                QTRY_VERIFY_WITH_TIMEOUT(frontend.counters().connectionsAccepted >= quint64(i), 60'000);
        }
        for (const http::Reply &reply : kept)
            reply.send({});
        kept.clear();

        QTRY_COMPARE_WITH_TIMEOUT(frontend.counters().openConnections, 0, 60'000);
        QTRY_COMPARE(openDescriptors(), descriptors);
        // Half of those that sent all did not reset, so their requests arrived.
        QVERIFY(calls >= kClients / 6);
        QCOMPARE(RawClient(port).exchange(get("/still-here"))->status, 200);
    }
};

const turnpike::test::RegisteredTest<TestDisconnects> kTestDisconnects;

} // namespace tst_disconnects

#include "tst_disconnects.moc"
