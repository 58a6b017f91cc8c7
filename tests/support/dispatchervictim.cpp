// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// A process that dispatches what is in an inbox until nothing is pending, made to be killed. An update whose
// body contains "poison" takes the process down from within its handler, each time it is run. Arguments: the
// database (sqlite:PATH, or postgres:NAME on the server of TURNPIKE_TEST_POSTGRES) and the instance's name.
// Ends with 0 when nothing is pending.

#include "db/connectionpool.h"
#include "db/database.h"
#include "inbox/dispatcher.h"
#include "support/scriptedhandler.h"

#include <QCoreApplication>

#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>

using namespace Qt::StringLiterals;

using namespace turnpike;
using namespace std::chrono_literals;

namespace {

db::DatabaseUrl urlOf(const QString &argument)
{
    const QString prefix = u"postgres:"_s;
    if (!argument.startsWith(prefix))
        return db::DatabaseUrl::parse(argument);
    return db::DatabaseUrl::parse(qEnvironmentVariable("TURNPIKE_TEST_POSTGRES"))
        .withDatabase(argument.mid(prefix.size()));
}

} // namespace

int main(int argc, char **argv)
{
    // Never outlives the test, and leaves no core file behind.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();

    db::PoolOptions options;
    db::ConnectionPool pool(urlOf(arguments.at(1)), options);
    db::Database database(pool);
    if (!pool.waitUntilUp(Deadline::in(60s)))
        return 2;
    const SystemClock clock;
    test::ScriptedHandler handler;
    handler.runHook = [](const inbox::InboxUpdate &update, db::Transaction &) {
        if (update.body.contains("poison"))
            std::abort();
    };
    inbox::Dispatcher::Options dispatching;
    dispatching.pollInterval = 20ms;
    inbox::Dispatcher dispatcher(database, handler, clock, arguments.at(2), {}, dispatching);
    dispatcher.start();
    const Deadline patience = Deadline::in(120s);
    while (patience.sleep(20ms)) {
        try {
            const auto pending =
                database.read(db::Demand::Operations, "victim", patience, [](db::Transaction &tx) {
                    return tx.one("SELECT count(*) FROM inbox WHERE status = 'pending'")->int64(0);
                });
            if (pending == 0)
                return dispatcher.stop(Deadline::in(30s)) ? 0 : 3;
        } catch (const DatabaseError &error) {
            // Two processes on one SQLite file: try again.
            if (!error.isTransient())
                return 4;
        }
    }
    return 1;
}
