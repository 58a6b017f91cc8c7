// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QFile>

#include <sqlite3.h>

#include <stdexcept>
#include <string>

namespace turnpike::test {

// Somebody else at the same file, as a shell or a backup is: by SQLite's own library, past all of ours.
class SqliteOutsider
{
public:
    explicit SqliteOutsider(const QString &path)
    {
        const int result = sqlite3_open_v2(QFile::encodeName(path).constData(), &m_connection,
                                           SQLITE_OPEN_READWRITE, nullptr);
        if (result != SQLITE_OK)
            throw std::runtime_error(std::string("outsider: ") + sqlite3_errstr(result));
        sqlite3_busy_timeout(m_connection, 30'000);
    }
    ~SqliteOutsider() { sqlite3_close(m_connection); }
    SqliteOutsider(const SqliteOutsider &) = delete;
    SqliteOutsider &operator=(const SqliteOutsider &) = delete;

    // Any number of statements; the first column of the first row.
    QByteArray run(const QByteArray &sql) const
    {
        QByteArray first;
        const auto keep = [](void *to, int columns, char **values, char **) {
            auto *text = static_cast<QByteArray *>(to);
            if (columns > 0 && text->isEmpty())
                *text = values[0];
            return 0;
        };
        if (sqlite3_exec(m_connection, sql.constData(), keep, &first, nullptr) != SQLITE_OK)
            throw std::runtime_error(std::string("outsider: ") + sqlite3_errmsg(m_connection));
        return first;
    }
    // A backup, whole by itself.
    void copyTo(const QString &path) const { run("VACUUM INTO '" + QFile::encodeName(path) + '\''); }

private:
    sqlite3 *m_connection = nullptr;
};

} // namespace turnpike::test
