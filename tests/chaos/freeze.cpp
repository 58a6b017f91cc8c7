// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cases.h"

#include <QElapsedTimer>

#include <csignal>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// The leader of two replicas stands still for longer than it is trusted, while its kernel goes on answering
// for it; the other follows, and then the frozen one wakes and believes that it leads. On SQLite there is no
// other one: the shop stands still, and goes on when it wakes, with deadlines behind it that it could not
// heed.
class Freeze : public Case
{
public:
    QString name() const override { return u"freeze"_s; }
    bool runsOn(ShopDatabase) const override { return true; }
    QString deed(const Form &form) const override
    {
        return u"%1 frozen for %2 s and woken, %3 times"_s
            .arg(isAlone(form) ? u"the only server"_s : u"the leader of two replicas"_s)
            .arg(kFrozen.count())
            .arg(runs(form));
    }

    World world(const Form &form) const override
    {
        World world = Case::world(form);
        world.replicas = isAlone(form) ? 1 : 2;
        return world;
    }

    void strike(Rig &rig) override
    {
        for (int i = 0; i < runs(rig.form()); ++i) {
            isAlone(rig.form()) ? freezeTheOnlyOne(rig) : freezeTheLeader(rig);
            rig.awaitCaughtUp(2min);
        }
    }

private:
    // A frozen leader is followed within 12 s: its session ends after 10.
    static constexpr std::chrono::seconds kFrozen{14};
    static int runs(const Form &form) { return form.runsOr(1, 3); }
    static bool isAlone(const Form &form) { return form.database == ShopDatabase::Sqlite; }

    static void freezeTheLeader(Rig &rig)
    {
        int leader = -1;
        until(u"somebody leads"_s, 30s, [&] { return (leader = rig.leader()) >= 0; });
        QElapsedTimer timer;
        timer.start();
        rig.server(leader).freeze();
        rig.crashed(); // its messages in flight
        rig.faultEnded();
        until(u"the other one leads"_s, 30s, [&] { return rig.leader() == 1 - leader; });
        live(std::max(0ms, kFrozen - std::chrono::milliseconds(timer.elapsed())));
        rig.server(leader).sendSignal(SIGCONT);
    }

    // Nobody starts it again here: if it ended rather than went on, it will not catch up.
    static void freezeTheOnlyOne(Rig &rig)
    {
        rig.server().freeze();
        rig.crashed(); // its messages in flight: what was answered meanwhile may count as unanswered
        live(kFrozen);
        rig.server().sendSignal(SIGCONT);
        rig.faultEnded(kFrozen);
    }
};

} // namespace

std::unique_ptr<Case> makeFreeze()
{
    return std::make_unique<Freeze>();
}

} // namespace turnpike::chaos
