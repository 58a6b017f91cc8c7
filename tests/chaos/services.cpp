#include "services.h"

#include "patience.h"

#include <QFile>
#include <QProcess>

namespace turnpike::chaos {

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
        QProcess::execute(m_script, {QStringLiteral("stop"), m_folder});
}

void Services::start(Kind kind)
{
    m_isUsed = true;
    run(QStringLiteral("start"), kind);
}

void Services::run(const QString &verb, Kind kind)
{
    const QString service = kind == Kind::Redis ? QStringLiteral("redis") : QStringLiteral("postgres");
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QString settings = QStringLiteral("-c fsync=on -c max_connections=%1").arg(m_maxConnections);
    if (!m_walFolder.isEmpty()) {
        environment.insert(QStringLiteral("TURNPIKE_POSTGRES_WAL"), m_walFolder);
        settings += QStringLiteral(" -c max_wal_size=48MB -c min_wal_size=16MB");
    }
    if (!m_settings.isEmpty())
        settings += QStringLiteral(" ") + m_settings;
    environment.insert(QStringLiteral("TURNPIKE_POSTGRES_SETTINGS"), settings);
    process.setProcessEnvironment(environment);
    // To files: a server that stays must not keep a pipe open.
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(m_folder + QStringLiteral("/services.log"), QIODevice::Append);
    process.start(m_script, {verb, m_folder, service});
    try {
        until(QStringLiteral("services %1 %2").arg(verb, service), kServicePatience,
              [&] { return process.state() == QProcess::NotRunning; });
    } catch (const Broken &) {
        process.waitForFinished(); // what it has begun can be stopped only then
        throw;
    }
    if (process.exitCode() != 0) {
        QFile log(m_folder + QStringLiteral("/services.log"));
        const QByteArray said = log.open(QIODevice::ReadOnly) ? log.readAll().right(500) : QByteArray();
        throw Broken(QStringLiteral("services %1 %2 failed: %3").arg(verb, service, QString::fromUtf8(said)));
    }
}

int Services::portIn(const QString &name) const
{
    QFile file(m_folder + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
}

int Services::postgresPort() const
{
    return portIn(QStringLiteral("/pg.port"));
}

QString Services::redisUrl() const
{
    return QStringLiteral("redis://127.0.0.1:%1").arg(portIn(QStringLiteral("/redis.port")));
}

QString Services::databaseUrl() const
{
    return QStringLiteral("postgresql://turnpike@127.0.0.1:%1/postgres").arg(postgresPort());
}

} // namespace turnpike::chaos
