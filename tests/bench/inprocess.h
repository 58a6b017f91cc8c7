// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/kicker.h"
#include "bed.h"
#include "db/connectionpool.h"
#include "db/database.h"
#include "protocol/literals.h"

namespace turnpike::bench {

// The pool of production on a database of a bed, for parts of the server that are measured within this
// process.
struct Pooled
{
    explicit Pooled(const QString &url)
        : pool(db::DatabaseUrl::parse(url), {})
        , database(pool)
    {
        if (!pool.waitUntilUp(Deadline::in(std::chrono::seconds(30))))
            throw Broken(u"the database does not answer"_s);
    }

    template<class Work>
    auto write(Work &&work)
    {
        return database.write(db::Demand::Worker, "bench", Deadline::in(std::chrono::seconds(30)),
                              std::forward<Work>(work));
    }

    db::ConnectionPool pool;
    db::Database database;
};

// Nobody waits to be woken.
struct NoKicks : Kicker
{
    void kick(Work) override {}
};

} // namespace turnpike::bench
