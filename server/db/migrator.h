#pragma once

#include "base/clock.h"
#include "base/deadline.h"
#include "db/connectionpool.h"

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
    QString minBinary = QStringLiteral("0");
};

// Brings the schema up to what this binary knows. Files are called NNNN_name.sql, or NNNN_name.pg.sql and
// NNNN_name.sqlite.sql where the databases differ. Each is applied in a transaction of its own, under a lock
// that keeps other replicas out, and recorded in schema_migrations. A step that cannot have a lock of
// PostgreSQL within a second lets those who queue behind it go first and tries again, for as long as the
// deadline allows: a long reader must not make the version that serves wait. Rolling back is deploying the
// older binary: it accepts a newer schema unless that says otherwise.
class Migrator
{
public:
    // `folder`: where the files are. `binary`: this program's version.
    Migrator(ConnectionPool &pool, const Clock &clock, const QString &folder = QStringLiteral(":/migrations"),
             const QVersionNumber &binary = ownVersion());

    // Applies what is missing; how many steps that were. Throws ConfigError when an applied file was edited
    // or the schema is too new for this binary, and DatabaseError.
    int migrate(const Deadline &deadline);

    // A step as this binary and the database know it.
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
        std::optional<qint64> appliedAt; // ms UTC
    };
    // All steps in order. Changes nothing, also where nothing has been applied. Throws DatabaseError.
    std::vector<Step> status(const Deadline &deadline);
    // Whether this binary can run on a schema that asks for `minBinary`.
    bool accepts(const QString &minBinary) const;

    // What this binary knows, in order. Throws ConfigError for a file with a wrong name or a number used
    // twice.
    const std::vector<Migration> &known() const { return m_known; }

    static QVersionNumber ownVersion();

private:
    struct Applied
    {
        QString name;
        QByteArray checksum;
        QString minBinary;
        qint64 at = 0;
    };

    void read(const QString &folder);
    bool isRecorded(Connection &connection) const;
    bool tryNext(Connection &connection, const Deadline &deadline);
    bool applyNext(Connection &connection, const Deadline &deadline);
    std::map<int, Applied> applied(Connection &connection);
    void check(const std::map<int, Applied> &applied) const;

    ConnectionPool &m_pool;
    const Clock &m_clock;
    const QVersionNumber m_binary;
    std::vector<Migration> m_known;
};

} // namespace turnpike::db
