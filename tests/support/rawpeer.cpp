// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/rawpeer.h"

#include <QList>

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace turnpike::test {

using namespace Qt::StringLiterals;

QByteArray RawRequest::header(const QByteArray &name) const
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

bool RawConnection::fill()
{
    char bytes[16 * 1024];
    const ssize_t count = recv(m_fd, bytes, sizeof bytes, 0);
    if (count <= 0)
        return false;
    m_buffer.append(bytes, count);
    return true;
}

std::optional<RawRequest> RawConnection::read()
{
    qsizetype end = 0;
    while ((end = m_buffer.indexOf("\r\n\r\n")) < 0) {
        if (!fill())
            return std::nullopt;
    }
    RawRequest request;
    request.head = m_buffer.left(end);
    m_buffer.remove(0, end + 4);
    const QList<QByteArray> line = request.head.left(request.head.indexOf('\r')).split(' ');
    request.method = line.value(0);
    request.target = line.value(1);
    const qsizetype size = request.header("Content-Length").toLongLong();
    while (m_buffer.size() < size) {
        if (!fill())
            return std::nullopt;
    }
    request.body = m_buffer.left(size);
    m_buffer.remove(0, size);
    return request;
}

QByteArray RawConnection::take()
{
    if (m_buffer.isEmpty())
        fill();
    return std::exchange(m_buffer, {});
}

QByteArray RawConnection::peek()
{
    if (m_buffer.isEmpty())
        fill();
    return m_buffer;
}

bool RawConnection::write(const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t count =
            send(m_fd, bytes.constData() + done, static_cast<size_t>(bytes.size() - done), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        done += count;
    }
    return true;
}

void RawConnection::answer(int status, const QByteArray &body, const QByteArray &moreHeaders)
{
    write("HTTP/1.1 " + QByteArray::number(status) + " Status\r\nContent-Length: " +
          QByteArray::number(body.size()) + "\r\n" + moreHeaders + "\r\n" + body);
}

bool RawConnection::waitForClose(std::optional<std::chrono::milliseconds> atMost)
{
    for (;;) {
        pollfd waiting{m_fd, POLLIN, 0};
        if (poll(&waiting, 1, atMost ? static_cast<int>(atMost->count()) : -1) == 0)
            return false;
        if (!fill())
            return true;
        m_buffer.clear();
    }
}

void RawConnection::relayTo(quint16 port, qint64 atMost)
{
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const bool isThere = connect(server, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    char bytes[16 * 1024];
    for (bool isOpen = isThere; isOpen && atMost != 0;) {
        pollfd waiting[]{{m_fd, POLLIN, 0}, {server, POLLIN, 0}};
        poll(waiting, 2, -1);
        if (waiting[0].revents != 0) {
            const ssize_t count = recv(m_fd, bytes, sizeof bytes, 0);
            isOpen = count > 0 && send(server, bytes, static_cast<size_t>(count), MSG_NOSIGNAL) == count;
        }
        if (isOpen && waiting[1].revents != 0) {
            ssize_t count = recv(server, bytes, sizeof bytes, 0);
            if (atMost > 0) {
                count = std::min<ssize_t>(count, atMost);
                atMost -= std::max<ssize_t>(count, 0);
            }
            isOpen = count > 0 && write(QByteArray(bytes, count));
        }
    }
    close(server);
}

void RawConnection::finish()
{
    shutdown(m_fd, SHUT_WR);
}

void RawConnection::reset()
{
    const linger hard{1, 0};
    setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

RawPeer::RawPeer(Script script)
    : m_script(std::move(script))
    , m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (m_listener < 0 || bind(m_listener, generic, size) != 0 || listen(m_listener, 128) != 0 ||
        getsockname(m_listener, generic, &size) != 0)
        throw std::system_error(errno, std::generic_category(), "listen");
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this] { accept(); });
}

RawPeer::~RawPeer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        shutdown(m_listener, SHUT_RDWR);
        for (const int fd : m_open)
            shutdown(fd, SHUT_RDWR);
    }
    m_acceptor.join();
    for (std::thread &thread : m_threads)
        thread.join();
    close(m_listener);
}

QUrl RawPeer::url(const QString &path) const
{
    return QUrl(u"http://127.0.0.1:%1%2"_s.arg(m_port).arg(path));
}

void RawPeer::accept()
{
    for (;;) {
        const int fd = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0)
            return;
        const std::lock_guard lock(m_mutex);
        if (m_ending) {
            close(fd);
            return;
        }
        m_open.insert(fd);
        m_threads.emplace_back([this, fd, number = ++m_connections] { serve(fd, number); });
    }
}

void RawPeer::serve(int fd, int number)
{
    RawConnection connection(fd, number);
    m_script(connection);
    const std::lock_guard lock(m_mutex);
    m_open.erase(fd);
    close(fd);
}

} // namespace turnpike::test
