// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cases.h"
#include "postgresprocesses.h"

#include <array>
#include <functional>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// A call of the shop's, in the middle of which the database is to die.
struct Moment
{
    const char *service; // as in Sandbox::called
    const char *path;    // part of it; empty: any
};

constexpr std::array kMoments{
    Moment{"telegram", "/sendMessage"},
    Moment{"telegram", "/editMessageText"},
    Moment{"vpn", "/add-user"},
    Moment{"cryptopay", "/createInvoice"},
    Moment{"telegram", "/answerCallbackQuery"},
    Moment{"vpn", ""},
};

constexpr auto kMomentPatience = 20s;

// PostgreSQL dies at the very moment in which a call comes in outside: all of it, or one session, which costs
// it its shared memory as well. Handlers' commits, which do not wait for the disk, would get there within ten
// seconds by themselves: so long, nothing but the shop's own leases and claims carries them.
class PostgresCrash : public Case
{
public:
    QString name() const override { return u"postgres-crash"_s; }
    QString deed(const Form &form) const override
    {
        return u"PostgreSQL, or one of its sessions, killed by SIGKILL as a call comes in, %1 times"_s.arg(
            runs(form));
    }

    World world(const Form &form) const override
    {
        World world = Case::world(form);
        world.postgresSettings = u"-c wal_writer_delay=10s -c restart_after_crash=on"_s;
        world.isHeldAgainstOutside = true;
        return world;
    }

    void strike(Rig &rig) override
    {
        for (int i = 0; i < runs(rig.form()); ++i) {
            live(std::chrono::milliseconds(500 + rig.random().bounded(1'500)));
            const auto turn = static_cast<size_t>(i);
            const Moment &moment = kMoments[turn % kMoments.size()];
            // Each moment meets both, by turns.
            if ((turn + turn / kMoments.size()) % 2 == 0)
                crashAll(rig, moment);
            else
                crashSession(rig, moment);
            rig.faultEnded();
            rig.awaitCaughtUp(2min);
        }
    }

private:
    static void crashAll(Rig &rig, const Moment &moment)
    {
        PostgresProcesses processes(rig.services().postgresFolder());
        atTheCall(rig, moment, [&processes] {
            processes.killAll();
            return true;
        });
        until(u"no process of PostgreSQL is left"_s, 30s, [&processes] { return !processes.areLeft(); });
        processes.forget();
        rig.services().start(Services::Kind::Postgres);
    }

    static void crashSession(Rig &rig, const Moment &moment)
    {
        const QString ours = u"SELECT pg_backend_pid()"_s;
        const qint64 before = rig.number(ours);
        PostgresProcesses processes(rig.services().postgresFolder());
        atTheCall(rig, moment, [&processes] { return processes.killSession(); });
        // Our own session is among those that PostgreSQL ends.
        until(u"PostgreSQL has started over"_s, 60s, [&] { return rig.number(ours) != before; });
    }

    // Runs `act` as such a call comes in, before anything is done about it, until it says true. Where none
    // of that kind comes, any other does.
    static void atTheCall(Rig &rig, const Moment &moment, const std::function<bool()> &act)
    {
        bool isDone = false;
        bool isAnyRight = false;
        const auto onCall = [&](const QString &service, const http::Request &request) {
            const bool isRight =
                service == QLatin1String(moment.service) && request.path.contains(moment.path);
            if (!isDone && (isRight || isAnyRight))
                isDone = act();
        };
        QObject context; // whatever is thrown below, nobody calls what is gone
        QObject::connect(&rig.sandbox(), &sandbox::Sandbox::called, &context, onCall);
        try {
            until(u"a call of %1"_s.arg(QLatin1String(moment.service)), kMomentPatience,
                  [&isDone] { return isDone; });
        } catch (const Broken &) {
            if (isInterrupted())
                throw;
            isAnyRight = true;
            until(u"any call"_s, kMomentPatience, [&isDone] { return isDone; });
        }
    }

    static int runs(const Form &form) { return form.runsOr(4, 24); }
};

} // namespace

std::unique_ptr<Case> makePostgresCrash()
{
    return std::make_unique<PostgresCrash>();
}

} // namespace turnpike::chaos
