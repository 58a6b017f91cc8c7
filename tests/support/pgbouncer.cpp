// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/pgbouncer.h"

#include "base/deadline.h"

#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

#include <csignal>
#include <stdexcept>
#include <unistd.h>

namespace turnpike::test {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

int portForPooler()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost, 0);
    return server.serverPort();
}

const char *wordFor(PgBouncer::Mode mode)
{
    switch (mode) {
    case PgBouncer::Mode::Session:
        return "session";
    case PgBouncer::Mode::Transaction:
        return "transaction";
    case PgBouncer::Mode::Statement:
        break;
    }
    return "statement";
}

void write(const QString &path, const QString &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(text.toUtf8()) < 0)
        throw std::runtime_error("cannot write " + path.toStdString());
    // It reads them as a user of its own.
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
}

bool listensOn(int port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(port));
    return socket.waitForConnected(1'000);
}

} // namespace

PgBouncer::PgBouncer(const db::DatabaseUrl &target, Mode mode, const QString &password)
    : m_target(target)
    , m_port(portForPooler())
{
    QFile::setPermissions(m_folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner |
                                               QFile::ReadOther | QFile::ExeOther);
    writeUsers(password);
    writeConfig(mode, !password.isEmpty());
    // Debian puts it where only root looks.
    QString program = QStandardPaths::findExecutable(u"pgbouncer"_s);
    if (program.isEmpty())
        program = u"/usr/sbin/pgbouncer"_s;
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(program, {pathOf("pgbouncer.ini")});
    const Deadline deadline = Deadline::in(10s);
    while (!listensOn(m_port)) {
        m_process.waitForReadyRead(1);
        if (!deadline.sleep(10ms) || m_process.state() == QProcess::NotRunning)
            throw std::runtime_error("pgbouncer does not start: " + m_process.errorString().toStdString() +
                                     ' ' + m_process.readAll().toStdString());
    }
}

PgBouncer::~PgBouncer()
{
    // SIGTERM ends some versions at once, and others (1.23) when everybody has left.
    m_process.kill();
    m_process.waitForFinished(10'000);
}

// pgbouncer.org/config.html
void PgBouncer::writeConfig(Mode mode, bool asksForPassword) const
{
    QString text = u"[databases]\n"
                   "* = host=%1 port=%2 user=%3\n"
                   "[pgbouncer]\n"
                   "listen_addr = 127.0.0.1\n"
                   "listen_port = %4\n"
                   "unix_socket_dir =\n"
                   "pool_mode = %5\n"
                   "auth_type = %6\n"
                   "auth_file = %7\n"
                   "max_client_conn = 200\n"
                   "default_pool_size = 100\n"_s.arg(m_target.host())
                       .arg(m_target.port())
                       .arg(m_target.user())
                       .arg(m_port)
                       .arg(QLatin1String(wordFor(mode)), asksForPassword ? u"scram-sha-256"_s : u"any"_s,
                            pathOf("users.txt"));
    // It does not run as root.
    if (::getuid() == 0)
        text += u"user = nobody\n"_s;
    write(pathOf("pgbouncer.ini"), text);
}

void PgBouncer::writeUsers(const QString &password) const
{
    write(pathOf("users.txt"), u"\"%1\" \"%2\"\n"_s.arg(m_target.user(), password));
}

void PgBouncer::setPassword(const QString &password)
{
    writeUsers(password);
    ::kill(static_cast<pid_t>(m_process.processId()), SIGHUP);
}

QString PgBouncer::url(const QString &password) const
{
    return u"postgresql://%1:%2@127.0.0.1:%3/%4"_s.arg(m_target.user(), password)
        .arg(m_port)
        .arg(m_target.database());
}

} // namespace turnpike::test
