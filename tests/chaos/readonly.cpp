// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "administrator.h"
#include "cases.h"
#include "outage.h"

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// PostgreSQL takes no writes for a while and answers every question: what a failover to a standby looks like,
// or a provider's limit. First for every session at once, then for those that are made from now on, after
// half of them have been ended: then half of a pool works and half does not.
class ReadOnly : public Case
{
public:
    QString name() const override { return u"read-only"_s; }
    QString deed(const Form &form) const override
    {
        return u"PostgreSQL read-only for up to %1 s, all sessions and then half of them, %2 "
               "times"_s.arg(std::chrono::duration_cast<std::chrono::seconds>(longest(form)).count())
                   .arg(runs(form));
    }

    void strike(Rig &rig) override
    {
        for (int i = 0; i < runs(rig.form()); ++i) {
            Administrator administrator(rig.databaseUrl());
            administrator.exec(u"ALTER SYSTEM SET default_transaction_read_only = on"_s);
            administrator.exec(u"SELECT pg_reload_conf()"_s);
            live(span(rig));
            awaitNotReady(rig);
            administrator.exec(u"ALTER SYSTEM RESET default_transaction_read_only"_s);
            administrator.exec(u"SELECT pg_reload_conf()"_s);
            recover(rig);

            administrator.exec(u"ALTER ROLE turnpike SET default_transaction_read_only = on"_s);
            endHalf(rig, administrator);
            live(span(rig));
            awaitHonestReadiness(rig); // the sessions from before go on, or not
            administrator.exec(u"ALTER ROLE turnpike RESET default_transaction_read_only"_s);
            recover(rig);
        }
    }

private:
    static int runs(const Form &form) { return form.runsOr(1, 3); }
    static std::chrono::milliseconds longest(const Form &form) { return form.isShort ? 4s : 10s; }
    static std::chrono::milliseconds span(Rig &rig)
    {
        const auto most = longest(rig.form());
        return most / 2 + std::chrono::milliseconds(rig.random().bounded(static_cast<int>(most.count() / 2)));
    }

    // Every other one of the server's, and the hand's, which would otherwise write where the server cannot.
    static void endHalf(Rig &rig, Administrator &administrator)
    {
        const int which = static_cast<int>(rig.random().bounded(2));
        administrator.exec(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                           "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                           "AND (pid % 2 = %1 OR application_name = 'chaos-hand')"_s.arg(which));
    }

    static void recover(Rig &rig)
    {
        rig.faultEnded();
        awaitReadyAgain(rig);
        rig.awaitCaughtUp(2min);
        requireNoAttemptCounted(rig);
    }
};

} // namespace

std::unique_ptr<Case> makeReadOnly()
{
    return std::make_unique<ReadOnly>();
}

} // namespace turnpike::chaos
