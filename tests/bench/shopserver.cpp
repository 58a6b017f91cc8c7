// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "shopserver.h"

#include "base/deadline.h"
#include "figures.h"
#include "sandbox/sandbox.h"
#include "updatebodies.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <array>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace turnpike::bench {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kReadyPatience = 60s;
constexpr auto kEndPatience = 20s;
constexpr auto kReadyLook = 1ms; // what is measured is told to within a few of these

// Whether /readyz answers 200 now. Plain sockets: nothing of the time is ours.
bool saysReady(quint16 port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{1, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    QByteArray answer;
    if (::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0) {
        const QByteArray request("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        ::send(fd, request.constData(), static_cast<size_t>(request.size()), MSG_NOSIGNAL);
        std::array<char, 512> bytes{};
        const ssize_t count = ::recv(fd, bytes.data(), bytes.size(), 0);
        answer = QByteArray(bytes.data(), std::max<ssize_t>(0, count));
    }
    ::close(fd);
    return answer.startsWith("HTTP/1.1 200");
}

QByteArray fileText(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw Broken(u"%1: %2"_s.arg(path, file.errorString()));
    return file.readAll();
}

// The number behind `name` in a file of lines "name: number …"; -1 where there is none.
qint64 numberBehind(const QByteArray &text, const QByteArray &name)
{
    for (const QByteArray &line : text.split('\n')) {
        if (line.startsWith(name + ':'))
            return line.mid(name.size() + 1).simplified().split(' ').value(0).toLongLong();
    }
    return -1;
}

} // namespace

ShopServer::ShopServer(const Tools &tools, const StandIn &standIn, const QString &databaseUrl,
                       const QString &folder, Role role)
    : m_port(sandbox::freePort())
    , m_program(tools.server)
    , m_logFile(folder + u"/server.log"_s)
{
    // Of a sandbox no more than its token and keys: it never listens.
    const sandbox::Sandbox names{sandbox::Options()};
    m_environment = sandbox::serverEnvironment(names, m_port, databaseUrl, folder);
    set("TELEGRAM_API_URL", standIn.telegramUrl());
    set("XRAY_API_URL", standIn.vpnUrl());
    set("CRYPTOBOT_API_URL", standIn.cryptoPayUrl());
    set("WEBHOOK_SECRET", QString::fromLatin1(kWebhookSecret));
    if (role == Role::IngestOnly)
        set("INGEST_ONLY", u"true"_s);
}

void ShopServer::set(const char *name, const QString &value)
{
    m_environment.insert(QString::fromLatin1(name), value);
}

std::chrono::microseconds ShopServer::start()
{
    m_server = std::make_unique<sandbox::StoryServer>(m_program, m_environment,
                                                      QUrl(u"http://127.0.0.1:%1"_s.arg(m_port)), m_logFile);
    const qint64 begun = nowUs();
    m_server->start();
    const Deadline deadline = Deadline::in(kReadyPatience);
    while (!saysReady(m_port)) {
        chaos::live(kReadyLook); // in which its end is noticed, and an interruption
        if (!m_server->isRunning() || deadline.hasPassed())
            throw Broken(u"the server does not get ready: "_s +
                         QString::fromUtf8(fileText(m_logFile).right(500)));
    }
    return std::chrono::microseconds(nowUs() - begun);
}

void ShopServer::stop()
{
    m_server->terminate();
    chaos::until(u"the server ends"_s, kEndPatience, [this] { return !m_server->isRunning(); });
    if (m_server->exitCode() != 0)
        throw Broken(u"the server did not end well: "_s + QString::fromUtf8(fileText(m_logFile).right(500)));
}

ProcessCost costOf(qint64 processId)
{
    const QString folder = u"/proc/%1"_s.arg(processId);
    ProcessCost cost;
    const qint64 pssKib = numberBehind(fileText(folder + u"/smaps_rollup"_s), "Pss");
    if (pssKib < 0)
        throw Broken(u"the kernel does not say how large process %1 is"_s.arg(processId));
    cost.pssMib = static_cast<double>(pssKib) / 1024;
    const QString tasks = folder + u"/task"_s;
    for (const QString &thread : QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        // One that has ended meanwhile counts as none.
        QFile status(tasks + u'/' + thread + u"/status"_s);
        if (!status.open(QIODevice::ReadOnly))
            continue;
        cost.voluntarySwitches +=
            std::max<qint64>(0, numberBehind(status.readAll(), "voluntary_ctxt_switches"));
        ++cost.threads;
    }
    if (cost.threads == 0)
        throw Broken(u"process %1 has no threads to be looked at"_s.arg(processId));
    return cost;
}

} // namespace turnpike::bench
