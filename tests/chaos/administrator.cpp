// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "administrator.h"

#include "patience.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

Administrator::Administrator(const QString &databaseUrl)
    : m_connection(u"administrator-%1"_s.arg(reinterpret_cast<quintptr>(this)))
{
    const QUrl url(databaseUrl);
    m_database = QSqlDatabase::addDatabase(u"QPSQL"_s, m_connection);
    m_database.setHostName(url.host());
    m_database.setPort(url.port());
    m_database.setUserName(url.userName());
    m_database.setDatabaseName(url.path().mid(1));
    m_database.setConnectOptions(
        u"connect_timeout=5;application_name=chaos-administrator;options='-c statement_timeout=20000'"_s);
    if (m_database.open())
        return;
    const QString why = m_database.lastError().databaseText();
    m_database = {};
    QSqlDatabase::removeDatabase(m_connection);
    throw Broken(u"no administrator gets in: "_s + why);
}

Administrator::~Administrator()
{
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_connection);
}

void Administrator::exec(const QString &sql)
{
    const QString failed = attempt(sql);
    if (!failed.isEmpty())
        throw Broken(u"an administrator's %1: %2 %3"_s.arg(sql, failed, m_said));
}

QString Administrator::attempt(const QString &sql)
{
    QSqlQuery query(m_database);
    if (query.exec(sql))
        return {};
    const QString state = query.lastError().nativeErrorCode();
    m_said = query.lastError().databaseText();
    return state.isEmpty() ? u"08000"_s : state;
}

} // namespace turnpike::chaos
