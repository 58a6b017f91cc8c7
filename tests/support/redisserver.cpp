// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/redisserver.h"

#include "base/deadline.h"
#include "support/selfsigned.h"

#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>

#include <csignal>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace turnpike::test {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// Two, which are not the same.
std::pair<int, int> freePorts()
{
    QTcpServer one;
    QTcpServer other;
    one.listen(QHostAddress::LocalHost, 0);
    other.listen(QHostAddress::LocalHost, 0);
    return {one.serverPort(), other.serverPort()};
}

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        throw std::runtime_error("cannot write " + path.toStdString());
}

} // namespace

RedisServer::RedisServer(QStringList arguments, Doors doors)
    : m_arguments(std::move(arguments))
{
    std::tie(m_port, m_tlsPort) = freePorts();
    if (doors == Doors::PlainAndTls) {
        const QString key = m_folder.filePath(u"redis.key"_s);
        write(caFile(), kCertificate);
        write(key, kKey);
        // Redis asks clients for a certificate, too, unless told not to.
        m_arguments += QStringList{u"--tls-port"_s,         QString::number(m_tlsPort),
                                   u"--tls-cert-file"_s,    caFile(),
                                   u"--tls-key-file"_s,     key,
                                   u"--tls-ca-cert-file"_s, caFile(),
                                   u"--tls-auth-clients"_s, u"no"_s};
    }
    start();
}

RedisServer::~RedisServer()
{
    stop();
}

void RedisServer::start()
{
    m_process.start(u"redis-server"_s,
                    QStringList{u"--port"_s, QString::number(m_port), u"--bind"_s, u"127.0.0.1"_s,
                                u"--save"_s, QString(), u"--dir"_s, m_folder.path()} +
                        m_arguments);
    const Deadline deadline = Deadline::in(10s);
    while (!answers()) {
        if (!deadline.sleep(10ms) || m_process.state() == QProcess::NotRunning)
            throw std::runtime_error("redis-server does not start: " + m_process.readAll().toStdString());
    }
}

void RedisServer::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    freeze(false);
    m_process.terminate();
    if (!m_process.waitForFinished(10'000))
        m_process.kill();
    m_process.waitForFinished(10'000);
}

void RedisServer::freeze(bool frozen)
{
    ::kill(static_cast<pid_t>(m_process.processId()), frozen ? SIGSTOP : SIGCONT);
}

bool RedisServer::answers() const
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(m_port));
    if (!socket.waitForConnected(1'000))
        return false;
    socket.write("PING\r\n");
    // A server that asks for a password is there too.
    return socket.waitForReadyRead(1'000) && !socket.readAll().isEmpty();
}

} // namespace turnpike::test
