// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cases.h"
#include "throughput.h"

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// Redis goes away and comes back empty: it may cost conversations, and nothing else.
class Redis : public Case
{
public:
    QString name() const override { return u"redis"_s; }
    bool runsOn(ShopDatabase) const override { return true; }
    QString deed(const Form &form) const override
    {
        return u"Redis stopped, started again after %1 s, %2 times"_s
            .arg(std::chrono::duration_cast<std::chrono::seconds>(away(form)).count())
            .arg(runs(form));
    }

    World world(const Form &form) const override
    {
        World world = Case::world(form);
        world.redis = true;
        return world;
    }

    void strike(Rig &rig) override
    {
        for (int i = 0; i < runs(rig.form()); ++i) {
            rig.services().stop(Services::Kind::Redis);
            const double inTime = partInTime(rig, away(rig.form()));
            rig.services().start(Services::Kind::Redis);
            rig.faultEnded();
            if (inTime < 0.95)
                throw Broken(u"without Redis only %1 % were handled in time"_s.arg(inTime * 100));
            rig.awaitCaughtUp(1min);
        }
    }

private:
    static std::chrono::milliseconds away(const Form &form) { return form.isShort ? 2s : 5s; }
    static int runs(const Form &form) { return form.runsOr(1, 3); }
};

} // namespace

std::unique_ptr<Case> makeRedis()
{
    return std::make_unique<Redis>();
}

} // namespace turnpike::chaos
