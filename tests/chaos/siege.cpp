// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "siege.h"

#include "controls.h"
#include "protocol/calls.h"
#include "protocol/frame.h"
#include "protocol/version.h"
#include "support/clientframe.h"

#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>

namespace turnpike::chaos {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// One kind of them, and its thread. Thread-safe, but for what its own thread does.
class Besieger
{
public:
    // How it goes about it, for as long as it goes on.
    using Way = void (*)(Besieger &);

    Besieger(quint16 port, QByteArray token, Way way)
        : m_port(port)
        , m_token(std::move(token))
        , m_thread([this, way] {
            ::setpriority(PRIO_PROCESS, 0, kLowestPriority); // of this thread alone
            way(*this);
        })
    {}
    ~Besieger()
    {
        end();
        m_thread.join();
    }
    Besieger(const Besieger &) = delete;
    Besieger &operator=(const Besieger &) = delete;

    void end()
    {
        const std::lock_guard lock(m_mutex);
        m_leave = true;
        m_left.notify_all();
    }
    qint64 times() const { return m_times; }
    QString objection() const
    {
        const std::lock_guard lock(m_mutex);
        return m_objection;
    }

    // For its own thread.
    quint16 port() const { return m_port; }
    const QByteArray &token() const { return m_token; }
    bool goesOn() const { return !m_leave; }
    void note() { ++m_times; }
    void object(const QString &what)
    {
        const std::lock_guard lock(m_mutex);
        m_objection = what;
    }
    void rest()
    {
        std::unique_lock lock(m_mutex);
        m_left.wait_for(lock, kBreath, [this] { return m_leave.load(); });
    }

private:
    static constexpr int kLowestPriority = 19;
    static constexpr auto kBreath = 20ms;

    const quint16 m_port;
    const QByteArray m_token; // of a viewer
    mutable std::mutex m_mutex;
    std::condition_variable m_left;
    std::atomic<bool> m_leave{false};
    std::atomic<qint64> m_times{0};
    QString m_objection; // guarded by m_mutex
    std::thread m_thread;
};

namespace {

constexpr size_t kSeats = 1'000;
constexpr size_t kSeatsAtOnce = 50; // so that the server's queue has room for others
constexpr int kBodies = 64;
constexpr qsizetype kBodyBytes = 1024 * 1024;
constexpr qsizetype kBodyPiece = 64 * 1024;
constexpr int kSmallBuffer = 4 * 1024;
// With an answer; and so soon the end of a siege is noticed. Under a sanitizer a server takes its time.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr timeval kCallersPatience{10, 0};
#else
constexpr timeval kCallersPatience{0, 500'000};
#endif

// One connection to a server of this machine. It ends with a reset: nobody has to remember it.
class Caller
{
public:
    // `buffer`: bytes that are kept for us while we do not read; 0: as usual.
    explicit Caller(quint16 port, int buffer = 0)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &kCallersPatience, sizeof kCallersPatience);
        ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &kCallersPatience, sizeof kCallersPatience);
        const linger hard{1, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        if (buffer > 0)
            ::setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        m_isOpen = ::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }
    ~Caller()
    {
        if (m_socket >= 0)
            ::close(m_socket);
    }
    Caller(const Caller &) = delete;
    Caller &operator=(const Caller &) = delete;

    bool isOpen() const { return m_isOpen; }
    // Says all of it; false when the server has left, or takes nothing for a while.
    bool say(const QByteArray &bytes)
    {
        for (qsizetype done = 0; m_isOpen && done < bytes.size();) {
            const ssize_t count = ::send(m_socket, bytes.constData() + done,
                                         static_cast<size_t>(bytes.size() - done), MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            done += count;
        }
        return m_isOpen;
    }
    // Says as much of it as the server takes at once.
    void offer(const QByteArray &bytes)
    {
        if (m_isOpen)
            ::send(m_socket, bytes.constData(), static_cast<size_t>(bytes.size()),
                   MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    // The beginning of what the server says; waits a while for it. Empty: nothing.
    QByteArray hear()
    {
        QByteArray bytes(kSmallBuffer, '\0');
        const ssize_t count =
            m_isOpen ? ::recv(m_socket, bytes.data(), static_cast<size_t>(bytes.size()), 0) : 0;
        return bytes.first(count > 0 ? count : 0);
    }
    // Whether the server has left. Throws away what it has said.
    bool isOver()
    {
        char bytes[16 * 1024];
        while (m_isOpen) {
            const ssize_t count = ::recv(m_socket, bytes, sizeof bytes, MSG_DONTWAIT);
            if (count < 0 && errno == EAGAIN)
                return false;
            m_isOpen = count > 0;
        }
        return true;
    }

private:
    const int m_socket;
    bool m_isOpen = false;
};

QByteArray postHead(const char *path, const QByteArray &header, qsizetype bodyBytes)
{
    return QByteArray("POST ") + path + " HTTP/1.1\r\nHost: shop\r\n" + header +
           "\r\nContent-Length: " + QByteArray::number(bodyBytes) + "\r\n\r\n";
}

QByteArray updateHead(qsizetype bodyBytes)
{
    return postHead("/telegram/webhook", "X-Telegram-Bot-Api-Secret-Token: guessed", bodyBytes);
}

// Its signature has the right shape, so that only the body can tell.
QByteArray paymentHead(qsizetype bodyBytes)
{
    return postHead("/cryptopay/webhook", "crypto-pay-api-signature: " + QByteArray(64, '0'), bodyBytes);
}

QByteArray upgrade(const QByteArray &token)
{
    return QByteArray("GET ") + protocol::kPath +
           " HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
           "Sec-WebSocket-Protocol: " +
           protocol::kSubprotocol + "\r\nAuthorization: Bearer " + token + "\r\n\r\n";
}

constexpr int kTextThatGoesOn = 0x01;
constexpr int kMoreOfIt = 0x00;

QByteArray callFrame(const QString &id, const char *name, const QJsonObject &args = {})
{
    return test::clientFrame(test::kTextFrame,
                             protocol::encode(protocol::Call{id, QString::fromLatin1(name), args}));
}

// Half of them say nothing, half of them a head that never ends. Who is sent away comes back.
void sitThere(Besieger &self)
{
    std::vector<std::unique_ptr<Caller>> seats(kSeats);
    while (self.goesOn()) {
        for (size_t i = 0; i < seats.size() && self.goesOn(); ++i) {
            std::unique_ptr<Caller> &seat = seats[i];
            const bool isSlow = i % 2 == 1;
            if (!seat || seat->isOver()) {
                seat = std::make_unique<Caller>(self.port());
                if (seat->isOpen())
                    self.note();
                if (isSlow)
                    seat->offer("GET /livez HTTP/1.1\r\nX-Slow: ");
            } else if (isSlow) {
                seat->offer("x");
            }
            if (i % kSeatsAtOnce == 0)
                self.rest();
        }
    }
}

void sendBodies(Besieger &self)
{
    const QByteArray piece(kBodyPiece, 'x');
    while (self.goesOn()) {
        std::vector<std::unique_ptr<Caller>> strangers;
        std::vector<std::unique_ptr<Caller>> signers; // as far as a head can tell: all but a byte is taken
        for (int i = 0; i < kBodies && self.goesOn(); ++i) {
            strangers.push_back(std::make_unique<Caller>(self.port()));
            if (strangers.back()->say(updateHead(kBodyBytes)))
                self.note();
            signers.push_back(std::make_unique<Caller>(self.port()));
            signers.back()->offer(paymentHead(kBodyPiece) + piece.first(piece.size() - 1));
        }
        for (qsizetype sent = 0; sent < kBodyBytes && self.goesOn(); sent += piece.size()) {
            for (const auto &stranger : strangers)
                stranger->offer(piece);
            self.rest();
        }
    }
}

QString firstLine(const QByteArray &message)
{
    return QString::fromLatin1(message.left(message.indexOf('\r')));
}

void guessSecrets(Besieger &self)
{
    const QByteArray guesses[] = {updateHead(2) + "{}", paymentHead(2) + "{}", upgrade("tpc_guessed")};
    for (size_t i = 0; self.goesOn(); i = (i + 1) % std::size(guesses)) {
        Caller stranger(self.port());
        const QByteArray answer = stranger.say(guesses[i]) ? stranger.hear() : QByteArray();
        if (answer.startsWith("HTTP/1.1 4"))
            self.note();
        else if (answer.startsWith("HTTP/1.1 1") || answer.startsWith("HTTP/1.1 2"))
            self.object(u"a guessed secret was good enough: %1 for %2"_s.arg(firstLine(answer),
                                                                             firstLine(guesses[i])));
    }
}

// A console of this viewer's; null: it is not let in now.
std::unique_ptr<Caller> openConsole(const Besieger &self, int buffer = 0)
{
    auto console = std::make_unique<Caller>(self.port(), buffer);
    if (!console->say(upgrade(self.token())) || !console->hear().startsWith("HTTP/1.1 101"))
        console.reset();
    return console;
}

// Says `begin` and then `again` and again, until it is sent away; and comes back.
void flood(Besieger &self, const QByteArray &begin, const QByteArray &again)
{
    while (self.goesOn()) {
        const std::unique_ptr<Caller> console = openConsole(self);
        if (console)
            self.note();
        else
            self.rest();
        bool isHeard = console && console->say(begin);
        while (isHeard && self.goesOn())
            isHeard = !console->isOver() && console->say(again);
    }
}

void sendPings(Besieger &self)
{
    flood(self, {}, test::clientFrame(test::kPingFrame, QByteArray(125, 'x')).repeated(500));
}

void sendPieces(Besieger &self)
{
    flood(self, test::clientFrame(kTextThatGoesOn, {}), test::clientFrame(kMoreOfIt, {}).repeated(5'000));
}

void sendLargeCalls(Besieger &self)
{
    const QJsonObject args{{u"text"_s, QString(65'000, u'x')}};
    flood(self, {}, callFrame(u"large"_s, protocol::call::kSearch, args).repeated(4));
}

void comeAndGo(Besieger &self)
{
    while (self.goesOn()) {
        Caller console(self.port());
        if (console.say(upgrade(self.token())) && console.hear().startsWith("HTTP/1.1 "))
            self.note();
    }
}

void askAndNeverRead(Besieger &self)
{
    while (self.goesOn()) {
        const std::unique_ptr<Caller> console = openConsole(self, kSmallBuffer);
        if (console)
            self.note();
        else
            self.rest();
        bool isHeard = console != nullptr;
        // As often as a console may.
        for (int i = 0; isHeard && self.goesOn(); ++i) {
            isHeard = console->say(callFrame(u"unread-%1"_s.arg(i),
                                             i % 2 == 0 ? protocol::call::kSnapshot : protocol::call::kLogs));
            self.rest();
        }
    }
}

struct Troop
{
    const char *what;
    const char *viewer; // whose token it has; null: strangers
    Besieger::Way way;
};

constexpr Troop kTroops[] = {
    {"silent and slow connections", nullptr, &sitThere},
    {"bodies without a right", nullptr, &sendBodies},
    {"guessed secrets", nullptr, &guessSecrets},
    {"consoles that send pings", "chaos-pings", &sendPings},
    {"consoles that send pieces", "chaos-pieces", &sendPieces},
    {"consoles that send large calls", "chaos-calls", &sendLargeCalls},
    {"consoles that come and go", "chaos-comes", &comeAndGo},
    {"consoles that never read", "chaos-deaf", &askAndNeverRead},
};

} // namespace

QStringList Siege::viewers()
{
    QStringList names;
    for (const Troop &troop : kTroops) {
        if (troop.viewer)
            names.append(QString::fromLatin1(troop.viewer));
    }
    return names;
}

Siege::Siege(quint16 port)
{
    for (const Troop &troop : kTroops)
        m_besiegers.push_back(std::make_unique<Besieger>(
            port, troop.viewer ? viewerToken(QString::fromLatin1(troop.viewer)) : QByteArray(), troop.way));
}

// All leave before the first is waited for.
Siege::~Siege()
{
    for (const auto &besieger : m_besiegers)
        besieger->end();
}

std::vector<Siege::Deed> Siege::deeds() const
{
    std::vector<Deed> deeds;
    for (size_t i = 0; i < m_besiegers.size(); ++i)
        deeds.push_back({kTroops[i].what, m_besiegers[i]->times()});
    return deeds;
}

QStringList Siege::objections() const
{
    QStringList objections;
    for (const auto &besieger : m_besiegers) {
        if (const QString objection = besieger->objection(); !objection.isEmpty())
            objections.append(objection);
    }
    return objections;
}

} // namespace turnpike::chaos
