// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "hand.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QUrl>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kHandTurn{100};
constexpr qint64 kPromptMs = 250; // what takes longer shows that something was in its way
// About a fifth of a page of PostgreSQL's: where the disk is full, a few of them show it.
constexpr int kFillerBytes = 1'500;

qint64 handMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QString connectionName(const void *hand)
{
    return u"hand-%1"_s.arg(reinterpret_cast<quintptr>(hand));
}

} // namespace

Hand::Hand(const QString &url)
    : m_url(url)
    , m_isSqlite(url.startsWith(u"sqlite:"))
    , m_thread([this] { run(); })
{}

Hand::~Hand()
{
    {
        const std::lock_guard lock(m_mutex);
        m_leave = true;
    }
    m_woken.notify_one();
    m_thread.join();
}

void Hand::setResting(bool isResting)
{
    const std::lock_guard lock(m_mutex);
    m_isResting = isResting;
}

void Hand::change(std::vector<Statement> statements)
{
    const std::lock_guard lock(m_mutex);
    m_waiting = std::move(statements);
    m_changedAt.reset();
    m_woken.notify_one();
}

Hand::Standing Hand::standing() const
{
    const std::lock_guard lock(m_mutex);
    const bool isSlow = m_begunAt && handMs() - *m_begunAt > kPromptMs;
    return {m_changedAt, isSlow ? std::nullopt : m_ableSince};
}

void Hand::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_leave) {
        m_woken.wait_for(lock, kHandTurn);
        if (m_isResting)
            m_ableSince.reset();
        if (m_isResting || m_leave)
            continue;
        const std::vector<Statement> due = m_waiting;
        const qint64 begun = handMs();
        m_begunAt = begun;
        lock.unlock();
        const bool isWritten = write(due.empty() ? trial() : due);
        lock.lock();
        const qint64 ended = handMs();
        m_begunAt.reset();
        if (!isWritten)
            m_ableSince.reset();
        else if (!m_ableSince || ended - begun > kPromptMs)
            m_ableSince = ended;
        if (isWritten && !due.empty()) {
            m_waiting.clear(); // one change at a time: nobody has given another one meanwhile
            m_changedAt = ended;
        }
    }
    lock.unlock();
    close();
}

std::vector<Hand::Statement> Hand::trial()
{
    QString filler;
    filler.reserve(kFillerBytes);
    for (int i = 0; i < kFillerBytes; ++i)
        filler.append(QLatin1Char(static_cast<char>('!' + QRandomGenerator::global()->bounded(90))));
    return {Statement{u"INSERT INTO chaos_trials (at, filler) VALUES (?, ?)"_s, {handMs(), filler}}};
}

bool Hand::write(const std::vector<Statement> &statements)
{
    if (!open())
        return false;
    bool isGood = true;
    {
        QSqlDatabase database = QSqlDatabase::database(connectionName(this), false);
        isGood = database.transaction();
        for (const Statement &statement : statements) {
            QSqlQuery query(database);
            if (isGood && statement.values.isEmpty()) {
                isGood = query.exec(statement.sql);
            } else if (isGood) {
                isGood = query.prepare(statement.sql);
                for (const QVariant &value : statement.values)
                    query.addBindValue(value);
                isGood = isGood && query.exec();
            }
        }
        isGood = isGood && database.commit();
    }
    if (!isGood || m_isSqlite)
        close();
    return isGood;
}

bool Hand::open()
{
    const QString name = connectionName(this);
    if (QSqlDatabase::contains(name))
        return true;
    bool isOpen = false;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(m_isSqlite ? u"QSQLITE"_s : u"QPSQL"_s, name);
        if (m_isSqlite) {
            database.setDatabaseName(m_url.mid(7));
            database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=1000"_s);
        } else {
            const QUrl url(m_url);
            database.setHostName(url.host());
            database.setPort(url.port());
            database.setUserName(url.userName());
            database.setDatabaseName(url.path().mid(1));
            database.setConnectOptions(
                u"connect_timeout=2;application_name=chaos-hand;options='-c statement_timeout=2000'"_s);
        }
        isOpen = database.open();
    }
    if (!isOpen)
        close();
    return isOpen;
}

void Hand::close()
{
    QSqlDatabase::removeDatabase(connectionName(this));
}

} // namespace turnpike::chaos
