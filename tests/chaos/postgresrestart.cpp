// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cases.h"

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// An administrator restarts PostgreSQL.
class PostgresRestart : public Case
{
public:
    QString name() const override { return u"postgres-restart"_s; }
    QString deed(const Form &form) const override
    {
        return u"PostgreSQL stopped, started again after %1 s, %2 times"_s
            .arg(std::chrono::duration_cast<std::chrono::seconds>(away(form)).count())
            .arg(runs(form));
    }

    void strike(Rig &rig) override
    {
        for (int i = 0; i < runs(rig.form()); ++i) {
            rig.services().stop(Services::Kind::Postgres);
            live(away(rig.form()));
            rig.services().start(Services::Kind::Postgres);
            rig.faultEnded();
            rig.awaitCaughtUp(2min);
        }
    }

private:
    static std::chrono::milliseconds away(const Form &form) { return form.isShort ? 2s : 5s; }
    static int runs(const Form &form) { return form.runsOr(1, 2); }
};

} // namespace

std::unique_ptr<Case> makePostgresRestart()
{
    return std::make_unique<PostgresRestart>();
}

} // namespace turnpike::chaos
