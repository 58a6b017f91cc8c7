// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "loaddriver.h"

#include "figures.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace turnpike::bench {

namespace {

constexpr qint64 kUsASecond = 1'000'000;
constexpr qint64 kAnswerPatienceUs = 10 * kUsASecond;
constexpr int kTurnMs = 100; // how often the clock is looked at where nothing happens
constexpr qint64 kUpdatesOfAConnection = 100'000'000;

[[noreturn]] void fail(const std::string &what)
{
    throw std::runtime_error(what);
}

int connectTo(quint16 port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        fail("cannot connect to port " + std::to_string(port));
    const int yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}

// The status of a whole answer at the front of `bytes`, which is taken off; 0: it has not all come.
int takeAnswer(QByteArray &bytes)
{
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return 0;
    const QByteArray head = bytes.left(end).toLower();
    const qsizetype length = head.indexOf("\r\ncontent-length:");
    qsizetype body = 0;
    if (length >= 0) {
        const qsizetype begin = length + 17; // behind the colon
        const qsizetype line = head.indexOf('\r', begin);
        body = head.mid(begin, line < 0 ? -1 : line - begin).trimmed().toLongLong();
    }
    if (bytes.size() < end + 4 + body)
        return 0;
    const int status = head.mid(9, 3).toInt(); // behind "http/1.1 "
    bytes.remove(0, end + 4 + body);
    if (status == 0)
        fail("an answer that is no HTTP");
    return status;
}

} // namespace

LoadDriver::LoadDriver(const Sending &sending)
    : m_sending(sending)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))
    , m_connections(static_cast<size_t>(sending.connections))
{}

LoadDriver::~LoadDriver()
{
    for (const Connection &connection : m_connections) {
        if (connection.fd >= 0)
            ::close(connection.fd);
    }
    ::close(m_timer);
    ::close(m_epoll);
}

void LoadDriver::connectAll()
{
    epoll_event timer{};
    timer.events = EPOLLIN;
    timer.data.ptr = nullptr; // no connection: the timer
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_timer, &timer);
    for (size_t i = 0; i < m_connections.size(); ++i) {
        Connection &connection = m_connections[i];
        connection.fd = connectTo(m_sending.port);
        connection.nextUpdate = m_sending.firstUpdate + static_cast<qint64>(i) * kUpdatesOfAConnection;
        epoll_event readable{};
        readable.events = EPOLLIN;
        readable.data.ptr = &connection;
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, connection.fd, &readable);
        m_free.push_back(&connection);
    }
}

bool LoadDriver::mayBegin(qint64 now) const
{
    const bool isInTime =
        m_sending.time.count() == 0 || now < m_begunAt + m_sending.time.count() * (kUsASecond / 1'000);
    return isInTime && (m_sending.updates == 0 || m_planned < m_sending.updates);
}

void LoadDriver::begin(Connection &connection, qint64 dueAt)
{
    const qint64 user = m_sending.firstUser + m_begun % m_sending.users;
    // Each customer goes through all kinds, whatever the number of customers.
    const qint64 number = m_begun + m_begun / m_sending.users;
    connection.isBusy = true;
    connection.current = {connection.nextUpdate++, dueAt, 0, 0};
    const QByteArray body =
        updateBody(m_sending.doing, connection.current.updateId, user, number, dueAt / kUsASecond);
    connection.out = QByteArray("POST /telegram/webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                                "application/json\r\nX-Telegram-Bot-Api-Secret-Token: ") +
                     kWebhookSecret + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" +
                     body;
    ++m_begun;
    flush(connection);
}

// An update is far smaller than a socket's buffer, and there is one at a time: the whole goes at once.
void LoadDriver::flush(Connection &connection)
{
    while (!connection.out.isEmpty()) {
        const ssize_t count = ::send(connection.fd, connection.out.constData(),
                                     static_cast<size_t>(connection.out.size()), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            fail("a connection was lost while an update was sent");
        connection.out.remove(0, count);
    }
}

void LoadDriver::read(Connection &connection)
{
    std::array<char, 4096> bytes;
    const ssize_t count = ::recv(connection.fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0)
        fail("the server closed a connection");
    connection.in.append(bytes.data(), count);
    if (!connection.isBusy)
        fail("an answer that nobody asked for");
    if (const int status = takeAnswer(connection.in))
        ended(connection, status);
}

void LoadDriver::ended(Connection &connection, int status)
{
    const qint64 now = nowUs();
    connection.isBusy = false;
    connection.current.answeredAt = now;
    connection.current.status = status;
    m_sent.push_back(connection.current);
    m_lastAnswerAt = now;
    if (!m_due.empty()) {
        const qint64 dueAt = m_due.front();
        m_due.pop_front();
        begin(connection, dueAt);
    } else if (m_sending.perSecond <= 0 && mayBegin(now)) {
        ++m_planned;
        begin(connection, now);
    } else {
        m_free.push_back(&connection);
    }
}

// Of an even pace: all whose time has come, and the timer for the next one.
void LoadDriver::sendDue(qint64 now)
{
    const double pauseUs = static_cast<double>(kUsASecond) / m_sending.perSecond;
    while (mayBegin(now)) {
        const qint64 dueAt = m_begunAt + static_cast<qint64>(static_cast<double>(m_planned) * pauseUs);
        if (dueAt > now) {
            armTimer(dueAt);
            return;
        }
        ++m_planned;
        if (m_free.empty()) {
            m_due.push_back(dueAt);
        } else {
            Connection *const connection = m_free.back();
            m_free.pop_back();
            begin(*connection, dueAt);
        }
    }
}

void LoadDriver::armTimer(qint64 at)
{
    const qint64 ns = std::max<qint64>(1, at - nowUs()) * 1'000;
    itimerspec when{};
    when.it_value.tv_sec = ns / 1'000'000'000;
    when.it_value.tv_nsec = ns % 1'000'000'000;
    ::timerfd_settime(m_timer, 0, &when, nullptr);
}

int LoadDriver::inFlight() const
{
    return static_cast<int>(m_connections.size() - m_free.size());
}

const std::vector<Sent> &LoadDriver::run()
{
    connectAll();
    m_begunAt = m_lastAnswerAt = nowUs();
    const bool isPaced = m_sending.perSecond > 0;
    while (!isPaced && !m_free.empty() && mayBegin(m_begunAt)) {
        ++m_planned;
        Connection *const connection = m_free.back();
        m_free.pop_back();
        begin(*connection, nowUs());
    }
    if (isPaced)
        sendDue(m_begunAt);
    std::array<epoll_event, 128> events;
    for (qint64 now = m_begunAt; inFlight() > 0 || mayBegin(now); now = nowUs()) {
        const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), kTurnMs);
        for (int i = 0; i < count; ++i) {
            if (auto *connection = static_cast<Connection *>(events[static_cast<size_t>(i)].data.ptr)) {
                read(*connection);
            } else {
                quint64 times = 0;
                [[maybe_unused]] const ssize_t size = ::read(m_timer, &times, sizeof times);
            }
        }
        now = nowUs();
        if (isPaced)
            sendDue(now);
        if (inFlight() > 0 && now - m_lastAnswerAt > kAnswerPatienceUs)
            fail("no answer came for ten seconds");
    }
    return m_sent;
}

double LoadDriver::seconds() const
{
    return static_cast<double>(m_lastAnswerAt - m_begunAt) / static_cast<double>(kUsASecond);
}

} // namespace turnpike::bench
