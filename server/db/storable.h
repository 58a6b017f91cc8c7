#pragma once

#include <QString>

// Texts from outside, as columns take them: PostgreSQL's know no NUL.
namespace turnpike::db {

// What people type.
QString storable(QString text);

// What went wrong, for a column that operators read: no secret, 500 UTF-16 units at most, and nothing that
// the database would refuse.
QString storableError(const QString &text);

} // namespace turnpike::db
