// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "rig.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFile>
#include <QNetworkReply>

namespace turnpike::chaos {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kStartPatience = 60s;
constexpr auto kDatabasePatience = 30s;
constexpr auto kAnswerTime = 10s; // of /readyz
// What PostgreSQL begins with, what a case writes, and a good deal more.
constexpr int kDataMegabytes = 192;
constexpr int kWalMegabytes = 96;
constexpr qint64 kUnderWay = 8; // updates that may be on their way at any moment

sandbox::Options sandboxOptions(const World &world, const Form &form, const QString &folder)
{
    sandbox::Options options;
    options.webhookTiming.scale = world.timeScale;
    options.seed = form.seed;
    options.ledgerFile = folder + u"/ledger.jsonl"_s;
    return options;
}

} // namespace

Rig::Rig(const Tools &tools, const World &world, const Form &form)
    : m_world(world)
    , m_form(form)
    , m_random(form.seed)
{
    // PostgreSQL runs as its own user where we are root.
    QFile::setPermissions(m_folder.path(),
                          QFile::permissions(m_folder.path()) | QFile::ExeGroup | QFile::ExeOther);
    if (world.smallDisks) {
        m_dataDisk = std::make_unique<SmallDisk>(m_folder.filePath(u"pg"_s), kDataMegabytes);
        m_walDisk = std::make_unique<SmallDisk>(m_folder.filePath(u"pg_wal"_s), kWalMegabytes);
    }
    m_services =
        std::make_unique<Services>(tools.services, m_folder.path(), world.maxConnections,
                                   m_walDisk ? m_walDisk->folder() : QString(), world.postgresSettings);
    m_sandbox = std::make_unique<sandbox::Sandbox>(sandboxOptions(world, form, m_folder.path()));
    m_sandbox->listen(QHostAddress::LocalHost, 0);
    if (form.database == ShopDatabase::Postgres)
        m_services->start(Services::Kind::Postgres);
    if (world.redis)
        m_services->start(Services::Kind::Redis);
    makeServers(tools);
    m_crowd = std::make_unique<Crowd>(m_sandbox.get(), world.customers, form.seed);
}

Rig::~Rig()
{
    // Nobody who is still at the controls hangs in a silent gate.
    if (m_databaseGate) {
        m_databaseGate->setSilent(false);
        m_databaseGate->setDelay(0ms);
        m_databaseGate->cutAll();
    }
    m_controls.reset();
    m_database.reset();
    m_servers.clear();
}

void Rig::keepFolder()
{
    m_folder.setAutoRemove(false);
    if (m_dataDisk) // which does not stay
        QFile::copy(m_dataDisk->folder() + u"/log"_s, m_folder.filePath(u"postgres.log"_s));
}

void Rig::makeServers(const Tools &tools)
{
    std::vector<int> ports;
    for (int i = 0; i < m_world.replicas; ++i)
        ports.push_back(sandbox::freePort());
    QUrl database(databaseUrl());
    if (m_world.gate) {
        m_databaseGate = std::make_unique<test::TcpGate>(m_services->postgresPort());
        database.setPort(m_databaseGate->port());
    }
    int door = ports.front();
    if (ports.size() > 1) {
        m_edge = std::make_unique<test::TcpGate>(ports);
        door = m_edge->port();
    }
    for (int i = 0; i < m_world.replicas; ++i) {
        QProcessEnvironment environment = sandbox::serverEnvironment(*m_sandbox, static_cast<quint16>(door),
                                                                     database.toString(), m_folder.path());
        if (m_world.redis)
            environment.insert(u"REDIS_URL"_s, m_services->redisUrl());
        environment.insert(u"PORT"_s, QString::number(ports[static_cast<size_t>(i)]));
        m_servers.push_back(std::make_unique<sandbox::StoryServer>(
            tools.server, environment, QUrl(u"http://127.0.0.1:%1"_s.arg(ports[static_cast<size_t>(i)])),
            m_folder.filePath(u"server%1.log"_s.arg(i))));
    }
    std::vector<sandbox::StoryServer *> servers;
    for (const auto &each : m_servers)
        servers.push_back(each.get());
    m_controls = std::make_unique<Controls>(database.toString(), servers);
}

void Rig::start()
{
    for (int i = 0; i < m_world.replicas; ++i)
        startServer(i);
    until(u"Telegram knows the webhook"_s, kStartPatience,
          [this] { return !m_sandbox->sender().settings().url.isEmpty(); });
}

void Rig::startServer(int replica)
{
    QElapsedTimer timer;
    timer.start();
    server(replica).start();
    awaitReady(replica);
    m_startTime = std::max(m_startTime, std::chrono::milliseconds(timer.elapsed()));
}

void Rig::awaitReady(int replica)
{
    sandbox::StoryServer &started = server(replica);
    until(u"server %1 is ready"_s.arg(replica), kStartPatience, [&] {
        if (!started.isRunning())
            throw Broken(u"server %1 ended by itself, see %2"_s.arg(replica).arg(started.logFile()));
        return started.isReady();
    });
}

int Rig::readyStatus(int replica)
{
    QNetworkAccessManager network;
    QNetworkRequest request(server(replica).url().resolved(QUrl(u"/readyz"_s)));
    request.setTransferTimeout(static_cast<int>(std::chrono::milliseconds(kAnswerTime).count()));
    const std::unique_ptr<QNetworkReply> reply(network.get(request));
    until(u"/readyz answers or does not"_s, 3 * kAnswerTime, [&reply] { return reply->isFinished(); });
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

QByteArray Rig::serverLog(int replica)
{
    QFile file(server(replica).logFile());
    if (!file.open(QIODevice::ReadOnly))
        throw Broken(u"%1: %2"_s.arg(file.fileName(), file.errorString()));
    return file.readAll();
}

int Rig::leader()
{
    const auto leading = rows(u"SELECT instance_id FROM instances WHERE role = 'leader' AND "
                              "ended_at IS NULL ORDER BY last_seen_at DESC"_s);
    for (const QVariantList &row : leading) {
        for (int i = 0; i < m_world.replicas; ++i) {
            if (server(i).isRunning() && row[0].toString().contains(u"-%1-"_s.arg(server(i).processId())))
                return i;
        }
    }
    return -1;
}

QString Rig::databaseUrl() const
{
    switch (m_form.database) {
    case ShopDatabase::Postgres:
        return m_services->databaseUrl();
    case ShopDatabase::Sqlite:
        return u"sqlite:"_s + m_folder.filePath(u"turnpike.db"_s);
    }
    Q_UNREACHABLE();
}

QList<QVariantList> Rig::rows(const QString &sql, const QVariantList &values)
{
    QList<QVariantList> found;
    QString error;
    const auto look = [&] {
        try {
            if (!m_database)
                m_database = std::make_unique<sandbox::StoryDatabase>(databaseUrl());
            found = m_database->rows(sql, values);
            return true;
        } catch (const Error &failed) {
            error = failed.message();
            m_database.reset();
            return false;
        }
    };
    try {
        until(u"the database answers"_s, kDatabasePatience, look);
    } catch (const Broken &broken) {
        throw Broken(broken.message() + u": "_s + error);
    }
    // While anybody has the file open, the index of its write-ahead log stays in shared memory, and a server
    // that was killed finds it there when it is started again. It is to rebuild it from the log, as it must
    // where nobody looks on (sqlite.org/walformat.html, "Recovery").
    if (m_form.database == ShopDatabase::Sqlite)
        m_database.reset();
    return found;
}

qint64 Rig::number(const QString &sql, const QVariantList &values)
{
    const QList<QVariantList> found = rows(sql, values);
    return found.isEmpty() ? 0 : found.first().value(0).toLongLong();
}

void Rig::faultEnded(std::chrono::milliseconds away)
{
    m_longestAway = std::max(m_longestAway, away);
    m_faultEnds.push_back(QDateTime::currentMSecsSinceEpoch());
}

void Rig::awaitCaughtUp(std::chrono::milliseconds patience)
{
    // Of what was there at this moment, all: it is old, and what comes next may hold it up once more.
    const qint64 begin = QDateTime::currentMSecsSinceEpoch();
    until(u"what was held up is handled"_s, patience, [this, begin] {
        return m_sandbox->sender().pendingCount() <= kUnderWay &&
               number(u"SELECT count(*) FROM inbox WHERE status = 'pending'"_s) <= kUnderWay &&
               number(u"SELECT count(*) FROM inbox WHERE status = 'pending' AND received_at < %1"_s.arg(
                   begin)) == 0;
    });
}

void Rig::drain(std::chrono::milliseconds patience)
{
    m_crowd->close();
    QString open;
    try {
        until(u"all has ended"_s, patience, [&] {
            live(200ms);
            open = whatIsOpen();
            return open.isEmpty();
        });
    } catch (const Broken &broken) {
        throw Broken(broken.message() + u": still open: "_s + open);
    }
}

// What has not come to its end yet, in words; without what is only told to the VPN API once more.
QString Rig::whatIsOpen()
{
    static const QString kOpen = uR"(
        SELECT (SELECT count(*) FROM inbox WHERE status = 'pending'),
               (SELECT count(*) FROM outbox WHERE status = 'pending'),
               (SELECT count(*) FROM subscriptions
                WHERE next_activation_at <> coalesce(vpn_unsettled_until, 0)),
               (SELECT count(*) FROM vpn_removals WHERE next_attempt_at <> coalesce(unsettled_until, 0)),
               (SELECT count(*) FROM payments WHERE provider = 'crypto_pay'),
               (SELECT count(*) FROM purchases
                WHERE next_check_at IS NOT NULL AND provider_invoice_id IS NULL))"_s;
    qint64 paid = 0;
    for (const QJsonValue &invoice : m_sandbox->cryptoPay().invoicesJson())
        paid += invoice.toObject().value(u"status").toString() == u"paid" ? 1 : 0;
    const QVariantList row = rows(kOpen).first();
    QStringList open;
    const auto note = [&open](const char *what, qint64 count) {
        if (count > 0)
            open.append(u"%1 %2"_s.arg(count).arg(QLatin1String(what)));
    };
    note("updates at Telegram", m_sandbox->sender().pendingCount());
    note("updates in the inbox", row[0].toLongLong());
    note("messages", row[1].toLongLong());
    note("activations", row[2].toLongLong());
    note("removals", row[3].toLongLong());
    note("paid invoices", paid - row[4].toLongLong());
    note("invoices to be made", row[5].toLongLong()); // or given up, of which the customer is told
    return open.join(u", "_s);
}

} // namespace turnpike::chaos
