// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/tcpgate.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace turnpike::test {

namespace {

// How soon a changed setting is noticed.
constexpr int kLookMs = 5;
// How soon the next slice follows, or what is late arrives.
constexpr int kSoonMs = 1;

sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port));
    return address;
}

void noDelay(int socket)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

} // namespace

TcpGate::TcpGate(int targetPort)
    : TcpGate(std::vector{targetPort})
{}

TcpGate::TcpGate(std::vector<int> targetPorts)
    : m_targetPorts(std::move(targetPorts))
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) != 0 ||
        ::listen(m_listener, 128) != 0)
        throw std::runtime_error("the gate cannot listen");
    ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { run(); });
}

TcpGate::~TcpGate()
{
    m_ending = true;
    m_thread.join();
    for (const Pair &pair : m_pairs)
        shut(pair, false);
    ::close(m_listener);
}

void TcpGate::run()
{
    std::vector<pollfd> sockets;
    while (!m_ending) {
        sockets.assign(1, {m_listener, POLLIN, 0});
        wait(sockets);
        const bool reset = m_reset.exchange(false);
        const bool cut = m_cut.exchange(false) || reset;
        const int cutsAsked = m_cutsAsked;
        for (size_t i = 0; i < m_pairs.size(); ++i) {
            Pair &pair = m_pairs[i];
            if (sockets[1 + 2 * i].revents)
                receive(pair, true);
            if (sockets[2 + 2 * i].revents)
                receive(pair, false);
            deliver(pair, true);
            deliver(pair, false);
            if (pair.isEnding && pair.toClient.empty() && pair.toServer.empty())
                pair.isDead = true;
        }
        std::erase_if(m_pairs, [&](const Pair &pair) {
            if (pair.isDead || cut)
                shut(pair, reset);
            return pair.isDead || cut;
        });
        if (cut) {
            const std::lock_guard lock(m_mutex);
            m_cutsDone = cutsAsked;
            m_isCut.notify_all();
        }
        if (sockets[0].revents)
            acceptOne();
    }
}

void TcpGate::cut(std::atomic<bool> &how)
{
    const int asked = ++m_cutsAsked;
    how = true;
    std::unique_lock lock(m_mutex);
    m_isCut.wait(lock, [&] { return m_cutsDone >= asked; });
}

// Two entries for each pair follow the listener's; -1, which is not looked at, where a side has closed.
int TcpGate::wait(std::vector<pollfd> &sockets) const
{
    bool isOnItsWay = false;
    for (const Pair &pair : m_pairs) {
        sockets.push_back({pair.isEnding ? -1 : pair.client, POLLIN, 0});
        sockets.push_back({pair.isEnding ? -1 : pair.server, POLLIN, 0});
        isOnItsWay = isOnItsWay || !pair.toClient.empty() || !pair.toServer.empty();
    }
    return ::poll(sockets.data(), sockets.size(), isOnItsWay ? kSoonMs : kLookMs);
}

void TcpGate::shut(const Pair &pair, bool reset)
{
    for (const int socket : {pair.client, pair.server}) {
        const linger hard{1, 0};
        if (reset)
            ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        ::close(socket);
    }
}

void TcpGate::acceptOne()
{
    const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0)
        return;
    if (m_refusing) {
        ::close(client);
        return;
    }
    const int server = connectToTarget();
    if (server < 0) {
        ::close(client);
        return;
    }
    noDelay(client);
    noDelay(server);
    Pair pair{};
    pair.client = client;
    pair.server = server;
    m_pairs.push_back(std::move(pair));
    ++m_accepted;
}

void TcpGate::setTargets(std::vector<int> targetPorts)
{
    const std::lock_guard lock(m_mutex);
    m_targetPorts = std::move(targetPorts);
    m_nextTarget = 0;
}

// A socket to the next target that listens; -1: none does.
int TcpGate::connectToTarget()
{
    const std::lock_guard lock(m_mutex);
    for (size_t i = 0; i < m_targetPorts.size(); ++i) {
        const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_in address = loopback(m_targetPorts[m_nextTarget]);
        m_nextTarget = (m_nextTarget + 1) % m_targetPorts.size();
        if (::connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
            return server;
        ::close(server);
    }
    return -1;
}

void TcpGate::receive(Pair &pair, bool fromClient)
{
    std::array<char, 65536> buffer;
    const ssize_t size = ::recv(fromClient ? pair.client : pair.server, buffer.data(), buffer.size(), 0);
    if (size <= 0) {
        pair.isEnding = true;
        return;
    }
    pair.packets += fromClient ? 1 : 0;
    if (fromClient && pair.wasAnswered)
        ++m_turns;
    pair.wasAnswered = !fromClient;
    (fromClient ? m_sent : m_answered) += size;
    if (m_silent || (m_silentAfter > 0 && pair.packets >= m_silentAfter))
        return;
    const TimePoint due = std::chrono::steady_clock::now() + std::chrono::milliseconds(m_delayMs);
    (fromClient ? pair.toServer : pair.toClient)
        .push_back({due, std::string(buffer.data(), static_cast<size_t>(size))});
}

// What is due goes on: all of it, or one slice.
void TcpGate::deliver(Pair &pair, bool toClient)
{
    std::deque<Chunk> &chunks = toClient ? pair.toClient : pair.toServer;
    const auto now = std::chrono::steady_clock::now();
    while (!pair.isDead && !chunks.empty() && chunks.front().due <= now) {
        std::string &bytes = chunks.front().bytes;
        const int slice = m_slice;
        const size_t size = slice > 0 ? std::min(bytes.size(), static_cast<size_t>(slice)) : bytes.size();
        sendOn(pair, toClient, bytes.data(), size);
        bytes.erase(0, size);
        if (bytes.empty())
            chunks.pop_front();
        if (slice > 0)
            return;
    }
}

void TcpGate::sendOn(Pair &pair, bool toClient, const char *bytes, size_t size)
{
    const int cutAfter = m_cutAfter;
    if (toClient && cutAfter >= 0) {
        const size_t left = static_cast<size_t>(std::max(0, cutAfter - pair.answered));
        pair.isDead = size >= left;
        size = std::min(size, left);
        pair.answered += static_cast<int>(size);
    } else if (toClient) {
        pair.answered = 0;
    }
    while (size > 0) {
        const ssize_t sent = ::send(toClient ? pair.client : pair.server, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0) {
            pair.isDead = true;
            return;
        }
        bytes += sent;
        size -= static_cast<size_t>(sent);
    }
}

} // namespace turnpike::test
