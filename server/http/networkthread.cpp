// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/networkthread.h"

#include "base/thread.h"
#include "http/httptransaction.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QSocketNotifier>

#include <map>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace turnpike::http {

using namespace Qt::StringLiterals;

namespace {

// What Qt opens to one host for one manager on HTTP/1.1. Further calls would queue inside of Qt, where no
// deadline of ours could tell waiting from connecting.
constexpr int kCallsPerManager = 6;
// 96 calls a channel under way at once; further ones wait here, in order.
constexpr size_t kManagersPerChannel = 16;

DependencyError closing(const Call &call)
{
    return DependencyError(call.request.dependency, DependencyError::Reason::Reset,
                           call.request.operation + u": the program is ending"_s);
}

// Left to Qt, user and password are told only when the proxy asks for them, on the connection on which it
// asked: one that hangs up then lets nobody in, and seems to be out of reach. So they come with CONNECT, as
// Basic (RFC 7617), and a 407 says that they are not taken.
QNetworkProxy withLoginAtOnce(QNetworkProxy proxy)
{
    if (proxy.type() != QNetworkProxy::HttpProxy || (proxy.user().isEmpty() && proxy.password().isEmpty()))
        return proxy;
    const QByteArray login = proxy.user().toUtf8() + ':' + proxy.password().toUtf8();
    proxy.setRawHeader("Proxy-Authorization", "Basic " + login.toBase64());
    proxy.setUser({});
    proxy.setPassword({});
    return proxy;
}

} // namespace

// What lives on the network thread itself.
class NetworkThread::Carrier : public QObject
{
public:
    explicit Carrier(NetworkThread &network)
        : m_networkThread(network)
        , m_notifier(network.m_wakeFd, QSocketNotifier::Read)
    {
        connect(&m_notifier, &QSocketNotifier::activated, this, &Carrier::readOrders);
    }

    ~Carrier() override
    {
        for (const auto &[call, active] : m_active)
            call->resultQueue->put(call->index, closing(*call));
        for (const auto &[key, channel] : m_channels) {
            for (const auto &call : channel.waiting)
                call->resultQueue->put(call->index, closing(*call));
        }
        for (const auto &[call, active] : m_active)
            delete active.exchange;
    }

    void readOrders()
    {
        eventfd_t count = 0;
        eventfd_read(m_networkThread.m_wakeFd, &count);
        Orders orders = m_networkThread.takeOrders();
        for (auto &call : orders.carry) {
            Channel &channel = channelOf(*call);
            channel.waiting.push_back(std::move(call));
            beginWaiting(channel);
        }
        for (const auto &call : orders.drop)
            dropCall(call);
        if (orders.stop)
            m_networkThread.quit();
    }

private:
    struct Manager
    {
        QNetworkAccessManager manager;
        int calls = 0;
    };

    // Connections of a channel over one way: directly, or through one of the proxies.
    struct Channel
    {
        QNetworkProxy proxy;
        std::vector<std::unique_ptr<Manager>> managers;
        std::deque<std::shared_ptr<Call>> waiting;
    };

    struct Active
    {
        HttpTransaction *exchange = nullptr;
        Channel *channel = nullptr;
        Manager *manager = nullptr;
    };

    Channel &channelOf(const Call &call)
    {
        const size_t way = m_networkThread.m_proxies.wayOf(call.request);
        const auto [found, isNew] = m_channels.try_emplace({call.request.channel, way});
        if (isNew)
            found->second.proxy = withLoginAtOnce(m_networkThread.m_proxies.proxyOf(way));
        return found->second;
    }

    // The first manager with a place free: its connections are the warmest.
    static Manager *freeManager(Channel &channel)
    {
        for (const auto &manager : channel.managers) {
            if (manager->calls < kCallsPerManager)
                return manager.get();
        }
        if (channel.managers.size() == kManagersPerChannel)
            return nullptr;
        channel.managers.push_back(std::make_unique<Manager>());
        channel.managers.back()->manager.setProxy(channel.proxy);
        return channel.managers.back().get();
    }

    void beginWaiting(Channel &channel)
    {
        while (!channel.waiting.empty()) {
            Manager *manager = freeManager(channel);
            if (!manager)
                return;
            const std::shared_ptr<Call> call = std::move(channel.waiting.front());
            channel.waiting.pop_front();
            if (call->begin())
                begin(call, channel, *manager);
        }
    }

    void begin(const std::shared_ptr<Call> &call, Channel &channel, Manager &manager)
    {
        auto *exchange = new HttpTransaction(manager.manager, call->request);
        manager.calls++;
        m_active[call] = {exchange, &channel, &manager};
        connect(exchange, &HttpTransaction::ended, this, [this, call](const OutResult &result) {
            const Active active = m_active.at(call);
            m_active.erase(call);
            active.manager->calls--;
            call->resultQueue->put(call->index, result);
            beginWaiting(*active.channel);
        });
    }

    void dropCall(const std::shared_ptr<Call> &call)
    {
        const auto found = m_active.find(call);
        if (found != m_active.end())
            found->second.exchange->abort(DependencyError::Reason::Timeout, u"given up"_s);
        else
            std::erase(channelOf(*call).waiting, call);
    }

    NetworkThread &m_networkThread;
    QSocketNotifier m_notifier;
    std::map<std::pair<QByteArray, size_t>, Channel> m_channels; // few, so they are never removed
    std::map<std::shared_ptr<Call>, Active> m_active;
};

NetworkThread::NetworkThread(ProxyRules proxies)
    : m_proxies(std::move(proxies))
    , m_wakeFd(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    if (m_wakeFd < 0)
        throw std::system_error(errno, std::generic_category(), "eventfd");
    setObjectName(u"network"_s);
    start();
}

NetworkThread::~NetworkThread()
{
    finish();
    close(m_wakeFd);
}

void NetworkThread::finish()
{
    {
        const std::lock_guard lock(m_mutex);
        m_orders.stop = true;
    }
    wake();
    wait();
}

void NetworkThread::carry(std::shared_ptr<Call> call)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopped || m_orders.stop) {
            call->resultQueue->put(call->index, closing(*call));
            return;
        }
        m_orders.carry.push_back(std::move(call));
    }
    wake();
}

void NetworkThread::drop(std::shared_ptr<Call> call)
{
    {
        const std::lock_guard lock(m_mutex);
        m_orders.drop.push_back(std::move(call));
    }
    wake();
}

void NetworkThread::run()
{
    setCurrentThreadName("network");
    Carrier carrier(*this);
    exec();
}

NetworkThread::Orders NetworkThread::takeOrders()
{
    const std::lock_guard lock(m_mutex);
    m_stopped = m_stopped || m_orders.stop;
    return std::exchange(m_orders, {});
}

void NetworkThread::wake() const
{
    eventfd_write(m_wakeFd, 1);
}

} // namespace turnpike::http

#include "moc_networkthread.cpp"
