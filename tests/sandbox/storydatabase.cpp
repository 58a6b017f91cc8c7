// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "storydatabase.h"

#include "base/errors.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QUrl>
#include <QUrlQuery>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

StoryDatabase::StoryDatabase(const QString &url)
{
    static int opened = 0;
    m_connection = u"story%1"_s.arg(++opened);
    if (url.startsWith(u"sqlite:")) {
        m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection);
        m_database.setDatabaseName(url.mid(7));
        m_database.setConnectOptions(u"QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=2000"_s);
    } else {
        const QUrl parsed(url);
        const QString socketFolder = QUrlQuery(parsed).queryItemValue(u"host"_s, QUrl::FullyDecoded);
        m_database = QSqlDatabase::addDatabase(u"QPSQL"_s, m_connection);
        m_database.setHostName(socketFolder.isEmpty() ? parsed.host() : socketFolder);
        m_database.setPort(parsed.port(5432));
        m_database.setDatabaseName(parsed.path().mid(1));
        m_database.setUserName(parsed.userName(QUrl::FullyDecoded));
        m_database.setPassword(parsed.password(QUrl::FullyDecoded));
        m_database.setConnectOptions(
            u"connect_timeout=5;options='-c statement_timeout=5000 -c default_transaction_read_only=on'"_s);
    }
    if (!m_database.open()) {
        throw Error(ErrorType::Infra,
                    u"the server's database cannot be read: "_s + m_database.lastError().driverText());
    }
}

StoryDatabase::~StoryDatabase()
{
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_connection);
}

QList<QVariantList> StoryDatabase::rows(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    bool ok = query.prepare(sql);
    for (const QVariant &value : values)
        query.addBindValue(value);
    ok = ok && query.exec();
    if (!ok)
        throw Error(ErrorType::Infra, u"the server's database: "_s + query.lastError().text());
    QList<QVariantList> found;
    while (query.next()) {
        QVariantList row;
        for (int i = 0; i < query.record().count(); ++i)
            row.append(query.value(i));
        found.append(row);
    }
    return found;
}

qint64 StoryDatabase::number(const QString &sql, const QVariantList &values)
{
    const QList<QVariantList> found = rows(sql, values);
    return found.isEmpty() ? 0 : found.first().value(0).toLongLong();
}

std::optional<StoryDatabase::Subscription> StoryDatabase::subscription(qint64 userId)
{
    const QList<QVariantList> found =
        rows(u"SELECT uuid, tariff, vpn_key, expires_at, vpn_expires_at, period_number FROM "
             "subscriptions WHERE telegram_id = ? AND status = 'active'"_s,
             {userId});
    if (found.isEmpty())
        return std::nullopt;
    const QVariantList &row = found.first();
    return Subscription{row[0].toString(),   row[1].toString(),   row[2].toString(),
                        row[3].toLongLong(), row[4].toLongLong(), row[5].toLongLong()};
}

qint64 StoryDatabase::balance(qint64 userId)
{
    return number(u"SELECT balance_kopecks FROM users WHERE telegram_id = ?"_s, {userId});
}

qint64 StoryDatabase::balanceLedger(qint64 userId)
{
    // QPSQL gives the sum of bigints as numeric: ask for what it is.
    return number(u"SELECT CAST(COALESCE(SUM(amount_kopecks), 0) AS bigint) FROM "
                  "balance_transactions WHERE telegram_id = ?"_s,
                  {userId});
}

qint64 StoryDatabase::grantedPayments(qint64 userId, const QString &provider)
{
    return number(u"SELECT COUNT(*) FROM payments WHERE telegram_id = ? AND provider = ? AND "
                  "status = 'granted'"_s,
                  {userId, provider});
}

qint64 StoryDatabase::grantsOfInvoice(qint64 invoiceId)
{
    return number(u"SELECT COUNT(*) FROM payments WHERE provider = 'crypto_pay' AND external_id = "
                  "? AND status = 'granted'"_s,
                  {QString::number(invoiceId)});
}

qint64 StoryDatabase::inboxRows(qint64 updateId, const QString &status)
{
    return status.isEmpty() ? number(u"SELECT COUNT(*) FROM inbox WHERE update_id = ?"_s, {updateId})
                            : number(u"SELECT COUNT(*) FROM inbox WHERE update_id = ? AND status = ?"_s,
                                     {updateId, status});
}

qint64 StoryDatabase::inboxInStatus(const QString &status)
{
    return number(u"SELECT COUNT(*) FROM inbox WHERE status = ?"_s, {status});
}

qint64 StoryDatabase::outboxInStatus(const QString &status)
{
    return number(u"SELECT COUNT(*) FROM outbox WHERE status = ?"_s, {status});
}

} // namespace turnpike::sandbox
