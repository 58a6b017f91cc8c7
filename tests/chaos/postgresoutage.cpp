// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cases.h"

#include <QElapsedTimer>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// PostgreSQL is away for as long as a press can bear: Telegram drops a press and a pre-checkout when the next
// attempt would come 150 s after it was made, and tries at about 62 and 122 s.
class PostgresOutage : public Case
{
public:
    QString name() const override { return u"postgres-outage"_s; }
    QString deed(const Form &form) const override
    {
        return u"PostgreSQL away for 120 s of Telegram's time (scale %1), %2 times"_s
            .arg(world(form).timeScale)
            .arg(runs(form));
    }

    World world(const Form &form) const override
    {
        World world = Case::world(form);
        world.timeScale = form.isShort ? kShortScale : 1;
        if (!form.isShort) {
            // What piles up for one customer stays below the shop's limit for one customer.
            world.customers = 100;
            world.offered = 10;
        }
        return world;
    }

    void strike(Rig &rig) override
    {
        const auto away = std::chrono::milliseconds(static_cast<qint64>(120'000 / rig.world().timeScale));
        for (int i = 0; i < runs(rig.form()); ++i) {
            QElapsedTimer timer;
            timer.start();
            rig.services().stop(Services::Kind::Postgres);
            live(std::max(0ms, away - kStart - std::chrono::milliseconds(timer.elapsed())));
            rig.services().start(Services::Kind::Postgres);
            rig.faultEnded();
            rig.awaitCaughtUp(5min);
        }
    }

private:
    static constexpr double kShortScale = 20;
    static constexpr auto kStart = 500ms; // what PostgreSQL needs to start belongs to the outage
    static int runs(const Form &form) { return form.runsOr(1, 1); }
};

} // namespace

std::unique_ptr<Case> makePostgresOutage()
{
    return std::make_unique<PostgresOutage>();
}

} // namespace turnpike::chaos
