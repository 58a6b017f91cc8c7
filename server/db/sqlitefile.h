// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "base/errors.h"

#include <QByteArray>

#include <mutex>
#include <optional>

struct sqlite3;

namespace turnpike::db {

// Makes sure that a shop's SQLite file is there, and is still the same one. Left to itself, SQLite creates an
// empty file if there is none (a volume that was not mounted), goes on writing to one that was moved away,
// and applies the log (FILE-wal) of one file to a copy that was put in its place
// (sqlite.org/howtocorrupt.html). What is known about the file is kept across processes in FILE.begun beside
// it. Made before the pool that asks check() and destroyed after it. Thread-safe.
class SqliteFile
{
public:
    explicit SqliteFile(QString path);
    ~SqliteFile();
    SqliteFile(const SqliteFile &) = delete;
    SqliteFile &operator=(const SqliteFile &) = delete;

    const QString &path() const { return m_path; }

    // Finds the shop's database and, if it is not the same as last time (a copy was restored), checks that it
    // is sound and moves the previous file's log aside. Creates an empty one, for migrations to fill, only if
    // there has never been one and `mayBegin`. Throws a DatabaseError that says what to do, also if the
    // deadline cuts short the check of a large copy; may be called again until it succeeds.
    void open(bool mayBegin, const Deadline &deadline);
    // Call once the schema is there: from now on, a missing or empty file is waited for.
    void noteBegun();

    // Before a connection is opened or lent, and before a commit: throws DatabaseError (Kind::Connection)
    // while the file may not be used.
    void check();
    // What to say if another file has taken the place of the one that this process opened. For as long as it
    // has, check() throws; only another open() may use it.
    std::optional<protocol::Sentence> replaced();

private:
    // What FILE.begun says.
    struct Known
    {
        bool isBegun = false;
        QByteArray database; // which file it was
        QByteArray log;
    };

    Known readKnown() const;
    void writeKnown(const QByteArray &database) const;
    void openFile(bool mayBegin, const Deadline &deadline);
    void beginEmpty(bool wasBegun, bool mayBegin) const;
    void putAsideLogOf(const Known &before) const;
    void openKeeper(const Deadline &deadline);
    void checkCopy() const;
    void keepToOwner() const;
    QByteArray firstText(const char *sql) const;
    void close(bool leaveTheLog);
    bool isAnother(const QByteArray &identity);
    bool wentBack();
    protocol::Sentence textOfReplaced() const;

    const QString m_path;
    std::mutex m_mutex; // guards what follows
    QString m_why;      // why it is not open
    // A connection that is kept open: the file itself is examined through it (closing a descriptor of our own
    // would drop SQLite's locks), and the log of a running shop never ends when some other connection closes.
    sqlite3 *m_keeper = nullptr;
    QByteArray m_identity;
    quint32 m_counter = 0; // of the file's header: it only grows
    bool m_isOverwritten = false;
};

} // namespace turnpike::db
