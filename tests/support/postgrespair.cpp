// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/postgrespair.h"

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QProcess>
#include <QRandomGenerator>
#include <QTcpServer>

#include <algorithm>
#include <stdexcept>

#include <pwd.h>
#include <unistd.h>

namespace turnpike::test {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kPrimary = "127.0.0.1";
constexpr const char *kStandby = "127.0.0.2";
// However busy the machine is.
constexpr int kServerPatienceMs = 120'000;

// Below the ports that connections of others go out by.
int portForPair()
{
    for (;;) {
        const int port = QRandomGenerator::global()->bounded(20'000, 32'000);
        QTcpServer primary;
        QTcpServer standby;
        if (primary.listen(QHostAddress(QLatin1String(kPrimary)), static_cast<quint16>(port)) &&
            standby.listen(QHostAddress(QLatin1String(kStandby)), static_cast<quint16>(port)))
            return port;
    }
}

// Of the newest version that is there, as scripts/lib/services takes it.
QString postgresProgram(const char *name)
{
    const QDir versions(u"/usr/lib/postgresql"_s);
    int newest = 0;
    for (const QString &version : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        newest = std::max(newest, version.toInt());
    return versions.filePath(u"%1/bin/%2"_s.arg(newest).arg(QLatin1String(name)));
}

} // namespace

PostgresPair::PostgresPair()
    : m_port(portForPair())
{
    // PostgreSQL refuses to run as root.
    if (::getuid() == 0) {
        const passwd *owner = ::getpwnam("postgres");
        if (!owner ||
            ::chown(QFile::encodeName(m_folder.path()).constData(), owner->pw_uid, owner->pw_gid) != 0)
            throw std::runtime_error("there is no user postgres to run a server");
    }
    try {
        run("initdb", "primary", u"-U turnpike -A trust -E UTF8 --locale=C --no-sync"_s.split(u' '));
        start("primary", kPrimary);
        run("pg_basebackup", "standby",
            u"-h %1 -p %2 -U turnpike -R --checkpoint=fast --no-sync"_s.arg(QLatin1String(kPrimary))
                .arg(m_port)
                .split(u' '));
        start("standby", kStandby);
    } catch (...) {
        end();
        throw;
    }
}

PostgresPair::~PostgresPair()
{
    end();
}

void PostgresPair::end()
{
    for (const char *server : {"standby", "primary"}) {
        if (!QFile::exists(pathOf(server) + u"/postmaster.pid"_s))
            continue;
        try {
            control(server, u"stop -m immediate"_s);
        } catch (const std::exception &error) {
            qWarning("%s", error.what());
        }
    }
}

db::DatabaseUrl PostgresPair::url() const
{
    return db::DatabaseUrl::parse(
        u"postgresql://turnpike@%1:%2/postgres?host=%3,%1"_s.arg(QLatin1String(kPrimary))
            .arg(m_port)
            .arg(QLatin1String(kStandby)));
}

void PostgresPair::start(const char *server, const char *address)
{
    run("pg_ctl", server,
        {u"start"_s, u"-w"_s, u"-l"_s, pathOf(server) + u".log"_s, u"-o"_s,
         u"-p %1 -k '' -h %2 -c fsync=off"_s.arg(m_port).arg(QLatin1String(address))});
}

void PostgresPair::stopPrimary()
{
    control("primary", u"stop -m fast"_s);
}

void PostgresPair::promoteStandby()
{
    control("standby", u"promote"_s);
}

void PostgresPair::control(const char *server, const QString &words) const
{
    run("pg_ctl", server, words.split(u' ') + QStringList{u"-w"_s});
}

void PostgresPair::run(const char *program, const char *server, const QStringList &words) const
{
    QString path = postgresProgram(program);
    QStringList arguments = QStringList{u"-D"_s, pathOf(server)} + words;
    if (::getuid() == 0) {
        arguments =
            QStringList{u"--reuid=postgres"_s, u"--regid=postgres"_s, u"--init-groups"_s, path} + arguments;
        path = u"setpriv"_s;
    }
    QProcess process;
    process.setWorkingDirectory(u"/"_s); // that user may not read ours
    // To a file: a server that stays must not keep a pipe open.
    const QString output = pathOf("output");
    process.setStandardOutputFile(output);
    process.setStandardErrorFile(output, QIODevice::Append);
    process.start(path, arguments);
    const bool isOver = process.waitForFinished(kServerPatienceMs);
    if (isOver && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return;
    QFile said(output);
    const QByteArray text = said.open(QIODevice::ReadOnly) ? said.readAll() : QByteArray();
    throw std::runtime_error(std::string(program) + ": " + process.errorString().toStdString() + ' ' +
                             text.toStdString());
}

} // namespace turnpike::test
