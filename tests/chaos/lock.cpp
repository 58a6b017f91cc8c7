// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "administrator.h"
#include "cases.h"
#include "sandbox/faultcatalog.h"

#include <cstdio>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// Somebody else locks a table for longer than a handler may take: a migration by hand, a VACUUM FULL, a
// report that began with LOCK TABLE. Whatever needs the table waits, all of it at once, and it is nobody's
// fault: no attempt counts.
class Lock : public Case
{
public:
    QString name() const override { return u"lock"_s; }
    QString deed(const Form &form) const override
    {
        return u"%1 tables locked by somebody else, each for %2 s"_s.arg(tables(form))
            .arg(held(form).count());
    }

    World world(const Form &form) const override
    {
        World world = Case::world(form);
        if (!form.isShort) {
            // Telegram gives a press up after 150 s of its time: as in postgres-outage.
            world.timeScale = 1;
            world.customers = 100;
            world.offered = 10;
        }
        return world;
    }

    void strike(Rig &rig) override
    {
        for (const QString &table : drawn(rig)) {
            std::printf("  locked: %s\n", qPrintable(table));
            {
                // Nobody looks into the shop's database meanwhile: it would be from this thread, and wait.
                Administrator administrator(rig.databaseUrl());
                administrator.exec(u"BEGIN"_s);
                administrator.exec(u"LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE"_s.arg(table));
                live(held(rig.form()));
                administrator.exec(u"ROLLBACK"_s);
            }
            rig.faultEnded(held(rig.form()));
            rig.awaitCaughtUp(5min);
        }
    }

private:
    static int tables(const Form &form) { return form.runsOr(2, 3); }
    // Longer than the 5 s of a handler; in the long form than all of its attempts, as was reported.
    static std::chrono::seconds held(const Form &form) { return form.isShort ? 6s : 70s; }

    // None of those that the controls write to (operators, feature_flags, orders): what was committed there
    // just before the lock can take effect only after it, while the hand's own table says that all works, so
    // it would be measured as late.
    static QStringList drawn(Rig &rig)
    {
        static const QStringList kTables = {u"inbox"_s,     u"outbox"_s,        u"users"_s,
                                            u"purchases"_s, u"subscriptions"_s, u"instances"_s};
        return sandbox::drawNames(rig.random(), kTables,
                                  std::min(tables(rig.form()), static_cast<int>(kTables.size())));
    }
};

} // namespace

std::unique_ptr<Case> makeLock()
{
    return std::make_unique<Lock>();
}

} // namespace turnpike::chaos
