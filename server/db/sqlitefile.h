#pragma once

#include "base/deadline.h"
#include "base/errors.h"

#include <QByteArray>

#include <mutex>
#include <optional>

struct sqlite3;

namespace turnpike::db {

// The file that a shop on SQLite keeps its books in: that it is there, and still the same one. SQLite by
// itself begins an empty one where there is none (a volume that was not mounted), writes on into one that was
// moved away, and lays the log (FILE-wal) of one file over a copy that was put in its place
// (sqlite.org/howtocorrupt.html). What is known of the file outlives the process in FILE.begun beside it.
// Made before the pool that asks check() and destroyed after it. Thread-safe.
class SqliteFile
{
public:
    explicit SqliteFile(QString path);
    ~SqliteFile();
    SqliteFile(const SqliteFile &) = delete;
    SqliteFile &operator=(const SqliteFile &) = delete;

    const QString &path() const { return m_path; }

    // Finds the shop's database and, where it is not the one of last time (a copy was restored), sees that it
    // is sound and puts the log of the one before aside. Makes an empty one, for migrations to fill, only
    // where there never was one and `mayBegin`. Throws DatabaseError that says what to do, also when the
    // deadline ends the look through a large copy; may be called until it does not.
    void open(bool mayBegin, const Deadline &deadline);
    // Once the schema is there: from now on a file that is missing or empty is waited for.
    void noteBegun();

    // Before a connection is opened or lent, and before a commit: throws DatabaseError (Kind::Connection)
    // while the file must not be used.
    void check();
    // Another file stands where the one was that this process has opened: what to say of that. For as long as
    // it does, check() throws; only another open() may use it.
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
    // A connection that is kept: through it the file itself is looked at (a descriptor of our own would, when
    // closed, drop SQLite's locks), and the log of a running shop never ends with some other connection.
    sqlite3 *m_keeper = nullptr;
    QByteArray m_identity;
    quint32 m_counter = 0; // of the file's header: it only grows
    bool m_isOverwritten = false;
};

} // namespace turnpike::db
