// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/mainwindow.h"
#include "connection/websocketdialer.h"
#include "console/busyshop.h"
#include "protocol/version.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <future>

using namespace Qt::StringLiterals;

// turnpike-bench-console: what a console costs that is connected to a busy shop over a WebSocket. Prints a
// line of JSON; turnpike-bench runs it and judges.

using namespace turnpike;
using namespace turnpike::console;
using turnpike::consoletest::BusyShop;

namespace {

constexpr int kRuns = 5;
constexpr qint64 kCostMs = 10'000; // of events at full pace
constexpr qint64 kPatienceMs = 20'000;

// A shop that tells a console a thousand events a second once it is told to be busy, on a thread of its own:
// what it costs to make them is not the console's.
class BusyServer
{
public:
    BusyServer()
        : m_thread(QThread::create([this] { serve(); }))
    {
        m_thread->start();
        m_port = m_listening.get_future().get();
    }
    ~BusyServer()
    {
        m_leave = true;
        m_thread->wait();
    }
    BusyServer(const BusyServer &) = delete;
    BusyServer &operator=(const BusyServer &) = delete;

    quint16 port() const { return m_port; }
    void setBusy(bool isBusy) { m_isBusy = isBusy; }
    qint64 told() const { return m_told; }

private:
    void serve()
    {
        QWebSocketServer server(u"bench"_s, QWebSocketServer::NonSecureMode);
        server.setSupportedSubprotocols({QString::fromLatin1(protocol::kSubprotocol)});
        server.listen(QHostAddress::LocalHost);
        std::unique_ptr<QWebSocket> peer;
        BusyShop shop([&peer](const QByteArray &frame) {
            if (peer)
                peer->sendTextMessage(QString::fromUtf8(frame));
        });
        QObject::connect(&server, &QWebSocketServer::newConnection, &server, [&] {
            peer.reset(server.nextPendingConnection());
            // Whatever pages ask for is answered, with nothing.
            QObject::connect(peer.get(), &QWebSocket::textMessageReceived, &server,
                             [&peer](const QString &frame) {
                                 if (const auto call = protocol::decodeCall(frame.toUtf8(), nullptr))
                                     peer->sendTextMessage(QString::fromUtf8(
                                         protocol::encode(protocol::Answer{call->id, {}, std::nullopt})));
                             });
            peer->sendTextMessage(QString::fromUtf8(greeting(shop)));
        });
        QElapsedTimer clock;
        qint64 before = 0;
        QTimer pace;
        pace.setTimerType(Qt::PreciseTimer);
        QEventLoop loop;
        QObject::connect(&pace, &QTimer::timeout, &server, [&] {
            if (m_leave) {
                loop.quit();
            } else if (!m_isBusy) {
                clock.invalidate();
            } else if (!clock.isValid()) {
                clock.start();
                before = shop.count();
            } else {
                while (shop.count() - before < clock.elapsed() * BusyShop::kEventsASecond / 1'000)
                    shop.happen();
                m_told = shop.count();
            }
        });
        pace.start(10);
        m_listening.set_value(server.serverPort());
        loop.exec();
    }

    static QByteArray greeting(BusyShop &shop)
    {
        protocol::Hello hello;
        hello.major = protocol::kMajorVersion;
        hello.epoch = u"e1"_s;
        hello.instanceId = u"instance-1"_s;
        hello.seq = 7;
        hello.role = protocol::Role::Admin;
        hello.serverTime = QDateTime::currentMSecsSinceEpoch();
        hello.snapshot = shop.snapshot();
        return protocol::encode(protocol::HelloFrame{protocol::toJson(hello)});
    }

    std::promise<quint16> m_listening;
    std::atomic<bool> m_isBusy{false};
    std::atomic<bool> m_leave{false};
    std::atomic<qint64> m_told{0};
    quint16 m_port = 0;
    std::unique_ptr<QThread> m_thread; // last: it uses the rest
};

// A window as somebody on duty has it.
struct Opened
{
    explicit Opened(quint16 port)
        : connection(std::make_unique<WebSocketDialer>(
              Endpoint{QUrl(u"ws://127.0.0.1:%1"_s.arg(port)), QByteArray("bench-token"), false}))
        , window(connection, u"bench"_s)
    {
        window.resize(1280, 800);
        window.show();
        connection.start();
    }

    ServerConnection connection;
    MainWindow window;
};

// What is due is done, painting too.
void turnAll()
{
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
}

bool becomesLive(Opened &opened)
{
    QElapsedTimer clock;
    clock.start();
    const auto isLive = [&opened] {
        return opened.connection.state() == ServerConnection::State::Live && opened.window.state().isKnown();
    };
    while (!isLive() && clock.elapsed() < kPatienceMs)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    turnAll();
    return isLive();
}

double mainThreadSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

void runLoop(qint64 ms)
{
    QEventLoop loop;
    QTimer::singleShot(static_cast<int>(ms), Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

QJsonArray jsonOf(const std::vector<double> &values)
{
    QJsonArray array;
    for (const double value : values)
        array.append(value);
    return array;
}

// All of it, by name; empty where the window never became live.
QJsonObject measureConsole()
{
    std::vector<double> liveMs;
    std::vector<double> slowestPageMs;
    std::vector<double> percent;
    BusyServer server;
    for (int run = 0; run < kRuns; ++run) {
        QElapsedTimer clock;
        clock.start();
        Opened opened(server.port());
        if (!becomesLive(opened))
            return {};
        liveMs.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        double slowest = 0;
        for (const Page *page : opened.window.pages()) {
            clock.start();
            opened.window.open(page->key());
            turnAll();
            slowest = std::max(slowest, static_cast<double>(clock.nsecsElapsed()) / 1e6);
        }
        // The first time each page is made; it is what somebody waits for who comes to it.
        slowestPageMs.push_back(slowest);
        if (run >= 3) // two more windows are enough for the first two figures
            continue;
        opened.window.open(opened.window.pages().first()->key());
        server.setBusy(true);
        runLoop(1'000); // until the lists have begun to fill
        const double before = mainThreadSeconds();
        const qint64 toldBefore = server.told();
        clock.start();
        runLoop(kCostMs);
        const double seconds = static_cast<double>(clock.nsecsElapsed()) / 1e9;
        percent.push_back((mainThreadSeconds() - before) / seconds * 100);
        const double told = static_cast<double>(server.told() - toldBefore) / seconds;
        server.setBusy(false);
        if (told < 0.95 * BusyShop::kEventsASecond)
            return {};
    }
    return {{u"live_ms"_s, jsonOf(liveMs)},
            {u"slowest_page_ms"_s, jsonOf(slowestPageMs)},
            {u"percent_of_a_core"_s, jsonOf(percent)}};
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QCoreApplication::setOrganizationName(u"turnpike-bench"_s);
    const QTemporaryDir settings;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
    const QJsonObject measured = measureConsole();
    if (measured.isEmpty()) {
        std::fputs("turnpike-bench-console: the window did not become live, or was not told enough\n",
                   stderr);
        return 1;
    }
    std::printf("%s\n", QJsonDocument(measured).toJson(QJsonDocument::Compact).constData());
    return 0;
}
