// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "state/hostaddresses.h"

#include "base/thread.h"

#include <QHostAddress>

#include <condition_variable>
#include <mutex>
#include <netdb.h>
#include <thread>

namespace turnpike::state {

using std::chrono::steady_clock;

namespace {

constexpr auto kGoodFor = std::chrono::seconds(30);

struct Found
{
    std::vector<QByteArray> addresses;
    QString error;
};

// Blocks for as long as the system's resolver likes.
Found resolve(const QByteArray &host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *list = nullptr;
    const int code = ::getaddrinfo(host.constData(), nullptr, &hints, &list);
    if (code != 0)
        return {{}, QString::fromUtf8(::gai_strerror(code))};
    Found found;
    for (const addrinfo *entry = list; entry != nullptr; entry = entry->ai_next) {
        char text[NI_MAXHOST];
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) ==
            0)
            found.addresses.emplace_back(text);
    }
    ::freeaddrinfo(list);
    return found;
}

} // namespace

struct HostAddresses::Shared
{
    QByteArray host;
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<QByteArray> addresses;
    QString error;
    steady_clock::time_point lookedUpAt{};
    bool isLooking = false;
    bool isNumeric = false;
};

HostAddresses::HostAddresses(const QString &host)
    : m_shared(std::make_shared<Shared>())
{
    m_shared->host = host.toUtf8();
    m_shared->isNumeric = !QHostAddress(host).isNull();
    if (m_shared->isNumeric)
        m_shared->addresses = {m_shared->host};
}

std::vector<QByteArray> HostAddresses::get(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_shared->mutex);
    if (m_shared->isNumeric)
        return m_shared->addresses;
    if (!m_shared->isLooking && steady_clock::now() - m_shared->lookedUpAt >= kGoodFor) {
        m_shared->isLooking = true;
        std::thread([shared = m_shared] { lookUp(shared); }).detach();
    }
    if (m_shared->addresses.empty())
        m_shared->changed.wait_for(lock, patience, [this] { return !m_shared->isLooking; });
    return m_shared->addresses;
}

void HostAddresses::lookUp(const std::shared_ptr<Shared> &shared)
{
    setCurrentThreadName("redis-resolver");
    Found found = resolve(shared->host);
    const std::lock_guard lock(shared->mutex);
    shared->isLooking = false;
    shared->error = found.error;
    // What was known stays good while nothing better is.
    if (!found.addresses.empty()) {
        shared->addresses = std::move(found.addresses);
        shared->lookedUpAt = steady_clock::now();
    }
    shared->changed.notify_all();
}

void HostAddresses::distrust()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->lookedUpAt = {};
}

QString HostAddresses::lastError() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->error;
}

} // namespace turnpike::state
