// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cases.h"

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// Of two replicas behind an edge the one that leads is killed; the other follows, and the dead one comes
// back.
class ReplicaCrash : public Case
{
public:
    QString name() const override { return u"replica-crash"_s; }
    QString deed(const Form &form) const override
    {
        return u"the leader of two replicas killed, %1 times"_s.arg(runs(form));
    }

    World world(const Form &form) const override
    {
        World world = Case::world(form);
        world.replicas = 2;
        return world;
    }

    void strike(Rig &rig) override
    {
        for (int i = 0; i < runs(rig.form()); ++i) {
            live(std::chrono::milliseconds(rig.random().bounded(1'000)));
            int leader = -1;
            until(u"somebody leads"_s, 30s, [&] { return (leader = rig.leader()) >= 0; });
            rig.server(leader).kill();
            rig.crashed();
            rig.faultEnded();
            until(u"the other one leads"_s, 30s, [&] { return rig.leader() == 1 - leader; });
            rig.startServer(leader);
        }
    }

private:
    static int runs(const Form &form) { return form.runsOr(2, 10); }
};

} // namespace

std::unique_ptr<Case> makeReplicaCrash()
{
    return std::make_unique<ReplicaCrash>();
}

} // namespace turnpike::chaos
