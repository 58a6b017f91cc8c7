// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

#include <utility>
#include <vector>

namespace turnpike::db {

// Which database to use: what DATABASE_URL says. A value.
//     postgresql://user:password@host:port/database?sslmode=require   (or postgres://…)
//     sqlite:PATH
class DatabaseUrl
{
public:
    enum class Kind { Sqlite, Postgres };

    // Throws a ConfigError that says what is wrong and never shows the password. Registers the password with
    // the log's redactor.
    static DatabaseUrl parse(const QString &text);
    static DatabaseUrl sqlite(const QString &path);

    Kind kind() const { return m_kind; }
    // The database's name; with SQLite the path of its file.
    const QString &database() const { return m_database; }
    const QString &host() const { return m_host; }
    int port() const { return m_port; }
    const QString &user() const { return m_user; }
    const QString &password() const { return m_password; }
    // Further libpq keywords, such as sslmode.
    const std::vector<std::pair<QString, QString>> &parameters() const { return m_parameters; }

    // For people: without the password.
    QString display() const;
    // The same server and another database. PostgreSQL only.
    DatabaseUrl withDatabase(const QString &database) const;
    // The same database at another address, such as a gate in front of it. PostgreSQL only.
    DatabaseUrl withAddress(const QString &host, int port) const;
    // `?host=one,two`: libpq takes the first of them that will do.
    bool hasSeveralHosts() const { return m_host.contains(u','); }
    // As a libpq connection string, for code that connects without Qt.
    QByteArray connectionString() const;
    // A value for such a string, quoted: whatever it contains, it stays one value.
    static QString quoted(const QString &value);
    // What libpq or a server says, which may repeat what it was told: with *** for the password, whether it
    // is plain, quoted or percent-encoded. Every failure to connect goes through here before it becomes an
    // error.
    QString withoutPassword(const QString &text) const;

private:
    static DatabaseUrl parsePostgres(const QString &text);

    Kind m_kind = Kind::Sqlite;
    QString m_database;
    QString m_host;
    int m_port = 5432;
    QString m_user;
    QString m_password;
    std::vector<std::pair<QString, QString>> m_parameters;
};

} // namespace turnpike::db
