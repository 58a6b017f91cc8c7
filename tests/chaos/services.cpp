// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "services.h"

#include "patience.h"

#include <QFile>
#include <QProcess>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::minutes kServicePatience{2};

} // namespace

Services::Services(const QString &script, const QString &folder, int maxConnections, const QString &walFolder,
                   const QString &settings)
    : m_script(script)
    , m_folder(folder)
    , m_maxConnections(maxConnections)
    , m_walFolder(walFolder)
    , m_settings(settings)
{}

Services::~Services()
{
    if (m_isUsed)
        QProcess::execute(m_script, {u"stop"_s, m_folder});
}

void Services::start(Kind kind)
{
    m_isUsed = true;
    run(u"start"_s, kind);
}

void Services::run(const QString &verb, Kind kind)
{
    const QString service = kind == Kind::Redis ? u"redis"_s : u"postgres"_s;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QString settings = u"-c fsync=on -c max_connections=%1"_s.arg(m_maxConnections);
    if (!m_walFolder.isEmpty()) {
        environment.insert(u"TURNPIKE_POSTGRES_WAL"_s, m_walFolder);
        settings += u" -c max_wal_size=48MB -c min_wal_size=16MB"_s;
    }
    if (!m_settings.isEmpty())
        settings += u" "_s + m_settings;
    environment.insert(u"TURNPIKE_POSTGRES_SETTINGS"_s, settings);
    process.setProcessEnvironment(environment);
    // To files: a server that stays must not keep a pipe open.
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(m_folder + u"/services.log"_s, QIODevice::Append);
    process.start(m_script, {verb, m_folder, service});
    try {
        until(u"services %1 %2"_s.arg(verb, service), kServicePatience,
              [&] { return process.state() == QProcess::NotRunning; });
    } catch (const Broken &) {
        process.waitForFinished(); // what it has begun can be stopped only then
        throw;
    }
    if (process.exitCode() != 0) {
        QFile log(m_folder + u"/services.log"_s);
        const QByteArray said = log.open(QIODevice::ReadOnly) ? log.readAll().right(500) : QByteArray();
        throw Broken(u"services %1 %2 failed: %3"_s.arg(verb, service, QString::fromUtf8(said)));
    }
}

int Services::portIn(const QString &name) const
{
    QFile file(m_folder + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
}

int Services::postgresPort() const
{
    return portIn(u"/pg.port"_s);
}

QString Services::postgresFolder() const
{
    return m_folder + u"/pg"_s;
}

QString Services::redisUrl() const
{
    return u"redis://127.0.0.1:%1"_s.arg(portIn(u"/redis.port"_s));
}

QString Services::databaseUrl() const
{
    return u"postgresql://turnpike@127.0.0.1:%1/postgres"_s.arg(postgresPort());
}

} // namespace turnpike::chaos
