// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "base/deadline.h"
#include "db/connectionpool.h"
#include "protocol/literals.h"
#include "protocol/timestamp.h"

#include <QByteArray>
#include <QString>
#include <QVersionNumber>

#include <map>
#include <vector>

namespace turnpike::db {

// One numbered step of the schema.
struct Migration
{
    int number = 0;
    QString name; // such as "shop"
    QByteArray sql;
    QByteArray checksum; // SHA-256 of the text, hexadecimal
    // The oldest binary that can run on the schema after this step: "-- min-binary: 1.2.0" in its text, else
    // every binary can.
    QString minBinary = u"0"_s;
    // "-- no-transaction" in its text: PostgreSQL runs its statements separately, one by one.
    bool isOutsideTransaction = false;
};

// Brings the schema up to what this binary knows. Files are called NNNN_name.sql, or NNNN_name.pg.sql and
// NNNN_name.sqlite.sql where the databases differ. Each is applied in a transaction of its own, under a lock
// that keeps other replicas out, and recorded in schema_migrations. A step that cannot get a PostgreSQL lock
// within a second lets those queued behind it go first and tries again, for as long as the deadline allows: a
// long-running reader must not block the version that is serving. To roll back, deploy the older binary: it
// accepts a newer schema unless the schema says otherwise.
//
// A step that takes minutes says `-- no-transaction` on a line of its own. On PostgreSQL its statements (each
// ends with a semicolon at the end of a line) run one after another without a transaction and without limits
// on time or locks, under the same lock against other replicas, and then the step is recorded. This is for
// statements that cannot run in a transaction and block nobody (CREATE INDEX CONCURRENTLY), and for changing
// rows in batches. A step that is interrupted starts again from the first statement, so every statement must
// tolerate being repeated; an index whose creation was interrupted exists but is INVALID, hence DROP INDEX
// CONCURRENTLY IF EXISTS before CREATE. SQLite, which nobody else uses meanwhile, runs it in a transaction
// like any other step.
class Migrator
{
public:
    // `folder`: where the files are. `binary`: this program's version.
    Migrator(ConnectionPool &pool, const Clock &clock, const QString &folder = u":/migrations"_s,
             const QVersionNumber &binary = ownVersion());

    // Applies what is missing, and returns how many steps that was. Throws ConfigError when an applied file
    // was edited or the schema is too new for this binary, DatabaseError, DeadlineExceeded and Cancelled.
    // Blocks the calling thread.
    int migrate(const Deadline &deadline) { return migrate(deadline, deadline); }
    // `waiting`: when to give up merely waiting, for somebody's lock or another replica; the steps themselves
    // have until `deadline`.
    int migrate(const Deadline &deadline, const Deadline &waiting);

    // A step, as known to this binary and to the database.
    struct Step
    {
        enum class State {
            Applied,
            Pending, // known here, not applied
            Edited,  // applied with another text than this binary has
            Newer,   // applied by a newer binary
        };
        Migration migration; // the text is empty for Newer
        State state = State::Pending;
        std::optional<Timestamp> appliedAt; // ms UTC
    };
    // All steps in order. Changes nothing, even if nothing has been applied yet. Throws DatabaseError.
    std::vector<Step> status(const Deadline &deadline);
    // Whether this binary can run on a schema that asks for `minBinary`.
    bool accepts(const QString &minBinary) const;

    // The steps that this binary knows, in order. Throws ConfigError for a file with a wrong name or a number
    // used twice.
    const std::vector<Migration> &known() const { return m_known; }

    static QVersionNumber ownVersion();

private:
    struct Applied
    {
        QString name;
        QByteArray checksum;
        QString minBinary;
        Timestamp at = 0;
    };

    enum class Outcome {
        Applied, // one step
        Nothing, // there is none left
        Busy,    // another replica is at work: look again
    };

    void read(const QString &folder);
    bool isRecorded(Connection &connection) const;
    bool tryNext(Connection &connection, const Deadline &deadline, const Deadline &waiting);
    Outcome applyNext(Connection &connection, const Deadline &deadline);
    // The next step, if there is one. Throws ConfigError.
    const Migration *next(Connection &connection);
    Outcome applyOutside(Connection &connection, const Migration &step, const Deadline &deadline);
    void record(Connection &connection, const Migration &step);
    std::map<int, Applied> applied(Connection &connection);
    void check(const std::map<int, Applied> &applied) const;

    ConnectionPool &m_pool;
    const Clock &m_clock;
    const QVersionNumber m_binary;
    std::vector<Migration> m_known;
};

} // namespace turnpike::db
