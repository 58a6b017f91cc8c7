// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/dialect.h"

#include <libpq-fe.h>

#include <memory>

// What all who speak to PostgreSQL through the driver's own connection share.
namespace turnpike::db::libpq {

struct ClearResult
{
    void operator()(PGresult *result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

// Of Dialect::handleOf().
inline PGconn *connectionOf(void *handle)
{
    return static_cast<PGconn *>(handle);
}

DatabaseError lostConnection(PGconn *connection);
// What a result that is none says; of a connection that is gone, that it is.
DatabaseError errorOf(PGconn *connection, const PGresult *result);

// "?" to "$1", "$2" …, but for what stands in quotes.
QByteArray numbered(const QByteArray &sql);

} // namespace turnpike::db::libpq
