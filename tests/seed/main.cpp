// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "db/connectionpool.h"
#include "db/migrator.h"
#include "seed/seed.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>

using namespace Qt::StringLiterals;

using namespace turnpike;
using namespace std::chrono_literals;

// turnpike-seed DATABASE_URL CUSTOMERS [DUE]: fills an empty database with a shop of that size.
int main(int argc, char **argv)
{
    const QCoreApplication core(argc, argv);
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    const qint64 customers = arguments.value(1).toLongLong();
    if (arguments.size() < 2 || customers < 1) {
        fputs("Usage: turnpike-seed postgresql://…|sqlite:FILE CUSTOMERS [DUE, 100]\n", stderr);
        return 2;
    }
    try {
        QElapsedTimer clock;
        clock.start();
        db::ConnectionPool pool(db::DatabaseUrl::parse(arguments[0]), {});
        const SystemClock now;
        if (!pool.waitUntilUp(Deadline::in(10s)))
            throw ConfigError(u"The database does not answer."_s);
        db::Migrator(pool, now).migrate(Deadline::in(60s));
        db::Database database(pool);
        const qint64 due = arguments.value(2, u"100"_s).toLongLong();
        test::seed(database, {1, customers, due, now.nowMs()});
        printf("%lld customers in %.1f s\n", static_cast<long long>(customers),
               static_cast<double>(clock.elapsed()) / 1000);
        return 0;
    } catch (const Error &error) {
        fprintf(stderr, "turnpike-seed: %s\n", qPrintable(error.message()));
        return 1;
    }
}
